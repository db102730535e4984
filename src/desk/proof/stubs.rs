//! A bare draft → the claims that it needs, and a copy with their marks.

use super::{Proof, State};

/// A claim that a draft needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stub {
    /// The number that it gets when it is entered after those that are there.
    pub claim: u32,
    /// Its sentence.
    pub text: String,
    /// Where its mark goes, in Unicode scalar values of the draft.
    pub at: usize,
}

/// Proposes a claim for each sentence that states facts with none behind it. `next` is the
/// number that the case gives next.
#[must_use]
pub fn stubs(proof: &Proof, next: u32) -> Vec<Stub> {
    let bare = |row: &&super::Row| row.claims.is_empty() && needs(proof, row);
    let open = proof.rows.iter().filter(bare).zip(next..);
    open.map(|(row, claim)| Stub { claim, text: row.sentence.text.clone(), at: row.sentence.range.end }).collect()
}

fn needs(proof: &Proof, row: &super::Row) -> bool {
    let range = &row.sentence.range;
    let missing = proof.findings.iter().filter(|finding| finding.kind == super::finding::Kind::ClaimMissing);
    let covered = missing.into_iter().any(|f| f.range.start <= range.start && range.end <= f.range.end);
    row.state == State::Open || (row.state == State::Blocked && covered)
}

/// The draft with the marks of claims written into it.
#[must_use]
pub fn marked(text: &str, stubs: &[Stub]) -> String {
    let mut marked = String::with_capacity(text.len() + stubs.len() * 8);
    let mut next = stubs.iter().peekable();
    for (at, letter) in text.chars().enumerate() {
        while let Some(stub) = next.next_if(|stub| stub.at <= at) {
            marked.push_str(&format!(" {{C{}}}", stub.claim));
        }
        marked.push(letter);
    }
    for stub in next {
        marked.push_str(&format!(" {{C{}}}", stub.claim));
    }
    marked
}
