//! `keys.db`: everything secret that outlives a command.

use age::secrecy::ExposeSecret;
use age::x25519;
use rusqlite::{Connection, OptionalExtension};
use subrosa_tip::Day;
use subrosa_tip::ring::Recipient;
use subrosa_tip::sign::SigningKey;
use zeroize::Zeroizing;

use super::{CaseError, RowId};

/// An age identity and the days on which the intake seals to it.
pub struct DeskIdentity {
    /// The identity.
    pub identity: x25519::Identity,
    /// First day of its window.
    pub from: Day,
    /// Day from which it is not sealed to; none while its window is open.
    pub until: Option<Day>,
}

/// The keys of a new case.
pub(super) struct NewKeys {
    pub root: SigningKey,
    pub bag: SigningKey,
    identity: x25519::Identity,
}

impl NewKeys {
    pub fn generate() -> Result<Self, CaseError> {
        let key = || SigningKey::generate().map_err(|_| CaseError::Random);
        Ok(Self { root: key()?, bag: key()?, identity: x25519::Identity::generate() })
    }

    /// The public half of the identity.
    pub fn recipient(&self) -> Result<Recipient, CaseError> {
        self.identity.to_public().to_string().parse().map_err(|_| CaseError::Damaged)
    }

    /// Stores all three in one transaction.
    pub fn store(&self, db: &mut Connection, from: Day) -> Result<(), CaseError> {
        let transaction = db.transaction()?;
        for (purpose, key) in [("root", &self.root), ("bag", &self.bag)] {
            let insert = "INSERT INTO signing_key (purpose, secret) VALUES (?1, ?2)";
            transaction.execute(insert, (purpose, key.to_bytes()))?;
        }
        let secret = self.identity.to_string();
        transaction.execute(
            "INSERT INTO identity (id, recipient, secret, from_day) VALUES (?1, ?2, ?3, ?4)",
            (RowId::new()?, self.recipient()?.as_str(), secret.expose_secret(), from.number()),
        )?;
        Ok(transaction.commit()?)
    }
}

/// The signing key of this purpose: `root` or `bag`.
pub(super) fn signing_key(db: &Connection, purpose: &str) -> Result<SigningKey, CaseError> {
    let secret = db.query_row("SELECT secret FROM signing_key WHERE purpose = ?1", [purpose], |row| {
        row.get::<_, Vec<u8>>(0).map(Zeroizing::new)
    })?;
    SigningKey::from_bytes(&secret).map_err(|_| CaseError::Damaged)
}

/// The key that signs dossiers; made by the first who asks.
pub(super) fn dossier_key(db: &mut Connection) -> Result<SigningKey, CaseError> {
    let transaction = db.transaction()?;
    let select = "SELECT secret FROM dossier_key";
    let known = transaction.query_row(select, [], |row| row.get::<_, Vec<u8>>(0).map(Zeroizing::new)).optional()?;
    if let Some(secret) = known {
        return SigningKey::from_bytes(&secret).map_err(|_| CaseError::Damaged);
    }
    let key = SigningKey::generate().map_err(|_| CaseError::Random)?;
    transaction.execute("INSERT INTO dossier_key (one, secret) VALUES (1, ?1)", [key.to_bytes()])?;
    transaction.commit()?;
    Ok(key)
}

/// Every identity that still exists, oldest window first.
pub(super) fn identities(db: &Connection) -> Result<Vec<DeskIdentity>, CaseError> {
    let mut statement = db.prepare("SELECT secret, from_day, until_day FROM identity ORDER BY from_day, recipient")?;
    let mut rows = statement.query([])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let secret = Zeroizing::new(row.get::<_, String>(0)?);
        let identity = secret.parse().map_err(|_| CaseError::Damaged)?;
        let day = |number| Day::from_number(number).map_err(|_| CaseError::Damaged);
        let until = row.get::<_, Option<i32>>(2)?.map(day).transpose()?;
        all.push(DeskIdentity { identity, from: day(row.get(1)?)?, until });
    }
    Ok(all)
}
