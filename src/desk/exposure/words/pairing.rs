//! Whether a name or a detail leads to a protected item: that has it, and no public item
//! that clears pairs it with the same subject.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ops::Range;

use super::details::{self, Detail, Sort, Value, stands_in};
use super::prepared::Prepared;
use super::reading::{Reading, locate};
use super::wording::Read;
use crate::case::Case;
use crate::corpus;
use crate::search::shared::{Place, phrases};
use crate::search::{SearchError, fold, raw_words};

/// So many protected passages of a phrase are looked at.
const HOLDERS: usize = 30;
/// So many public ones.
const CLEARING: usize = 300;
/// A name that so many public documents hold is known without this story.
const WIDELY: usize = 6;
/// A document of more passages pairs a name only with what is so near.
const SHORT_DOCUMENT: u64 = 20;
/// See [`SHORT_DOCUMENT`].
const NEAR_NAME: u64 = 3;
/// A figure or a moment is paired with what stands so near.
const NEAR_DETAIL: u64 = 1;
/// So many telling words of the sentence make a public passage one of the same subject.
const SAME_SUBJECT: usize = 3;
/// So many items that a text rests on are read for coordinates.
const READ_WHOLE: usize = 50;

/// A detail of a text that only protected items pair with its subject.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Leak {
    pub(super) text: usize,
    pub(super) detail: Detail,
    pub(super) item: u64,
    pub(super) place: Option<Range<usize>>,
    /// A public item that has it, apart from this subject.
    pub(super) elsewhere: Option<u64>,
}

/// A detail that stands in protected items.
struct Suspect {
    text: usize,
    detail: Detail,
    /// By item, where.
    holders: BTreeMap<u64, Option<Range<usize>>>,
    /// Public passages that have it.
    public: Vec<Place>,
}

/// The leaks of all texts.
pub(super) fn find(
    case: &mut Case,
    texts: &[Prepared<'_>],
    reading: &mut Reading<'_>,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Vec<Leak>, SearchError> {
    let mut suspects = suspects(case, texts, reading, progress)?;
    look_in_public(case, texts, &mut suspects, reading, progress)?;
    let mut leaks = Vec::new();
    for suspect in &suspects {
        for (item, place) in &suspect.holders {
            let (cleared, elsewhere) = is_cleared(case, suspect, *item, &suspects, texts, reading)?;
            if !cleared {
                let (detail, place) = (suspect.detail.clone(), place.clone());
                leaks.push(Leak { text: suspect.text, detail, item: *item, place, elsewhere });
                break;
            }
        }
    }
    Ok(leaks)
}

fn asked<'d>(details: impl Iterator<Item = &'d Detail>) -> Vec<&'d str> {
    let all: BTreeSet<&str> = details.flat_map(|detail| detail.phrases.iter().map(String::as_str)).collect();
    all.into_iter().collect()
}

fn suspects(
    case: &mut Case,
    texts: &[Prepared<'_>],
    reading: &mut Reading<'_>,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Vec<Suspect>, SearchError> {
    let known = reading.known;
    let sought = asked(texts.iter().flat_map(|text| &text.details));
    let found = phrases(case, &sought, &|item| known.is_protected(item), HOLDERS, progress)?;
    let found: HashMap<&str, Vec<Place>> =
        sought.into_iter().zip(found).map(|(phrase, (places, _))| (phrase, places)).collect();
    let mut suspects = Vec::new();
    for (number, text) in texts.iter().enumerate() {
        let people: HashSet<String> = text.leaving.people.iter().flat_map(|name| names_of(name)).collect();
        for detail in &text.details {
            if detail.sort == Sort::Name && detail.phrases.iter().any(|name| people.contains(name)) {
                continue;
            }
            let mut holders = BTreeMap::new();
            for place in detail.phrases.iter().filter_map(|phrase| found.get(phrase.as_str())).flatten() {
                if holders.contains_key(&place.0) {
                    continue;
                }
                let Some(read) = reading.passage(case.db(), *place, text.language)? else { continue };
                if let Some(at) = holds(&read, detail) {
                    holders.insert(place.0, Some(at));
                }
            }
            if detail.sort == Sort::Position && holders.is_empty() {
                holders = positions(case, text, detail, reading)?;
            }
            if !holders.is_empty() {
                suspects.push(Suspect { text: number, detail: detail.clone(), holders, public: Vec::new() });
            }
        }
        suspects.extend(files(text, number, known));
    }
    Ok(suspects)
}

/// Whom claims are about is what is to be printed: the name, and its last part.
fn names_of(name: &str) -> Vec<String> {
    let words: Vec<String> = raw_words(name).map(fold).collect();
    let last = words.last().cloned();
    std::iter::once(words.join(" ")).chain(last).collect()
}

/// Where a passage holds a detail, in characters of its item.
fn holds(read: &Read, detail: &Detail) -> Option<Range<usize>> {
    let within = |place: Range<usize>| read.start + place.start..read.start + place.end;
    match (&detail.sort, &detail.value) {
        (Sort::Name, _) => detail.phrases.iter().find_map(|name| stands_in(&read.words, name)).map(within),
        (_, Value::Words(words)) => locate(read, &words_of(words)),
        _ => {
            let there = details::find(&read.text, &read.words).into_iter();
            there
                .filter(|there| there.sort == detail.sort)
                .find(|there| detail.value.is(&there.value))
                .map(|there| within(there.at))
        }
    }
}

/// As fingerprints part words: at every mark.
fn words_of(folded: &str) -> String {
    crate::fingerprint::words(folded).map(|word| word.text).collect::<Vec<_>>().join(" ")
}

/// Coordinates that are more exact there than here have no phrase in common: what a text
/// rests on is read for them.
fn positions(
    case: &Case,
    text: &Prepared<'_>,
    detail: &Detail,
    reading: &Reading<'_>,
) -> Result<BTreeMap<u64, Option<Range<usize>>>, SearchError> {
    let items = text.leaving.items.iter().filter(|item| reading.known.is_protected(**item)).take(READ_WHOLE);
    let mut holders = BTreeMap::new();
    for item in items {
        let whole = corpus::text(case.db(), *item)?;
        if details::positions(&whole).iter().any(|there| detail.value.is(there)) {
            holders.insert(*item, None);
        }
    }
    Ok(holders)
}

/// Names of files of protected items that a text has.
fn files(text: &Prepared<'_>, number: usize, known: &super::known::Known) -> Vec<Suspect> {
    let folded: Vec<String> = text.words.all.iter().map(|word| fold(&word.text)).collect();
    let joined = format!(" {} ", folded.join(" "));
    let mut found: BTreeMap<Vec<String>, Suspect> = BTreeMap::new();
    for (path, item) in &known.files {
        let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
        for words in file_words(name) {
            let sought = format!(" {} ", words.join(" "));
            if !joined.contains(&sought) {
                continue;
            }
            let windows = folded.windows(words.len()).position(|window| window == words.as_slice());
            let Some(place) = windows
                .map(|start| super::text::span(text.words.all.get(start..start + words.len()).unwrap_or_default()))
            else {
                continue;
            };
            let detail = Detail {
                sort: Sort::File,
                words: text.cut(&place),
                at: place,
                value: Value::Words(words.join(" ")),
                phrases: vec![name.to_owned(), words.join(" ")],
            };
            let suspect = || Suspect { text: number, detail, holders: BTreeMap::new(), public: Vec::new() };
            found.entry(words).or_insert_with(suspect).holders.insert(*item, None);
            break;
        }
    }
    found.into_values().collect()
}

/// A file's name as words: whole, and without its ending where it is no plain word.
fn file_words(name: &str) -> Vec<Vec<String>> {
    let words = |name: &str| -> Vec<String> { crate::fingerprint::words(name).map(|word| fold(&word.text)).collect() };
    let whole = words(name);
    let base = name.rsplit_once('.').map_or(name, |(base, _)| base);
    let bare = words(base);
    let telling =
        bare.len() >= 3 || bare.iter().any(|word| word.contains(|letter: char| letter.is_numeric()) && word.len() > 2);
    let has_ending = whole.len() > bare.len() && whole.len() >= 2;
    let whole = has_ending.then_some(whole);
    whole.into_iter().chain((telling && !bare.is_empty()).then_some(bare)).collect()
}

/// Fills in which public passages have what is suspected.
fn look_in_public(
    case: &mut Case,
    texts: &[Prepared<'_>],
    suspects: &mut [Suspect],
    reading: &mut Reading<'_>,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<(), SearchError> {
    let known = reading.known;
    let sought = asked(suspects.iter().map(|suspect| &suspect.detail));
    let found = phrases(case, &sought, &|item| known.is_public(item), CLEARING, progress)?;
    let found: HashMap<String, Vec<Place>> =
        sought.into_iter().map(str::to_owned).zip(found).map(|(phrase, (places, _))| (phrase, places)).collect();
    for suspect in suspects {
        let language = texts.get(suspect.text).and_then(|text| text.language);
        let detail = &suspect.detail;
        // A last name alone is no such name: only the whole one clears.
        let phrases = if detail.sort == Sort::Name { detail.phrases.get(..1) } else { Some(detail.phrases.as_slice()) };
        let places: BTreeSet<Place> =
            phrases.into_iter().flatten().filter_map(|phrase| found.get(phrase)).flatten().copied().collect();
        for place in places {
            let exact = match detail.value {
                Value::Words(_) => true,
                _ => reading.passage(case.db(), place, language)?.is_some_and(|read| holds(&read, detail).is_some()),
            };
            if exact {
                suspect.public.push(place);
            }
        }
    }
    Ok(())
}

/// Whether a public item pairs a detail with this subject; and one that has it at all.
fn is_cleared(
    case: &Case,
    suspect: &Suspect,
    item: u64,
    all: &[Suspect],
    texts: &[Prepared<'_>],
    reading: &mut Reading<'_>,
) -> Result<(bool, Option<u64>), SearchError> {
    let mut clearing = Vec::new();
    for place in &suspect.public {
        if reading.clears(case.db(), place.0, item)? {
            clearing.push(*place);
        }
    }
    let documents: BTreeSet<u64> = clearing.iter().map(|place| place.0).collect();
    let whole = suspect.detail.sort.is_of_the_whole();
    if whole && documents.len() >= WIDELY {
        return Ok((true, None));
    }
    // What else of the text the protected item has: that is its subject.
    let is_subject = |other: &&Suspect| {
        other.text == suspect.text
            && other.detail.sort.is_of_the_whole()
            && other.detail.value != suspect.detail.value
            && other.holders.contains_key(&item)
    };
    let subject: BTreeSet<Place> =
        all.iter().filter(is_subject).flat_map(|other| other.public.iter().copied()).collect();
    for place in &clearing {
        let reach = match whole {
            true if passages(case, place.0)? <= SHORT_DOCUMENT => u64::MAX,
            true => NEAR_NAME,
            false => NEAR_DETAIL,
        };
        let near = |other: &&Place| other.0 == place.0 && other.1.abs_diff(place.1) <= reach;
        if subject.iter().any(|other| near(&other)) || is_on_subject(case, suspect, *place, texts, reading)? {
            return Ok((true, None));
        }
    }
    Ok((false, documents.first().copied()))
}

fn passages(case: &Case, item: u64) -> Result<u64, SearchError> {
    let select = "SELECT coalesce(max(number), 0) + 1 FROM passage WHERE item = ?1";
    Ok(case.db().prepare_cached(select)?.query_row([item], |row| row.get(0))?)
}

/// Whether a public passage, with those beside it, shares telling words with the sentence
/// beyond the detail itself.
fn is_on_subject(
    case: &Case,
    suspect: &Suspect,
    place: Place,
    texts: &[Prepared<'_>],
    reading: &mut Reading<'_>,
) -> Result<bool, SearchError> {
    let Some(text) = texts.get(suspect.text) else { return Ok(false) };
    let at = text.words.within(&suspect.detail.at);
    let sentence = text.words.sentence(text.words.sentence_of(at.start));
    let mut wanted: HashSet<&str> = sentence
        .iter()
        .filter(|word| {
            let is_detail = suspect.detail.at.start <= word.place.start && word.place.end <= suspect.detail.at.end;
            !word.says_little && !is_detail
        })
        .map(|word| word.stem.as_str())
        .collect();
    let mut shared = 0;
    for number in place.1.saturating_sub(1)..=place.1 + 1 {
        let Some(read) = reading.passage(case.db(), (place.0, number), text.language)? else { continue };
        for word in &read.words.all {
            shared += usize::from(wanted.remove(word.stem.as_str()));
        }
    }
    Ok(shared >= SAME_SUBJECT)
}
