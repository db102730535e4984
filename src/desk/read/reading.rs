//! What a worker made of one document.

use serde::{Deserialize, Serialize};
use subrosa_tip::Day;

use super::Format;

/// What a worker made of one document.
///
/// *Security*: all text in it is the document's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// What the document is.
    pub format: Format,
    /// Its text in UTF-8, as it was extracted: neither normalised nor trimmed.
    pub text: String,
    /// Where its pages, sheets or sections begin, in order.
    pub parts: Vec<Part>,
    /// What it says about itself: author, software, positions, dates, revisions.
    pub metadata: Vec<Metadata>,
    /// Where it says that it comes from.
    pub provenance: Provenance,
    /// What was not read, and why: sentences for people.
    pub notes: Vec<String>,
    /// Which parts, counted from 0, are pictures without text ([`super::ocr`] empties it).
    pub scans: Vec<u32>,
}

/// A page, sheet or section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Bytes of the text before it; always on a character's boundary.
    pub start: usize,
    /// "page 3", "sheet Budget", "headers", "slide 2".
    pub label: String,
}

/// One thing that a document says about itself, or that a camera or a program said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metadata {
    /// Kebab-case, with a dot after the kind: `pdf.author`, `exif.gps-latitude`.
    pub key: String,
    /// As it stands there.
    pub value: String,
}

/// Where a document says that it comes from. Nothing in it is verified.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Provenance {
    /// Its title.
    pub title: Option<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// The address it was published or captured at.
    pub url: Option<String>,
    /// The day of publication; for a capture from the web the day of the capture.
    pub published: Option<Day>,
    /// Language, as the document declares it (BCP 47 where it keeps the rules).
    pub language: Option<String>,
}
