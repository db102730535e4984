//! Opinions rest on claims that may be printed; a quoted accusation is one claim, that it
//! is so is another.

use crate::gate::facts::Facts;
use crate::gate::rule::{Cost, Finding, Lack, unless};
use crate::policy::Policy;

pub fn grounds(facts: &Facts, _: &Policy) -> Finding {
    if !facts.is_opinion() {
        return Ok("it is no opinion".into());
    }
    let number = facts.claim.number;
    if facts.grounds.is_empty() {
        let fix = format!("claim set {number} --rests-on C…");
        return Err(vec![Lack::new(Cost::Decision, "it is an opinion that rests on no claim", fix)]);
    }
    unless(waiting(facts), "every claim that it rests on may be printed")
}

pub fn accusation(facts: &Facts, _: &Policy) -> Finding {
    if !facts.is_quote() || facts.parts.accuses.is_empty() {
        return Ok("it quotes no accusation".into());
    }
    if facts.grounds.is_empty() {
        let reason = "it quotes an accusation; that it is so is a claim of its own, which passes as an accusation";
        let fix = format!("claim set {} --rests-on C… (after claim add … --accuses NAME)", facts.claim.number);
        return Err(vec![Lack::new(Cost::Finding, reason, fix)]);
    }
    unless(waiting(facts), "the accusation that it quotes may be printed by itself")
}

/// What it rests on that may not be printed yet.
fn waiting(facts: &Facts) -> Vec<Lack> {
    let waiting = facts.grounds.iter().filter(|(_, verdict)| !verdict.prints());
    let lack = |ground| {
        let fix = format!("missing {ground}; or claim set {} --without {ground}", facts.claim.number);
        Lack::new(Cost::Decision, format!("it rests on {ground}, which may not be printed yet"), fix)
    };
    waiting.map(|(ground, _)| lack(ground)).collect()
}
