//! Pages as bytes.
//!
//! *Security*: every page of a kind has one size, so that what an observer sees
//! does not tell a received tip from a refused one; a page that returns typed
//! text falls into the next class of the same ladder. The policy allows nothing
//! but this page's own style, by its hash.

use askama::Template;
use base64::prelude::{BASE64_STANDARD, Engine};
use fluent_bundle::FluentValue;
use sha2::{Digest, Sha256};
use subrosa_tip::limits::{FLOOR_MESSAGE_BYTES, Limits};

use super::fields::{BASES, CONSENTS};
use super::{Refusal, Submission, Typed};
use crate::words::Words;

const STYLE: &str = include_str!("../templates/style.css");
/// Size of the form and of answers, in bytes.
pub const PAGE_BYTES: usize = 16 * 1024;
/// Bytes of text on a page of paper, for people.
const BYTES_A_PAGE: u64 = 3_000;
/// Files named on the answer page; of more, the number is given.
const FILES_SHOWN: usize = 20;
/// Characters of a file's name shown there.
const NAME_SHOWN: usize = 60;

/// Renders every page.
pub struct Pages {
    words: Words,
    newsroom: String,
    limits: Limits,
    policy: String,
}

/// What the answer page says back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// Length of the message in characters.
    pub characters: u64,
    /// Names and lengths of the files, in order.
    pub files: Vec<(String, u64)>,
    /// Value of the consent.
    pub consent: &'static str,
    /// Whether the client sent neither basis nor consent.
    pub defaults: bool,
}

#[derive(Template)]
#[template(path = "form.html")]
struct FormPage<'a> {
    words: &'a Words,
    style: &'static str,
    newsroom: &'a str,
    refused_title: &'static str,
    refusals: Vec<String>,
    submission: &'a str,
    bases: Vec<(&'static str, String)>,
    consents: Vec<(&'static str, String)>,
    typed: &'a Typed,
    message_hint: String,
    files_hint: String,
}

#[derive(Template)]
#[template(path = "received.html")]
struct ReceivedPage<'a> {
    words: &'a Words,
    style: &'static str,
    title: &'static str,
    lines: Vec<String>,
    files: Vec<(String, String)>,
    after: Vec<String>,
}

#[derive(Template)]
#[template(path = "notice.html")]
struct NoticePage<'a> {
    words: &'a Words,
    style: &'static str,
    title: &'static str,
    text: &'static str,
}

impl Pages {
    /// Pages of this newsroom.
    #[must_use]
    pub fn new(words: Words, newsroom: String, limits: Limits) -> Self {
        let hash = BASE64_STANDARD.encode(Sha256::digest(STYLE));
        let policy = format!(
            "default-src 'none'; style-src 'sha256-{hash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        );
        Self { words, newsroom, limits, policy }
    }

    /// The Content-Security-Policy of every page.
    #[must_use]
    pub fn policy(&self) -> &str {
        &self.policy
    }

    /// The empty form.
    #[must_use]
    pub fn form(&self, submission: &Submission) -> Vec<u8> {
        let typed = Typed { consent: "background", ..Typed::default() };
        self.render_form(submission, &typed, "refused-title", Vec::new())
    }

    /// The form again, with what was typed and why nothing was stored.
    #[must_use]
    pub fn refused(&self, submission: &Submission, typed: &Typed, refusal: Refusal, text_cut: bool) -> Vec<u8> {
        let mut lines = vec![self.reason(refusal)];
        let title = if refusal == Refusal::Uncertain { "refused-unsure-title" } else { "refused-title" };
        if refusal != Refusal::Uncertain {
            lines.push(self.words.say("refused-nothing"));
        }
        if text_cut {
            lines.push(self.words.say("refused-text-cut"));
        } else if !typed.message.is_empty() {
            lines.push(self.words.say("refused-again"));
        }
        self.render_form(submission, typed, title, lines)
    }

    /// What was received, in the source's own terms.
    #[must_use]
    pub fn received(&self, received: &Received) -> Vec<u8> {
        let words = &self.words;
        let count = received.files.len() as u64;
        let mut lines = vec![match received.characters {
            0 => words.say("received-no-message"),
            characters => words.count("received-message", "characters", characters),
        }];
        lines.push(match count {
            0 => words.say("received-no-files"),
            count => words.count("received-files", "count", count),
        });
        let shown = received.files.iter().take(FILES_SHOWN);
        let files = shown.map(|(name, bytes)| (shorten(name), words.size(*bytes))).collect();
        let more = count.saturating_sub(FILES_SHOWN as u64);
        let more = (more > 0).then(|| words.count("received-more-files", "count", more));
        let use_of_it = match (received.defaults, received.consent) {
            (true, _) => words.say("received-defaults"),
            (false, "quote") => words.say("received-consent-quote"),
            (false, "paraphrase") => words.say("received-consent-paraphrase"),
            (false, _) => words.say("received-consent-background"),
        };
        let after =
            more.into_iter().chain([use_of_it, words.say("received-sealed"), words.say("received-no-reply")]).collect();
        pad(ReceivedPage { words, style: STYLE, title: "received-title", lines, files, after }.render())
    }

    /// A repeat of what is stored already.
    #[must_use]
    pub fn already_received(&self) -> Vec<u8> {
        let words = &self.words;
        let lines = vec![words.say("already-text")];
        let (files, after) = (Vec::new(), Vec::new());
        pad(ReceivedPage { words, style: STYLE, title: "already-title", lines, files, after }.render())
    }

    /// No such page.
    #[must_use]
    pub fn not_found(&self) -> Vec<u8> {
        self.notice("notfound-title", "notfound-text")
    }

    /// Too many connections.
    #[must_use]
    pub fn busy(&self) -> Vec<u8> {
        self.notice("busy-title", "busy-text")
    }

    fn notice(&self, title: &'static str, text: &'static str) -> Vec<u8> {
        pad(NoticePage { words: &self.words, style: STYLE, title, text }.render())
    }

    fn render_form(
        &self,
        submission: &Submission,
        typed: &Typed,
        refused_title: &'static str,
        refusals: Vec<String>,
    ) -> Vec<u8> {
        let words = &self.words;
        let page = FormPage {
            words,
            style: STYLE,
            newsroom: &self.newsroom,
            refused_title,
            refusals,
            submission: submission.as_str(),
            bases: BASES.iter().map(|(value, _, label)| (*value, words.say(label))).collect(),
            consents: CONSENTS.iter().map(|(value, _, label)| (*value, words.say(label))).collect(),
            typed,
            message_hint: self.message_hint(),
            files_hint: self.files_hint(),
        };
        pad(page.render())
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

    fn reason(&self, refusal: Refusal) -> String {
        let words = &self.words;
        let limit = |id, bytes| words.say_with(id, "limit", &words.size(bytes));
        match refusal {
            Refusal::Empty => words.say("refused-empty"),
            Refusal::MessageTooLong => limit("refused-message-long", self.limits.message_bytes),
            Refusal::FileTooLarge => limit("refused-file-large", self.limits.file_bytes),
            Refusal::TotalTooLarge => limit("refused-total-large", self.limits.total_bytes),
            Refusal::TooManyFiles => words.count("refused-files-many", "limit", self.limits.files.into()),
            Refusal::Field(field) => words.say_with("refused-field", "field", field),
            Refusal::NotText => words.say("refused-text"),
            Refusal::Malformed => words.say("refused-malformed"),
            Refusal::TooSlow => words.say("refused-slow"),
            Refusal::Unavailable => words.say("refused-full"),
            Refusal::Uncertain => words.say("refused-unsure"),
        }
    }
}

fn shorten(name: &str) -> String {
    let mut short: String = name.chars().take(NAME_SHOWN).collect();
    if short.len() < name.len() {
        short.push('…');
    }
    short
}

/// Fills a page up to its class: 16 KiB, or the next power of two.
fn pad(rendered: askama::Result<String>) -> Vec<u8> {
    // Rendering into a String fails only if a template does: a test renders all.
    let mut page = rendered.unwrap_or_default().into_bytes();
    let (open, close) = (b"<!--".as_slice(), b"-->".as_slice());
    let class = (page.len() + open.len() + close.len()).next_power_of_two().max(PAGE_BYTES);
    page.extend_from_slice(open);
    page.resize(class - close.len(), b' ');
    page.extend_from_slice(close);
    page
}
