//! The act of signing off.

use sha2::{Digest, Sha256};

use super::editor::{self, Keyed};
use super::statement::{PURPOSE, Statement, hashes};
use super::{EditorKey, Signed, SignoffError, part, state};
use crate::case::{Case, Record};
use crate::ledger::claim::{self, Claim};
use crate::ledger::{ClaimRef, words};

/// Signs a claim off as it stands, in place of what the same editor signed of it before.
///
/// # Errors
/// [`SignoffError`]: an unknown claim, an editor without a key, the editor who entered the
/// claim, another's key. Nothing is changed then.
pub fn sign(case: &mut Case, number: ClaimRef, key: &EditorKey) -> Result<Signed, SignoffError> {
    let claim = claim::find(case.db(), number)?;
    let editor = allowed(case, &claim, key)?;
    let salt: [u8; 16] = subrosa_tip::random().map_err(|_| SignoffError::Signing)?;
    let statement = Statement {
        purpose: PURPOSE.to_owned(),
        case: case.desk_id()?,
        claim: claim.id.to_string(),
        editor: editor.id.to_string(),
        key: hex::encode(editor.key),
        day: case.today()?,
        parts: hashes(&part::pieces(case.db(), number)?, &salt)?,
    };
    let text = statement.canonical()?;
    let signature = key.sign(text.as_bytes());
    let act = case.begin()?;
    let entry = act.next_entry()?;
    let end = "UPDATE signoff SET until = ?3 WHERE claim = ?1 AND until IS NULL
        AND editor IN (SELECT number FROM editor WHERE folded = ?2 OR number = ?4)";
    act.db().execute(end, (number.0, words::fold(&editor.name), entry, editor.number))?;
    let insert =
        "INSERT INTO signoff (claim, editor, statement, signature, salt, since) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    act.db().execute(insert, (number.0, editor.number, &text, signature, salt, entry))?;
    let record = Record::new("signoff", claim.id).with("editor", editor.id.to_string());
    act.commit(record.with("statement", hex::encode(Sha256::digest(&text))))?;
    let signed = state::of_claim(case.db(), number)?;
    signed.into_iter().find(|signed| signed.by.entry == entry).ok_or(SignoffError::Signing)
}

/// The editor who may sign, when it is one and the key is theirs.
fn allowed(case: &Case, claim: &Claim, key: &EditorKey) -> Result<Keyed, SignoffError> {
    let name = case.editor().to_string();
    let editor = editor::of_name(case.db(), &name)?.ok_or(SignoffError::UnknownEditor)?;
    if words::fold(&claim.by) == words::fold(&name) {
        return Err(SignoffError::SameEditor(claim.number));
    }
    if editor.key == key.public() { Ok(editor) } else { Err(SignoffError::AnotherKey) }
}
