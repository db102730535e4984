//! On the material: what is a copy, what is not, and what it is said to be.

mod material;

use std::slice::from_ref;

use super::*;
use material::*;

fn day(text: &str) -> Option<Day> {
    Some(text.parse().unwrap())
}

/// The passages that hold one of these words.
fn evidence(text: &str) -> Vec<Range<usize>> {
    let sentences = crate::independence::found::sentences::Shape::of(text).sentences;
    let bears =
        |range: &Range<usize>| ["eleven", "signed", "signature"].iter().any(|word| text[range.clone()].contains(word));
    sentences.into_iter().filter(bears).collect()
}

fn compared(a: &str, b: &str, aside: &Aside) -> Option<Tie> {
    let (words_a, words_b) = (Words::of(a), Words::of(b));
    let (of_a, of_b) = (evidence(a), evidence(b));
    let a = Item { words: &words_a, evidence: &of_a, published: day("2026-03-03") };
    let b = Item { words: &words_b, evidence: &of_b, published: day("2026-03-02") };
    compare(&a, &b, aside)
}

#[test]
#[expect(clippy::print_stdout, reason = "a figure for people")]
#[ignore = "prints the figures on which the thresholds were set"]
fn figures_of_the_material() {
    let all = [
        ("original", ORIGINAL),
        ("verbatim", VERBATIM),
        ("cut", CUT),
        ("light", LIGHT_REWRITE),
        ("strong", STRONG_REWRITE),
        ("patchwork", PATCHWORK),
        ("one", INDEPENDENT_ONE),
        ("two", INDEPENDENT_TWO),
        ("three", INDEPENDENT_THREE),
    ];
    let aside = Aside::default();
    for (place, (name, a)) in all.iter().enumerate() {
        for (other, b) in all.iter().take(place) {
            let (words_a, words_b) = (Words::of(a), Words::of(b));
            let (mask_a, mask_b) = (aside.mask(&words_a), aside.mask(&words_b));
            let whole = measure::Measure::of((&words_a, &mask_a), (&words_b, &mask_b));
            let told = told::Told::of((&words_a, &mask_a), (&words_b, &mask_b));
            let around = measure::Around::of((&words_a, &mask_a, &evidence(a)), (&words_b, &mask_b, &evidence(b)));
            let tie = compared(a, b, &aside).map(|tie| tie.sure);
            println!(
                "{name:>9} {other:>9}  seq {:.2} words {:.2} order {:.2} run {:>2} of {:>3} | seq {:.2} aligned {:.2} run {:>2}  {told:?} {tie:?}",
                whole.sequences,
                whole.words,
                whole.order,
                whole.run,
                whole.counted,
                around.sequences,
                around.aligned,
                around.run
            );
        }
    }
}

const COPIES: [(&str, &str); 4] =
    [("verbatim", VERBATIM), ("cut", CUT), ("a light rewrite", LIGHT_REWRITE), ("a strong rewrite", STRONG_REWRITE)];
const INDEPENDENT: [&str; 3] = [INDEPENDENT_ONE, INDEPENDENT_TWO, INDEPENDENT_THREE];

#[test]
fn a_copy_is_known_whether_verbatim_cut_or_rewritten() {
    for (name, copy) in COPIES {
        let tie = compared(copy, ORIGINAL, &Aside::default()).expect(name);
        assert_eq!((tie.reason, tie.derives), (Reason::TextReuse, Derives::First), "{name}");
        let turned = compared(ORIGINAL, copy, &Aside::default()).expect(name);
        assert_eq!(turned.sure, tie.sure, "{name}: from either side");
        assert!(tie.sure, "{name}: {}", tie.detail);
        assert!(tie.detail.ends_with(", 3 March 2026 after 2 March 2026"), "{}", tie.detail);
    }
    assert!(compared(VERBATIM, ORIGINAL, &Aside::default()).unwrap().detail.contains("in the same order"));
    assert!(compared(CUT, ORIGINAL, &Aside::default()).unwrap().detail.contains("in another order"));
}

#[test]
fn reports_of_one_event_written_apart_are_no_copies() {
    for (place, one) in INDEPENDENT.iter().enumerate() {
        assert_eq!(compared(one, ORIGINAL, &Aside::default()), None);
        for other in INDEPENDENT.iter().take(place) {
            assert_eq!(compared(one, other, &Aside::default()), None);
        }
    }
}

#[test]
fn a_paragraph_taken_over_is_a_copy_where_it_is_the_evidence_and_perhaps_elsewhere() {
    assert!(compared(PATCHWORK, ORIGINAL, &Aside::default()).unwrap().sure);
    let (words, original) = (Words::of(PATCHWORK), Words::of(ORIGINAL));
    let at = |text: &str, words: &str| text.find(words).map(|start| start..start + words.len()).unwrap();
    let (music, insurers) = (at(PATCHWORK, "a fair with music"), at(ORIGINAL, "Its insurers are looking"));
    let patchwork = Item { words: &words, evidence: from_ref(&music), published: None };
    let original = Item { words: &original, evidence: from_ref(&insurers), published: None };
    let tie = compare(&patchwork, &original, &Aside::default()).unwrap();
    assert!(!tie.sure, "{}", tie.detail);
}

#[test]
fn what_a_publisher_prints_below_everything_is_no_copy() {
    let with = |text: &str| format!("{text}\n{BOILERPLATE}");
    let (one, two) = (with(INDEPENDENT_ONE), with(INDEPENDENT_TWO));
    assert!(compared(&one, &two, &Aside::default()).is_some(), "the control: unknown, it looks like one");
    let others: Vec<Words> = ELSEWHERE.iter().map(|text| Words::of(&with(text))).collect();
    let mut aside = Aside::default();
    aside.boilerplate(&others);
    assert_eq!(compared(&one, &two, &aside), None);
    assert!(compared(&with(CUT), &with(ORIGINAL), &aside).unwrap().sure, "a copy above it is still one");
    let mut few = Aside::default();
    few.boilerplate(&others[..3]);
    assert!(compared(&one, &two, &few).is_some(), "three items make no boilerplate");
}

#[test]
fn a_statement_that_both_quote_joins_them_only_if_the_evidence_is_in_it() {
    let with = |text: &str| format!("{text}\nThe board put out a statement. {STATEMENT}\n");
    let (one, two) = (with(INDEPENDENT_ONE), with(INDEPENDENT_TWO));
    assert_eq!(compared(&one, &two, &Aside::default()), None);
    let part = "at no moment was the safety of any resident reduced";
    let found = |text: &str| text.find(part).map(|start| start..start + part.len()).unwrap();
    let (words_one, words_two) = (Words::of(&one), Words::of(&two));
    let (of_one, of_two) = (found(&one), found(&two));
    let item = |words, evidence| Item { words, evidence, published: None };
    let tie =
        compare(&item(&words_one, from_ref(&of_one)), &item(&words_two, from_ref(&of_two)), &Aside::default()).unwrap();
    assert_eq!((tie.reason, tie.sure), (Reason::SharedText, true));
    // Without marks of quotation it is a quotation once the third item is known.
    let plain = |text: &str| with(text).replace(['“', '”'], "");
    let (one, two) = (plain(INDEPENDENT_ONE), plain(INDEPENDENT_TWO));
    assert!(compared(&one, &two, &Aside::default()).is_some(), "the control: unmarked and unknown");
    let mut aside = Aside::default();
    aside.third(&Words::of(&STATEMENT.replace(['“', '”'], "")));
    assert_eq!(compared(&one, &two, &aside), None);
}

#[test]
fn the_later_derives_from_the_earlier_and_of_one_day_neither() {
    let (copy, original) = (Words::of(VERBATIM), Words::of(ORIGINAL));
    let tie = |first: Option<Day>, second: Option<Day>| {
        let item = |words, published| Item { words, evidence: &[], published };
        let tie = compare(&item(&copy, first), &item(&original, second), &Aside::default()).unwrap();
        (tie.reason, tie.derives)
    };
    let (early, late) = (day("2026-03-02"), day("2026-03-03"));
    assert_eq!(tie(late, early), (Reason::TextReuse, Derives::First));
    assert_eq!(tie(early, late), (Reason::TextReuse, Derives::Second), "then the original is the copy");
    assert_eq!(tie(late, late).0, Reason::SharedText);
    assert_eq!(tie(None, early).0, Reason::SharedText);
    assert_eq!(tie(None, None).0, Reason::SharedText);
}

#[test]
fn a_short_text_is_found_in_a_long_one_and_chance_in_a_long_one_is_none() {
    let filler: String =
        (0..3_000).map(|number| format!("Line {number} of the list of wells holds {}. ", number * 7)).collect();
    let long = format!("{filler}\n\n{ORIGINAL}\n\n{filler}");
    assert!(compared(CUT, &long, &Aside::default()).unwrap().sure);
    assert_eq!(compared(INDEPENDENT_ONE, &long, &Aside::default()), None);
}

#[test]
fn any_two_texts_are_compared() {
    for a in ["", "one", "one two three", "“", "a a a a a a a a a a a a", "橋は三月に閉鎖された"] {
        for b in ["", "one two three", "a a a a a a a a a a a a", ORIGINAL] {
            let (words_a, words_b) = (Words::of(a), Words::of(b));
            let beyond = [0..a.len(), 5..9_999, 0..0];
            let item = |words| Item { words, evidence: &beyond, published: None };
            let found = compare(&item(&words_a), &item(&words_b), &Aside::default());
            assert!(found.is_none() || a.len() > 3, "{a} {b}");
        }
    }
}
