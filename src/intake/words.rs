//! Every word that a source reads, from one Fluent file for each language.
//!
//! *Source*: Project Fluent. Numbers are formatted by Fluent, sizes by
//! [`Words::size`], so that no page puts a sentence together from pieces.

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

const ENGLISH: &str = include_str!("words/en.ftl");

/// The words of one language.
pub struct Words {
    bundle: FluentBundle<FluentResource>,
}

/// The file of words is broken: a defect that a test finds.
#[derive(Debug, thiserror::Error)]
#[error("the file of words is broken")]
pub struct WordsError;

impl Words {
    /// English.
    ///
    /// # Errors
    /// [`WordsError`]; a test reads every message.
    pub fn english() -> Result<Self, WordsError> {
        Self::from_text(ENGLISH)
    }

    /// English with every word between marks, so that a test finds words that
    /// a page did not take from here.
    #[cfg(test)]
    pub(crate) fn pseudo() -> Self {
        let mut words = Self::from_text(ENGLISH).unwrap();
        words.bundle.set_transform(Some(|text: &str| format!("⟦{text}⟧").into()));
        words
    }

    fn from_text(text: &str) -> Result<Self, WordsError> {
        let resource = FluentResource::try_new(text.to_owned()).map_err(|_| WordsError)?;
        let english: LanguageIdentifier = "en".parse().map_err(|_| WordsError)?;
        let mut bundle = FluentBundle::new_concurrent(vec![english]);
        // Isolation marks would be odd characters in a page; what a person typed
        // stands in <bdi> instead.
        bundle.set_use_isolating(false);
        bundle.add_resource(resource).map_err(|_| WordsError)?;
        Ok(Self { bundle })
    }

    /// A message without arguments.
    #[must_use]
    pub fn say(&self, id: &str) -> String {
        self.format(id, None)
    }

    /// A message with one argument, a text.
    #[must_use]
    pub fn say_with(&self, id: &str, name: &str, value: &str) -> String {
        self.with(id, &[(name, FluentValue::from(value))])
    }

    /// A message with one argument, a number.
    #[must_use]
    pub fn count(&self, id: &str, name: &str, value: u64) -> String {
        self.with(id, &[(name, FluentValue::from(value))])
    }

    /// A message with several arguments.
    #[must_use]
    pub fn with(&self, id: &str, arguments: &[(&str, FluentValue<'_>)]) -> String {
        let mut args = FluentArgs::new();
        for (name, value) in arguments {
            args.set(*name, value.clone());
        }
        self.format(id, Some(&args))
    }

    /// A length in the largest unit that keeps two digits of it.
    #[must_use]
    pub fn size(&self, bytes: u64) -> String {
        let units = [("size-gib", 30), ("size-mib", 20), ("size-kib", 10)];
        let unit = units
            .iter()
            .find(|(_, shift)| bytes >> shift >= 10 || (bytes >> shift >= 1 && bytes.is_multiple_of(1 << shift)));
        match unit {
            Some((id, shift)) => self.count(id, "count", bytes >> shift),
            None => self.count("size-bytes", "count", bytes),
        }
    }

    fn format(&self, id: &str, args: Option<&FluentArgs<'_>>) -> String {
        let pattern = self.bundle.get_message(id).and_then(|message| message.value());
        let mut errors = Vec::new();
        let text = pattern.map(|pattern| self.bundle.format_pattern(pattern, args, &mut errors).into_owned());
        debug_assert!(errors.is_empty() && text.is_some(), "message {id}: {errors:?}");
        text.unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_said_in_the_largest_unit() {
        let words = Words::english().unwrap();
        let said: Vec<_> = [1, 900, 2_048, 200_000, 3_900 << 20, 2 << 30].map(|bytes| words.size(bytes)).into();
        assert_eq!(said, ["one byte", "900 bytes", "2 KiB", "195 KiB", "3900 MiB", "2 GiB"]);
    }
}
