//! The bench of `tests/bench/retrieval.sh`: a folder in BEIR layout through the
//! case, the index and the ranking as `check` uses them. It prints and asserts nothing;
//! the test on generated reports does.

mod folder;
#[path = "../../../tests/retrieval/set.rs"]
mod generated;
mod latency;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::*;
use crate::case::RowId;
use crate::fixture;
use crate::search::{Scope, bring_up};
use folder::{Folder, Line, folder};

/// Puts every page into the case as a document of these passages.
fn fill(case: &mut Case, pages: &[Vec<Line>]) {
    case.db().execute_batch("BEGIN").unwrap();
    for (number, page) in pages.iter().enumerate() {
        let text: Vec<&str> = page.iter().map(|(_, text)| text.as_str()).collect();
        let text = text.join("\n");
        let insert = "INSERT INTO item (id, name, class, bytes, characters, language, standing, because, day)
            VALUES (?1, ?2, 'document', ?3, ?4, ?5, 'internal', 'no-origin', 0) RETURNING ordinal";
        let name = format!("D{}", number + 1);
        let given = (RowId::new().unwrap(), name, text.len(), text.chars().count(), search::language(&text));
        let item: u64 = case.db().prepare_cached(insert).unwrap().query_row(given, |row| row.get(0)).unwrap();
        rows(case, item, page, &text);
    }
    case.db().execute_batch("COMMIT").unwrap();
    bring_up(case, |_, _| {}).unwrap();
}

fn rows(case: &Case, item: u64, page: &[Line], text: &str) {
    let mut insert = case.db().prepare_cached("INSERT INTO item_text VALUES (?1, ?2, ?3)").unwrap();
    for (number, part) in text.as_bytes().chunks(16 * 1024).enumerate() {
        insert.execute((item, number * 16 * 1024, part)).unwrap();
    }
    let mut insert = case.db().prepare_cached("INSERT INTO passage VALUES (?1, ?2, ?3, ?4, ?5, ?6)").unwrap();
    let (mut start, mut first) = (0, 0);
    for (number, (_, text)) in page.iter().enumerate() {
        let characters = text.chars().count();
        insert.execute((item, number, start, text.len(), first, characters)).unwrap();
        (start, first) = (start + text.len() + 1, first + characters + 1);
    }
}

/// Järvelin and Kekäläinen's measure with linear gains, of the first ten.
fn ndcg(found: &[String], relevant: &HashMap<String, f64>) -> f64 {
    let sum = |gains: &mut dyn Iterator<Item = f64>| -> f64 {
        gains.take(10).enumerate().map(|(rank, gain)| gain / ((rank + 2) as f64).log2()).sum()
    };
    let mut best: Vec<f64> = relevant.values().copied().collect();
    best.sort_by(|a, b| b.total_cmp(a));
    sum(&mut found.iter().map(|id| relevant.get(id).copied().unwrap_or(0.0))) / sum(&mut best.into_iter())
}

fn recall(found: &[String], relevant: &HashMap<String, f64>) -> f64 {
    found.iter().take(20).filter(|id| relevant.contains_key(*id)).count() as f64 / relevant.len() as f64
}

#[derive(Default)]
struct Figures {
    /// nDCG@10 and recall@20 of each query, by half.
    quality: BTreeMap<usize, Vec<(f64, f64)>>,
    times: Vec<Duration>,
}

impl Figures {
    fn take(&mut self, half: usize, found: &[String], relevant: &HashMap<String, f64>, took: Duration) {
        self.quality.entry(half).or_default().push((ndcg(found, relevant), recall(found, relevant)));
        self.times.push(took);
    }

    /// Mean nDCG@10 and recall@20.
    fn means(&self) -> (f64, f64) {
        let all = || self.quality.values().flatten();
        let count = all().count().max(1) as f64;
        (all().map(|query| query.0).sum::<f64>() / count, all().map(|query| query.1).sum::<f64>() / count)
    }

    fn print(&mut self, name: &str) {
        self.times.sort_unstable();
        let at = |share: usize| self.times.get(self.times.len() * share / 100).map_or(0.0, |t| t.as_secs_f64() * 1e3);
        let mean = |queries: &[(f64, f64)]| {
            let (n, r) = queries.iter().fold((0.0, 0.0), |(n, r), query| (n + query.0, r + query.1));
            let count = queries.len().max(1) as f64;
            format!("{:>8.4} {:>9.4}", n / count, r / count)
        };
        let all: Vec<_> = self.quality.values().flatten().copied().collect();
        let halves: Vec<_> = self.quality.values().map(|half| mean(half)).collect();
        println!("{name:<11} {} | {} | {:>6.1} {:>6.1}", mean(&all), halves.join(" | "), at(50), at(95));
    }
}

/// Which half a page is in: by its name, so that a seed is all it takes.
fn half(page: &str, seed: &str) -> usize {
    use sha2::{Digest, Sha256};
    usize::from(Sha256::digest(format!("{seed} {page}")).first().copied().unwrap_or(0) & 1)
}

#[test]
#[ignore = "a bench: tests/bench/retrieval.sh runs it"]
fn retrieval() {
    let flat = std::env::var_os("RETRIEVAL_FLAT").is_some();
    let seed = std::env::var("RETRIEVAL_SEED").unwrap_or_else(|_| "1".into());
    let files = fixture::folder();
    let path = std::env::var_os("RETRIEVAL_FOLDER").map(PathBuf::from).unwrap_or_else(|| {
        generated::write(files.path(), seed.parse().expect("a seed is a number"), !flat).unwrap();
        files.path().to_owned()
    });
    let folder = folder(&path, flat);
    let mut desk = fixture::case();
    fill(&mut desk.case, &folder.pages);
    let count: usize = folder.pages.iter().map(Vec::len).sum();
    println!("{} documents, {count} passages, {} queries with judgements", folder.pages.len(), folder.queries.len());
    let (mut plain, mut ours) = measured(&mut desk.case, &folder, &seed);
    println!("            nDCG@10 recall@20 | tuned on           | held out           | p50 ms p95 ms");
    plain.print("plain BM25");
    ours.print("check");
}

/// Every query by BM25 and by the check, in this order.
fn measured(case: &mut Case, folder: &Folder, seed: &str) -> (Figures, Figures) {
    let (mut plain, mut ours) = (Figures::default(), Figures::default());
    for (id, text) in &folder.queries {
        let (relevant, half) = (&folder.relevant[id], half(folder.page(id), seed));
        let begin = Instant::now();
        let found = bm25(case, text);
        plain.take(half, &named(folder, &found), relevant, begin.elapsed());
        let begin = Instant::now();
        let (ranked, _) = super::ranked(case, text, &HashSet::new(), |_, _| {}).unwrap();
        let found: Vec<_> = ranked.iter().take(20).map(|found| (found.item, found.passage)).collect();
        ours.take(half, &named(folder, &found), relevant, begin.elapsed());
    }
    (plain, ours)
}

/// Reports invented from seeds, with neighbours and without: the check may not lose
/// against BM25 on either.
#[test]
fn what_bears_on_a_claim_ranks_no_lower_than_by_its_words_alone() {
    for (seed, neighbours) in [(1, true), (1, false), (2, true), (2, false)] {
        let files = fixture::folder();
        generated::write(files.path(), seed, neighbours).unwrap();
        let folder = folder(files.path(), false);
        assert_eq!(folder.pages.iter().any(|page| page.len() > 1), neighbours);
        let mut desk = fixture::case();
        fill(&mut desk.case, &folder.pages);
        let (plain, ours) = measured(&mut desk.case, &folder, "1");
        let (plain, ours) = (plain.means(), ours.means());
        println!("seed {seed}, neighbours {neighbours}: BM25 {plain:.3?}, check {ours:.3?}");
        assert!(plain.0 > 0.1 && plain.0 < 0.9, "neither impossible nor trivial");
        assert!(ours.0 >= plain.0 && ours.1 >= plain.1, "{plain:?} {ours:?}");
        if neighbours {
            assert!(ours.0 >= plain.0 + 0.1, "what stands around it finds it: {plain:?} {ours:?}");
        }
    }
}

/// The search of the case with the claim's words as typed, without what marks mean.
fn bm25(case: &mut Case, text: &str) -> Vec<(u64, u64)> {
    let words: Vec<&str> = search::raw_words(text).collect();
    let query = words.join(" ");
    let asked = search::Asked { query, scope: Scope::All, kind: None, before: None, limit: 20 };
    let (hits, _) = search::search(case, &asked, |_, _| {}).unwrap();
    let number = "SELECT number FROM passage WHERE item = ?1 AND start_char = ?2";
    let of = |hit: &search::Hit| {
        let found = case.db().query_row(number, (hit.item.ordinal, hit.passage.start), |row| row.get(0));
        (hit.item.ordinal, found.unwrap())
    };
    hits.iter().map(of).collect()
}

fn named(folder: &Folder, found: &[(u64, u64)]) -> Vec<String> {
    // Items are numbered from one in the order in which they came.
    found.iter().map(|(item, passage)| folder.pages[*item as usize - 1][*passage as usize].0.clone()).collect()
}
