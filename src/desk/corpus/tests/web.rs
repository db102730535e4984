//! Origins: what the record of a web archive says, what an editor says, and what a
//! document says of itself.

use super::*;

fn record(address: &str, day: &str, kind: &str, body: &str) -> String {
    let answer = format!("HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n{body}", body.len());
    format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {address}\r\nWARC-Date: {day}T10:00:00Z\r\n\
         Content-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n{answer}\r\n\r\n",
        answer.len()
    )
}

fn archive() -> String {
    let page = "<html><head><title>Lamps</title><meta name=\"date\" content=\"2019-05-01\"></head>\
        <body><p>The lamps of the fictional quay were counted.</p></body></html>";
    let letter = "From: a@gazette.example\r\nDate: Mon, 4 Feb 2019 10:00:00 +0000\r\nSubject: lamps\r\nMIME-Version: 1.0\r\n\
        Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nwords of a letter\r\n\
        --b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename=a.txt\r\n\r\nan attached list\r\n--b--\r\n";
    record("https://quay.example/lamps", "2026-03-02", "text/html", page)
        + &record("https://quay.example/minutes", "2026-03-03", "text/plain", MINUTES)
        + &record("https://quay.example/letter.eml", "2026-03-04", "message/rfc822", letter)
}

fn day(text: &str) -> Option<subrosa_tip::Day> {
    Some(text.parse().unwrap())
}

#[test]
fn the_record_of_a_web_archive_is_the_origin_of_its_page_and_of_all_within_it() {
    let mut desk = fixture::case();
    let path = file(&desk, "quay.warc", archive().as_bytes());
    let origin = Origin { kind: Some(Kind::Press), ..published(Some("https://archive.example"), Some("2026-04-01")) };
    let added = add::add(&mut desk.case, &[path], &origin, |_, _| {}).unwrap();
    assert_eq!(added.taken.len(), 5, "{added:?}");
    let items: Vec<_> = (1..=5).map(|number| item::find(desk.case.db(), &format!("D{number}")).unwrap()).collect();
    let said: Vec<_> = items.iter().map(|item| (item.url.as_deref().unwrap(), item.published)).collect();
    let expected = [
        ("https://archive.example", day("2026-04-01")),
        ("https://quay.example/lamps", day("2026-03-02")),
        ("https://quay.example/minutes", day("2026-03-03")),
        ("https://quay.example/letter.eml", day("2026-03-04")),
        // What was attached to a letter is from where the letter is from.
        ("https://quay.example/letter.eml", day("2026-03-04")),
    ];
    assert_eq!(said, expected);
    assert!(items.iter().all(|item| item.kind.as_deref() == Some("press") && item.standing == Standing::Public));
    let paths: Vec<_> =
        items.iter().map(|item| item.path.as_deref().unwrap().rsplit_once("quay.warc").unwrap().1).collect();
    assert_eq!(paths[4], "/https://quay.example/letter.eml/a.txt");
    // What a page and a letter say of themselves is a claim, and stands beside it.
    assert_eq!((items[1].claimed_published, items[1].title.as_deref()), (day("2019-05-01"), Some("Lamps")));
    assert_eq!(items[3].claimed_published, day("2019-02-04"));
}

#[test]
fn a_letter_outside_a_web_archive_has_no_origin_but_its_own_word() {
    let mut desk = fixture::case();
    let letter = "From: a@gazette.example\r\nDate: Mon, 4 Feb 2019 10:00:00 +0000\r\nSubject: lamps\r\n\r\nwords\r\n";
    let taken = add_one(&mut desk, "letter", letter, &Origin::default());
    let item = item::find(desk.case.db(), &taken.name).unwrap();
    assert_eq!((item.url, item.published, item.claimed_published), (None, None, day("2019-02-04")));
    assert_eq!(item.standing, Standing::Internal, "a claim makes nothing public");
}

#[test]
fn a_web_archive_alone_does_not_show_that_something_protected_was_published() {
    let mut desk = fixture::case();
    tip(&mut desk, "words", MINUTES.as_bytes());
    let path = file(&desk, "quay.warc", archive().as_bytes());
    add::add(&mut desk.case, &[path], &Origin::default(), |_, _| {}).unwrap();
    assert_eq!(standing(&desk.case, "D2"), (Standing::Public, "origin".into()), "the control: another page is public");
    assert_eq!(standing(&desk.case, "D3"), (Standing::Protected, "equal-to-protected".into()));
    assert_eq!(standing(&desk.case, "D1").1, "holds-protected");
    // Whoever looked at the page says so, of the page by itself.
    let origin = published(Some("https://quay.example/minutes"), Some("2026-03-03"));
    assert_eq!(add_one(&mut desk, "page", MINUTES, &origin).standing, Standing::Public);
}
