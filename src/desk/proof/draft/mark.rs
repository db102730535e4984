//! `{C12}`, `{C12, C13}` and `{C3 tr:D4:10-80}`: which claims a sentence prints.

use std::ops::Range;

use super::{Block, DraftError};

/// Longest mark, in characters: some claims and a passage.
const MARK_CHARACTERS: usize = 200;

/// A claim that a draft names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marked {
    /// The number of the claim.
    pub claim: u32,
    /// Where the mark stands in the draft, in Unicode scalar values.
    pub range: Range<usize>,
    /// The item and the characters of it whose translation the quotation is.
    pub translates: Option<(String, Range<u64>)>,
}

/// Takes the marks out of a block, and keeps them in it.
///
/// # Errors
/// [`DraftError::Mark`]: something begins as a mark and is none.
pub(super) fn take(block: &mut Block) -> Result<Vec<Marked>, DraftError> {
    let letters: Vec<char> = block.plain.chars().collect();
    let (mut kept, mut all) = (Block::new(block.kind), Vec::new());
    let mut at = 0;
    while let Some(letter) = letters.get(at) {
        let rest = letters.get(at..).unwrap_or_default();
        let Some(length) = length(rest)? else {
            kept.push(*letter, block.places.get(at).copied().unwrap_or_default());
            at += 1;
            continue;
        };
        let inside: String = rest.get(1..length - 1).unwrap_or_default().iter().collect();
        let range = block.place(at..at + length);
        let marks = parse(&inside).ok_or_else(|| DraftError::Mark(format!("{{{inside}}}")))?;
        for (claim, translates) in marks {
            let marked = Marked { claim, range: range.clone(), translates };
            kept.marks.push((kept.places.len(), marked.clone()));
            all.push(marked);
        }
        at += length;
    }
    *block = kept;
    Ok(all)
}

/// Characters of the mark that begins here; nothing where none does.
fn length(rest: &[char]) -> Result<Option<usize>, DraftError> {
    let ['{', 'C', digit, ..] = rest else { return Ok(None) };
    if !digit.is_ascii_digit() {
        return Ok(None);
    }
    let reach = rest.get(..rest.len().min(MARK_CHARACTERS)).unwrap_or_default();
    match reach.iter().position(|letter| *letter == '}') {
        Some(end) => Ok(Some(end + 1)),
        None => Err(DraftError::Mark(reach.iter().take(12).collect::<String>() + "…")),
    }
}

type Translated = Option<(String, Range<u64>)>;

fn parse(inside: &str) -> Option<Vec<(u32, Translated)>> {
    inside.split(',').map(|one| claim(one.trim())).collect()
}

fn claim(text: &str) -> Option<(u32, Translated)> {
    let mut words = text.split_whitespace();
    let number = words.next()?.strip_prefix('C')?;
    let plain = number.bytes().all(|byte| byte.is_ascii_digit()) && !number.starts_with('0');
    let number = number.parse().ok().filter(|_| plain)?;
    let translates = match words.next() {
        None => None,
        Some(word) => Some(passage(word.strip_prefix("tr:")?)?),
    };
    words.next().is_none().then_some((number, translates))
}

fn passage(text: &str) -> Option<(String, Range<u64>)> {
    let (item, range) = text.rsplit_once(':')?;
    let (start, end) = range.split_once('-')?;
    let range = start.parse().ok()?..end.parse().ok()?;
    (!item.is_empty() && range.start < range.end).then(|| (item.to_owned(), range))
}
