//! Tag lists (RFC 6376 section 3.2): `v=1; a=rsa-sha256; …`, of signatures and keys.

use std::str;

/// Most tags of one list; the standards name under twenty.
const TAGS: usize = 64;

/// A list of tags, each once, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tags<'a>(Vec<(&'a str, &'a str)>);

/// A text is no tag list: a broken form, a tag twice, too many tags.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a list of tags")]
pub struct TagError;

impl<'a> Tags<'a> {
    /// Parses a list. A value keeps its inner blanks and loses the outer ones.
    ///
    /// # Errors
    /// [`TagError`].
    pub fn parse(text: &'a [u8]) -> Result<Self, TagError> {
        let text = str::from_utf8(text).map_err(|_| TagError)?;
        let mut parts: Vec<&str> = text.split(';').collect();
        // The list may end with a semicolon, and with nothing else.
        if parts.len() > 1 && parts.last().is_some_and(|last| last.trim_matches(is_blank).is_empty()) {
            parts.pop();
        }
        let mut tags: Vec<(&str, &str)> = Vec::new();
        for part in parts {
            let (name, value) = tag(part)?;
            if tags.len() == TAGS || tags.iter().any(|(other, _)| *other == name) {
                return Err(TagError);
            }
            tags.push((name, value));
        }
        Ok(Self(tags))
    }

    /// The value of a tag; names have a case.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&'a str> {
        self.0.iter().find_map(|(other, value)| (*other == name).then_some(*value))
    }

    /// The value of a tag with every blank taken out: base64 and lists may be folded.
    #[must_use]
    pub fn joined(&self, name: &str) -> Option<String> {
        Some(self.get(name)?.chars().filter(|letter| !is_blank(*letter)).collect())
    }

    /// The name of the first tag.
    #[must_use]
    pub fn first(&self) -> Option<&'a str> {
        self.0.first().map(|(name, _)| *name)
    }
}

fn tag(part: &str) -> Result<(&str, &str), TagError> {
    let (name, value) = part.split_once('=').ok_or(TagError)?;
    let (name, value) = (name.trim_matches(is_blank), value.trim_matches(is_blank));
    let named = name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    // Folding was undone nowhere: a line's end is a blank, any other control is not.
    let sound = value.chars().all(|letter| is_blank(letter) || !letter.is_control());
    if named && sound { Ok((name, value)) } else { Err(TagError) }
}

/// FWS (RFC 6376 section 2.8).
fn is_blank(letter: char) -> bool {
    matches!(letter, ' ' | '\t' | '\r' | '\n')
}

/// A field's value with the value of its `b=` taken out (section 3.7): everything
/// between the equals sign and the next semicolon.
#[must_use]
pub fn without_signature(value: &[u8]) -> Vec<u8> {
    let mut kept = Vec::with_capacity(value.len());
    for (number, part) in value.split(|byte| *byte == b';').enumerate() {
        if number > 0 {
            kept.push(b';');
        }
        let equals = memchr::memchr(b'=', part).unwrap_or_default();
        let (name, _) = part.split_at_checked(equals).unwrap_or_default();
        kept.extend_from_slice(if name.trim_ascii() == b"b" { part.get(..=equals).unwrap_or_default() } else { part });
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_gives_its_values_without_outer_blanks() {
        let tags = Tags::parse(b" v=1; a = rsa-sha256 ;\r\n\th=From :\r\n To; b=AB\r\n CD=; n=a = b;").unwrap();
        assert_eq!((tags.get("v"), tags.get("a"), tags.get("n")), (Some("1"), Some("rsa-sha256"), Some("a = b")));
        assert_eq!((tags.joined("h").as_deref(), tags.joined("b").as_deref()), (Some("From:To"), Some("ABCD=")));
        assert_eq!((tags.get("V"), tags.first()), (None, Some("v")));
        assert_eq!(Tags::parse(b"p=").unwrap().get("p"), Some(""));
    }

    #[test]
    fn a_tag_twice_an_empty_tag_and_a_broken_name_are_no_list() {
        let many = (0..=TAGS).map(|n| format!("t{n}=x;")).collect::<String>();
        for broken in ["", "v", "v=1; v=1", "v=1;; a=b", "=1", "1a=x", "a-b=x", "v=\u{1}", "; v=1", &many] {
            assert_eq!(Tags::parse(broken.as_bytes()), Err(TagError), "{broken:?}");
        }
        assert!(Tags::parse(many.split_once(';').unwrap().1.as_bytes()).is_ok(), "the control");
        assert_eq!(Tags::parse(b"v=\xff"), Err(TagError));
    }

    #[test]
    fn only_the_signature_itself_is_taken_out() {
        for (value, without) in [
            (" v=1; b=ab\r\n cd ; bh=xy", " v=1; b=; bh=xy"),
            (" bh=b=; b = QUJD\r\n\t=", " bh=b=; b ="),
            ("b=", "b="),
            (" v=1; d=b", " v=1; d=b"),
        ] {
            assert_eq!(without_signature(value.as_bytes()), without.as_bytes());
        }
    }
}
