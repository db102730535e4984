//! Names that nobody has: of places, people, outlets and firms, new for each seed.

use std::collections::HashSet;

use crate::harness::Random;

const FIRST: [&str; 18] = [
    "Ostr", "Venn", "Quor", "Drasp", "Ulv", "Tamm", "Yarl", "Kesk", "Morv", "Pell", "Ithr", "Zell", "Gorv", "Fand",
    "Ruln", "Ebbr", "Snarv", "Hulb",
];
const MIDDLE: [&str; 8] = ["e", "a", "o", "i", "en", "ar", "ol", "im"];
const LAST: [&str; 10] = ["vick", "lund", "nsted", "rholt", "mouth", "dane", "brake", "twell", "skerry", "ndale"];
const GIVEN: [&str; 24] = [
    "Anneke", "Tobin", "Marit", "Joris", "Selma", "Edvin", "Ottilie", "Bram", "Liv", "Casper", "Nuala", "Ivo", "Petra",
    "Lorcan", "Hedda", "Matthis", "Runa", "Silas", "Greta", "Emeric", "Dagny", "Rufus", "Thora", "Konrad",
];
const FAMILY: [&str; 28] = [
    "Ask", "Brem", "Crall", "Dov", "Eskel", "Falk", "Grint", "Hov", "Jarr", "Lamm", "Nord", "Ollen", "Prisk", "Stav",
    "Trell", "Wick", "Amsel", "Bohl", "Cant", "Drun", "Enk", "Forr", "Garn", "Hesk", "Imm", "Kolb", "Lusk", "Mott",
];
const FAMILY_END: [&str; 9] = ["vane", "orby", "ister", "ander", "ossen", "ulray", "edge", "immel", "arque"];
const PAPER: [&str; 16] = [
    "Courier",
    "Ledger",
    "Sentinel",
    "Beacon",
    "Advertiser",
    "Dispatch",
    "Examiner",
    "Argus",
    "Packet",
    "Chronicle",
    "Observer",
    "Mercury",
    "Record",
    "Post",
    "Signal",
    "Review",
];
const PAPER_DE: [&str; 6] = ["Tageblatt", "Anzeiger", "Nachrichten", "Kurier", "Landbote", "Rundschau"];
const OWNER: [&str; 6] =
    ["Media Group", "Press Holdings", "Publishing", "Newspapers", "Broadcast Partners", "Print Union"];
const FIRM: [&str; 6] = ["Works", "and Sons", "Partners", "Industries", "Services", "Holdings"];

/// Draws names and never the same one twice.
pub struct Names {
    random: Random,
    used: HashSet<String>,
}

/// One of a list.
pub fn pick<'a, T>(random: &mut Random, list: &'a [T]) -> &'a T {
    &list[random.below(list.len() as u64) as usize]
}

impl Names {
    /// Names of one newsroom.
    pub fn seeded(seed: u64) -> Self {
        Self { random: Random::seeded(seed), used: HashSet::new() }
    }

    /// Draws until it is new.
    fn fresh(&mut self, draw: impl Fn(&mut Random) -> String) -> String {
        loop {
            let name = draw(&mut self.random);
            if self.used.insert(name.clone()) {
                return name;
            }
        }
    }

    /// A town.
    pub fn place(&mut self) -> String {
        self.fresh(|r| format!("{}{}{}", pick(r, &FIRST), pick(r, &MIDDLE), pick(r, &LAST)))
    }

    /// Somebody's given and family name; no family name twice.
    pub fn person(&mut self) -> (String, String) {
        let family = self.fresh(|r| format!("{}{}", pick(r, &FAMILY), pick(r, &FAMILY_END)));
        (format!("{} {family}", pick(&mut self.random, &GIVEN)), family)
    }

    /// A newspaper, most of them with a town in their name.
    pub fn outlet(&mut self) -> String {
        let place = self.place();
        format!("{place} {}", pick(&mut self.random, &PAPER))
    }

    /// A newspaper in German.
    pub fn outlet_de(&mut self) -> String {
        let place = self.place();
        format!("{}er {}", place.trim_end_matches('e'), pick(&mut self.random, &PAPER_DE))
    }

    /// A news agency.
    pub fn agency(&mut self) -> String {
        let place = self.place();
        format!("{place} News Agency")
    }

    /// Whoever owns outlets.
    pub fn owner(&mut self) -> String {
        let place = self.place();
        format!("{place} {}", pick(&mut self.random, &OWNER))
    }

    /// A company that is written about.
    pub fn firm(&mut self) -> String {
        let (_, family) = self.person();
        format!("{family} {}", pick(&mut self.random, &FIRM))
    }
}

/// A family name as somebody in a hurry typed it: two letters inside change places, or one is doubled.
pub fn misspell(name: &str, at: usize) -> String {
    let mut letters: Vec<char> = name.chars().collect();
    let start = 1 + at % (letters.len() - 2);
    match (start..letters.len() - 1).find(|&i| letters[i] != letters[i + 1]) {
        Some(i) => letters.swap(i, i + 1),
        None => letters.insert(start, letters[start]),
    }
    letters.into_iter().collect()
}
