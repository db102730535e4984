//! `publish`, `correct` and `retract`

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use crate::case::Case;
use crate::failure::Failure;
use crate::ledger::{ClaimRef, words};
use crate::output::Output;
use crate::proof::draft;
use crate::publish::amend::{self, Why};
use crate::publish::dossier::Imprint;
use crate::publish::{self, PublishError, Published};

pub(super) const EXAMPLE: &str =
    "Example:\n  subrosa-desk publish --draft story.md --out site/ --corrections https://news.example/tell-us";
pub(super) const CORRECT_EXAMPLE: &str =
    "Example:\n  subrosa-desk correct C1 'The bridge was closed on 4 March.' --reason 'the clerk erred'";
pub(super) const RETRACT_EXAMPLE: &str =
    "Example:\n  subrosa-desk retract C1 --reason 'the photograph is of another bridge'";

#[derive(Args)]
pub(super) struct Publish {
    /// The draft, with its claims marked
    #[arg(long, value_name = "FILE")]
    draft: PathBuf,
    /// The folder in which the pages appear; a new or an empty one
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Who publishes
    #[arg(long, value_name = "NAME")]
    publisher: Option<String>,
    /// Where the pages will lie, for search engines
    #[arg(long, value_name = "URL")]
    address: Option<String>,
    /// Where readers report errors, such as the form for tips: a URL or an e-mail address
    #[arg(long, value_name = "URL")]
    corrections: Option<String>,
    /// The language of the article, such as de
    #[arg(long, value_name = "LANGUAGE", default_value = "en")]
    language: String,
}

pub(super) fn publish(case: &mut Case, arguments: Publish) -> Result<Output, Failure> {
    let imprint = imprint(&arguments)?;
    let draft = draft::read(&arguments.draft)?;
    let published = publish::publish(case, &draft, &imprint, &arguments.out)?;
    Ok(said(&published, &arguments))
}

fn said(published: &Published, arguments: &Publish) -> Output {
    let Published { dossier, sealed, again } = published;
    let changes = dossier.history.first().map(|issue| issue.changes.as_slice()).unwrap_or_default();
    let path = arguments.out.display().to_string();
    let object = json!({
        "dossier": dossier.number,
        "day": dossier.day,
        "path": path,
        "again": again,
        "claims": dossier.printed.claims.len(),
        "changes": changes,
        "files": sealed.files.keys().collect::<Vec<_>>(),
        "sha256": hex::encode(sealed.sums),
        "key": sealed.key,
    });
    let what = if *again { "once more, to the byte" } else { "published" };
    let output = Output::new(object)
        .line(format!("Dossier {} is {what}: {path}/index.html", dossier.number))
        .line(format!("It is signed by {}", sealed.key));
    match dossier.imprint.corrections {
        Some(_) => output,
        None => output.notice("readers are given no address for corrections: --corrections names one"),
    }
}

fn imprint(arguments: &Publish) -> Result<Imprint, PublishError> {
    let publisher = arguments.publisher.as_deref().map(words::name).transpose()?.map(str::to_owned);
    let address = arguments.address.as_deref().map(address).transpose()?;
    let corrections = arguments.corrections.as_deref().map(corrections).transpose()?;
    Ok(Imprint { publisher, address, corrections, language: language(&arguments.language)? })
}

/// An address of the web, without spaces, that ends with `/`.
fn address(text: &str) -> Result<String, PublishError> {
    let text = web(text).ok_or(PublishError::Imprint("an address begins with https:// or http://"))?;
    Ok(if text.ends_with('/') { text.to_owned() } else { format!("{text}/") })
}

fn corrections(text: &str) -> Result<String, PublishError> {
    let mail = || text.split_once('@').filter(|(name, host)| is_plain(name) && is_plain(host) && !host.contains('@'));
    let wrong = PublishError::Imprint(
        "corrections go to an address that begins with https:// or http://, or to an e-mail address",
    );
    match web(text) {
        Some(text) => Ok(text.to_owned()),
        None => mail().map(|_| format!("mailto:{text}")).ok_or(wrong),
    }
}

fn web(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    is_plain(rest).then_some(text)
}

fn is_plain(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|letter| letter.is_ascii_graphic() && !"\"'<>\\".contains(letter))
}

fn language(text: &str) -> Result<String, PublishError> {
    let part = |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let sound = text.len() <= 35 && text.split('-').all(part);
    if sound { Ok(text.to_owned()) } else { Err(PublishError::Imprint("a language is written as en, de or pt-BR")) }
}

#[derive(Args)]
pub(super) struct Correct {
    /// The claim, such as C1
    claim: ClaimRef,
    /// The sentence as it is right
    text: String,
    /// Why, for the newsroom
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// What readers are told of why
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
}

pub(super) fn correct(case: &mut Case, arguments: Correct) -> Result<Output, Failure> {
    let Correct { claim, text, reason, note } = arguments;
    amend::correct(case, claim, &text, Why { reason: &reason, note: note.as_deref() })?;
    Ok(waits(case, claim)?.notice("the claim was changed: its sign-offs are void"))
}

#[derive(Args)]
pub(super) struct Retract {
    /// The claim, such as C1
    claim: ClaimRef,
    /// Why, for the newsroom
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// What readers are told of why
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
}

pub(super) fn retract(case: &mut Case, Retract { claim, reason, note }: Retract) -> Result<Output, Failure> {
    amend::retract(case, claim, Why { reason: &reason, note: note.as_deref() })?;
    waits(case, claim)
}

fn waits(case: &Case, claim: ClaimRef) -> Result<Output, Failure> {
    let pending = amend::pending(case.db())?;
    let waits = pending.iter().find(|pending| pending.claim == claim);
    let word = waits.map(|pending| if pending.retracts { "retraction" } else { "correction" });
    let line = match word {
        Some(word) => format!("The {word} of {claim} waits for the next dossier; what is published is as it was."),
        None => format!("Nothing of {claim} waits any more: its text is what readers know."),
    };
    Ok(Output::new(json!({ "id": claim.to_string(), "waits": word })).line(line))
}
