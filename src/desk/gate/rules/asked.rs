//! Whoever is accused was asked, about this sentence, and had time.

use crate::clock::SECONDS_OF_A_DAY;
use crate::gate::facts::{Facts, Offer};
use crate::gate::moment::{Is, seconds};
use crate::gate::rule::{Cost, Finding, Lack, unless};
use crate::ledger::words;
use crate::policy::Policy;

pub fn response(facts: &Facts, policy: &Policy) -> Finding {
    if !policy.response.accused || !facts.accuses_in_print() {
        return Ok("it accuses nobody".into());
    }
    let number = facts.claim.number;
    if facts.parts.accuses.is_empty() {
        let reason = "it accuses somebody who is not named in the ledger";
        return Err(vec![Lack::new(Cost::Line, reason, format!("claim set {number} --accuses NAME"))]);
    }
    let lacks = facts.parts.accuses.iter().filter_map(|name| of_one(facts, policy, name));
    unless(lacks.collect(), "everybody whom it accuses was asked, and answered or had the time to")
}

fn of_one(facts: &Facts, policy: &Policy, name: &str) -> Option<Lack> {
    let number = facts.claim.number;
    let folded = words::fold(name);
    let mut offers: Vec<_> = facts.offers.iter().filter(|offer| offer.folded == folded).collect();
    let offer = format!("respond offer '{name}' --claims {number} --sent DAY --deadline TIME --text-file F");
    if offers.is_empty() {
        return Some(Lack::new(Cost::Waiting, format!("'{name}' was not asked"), offer));
    }
    offers.retain(|offer| offer.same_text);
    if offers.is_empty() {
        let reason = format!("'{name}' was asked about another wording of it");
        return Some(Lack::new(Cost::Waiting, reason, offer));
    }
    if offers.iter().any(|offer| matches!(offer.response.as_deref(), Some("answered" | "declined"))) {
        return None;
    }
    offers.retain(|offer| hours(offer).is_some_and(|hours| hours >= i64::from(policy.response.hours)));
    let Some(last) = offers.iter().find(|offer| offer.response.is_some()).or(offers.first()) else {
        let reason = format!("'{name}' had less than {} hours to answer", policy.response.hours);
        return Some(Lack::new(Cost::Waiting, reason, offer));
    };
    let answer = format!("respond answer '{name}'");
    match (facts.moment.sees(&last.deadline), &last.response) {
        (Is::Past, Some(_)) => None,
        (Is::Past, None) => {
            let reason = format!("the deadline of '{name}' is over, and nothing was recorded");
            Some(Lack::new(Cost::Line, reason, format!("{answer} --silent")))
        }
        (Is::Within, _) => {
            let reason = format!("the deadline of '{name}' was on that day, and the log holds no hours");
            Some(Lack::new(Cost::Waiting, reason, format!("{answer} --text-file F|--declined|--silent")))
        }
        (Is::Future, _) => {
            let reason = format!("'{name}' has until {} to answer", last.deadline);
            Some(Lack::new(Cost::Waiting, reason, format!("{answer} --text-file F|--declined, or wait")))
        }
    }
}

/// Hours that there were for sure: of the day of sending only the end is known.
fn hours(offer: &Offer) -> Option<i64> {
    let sent = (i64::from(offer.sent.number()) + 1) * SECONDS_OF_A_DAY;
    Some((seconds(&offer.deadline)? - sent) / 3_600)
}
