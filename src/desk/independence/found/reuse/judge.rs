//! From what two texts share to a verdict: a copy, perhaps one, or neither.
//!
//! *Why a least number of sequences*: winnowing finds every shared run of
//! `w + k - 1 = 7` words and none shorter than `k = 4` (Schleimer, Wilkerson, Aiken,
//! SIGMOD 2003, section 3; [`crate::fingerprint`]). A run of seven has five three-word
//! sequences, which a name with its office and a date has too. A share alone would call
//! two notices of twenty words copies for one such run, so that each verdict also asks for
//! a number.

use super::measure::{Around, Measure};
use super::told::Told;
use super::{Aside, Item};

/// Share of three-word sequences that makes a copy by itself. On the articles written for
/// the tests, reports of one event written apart share up to 4 %, a cut copy 46 %, a light
/// rewrite 38 %; true copies of wire stories on average 30 % (NEWS-COPY).
const SEQUENCES_SURE: f64 = 0.18;
/// Share that may be one: a rewrite that leaves hardly a sentence keeps 10 to 15 %.
const SEQUENCES_PERHAPS: f64 = 0.07;
/// Twice what one guaranteed run holds: shared sequences of a copy.
const SHARED_SURE: usize = 10;
/// More than one guaranteed run holds, and less than two: shared sequences of what may be
/// one.
const SHARED_PERHAPS: usize = 8;
/// With so many of its words from the other, fewer sequences suffice: rewrites keep 63 to
/// 97 % of them, reports written apart share up to 34 %.
const WORDS_SURE: f64 = 0.62;
/// Of words alone: more than two reports of one event share by their subject.
const WORDS_PERHAPS: f64 = 0.50;
/// Fewer counted sequences than this say nothing about an item.
const SEQUENCES_LEAST: usize = 12;
/// So many words in a row, neither quoted nor boilerplate, nobody writes twice by chance;
/// names of offices and firms have up to six.
const RUN_PERHAPS: usize = 9;
/// Such a run around the evidence is a copied passage.
const RUN_SURE: usize = 14;
/// Around the evidence so much in the same order is a copied passage: 47 to 100 % in the
/// copies, up to 6 % in reports written apart. Two lines on one sale share more by chance.
const ALIGNED_SURE: f64 = 0.45;
/// And so many words: of two short notices on one matter half are soon the same.
const ALIGNED_WORDS: usize = 12;
/// Around the evidence so little says that the copied part lies elsewhere in the item.
const AROUND_LEAST: f64 = 0.08;
/// So many of the shared sequences stand in the same order, or it is another order.
const SAME_ORDER: f64 = 0.8;

/// So many further figures two who write apart hardly share: reports of one event written
/// apart have none in common in 999 of 1,000 pairs of the generated newsrooms of events 0
/// to 5, rewrites of any strength two.
const FIGURES: usize = 2;
/// With so many telling words, or the figures are of different things.
const FIGURES_WORDS: usize = 8;
/// One further figure, and so much of the telling words: a rewrite that was cut.
const CUT_SHARE: f64 = 0.25;
/// And so many of them.
const CUT_WORDS: usize = 12;
/// Telling words alone: rewrites in the same order keep 38 to 60 %, reports written apart
/// share up to 28 %.
const TOLD_PERHAPS: f64 = 0.32;
/// And so many of them.
const TOLD_WORDS: usize = 15;
/// And so many pairs of them: the same words said of the same.
const TOLD_PAIRS: usize = 8;
/// Figures, words and pairs together: three kinds of proof make a rewrite certain.
const TOLD_SURE: f64 = 0.38;
/// And so many words.
const TOLD_SURE_WORDS: usize = 16;
/// And so many pairs.
const TOLD_SURE_PAIRS: usize = 6;

/// Everything that was counted of two items.
pub(super) struct Shared {
    whole: Measure,
    around: Around,
    told: Told,
}

impl Shared {
    pub(super) fn of(first: &Item<'_>, second: &Item<'_>, aside: &Aside) -> Self {
        let (a, b) = (aside.mask(first.words), aside.mask(second.words));
        let (one, other) = ((first.words, &a), (second.words, &b));
        Self {
            whole: Measure::of(one, other),
            around: Around::of((one.0, one.1, first.evidence), (other.0, other.1, second.evidence)),
            told: Told::of(one, other),
        }
    }

    /// `Some(true)` for a copy, `Some(false)` for what may be one.
    pub(super) fn judge(&self) -> Option<bool> {
        let sure = (self.is_copied() && !self.is_elsewhere()) || self.is_passage() || self.is_retold();
        let perhaps = self.is_copied() || self.may_be_copied() || self.may_be_retold();
        (sure || perhaps).then_some(sure)
    }

    fn has_enough(&self) -> bool {
        self.whole.counted >= SEQUENCES_LEAST
    }

    fn is_copied(&self) -> bool {
        let Measure { sequences, words, shared, .. } = self.whole;
        let share = sequences >= SEQUENCES_SURE || (words >= WORDS_SURE && sequences >= SEQUENCES_PERHAPS);
        self.has_enough() && share && shared >= SHARED_SURE
    }

    /// The passage itself was copied, whatever stands around it.
    fn is_passage(&self) -> bool {
        let Around { run, shared, sequences, aligned, .. } = self.around;
        let close = sequences >= SEQUENCES_SURE && aligned >= ALIGNED_SURE && shared >= SHARED_SURE;
        run >= RUN_SURE || close
    }

    /// What was copied has nothing to do with the evidence.
    fn is_elsewhere(&self) -> bool {
        let Around { known, sequences, aligned, .. } = self.around;
        known && sequences < AROUND_LEAST && aligned < ALIGNED_SURE
    }

    fn may_be_copied(&self) -> bool {
        let Measure { sequences, words, shared, run, .. } = self.whole;
        let sequences = sequences >= SEQUENCES_PERHAPS && shared >= SHARED_PERHAPS;
        let words = words >= WORDS_PERHAPS && self.told.words >= TOLD_WORDS;
        (self.has_enough() && (sequences || words)) || run >= RUN_PERHAPS || self.is_aligned()
    }

    fn is_aligned(&self) -> bool {
        self.around.aligned >= ALIGNED_SURE && self.around.words >= ALIGNED_WORDS
    }

    /// The same facts, in half of the words and the same company: figures agree, words
    /// agree, and what stands beside each agrees.
    fn is_retold(&self) -> bool {
        let Told { figures, words, share, pairs } = self.told;
        figures >= FIGURES && share >= TOLD_SURE && words >= TOLD_SURE_WORDS && pairs >= TOLD_SURE_PAIRS
    }

    fn may_be_retold(&self) -> bool {
        let Told { figures, words, share, pairs } = self.told;
        (figures >= FIGURES && words >= FIGURES_WORDS)
            || (figures >= 1 && share >= CUT_SHARE && words >= CUT_WORDS)
            || (share >= TOLD_PERHAPS && words >= TOLD_WORDS && pairs >= TOLD_PAIRS)
    }

    /// What was found, in words.
    pub(super) fn detail(&self) -> String {
        let Self { whole, around, told } = self;
        let percent = |share: f64| format!("{:.0} %", share * 100.0);
        let order = if whole.order >= SAME_ORDER { "in the same order" } else { "in another order" };
        if self.has_enough() && whole.sequences >= SEQUENCES_PERHAPS && whole.shared >= SHARED_PERHAPS {
            return format!("{} of the three-word sequences, {order}", percent(whole.sequences));
        }
        if whole.run.max(around.run) >= RUN_PERHAPS {
            return format!("{} words in a row", whole.run.max(around.run));
        }
        if self.is_aligned() {
            return format!("{} of the words around the evidence, in the same order", percent(around.aligned));
        }
        format!("{}{} of the telling words, retold", figures(told.figures), percent(told.share))
    }
}

fn figures(count: usize) -> String {
    match count {
        0 => String::new(),
        1 => "one further figure and ".to_owned(),
        count => format!("{count} further figures and "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn copy() -> Shared {
        let whole = Measure { counted: 60, shared: 30, sequences: 0.5, words: 0.8, order: 1.0, run: 12 };
        let around = Around { known: true, shared: 20, sequences: 0.5, words: 20, aligned: 0.6, run: 12 };
        Shared { whole, around, told: Told::default() }
    }

    #[test]
    fn a_share_of_a_short_text_is_no_copy_without_the_number() {
        let mut short = copy();
        short.whole = Measure { counted: 20, shared: 9, sequences: 0.45, words: 0.4, order: 1.0, run: 7 };
        short.around = Around { known: true, shared: 5, sequences: 0.45, words: 7, aligned: 0.35, run: 7 };
        assert_eq!(short.judge(), Some(false), "less than two guaranteed runs");
        short.whole.shared = 5;
        assert_eq!(short.judge(), None, "one guaranteed run: a name with its office and a date");
        assert_eq!(copy().judge(), Some(true), "the control");
    }

    #[test]
    fn a_rewrite_is_sure_only_with_figures_words_and_pairs_together() {
        let none = || Shared { whole: Measure::default(), around: Around::default(), told: Told::default() };
        let told = |figures, words, share, pairs| Shared { told: Told { figures, words, share, pairs }, ..none() };
        assert_eq!(told(2, 30, 0.45, 15).judge(), Some(true));
        for (figures, words, share, pairs) in [(1, 30, 0.45, 15), (2, 15, 0.45, 15), (2, 30, 0.3, 15), (2, 30, 0.45, 5)]
        {
            assert_eq!(told(figures, words, share, pairs).judge(), Some(false));
        }
        assert_eq!(told(2, 10, 0.2, 2).judge(), Some(false), "retold in other words");
        assert_eq!(told(0, 14, 0.28, 6).judge(), None, "reports of one event, written apart");
        assert_eq!(told(1, 10, 0.2, 4).judge(), None);
    }
}
