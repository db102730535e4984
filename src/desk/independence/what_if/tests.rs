//! Against asking every claim.

use std::collections::BTreeSet;

use super::super::gather::tests::{add_source, claim_of, desk, document, link, named};
use super::*;
use crate::corpus::Origin;
use crate::fixture::Desk;
use crate::fixture::random::Random;

const OUTLETS: [&str; 6] =
    ["Ferry Lantern", "Moor Herald", "Ōstvik Argus", "Coast Mirror 204", "The Gazette", "Dale & Hill Post"];
const AROUND: [&str; 6] = [
    "{who} reported that the keeper opened the weir.",
    "According to {who}, the gate stood open.",
    "The keeper opened it, {who} wrote on Monday.",
    "Nobody at {who} would say anything about the gate.",
    "A walker from the hamlet saw the gate and told our reporter.",
    "Sources close to the works said 204 sacks were gone.",
];

/// Claims whose texts cite, by full names and short ones, whoever is in the case.
fn invented(random: &mut Random) -> Desk {
    let mut desk = desk();
    let mut sources = Vec::new();
    for name in OUTLETS {
        let derives_from =
            if random.below(4) == 0 { sources.last().copied().into_iter().collect() } else { Vec::new() };
        let said = crate::ledger::source::Said { derives_from, ..named(name) };
        sources.push(add_source(&mut desk, &said));
    }
    for number in 0..8 {
        let claim = claim_of(&mut desk, &format!("The keeper opened gate {number}."));
        for _ in 0..1 + random.below(4) {
            let who = random.of(&OUTLETS);
            let short = who.rsplit(' ').next().unwrap_or(who);
            let who = if random.below(3) == 0 { format!("the {short}") } else { format!("the {who}") };
            let text = random.of(&AROUND).replace("{who}", &who);
            let odd = if random.below(2) == 0 { "“Odd”" } else { "Odd" };
            let text = format!("{odd} {}. {text}", random.below(1_000));
            let item = document(&mut desk, &text, &Origin::default());
            link(&mut desk, claim, &item, random.of(&sources));
        }
    }
    desk
}

#[test]
fn what_falls_is_what_asking_every_claim_finds() {
    let mut random = Random::seeded(42);
    let (mut falls, mut stands) = (0, 0);
    for _ in 0..6 {
        let desk = invented(&mut random);
        let people = People::read(&desk.case).unwrap();
        for source in 1..=OUTLETS.len() as u32 {
            let found = what_if(&desk.case, SourceRef::new(source)).unwrap();
            let found: BTreeSet<u32> = found.falls.iter().map(|fall| fall.claim.0).collect();
            let each = (1..=9).map(ClaimRef::new).filter(|claim| {
                let question = gather::question(&desk.case, *claim, &people).unwrap();
                without(question, Node::Source(people.root(source))).unwrap().is_some()
            });
            let each: BTreeSet<u32> = each.map(|claim| claim.0).collect();
            assert_eq!(found, each, "S{source}");
            falls += each.len();
            stands += 9 - each.len();
        }
    }
    assert!(falls > 60 && stands > 60, "the control: {falls} fall, {stands} do not");
}
