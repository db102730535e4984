//! What the unit tests share: a folder that goes away, a case that opens fast,
//! and a server that seals and signs as the real one does.

pub(crate) mod random;

use std::io::Cursor;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use subrosa_tip::bag::{Manifest, ManifestHash, Member, SignedManifest, envelope_member, write_bag};
use subrosa_tip::codename::Codename;
use subrosa_tip::envelope::{Basis, Consent, EnvelopeId, Form, Kind, SealTo};
use subrosa_tip::mailbox::{Generation, MailboxKeys, MailboxRoot};
use subrosa_tip::pairing::IntakeCard;
use subrosa_tip::ring::Recipient;
use subrosa_tip::sign::SigningKey;

use crate::case::{Case, Cost, Editor};
use crate::clock::Clock;

/// The least that Argon2 allows: tests open many cases.
pub(crate) const CHEAP: Cost = Cost { memory_kib: 8, passes: 1, lanes: 1 };
pub(crate) const PASSPHRASE: &[u8] = b"correct horse";

/// A folder that is removed with the value.
pub(crate) struct Folder(PathBuf);

pub(crate) fn folder() -> Folder {
    let random: [u8; 8] = subrosa_tip::random().unwrap();
    let path = std::env::temp_dir().join(format!("subrosa-desk-test-{}", hex::encode(random)));
    std::fs::create_dir(&path).unwrap();
    Folder(path)
}

impl Folder {
    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).unwrap();
    }
}

/// A new case in a folder of its own.
pub(crate) struct Desk {
    pub(crate) case: Case,
    pub(crate) folder: Folder,
}

pub(crate) fn clock() -> Clock {
    Clock::fixed("2026-11-23".parse().unwrap())
}

pub(crate) fn case() -> Desk {
    let folder = folder();
    let case = Case::init(&folder.path().join("case"), PASSPHRASE, CHEAP, clock(), Editor::default()).unwrap();
    Desk { case, folder }
}

impl Desk {
    pub(crate) fn case_path(&self) -> PathBuf {
        self.folder.path().join("case")
    }

    /// Closes the case and lets something happen to its files; the folder stays.
    pub(crate) fn closed(self) -> Folder {
        drop(self.case);
        self.folder
    }
}

pub(crate) fn open(folder: &Folder) -> Result<Case, crate::case::CaseError> {
    Case::open(&folder.path().join("case"), PASSPHRASE, clock(), Editor::default())
}

/// A server, paired or not.
pub(crate) struct Server {
    pub(crate) key: SigningKey,
    pub(crate) transport: age::x25519::Identity,
    pub(crate) installation: String,
    pub(crate) desk: String,
    pub(crate) to: SealTo,
}

impl Server {
    pub(crate) fn of(case: &Case) -> Self {
        Self {
            key: SigningKey::generate().unwrap(),
            transport: age::x25519::Identity::generate(),
            installation: "feedfeedfeedfeed".into(),
            desk: case.desk_id().unwrap(),
            to: SealTo::new(&case.ring().unwrap().recipients()).unwrap(),
        }
    }

    /// A server whose words were compared.
    pub(crate) fn paired(case: &mut Case) -> Self {
        let server = Self::of(case);
        let card = server.card();
        assert!(!crate::arrive::pairing::pair(case, &card, &card.fingerprint).unwrap());
        server
    }

    pub(crate) fn card(&self) -> IntakeCard {
        IntakeCard::new(self.installation.clone(), self.key.public().clone(), self.recipient())
    }

    /// The server's transport recipient.
    pub(crate) fn recipient(&self) -> Recipient {
        self.transport.to_public().to_string().parse().unwrap()
    }

    /// Seals a tip; files by name and content.
    pub(crate) fn seal(&self, message: &str, files: &[(&str, &[u8])]) -> Vec<u8> {
        self.seal_as(message, files, Kind::Tip, false)
    }

    pub(crate) fn seal_as(&self, message: &str, files: &[(&str, &[u8])], kind: Kind, decoy: bool) -> Vec<u8> {
        let mut sealer = self.to.envelope(Vec::new()).unwrap();
        sealer.message(message).unwrap();
        for (name, content) in files {
            let mut file = sealer.file().unwrap();
            file.write(content).unwrap();
            file.end((*name).to_owned(), Some("text/plain".into()));
        }
        sealer.finish(form(kind, "2026-11-20", decoy)).unwrap().0
    }

    /// Seals what comes from a mailbox on a day.
    pub(crate) fn seal_from(
        &self,
        keys: &MailboxKeys,
        (kind, day): (Kind, &str),
        message: &str,
        files: &[(&str, &[u8])],
    ) -> Vec<u8> {
        let mut sealer = self.to.envelope(Vec::new()).unwrap();
        sealer.message(message).unwrap();
        for (name, content) in files {
            let mut file = sealer.file().unwrap();
            file.write(content).unwrap();
            file.end((*name).to_owned(), Some("text/plain".into()));
        }
        sealer.finish_signed(form(kind, day, false), keys).unwrap().0
    }

    /// A bag of these envelopes; their ids are 1, 2, 3 … of `first`.
    pub(crate) fn bag(&self, sequence: u64, previous: [u8; 32], envelopes: &[(u8, Vec<u8>)]) -> Bag {
        self.bag_of_epoch("e1", sequence, previous, envelopes)
    }

    pub(crate) fn bag_of_epoch(
        &self,
        epoch: &str,
        sequence: u64,
        previous: [u8; 32],
        envelopes: &[(u8, Vec<u8>)],
    ) -> Bag {
        let member = |(id, bytes): &(u8, Vec<u8>)| (envelope_member(EnvelopeId([*id; 16])), bytes.clone());
        self.bag_of_members((epoch, sequence, previous, None), &envelopes.iter().map(member).collect::<Vec<_>>())
    }

    /// A bag of whatever members, which says that this bag of the desk was received.
    pub(crate) fn bag_of_members(
        &self,
        (epoch, sequence, previous, received): Head<'_>,
        members: &[(String, Vec<u8>)],
    ) -> Bag {
        let member = |(name, bytes): &(String, Vec<u8>)| Member {
            name: name.clone(),
            bytes: bytes.len() as u64,
            sha256: Sha256::digest(bytes).into(),
        };
        let manifest = Manifest {
            format: Manifest::format_name(),
            installation: self.installation.clone(),
            from: "intake".into(),
            to: self.desk.clone(),
            epoch: epoch.into(),
            sequence,
            previous,
            received: received.map_or(0, |(sequence, _)| sequence),
            received_manifest: received.map(|(_, hash)| ManifestHash(hash)),
            ring: [7; 32],
            members: members.iter().map(member).collect(),
        };
        let signed = SignedManifest::sign(manifest, &self.key).unwrap();
        let mut bytes = Vec::new();
        let mut next = members.iter();
        write_bag(&mut bytes, &signed, |_| Ok(Cursor::new(next.next().unwrap().1.clone()))).unwrap();
        Bag { bytes, hash: signed.hash() }
    }
}

fn form(kind: Kind, day: &str, decoy: bool) -> Form {
    let (basis, consent, language) = (Basis::Told, Consent::Quote, Some("de".into()));
    Form { kind, basis, consent, language, day: day.parse().unwrap(), decoy }
}

/// What a source has: a codename, and so a mailbox.
pub(crate) fn mailbox() -> MailboxKeys {
    let cheap = Generation { memory_kib: 8, passes: 1, ..Generation::new(1).unwrap() };
    MailboxRoot::derive(&Codename::generate().unwrap(), &cheap).unwrap().keys().unwrap()
}

/// Epoch, sequence, hash of the bag before, and the desk's bag that was received.
pub(crate) type Head<'a> = (&'a str, u64, [u8; 32], Option<(u64, [u8; 32])>);

/// A bag's bytes, and the hash that the next names.
pub(crate) struct Bag {
    pub(crate) bytes: Vec<u8>,
    pub(crate) hash: [u8; 32],
}
