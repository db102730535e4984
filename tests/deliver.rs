//! A desk's bag is taken in once and whole, what it confirms is gone, and what is
//! no such bag is refused by name.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

use crate::harness::programs::program;
use crate::harness::{Answer, Desk, Folder, Form, Random, Tip, copy, is_full_round};

/// Replies in one batch, decoys among them.
const BATCH: u64 = 16;

fn form_with_tips(count: usize) -> Form {
    let form = Form::start();
    for number in 0..count {
        form.send(&Tip::new().message(&format!("tip {number}"))).expect_received();
    }
    form
}

/// The desk's next bag; a desk that nobody answered writes decoys.
fn written(desk: &Desk, to: &Path) -> PathBuf {
    let answer = desk.run(&["export", "--to", to.to_str().unwrap()]);
    PathBuf::from(answer.expect(0)["bag"]["path"].as_str().unwrap())
}

fn deliver(form: &Form, bag: &Path) -> Answer {
    form.intake("deliver", &[bag.to_str().unwrap()])
}

/// `already`, `replies`, `acknowledged`.
fn said(answer: &Answer) -> (bool, u64, u64) {
    let json = answer.expect(0);
    let number = |key: &str| json[key].as_u64().unwrap();
    (json["already"].as_bool().unwrap(), number("replies"), number("acknowledged"))
}

/// Everything that a delivery could have changed.
fn state(form: &Form) -> (Value, Option<Vec<u8>>) {
    let status = form.intake("status", &[]).expect(0).clone();
    (status, fs::read(form.demo().join("data/desks.json")).ok())
}

fn keys(form: &Form) -> usize {
    let slots = fs::read(form.demo().join("data/keyslots")).unwrap();
    slots.chunks(64).filter(|slot| slot.iter().any(|byte| *byte != 0)).count()
}

/// A second case that is the same until here.
fn copied_case(form: &Form, folder: &Folder) -> Desk {
    let case = folder.join("copied-case");
    copy(&form.demo().join("case"), &case);
    Desk::new(&case, &form.demo().join("passphrase"))
}

#[test]
fn a_desks_bag_is_taken_in_once_and_what_it_confirms_is_gone() {
    for is_up in [true, false] {
        let mut form = form_with_tips(2);
        form.send(&Tip::new().message("large").file("large", vec![7; 300_000])).expect_received();
        form.deliver();
        form.send(&Tip::new().message("after the bag")).expect_received();
        if !is_up {
            form.stop();
        }
        assert_eq!(keys(&form), 4, "the control: every tip has its key before");
        let bag = written(&form.desk(), &form.beside("stick"));
        assert_eq!(said(&deliver(&form, &bag)), (false, BATCH, 3));
        assert_eq!(keys(&form), 1 + BATCH as usize);
        assert_eq!(fs::read_dir(form.demo().join("data/large")).unwrap().count(), 0);
        let before = state(&form);
        assert_eq!((&before.0["envelopes"], &before.0["replies"]), (&1.into(), &BATCH.into()));
        assert_eq!(said(&deliver(&form, &bag)), (true, 0, 0));
        assert_eq!(state(&form), before, "a bag that was delivered changes nothing");
        assert!(!form.demo().join("data/deliver.part").exists());
        // The next bag says how far the desk's have come, and links to the last.
        let next = form.export();
        assert_eq!(next.envelopes, 1);
        let bytes = fs::read(&next.path).unwrap();
        assert!(bytes.windows(13).any(|window| window == b"\"received\":1,"), "the desk is told");
        let arrival = form.desk().run(&["import", next.path.to_str().unwrap()]);
        assert_eq!((&arrival.expect(0)["gaps"], arrival.json["tips"].as_array().unwrap().len()), (&json!([]), 1));
        // What the desk knows now does not travel again: only the new batch does.
        let second = written(&form.desk(), &form.beside("stick"));
        assert_eq!(said(&deliver(&form, &second)), (false, BATCH, 1));
        assert_eq!(form.intake("status", &[]).expect(0)["replies"], 2 * BATCH);
    }
}

#[test]
fn what_is_not_this_desks_bag_for_this_server_is_refused_by_name_and_changes_nothing() {
    let mut form = form_with_tips(1);
    form.deliver();
    let (other, folder) = (form_with_tips(1), Folder::new());
    let bag = written(&form.desk(), &folder.join("stick"));
    let bytes = fs::read(&bag).unwrap();
    let mut damaged = Vec::new();
    let mut random = Random::seeded(11);
    for _ in 0..8 {
        let mut altered = bytes.clone();
        altered[random.below(bytes.len() as u64) as usize] ^= 4;
        damaged.push(folder.write(format!("altered-{}", damaged.len()), altered));
    }
    damaged.push(folder.write("cut", &bytes[..bytes.len() - 1]));
    damaged.push(folder.write("longer", [bytes.as_slice(), b"\0"].concat()));
    damaged.push(folder.write("no-bag", b"fiction"));
    let elsewhere = written(&other.desk(), &folder.join("elsewhere"));
    // Another desk that was told of this server, which was not told of it.
    let card = form.demo().join("intake-card.json");
    let fingerprint = form.intake("key", &[]).expect(0)["fingerprint"].as_str().unwrap().to_owned();
    other.desk().run(&["pair", card.to_str().unwrap(), "--fingerprint", &fingerprint]).expect(0);
    let installation = form.intake("key", &[]).expect(0)["installation"].as_str().unwrap().to_owned();
    let to = folder.join("stranger");
    let stranger = other.desk().run(&["export", "--installation", &installation, "--to", to.to_str().unwrap()]);
    let stranger = PathBuf::from(stranger.expect(0)["bag"]["path"].as_str().unwrap());
    for is_up in [true, false] {
        if !is_up {
            form.stop();
        }
        let before = state(&form);
        for bag in &damaged {
            let answer = deliver(&form, bag);
            // A byte of the sender's name makes it a stranger's.
            let named = ["bag-damaged", "desk-unknown"].contains(&answer.json["error"]["code"].as_str().unwrap());
            assert!(named && answer.exit != Some(0), "{}: {answer:#?}", bag.display());
        }
        deliver(&form, &elsewhere).expect_error(1, "other-installation");
        deliver(&form, &stranger).expect_error(1, "desk-unknown");
        deliver(&form, &folder.join("nowhere")).expect_error(2, "bag-unreadable");
        assert_eq!(state(&form), before);
    }
    assert_eq!(said(&deliver(&form, &bag)), (false, BATCH, 1), "the control: the bag itself is taken");
}

#[test]
fn a_lost_bag_is_named_and_made_good_and_an_overtaken_one_is_no_news() {
    let form = form_with_tips(1);
    let (desk, stick) = (form.desk(), form.beside("stick"));
    let (first, second) = (written(&desk, &stick), written(&desk, &stick));
    let answer = deliver(&form, &second);
    assert_eq!(answer.expect(0)["gaps"], json!([{ "first": 1, "last": 1 }]));
    assert_eq!(said(&answer), (false, 2 * BATCH, 0), "bags are cumulative");
    let late = deliver(&form, &first);
    assert_eq!((said(&late), &late.json["bag"]["reordered"]), ((true, 0, 0), &true.into()));
    let third = deliver(&form, &written(&desk, &stick));
    assert_eq!((said(&third), &third.json["gaps"]), ((false, BATCH, 0), &json!([])), "the control");
}

#[test]
fn a_copied_case_is_found_and_a_restored_one_is_taken_once_people_compared() {
    let (form, folder) = (form_with_tips(1), Folder::new());
    let restored = copied_case(&form, &folder);
    let desk = form.desk();
    let (stick, other) = (form.beside("stick"), form.beside("other"));
    assert_eq!(said(&deliver(&form, &written(&desk, &stick))), (false, BATCH, 0));
    // One case, twice: the same number with other content, then a chain of its own.
    let twin_folder = Folder::new();
    let twin = copied_case(&form, &twin_folder);
    let second = written(&desk, &stick);
    deliver(&form, &second).expect(0);
    let before = state(&form);
    deliver(&form, &written(&twin, &form.beside("twin"))).expect_error(3, "bag-number-twice");
    deliver(&form, &written(&twin, &form.beside("twin"))).expect_error(3, "bag-chain-broken");
    // A case from before the first bag begins an epoch of its own.
    let foreign = written(&restored, &other);
    deliver(&form, &foreign).expect_error(1, "epoch-changed");
    assert_eq!(state(&form), before);
    let text = String::from_utf8_lossy(&fs::read(&foreign).unwrap()).into_owned();
    let epoch = text.split("\"epoch\":\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    form.intake("trust-epoch", &["no epoch"]).expect_error(2, "epoch-malformed");
    assert_eq!(form.intake("trust-epoch", &[&epoch]).expect(0)["already"], false);
    assert_eq!(form.intake("trust-epoch", &[&epoch]).expect(0)["already"], true);
    assert_eq!(said(&deliver(&form, &foreign)), (false, BATCH, 0));
    assert_eq!(said(&deliver(&form, &second)), (true, 0, 0), "what was delivered before is no news");
    deliver(&form, &written(&desk, &stick)).expect_error(1, "epoch-changed");
}

#[test]
fn a_delivery_that_is_killed_at_any_moment_is_completed_by_a_repeat() {
    let mut form = form_with_tips(6);
    form.deliver();
    form.stop();
    let (desk, stick) = (form.desk(), form.beside("stick"));
    let [_, _, _, bag] = [(); 4].map(|()| written(&desk, &stick));
    let (data, kept) = (form.demo().join("data"), form.beside("kept"));
    copy(&data, &kept);
    let started = std::time::Instant::now();
    assert_eq!(said(&deliver(&form, &bag)), (false, 4 * BATCH, 6));
    let whole = started.elapsed();
    let rounds = if is_full_round() { 300 } else { 15 };
    let (mut random, mut at_work) = (Random::seeded(12), 0);
    for _ in 0..rounds {
        fs::remove_dir_all(&data).unwrap();
        copy(&kept, &data);
        for _ in 0..1 + random.below(2) {
            let mut command = Command::new(program("subrosa-intake"));
            command.arg("deliver").arg("--config").arg(form.config()).arg(&bag);
            let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
            std::thread::sleep(Duration::from_micros(random.below(whole.as_micros() as u64)));
            at_work += usize::from(child.try_wait().unwrap().is_none());
            child.kill().unwrap();
            child.wait().unwrap();
        }
        deliver(&form, &bag).expect(0);
        let status = form.intake("status", &[]).expect(0).clone();
        assert_eq!(
            (&status["envelopes"], &status["replies"]),
            (&0.into(), &(4 * BATCH).into()),
            "nothing twice or lost"
        );
        assert_eq!(keys(&form), 4 * BATCH as usize);
        assert_eq!(said(&deliver(&form, &bag)), (true, 0, 0));
    }
    assert!(at_work * 3 >= rounds * 2, "only {at_work} kills met a delivery: the test shows little");
}
