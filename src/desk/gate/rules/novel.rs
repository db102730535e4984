//! What is called new was looked for outside the case.

use crate::gate::facts::Facts;
use crate::gate::rule::{Cost, Finding, Lack};
use crate::policy::Policy;

pub fn novelty(facts: &Facts, policy: &Policy) -> Finding {
    if facts.claim.novelty != "new" || !policy.novelty.search {
        return Ok("it is not called new".into());
    }
    let today = facts.moment.day();
    let fix = format!("searched {} --where TEXT --day {today}", facts.claim.number);
    let Some(last) = facts.searches.iter().filter(|day| **day <= today).max() else {
        return Err(vec![Lack::new(Cost::Finding, "it is called new, and nobody looked outside this case", fix)]);
    };
    let age = i64::from(today.number()) - i64::from(last.number());
    if age > i64::from(policy.novelty.days) {
        let reason = format!("it was last looked for elsewhere on {last}, {age} days ago");
        return Err(vec![Lack::new(Cost::Finding, reason, fix)]);
    }
    Ok(format!("it was looked for elsewhere on {last}"))
}
