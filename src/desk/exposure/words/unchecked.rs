//! What was not looked at in this run, in sentences. "Nothing was found" is never said
//! without it.

use super::known::Known;
use super::leaving::Leaving;
use super::prepared::Prepared;
use super::trap::Traps;

/// So many items are named one by one.
const NAMED: usize = 8;

/// What nothing here ever looks at.
const NEVER: [&str; 6] = [
    "printer dots and other marks in pictures or on paper were not looked for",
    "watermarks in images, sound and video were not looked for",
    "sentences that say the same with other words throughout are not recognised: nothing here knows synonyms",
    "style of writing was not compared: a source may be known by turns of phrase, mistakes and punctuation",
    "what readers can find out elsewhere (social networks, leaks, archives that are not in this case) was not looked at",
    "copies that nobody sent us were not compared",
];

/// What was not looked at.
pub(super) fn list(texts: &[Prepared<'_>], known: &Known, traps: &Traps, is_compared: bool) -> Vec<String> {
    let mut said: Vec<String> = texts.iter().flat_map(|text| of_text(text.leaving)).collect();
    said.extend(texts.iter().filter_map(|text| of_language(text)));
    said.extend(unread(known));
    said.extend(single(traps));
    if traps.left > 0 {
        said.push(format!(
            "{} items that these texts rest on were not compared with their copies: too many at once",
            traps.left
        ));
    }
    if !is_compared {
        said.push("copies were not compared for every item: run `copies` once, then this again".to_owned());
    }
    said.extend(NEVER.map(str::to_owned));
    said.dedup();
    said
}

fn of_text(leaving: &Leaving) -> impl Iterator<Item = String> {
    leaving.unread.iter().map(|note| format!("{}: not looked at: {note}", leaving.name))
}

/// Likeness of sentences goes by words: a translation shares none.
fn of_language(text: &Prepared<'_>) -> Option<String> {
    let name = &text.leaving.name;
    match text.language {
        Some("eng") => None,
        Some("deu") => Some(format!(
            "{name}: names of one word are not told from nouns in German; only names of two words and more were looked for"
        )),
        Some(other) => Some(format!(
            "{name} is in another language ({other}) than the rules are made for: paraphrases, names and attributions are found less well"
        )),
        None => Some(format!("the language of {name} is not plain: paraphrases are found less well")),
    }
}

fn unread(known: &Known) -> Option<String> {
    let mut names: Vec<&str> =
        known.protected.values().filter(|item| !item.is_read).map(|item| item.name.as_str()).collect();
    names.sort_unstable();
    let some = names.get(..NAMED.min(names.len()))?.join(", ");
    let more = names.len().saturating_sub(NAMED);
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    (!names.is_empty()).then(|| format!("protected items without a text were not compared: {some}{rest}"))
}

fn single(traps: &Traps) -> impl Iterator<Item = String> {
    traps.single.iter().map(|name| {
        format!(
            "{name}: the case holds one copy only, so that a trap in its wording, figures or layout cannot be ruled out; \
             ask somebody else who has it for a second copy of {name} before you quote or closely paraphrase it"
        )
    })
}
