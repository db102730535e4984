//! The case: one directory with everything that an editor has.
//!
//! *Format*: `header` (passphrase → keys), `case.db` and `keys.db` (SQLCipher,
//! each under a random key of its own), `envelopes/` (sealed envelopes as they
//! were imported), `index.db` (full text: derived from the rest, under a random
//! key that lies in `case.db`; removed, it is made again), `case.db.before-version-N`
//! (as it was before a later program opened it; erased when something is forgotten).
//! Files have mode 0600, folders 0700. While a program has the case open, the directory
//! is locked; the lock ends with the process.
//!
//! | Module | Holds |
//! |---|---|
//! | `header` | passphrase → Argon2id → the keys of both databases |
//! | `database` | opening SQLCipher, migrations |
//! | `schema` | the tables |
//! | `keys` | signing keys and age identities |
//! | `ring` | the key ring of this desk |
//! | [`custody`] | the log of every act |
//! | `act` | the only way to change the case |
//! | [`content`] | words and files in rows of 1 MiB |
//! | `derived` | the database of the full-text index, made anew whenever it must be |
//! | `verify` | looking at every page, entry and envelope |

mod act;
pub mod content;
pub mod custody;
mod database;
mod derived;
mod error;
mod header;
mod keys;
mod ring;
mod row_id;
mod schema;
mod verify;

#[cfg(test)]
mod tests;

use std::fs::{self, File, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::Connection;
use rustix::fs::{FlockOperation, flock};
use subrosa_tip::Day;
use subrosa_tip::envelope::EnvelopeId;
use subrosa_tip::sign::SigningKey;

pub use act::{Act, Editor, EditorError};
pub use custody::Record;
pub use derived::Generation;
pub use error::CaseError;
pub use header::{Cost, HeaderError};
pub use keys::DeskIdentity;
pub use ring::StoredRing;
pub use row_id::RowId;
pub use verify::Health;

use crate::clock::Clock;
use crate::disk::{PRIVATE, PRIVATE_FOLDER, erase, erase_all, make_private_folder, replace, sync_folder};
use crate::search::OpenIndex;
use custody::{CustodyError, Entry, Hash, Verified};
use header::{CaseKeys, HEADER_BYTES, Header};
use keys::NewKeys;

const HEADER: &str = "header";
const CASE_DB: &str = "case.db";
const KEYS_DB: &str = "keys.db";
const ENVELOPES: &str = "envelopes";

/// How long a command waits for another that has the case open.
const LOCK_PATIENCE: Duration = Duration::from_secs(5);
const LOCK_INTERVAL: Duration = Duration::from_millis(50);

/// An open case.
pub struct Case {
    folder: PathBuf,
    db: Connection,
    keys: Connection,
    clock: Clock,
    editor: Editor,
    /// The full-text index, once a command needed it.
    index: Option<OpenIndex>,
    /// Held for its lock; last, so that the databases are closed before it goes.
    _lock: File,
}

impl Case {
    /// Makes a new case in an empty or absent folder: keys, a first age identity,
    /// and the first generation of the key ring.
    ///
    /// The header is written last: a case without one was never finished.
    ///
    /// # Errors
    /// [`CaseError::NotEmpty`], or whatever failed.
    pub fn init(folder: &Path, passphrase: &[u8], cost: Cost, clock: Clock, editor: Editor) -> Result<Self, CaseError> {
        make_private_folder(folder)?;
        let lock = lock(folder)?;
        if fs::read_dir(folder)?.next().is_some() {
            return Err(CaseError::NotEmpty);
        }
        fs::set_permissions(folder, Permissions::from_mode(PRIVATE_FOLDER))?;
        let secrets = CaseKeys::generate()?;
        let header = Header::seal(&secrets, passphrase, cost)?;
        make_private_folder(&folder.join(ENVELOPES))?;
        let db = database::create(&folder.join(CASE_DB), &secrets.case, schema::CASE)?;
        let keys = database::create(&folder.join(KEYS_DB), &secrets.keys, schema::KEYS)?;
        let mut case = Self { folder: folder.to_owned(), db, keys, clock, editor, index: None, _lock: lock };
        case.first_keys()?;
        replace(&folder.join(HEADER), &header.to_bytes(), PRIVATE)?;
        sync_folder(folder)?;
        Ok(case)
    }

    fn first_keys(&mut self) -> Result<(), CaseError> {
        let today = self.clock.today()?;
        let new = NewKeys::generate()?;
        new.store(&mut self.keys, today)?;
        let random: [u8; 8] = subrosa_tip::random().map_err(|_| CaseError::Random)?;
        let desk = format!("desk-{}", hex::encode(random));
        let act = self.begin()?;
        act.db().execute("INSERT INTO meta (name, value) VALUES ('desk', ?1)", [&desk])?;
        let ring = ring::store_first(&act, &desk, &new)?;
        act.commit(Record::new("init", desk).with("ring", hex::encode(ring)))
    }

    /// Opens a case.
    ///
    /// # Errors
    /// [`CaseError`]: a wrong passphrase is told from a damaged case.
    pub fn open(folder: &Path, passphrase: &[u8], clock: Clock, editor: Editor) -> Result<Self, CaseError> {
        let header = read_header(folder)?;
        let lock = lock(folder)?;
        let secrets = header.open(passphrase)?;
        let db = database::open(&folder.join(CASE_DB), &secrets.case, schema::CASE)?;
        let keys = database::open(&folder.join(KEYS_DB), &secrets.keys, schema::KEYS)?;
        let case = Self { folder: folder.to_owned(), db, keys, clock, editor, index: None, _lock: lock };
        case.sweep()?;
        Ok(case)
    }

    /// Names another editor for what follows.
    pub fn act_as(&mut self, editor: Editor) {
        self.editor = editor;
    }

    /// The editor who acts.
    #[must_use]
    pub fn editor(&self) -> &Editor {
        &self.editor
    }

    /// The day, by the case's clock.
    ///
    /// # Errors
    /// [`CaseError`].
    pub fn today(&self) -> Result<Day, CaseError> {
        Ok(self.clock.today()?)
    }

    /// Seconds since 1970 by the case's clock, to compare with and never to keep.
    ///
    /// # Errors
    /// [`CaseError`].
    pub fn seconds(&self) -> Result<i64, CaseError> {
        Ok(self.clock.seconds()?)
    }

    /// Begins a change.
    ///
    /// # Errors
    /// [`CaseError`].
    pub fn begin(&mut self) -> Result<Act<'_>, CaseError> {
        Act::begin(self)
    }

    /// The database, for reading.
    #[must_use]
    pub fn db(&self) -> &Connection {
        &self.db
    }

    /// The database, for tests that look at its pages.
    #[cfg(test)]
    pub(crate) fn db_mut(&mut self) -> &mut Connection {
        &mut self.db
    }

    /// Another clock, for tests that let days pass.
    #[cfg(test)]
    pub(crate) fn set_clock(&mut self, clock: Clock) {
        self.clock = clock;
    }

    /// This desk's id, fixed for ever.
    ///
    /// # Errors
    /// [`CaseError`].
    pub fn desk_id(&self) -> Result<String, CaseError> {
        Ok(self.db.query_row("SELECT value FROM meta WHERE name = 'desk'", [], |row| row.get(0))?)
    }

    /// The root key, which signs key rings and nothing else.
    ///
    /// # Errors
    /// [`CaseError`].
    pub fn root_key(&self) -> Result<SigningKey, CaseError> {
        keys::signing_key(&self.keys, "root")
    }

    /// The key that signs this desk's bags.
    ///
    /// # Errors
    /// [`CaseError`].
    pub fn bag_key(&self) -> Result<SigningKey, CaseError> {
        keys::signing_key(&self.keys, "bag")
    }

    /// The key that signs what this desk publishes; made when it is first asked for.
    ///
    /// It is neither the root key nor the bags': whoever reads a dossier cannot tell by it
    /// which server's desk signed.
    ///
    /// # Errors
    /// [`CaseError`].
    pub fn dossier_key(&mut self) -> Result<SigningKey, CaseError> {
        keys::dossier_key(&mut self.keys)
    }

    /// Every age identity, oldest window first.
    ///
    /// # Errors
    /// [`CaseError`].
    pub fn identities(&self) -> Result<Vec<DeskIdentity>, CaseError> {
        keys::identities(&self.keys)
    }

    /// The newest key ring, its signature checked.
    ///
    /// # Errors
    /// [`CaseError`].
    pub fn ring(&self) -> Result<StoredRing, CaseError> {
        ring::newest(&self.db, self.root_key()?.public())
    }

    /// Where the sealed file of this envelope lies.
    #[must_use]
    pub fn envelope_path(&self, id: EnvelopeId) -> PathBuf {
        self.folder.join(ENVELOPES).join(format!("{id}.age"))
    }

    /// Where the sealed file of this envelope lies until it is known to be whole.
    #[must_use]
    pub fn unfinished_envelope_path(&self, id: EnvelopeId) -> PathBuf {
        self.folder.join(ENVELOPES).join(format!("{id}.age.part"))
    }

    /// Removes what an interrupted import or an interrupted forgetting left.
    ///
    /// # Errors
    /// [`CaseError`].
    pub fn sweep(&self) -> Result<(), CaseError> {
        for entry in fs::read_dir(self.folder.join(ENVELOPES))? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "part") {
                fs::remove_file(path)?;
            }
        }
        for path in self.files_named(|name| name.starts_with(".subrosa-") && name.ends_with(".part"))? {
            erase_all(&path)?;
        }
        let mut statement = self.db.prepare("SELECT id FROM envelope WHERE forgotten = 1")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            erase(&self.envelope_path(EnvelopeId(row.get(0)?)))?;
        }
        Ok(())
    }

    fn files_named(&self, is_wanted: impl Fn(&str) -> bool) -> io::Result<Vec<PathBuf>> {
        let entries: io::Result<Vec<_>> = fs::read_dir(&self.folder)?.collect();
        let named = entries?.into_iter().filter(|entry| entry.file_name().to_str().is_some_and(&is_wanted));
        Ok(named.map(|entry| entry.path()).collect())
    }

    /// Erases the copies of before this program brought the case up: they hold what is
    /// to be forgotten.
    ///
    /// # Errors
    /// [`CaseError`].
    pub fn erase_copies(&self) -> Result<(), CaseError> {
        for path in self.files_named(|name| name.contains(database::COPY))? {
            erase_all(&path)?;
        }
        Ok(())
    }

    /// Takes what was deleted out of the database's log too: deleted rows are
    /// overwritten in the file, but the log may still hold the page before.
    ///
    /// # Errors
    /// [`CaseError`].
    pub fn settle(&self) -> Result<(), CaseError> {
        // The answer is a row: busy, pages in the log, pages written.
        let busy: i64 = self.db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
        if busy == 0 { Ok(()) } else { Err(CaseError::InUse) }
    }

    /// The custody log; only what is about `subject` when one is given.
    ///
    /// # Errors
    /// [`CustodyError`].
    pub fn custody(&self, subject: Option<&str>) -> Result<Vec<(Entry, Hash)>, CustodyError> {
        custody::entries(&self.db, subject.map(|subject| [subject.to_owned()]).as_ref().map(<[String; 1]>::as_slice))
    }

    /// The entries of the custody log about any of these, with their hashes.
    ///
    /// # Errors
    /// [`CustodyError::Broken`] for an entry that cannot be read.
    pub fn custody_of(&self, subjects: &[String]) -> Result<Vec<(Entry, Hash)>, CustodyError> {
        custody::entries(&self.db, Some(subjects))
    }

    /// Checks every link of the custody log, and that `head` is one of them.
    ///
    /// # Errors
    /// [`CustodyError`], naming the first broken link.
    pub fn verify_custody(&self, head: Option<Hash>) -> Result<Verified, CustodyError> {
        custody::verify(&self.db, head)
    }

    /// Looks at every page, entry and envelope.
    ///
    /// # Errors
    /// [`CaseError`] when the machine failed; damage is an answer, not an error.
    pub fn health(&self) -> Result<Health, CaseError> {
        verify::health(self)
    }
}

fn read_header(folder: &Path) -> Result<Header, CaseError> {
    let path = folder.join(HEADER);
    let bytes = match fs::metadata(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(without_header(folder)),
        Err(error) => return Err(error.into()),
        // Read only when it can be a header: a huge file must not fill the memory.
        Ok(file) if file.len() == HEADER_BYTES as u64 => fs::read(&path)?,
        Ok(_) => return Err(HeaderError::Damaged.into()),
    };
    Ok(Header::parse(&bytes)?)
}

fn without_header(folder: &Path) -> CaseError {
    if folder.join(CASE_DB).exists() { CaseError::Unfinished } else { CaseError::Absent }
}

fn lock(folder: &Path) -> Result<File, CaseError> {
    let handle = File::open(folder)?;
    let mut waited = Duration::ZERO;
    loop {
        match flock(&handle, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => return Ok(handle),
            Err(rustix::io::Errno::WOULDBLOCK) if waited < LOCK_PATIENCE => std::thread::sleep(LOCK_INTERVAL),
            Err(rustix::io::Errno::WOULDBLOCK) => return Err(CaseError::InUse),
            Err(error) => return Err(io::Error::from(error).into()),
        }
        waited += LOCK_INTERVAL;
    }
}
