//! What is told an editor: where, what, why, and what to do about it.

use std::ops::Range;

use serde_json::{Value, json};

use super::likeness::Likeness;

/// What sort of finding it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Words that a protected item has too.
    Wording,
    /// A name that only protected items pair with this subject.
    Name,
    /// A file name, codename, coordinate, figure, date or time of day, the same.
    Detail,
    /// A place in which copies of one document differ.
    Copy,
    /// A character that could point at whoever passed the text on.
    Mark,
    /// Too soon after the tip or the event.
    Time,
    /// Words that say who the source is.
    Attribution,
    /// Words that say what was not public before.
    Novelty,
}

impl Kind {
    /// As scripts compare it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Wording => "wording",
            Self::Name => "name",
            Self::Detail => "detail",
            Self::Copy => "copy",
            Self::Mark => "mark",
            Self::Time => "time",
            Self::Attribution => "attribution",
            Self::Novelty => "novelty",
        }
    }

    /// As `proof` calls it.
    #[must_use]
    pub fn proof(self) -> &'static str {
        match self {
            Self::Wording => "wording-leak",
            Self::Name => "name-leak",
            Self::Detail => "detail-leak",
            Self::Copy => "copy-trap",
            Self::Mark => "mark",
            Self::Time => "time",
            Self::Attribution | Self::Novelty => "exposure",
        }
    }
}

/// What a finding does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// To know, and no more.
    Note,
    /// To look at.
    Warn,
    /// Not to be printed so.
    Block,
}

impl Level {
    /// As scripts compare it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warn => "warn",
            Self::Block => "block",
        }
    }
}

/// One finding in one text that leaves the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What sort.
    pub kind: Kind,
    /// What it does.
    pub level: Level,
    /// Which of the texts, by its place among those handed in.
    pub text: usize,
    /// Where in it, in Unicode scalar values.
    pub at: Range<usize>,
    /// What stands there.
    pub words: String,
    /// The protected item that has it.
    pub item: Option<String>,
    /// Where that has it, in Unicode scalar values.
    pub place: Option<Range<usize>>,
    /// How close the two are.
    pub likeness: Option<Likeness>,
    /// What was found, in a sentence.
    pub message: String,
    /// What to do, in a sentence.
    pub remedy: String,
}

impl Finding {
    /// As scripts read it; `name` is that of the text it is in.
    #[must_use]
    pub fn to_json(&self, name: &str) -> Value {
        json!({
            "item": self.item,
            "start": self.at.start,
            "end": self.at.end,
            "text": name,
            "words": self.words,
            "kind": self.kind.word(),
            "level": self.level.word(),
            "likeness": self.likeness.map(Likeness::word),
            "place": self.place.as_ref().map(|place| json!({ "start": place.start, "end": place.end })),
            "message": self.message,
            "remedy": self.remedy,
        })
    }
}
