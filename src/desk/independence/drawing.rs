//! The answer as a picture: one static page without scripts, readable in grey.
//!
//! Whatever hangs together stands in one frame that says what it counts as. Those who
//! are derived from stand above those who derive; what sources merely share stands
//! above them as a plate of its own, because something above them may explain it.
//! Chosen sources are filled, ghosts dashed, circles in a double line.

mod layout;
mod lines;
mod parts;
mod withheld;

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;

use super::sentence::{range, sentence};
use super::{Answer, Edge, Node};
use layout::Picture;
pub use withheld::{WITHHELD, shown};

/// What a source is called on the page; one without an entry only by its number.
pub type Names = BTreeMap<Node, String>;

/// The page for one claim.
#[derive(Template)]
#[template(path = "independence.html")]
struct Page<'a> {
    claim: &'a str,
    text: &'a str,
    /// "3 sources", "1 to 2 sources"
    range: String,
    sentence: String,
    picture: Picture,
    rows: Vec<Row>,
}

/// One reason in the table below the picture.
struct Row {
    a: String,
    word: &'static str,
    b: String,
    detail: String,
    sure: &'static str,
    by: &'static str,
}

/// Draws an answer about a claim, such as `C1`. All texts are escaped.
///
/// *Security*: of protected sources only numbers and the kind of each reason are drawn
/// ([`shown`]); no entry of `names` is used for one.
///
/// # Errors
/// [`std::fmt::Error`] if the page cannot be written.
pub fn page(
    answer: &Answer,
    (claim, text): (&str, &str),
    names: &Names,
    protected: &BTreeSet<u32>,
) -> Result<String, std::fmt::Error> {
    let answer = &shown(answer, protected);
    let names = &called(names, protected);
    let rows = answer.edges.iter().map(row).collect();
    let picture = Picture::of(answer, names);
    let range = format!("{} {}", range(answer), if answer.at_most == 1 { "source" } else { "sources" });
    Page { claim, text, range, sentence: sentence(answer), picture, rows }.render().map_err(|_| std::fmt::Error)
}

/// A protected source is called so, whatever its name.
fn called(names: &Names, protected: &BTreeSet<u32>) -> Names {
    let mut names = names.clone();
    names.extend(protected.iter().map(|source| (Node::Source(*source), "protected".to_owned())));
    names
}

fn row(edge: &Edge) -> Row {
    Row {
        a: edge.a.to_string(),
        word: edge.reason.word(),
        b: edge.b.to_string(),
        detail: edge.detail.clone(),
        sure: if edge.sure { "sure" } else { "possible" },
        by: edge.by.word(),
    }
}
