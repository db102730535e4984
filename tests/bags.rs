//! A lost, altered, repeated or interrupted bag is named and harms nothing.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::harness::{Desk, Folder, Form, Random, Tip};

fn form_with_tips(count: usize) -> Form {
    let form = Form::start();
    for number in 0..count {
        form.send(&Tip::new().message(&format!("tip {number}"))).expect_received();
    }
    form
}

fn import(bag: &Path) -> [&str; 2] {
    ["import", bag.to_str().unwrap()]
}

/// What the case holds: tips, and the head of its custody log.
fn state(desk: &Desk) -> (Value, Value) {
    let answers = desk.batch(&["tips".into(), "case verify".into()]);
    assert_eq!((&answers[1]["exit"], &answers[1]["ok"]), (&0.into(), &true.into()), "{answers:#?}");
    (answers[0]["tips"].clone(), answers[1]["head"].clone())
}

#[test]
fn a_bag_with_one_altered_byte_is_refused_whole() {
    let mut form = form_with_tips(2);
    let bag = form.export().path;
    form.stop();
    let (desk, folder) = (form.desk(), Folder::new());
    let before = state(&desk);
    let bytes = fs::read(&bag).unwrap();
    let mut random = Random::seeded(8);
    let mut damaged = Vec::new();
    let mut keep = |name: String, bytes: &[u8]| damaged.push(folder.write(name, bytes));
    // The head, both signed members, and samples of everything.
    let offsets = [0, 100, 148, 257, 511, 512, 600, bytes.len() - 1, bytes.len() - 1_024];
    let sampled = std::iter::repeat_with(|| random.below(bytes.len() as u64) as usize).take(31);
    for offset in offsets.into_iter().chain(sampled) {
        let mut altered = bytes.clone();
        altered[offset] ^= 1 << (offset % 8);
        keep(format!("flipped-{offset}"), &altered);
    }
    for length in [0, 1, 511, 512, 1_024, bytes.len() / 2, bytes.len() - 512, bytes.len() - 1] {
        keep(format!("cut-{length}"), &bytes[..length]);
    }
    keep("longer".into(), &[bytes.as_slice(), b"\0"].concat());
    keep("much-longer".into(), &[bytes.as_slice(), &[0; 1_024]].concat());
    keep("twice".into(), &[bytes.as_slice(), &bytes].concat());
    // Each by the shared opening of the case, and some as a command of their own.
    let lines: Vec<String> = damaged.iter().map(|path| format!("import {}", path.display())).collect();
    for (line, answer) in lines.iter().zip(desk.batch(&lines)) {
        assert_eq!((&answer["exit"], &answer["error"]["code"]), (&3.into(), &"bag-damaged".into()), "{line}: {answer}");
    }
    for path in damaged.iter().step_by(10) {
        desk.run(&import(path)).expect_error(3, "bag-damaged");
    }
    assert_eq!(state(&desk), before, "the case is unchanged");
    // The control: the bag itself is taken.
    assert_eq!(desk.run(&import(&bag)).expect(0)["tips"].as_array().unwrap().len(), 2);
}

#[test]
fn a_bag_that_comes_again_changes_nothing() {
    let form = form_with_tips(2);
    let (bag, desk) = (form.export().path, form.desk());
    desk.run(&import(&bag)).expect(0);
    let before = state(&desk);
    let again = desk.run(&import(&bag));
    assert_eq!(again.expect(0)["tips"], serde_json::json!([]));
    assert_eq!(again.json["already"], 2);
    assert_eq!(state(&desk), before);
    // Written again by the server, it is the same bag, byte for byte.
    let to = form.beside("again");
    form.intake("export", &["--again", "1", "--to", to.to_str().unwrap()]).expect(0);
    assert_eq!(fs::read(to.join("bag-000001.tar")).unwrap(), fs::read(&bag).unwrap());
    form.intake("export", &["--again", "9", "--to", to.to_str().unwrap()]).expect_error(2, "no-such-bag");
}

#[test]
fn a_stick_that_is_full_or_cannot_be_written_is_the_machines_fault() {
    let mut form = form_with_tips(1);
    let stick = form.beside("stick");
    for is_up in [true, false] {
        if !is_up {
            form.stop();
        }
        fs::create_dir_all(&stick).unwrap();
        // Every byte that is written there meets a full disk.
        std::os::unix::fs::symlink("/dev/full", stick.join("bag.part")).unwrap();
        form.intake("export", &["--to", stick.to_str().unwrap()]).expect_error(5, "export");
        assert_eq!(fs::read_dir(&stick).unwrap().count(), 0, "half a bag is left");
        let file = form.config();
        form.intake("export", &["--to", file.to_str().unwrap()]).expect_error(5, "to");
    }
    assert_eq!(form.export().envelopes, 1, "the control: another stick takes it");
}

#[test]
fn a_lost_bag_is_named_and_what_it_held_comes_with_the_next() {
    let form = form_with_tips(1);
    let first = form.export().path;
    form.send(&Tip::new().message("tip 1")).expect_received();
    let (second, desk) = (form.export().path, form.desk());
    let answer = desk.run(&import(&second));
    assert_eq!(answer.expect(0)["gaps"], serde_json::json!([{ "first": 1, "last": 1 }]));
    assert!(answer.stderr.contains("bags 1 to 1 did not arrive"), "{}", answer.stderr);
    assert_eq!(answer.json["tips"].as_array().unwrap().len(), 2);
    // It turns up later: overtaken, and nothing new.
    let late = desk.run(&import(&first));
    assert_eq!(late.expect(0)["bag"]["reordered"], true);
    assert_eq!((&late.json["tips"], &late.json["already"]), (&serde_json::json!([]), &1.into()));
    // The control: the next in order has no gap.
    let third = form.export().path;
    let answer = desk.run(&import(&third));
    assert_eq!((&answer.expect(0)["gaps"], &answer.json["bag"]["reordered"]), (&serde_json::json!([]), &false.into()));
    assert_eq!(desk.shown().len(), 2);
}

#[test]
fn a_bag_of_another_server_is_refused_until_it_is_paired() {
    let (form, other) = (form_with_tips(1), form_with_tips(1));
    let (bag, desk) = (other.export().path, form.desk());
    let before = state(&desk);
    desk.run(&import(&bag)).expect_error(1, "intake-unpaired");
    let card = other.demo().join("intake-card.json");
    desk.run(&["pair", card.to_str().unwrap(), "--fingerprint", "eight wrong words that nobody ever read to you"])
        .expect(1);
    assert_eq!(state(&desk), before);
    desk.run(&import(&form.export().path)).expect(0);
    assert_eq!(desk.shown().len(), 1, "the control: its own server's bag is taken");
}

#[test]
fn a_wrong_passphrase_and_a_damaged_case_are_told_apart() {
    let mut form = form_with_tips(1);
    form.deliver();
    form.stop();
    let case = form.demo().join("case");
    let wrong = form.beside("wrong");
    fs::write(&wrong, "not the passphrase").unwrap();
    Desk::new(&case, &wrong).run(&["tips"]).expect_error(4, "wrong-passphrase");
    let desk = form.desk();
    desk.run(&["tips"]).expect(0);
    let damage = |file: &str, at: usize, code: &str| {
        let path = case.join(file);
        let whole = fs::read(&path).unwrap();
        let mut altered = whole.clone();
        altered[at % whole.len()] ^= 1;
        fs::write(&path, altered).unwrap();
        let answer = desk.run(&["case", "verify"]);
        assert_eq!(answer.exit, Some(3), "{file} at {at}: {answer:#?}");
        assert!(answer.stderr.contains("error:"), "{answer:#?}");
        if !code.is_empty() {
            answer.expect_error(3, code);
        }
        fs::write(&path, whole).unwrap();
    };
    for at in [0, 17, 20, 40, 80, 200, 227] {
        damage("header", at, "header-damaged");
    }
    for at in [0, 17, 5_000, usize::MAX / 2] {
        damage("case.db", at, "");
        damage("keys.db", at, "");
    }
    let envelope = fs::read_dir(case.join("envelopes")).unwrap().next().unwrap().unwrap().file_name();
    damage(Path::new("envelopes").join(envelope).to_str().unwrap(), 20_000, "");
    assert_eq!(desk.run(&["case", "verify"]).expect(0)["ok"], true, "the control: put back, it is whole");
    let absent = form.beside("nowhere");
    Desk::new(&absent, &wrong).run(&["tips"]).expect_error(2, "no-case");
    assert!(!absent.exists());
}

/// A paired case without tips, a bag for it, and what is in the bag.
struct Interrupted {
    form: Form,
    bag: PathBuf,
    tips: usize,
    large: Vec<u8>,
}

impl Interrupted {
    fn prepare() -> Self {
        let mut form = form_with_tips(29);
        let large = Random::seeded(9).bytes(20 << 20);
        form.send(&Tip::new().message("tip 29").file("large", large.clone())).expect_received();
        let bag = form.export().path;
        form.stop();
        Self { form, bag, tips: 30, large }
    }

    /// A copy of the case as it was before.
    fn desk(&self, folder: &Folder) -> Desk {
        let case = folder.join("case");
        crate::harness::copy(&self.form.demo().join("case"), &case);
        Desk::new(&case, &self.form.demo().join("passphrase"))
    }

    /// Kills an import after a while. *Returns* whether it was still at work.
    fn kill_import(&self, desk: &Desk, after: Duration) -> bool {
        let mut command = desk.command();
        let mut child = command.args(import(&self.bag)).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(after);
        let at_work = child.try_wait().unwrap().is_none();
        child.kill().unwrap();
        child.wait().unwrap();
        at_work
    }

    #[track_caller]
    fn expect_whole(&self, desk: &Desk, folder: &Folder) {
        let mut lines: Vec<String> = (1..=self.tips).map(|number| format!("show T{number}")).collect();
        lines.extend([format!("show T{}", self.tips + 1), "log verify".into(), "case verify".into()]);
        let answers = desk.batch(&lines);
        let (shown, rest) = answers.split_at(self.tips);
        let mut messages: Vec<&str> = shown.iter().filter_map(|tip| tip["message"].as_str()).collect();
        messages.sort_by_key(|text| text[4..].parse::<u32>().unwrap());
        assert_eq!(messages, (0..self.tips).map(|number| format!("tip {number}")).collect::<Vec<_>>());
        let codes: Vec<_> = rest.iter().map(|answer| &answer["exit"]).collect();
        assert_eq!(codes, [2, 0, 0], "no tip more, and all is whole: {rest:#?}");
        assert_eq!((&rest[2]["envelopes"], &rest[2]["unclaimed"]), (&self.tips.into(), &0.into()));
        let large = shown.iter().find(|tip| tip["files"][0]["bytes"] == self.large.len()).unwrap();
        assert_eq!(desk.extract(large["files"][0]["id"].as_str().unwrap(), &folder.join("large")), self.large);
    }
}

#[test]
fn an_import_that_is_killed_at_any_moment_is_finished_by_the_next() {
    let prepared = Interrupted::prepare();
    let folder = Folder::new();
    let desk = prepared.desk(&folder);
    let started = Instant::now();
    desk.run(&import(&prepared.bag)).expect(0);
    let mut whole = started.elapsed();
    prepared.expect_whole(&desk, &folder);

    let rounds = if crate::harness::is_full_round() { 200 } else { 15 };
    let mut random = Random::seeded(10);
    let mut at_work = 0;
    for round in 0..rounds {
        let folder = Folder::new();
        let desk = prepared.desk(&folder);
        // One kill in each stretch of the whole duration, and a second one at random.
        let stretch = whole / rounds;
        let first = stretch * round + stretch * random.below(100) as u32 / 100;
        if prepared.kill_import(&desk, first) {
            at_work += 1;
        } else {
            // The machine has become faster than it was at first.
            whole = whole * 3 / 4;
        }
        prepared.kill_import(&desk, whole * random.below(100) as u32 / 100);
        desk.run(&import(&prepared.bag)).expect(0);
        prepared.expect_whole(&desk, &folder);
    }
    assert!(at_work * 3 >= rounds * 2, "only {at_work} of {rounds} kills met an import: the test shows little");
}
