//! A folder in BEIR layout: pages, queries, judgements.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::Path;

use serde_json::Value;

/// A passage of the folder: id and text.
pub(super) type Line = (String, String);

pub(super) struct Folder {
    /// Pages in order, each its passages.
    pub pages: Vec<Vec<Line>>,
    pub queries: Vec<Line>,
    pub relevant: HashMap<String, HashMap<String, f64>>,
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

impl Folder {
    /// What a query's half is made by: the page of its first relevant passage, so that
    /// no page is in both halves.
    pub fn page<'s>(&'s self, query: &'s str) -> &'s str {
        let first = self.relevant.get(query).and_then(|passages| passages.keys().min());
        first.map_or(query, |id| page_of(id).map_or(id, |(page, _)| page))
    }
}

pub(super) fn folder(path: &Path, flat: bool) -> Folder {
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
