//! An editor who did not enter the claim has signed it as it is.

use std::collections::BTreeSet;

use crate::gate::facts::Facts;
use crate::gate::rule::{Cost, Finding, Lack};
use crate::ledger::words;
use crate::policy::Policy;

pub fn signoff(facts: &Facts, policy: &Policy) -> Finding {
    let by = words::fold(&facts.claim.by);
    let others = || facts.signed.iter().filter(|signed| words::fold(&signed.editor) != by);
    let standing: BTreeSet<_> = others().filter(|signed| signed.void.is_none()).map(|signed| &signed.editor).collect();
    let (have, need) = (standing.len(), policy.signoff.editors as usize);
    if have >= need {
        let names: Vec<_> = standing.into_iter().map(String::as_str).collect();
        return Ok(format!("signed by {}", names.join(" and ")));
    }
    let void = others()
        .filter_map(|signed| Some(format!("the sign-off of {} is void: {}", signed.editor, signed.void.as_ref()?)));
    let own = facts.signed.iter().filter(|signed| words::fold(&signed.editor) == by);
    let own = own.map(|signed| format!("{} entered it, so that sign-off does not count", signed.editor));
    let first = format!("{have} of {need} editors who did not enter it have signed it");
    let reason = [first].into_iter().chain(void).chain(own).collect::<Vec<_>>().join("; ");
    Err(vec![Lack::new(Cost::Decision, reason, format!("signoff {} --as NAME --key F", facts.claim.number))])
}
