use std::fs;
use std::io::Write;

use super::*;
use crate::fixture;
use crate::proof::sentence::{Sentence, sentences};

fn of(text: &str, format: Format) -> Draft {
    of_text(text.to_owned(), format, Vec::new()).unwrap()
}

fn shown(draft: &Draft) -> Vec<(Kind, String)> {
    sentences(draft).into_iter().map(|sentence| (sentence.kind, sentence.text)).collect()
}

/// What stands in the draft at a sentence's place.
fn at(draft: &Draft, sentence: &Sentence) -> String {
    draft.text.chars().skip(sentence.range.start).take(sentence.range.len()).collect()
}

#[test]
fn markdown_is_read_as_a_reader_sees_it_and_every_place_is_the_files() {
    let text = "---\ntitle: none\n---\n# Pumps söld\n\nThe *pumps* were **sold**, `quickly`. {C1}\nMr. Tolland\npaid \
        [5.5 million](https://example.org) crowns.{C2}\n\n- One item\n- Two. Three.\n\n> So it was set apart.\n\n\
        ```\nNo code. None.\n```\n\n| a | b |\n|---|---|\n| Cell one | Cell two |\n";
    let draft = of(text, Format::Markdown);
    let found = sentences(&draft);
    let lines: Vec<&str> = found.iter().map(|sentence| sentence.text.as_str()).collect();
    assert_eq!(
        lines,
        [
            "Pumps söld",
            "The pumps were sold, quickly.",
            "Mr. Tolland paid 5.5 million crowns.",
            "One item",
            "Two.",
            "Three.",
            "So it was set apart.",
            "a",
            "b",
            "Cell one",
            "Cell two"
        ]
    );
    assert_eq!(at(&draft, &found[1]), "The *pumps* were **sold**, `quickly`.");
    assert_eq!(at(&draft, &found[2]), "Mr. Tolland\npaid [5.5 million](https://example.org) crowns.");
    let marks: Vec<Vec<u32>> = found.iter().map(|s| s.marks.iter().map(|mark| mark.claim).collect()).collect();
    assert_eq!((&marks[1], &marks[2], &marks[3]), (&vec![1], &vec![2], &vec![]));
    assert_eq!((found[0].kind, found[6].kind), (Kind::Heading, Kind::Quoted));
    let mark = &draft.claims[0];
    assert_eq!(text.chars().skip(mark.range.start).take(mark.range.len()).collect::<String>(), "{C1}");
}

#[test]
fn wrapped_lines_are_one_paragraph_and_ended_ones_are_not() {
    let text = "PUMPS SOLD\nThe pumps of the fictional harbour were sold at night, and nobody\nsaw it. The guard \
        slept in his house.\n\n  1. First item of a list that goes on to\n     a second line\n  2. Second item\nNOTE:\nEnd.";
    let expected = [
        (Kind::Heading, "PUMPS SOLD"),
        (Kind::Paragraph, "The pumps of the fictional harbour were sold at night, and nobody saw it."),
        (Kind::Paragraph, "The guard slept in his house."),
        (Kind::Item, "1. First item of a list that goes on to a second line"),
        (Kind::Item, "2. Second item"),
    ];
    let found = shown(&of(text, Format::Text));
    let expected: Vec<_> = expected.map(|(kind, text)| (kind, text.to_owned())).into();
    assert_eq!(found[..5], expected[..]);
    assert_eq!(found.len(), 7, "{found:?}");
}

#[test]
fn marks_name_claims_and_translations_and_anything_else_is_refused_by_name() {
    let draft = of("It was so {C12, C3 tr:T1/F2:10-80}. And {this} stays, {Cat} too.", Format::Text);
    let marks: Vec<_> = draft.claims.iter().map(|mark| (mark.claim, mark.translates.clone())).collect();
    assert_eq!(marks, [(12, None), (3, Some(("T1/F2".to_owned(), 10..80)))]);
    assert_eq!(sentences(&draft)[1].text, "And {this} stays, {Cat} too.");
    for wrong in ["{C0}", "{C12x}", "{C1 tr:D4}", "{C1 tr:D4:80-10}", "{C1 C2}", "{C1,}", "{C12 and no end"] {
        let error = of_text(format!("It was so. {wrong}"), Format::Text, Vec::new()).unwrap_err();
        assert!(matches!(&error, DraftError::Mark(shown) if wrong.starts_with(shown.trim_end_matches('…'))), "{wrong}");
    }
}

#[test]
fn comments_and_deleted_text_of_a_document_are_no_sentences() {
    let text = "It was so.\nAnd deleted.\nNoted.\n";
    let part = |start, label: &str| Part { start, label: label.to_owned() };
    let parts = vec![part(0, "text"), part(11, "deleted text"), part(24, "notes")];
    let draft = of_text(text.to_owned(), Format::Docx, parts).unwrap();
    let lines: Vec<_> = shown(&draft).into_iter().map(|(_, text)| text).collect();
    assert_eq!(lines, ["It was so.", "Noted."]);
}

#[test]
fn an_id_lasts_while_the_words_do_and_what_stands_twice_is_told_apart() {
    let ids = |text: &str| sentences(&of(text, Format::Text)).into_iter().map(|s| s.id).collect::<Vec<_>>();
    let before = ids("It was so. It rained. It was so.");
    let after = ids("New first one. It was  so. It was SO! It rained hard.");
    assert_eq!((&before[0], &before[2]), (&after[1], &after[2]));
    assert!(before[0] != before[2] && !after.contains(&before[1]));
}

#[test]
fn what_is_no_draft_is_refused_by_name() {
    let folder = fixture::folder();
    let code = |name: &str| Failure::from(read(&folder.path().join(name)).unwrap_err()).code;
    fs::write(folder.path().join("draft.txt"), "It was so.").unwrap();
    assert_eq!(read(&folder.path().join("draft.txt")).unwrap().text, "It was so.", "the control");
    fs::write(folder.path().join("empty.txt"), "").unwrap();
    fs::write(folder.path().join("dots.md"), " … \n\n---\n").unwrap();
    fs::write(folder.path().join("long.txt"), "It was so. ".repeat(TEXT_BYTES / 11 + 1)).unwrap();
    fs::write(folder.path().join("mark.txt"), "It was so. {C0}").unwrap();
    fs::write(folder.path().join("cut.docx"), b"PK\x03\x04 and no more").unwrap();
    // Two gigabytes that take no room: refused before a byte of it is read.
    fs::File::create(folder.path().join("huge.txt")).unwrap().set_len(2 << 30).unwrap();
    let named = ["huge.txt", "long.txt", "dots.md", "mark.txt", "none.txt"].map(|name| (name, code(name)));
    let expected = ["too-large", "too-large", "no-sentence", "mark", "no-such-file"];
    assert_eq!(named.map(|(_, code)| code), expected);
    assert!(["no-sentence", "unsupported", "unreadable"].contains(&code("empty.txt")), "{}", code("empty.txt"));
    assert!(["unreadable", "unsupported"].contains(&code("cut.docx")), "{}", code("cut.docx"));
    assert_eq!(Failure::from(read(folder.path()).unwrap_err()).code, "no-file");
}

#[test]
fn a_document_that_unpacks_to_far_more_than_it_is_is_a_bomb_by_name() {
    let folder = fixture::folder();
    let path = folder.path().join("bomb.docx");
    let mut zip = zip::ZipWriter::new(fs::File::create(&path).unwrap());
    let options = zip::write::SimpleFileOptions::default();
    zip.start_file("[Content_Types].xml", options).unwrap();
    zip.write_all(b"<Types/>").unwrap();
    zip.start_file("word/document.xml", options).unwrap();
    zip.write_all(b"<w:document xmlns:w='x'><w:body><w:p><w:r><w:t>").unwrap();
    let piece = vec![b'a'; 1 << 20];
    (0..200).for_each(|_| zip.write_all(&piece).unwrap());
    zip.finish().unwrap();
    let code = Failure::from(read(&path).unwrap_err()).code;
    assert!(["bomb", "too-large"].contains(&code), "{code}");
}
