//! The first half of `tests/bench/independence.sh`: all who share text with a new item
//! among many documents, by the index, and beside it by reading every document. It prints
//! and asserts nothing but that both find the same.

#![expect(clippy::print_stdout, reason = "figures for people")]

use std::collections::BTreeSet;
use std::time::Instant;

use rusqlite::Connection;

use super::store::{self, partners};
use super::{Fingerprint, Parameters, winnow};
use crate::case::{Act, Case, Record, RowId};
use crate::fixture;
use crate::fixture::random::Random;
use crate::independence::found::reuse::{Aside, Item, Words, compare};

/// Words of one invented document.
const WORDS: u64 = 220;
/// Every so many documents are one that copies a part of an earlier one.
const COPIES: u64 = 50;
/// Documents that the reading of every document reads: all of them would take too long.
const SAMPLE: u64 = 2_000;
/// New items that are asked about.
const ASKED: u64 = 200;

/// Invented words, the frequent ones as frequent as in a language; a copy takes its first
/// half from an earlier document.
fn text(number: u64) -> String {
    let copied = number.is_multiple_of(COPIES) && number > 0;
    let half = |of: u64, words: u64| {
        let mut random = Random::seeded(of);
        let word = move |_| {
            let most = random.below(40_000) + 1;
            format!("w{}", random.below(most))
        };
        (0..words).map(word).collect::<Vec<_>>().join(" ")
    };
    if copied { format!("{} {}", half(number / 2, WORDS / 2), half(number, WORDS / 2)) } else { half(number, WORDS) }
}

fn add(act: &Act<'_>, number: u64) -> (u64, Vec<Fingerprint>) {
    let text = text(number);
    let insert = "INSERT INTO item (id, name, class, bytes, characters, standing, because, day)
        VALUES (?1, ?2, 'document', ?3, ?3, 'internal', 'no-origin', 0) RETURNING ordinal";
    let given = (RowId::new().unwrap(), format!("D{number}"), text.len());
    let item: u64 = act.db().prepare_cached(insert).unwrap().query_row(given, |row| row.get(0)).unwrap();
    (item, winnow(&text, Parameters::CASE))
}

/// One transaction each some thousand documents, as `store::bring_up` keeps what it makes.
fn fill(case: &mut Case, documents: u64) {
    let desk = case.desk_id().unwrap();
    let start = Instant::now();
    for first in (0..documents).step_by(10_000) {
        let act = case.begin().unwrap();
        let some: Vec<_> = (first..documents.min(first + 10_000)).map(|number| add(&act, number)).collect();
        store::keep_all(&act, &some).unwrap();
        act.commit(Record::new("bench", desk.clone())).unwrap();
        println!("  {} documents after {:.0} s", documents.min(first + 10_000), start.elapsed().as_secs_f64());
    }
}

fn peak_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1024
}

fn by_index(db: &Connection, documents: u64) -> Vec<f64> {
    // Copies in the last part of the case: each has one original among all others.
    let numbers = (0..ASKED).map(|step| documents - 1 - step).filter(|number| number.is_multiple_of(COPIES));
    let numbers: Vec<u64> = numbers.chain((0..ASKED).map(|step| documents - 1 - step)).collect();
    let mut times = Vec::new();
    for number in numbers {
        let start = Instant::now();
        // Ordinals begin at 1, numbers at 0.
        let found = partners(db, number + 1).unwrap();
        times.push(start.elapsed().as_secs_f64() * 1_000.0);
        if number.is_multiple_of(COPIES) {
            assert!(found.first().is_some_and(|best| best.item == number / 2 + 1), "{number}: {found:?}");
        }
    }
    times.sort_by(f64::total_cmp);
    times
}

/// *Returns* milliseconds for each item that was asked about, and whom it found.
fn by_reading(documents: u64) -> (f64, BTreeSet<u64>) {
    let sample: Vec<(u64, Words)> =
        (0..SAMPLE.min(documents)).map(|number| (number, Words::of(&text(number)))).collect();
    let asked = SAMPLE.min(documents) - SAMPLE.min(documents) % COPIES - COPIES;
    let new = Words::of(&text(asked));
    let item = |words| Item { words, evidence: &[], published: None };
    let start = Instant::now();
    let found = sample
        .iter()
        .filter(|(number, words)| *number != asked && compare(&item(&new), &item(words), &Aside::default()).is_some());
    let found = found.map(|(number, _)| *number).collect();
    (start.elapsed().as_secs_f64() * 1_000.0, found)
}

#[test]
#[ignore = "prints figures"]
fn all_who_share_text_with_a_new_item() {
    let documents = std::env::var("DOCUMENTS").ok().and_then(|given| given.parse().ok()).unwrap_or(100_000);
    let mut desk = fixture::case();
    let (start, before) = (Instant::now(), peak_mb());
    fill(&mut desk.case, documents);
    println!("{documents} documents of {WORDS} words fingerprinted: {:.0} s", start.elapsed().as_secs_f64());
    println!("peak resident: {before} MB before, {} MB after", peak_mb());
    let times = by_index(desk.case.db(), documents);
    let at = |share: usize| times.get(times.len() * share / 100).copied().unwrap_or_default();
    println!("partners of one item by the index: p50 {:.1} ms, p95 {:.1} ms; peak {} MB", at(50), at(95), peak_mb());
    let (took, found) = by_reading(documents);
    let sample = SAMPLE.min(documents);
    let all = took * documents as f64 / sample as f64;
    println!("the same by comparing it with {sample} of them: {took:.0} ms ({all:.0} ms for all, reading not counted)");
    println!("found there: {found:?}");
}
