//! The bench of `tests/bench/retrieval.sh`: a folder in BEIR layout through the
//! case, the index and the ranking as `check` uses them. It prints and asserts nothing.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::*;
use crate::case::RowId;
use crate::fixture;
use crate::search::{Scope, bring_up};

/// A passage of the folder: id and text.
type Line = (String, String);

struct Folder {
    /// Pages in order, each its passages.
    pages: Vec<Vec<Line>>,
    queries: Vec<Line>,
    relevant: HashMap<String, HashMap<String, f64>>,
}

fn lines(path: &Path) -> Vec<Line> {
    let text = fs::read_to_string(path).expect("a file of the folder");
    let word = |value: &Value, key: &str| value[key].as_str().unwrap_or_default().to_owned();
    text.lines()
        .map(|line| {
            let value: Value = serde_json::from_str(line).expect("a line is an object");
            let text = [word(&value, "title"), word(&value, "text")].join(" ");
            (word(&value, "_id"), text.trim().to_owned())
        })
        .collect()
}

/// `PAGE-NUMBER`, if an id is of that form.
fn page_of(id: &str) -> Option<(&str, u64)> {
    let (page, number) = id.rsplit_once(['-', '_', '#', ':'])?;
    Some((page, number.parse().ok()?))
}

/// Passages that follow each other with rising numbers are of one page. A folder of
/// which every id has one and the same prefix has no pages (`MED-10`, `MED-14`).
fn pages(corpus: Vec<Line>, flat: bool) -> Vec<Vec<Line>> {
    let prefixes: HashSet<_> = corpus.iter().map(|(id, _)| page_of(id).map(|(page, _)| page.to_owned())).collect();
    let flat = flat || prefixes.len() < 2;
    let mut pages: Vec<Vec<Line>> = Vec::new();
    for line in corpus {
        let before = pages.last().and_then(|page| page.last()).and_then(|(id, _)| page_of(id));
        let follows = match (before, page_of(&line.0)) {
            (Some((page, number)), Some((same, next))) => page == same && number < next,
            _ => false,
        };
        match pages.last_mut() {
            Some(page) if follows && !flat => page.push(line),
            _ => pages.push(vec![line]),
        }
    }
    pages
}

fn folder(path: &Path, flat: bool) -> Folder {
    let mut relevant: HashMap<String, HashMap<String, f64>> = HashMap::new();
    for file in fs::read_dir(path.join("qrels")).expect("qrels").flatten() {
        for line in fs::read_to_string(file.path()).expect("a table").lines().skip(1) {
            if let [query, passage, score] = line.split('\t').collect::<Vec<_>>()[..] {
                let score: f64 = score.trim().parse().unwrap_or(0.0);
                if score > 0.0 {
                    relevant.entry(query.to_owned()).or_default().insert(passage.to_owned(), score);
                }
            }
        }
    }
    let mut queries = lines(&path.join("queries.jsonl"));
    queries.retain(|(id, _)| relevant.contains_key(id));
    Folder { pages: pages(lines(&path.join("corpus.jsonl")), flat), queries, relevant }
}

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

/// Which half of the queries one is in: by its id, so that a seed is all it takes.
fn half(id: &str, seed: &str) -> usize {
    use sha2::{Digest, Sha256};
    usize::from(Sha256::digest(format!("{seed} {id}")).first().copied().unwrap_or(0) & 1)
}

#[test]
#[ignore = "a bench: tests/bench/retrieval.sh runs it"]
fn retrieval() {
    let path = PathBuf::from(std::env::var_os("RETRIEVAL_FOLDER").expect("RETRIEVAL_FOLDER names the folder"));
    let flat = std::env::var_os("RETRIEVAL_FLAT").is_some();
    let seed = std::env::var("RETRIEVAL_SEED").unwrap_or_else(|_| "1".into());
    let folder = folder(&path, flat);
    let mut desk = fixture::case();
    fill(&mut desk.case, &folder.pages);
    let count: usize = folder.pages.iter().map(Vec::len).sum();
    println!("{} documents, {count} passages, {} queries with judgements", folder.pages.len(), folder.queries.len());
    let (mut plain, mut ours) = (Figures::default(), Figures::default());
    for (id, text) in &folder.queries {
        let relevant = &folder.relevant[id];
        let begin = Instant::now();
        let found = bm25(&mut desk.case, text);
        plain.take(half(id, &seed), &named(&folder, &found), relevant, begin.elapsed());
        let begin = Instant::now();
        let (ranked, _) = super::ranked(&mut desk.case, text, &HashSet::new(), |_, _| {}).unwrap();
        let found: Vec<_> = ranked.iter().take(20).map(|found| (found.item, found.passage)).collect();
        ours.take(half(id, &seed), &named(&folder, &found), relevant, begin.elapsed());
    }
    println!("            nDCG@10 recall@20 | one half           | other half         | p50 ms p95 ms");
    plain.print("plain BM25");
    ours.print("check");
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

/// Words by Zipf's law, by a linear congruence (Knuth's MMIX): the same each time.
struct Words {
    state: u64,
    words: Vec<String>,
}

impl Words {
    fn new() -> Self {
        let syllables =
            ["ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe", "ro", "su", "ta", "ve"];
        let word = |number: usize| {
            let mut rest = number + 1;
            let mut word = String::new();
            while rest > 0 {
                word.push_str(syllables[rest % syllables.len()]);
                rest /= syllables.len();
            }
            word
        };
        Self { state: 6, words: (0..60_000).map(word).collect() }
    }

    fn roll(&mut self) -> f64 {
        self.state = self.state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.state >> 11) as f64 / (1u64 << 53) as f64
    }

    fn sentence(&mut self) -> String {
        let count = self.words.len() as f64;
        // Rank r with a chance of about 1/r.
        let ranks: Vec<usize> = (0..28).map(|_| (count.powf(self.roll()) - 1.0) as usize).collect();
        let words: Vec<&str> = ranks.into_iter().map(|at| self.words[at].as_str()).collect();
        format!("{}.", words.join(" "))
    }
}

#[test]
#[ignore = "a bench: tests/bench/check.sh runs it"]
fn latency() {
    let wanted: usize = std::env::var("PASSAGES").ok().and_then(|count| count.parse().ok()).unwrap_or(200_000);
    let mut words = Words::new();
    let mut claims = Vec::new();
    let mut pages = Vec::new();
    for page in 0..wanted.div_ceil(500) {
        let mut passage = |number| (format!("{page}-{number}"), [words.sentence(), words.sentence()].join(" "));
        let passages: Vec<Line> = (0..500).map(&mut passage).collect();
        let sentence = |text: &str| text.split_inclusive('.').next().unwrap_or_default().to_owned();
        claims.extend(passages.get(page % 500).map(|(_, text)| sentence(text)));
        pages.push(passages);
    }
    let mut desk = fixture::case();
    let begin = Instant::now();
    fill(&mut desk.case, &pages);
    println!(
        "{} passages in {} documents, in the case after {:.0} s",
        pages.len() * 500,
        pages.len(),
        begin.elapsed().as_secs_f64()
    );
    let mut times = Vec::new();
    for text in claims.iter().take(100) {
        let asked = Asked { text: text.clone(), limit: 20, ..Asked::default() };
        let begin = Instant::now();
        let (rows, _) = check(&mut desk.case, &asked, |_, _| {}).unwrap();
        times.push(begin.elapsed());
        assert!(rows.first().is_some_and(|row| row.passage.text.contains(text)), "its own passage is the first");
    }
    times.sort_unstable();
    let at = |share: usize| times.get(times.len() * share / 100).map_or(0.0, |time| time.as_secs_f64() * 1e3);
    println!("check, a claim of 28 words, 20 rows: p50 {:.1} ms, p95 {:.1} ms", at(50), at(95));
}
