//! What the encrypted directory costs: the same index, the same queries, there and in
//! memory. Run by `tests/bench/search.sh`, which says where and reads the figures.

use std::io::Write;
use std::path::Path;
use std::time::Instant;

use serde::Deserialize;
use tantivy::collector::TopDocs;
use tantivy::directory::{Directory, RamDirectory, TerminatingWrite};
use tantivy::query::Query;
use tantivy::{Index, IndexReader};

use super::chunks::Chunks;
use super::directory::IndexDirectory;
use super::fields::Fields;
use super::find::{languages, query};
use super::query::parse;
use crate::case::{Case, Editor};
use crate::fixture::clock;

/// What is to be compared.
#[derive(Deserialize)]
struct Question {
    case: std::path::PathBuf,
    passphrase: String,
    /// A name, and queries.
    kinds: Vec<(String, Vec<String>)>,
    rounds: usize,
}

#[test]
#[ignore = "a benchmark: tests/bench/search.sh runs it"]
fn encrypted_and_in_memory() {
    let variable = |name| std::env::var_os(name).unwrap();
    let question: Question = serde_json::from_slice(&std::fs::read(variable("SUBROSA_COMPARE")).unwrap()).unwrap();
    let mut case = Case::open(&question.case, question.passphrase.as_bytes(), clock(), Editor::default()).unwrap();
    let db = case.open_index().unwrap().unwrap();
    let names: Vec<String> = {
        let mut select = db.prepare("SELECT name FROM file").unwrap();
        select.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    let encrypted = IndexDirectory::new(Chunks::new(db));
    let memory = RamDirectory::create();
    names.iter().for_each(|name| copy(&encrypted, &memory, Path::new(name)));
    let readers = [reader(encrypted), reader(memory)];
    let answer: Vec<_> = question
        .kinds
        .iter()
        .map(|(name, queries)| {
            let of = |reader| queries.iter().map(|text| time(&case, reader, text, question.rounds)).collect::<Vec<_>>();
            (name, of(&readers[0]), of(&readers[1]))
        })
        .collect();
    std::fs::write(variable("SUBROSA_ANSWER"), serde_json::to_vec(&answer).unwrap()).unwrap();
}

fn copy(from: &IndexDirectory, to: &RamDirectory, name: &Path) {
    let mut writer = to.open_write(name).unwrap();
    writer.write_all(&from.atomic_read(name).unwrap()).unwrap();
    writer.terminate().unwrap();
}

fn reader(directory: impl Directory) -> IndexReader {
    Index::open(directory).unwrap().reader().unwrap()
}

/// The median of some rounds, in seconds; the first is not counted.
fn time(case: &Case, reader: &IndexReader, text: &str, rounds: usize) -> f64 {
    let searcher = reader.searcher();
    let languages = languages(case.db()).unwrap();
    let query: Box<dyn Query> = query(&searcher, Fields::schema().1, &parse(text), &languages).unwrap();
    let mut times: Vec<f64> = (0..=rounds)
        .map(|_| {
            let began = Instant::now();
            let best = searcher.search(query.as_ref(), &TopDocs::with_limit(20).order_by_score()).unwrap();
            assert!(!best.is_empty());
            began.elapsed().as_secs_f64()
        })
        .skip(1)
        .collect();
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
