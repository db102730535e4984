//! Each protected source stays hidden among enough people, and long enough after.

use subrosa_tip::Day;

use crate::gate::facts::{Facts, Hidden, WordedAs};
use crate::gate::rule::{Cost, Finding, Lack, unless};
use crate::policy::Policy;

pub fn exposure(facts: &Facts, policy: &Policy) -> Finding {
    let lacks = facts.hidden.iter().filter_map(lack);
    let passes = match facts.hidden.iter().map(|hidden| hidden.people.0).min() {
        None => "it rests on no protected source that readers could look for".to_owned(),
        Some(people) => format!("each protected source is one of at least {people}; {} are needed", policy.exposure.k),
    };
    unless(lacks.collect(), passes)
}

fn lack(hidden: &Hidden) -> Option<Lack> {
    let (reason, fix) = hidden.lack.clone()?;
    let cost = if hidden.blocked { Cost::Waiting } else { Cost::Finding };
    Some(Lack::new(cost, reason, fix))
}

pub fn time(facts: &Facts, policy: &Policy) -> Finding {
    let (today, number) = (facts.moment.day(), facts.claim.number);
    let mut lacks = Vec::new();
    for tip in &facts.tips {
        if let Some(day) = too_soon(today, tip.day, policy.exposure.after_tip_days) {
            let reason = format!("{} came on {}: what rests on it is printed from {day} on", tip.name, tip.day);
            lacks.push(Lack::new(Cost::Waiting, reason, format!("claim set {number} --embargo {day}, and wait")));
        }
    }
    let event = facts.claim.day.filter(|_| !facts.tips.is_empty() || !facts.hidden.is_empty());
    if let Some(happened) = event
        && let Some(day) = too_soon(today, happened, policy.exposure.after_event_days)
    {
        let reason = format!("it happened on {happened}: who was there knows it until {day}");
        lacks.push(Lack::new(Cost::Waiting, reason, format!("claim set {number} --embargo {day}, and wait")));
    }
    for worded in facts.worded.iter().filter(|worded| worded.what == WordedAs::Time) {
        lacks.push(Lack::new(Cost::Line, worded.reason.clone(), format!("claim set {number} --text … less exactly")));
    }
    unless(lacks, "it is long enough ago")
}

/// From when on it is not too soon, where it is.
fn too_soon(today: Day, since: Day, days: u32) -> Option<Day> {
    let from = since.number().saturating_add(i32::try_from(days).unwrap_or(i32::MAX));
    if days == 0 || today.number() >= from { None } else { Day::from_number(from).ok() }
}
