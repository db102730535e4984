//! What differs from the last proof of the same draft.

use std::collections::HashSet;

use super::Row;
use super::finding::Finding;
use super::kept::Last;

/// A sentence whose state is another although its words are the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turned {
    /// Its id.
    pub id: String,
    /// Its words.
    pub text: String,
    /// Its state then.
    pub before: String,
    /// Its state now.
    pub after: &'static str,
}

/// What differs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// Ids of sentences that are new, or have other words.
    pub added: Vec<String>,
    /// Words of sentences that are gone, or had other words.
    pub removed: Vec<String>,
    /// Sentences with the same words and another state.
    pub turned: Vec<Turned>,
    /// Ids of findings that are new.
    pub found: Vec<String>,
    /// Ids and kinds of findings that are gone.
    pub gone: Vec<(String, String)>,
}

impl Changes {
    /// Whether nothing differs.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// The last proof against this one.
#[must_use]
pub fn changes(last: &Last, rows: &[Row], findings: &[Finding]) -> Changes {
    let then: HashSet<&str> = last.sentences.iter().map(|sentence| sentence.id.as_str()).collect();
    let now: HashSet<&str> = rows.iter().map(|row| row.sentence.id.as_str()).collect();
    let found_then: HashSet<&str> = last.findings.iter().map(|(id, _)| id.as_str()).collect();
    let found_now: HashSet<&str> = findings.iter().map(|finding| finding.id.as_str()).collect();
    let turned = rows.iter().filter_map(|row| {
        let before = last.sentences.iter().find(|sentence| sentence.id == row.sentence.id)?;
        (before.state != row.state.word()).then(|| Turned {
            id: row.sentence.id.clone(),
            text: row.sentence.text.clone(),
            before: before.state.clone(),
            after: row.state.word(),
        })
    });
    let added = rows.iter().map(|row| &row.sentence.id).filter(|id| !then.contains(id.as_str()));
    let removed = last.sentences.iter().filter(|sentence| !now.contains(sentence.id.as_str()));
    let found = findings.iter().map(|finding| &finding.id).filter(|id| !found_then.contains(id.as_str()));
    let gone = last.findings.iter().filter(|(id, _)| !found_now.contains(id.as_str()));
    Changes {
        added: added.cloned().collect(),
        removed: removed.map(|sentence| sentence.words.clone()).collect(),
        turned: turned.collect(),
        found: found.cloned().collect(),
        gone: gone.cloned().collect(),
    }
}
