//! One side says that it is not so.
//!
//! Cues are counted in the clauses that both texts share: two in one ("did not
//! deny") cancel out. A negation that is no part of what is said ("not only", "no
//! doubt", "No. 4", "with no warning") is none.

use std::ops::Range;

use super::cue::{Cues, in_claim, in_passage, is_one_of};
use super::list::Words;
use super::pair::Pair;
use super::text::{Text, Token};
use super::{Difference, Kind};

const CUES: Cues = Cues {
    english: &[
        &["not"],
        &["never"],
        &["no"],
        &["no", "one"],
        &["nobody"],
        &["none"],
        &["nothing"],
        &["neither"],
        &["nowhere"],
        &["cannot"],
        &["deny"],
        &["denies"],
        &["denied"],
        &["denying"],
        &["denial"],
        &["denials"],
        &["failed", "to"],
        &["fails", "to"],
        &["failing", "to"],
        &["failure", "to"],
        &["refused", "to"],
        &["refuses", "to"],
        &["refusing", "to"],
        &["declined", "to"],
        &["declines", "to"],
        &["unable", "to"],
        &["is", "false"],
        &["was", "false"],
        &["false", "that"],
        &["is", "untrue"],
        &["was", "untrue"],
        &["untrue", "that"],
        &["disputed"],
        &["disputes"],
        &["disputing"],
        &["refuted"],
        &["refutes"],
        &["lack", "of", "evidence"],
    ],
    german: &[
        &["nicht"],
        &["kein*"],
        &["nie"],
        &["niemals"],
        &["niemand*"],
        &["nichts"],
        &["bestritt*"],
        &["bestreit*"],
        &["dementier*"],
        &["weder"],
        &["unwahr"],
        &["nirgends"],
    ],
    french: &[
        &["pas"],
        &["jamais"],
        &["aucun*"],
        &["rien"],
        &["personne", "ne"],
        &["personne", "n"],
        &["nie"],
        &["nient"],
        &["dement*"],
        &["ni"],
        &["nullement"],
    ],
    spanish: &[
        &["no"],
        &["nunca"],
        &["jamas"],
        &["ningun*"],
        &["nadie"],
        &["nada"],
        &["nego"],
        &["niega*"],
        &["desmint*"],
        &["desmient*"],
        &["tampoco"],
        &["ni"],
    ],
};
/// What follows a "not" or "no" that denies nothing.
static HARMLESS_AFTER: Words = Words::of(
    " only just merely least doubt less fewer later sooner nur bloss zuletzt seulement solo solamente obstante ",
);
/// What stands before a "no" that belongs to a thing and not to what is said.
static HARMLESS_BEFORE: Words = Words::of(" with or if whether ob oder mit avec ");

pub(super) fn differences(pair: &Pair) -> Vec<Difference> {
    let claim = in_claim(pair, cues(&pair.claim));
    let passage = in_passage(pair, cues(&pair.passage));
    if claim.len() % 2 == passage.len() % 2 {
        return Vec::new();
    }
    let first = |text: &Text, cues: &[Range<usize>]| cues.first().map(|cue| text.span(cue.clone()));
    let (claim, passage) = (first(&pair.claim, &claim), first(&pair.passage, &passage));
    vec![Difference { kind: Kind::Negation, claim, passage }]
}

fn cues(text: &Text) -> Vec<Range<usize>> {
    let mut found = CUES.find(text);
    if text.language == "eng" {
        // "didn't" is one word.
        let contracted = text.tokens.iter().enumerate().filter(|(_, token)| token.lower.ends_with("n't"));
        found.extend(contracted.map(|(index, _)| index..index + 1));
        found.sort_by_key(|cue| cue.start);
    }
    found.retain(|cue| denies(text, cue));
    found
}

fn denies(text: &Text, cue: &Range<usize>) -> bool {
    let before = cue.start.checked_sub(1);
    let numbered = (cue.end..cue.end + 2).any(|at| text.token(at).is_some_and(Token::is_number));
    let is_no = text.lower(cue.start) == "no" && cue.len() == 1;
    let is_name = text.token(cue.start).is_some_and(Token::is_capital) && cue.start > 0;
    !is_one_of(text, Some(cue.end), &HARMLESS_AFTER)
        && !is_one_of(text, before, &HARMLESS_BEFORE)
        && !(is_no && (numbered || is_name && text.lower(cue.end) == "."))
}
