//! Whom tips are sealed to: the key ring, checked, never older than one used before.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use serde::{Deserialize, Serialize};
use subrosa_tip::Day;
use subrosa_tip::envelope::SealTo;
use subrosa_tip::ring::{KeyRing, ring_hash};
use subrosa_tip::sign::VerifyingKey;

use crate::config::{ConfigError, Loaded};
use crate::install::write_durably;

/// `ring-state.json`: what was seen before, so that an old ring put in place of
/// a new one cannot bring back a retired key.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Seen {
    generation: u64,
    newest_window: Option<Day>,
}

/// What is sealed to today; parsed once a day, not once a tip.
struct Current {
    seen: Seen,
    sealing: Option<(Day, Arc<SealTo>)>,
}

/// The key ring in use.
pub struct Recipients {
    ring: KeyRing,
    hash: [u8; 32],
    state: PathBuf,
    current: Mutex<Current>,
}

impl Recipients {
    /// Reads the configured ring and checks root, generation and that someone
    /// can read today.
    ///
    /// # Errors
    /// [`ConfigError`] that names key, file and line: without a recipient the
    /// server does not start, it never stores unencrypted.
    pub fn load(loaded: &Loaded, today: Day) -> Result<Self, ConfigError> {
        let file = &loaded.config.ring.file;
        let refuse = |message: String| loaded.error("ring.file", file, message);
        let bytes = loaded.read_named("ring.file", file)?;
        let path = loaded.path(file.get_ref());
        let mut signature_path = path.clone().into_os_string();
        signature_path.push(".minisig");
        let signature = std::fs::read_to_string(&signature_path)
            .map_err(|error| refuse(format!("{}: {error}", signature_path.display())))?;
        let ring = KeyRing::verify(&bytes, &signature, loaded.config.ring.root.get_ref())
            .map_err(|error| refuse(format!("{}: {error}", path.display())))?;
        let state = loaded.data().join("ring-state.json");
        let seen = read_seen(&state).map_err(refuse)?;
        if ring.generation < seen.generation {
            return Err(refuse(format!(
                "generation {} is older than {}, which was used before",
                ring.generation, seen.generation
            )));
        }
        let current = Mutex::new(Current { seen, sealing: None });
        let found = Self { hash: ring_hash(&bytes), ring, state, current };
        found.seal_to_without_trace(today).map_err(refuse)?;
        Ok(found)
    }

    /// SHA-256 of the ring, as bags name it.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        self.hash
    }

    /// The desk that bags are for. One, in this version.
    #[must_use]
    pub fn desk(&self) -> Option<&str> {
        self.ring.desks.first().map(|desk| desk.id.as_str())
    }

    /// What the desk with this id signs its bags with.
    #[must_use]
    pub fn bag_key_of(&self, desk: &str) -> Option<&VerifyingKey> {
        self.ring.desks.iter().find(|one| one.id == desk).map(|one| &one.bag_key)
    }

    /// Everyone who may read what arrives on this day. A new window is written
    /// down before the first tip is sealed to it.
    ///
    /// # Errors
    /// When no desk has a recipient for the day, or only one of a window older
    /// than the newest that was used (a clock set back).
    pub fn seal_to(&self, day: Day) -> Result<Arc<SealTo>, String> {
        let mut current = self.current.lock().map_err(|_| "the key ring's lock is broken".to_owned())?;
        if let Some((sealed_on, to)) = &current.sealing
            && *sealed_on == day
        {
            return Ok(to.clone());
        }
        let (to, newest) = self.choose(&current.seen, day)?;
        let to = Arc::new(to);
        self.remember(&mut current.seen, newest)?;
        current.sealing = Some((day, to.clone()));
        Ok(to)
    }

    /// The same answer without writing anything down, for `check`.
    fn seal_to_without_trace(&self, day: Day) -> Result<(), String> {
        let current = self.current.lock().map_err(|_| "the key ring's lock is broken".to_owned())?;
        self.choose(&current.seen, day).map(|_| ())
    }

    fn choose(&self, seen: &Seen, day: Day) -> Result<(SealTo, Day), String> {
        let (recipients, newest) = self.ring.recipients_on(day).map_err(|error| error.to_string())?;
        if seen.newest_window.is_some_and(|window| window > newest) {
            return Err("the clock stands before the newest window that was used".into());
        }
        let to = SealTo::new(&recipients).map_err(|error| error.to_string())?;
        Ok((to, newest))
    }

    fn remember(&self, seen: &mut Seen, newest: Day) -> Result<(), String> {
        let now = Seen { generation: self.ring.generation, newest_window: Some(newest) };
        if *seen != now {
            let text = serde_json::to_vec(&now).map_err(|error| error.to_string())?;
            write_durably(&self.state, &text).map_err(|error| error.to_string())?;
            *seen = now;
        }
        Ok(())
    }
}

fn read_seen(path: &std::path::Path) -> Result<Seen, String> {
    match std::fs::read(path) {
        Ok(bytes) => serde_json::from_slice(&bytes).map_err(|_| format!("{}: damaged", path.display())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Seen::default()),
        Err(error) => Err(format!("{}: {error}", path.display())),
    }
}
