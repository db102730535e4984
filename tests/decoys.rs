//! Whoever has the disk, and every key that lies on it, cannot tell a decoy from a tip.
//!
//! What is measured of each stored envelope is all that such a thief can read:
//! lengths, ids, the age header once unsealed, and the raw rows as they lie in the
//! store's file. The desk, which opens them, says which are decoys.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::io::Read;
use std::path::Path;
use std::time::{Duration, Instant};

use memchr::memmem;
use subrosa_intake::install::Installation;
use subrosa_intake::vault::{SledVault, Vault};

use crate::harness::classifier::{Sample, by_neighbour, by_threshold, most_telling};
use crate::harness::{Folder, Form, Page, Random, Tip, copy};

/// Envelopes that sources send; about as many decoys come meanwhile.
const SENT: u64 = 40;
/// The floor class: every envelope here is of this length.
const FLOOR: u64 = 32_768;

#[test]
fn no_size_count_or_layout_tells_a_tip_from_a_decoy() {
    let form = form_with_as_many_decoys_as_tips();
    let folder = Folder::new();
    copy(&form.demo().join("data"), folder.path());
    let (bag, desk) = (form.export(), form.desk());
    let decoys = desk.run(&["import", bag.path.to_str().unwrap()]).expect(0)["decoys"].as_u64().unwrap();
    assert_eq!(bag.envelopes, SENT + decoys);
    assert!((15..=80).contains(&decoys), "enough of both to learn from: {decoys}");
    let dropped = dropped(&form);
    let stolen = stolen(folder.path());
    assert_eq!((stolen.len() as u64, dropped.len() as u64), (bag.envelopes, decoys));
    let names: Vec<_> = stolen[0].1.keys().cloned().collect();
    let samples: Vec<_> = stolen
        .into_iter()
        .map(|(id, features)| Sample { class: dropped.contains(&id), features: features.into_values().collect() })
        .collect();
    for told in [by_threshold(&samples), by_neighbour(&samples)] {
        assert!(!told.is_more_than_chance(), "{told:?}: look at \"{}\"", names[most_telling(&samples)]);
    }
    // The control: with one byte more of theirs, decoys are told by either.
    let longer = ["length", "length in the head", "bytes of all rows", "last row"];
    let longer = longer.map(|name| names.iter().position(|other| other == name).unwrap());
    let mut planted = samples;
    for sample in planted.iter_mut().filter(|sample| sample.class) {
        longer.iter().for_each(|at| sample.features[*at] += 1.0);
    }
    for told in [by_threshold(&planted), by_neighbour(&planted)] {
        assert!(told.is_more_than_chance(), "{told:?}");
    }
}

/// Tips, follow-ups and a withdrawal at times that are as random as those of decoys,
/// so that the order in which they came tells nothing.
fn form_with_as_many_decoys_as_tips() -> Form {
    let mut form = Form::stopped();
    let text = fs::read_to_string(form.config()).unwrap();
    let as_often_as_can_be = "per_day = 86400\nsizes = [{ bytes = 1500, weight = 1 }]";
    fs::write(form.config(), text.replace("per_day = 0", as_often_as_can_be)).unwrap();
    form.serve();
    let first = form.open("/");
    let (mut random, mut due) = (Random::seeded(15), Duration::ZERO);
    let begun = Instant::now();
    for number in 0..SENT {
        let chance = (random.below(1 << 32) + 1) as f64 / (1_u64 << 32) as f64;
        due += Duration::from_secs_f64(-chance.ln());
        std::thread::sleep(due.saturating_sub(begun.elapsed()));
        send(&form, number, &first, &mut random);
    }
    form.stop();
    form
}

/// As sources differ: with a mailbox or without, with choices, a file, more to tell.
fn send(form: &Form, number: u64, first: &Page, random: &mut Random) {
    if number == SENT / 2 {
        let state = form.sign_in(&first.codename()).state();
        form.post("/withdraw", &[("state", &state)]).expect_received();
        return;
    }
    let words = |bytes: u64| "fiction ".repeat(2_001)[..bytes as usize].to_owned();
    let tip = match number % 5 {
        0 => Tip::new().on(first),
        1 => Tip::follow_up().field("codename", &first.codename()),
        2 => Tip::new().file("minutes.txt", random.bytes(1_000)),
        3 => Tip::new().on(&form.open("/")).field("basis", "saw").field("language", "Klingon"),
        _ => Tip::new().on(&form.open("/")),
    };
    // The first form is sent once more with other words: another tip.
    let most = if number % 5 == 2 { 10_000 } else { 16_000 };
    let text = format!("{number} {}", words(random.below(most - 3)));
    form.send(&tip.message(&text)).expect_received();
}

/// Ids of the decoys, as the desk's log has them.
fn dropped(form: &Form) -> HashSet<String> {
    let log = form.desk().run(&["log", "show"]);
    let entries = log.expect(0)["entries"].as_array().unwrap();
    let decoys = entries.iter().filter(|entry| entry["action"] == "drop-decoy");
    decoys.map(|entry| entry["subject"].as_str().unwrap().to_owned()).collect()
}

/// What can be measured of each envelope, by id.
fn stolen(data: &Path) -> Vec<(String, BTreeMap<String, f64>)> {
    let raw = Raw::of(&fs::read(data.join("sled/db")).unwrap());
    let installation = Installation::open(data).unwrap();
    let vault = SledVault::open(data, &installation.vault_keys(), 1 << 40, FLOOR).unwrap();
    let mut stolen = Vec::new();
    for (position, entry) in vault.list().unwrap().into_iter().enumerate() {
        let mut age = Vec::new();
        vault.read(entry.id.into()).unwrap().read_to_end(&mut age).unwrap();
        let mut features = raw.features(entry.id.0);
        let mut feature = |name: &str, value: usize| features.insert(name.to_owned(), value as f64);
        feature("length", age.len());
        feature("day", entry.day.number() as usize);
        feature("position", position);
        feature("parity of the position", position % 2);
        let header = age.windows(5).position(|window| window == b"\n--- ").unwrap();
        feature("header", header);
        feature("stanzas", memmem::find_iter(&age[..header], b"\n-> ").count());
        feature("lines of the header", memchr::memchr_iter(b'\n', &age[..header]).count());
        feature("sum of the payload", age[header..].iter().map(|byte| usize::from(*byte)).sum());
        stolen.push((entry.id.to_string(), features));
    }
    stolen
}

/// A row wherever the store's file has it: the place, and the bytes.
type Copies = Vec<(usize, Vec<u8>)>;

/// The rows as they lie in the file, by sequence and part.
struct Raw {
    rows: BTreeMap<(u64, u16), Copies>,
}

impl Raw {
    fn of(file: &[u8]) -> Self {
        let mut rows: BTreeMap<_, Copies> = BTreeMap::new();
        for at in memmem::find_iter(file, b"SBRR") {
            let Some(frame) = file.get(at..at + 18) else { continue };
            let length = usize::from(u16_at(frame, 16));
            let Some(bytes) = file.get(at + 18..at + 18 + length) else { continue };
            rows.entry((u64_at(frame, 4), u16_at(frame, 12))).or_default().push((at, bytes.to_vec()));
        }
        Self { rows }
    }

    /// Of the envelope whose head names this id. Fails if no row does.
    fn features(&self, id: [u8; 16]) -> BTreeMap<String, f64> {
        let is_head = |bytes: &[u8]| bytes.starts_with(b"SBRV") && bytes.get(6..22) == Some(&id);
        let named = self.rows.iter().find(|((_, part), copies)| *part == 0 && is_head(&copies[0].1));
        let ((sequence, _), copies) = named.expect("the raw scan finds every envelope");
        let head = &copies[0].1;
        let rows: Vec<_> = self.rows.range((*sequence, 0)..=(*sequence, u16::MAX)).map(|(_, copies)| copies).collect();
        let before = self.rows.range(..(*sequence, 0)).next_back().map_or(*sequence, |((before, _), _)| *before);
        let slot = u32::from_be_bytes(head[30..34].try_into().unwrap());
        let mut features: BTreeMap<_, _> =
            id.iter().enumerate().map(|(at, byte)| (format!("id {at}"), f64::from(*byte))).collect();
        let mut feature = |name: &str, value: u64| features.insert(name.to_owned(), value as f64);
        feature("version", u64::from(head[4]));
        feature("place", u64::from(head[5]));
        feature("sequence", *sequence);
        feature("sequence since the last", sequence - before);
        feature("slot", u64::from(slot));
        feature("parity of the slot", u64::from(slot % 2));
        feature("day in the head", u64::from(u32::from_be_bytes(head[34..38].try_into().unwrap())));
        feature("length in the head", u64_at(head, 38));
        feature("sealed header", u64::from(u32::from_be_bytes(head[102..106].try_into().unwrap())));
        feature("rows", rows.len() as u64);
        feature("bytes of all rows", rows.iter().map(|copies| copies[0].1.len() as u64).sum());
        feature("first row", head.len() as u64);
        feature("last row", rows.last().unwrap()[0].1.len() as u64);
        feature("copies", rows.iter().map(|copies| copies.len() as u64).sum());
        feature("offset", copies[0].0 as u64);
        features
    }
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_be_bytes(bytes[at..at + 2].try_into().unwrap())
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from_be_bytes(bytes[at..at + 8].try_into().unwrap())
}
