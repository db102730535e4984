//! Markdown (CommonMark) → blocks: what a reader sees, each character with its place in the
//! source. Code, raw HTML and metadata are not read.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::{Block, Kind};

/// The blocks of a text.
pub(super) fn blocks(text: &str) -> Vec<Block> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    let mut builder = Builder { text, counted: (0, 0), blocks: Vec::new(), open: None, quoted: 0, hidden: 0 };
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        builder.take(&event, range);
    }
    builder.close();
    builder.blocks
}

struct Builder<'t> {
    text: &'t str,
    /// Up to this byte there are so many characters.
    counted: (usize, usize),
    blocks: Vec<Block>,
    open: Option<Block>,
    quoted: usize,
    hidden: usize,
}

impl Builder<'_> {
    fn take(&mut self, event: &Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(*tag),
            Event::Text(words) | Event::Code(words) => self.words(words, range),
            Event::SoftBreak | Event::HardBreak => self.letters("\n", range.start),
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::CodeBlock(_) | Tag::HtmlBlock | Tag::MetadataBlock(_) => {
                self.close();
                self.hidden += 1;
            }
            Tag::BlockQuote(_) => self.quoted += 1,
            Tag::Heading { .. } => self.begin(Kind::Heading),
            Tag::Item | Tag::TableCell => self.begin(Kind::Item),
            Tag::Paragraph if self.quoted > 0 => self.begin(Kind::Quoted),
            // A paragraph of a loose list is its item.
            Tag::Paragraph if self.open.as_ref().is_some_and(|block| block.plain.is_empty()) => {}
            Tag::Paragraph | Tag::FootnoteDefinition(_) => self.begin(Kind::Paragraph),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::CodeBlock | TagEnd::HtmlBlock | TagEnd::MetadataBlock(_) => {
                self.hidden = self.hidden.saturating_sub(1);
            }
            TagEnd::BlockQuote(_) => self.quoted = self.quoted.saturating_sub(1),
            TagEnd::Heading(_) | TagEnd::Item | TagEnd::TableCell | TagEnd::Paragraph => self.close(),
            _ => {}
        }
    }

    fn begin(&mut self, kind: Kind) {
        self.close();
        self.open = Some(Block::new(kind));
    }

    fn close(&mut self) {
        self.blocks.extend(self.open.take().filter(|block| !block.plain.is_empty()));
    }

    /// What is written out stands letter by letter; an entity stands where it begins.
    fn words(&mut self, words: &str, range: Range<usize>) {
        let source = self.text.get(range.clone()).unwrap_or_default();
        match source.find(words) {
            Some(inside) => self.letters(words, range.start + inside),
            None => words.chars().for_each(|letter| self.letter(letter, range.start, 0)),
        }
    }

    fn letters(&mut self, words: &str, start: usize) {
        for (index, letter) in words.chars().enumerate() {
            self.letter(letter, start, index);
        }
    }

    fn letter(&mut self, letter: char, byte: usize, further: usize) {
        if self.hidden == 0 {
            let place = self.character(byte) + further;
            self.open.get_or_insert_with(|| Block::new(Kind::Paragraph)).push(letter, place);
        }
    }

    /// Counts on from where it counted before; events come in the order of the text.
    fn character(&mut self, byte: usize) -> usize {
        let (from, before) = if self.counted.0 <= byte { self.counted } else { (0, 0) };
        let count = before + self.text.get(from..byte).unwrap_or_default().chars().count();
        self.counted = (byte, count);
        count
    }
}
