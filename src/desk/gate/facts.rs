//! What the rules look at: read once, decided on without the case.

use std::collections::BTreeSet;

use subrosa_tip::Day;

use super::Verdict;
use super::moment::Moment;
use crate::corpus::interview::Terms;
use crate::ledger::ClaimRef;
use crate::ledger::claim::Claim;
use crate::ledger::claim::parts::Parts;
use crate::ledger::evidence::read::Evidence;
use crate::policy::Policy;

/// Everything about one claim.
#[derive(Debug, Clone)]
pub struct Facts {
    /// When the gate is asked.
    pub moment: Moment,
    /// The claim.
    pub claim: Claim,
    /// What it is tied to.
    pub parts: Parts,
    /// What bears on it, with what became of the items since.
    pub evidence: Vec<Evidence>,
    /// Credibility and label.
    pub assessment: Option<(u8, String)>,
    /// How many sources there are.
    pub counted: Counted,
    /// Numbers of the evidence that somebody gave whom the claim accuses.
    pub of_accused: BTreeSet<u32>,
    /// Items that it came from and that are withdrawn or forgotten.
    pub gone: Vec<String>,
    /// Claims that it rests on, with what may be done with them.
    pub grounds: Vec<(ClaimRef, Verdict)>,
    /// Tips that it came from or that support it.
    pub tips: Vec<TipUse>,
    /// Passages of conversations that support it, or that it came from.
    pub spoken: Vec<Spoken>,
    /// Protected sources that it rests on, and the people whom they hide among.
    pub hidden: Vec<Hidden>,
    /// What of its words could point at somebody.
    pub worded: Vec<Worded>,
    /// Letters that asked somebody to respond to it.
    pub offers: Vec<Offer>,
    /// Ids of what a legal hold stands over; `everything` for the whole case.
    pub holds: Vec<String>,
    /// Days on which it was looked for elsewhere.
    pub searches: Vec<Day>,
    /// Who signed it.
    pub signed: Vec<Signed>,
    /// Readers have seen it.
    pub published: bool,
    /// Rules that two editors overruled for it.
    pub overruled: BTreeSet<String>,
}

/// How many sources there are, as `independence` counts them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counted {
    /// The least.
    pub independent: u32,
    /// The most.
    pub at_most: u32,
    /// The same among those not rated F: least and most.
    pub judged: (u32, u32),
    /// Institutions that speak against their own interest within their competence.
    pub alone: Vec<u32>,
    /// An item among the counted evidence that somebody authenticated.
    pub authenticated: Option<String>,
    /// Whoever is quoted said it themselves, published or on record.
    pub own_words: bool,
    /// Evidence that does not count, and why.
    pub left_out: Vec<(String, &'static str)>,
    /// So many sources that nobody can count them.
    pub too_many: bool,
}

/// A tip behind a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TipUse {
    /// What people call it.
    pub name: String,
    /// What its source allows.
    pub consent: String,
    /// Whether it was taken back.
    pub withdrawn: bool,
    /// Whether an editor decided what becomes of what was printed of it.
    pub decided: bool,
    /// The day on which it was received.
    pub day: Day,
    /// How near the claim's words come to its words.
    pub nearness: Nearness,
}

/// How near a claim's words come to a tip's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Nearness {
    /// They are the editor's own.
    Own,
    /// They follow it closely.
    Paraphrase,
    /// They are the tip's, or are printed as such.
    Quotation,
}

/// A passage of a conversation behind a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spoken {
    /// The passage, as `terms` takes it.
    pub place: String,
    /// What may be done with it; the strictest of the passage.
    pub terms: Terms,
    /// How the person may be called.
    pub descriptor: Option<String>,
    /// Whether the claim's sentence names the person.
    pub named: bool,
    /// Whether it supports the claim.
    pub supports: bool,
}

/// A protected source and the people whom it hides among.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hidden {
    /// The source.
    pub source: u32,
    /// Least people, and most.
    pub people: (u32, u32),
    /// Why it is held or blocked, and the command that helps; none where it is hidden.
    pub lack: Option<(String, String)>,
    /// Whether no more knowledge would help: even the most is too few.
    pub blocked: bool,
}

/// What of the claim's words could point at somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Worded {
    /// Which rule it is for.
    pub what: WordedAs,
    /// What it is, in a sentence that repeats no protected word.
    pub reason: String,
}

/// Sorts of findings in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WordedAs {
    /// Protected words.
    Wording,
    /// A place where copies differ.
    Copy,
    /// A mark.
    Mark,
    /// A day more exact than any public item has.
    Time,
}

/// A letter that asked somebody to respond.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// Who was asked, folded.
    pub folded: String,
    /// The day on which it was sent.
    pub sent: Day,
    /// Until when, RFC 3339.
    pub deadline: String,
    /// `answered`, `declined`, `silent`; none yet.
    pub response: Option<String>,
    /// Whether the claim reads now as it did then.
    pub same_text: bool,
}

/// A signature under a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// Whose.
    pub editor: String,
    /// What changed since and voids it; none where it stands.
    pub void: Option<String>,
}

impl Facts {
    /// It is a judgement.
    #[must_use]
    pub fn is_opinion(&self) -> bool {
        self.claim.kind == "opinion"
    }

    /// It says that somebody said so.
    #[must_use]
    pub fn is_quote(&self) -> bool {
        self.claim.kind == "quote"
    }

    /// What it says is that somebody did wrong, and not that somebody says so.
    #[must_use]
    pub fn is_accusation(&self) -> bool {
        let accusing = matches!(self.claim.kind.as_str(), "allegation" | "intent") || !self.parts.accuses.is_empty();
        accusing && !self.is_opinion() && !self.is_quote()
    }

    /// Whether an accusation is printed with it, whoever makes it.
    #[must_use]
    pub fn accuses_in_print(&self) -> bool {
        self.is_accusation() || !self.parts.accuses.is_empty()
    }

    /// Whether it is printed with a hedge: by its label, or as what it rests on is.
    #[must_use]
    pub fn is_hedged(&self, policy: &Policy) -> bool {
        let label = self.assessment.as_ref().map(|(_, label)| label);
        let grounds = self.grounds.iter().any(|(_, verdict)| *verdict == Verdict::PublishHedged);
        label.is_some_and(|label| policy.assessment.hedged.contains(label)) || (self.is_opinion() && grounds)
    }

    /// Supporting evidence that is sound.
    pub fn sound(&self) -> impl Iterator<Item = &Evidence> {
        self.evidence.iter().filter(|one| one.relation == "supports" && one.flags.is_empty())
    }
}
