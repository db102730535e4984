//! The data directory and the disk beneath it.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use super::{Finding, Level};
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
        check_kind(&data),
        check_old(&data),
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
