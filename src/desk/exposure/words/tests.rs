use std::io::Cursor;

use super::*;
use crate::arrive::bag;
use crate::corpus::{Origin, Standing, add, item, tips};
use crate::fixture::{self, Desk, Server};

#[allow(clippy::print_stdout, reason = "the times are printed")]
mod bench;
mod canaries;
mod details;
mod leaks;
#[allow(clippy::print_stdout, reason = "the table of what was caught is printed")]
mod planted;

/// The day on which the tips of the fixture came.
const TIP_DAY: &str = "2026-11-20";

/// A case with tips of 2026-11-20: words, and files by name and content.
fn desk(tips_of: &[(&str, &[(&str, &str)])]) -> Desk {
    let mut desk = fixture::case();
    let server = Server::paired(&mut desk.case);
    let seal = |(words, files): &(&str, &[(&str, &str)])| {
        let files: Vec<(&str, &[u8])> = files.iter().map(|(name, content)| (*name, content.as_bytes())).collect();
        server.seal(words, &files)
    };
    let sealed: Vec<(u8, Vec<u8>)> = (1..).zip(tips_of.iter().map(seal)).collect();
    bag::import(&mut desk.case, Cursor::new(server.bag(1, [0; 32], &sealed).bytes), |_, _| {}).unwrap();
    tips::read(&mut desk.case, |_, _| {}).unwrap();
    desk
}

/// Adds a document. *Returns* what people call it.
fn document(desk: &mut Desk, text: &str, origin: &Origin) -> String {
    let random: [u8; 6] = subrosa_tip::random().unwrap();
    let path = desk.folder.path().join(hex::encode(random));
    std::fs::write(&path, text).unwrap();
    let added = add::add(&mut desk.case, &[path], origin, |_, _| {}).unwrap();
    assert!(added.failed.is_empty(), "{added:?}");
    added.taken[0].name.clone()
}

fn published(day: &str) -> Origin {
    let url = Some("https://gazette.example/story".to_owned());
    Origin { url, published: Some(day.parse().unwrap()), ..Origin::default() }
}

/// A public document of before the tips.
fn public(desk: &mut Desk, text: &str) -> String {
    document(desk, text, &published("2026-01-15"))
}

fn leaving(text: &str) -> Leaving {
    Leaving { name: "draft".to_owned(), text: text.to_owned(), claims: draft::marks(text), ..Leaving::default() }
}

fn limits() -> Limits {
    Limits { today: "2026-12-24".parse().unwrap(), ..Limits::default() }
}

fn examined(desk: &mut Desk, texts: &[Leaving]) -> Report {
    let known = Known::read(desk.case.db()).unwrap();
    examine(&mut desk.case, &known, texts, &limits(), |_, _| {}).unwrap()
}

/// Kind and words of what stops a text, or has to be looked at.
fn told(desk: &mut Desk, text: &str) -> Vec<(Kind, String)> {
    let report = examined(desk, &[leaving(text)]);
    let told = report.findings.into_iter().filter(|finding| finding.level > Level::Note);
    told.map(|finding| (finding.kind, finding.words)).collect()
}

fn kinds(desk: &mut Desk, text: &str) -> Vec<Kind> {
    let mut kinds: Vec<Kind> = told(desk, text).into_iter().map(|(kind, _)| kind).collect();
    kinds.sort();
    kinds.dedup();
    kinds
}
