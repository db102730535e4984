//! What editors answer for: signed by a key of their own, and checked by stock tools.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::harness::{Desk, Folder, ask, tools};

/// A case in which Ada has a key and Cleo entered C1.
fn desk(folder: &Folder) -> Desk {
    let passphrase = folder.write("passphrase", b"a passphrase of fiction");
    let desk = Desk::new(&folder.join("case"), &passphrase);
    desk.run(&["init"]).expect(0);
    let key = folder.join("ada.pem");
    desk.run(&["editor", "add", "Ada", "--key-out", key.to_str().unwrap()]).expect(0);
    desk.run(&["claim", "add", "The fictional winch slipped.", "--accuses", "Otto Brand", "--as", "Cleo"]).expect(0);
    desk
}

/// Whether Debian's `openssl` says that a signature is over this statement.
fn openssl_verifies(folder: &Folder, public: &Path, statement: &str, signature: &[u8]) -> bool {
    let (words, signed) = (folder.write("statement", statement), folder.write("signature", signature));
    let mut command = Command::new("openssl");
    command.args(["pkeyutl", "-verify", "-pubin", "-rawin", "-inkey"]).arg(public);
    command.arg("-in").arg(words).arg("-sigfile").arg(signed).output().unwrap().status.success()
}

fn decoded(folder: &Folder, base64: &str) -> Vec<u8> {
    let typed = folder.write("base64", base64);
    Command::new("base64").arg("--decode").arg(typed).output().unwrap().stdout
}

#[test]
fn a_signoff_is_checked_by_stock_openssl() {
    assert!(tools::has("openssl"));
    let folder = Folder::new();
    let desk = desk(&folder);
    let key = folder.join("ada.pem");
    assert_eq!(fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);
    let signed = desk.run(&["signoff", "C1", "--as", "Ada", "--key", key.to_str().unwrap()]);
    let signoff = signed.expect(0)["signoff"].clone();
    let (statement, signature) = (signoff["statement"].as_str().unwrap(), signoff["signature"].as_str().unwrap());
    let signature = decoded(&folder, signature);
    assert_eq!(signature.len(), 64);
    let listed = desk.run(&["editor", "list"]).expect(0)["editors"][0]["public_key"].clone();
    let public = folder.write("public.pem", listed.as_str().unwrap());
    assert!(openssl_verifies(&folder, &public, statement, &signature));
    // The public half that openssl itself makes of the private one.
    let own = Command::new("openssl").args(["pkey", "-pubout", "-in"]).arg(&key).output().unwrap();
    assert_eq!(String::from_utf8(own.stdout).unwrap(), listed.as_str().unwrap());
    for altered in [statement.replace("version 1", "version 2"), statement.replacen('0', "1", 1)] {
        assert_ne!(altered, statement);
        assert!(!openssl_verifies(&folder, &public, &altered, &signature));
    }
    let object: Value = serde_json::from_str(statement).unwrap();
    let parts: Vec<_> = object["parts"].as_object().unwrap().keys().cloned().collect();
    assert_eq!(parts, ["assessment", "evidence", "responses", "terms", "text"]);
    assert_eq!(object["purpose"], "subrosa sign-off of a claim, version 1");
}

#[test]
fn a_key_that_openssl_made_locked_is_told_from_none() {
    let folder = Folder::new();
    let desk = desk(&folder);
    let (key, locked) = (folder.join("ada.pem"), folder.join("locked.pem"));
    let lock = Command::new("openssl")
        .args(["pkcs8", "-topk8", "-passout", "pass:fiction", "-in"])
        .arg(&key)
        .arg("-out")
        .arg(&locked)
        .status();
    assert!(lock.unwrap().success());
    let sign = |key: &Path| desk.run(&["signoff", "C1", "--as", "Ada", "--key", key.to_str().unwrap()]);
    sign(&locked).expect_error(4, "locked-key");
    sign(&folder.join("passphrase")).expect_error(3, "no-key");
    sign(&key).expect(0);
}

#[test]
fn without_a_place_for_the_key_it_lies_where_the_editor_stands_and_nothing_is_overwritten() {
    let folder = Folder::new();
    let desk = desk(&folder);
    let add = || {
        let mut command = desk.command();
        ask(command.args(["editor", "add", "Grace ../H"]).current_dir(folder.path()))
    };
    let added = add();
    assert_eq!(added.expect(0)["key"], "editor-Grace----H.pem");
    assert!(added.stderr.contains("stick"), "{added:#?}");
    let key = folder.join("editor-Grace----H.pem");
    let bytes = fs::read(&key).unwrap();
    desk.run(&["editor", "remove", "Grace ../H", "--reason", "for the test"]).expect(0);
    add().expect_error(1, "file-exists");
    assert_eq!(fs::read(&key).unwrap(), bytes);
    assert_eq!(desk.run(&["editor", "list"]).expect(0)["editors"].as_array().unwrap().len(), 1);
}

#[test]
fn a_person_sees_on_a_claims_page_what_was_signed_asked_and_held() {
    let folder = Folder::new();
    let desk = desk(&folder);
    let letter = folder.write("letter", b"Dear Otto Brand, is it so?");
    let (key, letter) = (folder.join("ada.pem").display().to_string(), letter.display().to_string());
    desk.run(&["signoff", "C1", "--as", "Ada", "--key", &key]).expect(0);
    desk.run(&["hold", "add", "C1", "--reason", "counsel reads it"]).expect(0);
    let offer =
        ["respond", "offer", "Otto Brand", "--claims", "C1", "--sent", "2026-01-02", "--deadline", "2999-01-01"];
    desk.run(&[&offer[..], &["--text-file", &letter, "--as", "Dora"]].concat()).expect(0);
    let page = desk.say(&["claim", "show", "C1"]).stdout;
    for line in
        ["HELD with C1, since ", "counsel reads it", "Otto Brand was asked on 2026-01-02", "VOID, signed off by Ada"]
    {
        assert!(page.contains(line), "{line}: {page}");
    }
    assert!(page.contains("the responses changed: offer 1, entry 6 by Dora"), "{page}");
    let log = desk.say(&["log", "show", "C1"]).stdout;
    assert!(log.contains("signed it off") && log.contains("laid a hold over it"), "{log}");
}
