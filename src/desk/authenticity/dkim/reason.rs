//! Why a signature is invalid, and what a valid one does not show: a name for each,
//! for people and for scripts.

use subrosa_tip::Day;

use super::fault::Fault;
use super::key::STRONG_BITS;

/// Why a signature is invalid, or its key unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// It breaks a rule.
    #[error("the signature is malformed: {0}")]
    Faulty(Fault),
    /// Which one a reader sees is anybody's guess (RFC 6376 section 8.15).
    #[error("the message has several From fields")]
    SeveralFrom,
    /// The body has another hash.
    #[error("the body was altered")]
    BodyAltered,
    /// The key that the domain showed did not make it over these fields.
    #[error("the header fields that it covers, or the signature itself, were altered")]
    HeadersAltered,
    /// It had expired.
    #[error("the signature expired on {0}, before the message's date")]
    Expired(Day),
    /// The domain had taken the key back.
    #[error("the key was revoked: its record was seen empty on {0}, not after the message's date")]
    KeyRevoked(Day),
    /// The domain showed another key.
    #[error("the key seen last before the message's date, on {0}, is another one")]
    OtherKeyThen(Day),
    /// The record does not let its key be used so.
    #[error("the key's record does not allow such a signature")]
    KeyForbids,
    /// No key of the domain with this name.
    #[error("the archive has no key of this selector and domain")]
    NoKey,
    /// Only keys of later days, and none of them made it.
    #[error("the archive has keys of this selector only from after the message's date, and none of them fits")]
    NoKeyOfThatTime,
}

impl Reason {
    /// What scripts compare.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Faulty(_) => "malformed",
            Self::SeveralFrom => "several-from",
            Self::BodyAltered => "body-altered",
            Self::HeadersAltered => "headers-altered",
            Self::Expired(_) => "expired",
            Self::KeyRevoked(_) => "key-revoked",
            Self::OtherKeyThen(_) => "other-key-then",
            Self::KeyForbids => "key-forbids",
            Self::NoKey => "no-key",
            Self::NoKeyOfThatTime => "no-key-of-that-time",
        }
    }
}

/// What a signature does not show although its key made it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Warning {
    /// `l=`: whoever had the message could append.
    #[error("the last {0} bytes of the body are not covered: anybody could have added them")]
    BodyNotCovered(u64),
    /// A field that people rely on.
    #[error("{0} is not covered: anybody could have changed or added it")]
    NotCovered(&'static str),
    /// Signed by somebody else than the sender's domain.
    #[error("the signing domain is not that of the sender in From")]
    OtherDomain,
    /// Nobody to compare the domain with.
    #[error("From names no address")]
    NoSender,
    /// SHA-1.
    #[error("the algorithm rsa-sha1 is weak: collisions can be made, and RFC 8301 forbids it")]
    WeakAlgorithm,
    /// A short key.
    #[error("the key has only {0} bits, fewer than {STRONG_BITS}: it can be broken")]
    WeakKey(usize),
    /// The domain said that signatures mean nothing yet.
    #[error("the domain marked the key as being tried out")]
    OnTrial,
    /// Retired keys are sometimes published or stolen.
    #[error("the key was first seen on {0}, after the message's date")]
    KeySeenLater(Day),
    /// In force at the message's date, and no longer: who replays it may have got it late.
    #[error("the signature expired on {0}, after the message's date: a server that got it later had to refuse it")]
    ExpiredSince(Day),
    /// Expiry and keys cannot be judged at a date.
    #[error("the message has no date to judge it at")]
    Undated,
    /// More than one Date field, or one that is no date.
    #[error("the message has several Date fields, or one that is no date")]
    UnclearDate,
    /// `t=` and Date.
    #[error("the signature was made on {0}, the message says {1}")]
    TimesContradict(Day, Day),
    /// Dated after the day of the judgement.
    #[error("the message or its signature is dated in the future")]
    Future,
}

impl Warning {
    /// What scripts compare.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::BodyNotCovered(_) => "body-not-covered",
            Self::NotCovered(_) => "header-not-covered",
            Self::OtherDomain => "other-domain",
            Self::NoSender => "no-sender",
            Self::WeakAlgorithm => "weak-algorithm",
            Self::WeakKey(_) => "weak-key",
            Self::OnTrial => "on-trial",
            Self::KeySeenLater(_) => "key-seen-later",
            Self::ExpiredSince(_) => "expired-since",
            Self::Undated => "undated",
            Self::UnclearDate => "unclear-date",
            Self::TimesContradict(..) => "times-contradict",
            Self::Future => "future",
        }
    }
}
