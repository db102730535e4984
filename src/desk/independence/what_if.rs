//! What falls if a source turns out to be false.

mod bears;

use std::collections::BTreeSet;

use super::ancestry::{Ancestry, Reading};
use super::gather;
use super::gather::people::People;
use super::{Answer, Barred, Node, Question, TooMany, answer};
use crate::case::Case;
use crate::ledger::{ClaimRef, LedgerError, SourceRef, claim, source};

/// A claim that rests on the source, however far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fall {
    /// The claim.
    pub claim: ClaimRef,
    /// Its sentence.
    pub text: String,
    /// Least and most number of independent sources now.
    pub before: (usize, usize),
    /// The same without the source and all who have it from it.
    pub after: (usize, usize),
}

/// What falls with a source.
#[derive(Debug, Clone, Default)]
pub struct Fallen {
    /// Claims that rest on it.
    pub falls: Vec<Fall>,
    /// Claims with too many sources to count.
    pub uncounted: Vec<(ClaimRef, TooMany)>,
}

/// Every claim whose count is less without a source and without all that derives from it,
/// and the claims that could not be counted.
///
/// # Errors
/// [`LedgerError`].
pub fn what_if(case: &Case, fallen: SourceRef) -> Result<Fallen, LedgerError> {
    source::row(case.db(), fallen)?;
    let people = People::read(case)?;
    let root = people.root(fallen.0);
    let mut found = Fallen::default();
    for number in bears::claims(case, &people, root)? {
        let question = gather::question(case, number, &people)?;
        match without(question, Node::Source(root)) {
            Ok(Some((before, after))) => {
                let text = claim::find(case.db(), number)?.text;
                let range = |answer: &Answer| (answer.independent, answer.at_most);
                found.falls.push(Fall { claim: number, text, before: range(&before), after: range(&after) });
            }
            Ok(None) => {}
            Err(error) => found.uncounted.push((number, error)),
        }
    }
    Ok(found)
}

/// Both answers, if the source bears on the claim.
fn without(question: Question, fallen: Node) -> Result<Option<(Answer, Answer)>, TooMany> {
    let witnesses = question.witnesses.iter().map(|witness| Node::Source(witness.source));
    let nodes: BTreeSet<Node> = witnesses.chain(question.edges.iter().flat_map(|edge| [edge.a, edge.b])).collect();
    // A possible derivation suffices: what may be false must not be counted on.
    let ancestry = Ancestry::of(&nodes, question.edges.iter(), Reading::AtWorst)?;
    let mut fewer = question.clone();
    let falls = |source: u32| ancestry.derives(Node::Source(source), fallen);
    let mut any = false;
    for witness in fewer.witnesses.iter_mut().filter(|witness| falls(witness.source)) {
        any |= witness.barred.is_none();
        witness.barred = witness.barred.or(Some(Barred::Assumed));
    }
    if any { Ok(Some((answer(question)?, answer(fewer)?))) } else { Ok(None) }
}

#[cfg(test)]
mod tests;
