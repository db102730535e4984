//! The words of the claim point at nobody.

use crate::gate::facts::{Facts, WordedAs};
use crate::gate::rule::{Cost, Finding, Lack, unless};
use crate::policy::Policy;

pub fn wording(facts: &Facts, _: &Policy) -> Finding {
    unless(found(facts, WordedAs::Wording, "in other words"), "no run of protected words stands in it")
}

pub fn copies(facts: &Facts, policy: &Policy) -> Finding {
    if !policy.wording.copies {
        return Ok("the policy does not ask for it".into());
    }
    unless(found(facts, WordedAs::Copy, "without that place"), "no place where copies are known to differ stands in it")
}

pub fn marks(facts: &Facts, policy: &Policy) -> Finding {
    if !policy.wording.marks {
        return Ok("the policy does not ask for it".into());
    }
    unless(found(facts, WordedAs::Mark, "typed anew"), "no character in it is a known mark")
}

fn found(facts: &Facts, what: WordedAs, how: &str) -> Vec<Lack> {
    let found = facts.worded.iter().filter(|worded| worded.what == what);
    let fix = format!("claim set {} --text … {how}", facts.claim.number);
    found.map(|worded| Lack::new(Cost::Line, worded.reason.clone(), fix.clone())).collect()
}
