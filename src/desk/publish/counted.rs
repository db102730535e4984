//! How many sources, where that may be said: only where every one of them, and everything
//! that ties them, is open. Otherwise two claims with the same words would tell that they
//! share a source.

use std::collections::BTreeSet;

use super::PublishError;
use super::dossier::Sources;
use super::open;
use crate::case::{Case, CaseError};
use crate::corpus::item;
use crate::independence::gather::gather_among;
use crate::independence::gather::people::People;
use crate::independence::{self, Answer};
use crate::ledger::ClaimRef;
use crate::ledger::evidence::read::Evidence;

/// What readers are told of the sources of a claim.
///
/// # Errors
/// [`PublishError`].
pub fn sources(case: &Case, number: ClaimRef, evidence: &[Evidence], people: &People) -> Result<Sources, PublishError> {
    let answer = independence::answer(gather_among(case, number, people)?.question)?;
    if !all_open(case, evidence, people)? || touches_protected(&answer, people) {
        return Ok(Sources::Withheld { independent: answer.independent >= 2 });
    }
    let name = |source: u32| people.get(source).and_then(|source| source.name.clone()).unwrap_or_default();
    let names: BTreeSet<String> = answer.set.iter().map(|source| name(*source)).collect();
    let one: BTreeSet<(String, String)> = answer.joined.iter().map(|pair| (name(pair.a), name(pair.b))).collect();
    Ok(Sources::Open {
        independent: answer.independent,
        names: names.into_iter().collect(),
        one: one.into_iter().collect(),
    })
}

fn all_open(case: &Case, evidence: &[Evidence], people: &People) -> Result<bool, CaseError> {
    for evidence in evidence.iter().filter(|evidence| evidence.relation == "supports") {
        let item = item::of_ordinal(case.db(), evidence.ordinal)?.ok_or(CaseError::Damaged)?;
        if !open::is_open(&item, evidence, people) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn touches_protected(answer: &Answer, people: &People) -> bool {
    let ends = answer.edges.iter().flat_map(|edge| [edge.a, edge.b]).filter_map(independence::Node::source);
    let mut all = answer.witnesses.iter().map(|witness| witness.source).chain(ends);
    all.any(|source| people.is_protected(source))
}
