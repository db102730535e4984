//! Text is split into passages: what evidence points at and what a search finds.
//!
//! A passage is a range of the extracted text. It begins and ends where a sentence
//! or a paragraph does (UAX 29), within one page or part, and has some lines: long
//! enough to be about something, short enough to be shown. Every character that is
//! no space lies in exactly one.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

/// A passage is not ended at a paragraph before it has so many characters: a
/// heading stays with what it heads.
const LEAST: usize = 120;
/// A passage is ended at the first end of a sentence after so many.
const ENOUGH: usize = 350;
/// No passage is longer: what has no sentences (tables, other scripts, junk) is cut
/// between words, and a word of that length anywhere between two characters.
const MOST: usize = 900;
/// A run of so many characters without a letter or digit (leaders, rules, filling)
/// is taken by itself: the search for the end of a sentence looks ahead from each of
/// them, which would cost the square of their number.
const RUN: usize = 64;

/// A range of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// In bytes.
    pub bytes: Range<usize>,
    /// In Unicode scalar values.
    pub characters: Range<usize>,
}

/// Splits a text. `parts` are the byte offsets at which its pages begin, in order;
/// no passage crosses one.
#[must_use]
pub fn split(text: &str, parts: &[usize]) -> Vec<Passage> {
    let mut packer = Packer { text, passages: Vec::new(), open: 0..0, length: 0, counted: (0, 0) };
    let edges = parts.iter().copied().filter(|at| text.is_char_boundary(*at)).chain([text.len()]);
    let mut start = 0;
    for end in edges {
        // Not in order is as good as not there.
        if let Some(part) = text.get(start..end) {
            packer.part(part, start);
            start = end;
        }
    }
    packer.passages
}

/// Where a passage may end after a piece of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Paragraph,
    Sentence,
    /// A line that was only wrapped, or a word.
    None,
}

struct Packer<'t> {
    text: &'t str,
    passages: Vec<Passage>,
    /// The passage being packed, in bytes.
    open: Range<usize>,
    /// Its characters.
    length: usize,
    /// Up to this byte there are so many characters.
    counted: (usize, usize),
}

impl Packer<'_> {
    fn part(&mut self, part: &str, start: usize) {
        self.open = start..start;
        let mut at = start;
        for (stretch, is_run) in stretches(part) {
            if is_run {
                self.words(stretch, at);
                self.ends(end_of_run(stretch));
            } else {
                self.stretch(stretch, at);
            }
            at += stretch.len();
        }
        self.flush();
    }

    fn stretch(&mut self, stretch: &str, start: usize) {
        let mut sentences = stretch.split_sentence_bound_indices().peekable();
        while let Some((at, sentence)) = sentences.next() {
            let next = sentences.peek().map_or("\n", |(_, next)| *next);
            self.sentence(sentence, start + at, end_of(sentence, next));
        }
    }

    fn sentence(&mut self, sentence: &str, start: usize, end: End) {
        let characters = sentence.chars().count();
        if characters <= MOST {
            self.take(start + sentence.len(), characters, end);
            return;
        }
        self.words(sentence, start);
        self.ends(end);
    }

    fn words(&mut self, text: &str, start: usize) {
        for (at, word) in text.split_word_bound_indices() {
            self.word(word, start + at);
        }
    }

    fn word(&mut self, word: &str, start: usize) {
        let mut from = start;
        for (count, (at, _)) in word.char_indices().enumerate() {
            if count > 0 && count % MOST == 0 {
                self.take(start + at, MOST, End::None);
                from = start + at;
            }
        }
        let rest = self.text.get(from..start + word.len()).unwrap_or_default();
        self.take(start + word.len(), rest.chars().count(), End::None);
    }

    /// Takes the text up to `until` into the passage.
    fn take(&mut self, until: usize, characters: usize, end: End) {
        if self.length + characters > MOST {
            self.flush();
        }
        self.open.end = until;
        self.length += characters;
        self.ends(end);
    }

    fn ends(&mut self, end: End) {
        let least = match end {
            End::Paragraph => LEAST,
            End::Sentence => ENOUGH,
            End::None => return,
        };
        if self.length >= least {
            self.flush();
        }
    }

    /// Ends the passage, without the spaces around it.
    fn flush(&mut self) {
        let open = self.text.get(self.open.clone()).unwrap_or_default();
        let trimmed = open.trim_start();
        let start = self.open.end - trimmed.len();
        let bytes = start..start + trimmed.trim_end().len();
        if !bytes.is_empty() {
            let characters = self.characters_before(bytes.start)..self.characters_before(bytes.end);
            self.passages.push(Passage { bytes, characters });
        }
        self.open = self.open.end..self.open.end;
        self.length = 0;
    }

    /// Counts on from where it counted before.
    fn characters_before(&mut self, at: usize) -> usize {
        let (byte, characters) = self.counted;
        let more = self.text.get(byte..at).unwrap_or_default().chars().count();
        self.counted = (at, characters + more);
        characters + more
    }
}

/// Cuts a text into long runs without a letter or digit and what lies between them.
fn stretches(text: &str) -> impl Iterator<Item = (&str, bool)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (stretch, after, is_run) = match long_run(rest) {
            Some(run) if run.start == 0 => (rest.get(run.clone())?, rest.get(run.end..)?, true),
            Some(run) => (rest.get(..run.start)?, rest.get(run.start..)?, false),
            None => (rest, "", false),
        };
        rest = after;
        Some((stretch, is_run))
    })
}

/// The first run of more than [`RUN`] characters without a letter or digit.
fn long_run(text: &str) -> Option<Range<usize>> {
    let (mut start, mut length) = (0, 0);
    for (at, character) in text.char_indices() {
        if !character.is_alphanumeric() {
            length += 1;
            continue;
        }
        if length > RUN {
            return Some(start..at);
        }
        (start, length) = (at + character.len_utf8(), 0);
    }
    (length > RUN).then_some(start..text.len())
}

/// A long run is an end where it holds an empty line, and filling otherwise.
fn end_of_run(run: &str) -> End {
    let lines = run.matches(['\n', '\u{2029}', '\u{c}']).count();
    if lines > 1 { End::Paragraph } else { End::None }
}

/// UAX 29 ends a sentence at every line. A line that does not end as sentences do
/// was wrapped, unless an empty one follows.
fn end_of(sentence: &str, next: &str) -> End {
    let is_blank = |text: &str| text.trim().is_empty() && text.contains(['\n', '\u{2029}']);
    if is_blank(next) || sentence.contains('\u{c}') {
        return End::Paragraph;
    }
    let wrapped = sentence.ends_with(['\n', '\r', '\u{85}', '\u{2028}'])
        && sentence.trim_end().ends_with(|last: char| last.is_alphanumeric() || matches!(last, ',' | ';' | '-' | '–'));
    if wrapped { End::None } else { End::Sentence }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What must hold of every split: order, bounds, nothing lost, offsets that agree.
    fn check(text: &str, parts: &[usize]) -> Vec<Passage> {
        let passages = split(text, parts);
        let mut before = 0;
        let mut kept = String::new();
        for passage in &passages {
            assert!(passage.bytes.start >= before && !passage.bytes.is_empty());
            before = passage.bytes.end;
            let shown = &text[passage.bytes.clone()];
            assert_eq!(shown, shown.trim());
            let by_characters: String =
                text.chars().skip(passage.characters.start).take(passage.characters.len()).collect();
            assert_eq!(by_characters, shown, "both offsets name the same text");
            assert!(passage.characters.len() <= MOST, "{}", passage.characters.len());
            assert!(parts.iter().all(|at| *at <= passage.bytes.start || *at >= passage.bytes.end));
            kept.push_str(shown);
        }
        let solid = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        assert_eq!(solid(&kept), solid(text), "every character is in exactly one passage");
        passages
    }

    #[test]
    fn offsets_are_exact_for_every_script_and_count_scalar_values() {
        for text in [
            "Мост закрыли в марте. Никто не спросил почему.",
            "橋は三月に閉鎖された。理由を聞く者はいなかった。議事録は差し替えられた。",
            "🌉🌉 The bridge 👩‍👩‍👧 was closed.\n\nNobody asked 🤷🏽‍♀️ why.",
            "Cafe\u{301} de\u{301}ja\u{300} vu: e\u{301}\u{327}\u{328}.",
            "שלום עולם. مرحبا بالعالم؟ ใครเปลี่ยนบันทึกการประชุม",
            "\u{feff}\r\nA line\r\n\r\nAnother\u{2029}paragraph\u{c}and a page",
        ] {
            assert!(!check(text, &[]).is_empty());
            check(&format!("  {}\n", text.repeat(40)), &[2]);
        }
        let passages = check("🌉 один. 橋", &[]);
        assert_eq!(passages, [Passage { bytes: 0..18, characters: 0..9 }]);
    }

    #[test]
    fn a_passage_is_some_sentences_long_and_ends_with_one() {
        let text = "Nobody in the fictional town of Anselm Bridge had read the minutes. ".repeat(50);
        let passages = check(&text, &[]);
        assert!((8..15).contains(&passages.len()), "{}", passages.len());
        assert!(passages.iter().all(|passage| text[passage.bytes.clone()].ends_with("minutes.")));
    }

    #[test]
    fn a_wrapped_line_does_not_end_a_passage_and_a_paragraph_does() {
        let wrapped = "the clerk of the harbour wrote a letter to the council about\n".repeat(6);
        let text = format!("{wrapped}its gates.\n\n{wrapped}its lamps.");
        let passages = check(&text, &[]);
        let ends: Vec<_> = passages.iter().map(|passage| &text[passage.bytes.end - 6..passage.bytes.end]).collect();
        assert_eq!(ends, ["gates.", "lamps."]);
    }

    #[test]
    fn no_passage_crosses_a_page() {
        let text = "One short page.Another short page.A third.";
        assert_eq!(check(text, &[0, 15, 34]).len(), 3);
        assert_eq!(check(text, &[]).len(), 1, "the control: without pages it is one");
        // Offsets that no worker should have sent change nothing.
        assert_eq!(split("äää", &[1, 99, 0]).len(), 1);
    }

    #[test]
    fn no_text_costs_the_square_of_its_length() {
        let took = |unit: &str, bytes: usize| {
            let text = format!("The end. {}", unit.repeat(bytes / unit.len()));
            let began = std::time::Instant::now();
            assert!(split(&text, &[]).len() <= bytes);
            began.elapsed()
        };
        for unit in
            [". ", ".)", " ", ")", "1 ", ".1", "a'", "\u{200d}", "\u{1f1e6}", "a\u{301}", "\u{301}", "\"", "\r\n"]
        {
            let (short, long) = (took(unit, 100_000), took(unit, 400_000));
            // Linear is four times; the square would be sixteen.
            let bound = short * 10 + std::time::Duration::from_millis(200);
            assert!(long < bound, "{unit:?}: {short:?}, then {long:?}");
        }
    }

    #[test]
    fn a_long_run_of_filling_loses_nothing_and_parts_only_at_empty_lines() {
        let leaders = format!("Lamps {} page seven.", ".".repeat(100));
        assert_eq!(check(&leaders, &[]).len(), 1);
        for filling in ["-", ") ", " ", "\n", "\u{a0}", "…"] {
            check(&format!("One{}two. Three{}", filling.repeat(2_000), filling.repeat(70)), &[1]);
        }
        let long = "The lamps of the fictional quay were counted twice that year. ".repeat(3);
        assert_eq!(check(&format!("{long}{}{long}", "\n".repeat(100)), &[]).len(), 2);
    }

    #[test]
    fn what_has_no_sentences_is_cut_and_nothing_is_lost() {
        check(&"x".repeat(10_000), &[]);
        check(&"word ".repeat(10_000), &[]);
        check(&"e\u{301}".repeat(5_000), &[]);
        check(&format!("{}\n", "1,2,3\n".repeat(3_000)), &[]);
        assert_eq!(split("", &[]), []);
        assert_eq!(split(" \n\n ", &[0]), []);
    }
}
