//! `signoff` and `overrule`

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use clap::Args;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::usage::unreadable;
use crate::case::{Case, Editor};
use crate::failure::Failure;
use crate::gate;
use crate::ledger::ClaimRef;
use crate::ledger::doer::Doer;
use crate::output::Output;
use crate::policy;
use crate::signoff::key::FILE_BYTES;
use crate::signoff::overrule::{self, May, Overruled};
use crate::signoff::statement::Statement;
use crate::signoff::{self, EditorKey, Part, Signed, SignoffError, Voided};

pub(super) const EXAMPLE: &str = "Example:\n  subrosa-desk signoff C1 --as 'Grace H' --key /media/stick/grace.pem";
pub(super) const OVERRULE_EXAMPLE: &str = "Example:\n  subrosa-desk overrule C1 sources --as Ada --and 'Grace H' \
                                           --reason 'the second source is known to both of us'";

#[derive(Args)]
pub(super) struct Signoff {
    /// The claim, such as C1
    claim: ClaimRef,
    /// The editor's private key, as `editor add` wrote it
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
}

pub(super) fn run(case: &mut Case, Signoff { claim, key }: Signoff) -> Result<Output, Failure> {
    let key = read(&key)?;
    let signed = signoff::sign(case, claim, &key)?;
    let output = Output::new(json!({ "claim": claim.to_string(), "signoff": object(&signed) }));
    Ok(output.line(format!("{claim} is signed off by {}: {}.", signed.editor.name, covered(&signed))))
}

fn read(path: &Path) -> Result<EditorKey, Failure> {
    let mut text = Zeroizing::new(String::with_capacity(FILE_BYTES as usize));
    let file = File::open(path).map_err(|error| unreadable(path, &error))?;
    match file.take(FILE_BYTES).read_to_string(&mut text) {
        Err(error) if error.kind() == std::io::ErrorKind::InvalidData => Err(SignoffError::NoKey.into()),
        Err(error) => Err(unreadable(path, &error)),
        Ok(_) => Ok(EditorKey::from_pem(&text)?),
    }
}

/// How much of each part a signature covers.
fn covered(signed: &Signed) -> String {
    let statement = Statement::read(&signed.statement);
    let count = |part: Part| {
        let pieces = statement.as_ref().and_then(|statement| statement.parts.get(part.word()));
        format!("{part} {}", pieces.map_or(0, std::collections::BTreeMap::len))
    };
    Part::ALL.map(count).join(", ")
}

pub(super) fn object(signed: &Signed) -> Value {
    json!({
        "editor": signed.editor.name,
        "day": signed.by.day,
        "entry": signed.by.entry,
        "valid": signed.is_valid(),
        "void": signed.voided.iter().map(voided_object).collect::<Vec<_>>(),
        "statement": signed.statement,
        "signature": STANDARD.encode(signed.signature),
    })
}

fn voided_object(voided: &Voided) -> Value {
    let by = voided.by();
    json!({
        "part": voided.word(),
        "what": voided.what(),
        "entry": by.map(|by| by.entry),
        "by": by.map(|by| by.name.clone()),
        "day": by.map(|by| by.day),
        "message": voided.sentence(),
    })
}

/// A sign-off for people.
pub(super) fn line(signed: &Signed) -> String {
    let Doer { day, .. } = &signed.by;
    let name = &signed.editor.name;
    if signed.is_valid() {
        return format!("signed off by {name} on {day}");
    }
    let why: Vec<_> = signed.voided.iter().map(Voided::sentence).collect();
    format!("VOID, signed off by {name} on {day}: {}", why.join("; "))
}

#[derive(Args)]
pub(super) struct Overrule {
    /// The claim, such as C1
    claim: ClaimRef,
    /// The rule of the gate
    rule: String,
    /// The second editor; the first is who acts
    #[arg(long = "and", value_name = "NAME")]
    second: Editor,
    /// Why; it stays visible
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

pub(super) fn overrule(case: &mut Case, arguments: Overrule) -> Result<Output, Failure> {
    let Overrule { claim, rule, second, reason } = arguments;
    let may = match gate::rule::RULES.iter().any(|known| known.name == rule) {
        false => May::NoRule,
        true if policy::now(case.db())?.may_overrule(&rule) => May::Yes,
        true => May::No,
    };
    overrule::overrule(case, claim, (&rule, may), &second, &reason)?;
    let first = case.editor();
    Ok(Output::new(
        json!({ "claim": claim.to_string(), "rule": rule, "editors": [first.to_string(), second.to_string()] }),
    )
    .line(format!("{claim} passes in spite of {rule}, by {first} and {second}.")))
}

pub(super) fn overruled_object(overruled: &Overruled) -> Value {
    json!({
        "rule": overruled.rule,
        "editors": [overruled.first.name, overruled.second],
        "day": overruled.first.day,
        "entry": overruled.first.entry,
        "reason": overruled.reason,
    })
}
