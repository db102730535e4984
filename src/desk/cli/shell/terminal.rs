//! The terminal while a line is typed: raw, and as it was again whatever happens.

use std::io::{self, Read, Write};

use rustix::termios::{OptionalActions, Termios, tcgetattr, tcgetwinsize, tcsetattr};

use super::keys::parse;
use super::line::{Complete, Done, History, Line};

/// Raw as long as the value lives.
struct Raw {
    before: Termios,
}

impl Raw {
    fn begin() -> io::Result<Self> {
        let before = tcgetattr(io::stdin())?;
        let mut raw = before.clone();
        raw.make_raw();
        tcsetattr(io::stdin(), OptionalActions::Drain, &raw)?;
        Ok(Self { before })
    }
}

impl Drop for Raw {
    fn drop(&mut self) {
        // A terminal that went away needs nothing.
        let _ = tcsetattr(io::stdin(), OptionalActions::Drain, &self.before);
    }
}

/// Reads a line with corrections, history and completion. *Returns* nothing at the end.
pub(super) fn read_line(prompt: &str, history: &mut History, complete: Complete<'_>) -> io::Result<Option<String>> {
    let raw = Raw::begin()?;
    let mut out = io::stdout().lock();
    let mut line = Line::new(history);
    let mut waiting: Vec<u8> = Vec::new();
    show(&mut out, prompt, &line)?;
    loop {
        let mut byte = [0];
        if io::stdin().lock().read(&mut byte)? == 0 {
            return Ok(None);
        }
        waiting.extend(byte);
        while let Some((key, length)) = parse(&waiting) {
            waiting.drain(..length);
            let Some(key) = key else { continue };
            match line.press(key, complete) {
                Done::Changed => {}
                Done::Line(text) => return end(&mut out, raw).map(|()| Some(text)),
                Done::Dropped => return end(&mut out, raw).map(|()| Some(String::new())),
                Done::End => return end(&mut out, raw).map(|()| None),
                Done::Choices(choices) => write!(out, "\r\n{}\r\n", choices.join("  "))?,
            }
        }
        show(&mut out, prompt, &line)?;
    }
}

fn end(out: &mut impl Write, raw: Raw) -> io::Result<()> {
    write!(out, "\r\n")?;
    out.flush()?;
    drop(raw);
    Ok(())
}

/// Draws the line anew. One that is wider than the terminal is shown around the cursor.
fn show(out: &mut impl Write, prompt: &str, line: &Line<'_>) -> io::Result<()> {
    let width = tcgetwinsize(io::stdout()).map_or(80, |size| usize::from(size.ws_col).max(20));
    let room = width.saturating_sub(prompt.len() + 2);
    let (characters, cursor) = line.shown();
    let first = cursor.saturating_sub(room);
    let visible: String = characters.iter().skip(first).take(room).collect();
    let before: String = characters.iter().skip(first).take(cursor - first).collect();
    write!(out, "\r\u{1b}[K{prompt}{visible}\r{prompt}{before}")?;
    out.flush()
}
