//! Pages as bytes.
//!
//! *Security*: every page of a kind has one size, so that what an observer sees
//! does not tell a received tip from a refused one; a page that returns typed
//! text falls into the next class of the same ladder. The policy allows nothing
//! but this page's own style, by its hash.

use askama::Template;
use base64::prelude::{BASE64_STANDARD, Engine};
use sha2::{Digest, Sha256};
use subrosa_tip::codename::Codename;
use subrosa_tip::limits::Limits;

use super::entry::Entry;
use super::page::Page;
use super::{NotOpened, Refusal, Submission, Typed};
use crate::words::Words;

pub(super) const STYLE: &str = include_str!("../templates/style.css");
/// Size of the form and of answers, in bytes.
pub const PAGE_BYTES: usize = 16 * 1024;
/// Size of every page from sign-in on, in bytes: the longest reply with its files
/// fits, escaped and in Base64; a test renders it.
pub const VISIT_BYTES: usize = 128 * 1024;
/// Files named on the answer page; of more, the number is given.
const FILES_SHOWN: usize = 20;
/// Characters of a file's name shown there.
const NAME_SHOWN: usize = 60;

/// Renders every page.
pub struct Pages {
    pub(super) words: Words,
    pub(super) newsroom: String,
    pub(super) limits: Limits,
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
    /// How the source can come back.
    pub back: WayBack,
}

/// How a source can come back to what was received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WayBack {
    /// Not at all: it came without a codename.
    None,
    /// With the codename that the page shows once more.
    Codename(Codename),
    /// It was a follow-up; the page carries the visit on in this state.
    Visit(String),
}

#[derive(Template)]
#[template(path = "form.html")]
struct FormPage<'a> {
    words: &'a Words,
    style: &'static str,
    newsroom: &'a str,
    refused_title: &'static str,
    refusals: Vec<String>,
    codename: &'a str,
    submission: &'a str,
    fields: Entry<'a>,
}

#[derive(Template)]
#[template(path = "received.html")]
pub(super) struct ReceivedPage<'a> {
    pub(super) words: &'a Words,
    pub(super) style: &'static str,
    pub(super) title: &'static str,
    pub(super) lines: Vec<String>,
    pub(super) files: Vec<(String, String)>,
    pub(super) after: Vec<String>,
    pub(super) codename: Option<&'a str>,
    pub(super) state: Option<&'a str>,
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
    pub fn form(&self, codename: &Codename, submission: &Submission) -> Page {
        let typed = Typed { consent: "background", ..Typed::default() };
        self.render_form((codename, submission), &typed, "refused-title", Vec::new())
    }

    /// The form again, with what was typed and why nothing was stored.
    #[must_use]
    pub fn refused(&self, form: (&Codename, &Submission), typed: &Typed, refusal: Refusal, text_cut: bool) -> Page {
        let (title, lines) = self.reasons(typed, refusal, text_cut);
        self.render_form(form, typed, title, lines)
    }

    /// Title and sentences that say why nothing was stored.
    pub(super) fn reasons(&self, typed: &Typed, refusal: Refusal, text_cut: bool) -> (&'static str, Vec<String>) {
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
        (title, lines)
    }

    /// What was received, in the source's own terms.
    #[must_use]
    pub fn received(&self, received: &Received) -> Page {
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
        let after = more.into_iter().chain([self.use_of_it(received), words.say("received-sealed")]).collect();
        self.answer("received-title", (lines, files, after), &received.back)
    }

    fn use_of_it(&self, received: &Received) -> String {
        self.words.say(match (received.defaults, received.consent) {
            (true, _) => "received-defaults",
            (false, "quote") => "received-consent-quote",
            (false, "paraphrase") => "received-consent-paraphrase",
            (false, _) => "received-consent-background",
        })
    }

    /// A repeat of what is stored already.
    #[must_use]
    pub fn already_received(&self, back: &WayBack) -> Page {
        self.answer("already-title", (vec![self.words.say("already-text")], Vec::new(), Vec::new()), back)
    }

    pub(super) fn answer(
        &self,
        title: &'static str,
        (lines, files, mut after): (Vec<String>, Vec<(String, String)>, Vec<String>),
        back: &WayBack,
    ) -> Page {
        after.extend(match back {
            WayBack::None => Some(self.words.say("received-no-reply")),
            WayBack::Visit(_) if title == "received-title" => Some(self.words.say("received-follow-up")),
            _ => None,
        });
        let codename = if let WayBack::Codename(codename) = back { Some(codename.text()) } else { None };
        let codename = codename.as_ref().map(|text| text.as_str());
        let (state, least) = match back {
            WayBack::Visit(state) => (Some(state.as_str()), VISIT_BYTES),
            _ => (None, PAGE_BYTES),
        };
        let words = &self.words;
        Page::pad(ReceivedPage { words, style: STYLE, title, lines, files, after, codename, state }.render(), least)
    }

    /// No such page.
    #[must_use]
    pub fn not_found(&self) -> Page {
        self.notice("notfound-title", "notfound-text")
    }

    /// Too many connections.
    #[must_use]
    pub fn busy(&self) -> Page {
        self.notice("busy-title", "busy-text")
    }

    fn notice(&self, title: &'static str, text: &'static str) -> Page {
        Page::pad(NoticePage { words: &self.words, style: STYLE, title, text }.render(), PAGE_BYTES)
    }

    fn render_form(
        &self,
        (codename, submission): (&Codename, &Submission),
        typed: &Typed,
        refused_title: &'static str,
        refusals: Vec<String>,
    ) -> Page {
        let page = FormPage {
            words: &self.words,
            style: STYLE,
            newsroom: &self.newsroom,
            refused_title,
            refusals,
            codename: &codename.text(),
            submission: submission.as_str(),
            fields: self.fields(typed),
        };
        Page::pad(page.render(), PAGE_BYTES)
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
            Refusal::NotSaved => words.say("refused-not-saved"),
            Refusal::Codename => words.say("refused-codename"),
            Refusal::Slip(error) => self.why(NotOpened::Slip(error)),
            Refusal::SignIn => words.say("refused-sign-in"),
            Refusal::Busy => words.say("refused-busy"),
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
