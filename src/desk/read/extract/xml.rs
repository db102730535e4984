//! XML as a flat run of events. quick-xml expands no entity and does not recurse;
//! a document that declares entities is refused, because no office program does.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::read::error::Refusal;

use super::Stop;

/// What happens in a document. Names are without their prefix.
pub(super) enum Step<'a> {
    /// An element begins.
    Open(&'a str, &'a Attributes),
    /// An element ends.
    Close(&'a str),
    /// Text between.
    Text(&'a str),
}

/// Attributes by their local names, with values unescaped.
pub(super) struct Attributes(Vec<(String, String)>);

impl Attributes {
    /// The value of this one.
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// All of them.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value.as_str()))
    }

    fn of(element: &BytesStart<'_>) -> Self {
        let mut all = element.attributes();
        let all = all.with_checks(false).filter_map(Result::ok);
        Self(
            all.map(|attribute| {
                let name = attribute.key.local_name().as_ref().to_owned();
                let value = quick_xml::escape::unescape(&attribute.value).map(std::borrow::Cow::into_owned);
                (name, value.unwrap_or_else(|_| attribute.value.into_owned()))
            })
            .collect(),
        )
    }
}

/// Goes through a document, step by step.
///
/// # Errors
/// [`Refusal::Bomb`] when it declares entities, [`Refusal::Unreadable`] when it is
/// not well-formed, and what `step` gives.
pub(super) fn walk(document: &[u8], mut step: impl FnMut(Step<'_>) -> Result<(), Stop>) -> Result<(), Stop> {
    let text = super::text::decoded(document).ok_or(Refusal::Unreadable)?;
    let mut reader = Reader::from_str(&text);
    loop {
        match reader.read_event().map_err(|_| Refusal::Unreadable)? {
            Event::Start(element) => open(&element, &mut step)?,
            Event::Empty(element) => {
                open(&element, &mut step)?;
                step(Step::Close(element.local_name().as_ref()))?;
            }
            Event::End(element) => step(Step::Close(element.local_name().as_ref()))?,
            Event::Text(text) => step(Step::Text(&text.xml_content(quick_xml::XmlVersion::Implicit1_0)))?,
            Event::CData(text) => step(Step::Text(&text.xml_content(quick_xml::XmlVersion::Implicit1_0)))?,
            Event::GeneralRef(entity) => {
                let known = entity.resolve_char_ref().ok().flatten().map(String::from);
                let known = known
                    .or_else(|| quick_xml::escape::resolve_predefined_entity(&entity.into_inner()).map(str::to_owned));
                step(Step::Text(&known.unwrap_or_default()))?;
            }
            Event::DocType(declaration) if declaration.contains("<!ENTITY") => return Err(Refusal::Bomb.into()),
            Event::Eof => return Ok(()),
            Event::DocType(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
    }
}

fn open(element: &BytesStart<'_>, step: &mut impl FnMut(Step<'_>) -> Result<(), Stop>) -> Result<(), Stop> {
    step(Step::Open(element.local_name().as_ref(), &Attributes::of(element)))
}

/// Every element that holds only text, as `(name, text)`, with the attribute
/// `name` in place of the element's when it has one.
///
/// # Errors
/// As [`walk`].
pub(super) fn leaves(document: &[u8]) -> Result<Vec<(String, String)>, Stop> {
    let (mut found, mut named, mut text) = (Vec::new(), None, String::new());
    walk(document, |step| {
        match step {
            Step::Open(name, attributes) => {
                named = attributes.value("name").map(str::to_owned).or(named.take().filter(|_| name.starts_with("lp")));
                text.clear();
            }
            Step::Text(piece) => text.push_str(piece),
            Step::Close(name) => {
                if !text.trim().is_empty() {
                    let name = named.take().unwrap_or_else(|| name.to_owned());
                    found.push((name, text.trim().to_owned()));
                }
                text.clear();
            }
        }
        Ok(())
    })?;
    Ok(found)
}

/// `lastModifiedBy` as `last-modified-by`, for the keys of metadata.
pub(super) fn kebab(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut word = String::with_capacity(name.len() + 4);
    for (place, letter) in letters.iter().enumerate() {
        let before = place.checked_sub(1).and_then(|place| letters.get(place));
        let after = letters.get(place + 1);
        let begins = letter.is_uppercase()
            && (before.is_some_and(|letter| letter.is_lowercase() || letter.is_ascii_digit())
                || (before.is_some_and(|letter| letter.is_uppercase())
                    && after.is_some_and(|letter| letter.is_lowercase())));
        if (begins || !letter.is_alphanumeric()) && !word.ends_with('-') && !word.is_empty() {
            word.push('-');
        }
        if letter.is_alphanumeric() {
            word.extend(letter.to_lowercase());
        }
    }
    word.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(document: &str) -> Result<String, Stop> {
        let mut all = String::new();
        walk(document.as_bytes(), |step| {
            if let Step::Text(piece) = step {
                all.push_str(piece);
            }
            Ok(())
        })?;
        Ok(all)
    }

    #[test]
    fn entities_that_are_declared_are_refused_and_known_ones_are_not() {
        assert_eq!(text("<a>5 &lt; 6 &amp; &#x41;</a>").unwrap(), "5 < 6 & A", "the control");
        let bomb = "<!DOCTYPE a [<!ENTITY b \"ha\"><!ENTITY c \"&b;&b;&b;\">]><a>&c;</a>";
        assert!(matches!(text(bomb), Err(Stop::Refused(Refusal::Bomb))));
    }

    #[test]
    fn ten_thousand_elements_deep_is_no_recursion() {
        let deep = format!("{}x{}", "<a>".repeat(10_000), "</a>".repeat(10_000));
        assert_eq!(text(&deep).unwrap(), "x");
    }

    #[test]
    fn names_become_keys() {
        assert_eq!(kebab("lastModifiedBy"), "last-modified-by");
        assert_eq!(kebab("GPSLatitude"), "gps-latitude");
        assert_eq!(kebab("X-Mailer"), "x-mailer");
    }
}
