//! What sources were promised: their consent, the terms of a conversation, and what they
//! took back. Nothing here can be switched off or overruled.

use crate::corpus::interview::Terms;
use crate::gate::facts::{Facts, Nearness, Spoken, TipUse};
use crate::gate::rule::{Cost, Finding, Lack, unless};
use crate::policy::Policy;

pub fn origin(facts: &Facts, _: &Policy) -> Finding {
    // What was printed is for people to decide on, once: that is the next rule.
    let decided_on = |name: &str| {
        let tip = name.split('/').next().unwrap_or(name);
        facts.published && facts.tips.iter().any(|known| known.withdrawn && known.name == tip)
    };
    let gone: Vec<&str> = facts.gone.iter().map(String::as_str).filter(|name| !decided_on(name)).collect();
    if gone.is_empty() {
        return Ok("nothing that it came from was taken back".into());
    }
    let reason = format!("it came from {}, which is withdrawn or forgotten", gone.join(" and "));
    let without = gone.join(" --without ");
    let fix = format!("claim set {} --without {without} (once it is found elsewhere)", facts.claim.number);
    Err(vec![Lack::new(Cost::Waiting, reason, fix)])
}

pub fn decision(facts: &Facts, _: &Policy) -> Finding {
    let open = facts.tips.iter().filter(|tip| facts.published && tip.withdrawn && !tip.decided);
    let lacks = open.map(|tip| {
        let reason = format!("it was printed, and the source of {} took it back since", tip.name);
        Lack::new(Cost::Decision, reason, format!("decide {} keep|correct|retract --reason …", tip.name))
    });
    unless(lacks.collect(), "nothing that was printed was taken back")
}

pub fn consent(facts: &Facts, _: &Policy) -> Finding {
    let lacks = facts.tips.iter().filter_map(|tip| beyond(facts, tip));
    unless(lacks.collect(), "no tip is used beyond what its source allows")
}

fn beyond(facts: &Facts, tip: &TipUse) -> Option<Lack> {
    let allowed = match tip.consent.as_str() {
        "quote" => Nearness::Quotation,
        "paraphrase" => Nearness::Paraphrase,
        _ => Nearness::Own,
    };
    if tip.nearness <= allowed {
        return None;
    }
    let (does, allows) = match tip.nearness {
        Nearness::Quotation => ("quotes", if allowed == Nearness::Own { "leads only" } else { "a paraphrase" }),
        _ => ("closely follows", "leads only"),
    };
    let reason = format!("it {does} {}, whose source allows {allows}", tip.name);
    let level = if tip.nearness == Nearness::Quotation { "quote" } else { "paraphrase" };
    let agreed = format!("consent {} {level} --reason … once the source agreed", tip.name);
    let fix = match facts.is_quote() {
        true => format!("claim set {} --kind fact --text … in your own words; or {agreed}", facts.claim.number),
        false => format!("claim set {} --text … in your own words; or {agreed}", facts.claim.number),
    };
    Some(Lack::new(Cost::Decision, reason, fix))
}

pub fn terms(facts: &Facts, _: &Policy) -> Finding {
    let only_off_record = facts.sound().count() > 0
        && facts.sound().count()
            == facts.spoken.iter().filter(|one| one.supports && one.terms == Terms::OffRecord).count();
    let lacks = facts.spoken.iter().flat_map(|spoken| broken(facts, spoken, only_off_record));
    unless(lacks.collect(), "no conversation is used beyond its terms")
}

fn broken(facts: &Facts, spoken: &Spoken, only_off_record: bool) -> Vec<Lack> {
    let (number, place) = (facts.claim.number, &spoken.place);
    let in_own_words = format!("claim set {number} --text … without the name");
    let mut lacks = Vec::new();
    if spoken.supports && spoken.terms == Terms::OffRecord && only_off_record {
        let fix = format!("terms {place} on-background --reason … once they agreed; or link what may be used");
        lacks.push(
            Lack::new(Cost::Waiting, format!("only {place} supports it, which is off the record"), fix).rejecting(),
        );
    }
    if spoken.supports && facts.is_quote() && spoken.terms == Terms::DeepBackground {
        let fix = format!(
            "claim set {number} --kind fact --text … in your own words; or terms {place} on-background --reason …"
        );
        lacks.push(Lack::new(Cost::Decision, format!("it quotes {place}, which is for use without attribution"), fix));
    }
    if spoken.named && matches!(spoken.terms, Terms::OnBackground | Terms::DeepBackground | Terms::OffRecord) {
        let reason = format!("it names who spoke in {place}, which is {}", spoken.terms.word());
        lacks.push(Lack::new(Cost::Line, reason, in_own_words));
    }
    if spoken.supports && facts.is_quote() && spoken.terms == Terms::OnBackground && spoken.descriptor.is_none() {
        let reason = format!("{place} is quoted with the agreed descriptor only, and none was agreed");
        let fix = format!(
            "terms {place} deep-background --reason … and claim set {number} --kind fact; or interview add … --descriptor TEXT"
        );
        lacks.push(Lack::new(Cost::Decision, reason, fix));
    }
    lacks
}
