//! Embargo and legal hold.

use crate::gate::facts::Facts;
use crate::gate::moment::Is;
use crate::gate::rule::{Cost, Finding, Lack, unless};
use crate::policy::Policy;

pub fn embargo(facts: &Facts, _: &Policy) -> Finding {
    let Some(time) = &facts.claim.embargo else { return Ok("no embargo lies on it".into()) };
    let reason = match facts.moment.sees(time) {
        Is::Past => return Ok(format!("its embargo ended at {time}")),
        Is::Future => format!("it is under embargo until {time}"),
        Is::Within => format!("its embargo ended on that day, at {time}, and the log holds no hours"),
    };
    let fix = format!("claim set {} --embargo TIME, or wait", facts.claim.number);
    Err(vec![Lack::new(Cost::Waiting, reason, fix)])
}

pub fn hold(facts: &Facts, _: &Policy) -> Finding {
    let lacks = facts.holds.iter().map(|id| match id.as_str() {
        "everything" => Lack::new(Cost::Decision, "a legal hold stands over the whole case", "hold lift --reason …"),
        id => Lack::new(Cost::Decision, format!("a legal hold stands over {id}"), format!("hold lift {id} --reason …")),
    });
    unless(lacks.collect(), "no legal hold stands over it")
}
