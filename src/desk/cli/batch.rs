//! `batch`: many commands in one opening of the case, for scripts.

use std::io::{self, BufRead, Write};

use clap::Parser;

use super::{CaseCommand, Global, dispatch, open, usage, usual_editor};
use crate::case::{Case, Editor};
use crate::failure::{Exit, Failure};
use crate::output::{self, Output, batch_object, write_object};

pub(super) const EXAMPLE: &str =
    "Example:\n  printf 'tips\\nshow T1\\n' | subrosa-desk --passphrase-file ~/passphrase batch";

/// A line is a command without the program's name. The case is open already, so
/// only who acts may be named again.
#[derive(Parser)]
#[command(name = "subrosa-desk", no_binary_name = true, disable_help_subcommand = true)]
pub(super) struct Line {
    #[arg(long = "as", global = true)]
    editor: Option<Editor>,
    /// Taken and without effect: every answer is JSON.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: CaseCommand,
}

pub(super) fn run(global: &Global) -> Exit {
    let mut case = match open(global) {
        Ok(case) => case,
        Err(failure) => return output::print(&Err(failure), true),
    };
    let usual = usual_editor(global);
    answer_lines(&mut case, &usual, io::stdin().lock(), &mut io::stdout().lock()).unwrap_or(Exit::Machine)
}

/// Answers every line with one object, in order. *Returns* the highest exit code.
fn answer_lines(case: &mut Case, usual: &Editor, input: impl BufRead, out: &mut impl Write) -> io::Result<Exit> {
    let mut highest = Exit::Done;
    for line in input.split(b'\n') {
        let Some(words) = words(&line?) else { continue };
        let answer = words.and_then(|words| answer(case, usual, &words));
        let (exit, object) = batch_object(&answer);
        highest = highest.max(exit);
        write_object(&object, out)?;
    }
    Ok(highest)
}

/// The words of a line; nothing for a blank line or a comment.
pub(super) fn words(line: &[u8]) -> Option<Result<Vec<String>, Failure>> {
    let wrong = |message| Failure::new(Exit::Usage, "batch-line", message);
    let Ok(line) = std::str::from_utf8(line) else { return Some(Err(wrong("a line is not UTF-8"))) };
    let line = line.trim();
    if line.is_empty() || line.starts_with('#') {
        return None;
    }
    Some(shell_words::split(line).map_err(|_| wrong("a quotation mark of a line is not closed")))
}

pub(super) fn answer(case: &mut Case, usual: &Editor, words: &[String]) -> Result<Output, Failure> {
    match Line::try_parse_from(words) {
        Err(error) => usage::answer(&error),
        Ok(line) => {
            case.act_as(line.editor.unwrap_or_else(|| usual.clone()));
            dispatch(case, line.command)
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::fixture;

    fn batch(input: &[u8]) -> (Exit, Vec<Value>, fixture::Desk) {
        let mut desk = fixture::case();
        let mut out = Vec::new();
        let exit = answer_lines(&mut desk.case, &"Ada".parse().unwrap(), input, &mut out).unwrap();
        let lines = String::from_utf8(out).unwrap();
        (exit, lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect(), desk)
    }

    #[test]
    fn every_line_has_one_object_with_its_exit_code_in_order() {
        let input =
            b"# a comment\n\n  tips  \nshow T1\nlog verify\nshow \"T\n\xff\ninit\nnonsense\nkey --json\nshow --help\n";
        let (exit, answers, _desk) = batch(input);
        let exits: Vec<_> = answers.iter().map(|answer| answer["exit"].as_u64().unwrap()).collect();
        assert_eq!(exits, [0, 2, 0, 2, 2, 2, 2, 0, 0]);
        assert_eq!(exit, Exit::Usage);
        assert_eq!(answers[0]["tips"], serde_json::json!([]));
        assert_eq!(answers[1]["error"]["code"], "unknown-id");
        assert_eq!(answers[2]["ok"], true);
        assert!(answers[7]["root"].is_string());
    }

    #[test]
    fn an_editor_named_on_a_line_acts_on_that_line_only() {
        let folder = fixture::folder();
        let [one, two] = ["one", "two"].map(|name| folder.path().join(name).display().to_string());
        let input =
            format!("key export --plain --to '{one}' --as 'Grace H'\nkey export --to '{two}' --plain\nlog show\n");
        let (exit, answers, _desk) = batch(input.as_bytes());
        assert_eq!(exit, Exit::Done, "{answers:?}");
        let actors: Vec<_> = answers[2]["entries"].as_array().unwrap().iter().map(|entry| &entry["actor"]).collect();
        assert_eq!(actors, ["editor", "Grace H", "Ada"]);
    }
}
