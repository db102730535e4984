//! Five real articles of five styles, against what a hand counted in them before any of
//! this was written (`tests/proof/articles`).

#![expect(clippy::print_stdout, reason = "figures for people")]

use std::path::Path;

use super::draft::{self, Draft};
use super::quotation::{quotations, spans};
use super::sentence::sentences;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/proof/articles");

pub(super) fn article(name: &str) -> Draft {
    draft::read(&Path::new(FOLDER).join(name)).unwrap()
}

/// Name, sentences, quotations, what is shorter: as counted by hand.
fn counted() -> Vec<(String, [usize; 3])> {
    let table = std::fs::read_to_string(Path::new(FOLDER).join("counts.tsv")).unwrap();
    let rows = table.lines().filter(|line| !line.starts_with('#')).skip(1).map(|line| {
        let cells: Vec<&str> = line.split('\t').collect();
        (cells[0].to_owned(), [cells[1], cells[2], cells[3]].map(|cell| cell.parse().unwrap()))
    });
    rows.collect()
}

#[test]
fn sentences_and_quotations_of_real_articles_are_as_many_as_a_hand_counted() {
    println!("article            sentences: hand  tool   quotations: hand  tool   shorter: hand  tool");
    for (name, [sentences_by_hand, quotations_by_hand, short_by_hand]) in counted() {
        let draft = article(&name);
        let found = sentences(&draft);
        let quoted = quotations(&draft).len();
        let short = spans(&draft).len() - quoted;
        println!(
            "{name:18} {sentences_by_hand:>15} {:>5} {quotations_by_hand:>18} {quoted:>5} {short_by_hand:>15} {short:>5}",
            found.len()
        );
        // The worker gives a page's code as text: eleven lines, with four strings in them.
        let surplus = if name == "manual.html" { [11, 0, 4] } else { [0; 3] };
        let hand = [sentences_by_hand, quotations_by_hand, short_by_hand];
        let tool = [found.len(), quoted, short];
        assert_eq!(tool, std::array::from_fn(|at| hand[at] + surplus[at]), "{name}");
    }
}
