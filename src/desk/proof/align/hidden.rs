//! What a quotation changes although each of its words stands in the text.

use std::ops::Range;

use super::path::{Difference, INSERTION_WORDS, Path, Wanted};
use super::words::SourceWord;

/// Words that turn the sense of the sentence that they stand in.
const TURNING: [&str; 40] = [
    "not", "never", "no", "nor", "neither", "none", "nobody", "nothing", "nowhere", "cannot", "without", "hardly",
    "scarcely", "deny", "denies", "denied", "denying", "refuse", "refuses", "refused", "fail", "failed", "fails",
    "unless", "false", "untrue", "except", "nicht", "kein", "keine", "keinen", "keiner", "nie", "niemals", "ne", "pas",
    "jamais", "ningún", "nunca", "jamás",
];
/// Before `'t`.
const CONTRACTED: [&str; 18] = [
    "don", "didn", "doesn", "isn", "wasn", "aren", "weren", "hasn", "haven", "hadn", "won", "wouldn", "couldn",
    "shouldn", "can", "mustn", "needn", "ain",
];

/// Senses turned under a gap, gaps in brackets that hide too much, sentences made one.
pub(super) fn differences(wanted: &Wanted<'_>, path: &Path, text: &[SourceWord]) -> Vec<Difference> {
    let gaps = path.skipped().into_iter().filter_map(|(row, range)| gap(wanted, row, &range, text));
    gaps.chain(joined(wanted, path, text)).collect()
}

fn gap(wanted: &Wanted<'_>, row: usize, range: &Range<usize>, text: &[SourceWord]) -> Option<Difference> {
    let words = text.get(range.clone())?;
    let source = words.iter().map(|word| word.shown.as_str()).collect::<Vec<_>>().join(" ");
    let sign = if wanted.is_insertion(row) { "[…]" } else { "…" };
    let told = |what| Some(Difference { quoted: sign.to_owned(), source: source.clone(), what });
    if wanted.is_insertion(row) && words.len() > INSERTION_WORDS {
        return told("the words in brackets stand for far more");
    }
    turns(range, text).then(|| told("what was left out turns the sense")).flatten()
}

/// Whether a word that turns the sense stands in one sentence with a quoted one.
fn turns(range: &Range<usize>, text: &[SourceWord]) -> bool {
    let ends = |range: Range<usize>| text.get(range).unwrap_or_default().iter().any(|word| word.ends);
    range.clone().filter(|at| is_turning(text, *at)).any(|at| {
        let cut_before = ends(range.start.saturating_sub(1)..at);
        let cut_after = ends(at..range.end);
        !(cut_before && cut_after)
    })
}

fn is_turning(text: &[SourceWord], at: usize) -> bool {
    let word = |at: usize| text.get(at).map_or("", |word| word.text.as_str());
    let contracted = word(at) == "t" && at.checked_sub(1).is_some_and(|before| CONTRACTED.contains(&word(before)));
    contracted || TURNING.contains(&word(at))
}

/// Words that follow each other in the quotation without any mark, and in the text with the
/// end of a sentence between them.
fn joined<'a>(wanted: &'a Wanted<'_>, path: &Path, text: &'a [SourceWord]) -> impl Iterator<Item = Difference> + 'a {
    let equal = path.equal();
    let pairs: Vec<_> = equal.windows(2).filter_map(|pair| <[(usize, usize); 2]>::try_from(pair).ok()).collect();
    pairs.into_iter().filter_map(move |[(quoted, source), (next, after)]| {
        let (word, from) = (wanted.words.get(quoted)?, text.get(source)?);
        let one = next == quoted + 1 && after == source + 1 && !wanted.has_gap(next);
        let following = text.get(after)?;
        (one && from.ends && !word.marked).then(|| Difference {
            quoted: format!("{} {}", word.shown, following.shown),
            source: format!("{}. {}", from.shown, following.shown),
            what: "two sentences were made one",
        })
    })
}
