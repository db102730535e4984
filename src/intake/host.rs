//! What this process asks of its host before it handles anything.

use crate::listen::Places;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit, umask};
use subrosa_walls::dumps;

/// Private files only, and no core dump: neither of this program's own, nor
/// read by another process of the same user.
///
/// Also raises the number of open files to what the system allows: every
/// connection is one, and every large upload another.
///
/// # Errors
/// When the kernel refuses.
pub fn harden() -> std::io::Result<()> {
    umask(rustix::fs::Mode::from_raw_mode(0o077));
    dumps::forbid().map_err(std::io::Error::other)?;
    let files = getrlimit(Resource::Nofile);
    Ok(setrlimit(Resource::Nofile, Rlimit { current: files.maximum, maximum: files.maximum })?)
}

/// Connections that this process may have, out of the files that it may open.
///
/// Some files are left over for vault, keys, commands and those who are only
/// told that there is no room. A seat may need two, one for a large upload.
#[must_use]
pub fn places(wanted: Places) -> Places {
    let files = getrlimit(Resource::Nofile).current.and_then(|files| usize::try_from(files).ok());
    files.map_or(wanted, |files| share(wanted, files))
}

/// A quarter of the files for seats, twice, and half for greetings.
fn share(wanted: Places, files: usize) -> Places {
    const SPARE: usize = 128;
    let files = files.saturating_sub(SPARE);
    Places {
        seats: wanted.seats.min(files / 4).max(1),
        greetings: wanted.greetings.min(files / 2).max(1),
        standing: wanted.standing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_follow_from_the_files_that_may_be_open() {
        let wanted = Places { seats: 1_024, standing: 32, greetings: 4_096 };
        assert_eq!(share(wanted, 20_000), wanted);
        assert_eq!(share(wanted, 1_128), Places { seats: 250, greetings: 500, ..wanted });
        assert_eq!(share(wanted, 10), Places { seats: 1, greetings: 1, ..wanted });
    }
}
