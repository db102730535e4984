//! What changed since the last dossier. Pure: what was printed, what is going to be, and
//! what editors said of it.

use std::collections::BTreeMap;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::dossier::{Change, Printed, PrintedClaim, What};

/// What the last dossier showed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Before {
    /// Text and label by the number that readers know.
    pub claims: BTreeMap<u32, (String, String)>,
    /// Paragraphs, as [`super::dossier::Paragraph::text`] gives them.
    pub article: Vec<String>,
}

/// A correction or retraction that is printed now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amended {
    /// The claim, as readers know it.
    pub claim: u32,
    /// It is taken back; put right otherwise.
    pub retracts: bool,
    /// What readers are told of why.
    pub note: Option<String>,
}

/// What changed, the gravest first. Never empty: readers see why there is another dossier.
#[must_use]
pub fn changes(before: Option<&Before>, now: &Printed, amended: &[Amended]) -> Vec<Change> {
    let Some(before) = before else { return vec![change(What::First, None)] };
    let mut all = Vec::new();
    for (number, (text, label)) in &before.claims {
        let amended = amended.iter().find(|amended| amended.claim == *number);
        match now.claims.iter().find(|claim| claim.number == *number) {
            None => all.push(gone(*number, text, amended)),
            Some(claim) => all.extend(of_claim((text, label), claim, amended)),
        }
    }
    let new = now.claims.iter().filter(|claim| !before.claims.contains_key(&claim.number));
    all.extend(new.map(|claim| Change { after: Some(claim.text.clone()), ..change(What::Added, Some(claim.number)) }));
    all.extend(of_article(&before.article, &article(now)));
    all.sort_by_key(|change| change.what as u8);
    if all.is_empty() {
        all.push(change(What::Sources, None));
    }
    all
}

/// Title and paragraphs as they are compared.
#[must_use]
pub fn article(printed: &Printed) -> Vec<String> {
    [printed.title.clone()].into_iter().chain(printed.article.iter().map(super::dossier::Paragraph::text)).collect()
}

fn change(what: What, claim: Option<u32>) -> Change {
    Change { what, claim, before: None, after: None, note: None }
}

fn gone(number: u32, text: &str, amended: Option<&Amended>) -> Change {
    let what = if amended.is_some_and(|amended| amended.retracts) { What::Retracted } else { What::Dropped };
    let note = amended.and_then(|amended| amended.note.clone());
    Change { before: Some(text.to_owned()), note, ..change(what, Some(number)) }
}

fn of_claim(before: (&String, &String), now: &PrintedClaim, amended: Option<&Amended>) -> Vec<Change> {
    let differs = |what, old: &String, new: &String, note| {
        let change =
            Change { before: Some(old.clone()), after: Some(new.clone()), note, ..change(what, Some(now.number)) };
        (old != new).then_some(change)
    };
    let what = if amended.is_some() { What::Corrected } else { What::Reworded };
    let text = differs(what, before.0, &now.text, amended.and_then(|amended| amended.note.clone()));
    text.into_iter().chain(differs(What::Relabelled, before.1, &now.label, None)).collect()
}

/// Paragraphs that stand in each other's place are one change, the rest are taken out or put in.
fn of_article(before: &[String], now: &[String]) -> Vec<Change> {
    let ops = capture_diff_slices(Algorithm::Myers, before, now);
    ops.iter().flat_map(|op| of_op(op, before, now)).collect()
}

fn of_op(op: &DiffOp, before: &[String], now: &[String]) -> Vec<Change> {
    if matches!(op, DiffOp::Equal { .. }) {
        return Vec::new();
    }
    let old = before.get(op.old_range()).unwrap_or_default();
    let new = now.get(op.new_range()).unwrap_or_default();
    let pair = |place: usize| Change {
        before: old.get(place).cloned(),
        after: new.get(place).cloned(),
        ..change(What::Article, None)
    };
    (0..old.len().max(new.len())).map(pair).collect()
}
