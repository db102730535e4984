//! Which case, and which time of it, an index holds.

use rusqlite::OptionalExtension;

use crate::case::{Case, CaseError, Generation, RowId};

/// What the last commit says of itself: `generation ordinal id`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mark {
    pub generation: Generation,
    /// The last item it holds; zero when none.
    pub last: u64,
    /// Its permanent id.
    pub id: String,
}

impl Mark {
    pub fn parse(text: &str) -> Option<Self> {
        let mut words = text.split(' ');
        let generation = Generation(words.next()?.parse().ok()?);
        Some(Self { generation, last: words.next()?.parse().ok()?, id: words.next()?.to_owned() })
    }

    pub fn text(&self) -> String {
        format!("{} {} {}", self.generation.0, self.last, self.id)
    }

    pub fn empty(generation: Generation) -> Self {
        Self { generation, last: 0, id: "-".into() }
    }

    /// Whether the case is the one that it was made of, and not of an earlier time.
    pub fn is_of(&self, case: &Case) -> Result<bool, CaseError> {
        let Generation(now) = case.index_generation()?;
        // Killed between the two databases, the index is one ahead: the debts are there
        // still, and paid again.
        let fits = self.generation.0 == now || self.generation.0 == now + 1;
        if self.last == 0 || !fits {
            return Ok(fits);
        }
        let select = "SELECT id FROM item WHERE ordinal = ?1";
        let id: Option<RowId> = case.db().query_row(select, [self.last], |row| row.get(0)).optional()?;
        Ok(id.is_some_and(|id| id.to_string() == self.id))
    }
}
