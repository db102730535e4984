//! Keys → a line with a cursor and a history. Pure.

use super::keys::Key;
use crate::escape::escape;

/// Lines that were typed, in memory only.
#[derive(Debug, Default)]
pub(super) struct History {
    lines: Vec<String>,
}

/// Lines that are remembered.
const REMEMBERED: usize = 1_000;

impl History {
    fn add(&mut self, line: &str) {
        if !line.trim().is_empty() && self.lines.last().is_none_or(|last| last != line) {
            self.lines.push(line.to_owned());
        }
        if self.lines.len() > REMEMBERED {
            self.lines.remove(0);
        }
    }
}

/// A line being typed.
pub(super) struct Line<'h> {
    characters: Vec<char>,
    /// Characters before the cursor.
    cursor: usize,
    history: &'h mut History,
    /// The line of the history that is shown; one past the last for the new one.
    place: usize,
    /// The new line, while an older one is shown.
    kept: Vec<char>,
}

/// What a key did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Done {
    /// The line is to be shown again.
    Changed,
    /// The line is whole.
    Line(String),
    /// There are no more.
    End,
    /// The line was dropped.
    Dropped,
    /// These could stand where the cursor is.
    Choices(Vec<String>),
}

/// What could stand at the end of a text: where that begins, and all of it.
pub(super) type Complete<'c> = &'c dyn Fn(&str) -> (usize, Vec<String>);

impl<'h> Line<'h> {
    pub fn new(history: &'h mut History) -> Self {
        let place = history.lines.len();
        Self { characters: Vec::new(), cursor: 0, history, place, kept: Vec::new() }
    }

    /// The text, and how many characters of it are before the cursor.
    pub fn shown(&self) -> (&[char], usize) {
        (&self.characters, self.cursor)
    }

    /// Takes a key.
    pub fn press(&mut self, key: Key, complete: Complete<'_>) -> Done {
        let end = self.characters.len();
        match key {
            Key::Character(character) => self.insert(&[character]),
            Key::Enter => return self.enter(),
            Key::Tab => return self.complete(complete),
            Key::Cancel => return Done::Dropped,
            Key::Finish if end == 0 => return Done::End,
            Key::Finish | Key::Delete => self.cut(self.cursor, self.cursor + 1),
            Key::Backspace => self.cut(self.cursor.saturating_sub(1), self.cursor),
            Key::CutEnd => self.cut(self.cursor, end),
            Key::CutStart => self.cut(0, self.cursor),
            Key::CutWord => self.cut(self.word_start(), self.cursor),
            Key::Left => self.cursor = self.cursor.saturating_sub(1),
            Key::Right => self.cursor = (self.cursor + 1).min(end),
            Key::Home => self.cursor = 0,
            Key::End => self.cursor = end,
            Key::Up => self.show(self.place.checked_sub(1)),
            Key::Down => self.show(Some(self.place + 1)),
        }
        Done::Changed
    }

    fn enter(&mut self) -> Done {
        let line: String = self.characters.iter().collect();
        self.history.add(&line);
        Done::Line(line)
    }

    /// What a terminal would obey or hide is not taken: a pasted text cannot do what
    /// nobody sees.
    fn insert(&mut self, characters: &[char]) {
        let visible = |character: &char| escape(character.encode_utf8(&mut [0; 4])).chars().count() == 1;
        let new: Vec<char> = characters.iter().copied().filter(visible).collect();
        let count = new.len();
        self.characters.splice(self.cursor..self.cursor, new);
        self.cursor += count;
    }

    fn cut(&mut self, from: usize, to: usize) {
        let to = to.min(self.characters.len());
        if from < to {
            self.characters.drain(from..to);
            self.cursor = from;
        }
    }

    fn word_start(&self) -> usize {
        let before = self.characters.get(..self.cursor).unwrap_or_default();
        let end = before.iter().rposition(|character| *character != ' ').map_or(0, |last| last + 1);
        let word = before.get(..end).unwrap_or_default();
        word.iter().rposition(|character| *character == ' ').map_or(0, |space| space + 1)
    }

    fn show(&mut self, place: Option<usize>) {
        let Some(place) = place.filter(|place| *place <= self.history.lines.len()) else { return };
        if self.place == self.history.lines.len() {
            self.kept.clone_from(&self.characters);
        }
        self.characters = match self.history.lines.get(place) {
            Some(line) => line.chars().collect(),
            None => std::mem::take(&mut self.kept),
        };
        (self.place, self.cursor) = (place, self.characters.len());
    }

    fn complete(&mut self, complete: Complete<'_>) -> Done {
        let before: String = self.characters.iter().take(self.cursor).collect();
        let (start, choices) = complete(&before);
        let typed = before.get(start..).unwrap_or_default().chars().count();
        let shared = shared(&choices);
        match (choices.as_slice(), shared.len() > typed) {
            ([], _) => Done::Changed,
            ([only], _) => {
                let rest: Vec<char> = only.chars().skip(typed).chain([' ']).collect();
                self.insert(&rest);
                Done::Changed
            }
            (_, true) => {
                self.insert(shared.get(typed..).unwrap_or_default());
                Done::Changed
            }
            (_, false) => Done::Choices(choices),
        }
    }
}

/// What all choices begin with.
fn shared(choices: &[String]) -> Vec<char> {
    let Some((first, rest)) = choices.split_first() else { return Vec::new() };
    let mut shared: Vec<char> = first.chars().collect();
    for choice in rest {
        let same = shared.iter().zip(choice.chars()).take_while(|(one, other)| **one == *other).count();
        shared.truncate(same);
    }
    shared
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nothing(_: &str) -> (usize, Vec<String>) {
        (0, Vec::new())
    }

    fn text(line: &Line<'_>) -> String {
        line.shown().0.iter().collect()
    }

    fn press(line: &mut Line<'_>, keys: &[Key]) -> Done {
        keys.iter().map(|key| line.press(*key, &nothing)).last().unwrap()
    }

    fn type_in(line: &mut Line<'_>, typed: &str) {
        typed.chars().for_each(|character| drop(line.press(Key::Character(character), &nothing)));
    }

    #[test]
    fn a_line_is_typed_and_corrected_at_the_cursor() {
        let mut history = History::default();
        let mut line = Line::new(&mut history);
        type_in(&mut line, "link C1 wrong D2");
        press(&mut line, &[Key::Left, Key::Left, Key::CutWord]);
        assert_eq!(text(&line), "link C1 D2");
        press(&mut line, &[Key::Home, Key::Delete, Key::End, Key::Backspace]);
        type_in(&mut line, "9\u{202e}\u{1b}");
        assert_eq!(text(&line), "ink C1 D9", "what a terminal would obey is not taken");
        press(&mut line, &[Key::Home]);
        type_in(&mut line, "l");
        assert_eq!(press(&mut line, &[Key::Enter]), Done::Line("link C1 D9".into()));
    }

    #[test]
    fn the_history_goes_back_and_forth_and_keeps_the_new_line() {
        let mut history = History::default();
        for typed in ["claims", "claims", "tips"] {
            let mut line = Line::new(&mut history);
            type_in(&mut line, typed);
            press(&mut line, &[Key::Enter]);
        }
        let mut line = Line::new(&mut history);
        type_in(&mut line, "new");
        press(&mut line, &[Key::Up]);
        assert_eq!(text(&line), "tips");
        press(&mut line, &[Key::Up, Key::Up, Key::Up]);
        assert_eq!(text(&line), "claims", "a line twice is remembered once");
        press(&mut line, &[Key::Down, Key::Down, Key::Down]);
        assert_eq!(text(&line), "new");
        assert_eq!(press(&mut line, &[Key::Cancel]), Done::Dropped);
        assert_eq!(press(&mut Line::new(&mut history), &[Key::Finish]), Done::End);
    }

    #[test]
    fn tab_completes_what_is_clear_and_shows_what_is_not() {
        let choices = |before: &str| {
            let all = ["claim", "claims", "circle"].map(str::to_owned);
            (0, all.into_iter().filter(|choice| choice.starts_with(before)).collect())
        };
        let mut history = History::default();
        let mut line = Line::new(&mut history);
        type_in(&mut line, "cl");
        assert_eq!(line.press(Key::Tab, &choices), Done::Changed);
        assert_eq!(text(&line), "claim");
        assert_eq!(line.press(Key::Tab, &choices), Done::Choices(vec!["claim".into(), "claims".into()]));
        press(&mut line, &[Key::CutStart]);
        type_in(&mut line, "ci");
        line.press(Key::Tab, &choices);
        assert_eq!(text(&line), "circle ");
    }
}
