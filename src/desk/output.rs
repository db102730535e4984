//! The only writer to the terminal: one JSON object, or lines for people.
//!
//! Every line and cell for people passes through [`escape`] here, at the last
//! moment, so that no command can forget it. JSON carries typed text unchanged.

use std::io::{self, IsTerminal, Write};

use serde_json::{Value, json};

use crate::escape::escape;
use crate::failure::{Exit, Failure};

/// What a command answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Output {
    json: Value,
    lines: Vec<Line>,
    notices: Vec<String>,
    problems: Vec<Failure>,
}

#[derive(Debug, Clone, PartialEq)]
enum Line {
    Text(String),
    /// Made by this program out of its own words only: a completion script, a manual.
    Raw(String),
}

impl Output {
    /// An answer with this object for scripts.
    #[must_use]
    pub fn new(json: Value) -> Self {
        Self { json, lines: Vec::new(), notices: Vec::new(), problems: Vec::new() }
    }

    /// Adds a line for people.
    #[must_use]
    pub fn line(mut self, text: impl Into<String>) -> Self {
        self.lines.push(Line::Text(text.into()));
        self
    }

    /// Adds text that this program generated and that must not be escaped.
    #[must_use]
    pub fn generated(mut self, text: String) -> Self {
        self.lines.push(Line::Raw(text));
        self
    }

    /// Adds a table; every column is as wide as its widest cell.
    #[must_use]
    pub fn table<const N: usize>(mut self, head: [&str; N], rows: &[[String; N]]) -> Self {
        let head = head.map(str::to_owned);
        let rows: Vec<[String; N]> =
            std::iter::once(&head).chain(rows).map(|row| row.each_ref().map(|cell| escape(cell))).collect();
        let mut widths = [0; N];
        for row in &rows {
            widths.iter_mut().zip(row).for_each(|(width, cell)| *width = cell.chars().count().max(*width));
        }
        self.lines.extend(rows.iter().map(|row| Line::Text(aligned(row, &widths))));
        self
    }

    /// Adds a sentence on standard error that people need whatever the form.
    #[must_use]
    pub fn notice(mut self, text: impl Into<String>) -> Self {
        self.notices.push(text.into());
        self
    }

    /// Adds something that went wrong though the command answered; it sets the exit code.
    #[must_use]
    pub fn problem(mut self, failure: Failure) -> Self {
        self.problems.push(failure);
        self
    }

    /// How the command ended.
    #[must_use]
    pub fn exit(&self) -> Exit {
        self.problems.iter().map(|failure| failure.exit).max().unwrap_or(Exit::Done)
    }

    /// The object for scripts.
    #[must_use]
    pub fn json(&self) -> &Value {
        &self.json
    }
}

fn aligned(cells: &[String], widths: &[usize]) -> String {
    let padded = cells.iter().zip(widths).map(|(cell, width)| format!("{cell:<width$}"));
    padded.collect::<Vec<_>>().join("  ").trim_end().to_owned()
}

/// Prints an answer or a failure.
///
/// *Returns* the exit code; [`Exit::Machine`] when nobody could be told.
#[must_use]
pub fn print(answer: &Result<Output, Failure>, json: bool) -> Exit {
    write(answer, json, &mut io::stdout().lock(), &mut io::stderr().lock()).unwrap_or(Exit::Machine)
}

fn write(answer: &Result<Output, Failure>, json: bool, out: &mut impl Write, err: &mut impl Write) -> io::Result<Exit> {
    let exit = match answer {
        Ok(output) => {
            write_output(output, json, out)?;
            output.notices.iter().try_for_each(|notice| writeln!(err, "note: {}", escape(notice)))?;
            output.problems.iter().try_for_each(|failure| write_failure(failure, err))?;
            output.exit()
        }
        Err(failure) => {
            if json {
                writeln!(out, "{}", failure.to_json())?;
            }
            write_failure(failure, err)?;
            failure.exit
        }
    };
    out.flush()?;
    Ok(exit)
}

fn write_output(output: &Output, json: bool, out: &mut impl Write) -> io::Result<()> {
    if json {
        return writeln!(out, "{}", output.json);
    }
    output.lines.iter().try_for_each(|line| match line {
        Line::Text(text) => writeln!(out, "{}", escape(text)),
        Line::Raw(text) => write!(out, "{text}"),
    })
}

fn write_failure(failure: &Failure, err: &mut impl Write) -> io::Result<()> {
    writeln!(err, "error: {}", escape(&failure.message))?;
    failure.hint.iter().try_for_each(|hint| writeln!(err, "hint: {}", escape(hint)))
}

/// What `batch` answers to one line: the command's own object with its exit code.
#[must_use]
pub fn batch_object(answer: &Result<Output, Failure>) -> (Exit, Value) {
    let (exit, mut object) = match answer {
        Ok(output) => (output.exit(), output.json.clone()),
        Err(failure) => (failure.exit, failure.to_json()),
    };
    if !object.is_object() {
        object = json!({ "answer": object });
    }
    if let Some(fields) = object.as_object_mut() {
        fields.insert("exit".to_owned(), json!(exit as u8));
    }
    (exit, object)
}

/// Writes one object as one line, at once.
///
/// # Errors
/// Whatever the writer answers.
pub fn write_object(object: &Value, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{object}")?;
    out.flush()
}

/// Says on a terminal how far long work is; says nothing into a file.
pub struct Progress {
    what: &'static str,
    shown: bool,
}

impl Progress {
    /// Progress of this work.
    #[must_use]
    pub fn of(what: &'static str) -> Self {
        Self { what, shown: io::stderr().is_terminal() }
    }

    /// So much of so much is done.
    pub fn step(&self, done: usize, of: usize) {
        if self.shown {
            // A terminal that went away is no reason to stop the work.
            let _ = write!(io::stderr().lock(), "\r{}: {done} of {of}", self.what);
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.shown {
            let _ = write!(io::stderr().lock(), "\r\u{1b}[K");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(answer: &Result<Output, Failure>, json: bool) -> (Exit, String, String) {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let exit = write(answer, json, &mut out, &mut err).unwrap();
        (exit, String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap())
    }

    #[test]
    fn typed_text_is_unchanged_for_scripts_and_escaped_for_people() {
        let hostile = "\u{1b}[31m\u{202e}x\nerror: forged";
        let answer = Ok(Output::new(json!({ "typed": hostile }))
            .line(hostile)
            .table(["a", "b"], &[[hostile.to_owned(), "y".to_owned()]])
            .notice(hostile)
            .problem(Failure::new(Exit::Damaged, "x", hostile).hint(hostile)));
        let (exit, out, _) = printed(&answer, true);
        assert_eq!((exit, out.lines().count()), (Exit::Damaged, 1));
        assert_eq!(serde_json::from_str::<Value>(&out).unwrap()["typed"], hostile);
        let (_, out, err) = printed(&answer, false);
        for text in [&out, &err] {
            assert!(!text.contains(['\u{1b}', '\u{202e}']), "{text}");
            assert!(!text.lines().any(|line| line == "error: forged"), "{text}");
        }
        assert_eq!((out.lines().count(), err.lines().count()), (3, 3));
    }

    #[test]
    fn a_failure_is_one_object_for_scripts_and_two_lines_for_people() {
        let answer = Err(Failure::new(Exit::Refused, "a-code", "a message").hint("a hint"));
        let (exit, out, err) = printed(&answer, true);
        assert_eq!(exit, Exit::Refused);
        let object: Value = serde_json::from_str(&out).unwrap();
        assert_eq!(object, json!({ "error": { "code": "a-code", "message": "a message", "hint": "a hint" } }));
        assert_eq!(err, "error: a message\nhint: a hint\n");
        assert_eq!(printed(&answer, false).1, "");
    }
}
