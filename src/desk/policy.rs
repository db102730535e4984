//! The newsroom's own rules, as it wrote them: `config/policy.example.toml` explains
//! every key.
//!
//! *What enters*: a TOML text. *What leaves*: a [`Policy`] in which no rule is impossible,
//! or an error that names the key and its line. Until a policy is set the built-in one
//! holds. Like the ledger, policies are never rewritten: each holds from one custody entry
//! to another.
//!
//! | Module | Holds |
//! |---|---|
//! | [`written`] | TOML → policy, and what no policy may say |
//! | [`kept`] | the policy that holds, and setting another |
//! | [`shown`] | a policy key by key, with what differs from the built-in one |

pub mod kept;
pub mod shown;
pub mod written;

use serde::{Deserialize, Serialize};

pub use kept::{now, set};
pub use written::{PolicyError, parse};

/// Rules that a policy may let two editors overrule. No other: what a source was promised,
/// what protects a source, and what holds a claim for the law's sake is never put to a vote.
pub const OVERRULABLE: [&str; 6] = ["sources", "judged", "accusation", "contradiction", "response", "novelty"];

/// What must hold before a claim may be printed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Policy {
    /// How many sources, and which count.
    pub sources: Sources,
    /// What answers a contradiction.
    pub contradiction: Contradiction,
    /// What a tip counts for that may be used for leads only.
    pub consent: Consent,
    /// How many people a source must stay hidden among, and how long it must wait.
    pub exposure: Exposure,
    /// What of a protected text may be recognised.
    pub wording: Wording,
    /// Whether and how long the accused are asked.
    pub response: Response,
    /// Who must have signed.
    pub signoff: Signoff,
    /// What "not reported before" rests on.
    pub novelty: Novelty,
    /// Which labels are printed, and which only with a hedge.
    pub assessment: Assessment,
    /// What two editors may overrule.
    pub overrule: Overrule,
}

/// `[sources]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Sources {
    /// Least independent sources.
    pub least: u32,
    /// The same for a claim that accuses somebody.
    pub accusation: u32,
    /// The same for a claim that is printed with its hedge, and accuses nobody.
    pub hedged: u32,
    /// So many of them are not rated F.
    pub judged: u32,
    /// Whether a possible tie joins two sources as a sure one does.
    pub possible_ties: bool,
    /// An institution against its own interest, within its competence, is enough alone.
    pub against_interest: bool,
    /// An authenticated document stands in for one source.
    pub authenticated: bool,
    /// Somebody's own words, published or on record, prove that they said so.
    pub own_words: bool,
}

impl Default for Sources {
    fn default() -> Self {
        Self {
            least: 2,
            accusation: 3,
            hedged: 1,
            judged: 1,
            possible_ties: true,
            against_interest: true,
            authenticated: true,
            own_words: true,
        }
    }
}

/// `[contradiction]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Contradiction {
    /// A denial by somebody whom the claim accuses is answered by printing it alone.
    pub denials_printed: bool,
    /// `refuted` and `superseded` need a reason that is still there.
    pub reasons: bool,
}

impl Default for Contradiction {
    fn default() -> Self {
        Self { denials_printed: true, reasons: true }
    }
}

/// `[consent]`
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Consent {
    /// Whether a tip for `background` counts as a source of a claim.
    pub background_counts: bool,
}

/// `[exposure]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Exposure {
    /// Least people who could be a protected source, after everything that is known to readers.
    pub k: u32,
    /// Days between a tip and the printing of what rests on it; 0 for none.
    pub after_tip_days: u32,
    /// Days between what happened and the printing of what a protected source says of it; 0 for none.
    pub after_event_days: u32,
}

impl Default for Exposure {
    fn default() -> Self {
        Self { k: 20, after_tip_days: 3, after_event_days: 1 }
    }
}

/// `[wording]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Wording {
    /// A run of so many words that stands in a protected text and in no public one is a leak.
    pub words: u32,
    /// Whether places where copies differ block.
    pub copies: bool,
    /// Whether marks in the characters block.
    pub marks: bool,
}

impl Default for Wording {
    fn default() -> Self {
        Self { words: 5, copies: true, marks: true }
    }
}

/// `[response]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Response {
    /// Whether whoever is accused is asked first.
    pub accused: bool,
    /// Least hours between the letter and its deadline.
    pub hours: u32,
}

impl Default for Response {
    fn default() -> Self {
        Self { accused: true, hours: 24 }
    }
}

/// `[signoff]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Signoff {
    /// Editors who did not enter the claim and have signed it as it is.
    pub editors: u32,
}

impl Default for Signoff {
    fn default() -> Self {
        Self { editors: 1 }
    }
}

/// `[novelty]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Novelty {
    /// Whether `new` needs a recorded search outside the case.
    pub search: bool,
    /// Days for which such a search holds.
    pub days: u32,
}

impl Default for Novelty {
    fn default() -> Self {
        Self { search: true, days: 30 }
    }
}

/// `[assessment]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Assessment {
    /// Labels that are printed as they are.
    pub publish: Vec<String>,
    /// Labels that are printed with the hedge in the sentence.
    pub hedged: Vec<String>,
}

impl Default for Assessment {
    fn default() -> Self {
        Self { publish: vec!["confirmed".into(), "probable".into()], hedged: vec!["speculative".into()] }
    }
}

/// `[overrule]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Overrule {
    /// Rules that two editors may overrule for one claim.
    pub rules: Vec<String>,
}

impl Default for Overrule {
    fn default() -> Self {
        let rules = ["sources", "judged", "accusation", "response", "novelty"];
        Self { rules: rules.map(str::to_owned).to_vec() }
    }
}

impl Policy {
    /// Whether two editors may overrule a rule for one claim.
    #[must_use]
    pub fn may_overrule(&self, rule: &str) -> bool {
        OVERRULABLE.contains(&rule) && self.overrule.rules.iter().any(|listed| listed == rule)
    }
}

#[cfg(test)]
mod tests;
