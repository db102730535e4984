//! A thousand quotations of generated public documents, half of them altered in ten ways:
//! what is caught, and what is called altered that is not. The words here are the
//! generator's own; nothing of the detector makes them.

#![expect(clippy::print_stdout, reason = "figures for people")]

use std::collections::BTreeMap;

use super::draft::of_text;
use super::quotation::quotations;
use super::source::{self, Verdict};
use crate::corpus::{Origin, add};
use crate::fixture;
use crate::read::Format;

const DOCUMENTS: u64 = 100;
/// Of each kind of alteration, and twice as many of each honest kind.
const OF_A_KIND: u64 = 50;

const NAMES: [&str; 20] = [
    "Tarvek",
    "Ilmen",
    "Oskarra",
    "Bellin",
    "Dromund",
    "Quessel",
    "Varnholt",
    "Pirrin",
    "Sootley",
    "Grennick",
    "Maldra",
    "Ustane",
    "Fennimore",
    "Corvale",
    "Hask",
    "Wendelin",
    "Ebbing",
    "Rushmere",
    "Lothar",
    "Nyssa",
];
const NOUNS: [&str; 20] = [
    "ferry",
    "granary",
    "lantern",
    "ledger",
    "orchard",
    "quarry",
    "signal",
    "turbine",
    "viaduct",
    "warehouse",
    "chapel",
    "dredger",
    "archive",
    "furnace",
    "jetty",
    "kiln",
    "mill",
    "observatory",
    "pylon",
    "reservoir",
];
const ADJECTIVES: [&str; 10] =
    ["rusted", "northern", "wooden", "costly", "flooded", "borrowed", "crooked", "spare", "painted", "hollow"];
const VERBS: [(&str, &str); 10] = [
    ("inspect", "inspected"),
    ("repair", "repaired"),
    ("insure", "insured"),
    ("drain", "drained"),
    ("photograph", "photographed"),
    ("auction", "auctioned"),
    ("measure", "measured"),
    ("abandon", "abandoned"),
    ("rebuild", "rebuilt"),
    ("inherit", "inherited"),
];
const MONTHS: [&str; 6] = ["January", "April", "June", "August", "October", "December"];
const ROLES: [&str; 8] = ["clerk", "warden", "surveyor", "treasurer", "pilot", "notary", "porter", "engineer"];

/// SplitMix64 (Steele, Lea, Flood 2014).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[(self.next() % all.len() as u64) as usize]
    }

    /// Another than this one.
    fn other<T: Copy + PartialEq>(&mut self, all: &[T], than: T) -> T {
        loop {
            let one = self.of(all);
            if one != than {
                return one;
            }
        }
    }
}

/// Two sentences, by their parts.
#[derive(Clone, Copy)]
struct Said {
    who: &'static str,
    verb: (&'static str, &'static str),
    adjective: &'static str,
    noun: &'static str,
    place: &'static str,
    day: u64,
    month: &'static str,
    other_verb: (&'static str, &'static str),
    other_noun: &'static str,
    role: &'static str,
    paid: u64,
    third: &'static str,
}

impl Said {
    fn new(random: &mut Random) -> Self {
        Self {
            who: random.of(&NAMES),
            verb: random.of(&VERBS),
            adjective: random.of(&ADJECTIVES),
            noun: random.of(&NOUNS),
            place: random.of(&NAMES),
            day: random.next() % 28 + 1,
            month: random.of(&MONTHS),
            other_verb: random.of(&VERBS),
            other_noun: random.of(&NOUNS),
            role: random.of(&ROLES),
            paid: random.next() % 9_000 + 1_000,
            third: random.of(&NOUNS),
        }
    }

    fn first(&self) -> String {
        let Self { who, verb, adjective, noun, place, day, month, .. } = self;
        format!("{who} {} the {adjective} {noun} of {place} on {day} {month} 2024.", verb.1)
    }

    fn rest(&self) -> String {
        let Self { other_verb, other_noun, role, paid, third, .. } = self;
        format!("They did not {} the {other_noun}, and the {role} paid {paid} crowns for a {third}.", other_verb.0)
    }

    fn whole(&self) -> String {
        format!("{} {}", self.first(), self.rest())
    }
}

const ALTERED: [&str; 10] = [
    "word swapped",
    "negation dropped",
    "negation added",
    "number changed",
    "date changed",
    "name changed",
    "ellipsis hides a not",
    "sentences joined",
    "word dropped",
    "word added",
];
const HONEST: [&str; 5] = ["whole", "ellipsis", "insertion", "emphasis and case", "second sentence"];

fn altered(kind: &str, said: &Said, random: &mut Random) -> String {
    let whole = said.whole();
    match kind {
        "word swapped" => Said { other_noun: random.other(&NOUNS, said.other_noun), ..*said }.whole(),
        "negation dropped" => whole.replace("did not ", "did "),
        "negation added" => whole.replacen(said.who, &format!("{} never", said.who), 1),
        "number changed" => Said { paid: said.paid + 10, ..*said }.whole(),
        "date changed" => Said { month: random.other(&MONTHS, said.month), ..*said }.whole(),
        "name changed" => Said { place: random.other(&NAMES, said.place), ..*said }.whole(),
        "ellipsis hides a not" => whole.replace("did not ", "did … "),
        "sentences joined" => {
            let (_, after) = whole.split_once(", and the ").unwrap();
            format!("{} {} the {} {} and the {after}", said.who, said.verb.1, said.adjective, said.noun)
        }
        "word dropped" => whole.replacen(&format!("{} ", said.adjective), "", 1),
        _ => whole.replacen(" crowns", &format!(" {} crowns", random.of(&ADJECTIVES)), 1),
    }
}

fn honest(kind: &str, said: &Said) -> String {
    let whole = said.whole();
    match kind {
        "whole" => whole,
        "ellipsis" => whole.replace(&format!(" of {} on {} {} 2024.", said.place, said.day, said.month), " … "),
        "insertion" => whole.replacen("They", "[The owners]", 1),
        "emphasis and case" => whole.replacen(said.who, &said.who.to_uppercase(), 1).replace("crowns", "*crowns*"),
        _ => said.rest(),
    }
}

#[test]
fn altered_quotations_are_caught_by_kind_and_honest_ones_are_not() {
    let mut random = Random(11);
    let mut desk = fixture::case();
    let mut all: Vec<Said> = Vec::new();
    let mut paths = Vec::new();
    for document in 0..DOCUMENTS {
        let said: Vec<Said> = (0..12).map(|_| Said::new(&mut random)).collect();
        let text = said.chunks(3).map(|few| few.iter().map(Said::whole).collect::<Vec<_>>().join(" "));
        let path = desk.folder.path().join(format!("{document}.txt"));
        std::fs::write(&path, text.collect::<Vec<_>>().join("\n\n")).unwrap();
        paths.push(path);
        all.extend(said);
    }
    let (url, published) = (Some("https://gazette.example/".into()), Some("2024-12-31".parse().unwrap()));
    add::add(&mut desk.case, &paths, &Origin { url, published, ..Origin::default() }, |_, _| {}).unwrap();

    let mut made: Vec<(&str, bool, String)> = Vec::new();
    for kind in ALTERED {
        let one = |random: &mut Random| {
            let said = random.of(&all);
            altered(kind, &said, random)
        };
        made.extend((0..OF_A_KIND).map(|_| (kind, true, one(&mut random))));
    }
    for kind in HONEST {
        made.extend((0..OF_A_KIND * 2).map(|_| (kind, false, honest(kind, &random.of(&all)))));
    }
    assert_eq!(made.len(), 1_000);
    let draft: String = made.iter().map(|(_, _, text)| format!("“{text}” it said.\n\n")).collect();
    let draft = of_text(draft, Format::Markdown, Vec::new()).unwrap();
    let quoted = quotations(&draft);
    assert_eq!(quoted.len(), made.len(), "each is one quotation of the draft");
    let began = std::time::Instant::now();
    let verdicts = source::verdicts(&mut desk.case, &quoted, |_, _| {}).unwrap();
    let took = began.elapsed();

    let mut table: BTreeMap<(bool, &str), [usize; 3]> = BTreeMap::new();
    for ((kind, is_altered, _), verdict) in made.iter().zip(&verdicts) {
        let row = table.entry((*is_altered, kind)).or_default();
        let column = match verdict {
            Verdict::Exact(_) => 0,
            Verdict::Altered(_) => 1,
            _ => 2,
        };
        row[column] += 1;
    }
    println!("{:24} {:>6} {:>8} {:>8}", "", "exact", "altered", "nowhere");
    for ((is_altered, kind), [exact, altered, nowhere]) in &table {
        println!(
            "{:24} {exact:>6} {altered:>8} {nowhere:>8}",
            format!("{}{kind}", if *is_altered { "- " } else { "+ " })
        );
    }
    println!("{} quotations in {} documents: {:.1} s", made.len(), DOCUMENTS, took.as_secs_f64());
    let count = |is_altered: bool, columns: [usize; 2]| -> usize {
        let rows = table.iter().filter(|((altered, _), _)| *altered == is_altered);
        rows.map(|(_, row)| columns.iter().map(|column| row[*column]).sum::<usize>()).sum()
    };
    assert_eq!(count(false, [1, 2]), 0, "an honest quotation is called altered or is not found");
    assert_eq!(count(true, [1, 2]), 500, "an altered quotation passes as exact");
    assert!(count(true, [1, 1]) / 2 >= 490, "it is shown where the quotation comes from");
}
