//! An opened envelope becomes a tip, its source and its files.

use std::io::{Read, Seek, Write};

use subrosa_tip::envelope::{Basis, Consent, EnvelopeId, FileEntry, OpenEnvelope, OpenError, TipDocument};
use zeroize::Zeroizing;

use crate::case::content::ContentWriter;
use crate::case::{Act, CaseError, Record, RowId};

/// A tip about to be stored.
pub struct NewTip<'e, R: Read + Seek> {
    /// The envelope that it came in.
    pub envelope: EnvelopeId,
    /// The envelope, opened.
    pub open: &'e mut OpenEnvelope<R>,
}

/// Why a tip was not stored.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The envelope holds something else than it says.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The case failed.
    #[error(transparent)]
    Case(#[from] CaseError),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Case(error.into())
    }
}

/// Stores a tip in the transaction of `act`. A tip without a mailbox gets a
/// protected source of its own.
///
/// *Returns* the tip's number and what the custody log shall say.
///
/// # Errors
/// [`StoreError`]; the act must then be dropped.
pub fn store<R: Read + Seek>(act: &Act<'_>, new: NewTip<'_, R>) -> Result<(u32, Record), StoreError> {
    let (id, number) = (RowId::new()?, act.next_number("tip")?);
    let source = protected_source(act)?;
    let message = Zeroizing::new(new.open.message()?);
    let content = put(act, message.as_bytes())?;
    let document = new.open.document().clone();
    let characters = message.chars().count() as u64;
    insert_tip(act, (id, number, source), new.envelope, &document, (content, characters))?;
    for (index, file) in document.files.iter().enumerate() {
        let mut writer = ContentWriter::begin(act)?;
        new.open.copy_file(index + 1, &mut writer)?;
        insert_file(act, id, index + 1, file, writer.finish()?)?;
    }
    let record = Record::new("open-envelope", id)
        .with("envelope", new.envelope.to_string())
        .with("source", source.to_string())
        .with("files", document.files.len() as u64);
    Ok((number, record))
}

fn protected_source(act: &Act<'_>) -> Result<RowId, CaseError> {
    let (id, number) = (RowId::new()?, act.next_number("source")?);
    let insert = "INSERT INTO source (id, number, protected, day) VALUES (?1, ?2, 1, ?3)";
    act.db().execute(insert, (id, number, act.day().number()))?;
    Ok(id)
}

fn put(act: &Act<'_>, bytes: &[u8]) -> Result<RowId, CaseError> {
    let mut writer = ContentWriter::begin(act)?;
    writer.write_all(bytes)?;
    writer.finish()
}

fn insert_tip(
    act: &Act<'_>,
    (id, number, source): (RowId, u32, RowId),
    envelope: EnvelopeId,
    document: &TipDocument,
    (message, characters): (RowId, u64),
) -> Result<(), CaseError> {
    act.db().execute(
        "INSERT INTO tip (id, number, envelope, source, day, kind, basis, consent, state, language, characters, message)
         VALUES (?1, ?2, ?3, ?4, ?5, 'tip', ?6, ?7, 'new', ?8, ?9, ?10)",
        (
            id,
            number,
            envelope.0,
            source,
            document.day.number(),
            basis_word(document.basis),
            consent_word(document.consent),
            &document.language,
            characters,
            message,
        ),
    )?;
    Ok(())
}

fn insert_file(act: &Act<'_>, tip: RowId, number: usize, file: &FileEntry, content: RowId) -> Result<(), CaseError> {
    act.db().execute(
        "INSERT INTO file (id, tip, number, name, declared_type, bytes, sha256, content)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        (RowId::new()?, tip, number as u64, &file.name, &file.declared_type, file.bytes, file.sha256, content),
    )?;
    Ok(())
}

/// The ledger's word for what the form asked.
fn basis_word(basis: Basis) -> &'static str {
    match basis {
        Basis::Saw => "first-hand",
        Basis::Document => "document",
        Basis::Told => "second-hand",
        Basis::Rumour => "rumour",
        Basis::Unstated => "unstated",
    }
}

fn consent_word(consent: Consent) -> &'static str {
    match consent {
        Consent::Background => "background",
        Consent::Paraphrase => "paraphrase",
        Consent::Quote => "quote",
    }
}
