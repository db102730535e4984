//! Tips become claims: what is kept of them is whole, and a person can work with it.

use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::harness::programs::program;
use crate::harness::{Desk, Folder, Random, tools};

const CLAIMS: usize = 3_000;

/// An empty case of its own.
fn desk(folder: &Folder) -> Desk {
    let passphrase = folder.write("passphrase", b"a passphrase of fiction");
    let desk = Desk::new(&folder.join("case"), &passphrase);
    desk.run(&["init"]).expect(0);
    desk
}

fn claims(desk: &Desk) -> usize {
    desk.run(&["claims"]).expect(0)["claims"].as_array().unwrap().len()
}

#[test]
fn a_table_whose_import_is_killed_is_in_as_a_whole_or_not_at_all() {
    let folder = Folder::new();
    let rows: String = (0..CLAIMS).map(|n| format!("The fictional lamp number {n} was never hung.,number\n")).collect();
    let table = folder.write("claims.csv", format!("text,kind\n{rows}"));
    let import = |desk: &Desk| {
        let mut command = desk.command();
        command.args(["claims", "import", table.to_str().unwrap()]).stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().unwrap()
    };
    let whole = {
        let control = Folder::new();
        let (desk, started) = (desk(&control), Instant::now());
        assert!(import(&desk).wait().unwrap().success());
        let took = started.elapsed();
        assert_eq!(claims(&desk), CLAIMS, "the control: without a kill all of it is in");
        took
    };
    let (mut random, mut at_work) = (Random::seeded(8), 0);
    for round in 0..6 {
        let folder = Folder::new();
        let desk = desk(&folder);
        let mut child = import(&desk);
        std::thread::sleep(whole * (2 + round) / 9 + Duration::from_millis(random.below(30)));
        at_work += usize::from(child.try_wait().unwrap().is_none());
        child.kill().unwrap();
        child.wait().unwrap();
        let found = claims(&desk);
        assert!([0, CLAIMS].contains(&found), "{found}");
        desk.run(&["log", "verify"]).expect(0);
        assert_eq!(desk.run(&["case", "verify"]).expect(0)["ok"], true);
    }
    assert!(at_work >= 3, "{at_work} were killed at work");
}

#[test]
fn an_exported_workbook_computes_nothing_and_comes_back() {
    let folder = Folder::new();
    let desk = desk(&folder);
    let formula = "=1+1 is what the fictional clerk typed.";
    desk.run(&["claim", "add", formula]).expect(0);
    let book = folder.join("claims.xlsx");
    desk.run(&["claims", "export", book.to_str().unwrap()]).expect(0);
    let part = |name: &str| {
        let output = Command::new("unzip").arg("-p").arg(&book).arg(name).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let sheet = part("xl/worksheets/sheet1.xml");
    assert!(sheet.contains("<row ") && !sheet.contains("<f>") && !sheet.contains("<f "), "{sheet}");
    let strings = part("xl/sharedStrings.xml");
    assert!(strings.contains(&format!("&apos;{formula}")) || strings.contains(&format!("'{formula}")), "{strings}");
    let again = desk.run(&["claims", "import", book.to_str().unwrap()]);
    assert_eq!(again.expect(0)["unchanged"], 1);
    // A workbook is read by the worker that reads documents: what is none is refused there.
    let broken = folder.write("broken.xlsx", &fs::read(&book).unwrap()[..900]);
    desk.run(&["claims", "import", broken.to_str().unwrap()]).expect_error(2, "table");
    assert_eq!(claims(&desk), 1);
}

/// The shell on a terminal, with these keys pressed. *Returns* what the terminal showed.
fn pressed(desk: &Desk, home: &Folder, keys: &str) -> String {
    assert!(tools::has("script"));
    let shell = desk.command();
    let words: Vec<_> = shell.get_args().filter(|word| *word != "--json").map(|word| word.to_str().unwrap()).collect();
    let line = format!("'{}' {} shell", program("subrosa-desk").display(), words.join(" "));
    let mut command = Command::new("script");
    command.args(["--quiet", "--return", "--command", &line]).arg(home.join("typescript"));
    command.env("HOME", home.path()).current_dir(home.path()).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    // As fast as nobody types, and not before the shell asks.
    for key in keys.split_inclusive('\r') {
        std::thread::sleep(Duration::from_millis(1_500));
        input.write_all(key.as_bytes()).unwrap();
    }
    std::thread::sleep(Duration::from_millis(500));
    drop(input);
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn a_person_types_with_completion_and_history_and_nothing_typed_is_on_the_disk() {
    let (folder, home) = (Folder::new(), Folder::new());
    let desk = desk(&folder);
    let typed = "claim ad\t'The zebulon lamp was never hung.'\rclaim show C\t\r\u{1b}[A\u{1b}[A\r\u{4}";
    let shown = pressed(&desk, &home, typed);
    assert!(shown.contains("C1 is entered: The zebulon lamp"), "{shown}");
    assert!(shown.contains("MISSING"), "the id was completed: {shown}");
    assert!(shown.contains("C2 is entered"), "the line before the last came back: {shown}");
    assert_eq!(claims(&desk), 2);
    fs::remove_file(home.join("typescript")).unwrap();
    assert_eq!(holding(&home, "zebulon") + holding(&folder, "zebulon"), 0);
    // The control: a history would have been found.
    home.write(".desk_history", "claim add 'The zebulon lamp'");
    assert_eq!(holding(&home, "zebulon"), 1);
}

/// Files below a folder that hold a word.
fn holding(folder: &Folder, word: &str) -> usize {
    let output = Command::new("grep").args(["-rlaF", word]).arg(folder.path()).output().unwrap();
    String::from_utf8(output.stdout).unwrap().lines().count()
}

#[test]
fn a_shell_fed_by_a_script_shows_each_line_before_its_answer() {
    let folder = Folder::new();
    let desk = desk(&folder);
    let scripted = desk.command();
    let words: Vec<_> = scripted.get_args().filter(|word| *word != "--json").collect();
    let mut child = Command::new(program("subrosa-desk"));
    let mut child = child.args(words).arg("shell").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"claim add 'A.'\nnonsense\nclaims\nexit\nclaim add 'B.'\n").unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[..4], ["desk> claim add 'A.'", "C1 is entered: A.", "desk> nonsense", "desk> claims"], "{text}");
    assert_eq!(lines.last(), Some(&"desk> exit"));
    assert_eq!(claims(&desk), 1, "what comes after the end is not done");
    let answers = desk.batch(&["claim show C1".into(), "claim show C2".into()]);
    assert_eq!(answers.iter().map(|answer| answer["exit"].clone()).collect::<Vec<Value>>(), [0, 2]);
}
