//! Where quotations begin and end: marks of many languages, and apostrophes that are none.

use std::ops::Range;

/// A quotation is closed within so many characters, or its mark was a mistake.
const MOST: usize = 4_000;

/// Whether a character can begin or end a quotation.
pub(super) fn is_mark(letter: char) -> bool {
    matches!(
        letter,
        '"' | '“'
            | '”'
            | '„'
            | '‟'
            | '«'
            | '»'
            | '‹'
            | '›'
            | '‘'
            | '’'
            | '‚'
            | '\''
            | '`'
            | '「'
            | '」'
            | '『'
            | '』'
    )
}

/// The quotations of a block with their marks, in characters, in order; those within
/// another are a part of it.
pub(super) fn spans(letters: &[char]) -> Vec<Range<usize>> {
    let (mut found, mut at) = (Vec::new(), 0);
    while at < letters.len() {
        match closing(letters, at) {
            Some(end) => {
                found.push(at..end);
                at = end;
            }
            None => at += 1,
        }
    }
    found
}

/// Where the quotation that begins here ends; nothing where none begins.
fn closing(letters: &[char], at: usize) -> Option<usize> {
    let mark = *letters.get(at)?;
    let reach = letters.len().min(at + MOST);
    let within = |closes: &[char]| (at + 1..reach).find(|end| letters.get(*end).is_some_and(|l| closes.contains(l)));
    match mark {
        '“' | '‟' => within(&['”', '"']).map(past).or_else(|| unclosed(letters, at)),
        '„' => within(&['“', '”', '"']).map(past),
        '«' => within(&['»']).map(past),
        '»' => within(&['«']).map(past),
        '‹' => within(&['›']).map(past),
        '「' => within(&['」']).map(past),
        '『' => within(&['』']).map(past),
        '"' if opens(letters, at) => within(&['"', '”']).map(past).or_else(|| unclosed(letters, at)),
        '‘' | '`' if opens(letters, at) => single(letters, at, reach, false),
        '‚' => within(&['‘', '’']).map(past),
        '\'' if opens(letters, at) => single(letters, at, reach, true),
        _ => None,
    }
}

fn past(end: usize) -> usize {
    end + 1
}

/// Speech that goes on in the next paragraph is closed only there: it begins the block.
fn unclosed(letters: &[char], at: usize) -> Option<usize> {
    let before = letters.get(..at).unwrap_or_default();
    let begins = before.iter().all(|letter| letter.is_whitespace());
    (begins && letters.len() - at <= MOST).then_some(letters.len())
}

/// Whether a mark stands before a word and after none.
fn opens(letters: &[char], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| letters.get(before));
    let after = letters.get(at + 1);
    !before.is_some_and(|letter| letter.is_alphanumeric()) && after.is_some_and(|letter| !letter.is_whitespace())
}

/// A single mark is closed by one that stands after a word or its punctuation and before
/// none. A plain one may be an apostrophe: only punctuation before it tells that it closes.
fn single(letters: &[char], at: usize, reach: usize, plain: bool) -> Option<usize> {
    let get = |index: usize| letters.get(index).copied();
    let closes = |end: &usize| {
        let before = get(end - 1).unwrap_or(' ');
        let after = get(end + 1);
        let free = !after.is_some_and(char::is_alphanumeric);
        let fits =
            if plain { matches!(before, ',' | '.' | '?' | '!' | '…' | '"' | '”') } else { !before.is_whitespace() };
        matches!(get(*end), Some('’' | '\'')) && free && fits && *end > at + 1
    };
    (at + 1..reach).find(closes).map(past)
}
