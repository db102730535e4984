//! What stops printing, by name; and nothing is there then.

use super::*;

fn left(folder: &Folder) -> Vec<String> {
    let names = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.ends_with(".part") || name == "out").collect()
}

fn dossiers(desk: &Desk) -> u32 {
    desk.case.db().query_row("SELECT count(*) FROM dossier", [], |row| row.get(0)).unwrap()
}

#[test]
fn the_gate_is_asked_about_every_claim_of_the_draft() {
    let (mut desk, _server, folder) = printable();
    rows(&mut desk, "UPDATE signoff SET until = ?1 WHERE claim = 2 AND until IS NULL");
    let (exit, value) = publish(&mut desk, &folder, "out");
    assert_eq!(
        (exit, value["code"].as_str(), value["message"].as_str()),
        (Exit::Refused, Some("gate"), Some("the gate holds C2 (signoff)"))
    );
    assert_eq!((left(&folder), dossiers(&desk)), (vec![], 0));
    fs::write(path(&folder, "draft.md"), DRAFT.replace("{C2}", "{C1}")).unwrap();
    published(&mut desk, &folder, "out");
}

#[test]
fn a_draft_without_claims_or_with_an_unknown_one_is_refused() {
    let (mut desk, _server, folder) = printable();
    for (draft, expected) in [
        (DRAFT.replace("{C1}", "").replace("{C2}", ""), (Exit::Refused, "no-claims")),
        (DRAFT.replace("{C1}", "{C7}"), (Exit::Usage, "unknown-id")),
        (DRAFT.replace("{C1}", "{C1"), (Exit::Usage, "mark")),
        (String::new(), (Exit::Damaged, "no-sentence")),
    ] {
        fs::write(path(&folder, "draft.md"), draft).unwrap();
        let (exit, value) = publish(&mut desk, &folder, "out");
        assert_eq!((exit, value["code"].as_str().unwrap()), expected);
        assert_eq!((left(&folder), dossiers(&desk)), (vec![], 0));
    }
    fs::remove_file(path(&folder, "draft.md")).unwrap();
    assert_eq!(publish(&mut desk, &folder, "out").1["code"], "no-such-file");
}

#[test]
fn a_dossier_appears_in_a_new_or_an_empty_folder_and_nowhere_else() {
    let (mut desk, _server, folder) = printable();
    fs::create_dir(folder.path().join("full")).unwrap();
    fs::write(path(&folder, "full/other"), "x").unwrap();
    std::os::unix::fs::symlink(folder.path().join("empty"), folder.path().join("link")).unwrap();
    fs::create_dir(folder.path().join("empty")).unwrap();
    for (out, code) in [("full", "folder-not-empty"), ("draft.md", "no-folder"), ("link", "no-folder")] {
        let (exit, value) = publish(&mut desk, &folder, out);
        assert_eq!(value["code"], code, "{exit:?} {value}");
        assert_eq!(dossiers(&desk), 0, "{out}");
    }
    assert_eq!(files(&folder.path().join("full")).len(), 1);
    published(&mut desk, &folder, "empty");
    published(&mut desk, &folder, "new/deep/");
    let mode = |name: &str| {
        std::os::unix::fs::PermissionsExt::mode(&fs::metadata(folder.path().join(name)).unwrap().permissions())
    };
    assert_eq!((mode("empty") & 0o777, mode("empty/index.html") & 0o777), (0o755, 0o644));
}

#[test]
fn what_the_newsroom_says_of_itself_cannot_carry_anything_else() {
    let (mut desk, _server, folder) = printable();
    let draft = path(&folder, "draft.md");
    for option in [
        "--corrections 'javascript:alert(1)'",
        "--address 'ftp://x'",
        "--language 'en\"'",
        "--corrections 'a b@c'",
        "--address 'https://a\" x'",
    ] {
        let out = path(&folder, "out");
        let (exit, code) = wrong(&mut desk, &format!("publish --draft '{draft}' --out '{out}' {option}"));
        assert_eq!((exit, code.as_str()), (Exit::Usage, "imprint"), "{option}");
    }
    let out = path(&folder, "out");
    line(&mut desk, &format!("publish --draft '{draft}' --out '{out}' --corrections errors@lantern.example"));
    assert!(page(&files(&folder.path().join("out")), "index.html").contains("href=\"mailto:errors@lantern.example\""));
}
