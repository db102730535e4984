//! No contradiction is unanswered, and each answer is one.

use crate::gate::facts::Facts;
use crate::gate::rule::{Cost, Finding, Lack, unless};
use crate::ledger::evidence::read::Evidence;
use crate::policy::Policy;

pub fn contradiction(facts: &Facts, policy: &Policy) -> Finding {
    let contradicting: Vec<_> = facts.evidence.iter().filter(|one| one.relation == "contradicts").collect();
    let lacks = contradicting.iter().filter_map(|one| lack(one, facts, policy));
    let passes = match contradicting.len() {
        0 => "nothing that is linked contradicts it".to_owned(),
        1 => "its one contradiction is answered".to_owned(),
        several => format!("its {several} contradictions are answered"),
    };
    unless(lacks.collect(), passes)
}

fn lack(one: &Evidence, facts: &Facts, policy: &Policy) -> Option<Lack> {
    let (number, item) = (one.number, &one.item);
    let Some(answer) = &one.answer else {
        let reason = format!("{number} ({item}) contradicts it, and nobody has answered");
        return Some(Lack::new(
            Cost::Decision,
            reason,
            format!("answer {number} printed|refuted|superseded --reason …"),
        ));
    };
    if answer.verdict == "printed" {
        return None;
    }
    if policy.contradiction.denials_printed && facts.of_accused.contains(&number.0) {
        let reason = format!("{number} ({item}) is the denial of somebody whom it accuses: that is printed beside it");
        return Some(Lack::new(Cost::Decision, reason, format!("answer {number} printed")));
    }
    if policy.contradiction.reasons && answer.reason.is_none() {
        let reason = format!("{number} ({item}) was answered as {}, and the reason is gone", answer.verdict);
        return Some(Lack::new(Cost::Line, reason, format!("answer {number} {} --reason …", answer.verdict)));
    }
    None
}
