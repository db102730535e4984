//! `show`

use clap::Args;
use serde_json::{Value, json};

use super::consent::change_object;
use super::tips::{file_object, source};
use super::usage::unknown;
use crate::case::Case;
use crate::failure::Failure;
use crate::ledger::consent::{Change, changes};
use crate::ledger::thread::{Message, ReplyState};
use crate::ledger::{StoredFile, Tip, TipRef, thread, tip};
use crate::output::Output;

pub(super) const EXAMPLE: &str = "Example:\n  subrosa-desk show T1";

#[derive(Args)]
pub(super) struct Show {
    /// The tip, such as T1
    tip: TipRef,
}

pub(super) fn run(case: &Case, Show { tip: number }: Show) -> Result<Output, Failure> {
    let tip = tip::find(case, number)?.ok_or_else(|| unknown(number))?;
    let message = tip::message(case, &tip)?;
    let changes = changes(case, &tip)?;
    let mut thread = Vec::new();
    for message in thread::of(case, &tip)? {
        let words = thread::words(case, &message)?;
        thread.push((message, words));
    }
    let entry = |(message, words): &(Message, Option<_>)| message_object(message, text(words.as_ref()));
    let output = Output::new(json!({
        "id": tip.number.to_string(),
        "source": source(&tip),
        "day": tip.day,
        "kind": tip.kind,
        "basis": tip.basis,
        "consent": tip.consent,
        "consent_changes": changes.iter().map(change_object).collect::<Vec<_>>(),
        "language": tip.language,
        "state": tip.state,
        "message": text(message.as_ref()),
        "files": tip.files.iter().map(file_object).collect::<Vec<_>>(),
        "thread": thread.iter().map(entry).collect::<Vec<_>>(),
    }));
    let output = with_words(with_head(output, &tip, &changes), text(message.as_ref()));
    Ok(thread
        .iter()
        .fold(output, |output, (message, words)| with_words(with_message_head(output, message), text(words.as_ref()))))
}

fn text(words: Option<&zeroize::Zeroizing<String>>) -> Option<&str> {
    words.map(|words| words.as_str())
}

fn message_object(message: &Message, words: Option<&str>) -> Value {
    let sent = |(name, bytes, sha256): &(String, u64, [u8; 32])| json!({ "id": null, "name": name, "type": null, "bytes": bytes, "sha256": hex::encode(sha256) });
    let files = message.files.iter().map(file_object).chain(message.sent_files.iter().map(sent));
    json!({
        "kind": message.kind,
        "day": message.day,
        "basis": message.basis,
        "consent": message.consent,
        "language": message.language,
        "message": words,
        "files": files.collect::<Vec<_>>(),
        "state": message.reply.map(ReplyState::word),
    })
}

fn with_head(output: Output, tip: &Tip, changes: &[Change]) -> Output {
    let head = format!("{}  from {}, received {}", tip.number, source(tip), tip.day);
    let terms = format!("basis: {}   consent: {}   state: {}", tip.basis, tip.consent, tip.state);
    let changed = changes.iter().map(|change| {
        let reason = change.reason.as_deref().unwrap_or("(erased)");
        format!("consent {} → {} on {} by {}: {reason}", change.before, change.after, change.day, change.actor)
    });
    let output = changed.fold(output.line(head).line(terms), Output::line);
    with_files(output, &tip.files)
}

fn with_message_head(output: Output, message: &Message) -> Output {
    let state = message.reply.map(|state| format!("   {}", state.word())).unwrap_or_default();
    let consent = message.consent.as_ref().map(|level| format!("   consent: {level}")).unwrap_or_default();
    let output = output.line("").line(format!("{} of {}{consent}{state}", message.kind, message.day));
    let sent = message.sent_files.iter().map(|(name, bytes, _)| format!("with it  {bytes} bytes  {name}"));
    with_files(sent.fold(output, Output::line), &message.files)
}

fn with_files(output: Output, files: &[StoredFile]) -> Output {
    let files = files.iter().map(|file| {
        let name = file.name.as_deref().unwrap_or("(erased)");
        format!("{}  {} bytes  {name}", file.reference, file.bytes)
    });
    files.fold(output, Output::line)
}

/// A bar before every line that was typed: none can pass for one of the desk's.
fn with_words(output: Output, words: Option<&str>) -> Output {
    words.iter().flat_map(|text| text.lines()).map(|line| format!("  | {line}")).fold(output, Output::line)
}
