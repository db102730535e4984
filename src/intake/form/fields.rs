//! The form's fields as they come in, and why a submission is refused.

use subrosa_tip::codename::{Codename, CodenameError};
use subrosa_tip::envelope::{Basis, Consent, Kind};

/// Names a submission, so that a repeat is the same tip: 16 random bytes that
/// the page carries, in hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission(String);

impl Submission {
    /// A new random number.
    ///
    /// # Errors
    /// When the system has no random numbers.
    pub fn random() -> std::io::Result<Self> {
        Ok(Self(hex::encode(subrosa_tip::random::<16>()?)))
    }

    /// What a page sent back: exactly such a number.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let plain = text.len() == 32 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        plain.then(|| Self(text.to_owned()))
    }

    /// The number as the page carries it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What the source typed and chose, kept for a page that asks again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typed {
    /// The codename that the form carried.
    pub codename: Option<Codename>,
    /// Whether the source says that it is written down.
    pub saved: bool,
    /// Value of the kind of a follow-up; empty if none was chosen.
    pub kind: &'static str,
    /// Value of the chosen basis; empty if none was chosen.
    pub basis: &'static str,
    /// Value of the chosen consent; empty if none was chosen.
    pub consent: &'static str,
    /// Language tag.
    pub language: String,
    /// Message.
    pub message: String,
}

/// Form values of [`Basis`], with the message that labels each.
pub const BASES: [(&str, Basis, &str); 5] = [
    ("", Basis::Unstated, "basis-unstated"),
    ("saw", Basis::Saw, "basis-saw"),
    ("document", Basis::Document, "basis-document"),
    ("told", Basis::Told, "basis-told"),
    ("rumour", Basis::Rumour, "basis-rumour"),
];

/// Form values of [`Consent`], with the message that labels each.
pub const CONSENTS: [(&str, Consent, &str); 3] = [
    ("background", Consent::Background, "consent-background"),
    ("paraphrase", Consent::Paraphrase, "consent-paraphrase"),
    ("quote", Consent::Quote, "consent-quote"),
];

/// Form values of what follows a tip, with the message that labels each.
pub const KINDS: [(&str, Kind, &str); 2] =
    [("follow-up", Kind::FollowUp, "kind-follow-up"), ("correction", Kind::Correction, "kind-correction")];

impl Typed {
    /// The kind of follow-up that was chosen.
    #[must_use]
    pub fn kind(&self) -> Kind {
        KINDS.iter().find(|(value, ..)| *value == self.kind).map_or(Kind::FollowUp, |(_, kind, _)| *kind)
    }

    /// The basis that was chosen.
    #[must_use]
    pub fn basis(&self) -> Basis {
        BASES.iter().find(|(value, ..)| *value == self.basis).map_or(Basis::Unstated, |(_, basis, _)| *basis)
    }

    /// The consent that was chosen.
    #[must_use]
    pub fn consent(&self) -> Consent {
        CONSENTS
            .iter()
            .find(|(value, ..)| *value == self.consent)
            .map_or(Consent::Background, |(_, consent, _)| *consent)
    }
}

/// The offered basis that a field holds.
#[must_use]
pub fn offered_basis(text: &str) -> Option<&'static str> {
    BASES.iter().map(|(value, ..)| *value).find(|value| *value == text)
}

/// The offered consent that a field holds.
#[must_use]
pub fn offered_consent(text: &str) -> Option<&'static str> {
    CONSENTS.iter().map(|(value, ..)| *value).find(|value| *value == text)
}

/// The offered kind of follow-up that a field holds.
#[must_use]
pub fn offered_kind(text: &str) -> Option<&'static str> {
    KINDS.iter().map(|(value, ..)| *value).find(|value| *value == text)
}

/// Why a submission was refused. None carries anything that the source sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Neither message nor file.
    #[error("empty")]
    Empty,
    /// The message is over its limit.
    #[error("message too long")]
    MessageTooLong,
    /// A file is over its limit.
    #[error("file too large")]
    FileTooLarge,
    /// More files, or more parts, than allowed.
    #[error("too many files")]
    TooManyFiles,
    /// Everything together is over its limit.
    #[error("too large in all")]
    TotalTooLarge,
    /// A short field came twice or with a value that is not offered.
    #[error("a field is wrong")]
    Field(&'static str),
    /// A codename that nobody says was written down.
    #[error("the codename is not written down")]
    NotSaved,
    /// What stands in the codename's place is none.
    #[error("not a codename")]
    Codename,
    /// What was typed as a codename is none.
    #[error("not a codename")]
    Slip(CodenameError),
    /// The page was open for too long, or is another process's.
    #[error("the codename is needed again")]
    SignIn,
    /// Too many codenames wait to be derived.
    #[error("busy")]
    Busy,
    /// Invalid UTF-8.
    #[error("not UTF-8")]
    NotText,
    /// Not a multipart form.
    #[error("malformed")]
    Malformed,
    /// The body came too slowly.
    #[error("too slow")]
    TooSlow,
    /// The vault is full, busy or cannot be written: nothing was stored.
    #[error("unavailable")]
    Unavailable,
    /// A sync failed: it may be stored or not.
    #[error("uncertain")]
    Uncertain,
}

impl Refusal {
    /// The HTTP status of the page.
    #[must_use]
    pub fn status(self) -> u16 {
        match self {
            Self::MessageTooLong | Self::FileTooLarge | Self::TooManyFiles | Self::TotalTooLarge => 413,
            Self::TooSlow => 408,
            Self::Unavailable | Self::Uncertain | Self::Busy => 503,
            Self::SignIn => 403,
            Self::Empty
            | Self::Field(_)
            | Self::NotSaved
            | Self::Codename
            | Self::Slip(_)
            | Self::NotText
            | Self::Malformed => 400,
        }
    }
}
