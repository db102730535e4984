//! What editors type and bring: queries, tables of documents, claims beside passages.

use std::collections::HashSet;
use std::path::Path;

use subrosa_desk::check::hint;
use subrosa_desk::corpus::{Shown, table};
use subrosa_desk::search::{Clause, parse};

/// Longest message about a table, in characters: it repeats at most the beginning of a
/// column's name.
const MESSAGE: usize = 400;

/// A query is taken apart into clauses that each seek something, once, and that say the
/// same when they are taken apart again.
pub fn query(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let clauses = parse(&text);
    let different: HashSet<&Clause> = clauses.iter().collect();
    assert_eq!(different.len(), clauses.len(), "each clause once");
    for clause in &clauses {
        match clause {
            Clause::Word(word) => {
                assert!(text.contains(word.as_str()), "a word is as it was typed");
                assert_eq!(parse(word), std::slice::from_ref(clause), "and says the same alone");
            }
            Clause::Phrase(words, _) => {
                assert!(!words.is_empty() && words.iter().all(|word| !word.is_empty()), "a phrase has words");
            }
            Clause::Prefix(beginning) => assert!(!beginning.is_empty(), "a beginning has letters"),
        }
    }
}

/// A table is refused as a whole with a short message, or each of its rows names a file
/// in its folder or an absolute one.
pub fn columns(bytes: &[u8]) {
    let folder = Path::new("/fiction");
    match table::lines(bytes, folder) {
        Ok(lines) => {
            let rooted = |path: &Path| path.is_absolute();
            assert!(lines.iter().all(|(path, _)| rooted(path)), "a row names a file");
        }
        Err(error) => assert!(error.to_string().chars().count() <= MESSAGE, "a message is short: {error}"),
    }
}

/// The words of a hint are those that stand where it says.
pub fn hints(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (claim, passage) = text.split_once('\n').unwrap_or((&text, &text));
    let start = 7;
    let end = start + passage.chars().count() as u64;
    let shown = Shown { start, end, text: passage.to_owned(), part: None };
    for hint in hint::hints(claim, &shown, None, (None, None)) {
        assert!(hint.claim.is_some() || hint.passage.is_some(), "a hint has a place");
        stands(hint.claim.as_ref(), claim, 0);
        stands(hint.passage.as_ref(), passage, start);
    }
}

fn stands(place: Option<&hint::Place>, text: &str, offset: u64) {
    let Some(hint::Place { text: words, at: Some(at) }) = place else { return };
    let skipped = usize::try_from(at.start - offset).unwrap_or_default();
    let length = usize::try_from(at.end - at.start).unwrap_or_default();
    let found: String = text.chars().skip(skipped).take(length).collect();
    assert_eq!(&found, words, "words stand where a hint says");
}

/// What these are made of.
pub fn seeds(name: &str) -> Vec<Vec<u8>> {
    let texts: &[&str] = match name {
        "query" => &["Mayor \"closed the Bridge\" Protok* „Brücke“ 橋梁 — l'avion 1,234.50", "*\"«x*» \u{fb01}* '"],
        "columns" => &[
            "path,kind,publisher,published,source,standing\na.txt,report,\"Orla; Gazette\",2026-03-03,S1,public\n",
            "\u{feff}path;url\n\"b\"\"c.pdf\";https://example.org/a?b=1\n/abs;x\n",
        ],
        "hints" => &[
            "Hanna Veld paid 1.5 billion crowns on 3 March 2026.\nHanna Voss never paid 1,7 million crowns on 4/3/26.",
            "Der Rat hat 1.500,5 kg am 3. März gesperrt.\nDer Rat soll 80m² am 03.04.2026 nicht gesperrt haben.",
        ],
        _ => &[],
    };
    texts.iter().map(|text| text.as_bytes().to_vec()).collect()
}
