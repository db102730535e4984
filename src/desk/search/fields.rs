//! What is indexed of a passage: its words with their places, their stems, and the
//! numbers that lead back to the case. No text is stored.

use tantivy::schema::{FAST, Field, INDEXED, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{PreTokenizedString, Token};
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
        // The words come cut already; the tokenizer is named because one must be.
        let text = |option| {
            let indexing = TextFieldIndexing::default().set_tokenizer("raw").set_index_option(option);
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
        let (words, stemmed): (Vec<_>, Vec<_>) = words_and_stems(text, stems)
            .enumerate()
            .map(|(position, (word, stem))| (token(position, word), token(position, stem)))
            .unzip();
        let mut document = TantivyDocument::new();
        document.add_pre_tokenized_text(self.word, PreTokenizedString { text: String::new(), tokens: words });
        document.add_pre_tokenized_text(self.stem, PreTokenizedString { text: String::new(), tokens: stemmed });
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

fn token(position: usize, text: String) -> Token {
    Token { offset_from: 0, offset_to: 0, position, text, position_length: 1 }
}
