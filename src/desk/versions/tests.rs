use super::changes::words;
use super::*;
use crate::versions::weakened::Rule;

fn page(text: &str) -> Page {
    Page::new(text.to_owned(), &[])
}

#[test]
fn addresses_of_one_page_are_one_and_of_two_pages_are_two() {
    let one =
        ["https://Vell.example/a", "http://vell.example:80/a/", "https://vell.example:443/a#top", " vell.example/a "];
    for url in one {
        assert_eq!(address(url), "vell.example/a", "{url}");
    }
    for url in [
        "https://vell.example/A",
        "https://vell.example/a?page=2",
        "ftp://vell.example/a",
        "https://vell.example:8080/a",
    ] {
        assert_ne!(address(url), "vell.example/a", "{url}");
    }
}

const BEFORE: &str = "Menu\nThe harbour of Vell\nUpdated 5 minutes ago\nThe dredger Antares leaked 340 litres of oil \
    into the basin.\nInspector Rhoswen Aldery confirmed the leak on Tuesday.\nAll crews were told to stay ashore.\nThe \
    quay reopened in the evening.\n";

#[test]
fn silent_removals_and_weakenings_come_first_with_their_rules_and_a_stamp_drowns_nothing() {
    let after = BEFORE
        .replace("5 minutes", "2 hours")
        .replace("leaked 340 litres", "may have leaked 30 litres")
        .replace("Inspector Rhoswen Aldery confirmed the leak on Tuesday.\n", "")
        .replace("All crews", "Some crews");
    let changes = compare(&page(BEFORE), &page(&after));
    let kinds: Vec<_> = changes.changes.iter().map(|change| (change.what, change.is_silent())).collect();
    assert_eq!(kinds, [(What::Weakened, true), (What::Removed, true), (What::Weakened, true)]);
    assert_eq!(changes.changes[0].rules, [Rule::Hedge, Rule::Number]);
    assert_eq!(changes.changes[2].rules, [Rule::Scope]);
    assert_eq!((changes.furniture, changes.silent()), (1, 3));
    let removed = changes.changes[1].old.as_ref().unwrap();
    let there: String = BEFORE.chars().skip(removed.place.start).take(removed.place.len()).collect();
    assert_eq!(there, removed.text);
    assert_eq!(compare(&page(BEFORE), &page(BEFORE)), Changes::default(), "the control");
}

#[test]
fn a_note_that_names_a_change_is_a_mention_and_a_note_about_something_else_is_none() {
    let weaker = BEFORE.replace("340", "30");
    let honest = format!("{weaker}Correction: an earlier version said the dredger leaked 340 litres of oil.\n");
    let other = format!("{weaker}Correction: the spelling of a street was corrected.\n");
    for (after, mentioned) in [(&honest, true), (&other, false), (&weaker, false)] {
        let changes = compare(&page(BEFORE), &page(after));
        assert_eq!(changes.changes.len(), 1, "{changes:?}");
        assert_eq!(changes.changes[0].mentioned, mentioned);
    }
    let removed = BEFORE.replace("Inspector Rhoswen Aldery confirmed the leak on Tuesday.\n", "");
    let told =
        format!("{removed}Editor's note: a statement by inspector Aldery that she confirmed the leak was withdrawn.\n");
    assert_eq!(compare(&page(BEFORE), &page(&told)).silent(), 0);
    // A note that was there before says nothing of what changed since.
    let since = honest.replace("The quay reopened in the evening.\n", "");
    assert_eq!(compare(&page(&honest), &page(&since)).silent(), 1);
}

#[test]
fn a_sentence_that_was_moved_is_neither_removed_nor_added_and_words_show_what_changed() {
    let moved = "The harbour of Vell is a fictional place.\nIts quay was built of basalt.\nNobody lives there now.\n";
    let after = "Nobody lives there now.\nThe harbour of Vell is a fictional place.\nIts quay was built of basalt.\n";
    let changes = compare(&page(moved), &page(after));
    assert_eq!((changes.moved, changes.changes.len()), (1, 0));
    let shown = words("The lamp was lit.", "The lamp was not lit.");
    assert_eq!(shown, [("kept", "The lamp was".into()), ("added", "not".into()), ("kept", "lit.".into())]);
}

#[test]
fn only_the_article_of_a_page_is_compared_when_it_is_set_apart() {
    let build = |rest: &str| {
        let text = format!("The keeper of Vell wrote a long letter.\n{rest}\n");
        let start = text.find('\n').unwrap() + 1;
        let part = |start, label: &str| Part { start, label: label.to_owned() };
        Page::new(text, &[part(0, "article"), part(start, "rest of the page")])
    };
    assert_eq!(
        compare(&build("Ten people read this today."), &build("Buy a lamp for your house.")),
        Changes::default()
    );
}

#[test]
fn items_of_one_address_are_a_history_in_the_order_of_their_days_and_their_copies_are_compared() {
    use crate::corpus::{Origin, add};
    let mut desk = crate::fixture::case();
    let silent = BEFORE.replace("All crews were told to stay ashore.\n", "");
    let versions = [
        ("late", "https://vell.example/a/", "2026-03-04", silent.as_str()),
        ("early", "http://vell.example/a", "2026-03-02", BEFORE),
        ("other", "https://vell.example/b", "2026-03-03", "Another page of the fictional harbour."),
    ];
    for (name, url, day, text) in versions {
        let path = desk.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        let origin = Origin { url: Some(url.into()), published: Some(day.parse().unwrap()), ..Origin::default() };
        add::add(&mut desk.case, &[path], &origin, |_, _| {}).unwrap();
    }
    let history = history(desk.case.db(), "https://vell.example/a#now").unwrap();
    let named: Vec<_> = history.iter().map(|version| version.item.name.as_str()).collect();
    assert_eq!(named, ["D2", "D1"]);
    assert_eq!(history[1].since.as_ref().unwrap().silent(), 1);
    let first = &history[0].item;
    assert_eq!(crate::copies::of(desk.case.db(), first).unwrap(), [], "versions of a page are not copies");
}

#[test]
fn captures_of_one_page_in_one_web_archive_are_one_history() {
    use crate::corpus::{Origin, add};
    let mut desk = crate::fixture::case();
    let quiet = "The lamp of Vell burned all night. Two barges passed.";
    let loud = format!("{quiet} Nobody paid the toll.");
    let captures = [("2026-03-09", quiet), ("2026-03-01", loud.as_str()), ("2026-03-05", loud.as_str())];
    let mut archive = Vec::new();
    for (day, text) in captures {
        let body = format!("<!doctype html><html><body><p>{text}</p></body></html>");
        let answer =
            format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {}\r\n\r\n{body}", body.len());
        archive.extend_from_slice(
            format!(
                "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://vell.example/lamp\r\nWARC-Date: \
                 {day}T08:00:00Z\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: \
                 {}\r\n\r\n{answer}\r\n\r\n",
                answer.len()
            )
            .as_bytes(),
        );
    }
    let path = desk.folder.path().join("captures.warc");
    std::fs::write(&path, archive).unwrap();
    add::add(&mut desk.case, &[path], &Origin::default(), |_, _| {}).unwrap();
    let history = history(desk.case.db(), "http://vell.example/lamp/").unwrap();
    let days: Vec<_> = history.iter().map(|version| day(&version.item).to_string()).collect();
    assert_eq!(days, ["2026-03-01", "2026-03-05", "2026-03-09"]);
    let silent: Vec<_> = history.iter().filter_map(|version| Some(version.since.as_ref()?.silent())).collect();
    assert_eq!(silent, [0, 1]);
}
