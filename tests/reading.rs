//! One document in, a bounded reading out: every format from a file that a real
//! program made, and every way in which a parser that was taken over could go on.
//!
//! `subrosa-reader-probe` reads as the desk does, and is its own worker; the files
//! are described in `tests/fixtures/README.md`.

mod attached;
mod confined;
mod hostile;
mod lying;
mod scanner;
mod scans;
mod walls;

use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

use crate::harness::programs::workspace;
use crate::harness::tools;

/// What is in the minutes, in whatever format.
const MINUTES: &str = "Minutes of the Bridge Committee of Nowhere
The bridge over the Elm was closed on 6 May for “repairs”.
Frau Köhler asked who had signed the order; nobody answered.
Cost so far: 1,250,000 crowns.";

fn probe(arguments: &[&str]) -> Value {
    let output = tools::run(Command::new(env!("CARGO_BIN_EXE_subrosa-reader-probe")).args(arguments));
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{arguments:?}: {error}"))
}

fn fixture(name: &str) -> PathBuf {
    workspace().join("tests/fixtures").join(name)
}

fn read(name: &str) -> Value {
    probe(&["read", fixture(name).to_str().unwrap()])
}

/// The text, without empty lines and with every run of blanks as one.
fn text(reading: &Value) -> String {
    let text = reading["text"].as_str().unwrap_or_else(|| panic!("{reading}"));
    let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

fn part(reading: &Value, label: &str) -> String {
    let parts = reading["parts"].as_array().unwrap();
    let at = parts.iter().position(|part| part[1] == label).unwrap_or_else(|| panic!("{label}: {parts:?}"));
    let start = |at: usize| parts.get(at).map(|part| usize::try_from(part[0].as_u64().unwrap()).unwrap());
    let text = reading["text"].as_str().unwrap();
    text[start(at).unwrap()..start(at + 1).unwrap_or(text.len())].to_owned()
}

fn values<'a>(reading: &'a Value, key: &str) -> Vec<&'a str> {
    let entries = reading["metadata"].as_array().unwrap().iter();
    entries.filter(|entry| entry[0] == key).map(|entry| entry[1].as_str().unwrap()).collect()
}

fn member<'a>(reading: &'a Value, name: &str) -> &'a Value {
    let members = reading["members"].as_array().unwrap();
    members.iter().find(|member| member["name"] == name).unwrap_or_else(|| panic!("{name}: {members:#?}"))
}

#[test]
fn word_and_open_document_texts_give_their_text_comments_and_authors() {
    for (name, format) in [("minutes.docx", "docx"), ("minutes.odt", "odt")] {
        let reading = read(name);
        assert_eq!(reading["format"], format);
        let whole = part(&reading, "text");
        assert_eq!(whole.trim_end(), MINUTES, "{name}");
        assert!(part(&reading, "comments").contains("Leave this out."), "{name}");
        assert_eq!(reading["provenance"]["title"], "Minutes", "{name}");
        assert_eq!(reading["provenance"]["author"], "Ada Fictional", "{name}");
    }
}

#[test]
fn pdfs_of_two_programs_give_the_lines_that_were_printed() {
    for name in ["minutes-libreoffice.pdf", "minutes-chromium.pdf"] {
        let reading = read(name);
        assert_eq!(reading["format"], "pdf", "{name}");
        // A printed line breaks where the page ends.
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words(&text(&reading)).contains(&words(MINUTES)), "{name}: {}", text(&reading));
        assert_eq!(reading["parts"][0][1], "page 1", "{name}");
        assert!(!values(&reading, "pdf.producer").is_empty(), "{name}");
    }
}

#[test]
fn sheets_give_a_part_each_and_their_cells_in_place() {
    for name in ["budget.xlsx", "budget.ods"] {
        let reading = read(name);
        assert_eq!(part(&reading, "sheet Budget"), "Year\tSum\n2023\t1000\n2024\t1250000\n", "{name}");
        assert_eq!(part(&reading, "sheet Names"), "Ada\nBen\n", "{name}");
    }
}

#[test]
fn slides_give_a_part_each() {
    for name in ["talk.pptx", "talk.odp"] {
        let reading = read(name);
        assert!(part(&reading, "slide 1").contains("Minutes of the Bridge Committee"), "{name}");
        assert!(part(&reading, "slide 2").contains("1,250,000 crowns."), "{name}");
    }
}

#[test]
fn a_page_of_the_web_gives_what_is_read_and_what_it_claims() {
    let reading = read("page.html");
    assert_eq!(reading["format"], "html");
    assert_eq!(part(&reading, "article").trim_end(), MINUTES);
    assert_eq!(part(&reading, "rest of the page"), "Home\nImprint\n");
    let claims = &reading["provenance"];
    assert_eq!(claims["title"], "Bridge closed");
    assert_eq!(claims["author"], "Cleo Madeup");
    assert_eq!(claims["publisher"], "The Nowhere Post");
    assert_eq!(claims["published"], "2024-05-07");
    assert_eq!(claims["url"], "https://post.example/bridge");
    assert_eq!(claims["language"], "en");
}

#[test]
fn an_email_gives_its_letter_and_its_attachments() {
    let reading = read("letter.eml");
    assert_eq!(reading["format"], "eml");
    assert_eq!(part(&reading, "body").trim_end(), MINUTES);
    assert!(part(&reading, "headers").contains("Subject: Die Brücke\n"));
    assert_eq!(values(&reading, "eml.message-id"), ["<1@nowhere.example>"]);
    assert_eq!(reading["provenance"]["published"], "2024-05-06");
    assert_eq!(member(&reading, "budget.csv")["text"], "year,sum\n2023,1000\n2024,1250000\n");
    let members = reading["members"].as_array().unwrap();
    assert!(
        members.iter().any(|member| member["text"].as_str().unwrap().contains("The inner letter.")),
        "{members:#?}"
    );
}

#[test]
fn a_mailbox_gives_its_messages() {
    let reading = read("letters.mbox");
    assert_eq!(reading["format"], "mbox");
    let message = member(&reading, "message 2")["text"].as_str().unwrap();
    assert!(message.contains("Subject: Letter 2"), "{message}");
    assert!(message.contains("\nFrom here it goes on."), "{message}");
    assert_eq!(reading["members"].as_array().unwrap().len(), 2);
}

#[test]
fn archives_give_their_members_and_no_name_becomes_a_path() {
    let zip = read("papers.zip");
    assert_eq!(zip["format"], "zip");
    assert_eq!(member(&zip, "minutes.txt")["text"].as_str().unwrap().trim_end(), MINUTES);
    assert_eq!(member(&zip, "../../evil.txt")["text"], "a name is no path\n");
    for name in ["papers.tar", "papers.tar.gz"] {
        let tar = read(name);
        assert_eq!(tar["format"], "tar", "{name}");
        assert_eq!(member(&tar, "folder/again.txt")["text"].as_str().unwrap().trim_end(), MINUTES, "{name}");
    }
    let gzip = read("minutes.txt.gz");
    assert_eq!((&gzip["format"], gzip["members"][0]["text"].as_str().unwrap().trim_end()), (&"gzip".into(), MINUTES));
}

#[test]
fn web_archives_of_two_programs_give_pages_with_address_and_day() {
    let page = std::fs::read_to_string(fixture("page.html")).unwrap();
    let warc = read("warcio.warc.gz");
    assert_eq!(warc["format"], "warc");
    let captured = member(&warc, "https://post.example/bridge");
    assert_eq!(captured["text"], page.as_str());
    assert_eq!(captured["provenance"]["url"], "https://post.example/bridge");
    assert_eq!(captured["provenance"]["published"], "2024-05-08");
    assert!(text(&warc).contains("Last-Modified: Tue, 07 May 2024 06:00:00 GMT"), "{warc}");
    assert_eq!(member(&read("wget.warc.gz"), "http://127.0.0.1:8765/page.html")["text"], page.as_str());
    let collection = read("collection.wacz");
    assert_eq!((&collection["format"], &collection["provenance"]["title"]), (&"wacz".into(), &"Bridge".into()));
    assert!(text(&collection).contains("https://post.example/bridge Bridge closed"));
    assert_eq!(collection["members"].as_array().unwrap().len(), 1);
}

#[test]
fn pictures_give_what_the_camera_wrote() {
    for (name, format) in
        [("picture.jpg", "jpeg"), ("picture.png", "png"), ("picture.tif", "tiff"), ("picture.heic", "heic")]
    {
        let reading = read(name);
        assert_eq!(reading["format"], format, "{name}");
        assert_eq!(values(&reading, "exif.gps-latitude"), ["52 deg 30 min 0 sec N"], "{name}");
        assert_eq!(values(&reading, "exif.date-time-original"), ["2024-05-06 07:08:09"], "{name}");
        assert_eq!(values(&reading, "xmp.creator"), ["Ada Fictional"], "{name}");
        assert_eq!(reading["provenance"]["author"], "Ada Fictional", "{name}");
    }
    assert_eq!(values(&read("picture.png"), "png.comment"), ["taken at the Elm"]);
}

#[test]
fn a_text_in_another_encoding_is_read_and_named() {
    let reading = read("minutes-latin1.txt");
    assert!(text(&reading).contains("Frau Köhler asked"), "{reading}");
    // One letter leaves a choice between neighbours; which was taken is said.
    assert!(values(&reading, "text.encoding")[0].starts_with("windows-125"), "{reading}");
}
