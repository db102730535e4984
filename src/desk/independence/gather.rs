//! From the case to a question: the evidence for one claim, its sources, and every reason
//! that the case knows why some of them may be one.
//!
//! | Module | Holds |
//! |---|---|
//! | [`people`] | sources as they hold now: merged ones are one |
//! | [`known`] | how each source knows, from its evidence |
//! | [`declared`] | what editors recorded: lineage, owners, authors, whom we told |
//! | [`texts`] | what texts and metadata give away |
//! | [`beside`] | what texts share for other reasons |
//! | [`unchecked`] | what was not looked at |
//!
//! Evidence that cannot count (its item was withdrawn, or nobody is named who says it) is
//! left out, and named with what would mend it.

pub mod beside;
pub mod declared;
pub mod known;
pub mod people;
pub mod texts;
pub mod unchecked;

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::{Edge, Ghost, NODES_MAX, Node, Question, Reason, decision};
use crate::case::{Case, CaseError};
use crate::corpus::Item;
use crate::corpus::item;
use crate::ledger::claim::{self, Claim};
use crate::ledger::evidence::read::{self, Evidence};
use crate::ledger::{ClaimRef, EvidenceRef, LedgerError};
use people::People;
use texts::Extent;
use unchecked::Unchecked;

/// A question with what else must be said beside its answer.
#[derive(Debug, Clone, Default)]
pub struct Gathered {
    /// The question.
    pub question: Question,
    /// Supporting evidence that was not counted.
    pub left_out: Vec<LeftOut>,
    /// Institutions that speak against their own interest within their competence.
    pub enough_alone: BTreeSet<u32>,
    /// Reasons that an editor cut, by their two sources.
    pub cut: Vec<(u32, u32)>,
    /// What was not looked at, and may tie or part sources that this answer does not.
    pub unchecked: Vec<Unchecked>,
    /// Whose saying is to be shown, where the claim is about that.
    pub speaker: Option<u32>,
}

/// Evidence that may not be used, by its number, and why.
pub type Unusable = BTreeMap<EvidenceRef, &'static str>;

/// Evidence that does not count, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// Its number.
    pub evidence: EvidenceRef,
    /// Its item.
    pub item: String,
    /// Why.
    pub why: &'static str,
}

/// A supporting passage with its item and the source that stands for it.
pub(super) struct Support {
    pub(super) evidence: Evidence,
    pub(super) item: Item,
    pub(super) source: u32,
}

/// Collects all that bears on how many sources support a claim.
///
/// # Errors
/// [`LedgerError`].
pub fn gather(case: &Case, number: ClaimRef) -> Result<Gathered, LedgerError> {
    gather_among(case, number, &People::read(case)?)
}

/// The same among sources that were read before: whoever asks about many claims reads
/// them once.
///
/// # Errors
/// [`LedgerError`].
pub fn gather_among(case: &Case, number: ClaimRef, people: &People) -> Result<Gathered, LedgerError> {
    gather_without(case, number, people, &BTreeMap::new())
}

/// The same without evidence that may not be used, by its number with the reason.
///
/// # Errors
/// [`LedgerError`].
pub fn gather_without(
    case: &Case,
    number: ClaimRef,
    people: &People,
    barred: &Unusable,
) -> Result<Gathered, LedgerError> {
    let claim = claim::find(case.db(), number)?;
    let mut left_out = Vec::new();
    let supports = supports(case, &claim, people, (barred, &mut left_out))?;
    let (mut gathered, extent) = asked(case, &claim, &supports, people)?;
    let gone = left_out.iter().map(|left| left.item.clone()).collect();
    gathered.left_out = left_out;
    if let Some(extent) = extent {
        gathered.unchecked = unchecked::unchecked(case.db(), &supports, gone, extent)?;
    }
    Ok(gathered)
}

/// Only the question, for whoever asks many.
///
/// # Errors
/// [`LedgerError`].
pub(super) fn question(case: &Case, number: ClaimRef, people: &People) -> Result<Question, LedgerError> {
    let claim = claim::find(case.db(), number)?;
    let supports = supports(case, &claim, people, (&BTreeMap::new(), &mut Vec::new()))?;
    Ok(asked(case, &claim, &supports, people)?.0.question)
}

/// The question, and how much of the texts was looked at: nothing where there are too many.
fn asked(
    case: &Case,
    claim: &Claim,
    supports: &[Support],
    people: &People,
) -> Result<(Gathered, Option<Extent>), LedgerError> {
    let known = known::known(case, claim, supports, people)?;
    let mut question = Question { witnesses: known.witnesses, ghosts: Vec::new(), edges: known.edges };
    let mut gathered = Gathered { enough_alone: known.enough_alone, speaker: known.speaker, ..Gathered::default() };
    known.unknown.into_iter().for_each(|(source, name)| unknown(&mut question, source, name));
    if question.witnesses.len() > NODES_MAX {
        // It will be refused; nothing that texts give away would change that.
        gathered.question = question;
        return Ok((gathered, None));
    }
    let extent = texts::found(case, claim, supports, people, &mut question)?;
    if let Some(speaker) = known.speaker {
        // Whoever reports that he said so is not one with him: it is what is to be shown.
        let reports = |edge: &Edge| edge.reason == Reason::Attribution && edge.b == Node::Source(speaker);
        question.edges.retain(|edge| !reports(edge));
    }
    let decided = decision::decided(case.db(), claim.number, people)?;
    question.edges.extend(decided.depend);
    // Last but one: whoever is cited, too, has owners and derives from others.
    declared::declared(case, claim, supports, people, &mut question)?;
    may_be_protected(people, &mut question);
    once(&mut question.edges);
    decided.cut.iter().for_each(|pair| question.cut(*pair));
    gathered.cut = decided.cut;
    gathered.question = question;
    Ok((gathered, Some(extent)))
}

/// Two items of one source give the same reason twice.
fn once(edges: &mut Vec<Edge>) {
    let mut seen = HashSet::new();
    edges.retain(|edge| seen.insert(edge.clone()));
}

/// Supporting evidence that counts; the rest is named.
fn supports(
    case: &Case,
    claim: &Claim,
    people: &People,
    (barred, left_out): (&Unusable, &mut Vec<LeftOut>),
) -> Result<Vec<Support>, LedgerError> {
    let mut supports = Vec::new();
    for evidence in read::bare(case.db(), claim.number)? {
        if evidence.relation != "supports" {
            continue;
        }
        let item = item::of_ordinal(case.db(), evidence.ordinal)?.ok_or(CaseError::Damaged)?;
        let said = evidence.source.map(|source| source.0).or_else(|| people.publisher(&item));
        let why = match said {
            _ if barred.contains_key(&evidence.number) => barred.get(&evidence.number).copied().unwrap_or_default(),
            _ if !evidence.flags.is_empty() => "its item was forgotten, withdrawn, found damaged or taken back",
            None => "nobody is named who says it: add the source, and link again with --source",
            Some(source) => {
                supports.push(Support { source: people.root(source), evidence, item });
                continue;
            }
        };
        left_out.push(LeftOut { evidence: evidence.number, item: item.name, why });
    }
    Ok(supports)
}

/// A source that has it from somebody who is not known depends on that somebody.
fn unknown(question: &mut Question, source: u32, name: String) {
    let ghost = question.add_ghost(name, true);
    question.edges.push(Edge::sure(Node::Source(source), ghost, Reason::HeardFrom, ""));
}

/// Whoever is not named may be any protected source, and any other who is not named.
fn may_be_protected(people: &People, question: &mut Question) {
    let unnamed: Vec<Node> =
        question.ghosts.iter().filter(|ghost| ghost.unnamed).map(|ghost| Node::Ghost(ghost.number)).collect();
    let protected =
        question.witnesses.iter().map(|witness| witness.source).filter(|source| people.is_protected(*source));
    let protected: Vec<Node> = protected.map(Node::Source).collect();
    for (place, ghost) in unnamed.iter().enumerate() {
        for other in protected.iter().chain(unnamed.iter().skip(place + 1)) {
            question.edges.push(Edge::possible(*other, *ghost, Reason::MaybeUnnamed));
        }
    }
}

impl Question {
    /// Adds something that is not in the case. *Returns* its node.
    pub(super) fn add_ghost(&mut self, name: String, unnamed: bool) -> Node {
        let number = u32::try_from(self.ghosts.len()).unwrap_or(u32::MAX).saturating_add(1);
        self.ghosts.push(Ghost { number, name, unnamed });
        Node::Ghost(number)
    }
}

#[cfg(test)]
pub(super) mod tests;
