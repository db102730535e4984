//! Nothing of what a case protects is in what readers are given, in any form.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};

use super::*;
use crate::fixture::mailbox;
use subrosa_tip::envelope::Kind;

/// One marker for each protected place. Letters alone, so that each form can be made.
const PLACES: [&str; 16] = [
    "tipwords",
    "followup",
    "filename",
    "filetext",
    "codename",
    "circlename",
    "membername",
    "reasonlink",
    "reasonassess",
    "noteclaim",
    "todowords",
    "sourcename",
    "sourceowner",
    "editorname",
    "interviewoff",
    "unprintedclaim",
];

fn marker(place: &str) -> String {
    format!("Zqv{place}Xkj")
}

/// A case in which each protected place holds its marker, and what may be printed rests on
/// a tip, a protected person and open papers.
fn marked() -> (Desk, Server, Folder) {
    let (mut desk, server, folder) = printable();
    let m = marker;
    let keys = mailbox();
    let file = (format!("{}.txt", m("filename")), m("filetext"));
    let tip = server.seal_from(
        &keys,
        (Kind::Tip, "2026-11-18"),
        &format!("{} {} saw barriers", m("tipwords"), m("codename")),
        &[(&file.0, file.1.as_bytes())],
    );
    let more = server.seal_from(&keys, (Kind::FollowUp, "2026-11-19"), &m("followup"), &[]);
    let bag = path(&folder, "more.tar");
    fs::write(&bag, server.bag_of_epoch("e1", 2, first_hash(&desk), &[(3, tip), (4, more)]).bytes).unwrap();
    line(&mut desk, &format!("import '{bag}'"));
    let talk = path(&folder, "talk.txt");
    fs::write(&talk, format!("The bridge was shut, I saw it. {}", m("interviewoff"))).unwrap();
    line(
        &mut desk,
        &format!("source add '{}' --kind person --protected --owner '{}'", m("sourcename"), m("sourceowner")),
    );
    line(&mut desk, &format!("interview add S6 --day 2026-03-05 --text-file '{talk}' --terms off-record"));
    line(&mut desk, &format!("circle add '{}' --people 400 --member '{}'", m("circlename"), m("membername")));
    line(&mut desk, "claim set C1 --from T3 --circle K1");
    line(&mut desk, &format!("link C1 T3 supports --reason '{}'", m("reasonlink")));
    line(&mut desk, &format!("link C2 T3 supports --reason '{}'", m("reasonlink")));
    line(&mut desk, "claim set C2 --circle K1");
    line(&mut desk, &format!("assess C1 --credibility 2 --label probable --reason '{}'", m("reasonassess")));
    line(&mut desk, &format!("note C1 '{}'", m("noteclaim")));
    line(&mut desk, &format!("todo add '{}' --claim C1", m("todowords")));
    line(&mut desk, &format!("claim add '{} is not printed.'", m("unprintedclaim")));
    rows(&mut desk, &format!("UPDATE editor SET name = '{}' WHERE number = 1 AND ?1 > 0", m("editorname")));
    (desk, server, folder)
}

fn first_hash(desk: &Desk) -> [u8; 32] {
    desk.case.db().query_row("SELECT last_manifest FROM intake", [], |row| row.get(0)).unwrap()
}

/// The marker in every form in which it could travel, in lower case where case is none.
fn forms(marker: &str) -> Vec<String> {
    let mut forms = vec![marker.to_lowercase()];
    forms.push(marker.bytes().map(|byte| format!("%{byte:02x}")).collect());
    forms.push(marker.chars().rev().collect::<String>().to_lowercase());
    forms.push(hex::encode(marker));
    forms.push(hex::encode(marker.to_lowercase()));
    forms.push(marker.bytes().map(|byte| format!("&#{byte};")).collect());
    // Base64 at each of the three places where it may begin; the ends depend on what is beside.
    for spelled in [marker.to_owned(), marker.to_lowercase(), marker.to_uppercase()] {
        for shift in 0..3 {
            for engine in [&STANDARD, &URL_SAFE] {
                let coded = engine.encode(format!("{}{spelled}", "x".repeat(shift)));
                forms.push(coded[4..coded.len() - 4].to_owned());
            }
        }
    }
    forms
}

/// Places whose markers are in the files, with the file.
fn found(files: &BTreeMap<String, Vec<u8>>) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (name, bytes) in files {
        let exact = format!("{name}\n{}", String::from_utf8_lossy(bytes));
        let lower = exact.to_lowercase();
        for place in PLACES {
            if forms(&marker(place)).iter().any(|form| lower.contains(form.as_str()) || exact.contains(form.as_str())) {
                found.push((place.to_owned(), name.clone()));
            }
        }
    }
    found
}

#[test]
fn no_marker_of_a_protected_place_is_in_a_dossier_in_any_form() {
    let (mut desk, _server, folder) = marked();
    let (_, one) = published(&mut desk, &folder, "one");
    line(
        &mut desk,
        &format!("correct C1 'The Anselm bridge stood closed on 3 March.' --reason '{}'", marker("reasonlink")),
    );
    let (_, two) = published(&mut desk, &folder, "two");
    line(&mut desk, &format!("retract C2 --reason '{}'", marker("reasonassess")));
    fs::write(path(&folder, "draft.md"), DRAFT.replace(" {C2}", "")).unwrap();
    let (_, three) = published(&mut desk, &folder, "three");
    for files in [&one, &two, &three] {
        assert_eq!(found(files), []);
        // Numbers of the case, and a moment more exact than a day. Keys and hashes, which
        // may hold any two letters, stand in the heads and in check.html.
        let body = |name: &str| page(files, name).split_once("<body>").unwrap().1.to_owned();
        let text = body("index.html") + &body("changes.html") + &page(files, "dossier.json");
        let desk_id = desk.case.desk_id().unwrap();
        for word in ["T3", "S5", "S6", "K1", "C1", "D1", "E1", "2026-11-18", "T00:", "00Z", &desk_id] {
            assert!(!text.contains(word), "{word}");
        }
        assert!(text.contains("Independent sources; details withheld."));
    }
    // Each marker is in the case, and each form is found where it is planted.
    for place in PLACES {
        for form in forms(&marker(place)) {
            let planted = BTreeMap::from([("index.html".to_owned(), format!("<p>{form}</p>").into_bytes())]);
            assert_eq!(found(&planted), [(place.to_owned(), "index.html".to_owned())], "{form}");
        }
    }
    // A marker that may be printed is found: the hunt reads what readers read.
    fs::write(path(&folder, "draft.md"), format!("{DRAFT}\n{}\n", marker("todowords")).replace(" {C2}", "")).unwrap();
    let (_, four) = published(&mut desk, &folder, "four");
    assert!(found(&four).contains(&("todowords".to_owned(), "index.html".to_owned())));
}

#[test]
fn two_claims_of_one_protected_source_look_as_two_claims_of_two() {
    let shown = |tip: &str| {
        let (mut desk, _server, folder) = printable();
        line(&mut desk, "circle add harbour --people 400");
        line(&mut desk, "claim set C1 --circle K1");
        line(&mut desk, "claim set C2 --circle K1");
        line(&mut desk, "link C1 T1 supports");
        line(&mut desk, &format!("link C2 {tip} supports"));
        published(&mut desk, &folder, "out").1
    };
    let (same, other) = (shown("T1"), shown("T2"));
    for name in ["index.html", "changes.html", "dossier.json"] {
        assert_eq!(page(&same, name), page(&other, name), "{name}");
    }
    assert_ne!(same["check.html"], other["check.html"], "the control: the keys differ");
}
