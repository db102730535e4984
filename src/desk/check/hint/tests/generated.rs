//! Invented sentences, rephrased, with one thing changed or nothing. It shares no
//! list and no template with the rules.

use std::fmt::Write;

use crate::fixture::random::Random;

/// A claim and a passage that says the same in other words, or differs in one kind.
pub(super) struct Pair {
    pub kind: &'static str,
    pub differs: bool,
    pub claim: String,
    pub passage: String,
}

const FIRST: [&str; 10] =
    ["Agneta", "Bruno", "Celia", "Dorian", "Esther", "Fabian", "Greta", "Hamid", "Ivana", "Jürgen"];
const LAST: [&str; 10] =
    ["Abelard", "Brzezina", "Castellan", "Dunmore", "Eskola", "Farrokhi", "Grünwald", "Hollis", "Ibarra", "Jasperson"];
const TOWNS: [&str; 8] =
    ["Quillhaven", "Rostrup", "Sandmere", "Tavistow", "Ullerby", "Vennbridge", "Westerholt", "Yarrow Bay"];
/// Infinitive, past, participle, and what was done with an amount of what.
const DEEDS: [(&str, &str, &str, &str); 8] = [
    ("ship", "shipped", "shipped", "contaminated grain"),
    ("bury", "buried", "buried", "asbestos waste"),
    ("hide", "hid", "hidden", "stolen copper"),
    ("buy", "bought", "bought", "expired vaccine"),
    ("dump", "dumped", "dumped", "toxic sludge"),
    ("steal", "stole", "stolen", "relief flour"),
    ("export", "exported", "exported", "banned pesticide"),
    ("burn", "burned", "burned", "hospital refuse"),
];
/// Sentences and clauses around it that have nothing to do with it.
const BEFORE: [&str; 6] = [
    "",
    "",
    "The story was not reported at the time. ",
    "A witness spoke for 40 minutes. ",
    "Perhaps that explains the silence. ",
    "The files, kept by Orsolya Wick since 1994, fill two shelves. ",
];
const AFTER: [&str; 6] = [
    ".",
    ".",
    ", a former driver told the inquiry.",
    ". The firm has not answered our letters.",
    ", although nobody else has seen the papers.",
    ". It might appeal, its lawyer Tamsin Roe said on 2 February 2001.",
];

#[derive(Clone, Copy)]
struct Fact {
    first: &'static str,
    last: &'static str,
    town: &'static str,
    deed: (&'static str, &'static str, &'static str, &'static str),
    /// In kilograms or litres, or in tonnes when it is large.
    amount: u64,
    unit: usize,
    day: u64,
    month: usize,
    year: u64,
    /// Whether a passage may state tonnes as kilograms.
    convert: bool,
}

const UNITS: [(&str, &str); 4] = [("tonnes", "t"), ("kilograms", "kg"), ("litres", "l"), ("barrels", "barrels")];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

fn fact(dice: &mut Random) -> Fact {
    Fact {
        first: dice.of(&FIRST),
        last: dice.of(&LAST),
        town: dice.of(&TOWNS),
        deed: dice.of(&DEEDS),
        amount: [3, 7, 12, 45, 160, 900, 2_500, 18_000, 340_000, 1_200_000, 6_500_000][dice.place(11)],
        unit: dice.place(UNITS.len()),
        day: 1 + dice.place(28) as u64,
        month: dice.place(12),
        year: 2003 + dice.place(22) as u64,
        convert: true,
    }
}

impl Fact {
    fn date(&self, dice: &mut Random) -> String {
        let Self { day, month, year, .. } = *self;
        let name = MONTHS[month];
        let end = match day {
            1 | 21 => "st",
            2 | 22 => "nd",
            3 | 23 => "rd",
            _ => "th",
        };
        match dice.place(5) {
            0 => format!("{day} {name} {year}"),
            1 => format!("{name} {day}, {year}"),
            2 => format!("{year}-{:02}-{day:02}", month + 1),
            3 => format!("the {day}{end} of {name} {year}"),
            _ => format!("{day:02}.{:02}.{year}", month + 1),
        }
    }

    fn quantity(&self, dice: &mut Random) -> String {
        let (long, short) = UNITS[self.unit];
        let grouped = |mark: &str| {
            let digits = self.amount.to_string();
            let mut text = String::new();
            for (at, digit) in digits.chars().enumerate() {
                if at > 0 && (digits.len() - at).is_multiple_of(3) {
                    text.push_str(mark);
                }
                text.push(digit);
            }
            text
        };
        let unit = if dice.place(3) == 0 { short } else { long };
        let million = self.amount as f64 / 1e6;
        match dice.place(4) {
            0 if self.amount >= 1_000_000 => format!("{million} million {unit}"),
            1 if self.amount >= 1_000_000 => format!("{} thousand {unit}", self.amount / 1000),
            2 if self.amount >= 1_000 => format!("{} {unit}", grouped("\u{202f}")),
            3 if self.amount == 12 => format!("twelve {unit}"),
            3 if self.amount == 45 => format!("forty-five {unit}"),
            3 if self.convert && self.unit == 0 && self.amount < 1000 => format!("{} kilograms", self.amount * 1000),
            _ => format!("{} {unit}", grouped(",")),
        }
    }

    fn name(&self, dice: &mut Random) -> String {
        let plain = |text: &str| text.replace('ü', if text.len().is_multiple_of(2) { "ue" } else { "u" });
        let initial = self.first.chars().next().unwrap_or('X');
        match dice.place(5) {
            0 => format!("{initial}. {}", self.last),
            1 => format!("Dr. {}", self.last),
            2 => format!("{} {}", plain(self.first), plain(self.last)),
            3 => format!("{} {initial}. {}", self.first, self.last),
            _ => format!("{} {}", self.first, self.last),
        }
    }

    fn claim(&self, dice: &mut Random) -> String {
        let amount = Self { convert: false, ..*self }.quantity(dice);
        let date = self.date(dice);
        let Self { first, last, town, deed, .. } = self;
        format!("{first} {last} {} {amount} of {} near {town} on {date}.", deed.1, deed.3)
    }

    fn passage(&self, dice: &mut Random, verb: &str, lead: &str) -> String {
        let (who, amount, date) = (self.name(dice), self.quantity(dice), self.date(dice));
        let Self { town, deed, .. } = self;
        let mut text = dice.of(&BEFORE).to_owned();
        let core = match dice.place(3) {
            0 => format!("{who} {verb} {amount} of {} near {town} on {date}", deed.3),
            1 => format!("{who} {verb} {amount} of {} on {date} near {town}", deed.3),
            _ if lead.is_empty() => format!("On {date}, {who} {verb} {amount} of {} near {town}", deed.3),
            _ => format!("on {date} {who} {verb} {amount} of {} near {town}", deed.3),
        };
        let _ = write!(text, "{lead}{core}{}", dice.of(&AFTER));
        text
    }
}

/// For each kind one pair that differs and one that does not.
pub(super) fn pairs(seed: u64) -> Vec<Pair> {
    let mut dice = Random::seeded(seed);
    let mut pairs = Vec::new();
    for kind in ["number", "unit", "date", "name", "negation", "hedge"] {
        let fact = fact(&mut dice);
        let claim = fact.claim(&mut dice);
        let passage = fact.passage(&mut dice, fact.deed.1, "");
        pairs.push(Pair { kind, differs: false, claim, passage });
        let claim = fact.claim(&mut dice);
        let passage = changed(kind, fact, &mut dice);
        pairs.push(Pair { kind, differs: true, claim, passage });
    }
    pairs
}

fn changed(kind: &str, fact: Fact, dice: &mut Random) -> String {
    let (base, past, participle, _) = fact.deed;
    let (verb, lead): (String, &str) = match kind {
        "negation" => match dice.place(6) {
            0 => (format!("never {past}"), ""),
            1 => (format!("did not {base}"), ""),
            2 => (format!("didn't {base}"), ""),
            3 => (format!("denied having {participle}"), ""),
            4 => (past.to_owned(), "There was no evidence that "),
            _ => (format!("failed to {base}"), ""),
        },
        "hedge" => match dice.place(6) {
            0 => (format!("may have {participle}"), ""),
            1 => (format!("allegedly {past}"), ""),
            2 => (format!("is believed to have {participle}"), ""),
            3 => (format!("could have {participle}"), ""),
            4 => (past.to_owned(), "It is possible that "),
            _ => (format!("reportedly {past}"), ""),
        },
        _ => (past.to_owned(), ""),
    };
    let fact = match kind {
        "number" => Fact {
            amount: dice.of(&[fact.amount * 10, fact.amount * 3, fact.amount * 2, fact.amount + fact.amount / 2 + 1]),
            ..fact
        },
        // Barrels and tonnes: what is converted into another is seldom just that much.
        "unit" => Fact { unit: dice.other(&[0, 1, 2, 3], fact.unit), convert: false, ..fact },
        "date" => match dice.place(3) {
            0 => Fact { day: fact.day % 28 + 1, ..fact },
            1 => Fact { month: (fact.month + 1 + dice.place(10)) % 12, ..fact },
            _ => Fact { year: fact.year + 1 + dice.place(3) as u64, ..fact },
        },
        "name" => match dice.place(3) {
            0 => Fact { last: dice.other(&LAST, fact.last), ..fact },
            1 => Fact { town: dice.other(&TOWNS, fact.town), ..fact },
            _ => Fact { first: dice.other(&FIRST, fact.first), last: dice.other(&LAST, fact.last), ..fact },
        },
        _ => fact,
    };
    fact.passage(dice, &verb, lead)
}
