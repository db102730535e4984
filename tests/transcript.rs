//! What the README shows is what happens.

use std::io::Write;
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};

use crate::harness::{Folder, free_port, programs, tools};

const WHOLE_WAY: &str = include_str!("transcripts/whole-way.md");
const MORNING: &str = include_str!("transcripts/morning.md");
const SOURCES: &str = include_str!("transcripts/sources.md");
const AFTERNOON: &str = include_str!("transcripts/afternoon.md");
/// How the desk's shell shows each line that it is given.
const PROMPT: &str = "desk> ";
/// Between the outputs of two commands.
const BETWEEN: &str = "----- the next command -----";

/// A command and what it is said to print.
struct Step<'a> {
    command: &'a str,
    output: Vec<&'a str>,
}

/// The `console` blocks of a page: `$ ` begins a command, other lines are output.
fn steps(page: &str) -> Vec<Step<'_>> {
    let mut steps: Vec<Step<'_>> = Vec::new();
    let mut inside = false;
    for line in page.lines() {
        match (line, line.strip_prefix("$ ")) {
            ("```console", _) => inside = true,
            ("```", _) => inside = false,
            (_, Some(command)) if inside => steps.push(Step { command, output: Vec::new() }),
            _ if inside => steps.last_mut().expect("a command comes first").output.push(line),
            _ => {}
        }
    }
    steps
}

/// What is typed into the desk's shell by this command, as its input.
fn typed(step: &Step<'_>) -> String {
    let lines: Vec<&str> = step.output.iter().filter_map(|line| line.strip_prefix(PROMPT)).collect();
    if lines.is_empty() { String::new() } else { format!(" <<'END OF INPUT'\n{}\nEND OF INPUT", lines.join("\n")) }
}

/// Whether a line is as it is shown; `[..]` stands for anything within a line.
fn matches(shown: &str, line: &str) -> bool {
    let Some((before, after)) = shown.split_once("[..]") else { return shown == line };
    let Some(rest) = line.strip_prefix(before) else { return false };
    rest.char_indices().map(|(at, _)| at).chain([rest.len()]).any(|at| matches(after, &rest[at..]))
}

/// Runs the commands in one shell. *Returns* what each printed.
fn run(steps: &[Step<'_>], folder: &Folder) -> Vec<String> {
    let mut script = String::from("exec 2>&1\n");
    for step in steps {
        script.push_str(&format!("{}{}\necho '{BETWEEN}'\n", step.command, typed(step)));
    }
    let path = format!("{}:{}", programs::folder().display(), std::env::var("PATH").unwrap());
    let mut command = Command::new("sh");
    command.current_dir(folder.path()).env("PATH", path).env_remove("SUBROSA_CASE").process_group(0);
    let mut shell = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let group = shell.id();
    shell.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
    let output = shell.wait_with_output().unwrap();
    // The transcript stops its own server; one that it left behind ends here.
    let _none_left = Command::new("kill").args(["-KILL", "--", &format!("-{group}")]).stderr(Stdio::null()).status();
    let printed = String::from_utf8(output.stdout).unwrap();
    printed.split_terminator(&format!("{BETWEEN}\n")).map(str::to_owned).collect()
}

/// Runs a page and compares every line.
fn check(page: &str) {
    for name in ["subrosa-intake", "subrosa-desk"] {
        programs::program(name);
    }
    assert!(tools::has("curl"));
    // The page names the usual port; here somebody may have it.
    let page = page.replace("8443", &free_port().to_string());
    let (steps, folder) = (steps(&page), Folder::new());
    assert!(steps.len() >= 8, "the page has its commands");
    let printed = run(&steps, &folder);
    for (step, printed) in steps.iter().zip(&printed) {
        let lines: Vec<&str> = printed.lines().collect();
        let same = lines.len() == step.output.len()
            && step.output.iter().zip(&lines).all(|(shown, line)| matches(shown, line));
        assert!(same, "$ {}\nshown:\n{}\nprinted:\n{printed}", step.command, step.output.join("\n"));
    }
    assert_eq!(printed.len(), steps.len());
}

#[test]
fn the_whole_way_is_as_the_readme_shows_it() {
    check(WHOLE_WAY);
}

#[test]
fn an_editors_morning_is_as_its_page_shows_it_and_takes_a_line_a_decision() {
    check(MORNING);
    let typed: Vec<&str> = MORNING.lines().filter_map(|line| line.strip_prefix(PROMPT)).collect();
    // Eight claims, a link or two each, an assessment each, answers: decisions. What only
    // looks (search, show, lists) decides nothing.
    let decides =
        ["claim add", "link", "answer", "assess", "told", "source", "circle", "todo", "note", "unlink", "flag"];
    let decisions = typed.iter().filter(|line| decides.iter().any(|word| line.starts_with(word))).count();
    let looks = ["search", "check", "claim show", "claims", "missing", "tips", "knew", "timeline", "sources", "log"];
    let looked = typed.iter().filter(|line| looks.iter().any(|word| line.starts_with(word))).count();
    assert_eq!(decisions + looked, typed.len(), "every line decides or looks");
    let of = |word: &str| typed.iter().filter(|line| line.starts_with(word)).count();
    assert_eq!((of("claim add"), of("assess")), (8, 8));
    assert!(of("link") >= 8 && of("answer") >= 1 && of("todo") >= 1, "{typed:#?}");
}

#[test]
fn two_tips_and_twelve_documents_count_as_their_page_shows_it() {
    check(SOURCES);
}

#[test]
fn an_editors_afternoon_ends_with_one_claim_printed_one_hedged_and_three_held_as_its_page_shows_it() {
    check(AFTERNOON);
}

#[test]
fn a_wildcard_stands_for_anything_within_a_line_and_for_nothing_else() {
    for (shown, line, same) in [
        ("T1", "T1", true),
        ("T1", "T1 ", false),
        ("a [..] c", "a b c", true),
        ("a [..] c", "a b d", false),
        ("[..]", "", true),
        ("x[..]y[..]z", "x1y2y3z", true),
        ("x[..]y[..]z", "x1z", false),
    ] {
        assert_eq!(matches(shown, line), same, "{shown} / {line}");
    }
}

#[test]
fn the_readme_shows_this_transcript() {
    let Ok(readme) = std::fs::read_to_string(programs::workspace().join("README.md")) else {
        panic!("README.md is missing");
    };
    let block = WHOLE_WAY.split("```console").nth(1).unwrap().split("```").next().unwrap();
    assert!(readme.contains(block), "README.md does not hold the transcript of tests/transcripts/whole-way.md");
}
