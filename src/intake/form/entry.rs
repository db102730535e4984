//! The fields that a form and a follow-up share.

use fluent_bundle::FluentValue;
use subrosa_tip::limits::FLOOR_MESSAGE_BYTES;

use super::fields::{BASES, CONSENTS};
use super::{Pages, Typed};

/// Bytes of text on a page of paper, for people.
const BYTES_A_PAGE: u64 = 3_000;

/// What `fields.html` shows.
pub(super) struct Entry<'a> {
    pub(super) bases: Vec<(&'static str, String)>,
    pub(super) consents: Vec<(&'static str, String)>,
    pub(super) typed: &'a Typed,
    pub(super) message_hint: String,
    pub(super) files_hint: String,
}

impl Pages {
    pub(super) fn fields<'a>(&self, typed: &'a Typed) -> Entry<'a> {
        let words = &self.words;
        Entry {
            bases: BASES.iter().map(|(value, _, label)| (*value, words.say(label))).collect(),
            consents: CONSENTS.iter().map(|(value, _, label)| (*value, words.say(label))).collect(),
            typed,
            message_hint: self.message_hint(),
            files_hint: self.files_hint(),
        }
    }

    fn message_hint(&self) -> String {
        let pages = FluentValue::from(self.limits.message_bytes / BYTES_A_PAGE);
        let same = FluentValue::from(FLOOR_MESSAGE_BYTES / BYTES_A_PAGE);
        let size = FluentValue::from(self.words.size(self.limits.message_bytes));
        self.words.with("form-message-hint", &[("pages", pages), ("same", same), ("size", size)])
    }

    fn files_hint(&self) -> String {
        let size = |bytes| FluentValue::from(self.words.size(bytes));
        let files = FluentValue::from(u64::from(self.limits.files));
        let (file, total) = (size(self.limits.file_bytes), size(self.limits.total_bytes));
        self.words.with("form-files-hint", &[("files", files), ("file_size", file), ("total_size", total)])
    }
}
