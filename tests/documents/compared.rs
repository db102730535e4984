//! `copies`, `versions`, `diff`.

use std::fs;

use serde_json::json;

use super::*;

const MEMO: &str = "The pilots of Orrin Sound were told on Monday that 12,480 lanterns are missing from the shed. \
    Harbour master Tove Lind counted them herself, wrote the figure into the blue register and locked the door.\n\
    Nobody else held a key that week. The insurer asked for a second count, and the answer was that there would \
    be none. The register now lies in the chapel.";

/// Six ways to tell copies apart: the kind that is to be named, and five changes.
const WAYS: [(&str, [(&str, &str); 5]); 6] = [
    (
        "word",
        [("told", "informed"), ("missing", "absent"), ("locked", "bolted"), ("asked", "called"), ("chapel", "church")],
    ),
    (
        "punctuation",
        [
            ("herself, wrote", "herself; wrote"),
            ("count, and", "count and"),
            ("week. The", "week! The"),
            ("shed.", "shed:"),
            ("blue register", "blue-register"),
        ],
    ),
    (
        "spacing",
        [
            ("Orrin Sound", "Orrin  Sound"),
            ("Tove Lind", "Tove\u{a0}Lind"),
            ("a key", "a\u{2006}key"),
            ("be none", "be   none"),
            ("now lies", "now\u{2002}lies"),
        ],
    ),
    (
        "zero-width",
        [
            ("lanterns", "lan\u{200b}terns"),
            ("register now", "register\u{2060} now"),
            ("insurer", "in\u{ad}surer"),
            ("Monday", "\u{feff}Monday"),
            ("second", "sec\u{200c}ond"),
        ],
    ),
    (
        "number",
        [("12,480", "12,500"), ("12,480", "12,000"), ("12,480", "12,481"), ("12,480", "10,000"), ("12,480", "12480")],
    ),
    (
        "layout",
        [
            ("door.\nNobody", "door. Nobody"),
            ("week. The", "week.\nThe"),
            ("were told", "were\ttold"),
            ("count, and", "count,\n\nand"),
            ("The register", "\n  The register"),
        ],
    ),
];

#[test]
fn copies_made_in_six_ways_five_times_each_are_found_with_every_place() {
    let folder = Folder::new();
    let desk = desk_in(&folder, "case");
    let original = add(&desk, &folder.write("memo.txt", MEMO), &[]);
    let papers = folder.join("copies");
    fs::create_dir(&papers).unwrap();
    for (kind, changes) in WAYS {
        for (number, (from, to)) in changes.into_iter().enumerate() {
            assert_eq!(MEMO.matches(from).count(), 1, "the control: {from} stands there once");
            fs::write(papers.join(format!("{kind}-{number}.txt")), MEMO.replacen(from, to, 1)).unwrap();
        }
    }
    fs::write(papers.join("other.txt"), "A quite different paper, on the price of rope and the wages of bell ringers.")
        .unwrap();
    let added = desk.run(&["corpus", "add", papers.to_str().unwrap()]).expect(0)["added"].clone();
    let kind_of = |item: &serde_json::Value| {
        let row = added.as_array().unwrap().iter().find(|row| row["id"] == *item).unwrap();
        let name = PathBuf::from(row["path"].as_str().unwrap());
        name.file_stem().unwrap().to_str().unwrap().rsplit_once('-').unwrap().0.to_owned()
    };
    let copies = desk.run(&["copies", &original]).expect(0)["copies"].clone();
    assert_eq!(copies.as_array().unwrap().len(), 30);
    for copy in copies.as_array().unwrap() {
        let kind = kind_of(&copy["item"]);
        assert_eq!((&copy["places"], &copy["differences"][0]["kind"]), (&json!(1), &json!(kind)), "{copy:#}");
        let this = &copy["differences"][0]["this"];
        let place = this["start"].as_u64().unwrap() as usize..this["end"].as_u64().unwrap() as usize;
        let there: String = MEMO.chars().skip(place.start).take(place.len()).collect();
        assert_eq!(this["text"], there, "offsets count characters");
    }
    let seen = inspect(&desk, &original);
    assert_eq!((seen["copies"].as_array().unwrap().len(), &seen["copies_compared"]), (30, &json!(true)));
    let all = desk.run(&["copies"]).expect(0)["items"].as_array().unwrap().len();
    assert_eq!(all, 31, "each of them, and not the other paper");
    desk.run(&["copies", "D99"]).expect_error(2, "unknown-id");
}

const PAGE: &str = "The bridge authority said that 340 bolts were loose.\nEngineer Sunna Weld confirmed the count on Friday.\n\
    All trains were stopped.\nThe viaduct opened again at noon.\n";

#[test]
fn what_a_publisher_took_away_or_weakened_without_a_note_comes_first() {
    let folder = Folder::new();
    let desk = desk_in(&folder, "case");
    let url = "https://gazette.example/viaduct";
    let quiet =
        PAGE.replace("Engineer Sunna Weld confirmed the count on Friday.\n", "").replace("All trains", "Some trains");
    let honest =
        quiet.replace("340", "34") + "Correction: an earlier version of this page gave 340 loose bolts; it was 34.\n";
    let versions = [("2026-03-01", PAGE), ("2026-03-02", &quiet), ("2026-03-03", &honest)];
    let items = versions.map(|(day, text)| {
        let page = folder.write(format!("{day}.txt"), text);
        add(&desk, &page, &["--kind", "press", "--url", url, "--published", day])
    });
    let history = desk.run(&["versions", "http://gazette.example/viaduct/"]).expect(0)["versions"].clone();
    let silent = |at: usize| history[at]["changes"]["unmentioned"].clone();
    assert_eq!((&history[0]["changes"], silent(1), silent(2)), (&json!(null), json!(2), json!(0)), "{history:#}");
    let diff = desk.run(&["diff", &items[0], &items[1]]).expect(0).clone();
    let kinds: Vec<_> = diff["changes"].as_array().unwrap().iter().map(|change| &change["kind"]).collect();
    assert_eq!(kinds, ["removed", "weakened"]);
    assert!(diff["changes"].as_array().unwrap().iter().all(|change| change["mentioned"] == false));
    assert_eq!(diff["changes"][1]["rules"], json!(["scope-narrowed"]));
    assert_eq!(desk.run(&["diff", &items[0], &items[0]]).expect(0)["changes"], json!([]), "the control");
    let noted = desk.run(&["diff", &items[1], &items[2]]).expect(0).clone();
    assert_eq!(
        (&noted["changes"][0]["mentioned"], &noted["changes"][0]["rules"][0]),
        (&json!(true), &json!("number-changed"))
    );
    desk.run(&["versions", "https://gazette.example/other"]).expect_error(2, "unknown-url");
    desk.run(&["diff", &items[0], "D9"]).expect_error(2, "unknown-id");
}
