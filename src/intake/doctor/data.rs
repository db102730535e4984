//! The data directory and the disk beneath it.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use subrosa_tip::Day;

use super::{Finding, Level};
use crate::clock;
use crate::config::Loaded;

/// File systems that never overwrite in place: a forgotten key may stay in an
/// old block or a snapshot (linux/magic.h).
const COPY_ON_WRITE: [(u64, &str); 3] = [(0x9123_683E, "btrfs"), (0x2FC1_2FC1, "zfs"), (0xCA45_1A4E, "bcachefs")];

pub(super) fn examine(loaded: &Loaded) -> Vec<Finding> {
    let data = loaded.data();
    if !data.exists() {
        let message = format!("{}: not there yet; the first start makes it", data.display());
        return vec![Finding::new("data-missing", Level::Note, message, "nothing, if this is a new installation")];
    }
    [
        check_private(&data),
        check_writable(&data),
        check_space(&data, loaded.config.vault.bytes),
        judge_room(stored(&data), loaded.config.vault.bytes),
        check_slots(&data),
        check_kind(&data),
        check_old(&data),
        check_clock(&data),
        check_files_left(&data),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn check_private(data: &Path) -> Option<Finding> {
    let metadata = fs::metadata(data).ok()?;
    let open = metadata.mode() & 0o077 != 0;
    let message = format!("{}: other users of this machine can look into it", data.display());
    open.then(|| Finding::new("data-permissions", Level::Error, message, "chmod 700 on the data directory"))
}

fn check_writable(data: &Path) -> Option<Finding> {
    let writable = rustix::fs::access(data, rustix::fs::Access::WRITE_OK);
    let message = |error| format!("{}: cannot be written: {error}", data.display());
    writable.err().map(|error| {
        Finding::new(
            "data-readonly",
            Level::Error,
            message(error),
            "mount it for writing, and give it to the server's user",
        )
    })
}

fn check_space(data: &Path, capacity: u64) -> Option<Finding> {
    let disk = rustix::fs::statvfs(data).ok()?;
    let free = disk.f_bavail.saturating_mul(disk.f_frsize);
    judge_space(free, stored(data), capacity).map(|(level, message)| {
        Finding::new(
            "disk-space",
            level,
            message,
            "free some space, or lower vault.bytes; export and import what is waiting",
        )
    })
}

/// Free space against what the vault may still grow by, in bytes.
fn judge_space(free: u64, stored: u64, capacity: u64) -> Option<(Level, String)> {
    let mib = |bytes: u64| bytes / (1024 * 1024);
    let room = capacity.saturating_sub(stored);
    let told = format!("{} MiB are free, and the vault may grow by {} MiB", mib(free), mib(room));
    if mib(free) < 64 { Some((Level::Error, told)) } else { (free < room).then_some((Level::Warning, told)) }
}

/// Space that the vault must have left: a large upload needs some while it comes in.
const ROOM_BYTES: u64 = 64 * 1024 * 1024;
/// Bytes of one key slot, as the vault lays them out; a free one is all zeros.
const SLOT_BYTES: usize = 64;
/// Slots in use, of 65,536, from which on few more tips can be stored.
const SLOTS_IN_USE: usize = 60_000;

fn judge_room(stored: u64, capacity: u64) -> Option<Finding> {
    let mib = |bytes: u64| bytes / (1024 * 1024);
    let message = format!("{} MiB are stored, and vault.bytes allows {} MiB", mib(stored), mib(capacity));
    (stored.saturating_add(ROOM_BYTES) >= capacity).then(|| {
        Finding::new("vault-full", Level::Error, message, "export and import what is waiting, or raise vault.bytes")
    })
}

fn check_slots(data: &Path) -> Option<Finding> {
    judge_slots(&fs::read(data.join("keyslots")).ok()?)
}

fn judge_slots(slots: &[u8]) -> Option<Finding> {
    let in_use = slots.chunks(SLOT_BYTES).filter(|slot| slot.iter().any(|byte| *byte != 0)).count();
    let message = format!("{in_use} of 65536 key slots are in use: one for each envelope that waits");
    (in_use > SLOTS_IN_USE)
        .then(|| Finding::new("slots-full", Level::Error, message, "export and import what is waiting"))
}

/// Bytes of the vault's files, as a directory listing gives them.
fn stored(data: &Path) -> u64 {
    let size_of = |name: &str| {
        let files = fs::read_dir(data.join(name)).into_iter().flatten().flatten();
        files.filter_map(|file| file.metadata().ok()).map(|metadata| metadata.len()).sum::<u64>()
    };
    size_of("sled") + size_of("large")
}

fn check_kind(data: &Path) -> Option<Finding> {
    let kind = rustix::fs::statfs(data).ok()?.f_type as u64;
    let (_, name) = COPY_ON_WRITE.iter().find(|(magic, _)| *magic == kind)?;
    let message = format!("the data directory is on {name}, which keeps old blocks: forgetting does not overwrite");
    Some(Finding::new(
        "copy-on-write",
        Level::Warning,
        message,
        "use ext4 or xfs, on an encrypted disk, without snapshots",
    ))
}

fn check_old(data: &Path) -> Option<Finding> {
    let old = fs::read_dir(data)
        .ok()?
        .flatten()
        .find(|file| file.file_name().to_string_lossy().starts_with("sled.damaged"))?;
    let message = format!("{}: left by a rebuild", old.path().display());
    Some(Finding::new("old-store", Level::Note, message, "delete it once the next bag has arrived at the desk"))
}

/// The day of the server's last round, which a clock that is right has passed.
fn check_clock(data: &Path) -> Option<Finding> {
    let seen: serde_json::Value = serde_json::from_slice(&fs::read(data.join("retention.json")).ok()?).ok()?;
    judge_clock(seen.get("last")?.as_str()?.parse().ok()?, clock::today())
}

fn judge_clock(last: Day, today: Day) -> Option<Finding> {
    let message = format!("the clock says {today}, and the server saw {last} already");
    (today < last).then(|| {
        Finding::new("clock-behind", Level::Error, message, "set the clock; nothing expires until it has caught up")
    })
}

/// Each large envelope is a file; a disk can have room for bytes and none for names.
fn check_files_left(data: &Path) -> Option<Finding> {
    let disk = rustix::fs::statvfs(data).ok()?;
    judge_files_left(disk.f_files, disk.f_favail)
}

fn judge_files_left(all: u64, left: u64) -> Option<Finding> {
    const FEW: u64 = 1_000;
    let message = format!("the disk can hold {left} more files");
    // A file system that does not count them says that it has none at all.
    (all > 0 && left < FEW).then(|| Finding::new("disk-files", Level::Error, message, "remove files from this disk"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GIB: u64 = 1 << 30;

    #[test]
    fn space_is_judged_against_what_the_vault_may_grow_by() {
        let judge = |free, stored, capacity| judge_space(free, stored, capacity).map(|(level, _)| level);
        assert_eq!(judge(30 * GIB, 0, 20 * GIB), None);
        assert_eq!(judge(10 * GIB, 0, 20 * GIB), Some(Level::Warning));
        assert_eq!(judge(10 * GIB, 15 * GIB, 20 * GIB), None);
        assert_eq!(judge(GIB / 32, 0, 20 * GIB), Some(Level::Error));
    }

    #[test]
    fn a_clock_behind_what_was_seen_and_a_disk_without_names_are_found() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        let judge = |today| judge_clock(day("2026-11-24"), day(today)).map(|finding| finding.level);
        assert_eq!([judge("2026-11-23"), judge("2026-11-24"), judge("2027-11-24")], [Some(Level::Error), None, None]);
        let left = |all, left| judge_files_left(all, left).is_some();
        assert_eq!([left(1_000_000, 999), left(1_000_000, 1_000), left(0, 0)], [true, false, false]);
    }

    #[test]
    fn a_vault_without_room_is_found() {
        assert!(judge_room(0, GIB).is_none());
        assert!(judge_room(GIB - ROOM_BYTES - 1, GIB).is_none());
        assert_eq!(judge_room(GIB - ROOM_BYTES, GIB).unwrap().id, "vault-full");
        assert!(judge_room(2 * GIB, GIB).is_some());
    }

    #[test]
    fn key_slots_that_run_short_are_found() {
        let mut slots = vec![0; 65_536 * SLOT_BYTES];
        slots[..SLOTS_IN_USE * SLOT_BYTES].fill(7);
        assert!(judge_slots(&slots).is_none());
        slots[SLOTS_IN_USE * SLOT_BYTES + 63] = 1;
        assert_eq!(judge_slots(&slots).unwrap().id, "slots-full");
    }

    #[test]
    fn a_directory_that_others_can_read_is_found() {
        use std::os::unix::fs::PermissionsExt;
        let folder = std::env::temp_dir().join(format!("subrosa-doctor-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        for (mode, found) in [(0o700, false), (0o755, true), (0o770, true)] {
            fs::set_permissions(&folder, fs::Permissions::from_mode(mode)).unwrap();
            assert_eq!(check_private(&folder).is_some(), found, "{mode:o}");
        }
        fs::remove_dir_all(&folder).unwrap();
    }
}
