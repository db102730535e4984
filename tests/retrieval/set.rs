//! An invented retrieval set, from a seed: reports on events, claims about them, and which
//! passages bear on a claim. Its words are its own; it is written as a folder in BEIR layout.
//!
//! Each event has a person, a firm, a town, a deed and a sum. Its report opens with a title,
//! names person and firm early, and tells the deed in other words later, where half of the
//! reports have only "she", "he" or "the firm". Every deed is done in several reports, by
//! others: words alone find the wrong ones. A claim names the person, the firm or the town
//! and the deed in its own words. A passage bears on it that tells the deed, or the sum.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

use crate::fixture::random::Random;

const EVENTS: usize = 60;
const FIRST: [&str; 12] =
    ["Ilka", "Bohdan", "Marsha", "Tevin", "Oona", "Quill", "Rasmus", "Sanna", "Ulric", "Vesna", "Wendel", "Yara"];
const SYLLABLES: [&str; 16] =
    ["bar", "dol", "fen", "gri", "hul", "jor", "kes", "lam", "mor", "nev", "pol", "rus", "sten", "tor", "vik", "wald"];
const TRADES: [&str; 6] = ["Shipping", "Quarries", "Timber", "Foods", "Glassworks", "Haulage"];
/// What the claim says, what the report says of the person, and of the firm.
const DEEDS: [[&str; 3]; 8] = [
    [
        "signed off the false safety reports",
        "put a signature under safety reports that were false",
        "filed safety reports that turned out false",
    ],
    [
        "dumped solvent into the river at night",
        "had barrels of solvent emptied into the river after dark",
        "let solvent run into the river by night",
    ],
    [
        "paid the harbour inspector in cash",
        "handed the inspector of the harbour an envelope of cash",
        "kept a cash box for the harbour inspector",
    ],
    [
        "hid the crash from the insurers",
        "told the insurers nothing of the crash",
        "left the crash out of what it sent its insurers",
    ],
    [
        "sold the rotten grain as new harvest",
        "passed rotten grain off as this year's harvest",
        "mixed rotten grain into the new harvest and sold it",
    ],
    [
        "kept the asbestos survey in a drawer",
        "locked the survey of the asbestos away",
        "never passed on the asbestos survey",
    ],
    [
        "fired the nurse who complained",
        "dismissed the nurse after her complaint",
        "let the complaining nurse go within a week",
    ],
    [
        "rigged the tender for the tram line",
        "wrote the tender of the tram line to fit one bidder",
        "won a tram tender that nobody else could meet",
    ],
];
const FILLERS: [&str; 10] = [
    "Rain had kept most people indoors that week, and the market closed early.",
    "A spokesman asked for questions in writing and then answered none of them.",
    "The building has been empty since a fire on its upper floor.",
    "Neighbours remember lorries at odd hours and lights behind the gates.",
    "Two former clerks described the filing room from memory.",
    "Accounts for the year were published late and without notes.",
    "The town hall keeps a copy that visitors may read on weekdays.",
    "Nobody who was asked could say who had ordered the change.",
    "An earlier inquiry ended when its chair fell ill.",
    "The telephone number printed on the invoice is out of service.",
];

/// Two syllables, as a name.
fn name(dice: &mut Random) -> String {
    let name = [dice.of(&SYLLABLES), dice.of(&SYLLABLES)].concat();
    name[..1].to_uppercase() + &name[1..]
}

/// A report, the claim about it, and which of its passages bear on that.
struct Report {
    passages: Vec<String>,
    claim: String,
    bearing: Vec<usize>,
}

fn report(dice: &mut Random) -> Report {
    let person = format!("{} {}", dice.of(&FIRST), name(dice));
    let firm = format!("{} {}", name(dice), dice.of(&TRADES));
    let (town, deed, sum) = (name(dice), DEEDS[dice.place(DEEDS.len())], 11 + dice.place(900));
    let who = if dice.place(2) == 0 { "The director".to_owned() } else { person.clone() };
    let firm_said = if dice.place(2) == 0 { "The company".to_owned() } else { firm.clone() };
    let deed_said = format!("{who} {}, according to papers from that spring.", deed[1]);
    let firm_deed = format!("{firm_said} {}.", deed[2]);
    let money = format!("In all, {sum} thousand ducats changed hands over it.");
    let mut passages =
        vec![format!("Questions for {firm} in {town}"), format!("{person} has run {firm} for nine years.")];
    let mut bearing = Vec::new();
    for told in [deed_said, firm_deed, money] {
        for _ in 0..1 + dice.place(3) {
            passages.push(dice.of(&FILLERS).to_owned());
        }
        bearing.push(passages.len());
        passages.push(told);
    }
    passages.push(dice.of(&FILLERS).to_owned());
    let claim = match dice.place(3) {
        0 => format!("{person} of {firm} {}.", deed[0]),
        1 => format!("In {town}, {person} {} for {sum} thousand ducats.", deed[0]),
        _ => format!("{firm} in {town} {}, at a price of {sum} thousand ducats.", deed[0]),
    };
    Report { passages, claim, bearing }
}

/// Writes `corpus.jsonl`, `queries.jsonl` and `qrels/test.tsv`. With neighbours a passage is
/// `REPORT-NUMBER`; without, all of them are shuffled and named by numbers alone.
pub fn write(folder: &Path, seed: u64, neighbours: bool) -> io::Result<()> {
    let mut dice = Random::seeded(seed);
    let reports: Vec<Report> = (0..EVENTS).map(|_| report(&mut dice)).collect();
    let id = |event: usize, passage: usize| {
        if neighbours { format!("{event}-{passage}") } else { format!("passage {event} of {passage}") }
    };
    let (mut corpus, mut queries, mut judged) = (Vec::new(), String::new(), "query\tpassage\tscore\n".to_owned());
    for (event, Report { passages, claim, bearing }) in reports.iter().enumerate() {
        let line =
            |(number, text): (usize, &String)| format!(r#"{{"_id": "{}", "text": "{text}"}}"#, id(event, number));
        corpus.extend(passages.iter().enumerate().map(line));
        let _ = writeln!(queries, r#"{{"_id": "claim {event}", "text": "{claim}"}}"#);
        for passage in bearing {
            let _ = writeln!(judged, "claim {event}\t{}\t1", id(event, *passage));
        }
    }
    if !neighbours {
        for last in (1..corpus.len()).rev() {
            corpus.swap(last, dice.place(last + 1));
        }
    }
    fs::create_dir_all(folder.join("qrels"))?;
    fs::write(folder.join("corpus.jsonl"), corpus.join("\n"))?;
    fs::write(folder.join("queries.jsonl"), queries)?;
    fs::write(folder.join("qrels/test.tsv"), judged)
}
