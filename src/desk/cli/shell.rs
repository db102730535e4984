//! `shell`: many commands in one opening of the case, for people.
//!
//! *Security*: what was typed is remembered while the shell runs, in memory only.
//!
//! | Module | Holds |
//! |---|---|
//! | `keys` | bytes of a terminal → keys: pure |
//! | `line` | keys → a line with a cursor and a history: pure |
//! | `terminal` | the terminal itself, and nothing else of it |
//! | `complete` | what could stand where the cursor is: pure |
//! | `short` | "link 1 3" → the commands that it stands for: pure |
//!
//! No line editor that is well kept does without a socket pair, which the desk
//! forbids itself: rustyline and reedline both wake themselves up through one.

mod complete;
mod keys;
mod line;
mod short;
mod terminal;

use std::io::{self, BufRead, IsTerminal, Write};

use clap::CommandFactory;
use serde_json::Value;

use super::batch::{self, Line};
use super::{Global, open, usual_editor};
use crate::case::{Case, Editor};
use crate::escape::escape;
use crate::failure::{Exit, Failure};
use crate::output::{self, Output};

pub(super) const EXAMPLE: &str = "Example:\n  subrosa-desk shell\n\nWithin it: commands without the program's name, \
                                  Tab completes commands and ids, `link 1 3` links what the last check found, \
                                  Ctrl-D ends.";

const PROMPT: &str = "desk> ";

pub(super) fn run(global: &Global) -> Exit {
    let mut case = match open(global) {
        Ok(case) => case,
        Err(failure) => return output::print(&Err(failure), global.json),
    };
    let mut shell = Shell { usual: usual_editor(global), json: global.json, last: Value::Null };
    let ended = if io::stdin().is_terminal() { shell.typed(&mut case) } else { shell.piped(&mut case) };
    ended.map_or(Exit::Machine, |()| Exit::Done)
}

/// What a shell remembers from one line to the next.
struct Shell {
    usual: Editor,
    json: bool,
    /// The last answer, which short answers refer to.
    last: Value,
}

/// Whether another line is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    Line,
    End,
}

impl Shell {
    fn typed(&mut self, case: &mut Case) -> io::Result<()> {
        let commands = Line::command();
        let mut history = line::History::default();
        loop {
            let ids = complete::ids(case);
            let complete = |before: &str| complete::complete(before, &commands, &ids);
            let Some(line) = terminal::read_line(PROMPT, &mut history, &complete)? else { return Ok(()) };
            if self.answer(case, &line) == Next::End {
                return Ok(());
            }
        }
    }

    /// Without a terminal: a line a command, each shown before its answer.
    fn piped(&mut self, case: &mut Case) -> io::Result<()> {
        for line in io::stdin().lock().lines() {
            let line = line?;
            if !self.json {
                writeln!(io::stdout().lock(), "{PROMPT}{}", escape(&line))?;
            }
            if self.answer(case, &line) == Next::End {
                break;
            }
        }
        Ok(())
    }

    fn answer(&mut self, case: &mut Case, line: &str) -> Next {
        let Some(words) = batch::words(line.as_bytes()) else { return Next::Line };
        if words.as_ref().is_ok_and(|words| matches!(words.first().map(String::as_str), Some("exit" | "quit"))) {
            return Next::End;
        }
        match words.and_then(|words| short::expand(&self.last, words)) {
            Ok(commands) => commands.iter().for_each(|words| self.command(case, words)),
            Err(failure) => self.print(&Err(failure)),
        }
        Next::Line
    }

    fn command(&mut self, case: &mut Case, words: &[String]) {
        let answer = batch::answer(case, &self.usual, words);
        if let Ok(output) = &answer
            && short::is_list(output.json())
        {
            self.last = output.json().clone();
        }
        self.print(&answer);
    }

    fn print(&self, answer: &Result<Output, Failure>) {
        // The shell goes on whatever a command answered.
        let _exit = output::print(answer, self.json);
    }
}
