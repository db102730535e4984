//! What is indexed of a passage: its words with their places, their stems, and the
//! numbers that lead back to the case. No text is stored.

use tantivy::schema::{FAST, Field, INDEXED, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::{TantivyDocument, Term};

use super::words::{Stems, words_and_stems};

/// Name of the field that filters look at.
pub(super) const ITEM: &str = "item";
/// Name of the field that counts passages within an item.
pub(super) const PASSAGE: &str = "passage";

/// The fields of the index.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields {
    word: Field,
    stem: Field,
    item: Field,
    passage: Field,
}

impl Fields {
    pub fn schema() -> (Schema, Self) {
        let mut schema = Schema::builder();
        // The words come cut already, with a space between; handed over as tokens they
        // would pass through JSON, which costs as much as indexing them.
        let text = |option| {
            let indexing = TextFieldIndexing::default().set_tokenizer("whitespace").set_index_option(option);
            TextOptions::default().set_indexing_options(indexing)
        };
        let fields = Self {
            word: schema.add_text_field("word", text(IndexRecordOption::WithFreqsAndPositions)),
            stem: schema.add_text_field("stem", text(IndexRecordOption::WithFreqs)),
            item: schema.add_u64_field(ITEM, INDEXED | FAST),
            passage: schema.add_u64_field(PASSAGE, FAST),
        };
        (schema.build(), fields)
    }

    /// A passage as the index takes it.
    pub fn document(self, item: u64, passage: u64, text: &str, stems: Stems) -> TantivyDocument {
        let (mut words, mut stemmed) = (String::with_capacity(text.len()), String::with_capacity(text.len()));
        for (word, stem) in words_and_stems(text, stems) {
            words.extend([word.as_str(), " "]);
            stemmed.extend([stem.as_str(), " "]);
        }
        let mut document = TantivyDocument::new();
        document.add_text(self.word, words);
        document.add_text(self.stem, stemmed);
        document.add_u64(self.item, item);
        document.add_u64(self.passage, passage);
        document
    }

    pub fn word(self, word: &str) -> Term {
        Term::from_field_text(self.word, word)
    }

    pub fn stem(self, stem: &str) -> Term {
        Term::from_field_text(self.stem, stem)
    }

    pub fn item(self, item: u64) -> Term {
        Term::from_field_u64(self.item, item)
    }
}
