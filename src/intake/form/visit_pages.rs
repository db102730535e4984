//! The pages of the way back: sign-in, a reply, and what follows.
//!
//! *Security*: all have one size, whatever they hold, so that whoever watches the
//! network learns neither whether there was a reply nor how long it is.

use askama::Template;
use base64::prelude::{BASE64_STANDARD, Engine};
use fluent_bundle::FluentValue;
use subrosa_tip::codename::CodenameError;
use subrosa_tip::reply::ReplyText;

use super::entry::Entry;
use super::fields::KINDS;
use super::page::Page;
use super::pages::{Pages, STYLE, VISIT_BYTES, WayBack};
use super::{Refusal, Submission, Typed};
use crate::words::Words;

/// What a page of a visit shows.
pub struct Shown<'a> {
    /// The reply; none if there is none.
    pub reply: Option<ShownReply<'a>>,
    /// What was just done.
    pub notice: Option<Done>,
    /// What the page takes along.
    pub state: &'a str,
}

/// One reply of several.
pub struct ShownReply<'a> {
    /// The reply; none if it cannot be opened.
    pub text: Option<&'a ReplyText>,
    /// Its place, counted from 1.
    pub number: usize,
    /// How many there are.
    pub count: usize,
}

/// What a source did to their mailbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    /// One reply is deleted.
    Deleted,
    /// All are.
    Burnt,
}

/// Why nobody is signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotOpened {
    /// What was typed is no codename.
    Slip(CodenameError),
    /// The page had outlived its time.
    Expired,
    /// Too many sign in at once.
    Busy,
    /// The vault cannot be read.
    Unavailable,
    /// Neither codename nor state came.
    Malformed,
}

impl NotOpened {
    /// The HTTP status of the page.
    #[must_use]
    pub fn status(self) -> u16 {
        match self {
            Self::Slip(_) | Self::Malformed => 400,
            Self::Expired => 403,
            Self::Busy | Self::Unavailable => 503,
        }
    }
}

#[derive(Template)]
#[template(path = "signin.html")]
struct SignInPage<'a> {
    words: &'a Words,
    style: &'static str,
    newsroom: &'a str,
    refusals: Vec<String>,
    typed_codename: &'a str,
}

#[derive(Template)]
#[template(path = "replies.html")]
struct RepliesPage<'a> {
    words: &'a Words,
    style: &'static str,
    newsroom: &'a str,
    notice: Option<&'static str>,
    reply: Option<ReplyParts>,
    carried: &'a str,
    state: Option<&'a str>,
    submission: &'a str,
    withdrawal: &'a str,
    typed_codename: &'a str,
    kinds: Vec<(&'static str, String)>,
    fields: Entry<'a>,
}

struct ReplyParts {
    heading: String,
    text: String,
    files: Vec<FileParts>,
    is_first: bool,
    has_next: bool,
}

struct FileParts {
    name: String,
    size: String,
    base64: String,
}

#[derive(Template)]
#[template(path = "refusedfollowup.html")]
struct RefusedFollowUpPage<'a> {
    words: &'a Words,
    style: &'static str,
    newsroom: &'a str,
    refused_title: &'static str,
    refusals: Vec<String>,
    state: Option<&'a str>,
    submission: &'a str,
    typed_codename: &'a str,
    kinds: Vec<(&'static str, String)>,
    fields: Entry<'a>,
}

#[derive(Template)]
#[template(path = "refusedwithdrawal.html")]
struct RefusedWithdrawalPage<'a> {
    words: &'a Words,
    style: &'static str,
    newsroom: &'a str,
    refused_title: &'static str,
    refusals: Vec<String>,
    carried: &'a str,
    withdrawal: &'a str,
}

impl Pages {
    /// The page that asks for the codename.
    #[must_use]
    pub fn sign_in(&self) -> Page {
        self.render_sign_in("", Vec::new())
    }

    /// The same, with why nobody was signed in, and what was typed to correct it.
    #[must_use]
    pub fn not_opened(&self, why: NotOpened, typed: &str) -> Page {
        self.render_sign_in(typed, vec![self.why(why)])
    }

    /// A reply, or that there is none, and everything that can be done.
    ///
    /// The two numbers are for a follow-up and for a withdrawal.
    #[must_use]
    pub fn replies(&self, shown: &Shown<'_>, numbers: (&Submission, &Submission)) -> Page {
        let typed = Typed { kind: "follow-up", consent: "background", ..Typed::default() };
        let page = RepliesPage {
            words: &self.words,
            style: STYLE,
            newsroom: &self.newsroom,
            notice: shown.notice.map(|done| match done {
                Done::Deleted => "replies-deleted",
                Done::Burnt => "replies-burnt",
            }),
            reply: shown.reply.as_ref().map(|reply| self.parts(reply)),
            carried: shown.state,
            state: Some(shown.state),
            submission: numbers.0.as_str(),
            withdrawal: numbers.1.as_str(),
            typed_codename: "",
            kinds: self.kinds(),
            fields: self.fields(&typed),
        };
        Page::pad(page.render(), VISIT_BYTES)
    }

    /// A follow-up that was not stored, with what was typed. Without a state the
    /// page asks for the codename.
    #[must_use]
    pub fn refused_follow_up(
        &self,
        (state, submission): (Option<&str>, &Submission),
        (typed, typed_codename): (&Typed, &str),
        refusal: Refusal,
        text_cut: bool,
    ) -> Page {
        let (refused_title, refusals) = self.reasons(typed, refusal, text_cut);
        let page = RefusedFollowUpPage {
            words: &self.words,
            style: STYLE,
            newsroom: &self.newsroom,
            refused_title,
            refusals,
            state,
            submission: submission.as_str(),
            typed_codename,
            kinds: self.kinds(),
            fields: self.fields(typed),
        };
        Page::pad(page.render(), VISIT_BYTES)
    }

    /// A withdrawal that is on its way to the desk.
    #[must_use]
    pub fn withdrawn(&self, state: String) -> Page {
        let lines = vec![self.words.say("received-withdrawal")];
        self.answer("received-withdrawal-title", (lines, Vec::new(), Vec::new()), &WayBack::Visit(state))
    }

    /// A withdrawal that was not stored; it can be sent once more from here.
    #[must_use]
    pub fn withdrawal_refused(&self, state: &str, number: &Submission, refusal: Refusal) -> Page {
        let (refused_title, refusals) = self.reasons(&Typed::default(), refusal, false);
        let page = RefusedWithdrawalPage {
            words: &self.words,
            style: STYLE,
            newsroom: &self.newsroom,
            refused_title,
            refusals,
            carried: state,
            withdrawal: number.as_str(),
        };
        Page::pad(page.render(), VISIT_BYTES)
    }

    fn render_sign_in(&self, typed_codename: &str, refusals: Vec<String>) -> Page {
        let (words, newsroom) = (&self.words, self.newsroom.as_str());
        Page::pad(SignInPage { words, style: STYLE, newsroom, refusals, typed_codename }.render(), VISIT_BYTES)
    }

    /// Why nobody was signed in.
    #[must_use]
    pub fn why(&self, why: NotOpened) -> String {
        let words = &self.words;
        match why {
            NotOpened::Slip(CodenameError::Length { found }) => {
                words.count("signin-slip-length", "found", found as u64)
            }
            NotOpened::Slip(CodenameError::UnknownWord(place)) => {
                words.count("signin-slip-word", "place", place as u64)
            }
            NotOpened::Slip(CodenameError::Checksum) => words.say("signin-slip-order"),
            NotOpened::Expired => words.say("signin-expired"),
            NotOpened::Busy => words.say("refused-busy"),
            NotOpened::Unavailable => words.say("signin-unavailable"),
            NotOpened::Malformed => words.say("signin-malformed"),
        }
    }

    fn kinds(&self) -> Vec<(&'static str, String)> {
        KINDS.iter().map(|(value, _, label)| (*value, self.words.say(label))).collect()
    }

    fn parts(&self, reply: &ShownReply<'_>) -> ReplyParts {
        let mut place =
            vec![("number", FluentValue::from(reply.number as u64)), ("count", FluentValue::from(reply.count as u64))];
        place.extend(reply.text.map(|text| ("day", FluentValue::from(text.day.to_string()))));
        let heading = if reply.text.is_some() { "replies-heading" } else { "replies-heading-unreadable" };
        let files = reply.text.map(|text| text.files.as_slice()).unwrap_or_default();
        let file = |file: &subrosa_tip::reply::ReplyFile| FileParts {
            name: file.name.clone(),
            size: self.words.size(file.content.len() as u64),
            base64: BASE64_STANDARD.encode(&*file.content),
        };
        ReplyParts {
            heading: self.words.with(heading, &place),
            text: reply.text.map_or_else(|| self.words.say("replies-unreadable"), |text| text.text.to_string()),
            files: files.iter().map(file).collect(),
            is_first: reply.number == 1,
            has_next: reply.number < reply.count,
        }
    }
}
