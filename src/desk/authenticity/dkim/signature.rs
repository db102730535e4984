//! One `DKIM-Signature` field → its claims (RFC 6376 section 3.5), or the one rule
//! that it breaks.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use super::canonical::{Form, forms};
use super::fault::Fault;
use super::tags::Tags;

/// Most bytes of a domain, selector or identity (RFC 1035: 255, and a local part).
const NAME_BYTES: usize = 320;
/// Most names that a signature covers.
const COVERED: usize = 300;
/// Most bytes of a signature: RSA with 16,384 bits.
const SIGNATURE_BYTES: usize = 2_048;

/// How a signature was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Algorithm {
    /// RFC 6376; refused since RFC 8301, and common before 2012.
    #[serde(rename = "rsa-sha1")]
    RsaSha1,
    /// RFC 6376.
    #[serde(rename = "rsa-sha256")]
    RsaSha256,
    /// RFC 8463.
    #[serde(rename = "ed25519-sha256")]
    Ed25519Sha256,
}

impl Algorithm {
    /// Its name in `a=`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::RsaSha1 => "rsa-sha1",
            Self::RsaSha256 => "rsa-sha256",
            Self::Ed25519Sha256 => "ed25519-sha256",
        }
    }

    fn of(word: &str) -> Option<Self> {
        [Self::RsaSha1, Self::RsaSha256, Self::Ed25519Sha256].into_iter().find(|known| known.word() == word)
    }
}

/// What a signature says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// `d=`: the domain that signs, in lower case.
    pub domain: String,
    /// `s=`: which of its keys, in lower case.
    pub selector: String,
    /// `i=`: on whose behalf.
    pub identity: Option<String>,
    /// `a=`.
    pub algorithm: Algorithm,
    /// `h=`: names of the fields that it covers, in lower case, as often as they stand there.
    pub fields: Vec<String>,
    /// `t=`, in seconds since 1970.
    pub made: Option<i64>,
    /// `x=`, in seconds since 1970.
    pub expires: Option<i64>,
    /// `l=`: so many bytes of the canonical body are covered.
    pub length: Option<u64>,
    /// `b=`.
    #[serde(with = "hex::serde")]
    pub signature: Vec<u8>,
}

/// What is needed to hash, beside the claims.
pub(super) struct Recipe {
    pub header: Form,
    pub body: Form,
    pub body_hash: Vec<u8>,
}

/// Parses the value of a field.
pub(super) fn parse(value: &[u8]) -> Result<(Claims, Recipe), Fault> {
    let tags = Tags::parse(value).map_err(|_| Fault::Tags)?;
    let need = |name| tags.get(name).ok_or(Fault::Missing);
    // The version first: of another one nothing else is known.
    if need("v")? != "1" {
        return Err(Fault::Version);
    }
    let algorithm = Algorithm::of(need("a")?).ok_or(Fault::Algorithm)?;
    let (header, body) = forms(tags.get("c").unwrap_or("simple/simple")).ok_or(Fault::Canonicalisation)?;
    check_query(&tags)?;
    let (domain, selector) = (name(need("d")?)?, name(need("s")?)?);
    let fields = fields(&tags)?;
    let (made, expires) = (number(&tags, "t")?, number(&tags, "x")?);
    if made.zip(expires).is_some_and(|(made, expires)| expires <= made) {
        return Err(Fault::Times);
    }
    let claims = Claims {
        identity: identity(&tags, &domain)?,
        domain,
        selector,
        algorithm,
        fields,
        made,
        expires,
        length: number(&tags, "l")?.map(|length| length.unsigned_abs()),
        signature: bytes(&tags, "b")?,
    };
    Ok((claims, Recipe { header, body, body_hash: bytes(&tags, "bh")? }))
}

fn check_query(tags: &Tags<'_>) -> Result<(), Fault> {
    let Some(methods) = tags.joined("q") else { return Ok(()) };
    // Unknown methods are passed over; one must be the one that there is.
    if methods.split(':').any(|method| method == "dns/txt") { Ok(()) } else { Err(Fault::Query) }
}

/// A domain name or a selector: letters, digits, hyphens, underscores, dots; other
/// scripts as they are written (RFC 8616).
fn name(text: &str) -> Result<String, Fault> {
    let sound = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_' | '.');
    let whole = !text.is_empty() && text.len() <= NAME_BYTES && text.chars().all(sound);
    let labels = !text.split('.').any(str::is_empty);
    if whole && labels { Ok(text.to_lowercase()) } else { Err(Fault::Name) }
}

/// `i=`: `[local]@domain`, of the signing domain or one below it.
fn identity(tags: &Tags<'_>, domain: &str) -> Result<Option<String>, Fault> {
    let Some(identity) = tags.get("i") else { return Ok(None) };
    let (_, host) = identity.rsplit_once('@').ok_or(Fault::Name)?;
    if identity.len() > NAME_BYTES {
        return Err(Fault::Name);
    }
    if is_within(&name(host)?, domain) { Ok(Some(identity.to_owned())) } else { Err(Fault::Identity) }
}

/// Whether a domain is this one or below it.
#[must_use]
pub fn is_within(inner: &str, outer: &str) -> bool {
    inner == outer || inner.strip_suffix(outer).is_some_and(|before| before.ends_with('.'))
}

fn fields(tags: &Tags<'_>) -> Result<Vec<String>, Fault> {
    let list = tags.joined("h").ok_or(Fault::Missing)?.to_ascii_lowercase();
    let names: Vec<String> = list.split(':').map(str::to_owned).collect();
    let sound =
        |name: &String| !name.is_empty() && name.len() <= 100 && name.bytes().all(|byte| byte.is_ascii_graphic());
    if names.len() > COVERED || !names.iter().all(sound) {
        return Err(Fault::Fields);
    }
    if names.iter().any(|name| name == "from") { Ok(names) } else { Err(Fault::From) }
}

/// Digits, and as many as a moment or a length has.
fn number(tags: &Tags<'_>, name: &str) -> Result<Option<i64>, Fault> {
    let Some(text) = tags.get(name) else { return Ok(None) };
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = text.parse().ok().filter(|_| digits);
    number.map(Some).ok_or(Fault::Number)
}

fn bytes(tags: &Tags<'_>, name: &str) -> Result<Vec<u8>, Fault> {
    let text = tags.joined(name).ok_or(Fault::Missing)?;
    let bytes = STANDARD.decode(text).map_err(|_| Fault::Encoding)?;
    if bytes.is_empty() || bytes.len() > SIGNATURE_BYTES { Err(Fault::Encoding) } else { Ok(bytes) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "v=1; a=rsa-sha256; d=Post.Example; s=One; h=From:to: Subject; bh=QUJD; b=REVG";

    fn fault(text: &str) -> Option<Fault> {
        parse(text.as_bytes()).err()
    }

    #[test]
    fn a_signature_gives_its_claims() {
        let text = format!("{GOOD}; c=relaxed; t=5; x=6; l=7; i=me@mail.post.example; q=new : dns/txt; zz=unknown");
        let (claims, recipe) = parse(text.as_bytes()).unwrap();
        assert_eq!((claims.domain.as_str(), claims.selector.as_str()), ("post.example", "one"));
        assert_eq!(claims.fields, ["from", "to", "subject"]);
        assert_eq!((claims.made, claims.expires, claims.length), (Some(5), Some(6), Some(7)));
        assert_eq!(
            (recipe.header, recipe.body, recipe.body_hash.as_slice()),
            (Form::Relaxed, Form::Simple, &b"ABC"[..])
        );
        assert_eq!(fault(GOOD), None);
    }

    #[test]
    fn every_rule_that_is_broken_has_its_own_name() {
        let with = |more: &str| format!("{GOOD}; {more}");
        let changed = |from: &str, to: &str| {
            assert!(GOOD.contains(from));
            GOOD.replace(from, to)
        };
        for (text, expected) in [
            (with("d=other.example"), Fault::Tags),
            (changed("d=Post.Example; ", ""), Fault::Missing),
            (changed("; b=REVG", ""), Fault::Missing),
            (changed("v=1", "v=2"), Fault::Version),
            (changed("rsa-sha256", "rsa-md5"), Fault::Algorithm),
            (with("c=relaxed/loose"), Fault::Canonicalisation),
            (with("c=nofws"), Fault::Canonicalisation),
            (with("q=carrier-pigeon"), Fault::Query),
            (changed("bh=QUJD", "bh=Q*JD"), Fault::Encoding),
            (changed("b=REVG", "b="), Fault::Encoding),
            (changed("Post.Example", "post..example"), Fault::Name),
            (changed("Post.Example", "post.example>"), Fault::Name),
            (with("i=me@elsewhere.example"), Fault::Identity),
            (with("i=me@otherpost.example"), Fault::Identity),
            (with("i=nobody"), Fault::Name),
            (changed("From:to: Subject", "to:subject"), Fault::From),
            (changed("From:to: Subject", "from::to"), Fault::Fields),
            (with("t=yesterday"), Fault::Number),
            (with("l=-1"), Fault::Number),
            (with("t=6; x=6"), Fault::Times),
        ] {
            assert_eq!(fault(&text), Some(expected), "{text}");
        }
    }
}
