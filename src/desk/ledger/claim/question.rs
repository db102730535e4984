//! A claim as a question to the corpus.

use rusqlite::Connection;
use subrosa_tip::Day;
use subrosa_tip::mailbox::MailboxId;

use super::find;
use crate::ledger::LedgerError;
use crate::ledger::reference::ClaimRef;
use crate::ledger::source::lineage::Kinship;

/// What is looked for when a claim is checked, and what must not confirm it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The sentence.
    pub text: String,
    /// When what it says happened.
    pub day: Option<Day>,
    /// Tips that it came from.
    pub tips: Vec<u32>,
    /// Their mailboxes, and those of sources that turned out to be the same.
    pub mailboxes: Vec<MailboxId>,
    /// Their sources, with all that turned out to be the same.
    pub sources: Vec<u32>,
}

/// A claim as a question to the corpus.
///
/// # Errors
/// [`LedgerError::Unknown`].
pub fn question(db: &Connection, number: ClaimRef) -> Result<Question, LedgerError> {
    let claim = find(db, number)?;
    let mut select = db.prepare_cached(
        "SELECT DISTINCT tip.number, source.number FROM claim_origin o JOIN item ON item.ordinal = o.item
         JOIN tip ON tip.id = item.tip JOIN source ON source.id = tip.source
         WHERE o.claim = ?1 AND o.until IS NULL ORDER BY 1",
    )?;
    let rows: Result<Vec<(u32, u32)>, _> =
        select.query_map([number.0], |row| Ok((row.get(0)?, row.get(1)?)))?.collect();
    let (tips, senders): (Vec<u32>, Vec<u32>) = rows?.into_iter().unzip();
    let kinship = Kinship::read(db)?;
    let roots: Vec<u32> = senders.iter().map(|source| kinship.root(*source)).collect();
    let mut select = db.prepare_cached(
        "SELECT source.number, mailbox.id FROM source LEFT JOIN mailbox ON mailbox.source = source.id
         WHERE source.named = 0 ORDER BY 1",
    )?;
    let mut rows = select.query([])?;
    let (mut sources, mut mailboxes) = (Vec::new(), Vec::new());
    while let Some(row) = rows.next()? {
        let source = row.get(0)?;
        if roots.contains(&kinship.root(source)) {
            sources.push(source);
            mailboxes.extend(row.get::<_, Option<[u8; 32]>>(1)?.map(MailboxId));
        }
    }
    Ok(Question { text: claim.text, day: claim.day, tips, mailboxes, sources })
}
