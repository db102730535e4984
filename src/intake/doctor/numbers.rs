//! Whether decoys hide how many tips there are.

use super::{Finding, Level};
use crate::clock;
use crate::config::Loaded;
use crate::transfer::{Status, ask_status};
use subrosa_tip::Day;

/// So many decoys for each tip.
const DECOYS_A_TIP: u64 = 3;

pub(super) fn examine(loaded: &Loaded) -> Vec<Finding> {
    let per_day = loaded.config.decoys.per_day;
    if per_day == 0 {
        let message = "no decoys are made: whoever takes the server counts the tips that wait";
        return vec![Finding::new("decoys-off", Level::Warning, message, "set decoys.per_day, or leave it out for 24")];
    }
    // Without a server nothing comes, and its numbers are not looked for.
    let status = ask_status(&loaded.data()).ok().flatten();
    status.and_then(|status| judge(per_day, &status, clock::today())).into_iter().collect()
}

/// The server cannot tell which are decoys: what is more than they make is tips.
fn judge(per_day: u32, status: &Status, today: Day) -> Option<Finding> {
    let whole_days = || status.days.iter().filter(|(day, _)| **day < today);
    let (days, stored) = (whole_days().count() as u64, whole_days().map(|(_, count)| count).sum::<u64>());
    let decoys = u64::from(per_day).saturating_mul(days);
    let message = format!(
        "{stored} envelopes came on {days} days, and {per_day} decoys are made a day: fewer than three for each tip"
    );
    (decoys < DECOYS_A_TIP.saturating_mul(stored.saturating_sub(decoys)))
        .then(|| Finding::new("decoys-few", Level::Warning, message, "raise decoys.per_day"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decoys_that_do_not_outnumber_tips_three_to_one_are_found() {
        let today: Day = "2026-11-24".parse().unwrap();
        let days = |counts: &[(&str, u64)]| {
            let days = counts.iter().map(|(day, count)| (day.parse().unwrap(), *count)).collect();
            Status { days, ..Status::default() }
        };
        let found = |per_day, counts: &[_]| judge(per_day, &days(counts), today).is_some();
        // 24 decoys and 8 tips a day are three to one; with a ninth tip they are not.
        assert!(!found(24, &[("2026-11-22", 32), ("2026-11-23", 32)]));
        assert!(found(24, &[("2026-11-22", 32), ("2026-11-23", 33)]));
        assert!(!found(24, &[]));
        assert!(!found(24, &[("2026-11-24", 1_000)]), "a day that is not over says little");
    }
}
