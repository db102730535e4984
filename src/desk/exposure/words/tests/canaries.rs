//! Copies of one document, each changed in one of six ways in places of its own: made here,
//! without anything of `copies`.

use super::*;

/// Sentences that hold one word for another, a figure, a comma and two spaces to change.
const SENTENCES: [&str; 24] = [
    "The committee began its work, at Wendelin House, in a small room with 12,480 files.",
    "Surveyor Maro Tend counted the beams twice, and wrote 31,906 into the margin.",
    "A big crack ran through the northern vault, from the altar to the door of 1,774 panes.",
    "Rain came in during the winter, and the clerk paid 18,233 crowns for buckets.",
    "Her deputy refused the offer, because the glazier wanted 27,615 crowns in advance.",
    "Masons were hired from the valley, though their foreman asked for 44,102 bricks.",
    "The bishop never answered the letters, of which 3,581 lie in the cellar.",
    "One carpenter saw the shaft, and measured 16,749 notches on its ladder.",
    "Lead was stripped from the roof, then weighed, and sold for 52,390 crowns.",
    "Neighbours heard hammering at night, on at least 7,265 occasions in that decade.",
    "The insurer asked for plans, and got a bundle of 10,937 sheets without a date.",
    "Scaffolding stood in the yard, rusting, at a rent of 23,418 crowns each quarter.",
    "A student drew the arches, and found that 8,156 stones had been swapped.",
    "The treasurer kept two ledgers, one of them hidden, with 35,772 lines in red.",
    "Visitors were led around the gap, past 4,693 candles, by a silent guide.",
    "The organ was moved abroad, in crates, against a deposit of 61,084 crowns.",
    "Old bells hung in the barn, where a farmer counted 2,967 dents on them.",
    "The archive burned in part, and 14,325 pages were dried in the oven of a bakery.",
    "Builders poured cement into the crypt, using 19,548 litres of river water.",
    "A lawyer drafted the waiver, and billed 29,861 crowns to the charity.",
    "The mayor signed the permit, unread, together with 5,437 other papers.",
    "Swallows nested in the tower, and the ringer saved 6,712 feathers for her.",
    "The heirs sold the meadow, hastily, for a sum of 70,259 crowns in coins.",
    "Each window was photographed, in the end, by a crew that drove 9,043 miles.",
];
/// Words that each sentence has one of, with another of the same meaning.
const SYNONYMS: [(&str, &str); 24] = [
    ("small", "tiny"),
    ("counted", "tallied"),
    ("big", "large"),
    ("buckets", "pails"),
    ("refused", "declined"),
    ("hired", "engaged"),
    ("letters", "messages"),
    ("saw", "noticed"),
    ("stripped", "torn"),
    ("hammering", "knocking"),
    ("plans", "drawings"),
    ("yard", "court"),
    ("swapped", "exchanged"),
    ("hidden", "concealed"),
    ("silent", "quiet"),
    ("crates", "boxes"),
    ("barn", "shed"),
    ("burned", "caught fire"),
    ("poured", "tipped"),
    ("drafted", "wrote"),
    ("unread", "unseen"),
    ("saved", "kept"),
    ("hastily", "quickly"),
    ("photographed", "pictured"),
];
const WAYS: [&str; 6] = ["synonym", "punctuation", "spacing", "zero-width", "number", "layout"];
const COPIES: usize = 5;

/// A sentence changed in a way.
fn changed(number: usize, way: usize) -> String {
    let sentence = SENTENCES[number];
    let changed = match WAYS[way] {
        "synonym" => sentence.replacen(SYNONYMS[number].0, SYNONYMS[number].1, 1),
        "punctuation" => sentence.replacen(',', " –", 1),
        "spacing" => sentence.replacen(' ', "\u{2009}", 3),
        "zero-width" => sentence.replacen(' ', "\u{200b} ", 2),
        "number" => {
            let at = sentence.find(|letter: char| letter.is_ascii_digit()).unwrap();
            let end = at + sentence[at..].find(' ').unwrap();
            format!(
                "{}{},000{}",
                &sentence[..at],
                &sentence[at..sentence.find(|c: char| c.is_ascii_digit()).unwrap() + 1],
                &sentence[end..]
            )
        }
        _ => sentence.replacen(", ", ",\n", 1),
    };
    assert_ne!(changed, sentence, "{number} {way}");
    changed
}

/// The copies of a way: copy `n` (from 1) differs from the original in sentences n, n + 5, n + 10 …
/// below 20, and the last four stand alike in all.
fn copies(way: usize) -> Vec<String> {
    let copy = |copy: usize| {
        let sentence = |number: usize| match number < 20 && number % COPIES == copy && copy > 0 {
            true => changed(number, way),
            false => SENTENCES[number].to_owned(),
        };
        (0..SENTENCES.len()).map(sentence).collect::<Vec<_>>().join(" ")
    };
    (0..COPIES).map(copy).collect()
}

#[test]
fn every_place_in_which_copies_differ_is_blocked_where_it_is_quoted_or_closely_paraphrased() {
    for (way, called) in WAYS.iter().enumerate() {
        let copies = copies(way);
        let files: Vec<(&str, &str)> = copies.iter().map(|copy| ("memo.txt", copy.as_str())).collect();
        let tips: Vec<(&str, &[(&str, &str)])> =
            files.iter().map(|file| ("See the memo.", std::slice::from_ref(file))).collect();
        let mut desk = desk(&tips);
        // What the place looks like in the copy that differs, and in one that does not.
        let mut texts: Vec<(usize, bool, Leaving)> = Vec::new();
        for (number, sentence) in SENTENCES.iter().enumerate() {
            let is_trap = number < 20 && number % COPIES > 0;
            texts.push((number, is_trap, leaving(sentence)));
            if is_trap {
                texts.push((number, true, leaving(&changed(number, way))));
            }
        }
        let all: Vec<Leaving> = texts.iter().map(|(.., text)| text.clone()).collect();
        let report = examined(&mut desk, &all);
        for (at, (number, is_trap, _)) in texts.iter().enumerate() {
            let blocked = report.of(at).any(|finding| finding.kind == Kind::Copy && finding.level == Level::Block);
            assert_eq!(blocked, *is_trap, "{called}, sentence {number}: {:?}", report.of(at).collect::<Vec<_>>());
        }
        assert!(!report.unchecked.iter().any(|line| line.contains("one copy only")), "{:?}", report.unchecked);
    }
}

#[test]
fn a_close_paraphrase_of_a_place_is_blocked_and_one_of_a_place_where_all_agree_is_only_wording() {
    let copies = copies(0);
    let (one, other) = (("memo.txt", copies[0].as_str()), ("memo.txt", copies[1].as_str()));
    let mut desk = desk(&[("See it.", &[one]), ("See it too.", &[other])]);
    let trap = "Twice the beams were tallied by surveyor Maro Tend, who wrote 31,906 in the margin.";
    assert!(kinds(&mut desk, trap).contains(&Kind::Copy), "{:?}", told(&mut desk, trap));
    let plain = "Swallows were nesting in the tower, and 6,712 of the feathers the ringer saved for her.";
    let found = kinds(&mut desk, plain);
    assert!(found.contains(&Kind::Wording) && !found.contains(&Kind::Copy), "{found:?}");
}
