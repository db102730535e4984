//! Swap, core dumps and the clock of this host.

use std::fs;

use subrosa_tip::Day;

use super::{Finding, Level};
use crate::clock;
use crate::confine::rehearse;

/// No release is older than this: a clock before it is wrong.
const FIRST_RELEASE: &str = "2026-01-01";

pub(super) fn examine() -> Vec<Finding> {
    let read = |path| fs::read_to_string(path).unwrap_or_default();
    [
        check_kernel(),
        judge_swap(&read("/proc/swaps")),
        judge_cores(&read("/proc/sys/kernel/core_pattern")),
        judge_clock(clock::today()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What the server does at every start, tried.
fn check_kernel() -> Option<Finding> {
    let error = rehearse().err()?;
    let message = format!("the server will not start, because it could not give up its rights: {error}");
    Some(Finding::new(
        "kernel",
        Level::Error,
        message,
        "use Linux 5.13 or later with landlock among `lsm=`, and a container that allows landlock and seccomp",
    ))
}

/// Swap keeps plaintext that passed through memory, unless it is itself in
/// memory (zram) or encrypted (device mapper).
fn judge_swap(swaps: &str) -> Option<Finding> {
    let plain = |line: &&str| {
        !line.starts_with("/dev/zram") && !line.starts_with("/dev/dm-") && !line.starts_with("/dev/mapper/")
    };
    let device = swaps.lines().skip(1).find(plain)?.split_whitespace().next()?;
    let message = format!("swap is on ({device}) and not known to be encrypted: what a source sends may reach a disk");
    Some(Finding::new(
        "swap",
        Level::Warning,
        message,
        "swapoff -a, or encrypt the swap, or let the service lock its memory (LimitMEMLOCK=infinity)",
    ))
}

fn judge_cores(pattern: &str) -> Option<Finding> {
    let message = "crashes are handed to a program; this server forbids dumps of itself, other programs may not";
    pattern
        .starts_with('|')
        .then(|| Finding::new("core-pattern", Level::Note, message, "sysctl kernel.core_pattern=core"))
}

fn judge_clock(today: Day) -> Option<Finding> {
    let first: Day = FIRST_RELEASE.parse().unwrap_or(Day::EPOCH);
    let message = format!("the clock says {today}, which is before this program existed");
    (today < first).then(|| Finding::new("clock", Level::Error, message, "set the clock"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kernel_that_lets_the_server_confine_itself_raises_no_finding() {
        assert_eq!(check_kernel(), None);
        // Only the thread that tried it is confined.
        assert!(fs::read_dir("/").is_ok());
    }

    #[test]
    fn swap_is_found_unless_it_is_in_memory_or_encrypted() {
        let table = |device: &str| format!("Filename\tType\tSize\tUsed\tPriority\n{device}\n");
        assert_eq!(judge_swap(&table("")), None);
        for safe in ["/dev/zram0 partition 1 0 5", "/dev/dm-1 partition 1 0 5", "/dev/mapper/swap partition 1 0 5"] {
            assert_eq!(judge_swap(&table(safe)), None, "{safe}");
        }
        assert!(judge_swap(&table("/dev/sda2 partition 1 0 5")).unwrap().message.contains("/dev/sda2"));
        assert!(judge_swap(&table("/swapfile file 1 0 5")).is_some());
    }

    #[test]
    fn a_clock_before_the_first_release_is_found() {
        assert!(judge_clock(Day::EPOCH).is_some());
        assert!(judge_clock("2026-11-23".parse().unwrap()).is_none());
    }

    #[test]
    fn a_piped_core_pattern_is_noted() {
        assert!(judge_cores("|/usr/lib/systemd/systemd-coredump %P").is_some());
        assert!(judge_cores("core").is_none());
    }
}
