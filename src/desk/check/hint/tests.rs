use std::collections::BTreeMap;
use std::fmt::Write;

use super::*;

mod generated;

/// Pairs of natural wording, written before any rule was; the rules were mended by
/// what was wrong here.
const PAIRS: &str = include_str!("pairs.tsv");
/// Pairs of natural wording, written after that: what is wrong here is reported.
const UNSEEN: &str = include_str!("unseen.tsv");

fn kinds(claim: &str, passage: &str) -> Vec<&'static str> {
    differences(claim, passage, None).iter().map(|difference| difference.kind.word()).collect()
}

/// Pairs caught and false alarms, of each kind.
#[derive(Debug, Default, Clone, Copy)]
struct Count {
    differing: u32,
    caught: u32,
    same: u32,
    /// Pairs without a difference of this kind that have a hint of it: its own, and
    /// those of other kinds.
    false_alarms: u32,
}

#[derive(Default)]
struct Table(BTreeMap<&'static str, Count>);

impl Table {
    /// Takes a pair that differs in this kind only, or in nothing.
    fn take(&mut self, kind: &'static str, differs: bool, found: &[&'static str]) {
        for counted in ["number", "unit", "date", "name", "negation", "hedge"] {
            let count = self.0.entry(counted).or_default();
            // Another unit of the same figure is another amount too.
            let is_hit = found.contains(&counted);
            if differs && counted == kind {
                count.differing += 1;
                count.caught += u32::from(is_hit);
            } else {
                count.same += 1;
                count.false_alarms += u32::from(is_hit);
            }
        }
    }

    fn print(&self, name: &str) -> String {
        let mut table = format!("{name}\nkind       caught           false alarms\n");
        for (kind, count) in &self.0 {
            let share = |part: u32, of: u32| 100.0 * f64::from(part) / f64::from(of.max(1));
            let Count { differing, caught, same, false_alarms } = *count;
            let row = format!("{kind:<10} {caught:>4} of {differing:<4} {:>5.1} %", share(caught, differing));
            writeln!(table, "{row}  {false_alarms:>4} of {same:<5} {:>4.1} %", share(false_alarms, same)).unwrap();
        }
        table
    }
}

fn natural(pairs: &'static str) -> impl Iterator<Item = (&'static str, bool, &'static str, &'static str)> {
    pairs.lines().filter_map(|line| match line.split('\t').collect::<Vec<_>>()[..] {
        [kind, differs, claim, passage] => Some((kind, differs == "differs", claim, passage)),
        _ => None,
    })
}

#[test]
fn pairs_of_natural_wording_are_told_apart() {
    for (name, pairs) in [("pairs of natural wording", PAIRS), ("pairs of natural wording, unseen", UNSEEN)] {
        let mut table = Table::default();
        let mut wrong = String::new();
        for (kind, differs, claim, passage) in natural(pairs) {
            let found = kinds(claim, passage);
            table.take(kind, differs, &found);
            if found.contains(&kind) != differs || found.iter().any(|found| *found != kind) {
                writeln!(wrong, "{kind} {differs} {found:?}\n  {claim}\n  {passage}").unwrap();
            }
        }
        println!("{}{wrong}", table.print(name));
        for (kind, count) in table.0 {
            // Few pairs a kind: one may be missed. A miss is printed above.
            assert!(
                count.differing > 2 && count.caught + 1 >= count.differing && count.false_alarms <= 2,
                "{kind} {count:?}"
            );
        }
    }
}

#[test]
fn a_perturbed_sentence_is_told_from_a_rephrased_one() {
    let mut table = Table::default();
    let mut wrong = String::new();
    // The rules were mended by what was wrong on seeds 1,000 to 1,999.
    for seed in 5_000..6_000 {
        for pair in generated::pairs(seed) {
            let found = kinds(&pair.claim, &pair.passage);
            table.take(pair.kind, pair.differs, &found);
            if found.contains(&pair.kind) != pair.differs && wrong.len() < 4_000 {
                writeln!(wrong, "{} {} {found:?}\n  {}\n  {}", pair.kind, pair.differs, pair.claim, pair.passage)
                    .unwrap();
            }
        }
    }
    println!("{}{wrong}", table.print("generated pairs, seeds 5000 to 5999"));
    for (kind, count) in table.0 {
        assert!(count.caught * 100 >= count.differing * 95, "{kind} {count:?}");
        assert!(count.false_alarms * 100 <= count.same * 3, "{kind} {count:?}");
    }
}

#[test]
fn offsets_count_characters_and_the_passage_stands_in_its_item() {
    let passage = Shown { start: 100, end: 160, text: "Žofie paid 7 million crowns for the mill.".into(), part: None };
    let hints = hints("“Žofie” paid 5 million crowns for the mill.", &passage, None, (None, None));
    let place = |text: &str, at: Range<u64>| Some(Place { text: text.into(), at: Some(at) });
    let expected = [Hint {
        kind: Kind::Number,
        claim: place("5 million crowns", 13..29),
        passage: place("7 million crowns", 111..127),
    }];
    assert_eq!(hints, expected);
}

#[test]
fn a_passage_from_before_the_event_says_so_and_one_from_its_day_does_not() {
    let passage = Shown { start: 0, end: 9, text: "Anything.".into(), part: None };
    let day = |day: &str| Some(day.parse().unwrap());
    let before = |said| hints("Something else.", &passage, None, (day("2026-03-03"), said));
    let found = before(day("2026-03-02"));
    assert_eq!(found.iter().map(|hint| hint.kind).collect::<Vec<_>>(), [Kind::BeforeEvent]);
    assert_eq!(found[0].passage.as_ref().map(|place| place.text.as_str()), Some("2026-03-02"));
    assert!(before(day("2026-03-03")).is_empty() && before(None).is_empty(), "the controls");
}

#[test]
fn a_short_claim_is_told_from_one_about_somebody_else() {
    let claim = "Ines Okafor wrote the report.";
    assert_eq!(kinds(claim, "The report was written by Samuel Brandt."), ["name"]);
    assert!(kinds(claim, "The report was written by Ms Okafor.").is_empty(), "the control");
    assert!(kinds(claim, "Samuel Brandt kept no bees.").is_empty(), "nothing of it is shared");
    assert!(kinds(claim, "The report was not late.").is_empty(), "only names are compared");
}

#[test]
fn unrelated_texts_have_no_hints() {
    let claim = "The mill in Lenz burnt 5 tonnes of coal on 3 March 2026.";
    assert!(differences(claim, "Piet Arendse never paid 7 million euros to Ostheim in May 2020.", None).is_empty());
    assert!(
        !differences(claim, "The mill in Lenz burnt 7 tonnes of coal on 3 March 2026.", None).is_empty(),
        "the control"
    );
}

#[test]
fn other_languages_are_known_as_far_as_their_words_are_listed() {
    let cases = [
        (
            "negation",
            "Der Rat hat die Brücke im März gesperrt und die Bürger gewarnt.",
            "Der Rat hat die Brücke im März nicht gesperrt und die Bürger gewarnt.",
        ),
        (
            "hedge",
            "Le conseil a signé le contrat du pont avec une entreprise de la ville.",
            "Le conseil aurait signé le contrat du pont avec une entreprise de la ville.",
        ),
        (
            "negation",
            "El alcalde firmó el contrato del puente con la empresa de su hermano.",
            "El alcalde nunca firmó el contrato del puente con la empresa de su hermano.",
        ),
        (
            "number",
            "Die Stadt hat für die alte Brücke 1,5 Millionen Euro an die Firma gezahlt.",
            "Die Stadt hat für die alte Brücke 1,7 Millionen Euro an die Firma gezahlt.",
        ),
        (
            "date",
            "Le conseil a signé le contrat le 3 mars 2026 dans la mairie de la ville.",
            "Le conseil a signé le contrat le 13 mars 2026 dans la mairie de la ville.",
        ),
    ];
    for (kind, claim, passage) in cases {
        assert_eq!(kinds(claim, passage), [kind], "{passage}");
        assert!(kinds(claim, claim).is_empty(), "the control");
    }
}
