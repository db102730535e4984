//! A mailbox: what makes two messages one source's.

use rusqlite::{Connection, OptionalExtension};
use subrosa_tip::Day;
use subrosa_tip::mailbox::{MailboxId, MailboxPublic};
use subrosa_tip::ring::Recipient;

use crate::case::{Act, CaseError, RowId};

/// A mailbox that the desk knows.
pub struct Mailbox {
    /// Its id.
    pub id: MailboxId,
    /// Replies are sealed to it.
    pub recipient: Recipient,
    /// The source that it stands for.
    pub source: RowId,
    /// The server that hands out its replies.
    pub intake: RowId,
    /// Newest day up to which everything was taken back.
    pub withdrawn: Option<Day>,
}

/// The mailbox with this id, if it is known.
///
/// # Errors
/// [`CaseError`].
pub fn find(db: &Connection, id: MailboxId) -> Result<Option<Mailbox>, CaseError> {
    let select = "SELECT recipient, source, intake, withdrawn FROM mailbox WHERE id = ?1";
    let row = db
        .query_row(select, [id.0], |row| {
            Ok((row.get::<_, String>(0)?, row.get(1)?, row.get(2)?, row.get::<_, Option<i32>>(3)?))
        })
        .optional()?;
    let Some((recipient, source, intake, withdrawn)) = row else { return Ok(None) };
    let recipient = recipient.parse().map_err(|_| CaseError::Damaged)?;
    let withdrawn = withdrawn.map(Day::from_number).transpose().map_err(|_| CaseError::Damaged)?;
    Ok(Some(Mailbox { id, recipient, source, intake, withdrawn }))
}

/// The mailbox whose signature was checked; a new one gets a protected source.
///
/// The recipient that came first stays: a key that signs later cannot turn the
/// replies to somebody else.
pub(super) fn known_or_new(act: &Act<'_>, public: &MailboxPublic, intake: RowId) -> Result<Mailbox, CaseError> {
    if let Some(known) = find(act.db(), public.id())? {
        return Ok(known);
    }
    let new = Mailbox {
        id: public.id(),
        recipient: public.reply_recipient.clone(),
        source: protected_source(act)?,
        intake,
        withdrawn: None,
    };
    act.db().execute(
        "INSERT INTO mailbox (id, recipient, source, intake) VALUES (?1, ?2, ?3, ?4)",
        (new.id.0, new.recipient.as_str(), new.source, intake),
    )?;
    Ok(new)
}

/// A source without a name, and without a column to write one into.
pub(super) fn protected_source(act: &Act<'_>) -> Result<RowId, CaseError> {
    let (id, number) = (RowId::new()?, act.next_number("source")?);
    let insert = "INSERT INTO source (id, number, protected, day) VALUES (?1, ?2, 1, ?3)";
    act.db().execute(insert, (id, number, act.day().number()))?;
    Ok(id)
}
