//! The shape that rules share, and their one list.
//!
//! A new rule touches its own file, this list, and the table of tests that has a row for
//! each name here.

use super::facts::Facts;
use super::rules::{
    answered, asked, counted, grounded, hidden, judged, kept_back, novel, promised, signed, supported, worded,
};
use crate::policy::Policy;

/// What it takes to answer a rule, cheapest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Cost {
    /// A line to type.
    Line = 1,
    /// A decision to be made.
    Decision = 2,
    /// Something to be found.
    Finding = 3,
    /// Somebody else, or time.
    Waiting = 4,
}

/// One thing that a rule asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lack {
    /// What is missing, in a sentence.
    pub reason: String,
    /// The command that answers it.
    pub fix: String,
    /// What that takes.
    pub cost: Cost,
    /// As it stands the claim is never printed.
    pub rejects: bool,
}

impl Lack {
    pub(super) fn new(cost: Cost, reason: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { reason: reason.into(), fix: fix.into(), cost, rejects: false }
    }

    /// The same, where nothing but that command helps.
    pub(super) fn rejecting(self) -> Self {
        Self { rejects: true, ..self }
    }
}

/// What a rule finds: a sentence why it passes, or all that it asks for.
pub(super) type Finding = Result<String, Vec<Lack>>;

/// Passes with this sentence unless something is asked for.
pub(super) fn unless(lacks: Vec<Lack>, passes: impl Into<String>) -> Finding {
    if lacks.is_empty() { Ok(passes.into()) } else { Err(lacks) }
}

/// A rule of the gate. Pure: facts and policy in, a finding out.
pub struct Rule {
    /// What scripts and `overrule` call it.
    pub name: &'static str,
    /// What it asks for, in a sentence.
    pub asks: &'static str,
    pub(super) finding: fn(&Facts, &Policy) -> Finding,
}

/// A rule's answer about a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The rule.
    pub rule: &'static str,
    /// Whether it lets the claim pass.
    pub pass: bool,
    /// Why.
    pub reason: String,
    /// The cheapest command that answers it; none where it passes.
    pub fix: Option<String>,
    /// All that it asks for, cheapest first; also where two editors overruled it.
    pub lacks: Vec<Lack>,
    /// It passes because two editors said so.
    pub overruled: bool,
}

impl Rule {
    pub(super) fn outcome(&self, facts: &Facts, policy: &Policy) -> Outcome {
        let mut lacks = match (self.finding)(facts, policy) {
            Ok(reason) => {
                let (pass, fix, lacks) = (true, None, Vec::new());
                return Outcome { rule: self.name, pass, reason, fix, lacks, overruled: false };
            }
            Err(lacks) => lacks,
        };
        lacks.sort_by_key(|lack| lack.cost);
        let reasons = lacks.iter().map(|lack| lack.reason.as_str()).collect::<Vec<_>>().join("; ");
        let overruled = facts.overruled.contains(self.name) && policy.may_overrule(self.name);
        let reason = if overruled { format!("two editors overruled it: {reasons}") } else { reasons };
        let fix = if overruled { None } else { lacks.first().map(|lack| lack.fix.clone()) };
        Outcome { rule: self.name, pass: overruled, reason, fix, lacks, overruled }
    }
}

/// Every rule, in the order in which people read them.
pub const RULES: &[Rule] = &[
    Rule { name: "evidence", asks: "something sound supports it", finding: supported::evidence },
    Rule { name: "damaged-evidence", asks: "nothing unsound is linked to it", finding: supported::damaged },
    Rule { name: "grounds", asks: "what it rests on may be printed", finding: grounded::grounds },
    Rule { name: "assessment", asks: "somebody said how far it is so", finding: judged::assessment },
    Rule { name: "contradiction", asks: "no contradiction is unanswered", finding: answered::contradiction },
    Rule { name: "sources", asks: "enough independent sources", finding: counted::sources },
    Rule { name: "judged", asks: "not only sources that nobody can judge", finding: counted::judged },
    Rule { name: "accusation", asks: "a quoted accusation stands by itself", finding: grounded::accusation },
    Rule { name: "origin", asks: "nothing that it came from was taken back", finding: promised::origin },
    Rule { name: "decision", asks: "what was printed and taken back was decided on", finding: promised::decision },
    Rule { name: "consent", asks: "no tip is used beyond what its source allows", finding: promised::consent },
    Rule { name: "terms", asks: "no conversation is used beyond its terms", finding: promised::terms },
    Rule { name: "exposure", asks: "each source stays hidden among enough people", finding: hidden::exposure },
    Rule { name: "wording", asks: "no protected words", finding: worded::wording },
    Rule { name: "copies", asks: "no place where copies differ", finding: worded::copies },
    Rule { name: "marks", asks: "no characters that mark a text", finding: worded::marks },
    Rule { name: "time", asks: "long enough after the tip and the event", finding: hidden::time },
    Rule { name: "response", asks: "whoever is accused was asked", finding: asked::response },
    Rule { name: "novelty", asks: "what is called new was looked for elsewhere", finding: novel::novelty },
    Rule { name: "embargo", asks: "no embargo lies on it", finding: kept_back::embargo },
    Rule { name: "hold", asks: "no legal hold stands over it", finding: kept_back::hold },
    Rule { name: "signoff", asks: "an editor who did not enter it has signed it", finding: signed::signoff },
];
