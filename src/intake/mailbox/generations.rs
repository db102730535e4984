//! The generations of salt and cost, in one file of the data directory.

use std::path::Path;

use subrosa_tip::mailbox::Generation;

use crate::install::{InstallError, write_durably};

/// File of the generations: a JSON list, the oldest first. Public, and worth a
/// backup: without its salts no codename opens its mailbox again.
pub const GENERATIONS_FILE: &str = "mailboxes.json";

/// The generation that codenames are derived with, and the one before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Generations {
    /// New mailboxes are of this one.
    pub current: Generation,
    /// The one before, or one with a salt that nobody has.
    pub previous: Generation,
}

impl Generations {
    /// Reads the file.
    ///
    /// # Errors
    /// [`InstallError`]; a file that is missing is never made anew here.
    pub fn read(directory: &Path) -> Result<Self, InstallError> {
        let path = directory.join(GENERATIONS_FILE);
        let bytes = std::fs::read(&path).map_err(|error| InstallError::File { path: path.clone(), error })?;
        let mut list: Vec<Generation> =
            serde_json::from_slice(&bytes).map_err(|_| InstallError::Damaged(path.clone()))?;
        let sound = list.iter().all(|one| one.check().is_ok()) && list.is_sorted_by(|a, b| a.number < b.number);
        let current = list.pop().filter(|_| sound).ok_or_else(|| InstallError::Damaged(path.clone()))?;
        let stand_in = || subrosa_tip::random().map(|salt| Generation { salt, ..current.clone() });
        let previous = list.pop().map_or_else(stand_in, Ok);
        let previous = previous.map_err(|error| InstallError::File { path, error: error.into() })?;
        Ok(Self { current, previous })
    }

    /// Writes the first generation of a new installation.
    ///
    /// # Errors
    /// [`InstallError`].
    pub fn make(directory: &Path) -> Result<(), InstallError> {
        let path = directory.join(GENERATIONS_FILE);
        let failed = |error: std::io::Error| InstallError::File { path: path.clone(), error };
        let first = Generation::new(1).map_err(|error| failed(error.into()))?;
        let text = serde_json::to_vec(&[first]).map_err(|error| failed(error.into()))?;
        write_durably(&path, &text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str) -> std::path::PathBuf {
        let folder = std::env::temp_dir().join(format!("subrosa-generations-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        folder
    }

    #[test]
    fn the_last_two_generations_are_used_and_a_salt_of_nobodys_stands_in() {
        let folder = folder("two");
        assert!(matches!(Generations::read(&folder), Err(InstallError::File { .. })), "never made by reading");
        Generations::make(&folder).unwrap();
        let (first, again) = (Generations::read(&folder).unwrap(), Generations::read(&folder).unwrap());
        assert_eq!(first.current, again.current);
        assert_ne!(first.previous.salt, again.previous.salt);
        assert_eq!(first.previous.memory_kib, first.current.memory_kib);
        let raised = Generation { number: 2, passes: 3, ..Generation::new(2).unwrap() };
        let list = serde_json::to_vec(&[&first.current, &raised]).unwrap();
        std::fs::write(folder.join(GENERATIONS_FILE), list).unwrap();
        let both = Generations::read(&folder).unwrap();
        assert_eq!((both.current, both.previous), (raised, first.current));
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_damaged_list_is_named() {
        let folder = folder("damaged");
        let one = Generation::new(1).unwrap();
        let unsorted = serde_json::to_string(&[&one, &one]).unwrap();
        let costly = serde_json::to_string(&[Generation { memory_kib: u32::MAX, ..one }]).unwrap();
        for text in ["", "[]", "{}", &unsorted, &costly] {
            std::fs::write(folder.join(GENERATIONS_FILE), text).unwrap();
            assert!(matches!(Generations::read(&folder), Err(InstallError::Damaged(_))), "{text}");
        }
        std::fs::remove_dir_all(folder).unwrap();
    }
}
