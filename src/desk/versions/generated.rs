//! Page histories made by a generator: what is caught, and what is a false alarm.
//! The table is of the seeds 1,001 to 1,400. Its words were chosen without those of
//! the rules; sentences are of one simple form.

use super::{Page, compare};
use crate::fixture::random::Random;

const WHO: [&str; 8] = [
    "Gauge master Perpetua Lund",
    "The pump house",
    "Surveyor Caspian Eld",
    "The toll board",
    "Clerk Minnow Strake",
    "The ferry guild",
    "Engineer Sable Orrin",
    "The weir office",
];
const DID: [&str; 8] = ["ordered", "sold", "buried", "rented out", "burned", "repainted", "measured", "lost"];
const THING: [&str; 8] = [
    "barrels of lamp oil",
    "sheets of copper roofing",
    "bolts of sailcloth",
    "crates of fuses",
    "lengths of drainpipe",
    "sacks of cement",
    "rolls of tar paper",
    "drums of solvent",
];
const WHERE: [&str; 8] = [
    "beneath the east lock",
    "behind the tannery",
    "near the old sluice",
    "at the brick pier",
    "beside the towpath",
    "in the customs shed",
    "under the viaduct",
    "along the mill race",
];

/// A sentence and its figure.
fn sentence(dice: &mut Random) -> (String, usize) {
    let figure = 20 + dice.place(900);
    let text = format!("{} {} {figure} {} {}.", dice.of(&WHO), dice.of(&DID), dice.of(&THING), dice.of(&WHERE));
    (text, figure)
}

fn page(stamp: usize, sentences: &[String], note: Option<&str>) -> Page {
    let note = note.map(|note| format!("{note}\n")).unwrap_or_default();
    Page::new(format!("Home\nShop\nPosted {stamp} minutes ago\n{}\n{note}Contact us\n", sentences.join("\n")), &[])
}

/// What a publisher did.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Did {
    RemovedSilently,
    WeakenedSilently,
    RemovedWithNote,
    WeakenedWithNote,
    OnlyTidied,
}

/// *Returns* the silent changes that were found.
fn silent(seed: u64, did: Did) -> usize {
    let mut dice = Random::seeded(seed * 5 + did as u64);
    let told: Vec<(String, usize)> = (0..12).map(|_| sentence(&mut dice)).collect();
    let old: Vec<String> = told.iter().map(|(text, _)| text.clone()).collect();
    let at = dice.place(old.len());
    let (chosen, figure) = told[at].clone();
    let mut new = old.clone();
    let mut note = None;
    let weaker = |dice: &mut Random| match dice.place(5) {
        0 => chosen.replace(&figure.to_string(), &(figure / 2 + 3).to_string()),
        1 => format!("Neighbours say that {chosen}").replace("that T", "that t"),
        2 => format!("It is conceivable that {chosen}"),
        3 => format!("Perhaps {chosen}"),
        _ => chosen.trim_end_matches('.').to_owned() + ", though this is not certain.",
    };
    match did {
        Did::RemovedSilently => drop(new.remove(at)),
        Did::WeakenedSilently => new[at] = weaker(&mut dice),
        Did::RemovedWithNote => {
            new.remove(at);
            note = Some(format!("Correction: we withdrew our statement that {chosen}"));
        }
        Did::WeakenedWithNote => {
            new[at] = weaker(&mut dice);
            note = Some(format!("Correction: this page first read: {chosen}"));
        }
        Did::OnlyTidied => {
            new.swap(0, 11);
            new.push(sentence(&mut dice).0);
        }
    }
    compare(&page(5, &old, None), &page(125, &new, note.as_deref())).silent()
}

#[test]
#[expect(clippy::print_stdout, reason = "the table is what this test is for")]
fn silent_changes_of_generated_histories_are_caught_and_honest_ones_are_not_accused() {
    let seeds = 1_001..1_401_u64;
    let rate = |did: Did| seeds.clone().filter(|seed| silent(*seed, did) > 0).count() as f64 / 400.0;
    let all =
        [Did::RemovedSilently, Did::WeakenedSilently, Did::RemovedWithNote, Did::WeakenedWithNote, Did::OnlyTidied];
    let rates = all.map(rate);
    println!("| 400 histories each | found as silent |\n|---|---|");
    all.iter().zip(rates).for_each(|(did, rate)| println!("| {did:?} | {:.1} % |", rate * 100.0));
    let [removed, weakened, told_removed, told_weakened, tidied] = rates;
    assert!(removed >= 0.97 && weakened >= 0.75, "{rates:?}");
    assert!(told_removed <= 0.03 && told_weakened <= 0.03 && tidied <= 0.02, "{rates:?}");
}
