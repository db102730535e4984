//! Files carry times of writing to the nanosecond, which nobody chose and which
//! tell when something came. Once a day all get the same: the beginning of the day.

use std::fs;
use std::io;
use std::path::Path;

use rustix::fs::{AtFlags, CWD, Timespec, Timestamps, utimensat};
use subrosa_tip::Day;

const DAY_SECONDS: i64 = 86_400;

/// Sets the times of a directory and of everything in it.
pub(super) fn level(directory: &Path, day: Day) -> io::Result<()> {
    let time = Timespec { tv_sec: i64::from(day.number()) * DAY_SECONDS, tv_nsec: 0 };
    level_to(directory, &Timestamps { last_access: time, last_modification: time })
}

/// What goes away meanwhile needs no time any more.
fn level_to(path: &Path, times: &Timestamps) -> io::Result<()> {
    if fs::symlink_metadata(path).is_ok_and(|data| data.is_dir()) {
        for entry in fs::read_dir(path)? {
            level_to(&entry?.path(), times)?;
        }
    }
    match utimensat(CWD, path, times, AtFlags::SYMLINK_NOFOLLOW) {
        Err(rustix::io::Errno::NOENT) => Ok(()),
        other => Ok(other?),
    }
}
