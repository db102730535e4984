//! Files inside a PDF: members as those of any other container.

use super::{MINUTES, fixture, member, probe, read};
use crate::harness::{Desk, Folder};

/// A PDF of these objects, which begin with the second. Without a table of them, as what
/// a mail gateway tore: readers look for them.
fn pdf(objects: &str) -> String {
    format!(
        "%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n\
        {objects}\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    )
}

fn file(number: u32, kind: &str, text: &str) -> String {
    format!("{number} 0 obj<<{kind}/Length {}>>stream\n{text}\nendstream endobj\n", text.len())
}

#[test]
fn files_attached_to_a_pdf_are_its_members_under_their_names() {
    let reading = read("attached.pdf");
    assert_eq!((&reading["format"], reading["members"].as_array().unwrap().len()), (&"pdf".into(), 2), "{reading}");
    let list = "A list that was attached to the minutes: nobody signed it.\n";
    assert_eq!(member(&reading, "Liste für März.txt")["text"], list);
    let minutes = member(&reading, "minutes.docx");
    assert_eq!(minutes["bytes"], std::fs::metadata(fixture("minutes.docx")).unwrap().len());
    assert!(super::text(&reading).contains("Frau Köhler asked"), "and its pages are read as before: {reading}");
    assert!(read("minutes-libreoffice.pdf")["members"].as_array().unwrap().is_empty(), "the control");
}

#[test]
fn a_file_on_a_page_or_off_every_list_is_found_and_none_comes_twice() {
    let folder = Folder::new();
    let objects = [
        "3 0 obj<</Type/Annot/Subtype/FileAttachment/FS<</Type/Filespec/F(pinned.txt)/EF<</F 6 0 R>>>>>>endobj\n"
            .into(),
        "4 0 obj<</Names[(a)<</F(listed.txt)/EF<</F 7 0 R>>>>]>>endobj\n".into(),
        "5 0 obj<</Type/Filespec/UF(again.txt)/EF<</F 6 0 R/UF 6 0 R>>>>endobj\n".into(),
        file(6, "", "pinned to a page"),
        file(7, "/Type/EmbeddedFile", "on a list"),
        file(8, "/Type/EmbeddedFile", "on no list"),
        file(9, "", "no attached file at all"),
    ];
    let path = folder.write("document", pdf(&objects.concat()));
    let reading = probe(&["read", path.to_str().unwrap()]);
    let mut texts: Vec<&str> =
        reading["members"].as_array().unwrap().iter().map(|member| member["text"].as_str().unwrap()).collect();
    texts.sort_unstable();
    assert_eq!(texts, ["on a list", "on no list", "pinned to a page"], "{reading}");
    assert_eq!(member(&reading, "listed.txt")["text"], "on a list");
    assert_eq!(member(&reading, "attachment 3")["text"], "on no list");
}

#[test]
fn attached_files_have_the_bounds_of_all_members() {
    let read = |limit: &str| probe(&["read", fixture("attached.pdf").to_str().unwrap(), limit]);
    assert_eq!(read("members=1")["error"], "too-many");
    assert_eq!(read("member-bytes=100")["error"], "bomb");
    assert_eq!(read("members=2")["members"].as_array().unwrap().len(), 2, "the control");
    // Text that is cut takes no attachment with it.
    let cut = read("text=20");
    assert!(cut["notes"].to_string().contains("text beyond 20 bytes"), "{cut}");
    assert_eq!(cut["members"].as_array().unwrap().len(), 2);
}

#[test]
fn what_is_attached_to_a_pdf_is_read_found_and_stands_as_the_pdf_does() {
    let folder = Folder::new();
    let passphrase = folder.write("passphrase", b"a passphrase of fiction");
    let desk = Desk::new(&folder.join("case"), &passphrase);
    desk.run(&["init"]).expect(0);
    let path = fixture("attached.pdf");
    let added = desk.run(&["corpus", "add", path.to_str().unwrap(), "--standing", "protected"]);
    let added = added.expect(0)["added"].as_array().unwrap();
    let said: Vec<_> = added.iter().map(|taken| (taken["type"].as_str(), taken["standing"].as_str())).collect();
    let protected = Some("protected");
    assert_eq!(said, [(Some("pdf"), protected), (Some("text"), protected), (Some("docx"), protected)]);
    let minutes = desk.run(&["search", MINUTES.lines().next().unwrap()]);
    assert!(minutes.expect(0)["hits"].to_string().contains("D3"), "{:#?}", minutes.json);
}
