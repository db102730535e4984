//! Something sound supports the claim, and nothing unsound is left beneath it.

use crate::gate::facts::Facts;
use crate::gate::rule::{Cost, Finding, Lack, unless};
use crate::policy::Policy;

pub fn evidence(facts: &Facts, _: &Policy) -> Finding {
    if facts.is_opinion() {
        return Ok("an opinion rests on claims".into());
    }
    match facts.sound().count() {
        0 => Err(vec![Lack::new(
            Cost::Finding,
            "nothing sound supports it",
            format!("link {0} ITEM:START-END supports (check {0} shows passages)", facts.claim.number),
        )]),
        1 => Ok("one passage supports it".into()),
        passages => Ok(format!("{passages} passages support it")),
    }
}

pub fn damaged(facts: &Facts, _: &Policy) -> Finding {
    let unsound = facts.evidence.iter().filter(|one| !one.flags.is_empty());
    let lacks = unsound.map(|one| {
        let flags: Vec<_> = one.flags.iter().map(|flag| flag.word()).collect();
        let reason = format!("{} rests on {}, which is {}", one.number, one.item, flags.join(" and "));
        Lack::new(Cost::Line, reason, format!("unlink {} --reason …", one.number))
    });
    unless(lacks.collect(), "all that is linked is as it was")
}
