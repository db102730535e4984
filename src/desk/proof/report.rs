//! A proof as one page without scripts: the draft in full, findings in its margin, the
//! evidence of each sentence in context. Internal: it is never published.
//!
//! States are told by a letter and the kind of a line, and colour only repeats it, so that a
//! print in grey says the same. Redacted, it names and shows nothing protected.

mod parts;

use askama::Template;

use super::finding::{Finding, Level};
use super::{Proof, State};
use crate::escape::escape;
use parts::{Block, Quote, Shown};

/// So many lines say what stops printing.
const STOPS: usize = 10;

/// What a page is made with.
#[derive(Debug, Clone)]
pub struct Made<'a> {
    /// The draft's file name.
    pub name: &'a str,
    /// The day.
    pub day: String,
    /// The editor.
    pub by: String,
    /// For a colleague who may not see protected places.
    pub redacted: bool,
}

#[derive(Template)]
#[template(path = "proof.html")]
struct Page {
    name: String,
    day: String,
    by: String,
    redacted: bool,
    verdict: String,
    stops: Vec<Shown>,
    more: usize,
    changes: Vec<String>,
    first: bool,
    counts: Vec<(&'static str, &'static str, usize)>,
    blocks: Vec<Block>,
    quotes: Vec<Quote>,
    accused: Vec<parts::Accused>,
    verify: Vec<(&'static str, String)>,
    unchecked: Vec<&'static str>,
}

/// Makes the page. Pure.
///
/// # Errors
/// [`askama::Error`] when memory fails.
pub fn page(proof: &Proof, made: &Made<'_>) -> Result<String, askama::Error> {
    let blocking: Vec<&Finding> = proof.findings.iter().filter(|finding| finding.blocks()).collect();
    let verdict = match blocking.len() {
        0 => "Nothing that was looked for stops printing.".to_owned(),
        1 => "One finding stops printing.".to_owned(),
        count => format!("{count} findings stop printing."),
    };
    Page {
        name: escape(made.name),
        day: made.day.clone(),
        by: escape(&made.by),
        redacted: made.redacted,
        verdict,
        stops: blocking.iter().take(STOPS).map(|finding| parts::shown(finding, made.redacted)).collect(),
        more: blocking.len().saturating_sub(STOPS),
        changes: changes(proof),
        first: proof.changes.is_none(),
        counts: counts(proof),
        blocks: parts::blocks(proof, made.redacted),
        quotes: parts::quotes(proof, made.redacted),
        accused: parts::accused(proof),
        verify: proof.verify.iter().map(|(kind, words)| (*kind, escape(words))).collect(),
        unchecked: proof.unchecked.clone(),
    }
    .render()
}

/// The letter that tells a state where colour does not.
fn letter(state: State) -> &'static str {
    match state {
        State::Proved => "P",
        State::Hedged => "H",
        State::Opinion => "O",
        State::Common => "·",
        State::Open => "?",
        State::Blocked => "✕",
    }
}

fn counts(proof: &Proof) -> Vec<(&'static str, &'static str, usize)> {
    let all = [State::Blocked, State::Open, State::Hedged, State::Proved, State::Opinion, State::Common];
    let count = |state: State| proof.rows.iter().filter(|row| row.state == state).count();
    all.into_iter().map(|state| (state.word(), letter(state), count(state))).collect()
}

fn changes(proof: &Proof) -> Vec<String> {
    let Some(changes) = &proof.changes else { return Vec::new() };
    let text = |id: &String| proof.rows.iter().find(|row| row.sentence.id == *id).map(|row| row.sentence.text.clone());
    let found = |id: &String| proof.findings.iter().find(|finding| finding.id == *id);
    let added = changes.added.iter().filter_map(text).map(|text| format!("New words: {text}"));
    let removed = changes.removed.iter().map(|text| format!("Gone: {text}"));
    let turned = &changes.turned;
    let turned = turned.iter().map(|turned| format!("Was {}, is {}: {}", turned.before, turned.after, turned.text));
    let new = changes.found.iter().filter_map(found);
    let new = new.map(|finding| format!("New finding, {}: {}", finding.kind.word(), finding.text));
    let gone = changes.gone.iter().map(|(_, kind)| format!("Finding gone: {kind}"));
    added.chain(removed).chain(turned).chain(new).chain(gone).map(|line| escape(&line)).collect()
}

/// The class of a finding's mark in the margin.
fn class(finding: &Finding) -> &'static str {
    match (finding.accepted.is_some(), finding.kind.level()) {
        (true, _) => "accepted",
        (_, Level::Block) => "block",
        (_, Level::Warn) => "warn",
        (_, Level::Note) => "note",
    }
}
