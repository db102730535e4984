//! What may be wrong with a `DKIM-Signature` field: a name for each rule of RFC 6376.

use serde::{Deserialize, Serialize};

/// The rule that a signature breaks. It proves nothing then, whatever its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// Section 3.2.
    #[error("it is not a list of tags, or has a tag twice")]
    Tags,
    /// `v`, `a`, `b`, `bh`, `d`, `h` or `s`.
    #[error("a required tag is missing")]
    Missing,
    /// `v=`.
    #[error("its version is unknown")]
    Version,
    /// `a=`.
    #[error("its algorithm is unknown")]
    Algorithm,
    /// `c=`.
    #[error("its canonicalisation is unknown")]
    Canonicalisation,
    /// `q=`.
    #[error("its way of finding the key is unknown")]
    Query,
    /// `b=` or `bh=`.
    #[error("its signature or body hash is not base64 of a fitting length")]
    Encoding,
    /// `d=`, `s=` or `i=`.
    #[error("its domain, selector or identity is not one")]
    Name,
    /// Section 6.1.1.
    #[error("its identity is not of its domain")]
    Identity,
    /// Section 5.4.
    #[error("it does not cover From")]
    From,
    /// `h=`.
    #[error("its list of header fields is empty, too long or no list")]
    Fields,
    /// `t=`, `x=` or `l=`.
    #[error("a number in it is no number")]
    Number,
    /// Section 3.5.
    #[error("it expires before it was made")]
    Times,
    /// Section 3.5.
    #[error("it claims to cover more of the body than there is")]
    Length,
}
