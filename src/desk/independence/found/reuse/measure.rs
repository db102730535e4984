//! How much two texts share, as a whole and around the evidence.

use std::collections::HashSet;
use std::ops::Range;

use super::EVIDENCE_MOST;
use super::align::align;
use super::aside::Mask;
use super::words::{Word, Words};

/// Of a sequence that stands often in both so many pairs are kept of each.
const PAIRS_MOST: usize = 3;
/// A copy lies in a part of the longer text that is so many times as long as itself: what
/// was copied may have been spread by additions.
const REGION_TIMES: usize = 2;
/// Words on either side of a passage that tell whether it was copied with what is around
/// it.
const AROUND: usize = 40;
/// An alignment of a smaller part of the words is no copy: see `ALIGNED_SURE`.
const ALIGNED_LEAST: f64 = 0.3;
/// Below so many shared sequences nothing more is counted.
const HITS_LEAST: usize = 3;

/// A text, and which of its words count.
pub(super) type Side<'a> = (&'a Words, &'a Mask);

/// What two whole texts share.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Measure {
    /// Counted sequences of the shorter text.
    pub counted: usize,
    /// How many of them the other has too, within one region.
    pub shared: usize,
    /// Share of them that the other has too, within one region.
    pub sequences: f64,
    /// Share of its words, without names, figures and common ones, that stand in the region.
    pub words: f64,
    /// Share of the shared sequences that stand in the same order.
    pub order: f64,
    /// Longest run of shared words.
    pub run: usize,
}

impl Measure {
    pub(super) fn of(first: Side<'_>, second: Side<'_>) -> Self {
        let (short, long) = if first.1.counted() <= second.1.counted() { (first, second) } else { (second, first) };
        let pairs = pairs(short, long);
        let counted = count(short, &(0..short.0.all.len()));
        if pairs.len() < HITS_LEAST {
            return Self { counted, words: words_alone(short, long), ..Self::default() };
        }
        let region = best_region(&pairs, (short.0.all.len() * REGION_TIMES).max(2 * AROUND));
        let inside: Vec<(u32, u32)> = pairs.iter().copied().filter(|(_, at)| region.contains(at)).collect();
        let distinct = distinct(&inside);
        Self {
            counted,
            shared: distinct,
            sequences: share(distinct, counted),
            words: shared_words(short, long, &region),
            order: share(in_order(&inside), distinct),
            run: longest_run(&inside),
        }
    }
}

/// What two texts share around their evidence: the best of all pairs of passages.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Around {
    /// Whether both have evidence that was looked at.
    pub known: bool,
    /// Sequences around the one passage that stand around the other.
    pub shared: usize,
    /// What part of all that is.
    pub sequences: f64,
    /// Words that both have in the same order.
    pub words: usize,
    /// What part of all that is.
    pub aligned: f64,
    /// Longest run of shared words.
    pub run: usize,
}

type Evidence<'a> = (&'a Words, &'a Mask, &'a [Range<usize>]);

impl Around {
    pub(super) fn of(first: Evidence<'_>, second: Evidence<'_>) -> Self {
        let mut best = Self::default();
        let (a, b) = ((first.0, first.1), (second.0, second.1));
        let all = pairs(a, b);
        for ours in windows(first) {
            for theirs in windows(second) {
                best = best.or(of_windows((a, &ours), (b, &theirs), &all));
            }
        }
        best
    }

    fn or(self, other: Self) -> Self {
        Self {
            known: self.known || other.known,
            shared: self.shared.max(other.shared),
            words: self.words.max(other.words),
            sequences: self.sequences.max(other.sequences),
            aligned: self.aligned.max(other.aligned),
            run: self.run.max(other.run),
        }
    }
}

fn windows((words, _, evidence): Evidence<'_>) -> Vec<Range<usize>> {
    let places = evidence.iter().take(EVIDENCE_MOST).map(|range| words.places(range));
    places.map(|place| place.start.saturating_sub(AROUND)..(place.end + AROUND).min(words.all.len())).collect()
}

fn of_windows(first: (Side<'_>, &Range<usize>), second: (Side<'_>, &Range<usize>), all: &[(u32, u32)]) -> Around {
    let holds = |range: &Range<usize>, place: u32| range.contains(&(place as usize));
    let inside = all.iter().copied().filter(|(a, b)| holds(first.1, *a) && holds(second.1, *b));
    let inside: Vec<(u32, u32)> = inside.collect();
    let counted = count(first.0, first.1).min(count(second.0, second.1));
    let (ours, theirs) = (counting(first.0, first.1), counting(second.0, second.1));
    let length = ours.len().min(theirs.len()).max(AROUND / 2);
    let (words, shared) = (aligned(&ours, &theirs, length), distinct(&inside));
    Around {
        known: true,
        shared,
        sequences: share(shared, counted.max(HITS_LEAST)),
        words,
        aligned: share(words, length),
        run: longest_run(&inside),
    }
}

/// Words that stand in the same order. Not counted, and none, where too few stand there
/// in any order.
fn aligned(ours: &[u64], theirs: &[u64], length: usize) -> usize {
    let there: HashSet<&u64> = theirs.iter().collect();
    let any = share(ours.iter().filter(|word| there.contains(word)).count(), length);
    if any < ALIGNED_LEAST { 0 } else { align(ours, theirs).shared }
}

/// The counted words of a range without those of the subject: every text shares those in
/// some order.
fn counting((words, mask): Side<'_>, range: &Range<usize>) -> Vec<u64> {
    let words = words.all.get(range.clone()).unwrap_or_default().iter();
    let marks = mask.counts.iter().zip(&mask.subject).skip(range.start);
    words.zip(marks).filter(|(_, (counts, subject))| **counts && !**subject).map(|(word, _)| word.hash).collect()
}

pub(super) fn share(part: usize, whole: usize) -> f64 {
    let number = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    if whole == 0 { 0.0 } else { (number(part) / number(whole)).min(1.0) }
}

/// Whether all three words of a sequence count, and one says more than the subject.
fn counts(mask: &Mask, place: u32) -> bool {
    let place = place as usize;
    mask.counts.get(place..place + 3).is_some_and(|three| three.iter().all(|counts| *counts))
        && mask.subject.get(place..place + 3).is_some_and(|three| !three.iter().all(|subject| *subject))
}

/// Counted sequences that begin in a range of words.
fn count((words, mask): Side<'_>, range: &Range<usize>) -> usize {
    words.sequences.iter().filter(|(_, place)| range.contains(&(*place as usize)) && counts(mask, *place)).count()
}

/// Places at which both have the same sequence, by a merge of the sorted hashes.
fn pairs((a, ours): Side<'_>, (b, theirs): Side<'_>) -> Vec<(u32, u32)> {
    let mut pairs = Vec::new();
    let (mut left, mut right) = (a.sequences.as_slice(), b.sequences.as_slice());
    while let (Some((one, _)), Some((other, _))) = (left.first(), right.first()) {
        let (ours_end, theirs_end) = (run_of(left, *one), run_of(right, *other));
        if one == other {
            let places = |run: &[(u64, u32)], mask: &Mask| -> Vec<u32> {
                run.iter().map(|(_, place)| *place).filter(|place| counts(mask, *place)).take(PAIRS_MOST).collect()
            };
            let ours = places(left.get(..ours_end).unwrap_or_default(), ours);
            let theirs = places(right.get(..theirs_end).unwrap_or_default(), theirs);
            pairs.extend(ours.iter().flat_map(|a| theirs.iter().map(move |b| (*a, *b))));
        }
        let (step_left, step_right) = (one <= other, other <= one);
        left = left.get(if step_left { ours_end } else { 0 }..).unwrap_or_default();
        right = right.get(if step_right { theirs_end } else { 0 }..).unwrap_or_default();
    }
    pairs
}

fn run_of(sequences: &[(u64, u32)], hash: u64) -> usize {
    sequences.iter().take_while(|(other, _)| *other == hash).count()
}

/// The stretch of the longer text in which most of the shared sequences stand.
fn best_region(pairs: &[(u32, u32)], length: usize) -> Range<u32> {
    let mut places: Vec<u32> = pairs.iter().map(|(_, place)| *place).collect();
    places.sort_unstable();
    places.dedup();
    let length = u32::try_from(length).unwrap_or(u32::MAX);
    let (mut best, mut region, mut first) = (0, 0..0, 0);
    for (last, place) in places.iter().enumerate() {
        while places.get(first).is_some_and(|start| place - start > length) {
            first += 1;
        }
        if last + 1 - first > best {
            best = last + 1 - first;
            region = places.get(first).copied().unwrap_or(0)..place + 3;
        }
    }
    region
}

fn distinct(pairs: &[(u32, u32)]) -> usize {
    pairs.iter().map(|(place, _)| place).collect::<HashSet<_>>().len()
}

/// Longest part of the pairs that rises in both texts (patience sorting).
fn in_order(pairs: &[(u32, u32)]) -> usize {
    let mut sorted: Vec<(u32, std::cmp::Reverse<u32>)> =
        pairs.iter().map(|(a, b)| (*a, std::cmp::Reverse(*b))).collect();
    sorted.sort_unstable();
    let mut tails: Vec<u32> = Vec::new();
    for (_, std::cmp::Reverse(place)) in sorted {
        let at = tails.partition_point(|tail| *tail < place);
        match tails.get_mut(at) {
            Some(tail) => *tail = place,
            None => tails.push(place),
        }
    }
    tails.len()
}

/// Longest run of shared words: sequences that follow one another in both.
fn longest_run(pairs: &[(u32, u32)]) -> usize {
    let all: HashSet<(u32, u32)> = pairs.iter().copied().collect();
    let starts =
        all.iter().filter(|(a, b)| a.checked_sub(1).zip(b.checked_sub(1)).is_none_or(|before| !all.contains(&before)));
    let run = |(a, b): &(u32, u32)| (0..).take_while(|more| all.contains(&(a + more, b + more))).count() + 2;
    starts.map(run).max().unwrap_or(0)
}

/// Where no sequence shows the region, a text of about the same length is one.
fn words_alone(short: Side<'_>, long: Side<'_>) -> f64 {
    let length = long.0.all.len();
    let region = 0..u32::try_from(length).unwrap_or(u32::MAX);
    if length <= short.0.all.len() * REGION_TIMES { shared_words(short, long, &region) } else { 0.0 }
}

/// Share of the telling words of the shorter text that stand in the region.
fn shared_words((short, mask): Side<'_>, (long, _): Side<'_>, region: &Range<u32>) -> f64 {
    // The copy may begin before the first shared sequence and end after the last.
    let margin = AROUND / 2;
    let place = |place: u32| place as usize;
    let range = place(region.start).saturating_sub(margin)..(place(region.end) + margin).min(long.all.len());
    let there: HashSet<u64> = long.all.get(range).unwrap_or_default().iter().map(|word| word.hash).collect();
    let tells = |(word, counts): &(&Word, &bool)| word.tells && **counts;
    let ours: HashSet<u64> = short.all.iter().zip(&mask.counts).filter(tells).map(|(word, _)| word.hash).collect();
    share(ours.intersection(&there).count(), ours.len())
}
