//! Somebody said how far the claim is so, and that is far enough.

use crate::gate::facts::Facts;
use crate::gate::rule::{Cost, Finding, Lack};
use crate::policy::Policy;

pub fn assessment(facts: &Facts, policy: &Policy) -> Finding {
    let number = facts.claim.number;
    if facts.is_opinion() {
        return Ok("an opinion is neither true nor false".into());
    }
    let Some((_, label)) = &facts.assessment else {
        let fix = format!("assess {number} --credibility 1..6 --label …");
        return Err(vec![Lack::new(Cost::Line, "nobody has assessed it", fix)]);
    };
    let (publish, hedged) = (&policy.assessment.publish, &policy.assessment.hedged);
    if publish.contains(label) {
        return Ok(format!("it is assessed as {label}"));
    }
    if hedged.contains(label) {
        return Ok(format!("it is assessed as {label}: the hedge must stand in the sentence"));
    }
    let printed = publish.iter().chain(hedged).cloned().collect::<Vec<_>>().join("|");
    let fix = format!("assess {number} --credibility 1..6 --label {printed}");
    let lack = Lack::new(Cost::Decision, format!("it is assessed as {label}"), fix);
    Err(vec![if label == "refuted" { lack.rejecting() } else { lack }])
}
