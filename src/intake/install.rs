//! What an installation is: its random name, its keys, what it remembers.
//!
//! *Files* in the data directory, all mode 0600: `installation.json`,
//! `install.key` (32 random bytes), `bag.key` (minisign), `transport.key` (age
//! identity that desks seal batches of replies to), `mailboxes.json` (salt and
//! cost of codenames), `ring-state.json`.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use age::secrecy::ExposeSecret;
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use subrosa_tip::envelope::EnvelopeId;
use subrosa_tip::pairing::IntakeCard;
use subrosa_tip::ring::Recipient;
use subrosa_tip::sign::SigningKey;
use zeroize::Zeroizing;

use crate::mailbox::{GENERATIONS_FILE, Generations};
use crate::vault::VaultKeys;

/// Why an installation could not be opened or made.
#[derive(Debug, thiserror::Error)]
pub enum InstallError {
    /// A file is missing, unreadable or cannot be written.
    #[error("{}: {error}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// A file is not what this program wrote.
    #[error("{}: damaged; restore the data directory from a backup", .0.display())]
    Damaged(PathBuf),
}

/// Which files an installation was made with: from 2 on, all that are named above.
const MADE_WITH: u32 = 2;

/// `installation.json`
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Names {
    installation: String,
    epoch: String,
    /// Absent in installations of before there were mailboxes.
    #[serde(default)]
    made_with: u32,
}

/// An installation's names and keys.
pub struct Installation {
    directory: PathBuf,
    names: Names,
    install_key: Zeroizing<[u8; 32]>,
    bag_key: SigningKey,
    transport: age::x25519::Identity,
    recipient: Recipient,
    generations: Generations,
    turn: Mutex<()>,
}

impl Installation {
    /// Opens the installation in a data directory, making it when the directory
    /// has none yet.
    ///
    /// # Errors
    /// [`InstallError`].
    pub fn open(directory: &Path) -> Result<Self, InstallError> {
        let made = fs::DirBuilder::new().recursive(true).mode(0o700).create(directory);
        made.map_err(|error| at(directory, error))?;
        let names_path = directory.join("installation.json");
        if !names_path.exists() {
            // Beside a vault this is a lost file, not a new installation.
            let is_used = ["keyslots", "sled", "bags"].iter().any(|name| directory.join(name).exists());
            if is_used {
                return Err(InstallError::Damaged(names_path));
            }
            make(directory)?;
        }
        let names: Names =
            serde_json::from_slice(&read(&names_path)?).map_err(|_| InstallError::Damaged(names_path))?;
        let names = add_what_is_new(directory, names)?;
        let key_path = directory.join("install.key");
        let install_key = Zeroizing::new(read(&key_path)?);
        let install_key = install_key.as_slice().try_into().map_err(|_| InstallError::Damaged(key_path))?;
        let bag_path = directory.join("bag.key");
        let bag_key =
            SigningKey::from_bytes(&Zeroizing::new(read(&bag_path)?)).map_err(|_| InstallError::Damaged(bag_path))?;
        let transport_path = directory.join("transport.key");
        let (transport, recipient) =
            transport_key(&Zeroizing::new(read(&transport_path)?)).ok_or(InstallError::Damaged(transport_path))?;
        let install_key = Zeroizing::new(install_key);
        let generations = Generations::read(directory)?;
        Ok(Self {
            directory: directory.to_owned(),
            names,
            install_key,
            bag_key,
            transport,
            recipient,
            generations,
            turn: Mutex::new(()),
        })
    }

    /// The data directory.
    #[must_use]
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// Random name of the installation.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.names.installation
    }

    /// Epoch of the bags that this installation writes.
    #[must_use]
    pub fn epoch(&self) -> &str {
        &self.names.epoch
    }

    /// Signs the bags.
    #[must_use]
    pub fn bag_key(&self) -> &SigningKey {
        &self.bag_key
    }

    /// Opens the batches of replies that desks seal to this installation.
    #[must_use]
    pub fn transport_identity(&self) -> &age::x25519::Identity {
        &self.transport
    }

    /// Salt and cost with which codenames become mailboxes.
    #[must_use]
    pub fn generations(&self) -> &Generations {
        &self.generations
    }

    /// Waits until nobody else changes what is kept beside the vault: bags, what is
    /// known of desks, tombstones. A command and the daily round take turns.
    pub fn turn(&self) -> MutexGuard<'_, ()> {
        // Every file is written whole or not at all: a panic left none half written.
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The public side, for `subrosa-intake key`.
    #[must_use]
    pub fn card(&self) -> IntakeCard {
        IntakeCard::new(self.names.installation.clone(), self.bag_key.public().clone(), self.recipient.clone())
    }

    /// The keys of the vault.
    #[must_use]
    pub fn vault_keys(&self) -> VaultKeys {
        VaultKeys { record: self.derive(b"subrosa vault record"), slot: self.derive(b"subrosa vault slot") }
    }

    /// The id that every repeat of a submission gets: HMAC-SHA256 under a key that
    /// never leaves the server, over what [`crate::receive`] says makes a repeat.
    #[must_use]
    pub fn envelope_id(&self, submission: &[u8]) -> EnvelopeId {
        let key = self.derive(b"subrosa envelope id");
        let mut id = [0; 16];
        if let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key.as_slice()) {
            mac.update(submission);
            id.iter_mut().zip(mac.finalize().into_bytes()).for_each(|(to, from)| *to = from);
        }
        EnvelopeId(id)
    }

    fn derive(&self, label: &[u8]) -> Zeroizing<[u8; 32]> {
        let mut key = Zeroizing::new([0; 32]);
        // 32 bytes are far below HKDF's bound of 255 hashes: this cannot fail.
        let _filled = Hkdf::<Sha256>::new(None, self.install_key.as_slice()).expand(label, key.as_mut_slice());
        key
    }
}

/// Names last: an interrupted first start makes the keys again.
fn make(directory: &Path) -> Result<(), InstallError> {
    let no_random = |error: io::Error| at(directory, error);
    let random_name = || subrosa_tip::random::<8>().map(hex::encode).map_err(|error| no_random(error.into()));
    let key = subrosa_tip::random::<32>().map_err(|error| no_random(error.into()))?;
    let bag_key = SigningKey::generate().map_err(|error| no_random(io::Error::other(error)))?;
    write_durably(&directory.join("install.key"), &key)?;
    write_durably(&directory.join("bag.key"), bag_key.to_bytes())?;
    make_transport_key(directory)?;
    Generations::make(directory)?;
    write_names(directory, &Names { installation: random_name()?, epoch: random_name()?, made_with: MADE_WITH })
}

/// An installation of an earlier version gets what it has not, once: a file that
/// is missing later was lost, and is never quietly made anew.
fn add_what_is_new(directory: &Path, names: Names) -> Result<Names, InstallError> {
    if names.made_with >= MADE_WITH {
        return Ok(names);
    }
    if !directory.join("transport.key").exists() {
        make_transport_key(directory)?;
    }
    if !directory.join(GENERATIONS_FILE).exists() {
        Generations::make(directory)?;
    }
    let names = Names { made_with: MADE_WITH, ..names };
    write_names(directory, &names)?;
    Ok(names)
}

fn write_names(directory: &Path, names: &Names) -> Result<(), InstallError> {
    let path = directory.join("installation.json");
    let text = serde_json::to_vec(names).map_err(|error| at(&path, error.into()))?;
    write_durably(&path, &text)
}

fn make_transport_key(directory: &Path) -> Result<(), InstallError> {
    let identity = age::x25519::Identity::generate().to_string();
    write_durably(&directory.join("transport.key"), identity.expose_secret().as_bytes())
}

fn transport_key(bytes: &[u8]) -> Option<(age::x25519::Identity, Recipient)> {
    let identity: age::x25519::Identity = std::str::from_utf8(bytes).ok()?.trim_end().parse().ok()?;
    let recipient = identity.to_public().to_string().parse().ok()?;
    Some((identity, recipient))
}

fn at(path: &Path, error: io::Error) -> InstallError {
    InstallError::File { path: path.to_owned(), error }
}

fn read(path: &Path) -> Result<Vec<u8>, InstallError> {
    fs::read(path).map_err(|error| at(path, error))
}

/// Writes a private file whole or not at all, and durably.
///
/// # Errors
/// [`InstallError::File`].
pub fn write_durably(path: &Path, bytes: &[u8]) -> Result<(), InstallError> {
    let write = || {
        let part = path.with_extension("part");
        let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&part)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&part, path)?;
        fs::File::open(path.parent().unwrap_or(Path::new(".")))?.sync_all()
    };
    write().map_err(|error| at(path, error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_installation_is_the_same_when_opened_again_and_another_is_another() {
        let folder = |n| std::env::temp_dir().join(format!("subrosa-install-{}-{n}", std::process::id()));
        let (a, b) = (folder(1), folder(2));
        let first = Installation::open(&a).unwrap();
        let again = Installation::open(&a).unwrap();
        let other = Installation::open(&b).unwrap();
        assert_eq!(first.card(), again.card());
        assert_ne!(first.card(), other.card());
        assert_eq!(first.envelope_id(b"1"), again.envelope_id(b"1"));
        assert_ne!(first.envelope_id(b"1"), first.envelope_id(b"2"));
        assert_ne!(first.envelope_id(b"1"), other.envelope_id(b"1"));
        assert_ne!(first.card().recipient, other.card().recipient);
        assert_eq!(first.transport_identity().to_public().to_string(), first.card().recipient.as_str());
        assert_ne!(first.vault_keys().record, first.vault_keys().slot);
        for folder in [a, b] {
            std::fs::remove_dir_all(folder).unwrap();
        }
    }

    #[test]
    fn an_installation_that_lost_its_name_beside_a_vault_is_not_made_again() {
        let folder = std::env::temp_dir().join(format!("subrosa-install-{}-4", std::process::id()));
        Installation::open(&folder).unwrap();
        std::fs::remove_file(folder.join("installation.json")).unwrap();
        std::fs::write(folder.join("keyslots"), b"keys").unwrap();
        assert!(matches!(Installation::open(&folder), Err(InstallError::Damaged(_))));
        // The control: without a vault it is a first start.
        std::fs::remove_file(folder.join("keyslots")).unwrap();
        Installation::open(&folder).unwrap();
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn what_an_earlier_version_had_not_is_added_once_and_never_made_anew() {
        let folder = std::env::temp_dir().join(format!("subrosa-install-{}-5", std::process::id()));
        let made = Installation::open(&folder).unwrap();
        let files = ["transport.key", "mailboxes.json"].map(|name| folder.join(name));
        let old = format!("{{\"installation\":\"{}\",\"epoch\":\"e1\"}}", made.name());
        files.iter().for_each(|file| std::fs::remove_file(file).unwrap());
        std::fs::write(folder.join("installation.json"), old).unwrap();
        let grown = Installation::open(&folder).unwrap();
        assert_eq!((grown.name(), grown.epoch()), (made.name(), "e1"));
        assert_ne!(grown.generations().current, made.generations().current);
        assert_eq!(Installation::open(&folder).unwrap().generations().current, grown.generations().current);
        for file in files {
            let kept = std::fs::read(&file).unwrap();
            std::fs::remove_file(&file).unwrap();
            assert!(matches!(Installation::open(&folder), Err(InstallError::File { path, .. }) if path == file));
            assert!(!file.exists());
            std::fs::write(&file, kept).unwrap();
        }
        Installation::open(&folder).unwrap();
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_damaged_installation_is_named_not_made_again() {
        let folder = std::env::temp_dir().join(format!("subrosa-install-{}-3", std::process::id()));
        Installation::open(&folder).unwrap();
        std::fs::write(folder.join("bag.key"), b"short").unwrap();
        assert!(matches!(Installation::open(&folder), Err(InstallError::Damaged(path)) if path.ends_with("bag.key")));
        std::fs::remove_dir_all(folder).unwrap();
    }
}
