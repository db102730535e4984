//! What a hostile document costs: one reading, with its reason.

use std::fs;
use std::io::Write;
use std::process::Command;

use serde_json::Value;

use super::{fixture, probe, read};
use crate::harness::{Folder, tools};

/// Reads bytes as a document.
fn document(bytes: &[u8], limits: &[&str]) -> Value {
    let folder = Folder::new();
    let path = folder.write("document", bytes);
    probe(&[&["read", path.to_str().unwrap()], limits].concat())
}

#[test]
fn a_parser_that_was_taken_over_can_do_nothing_and_is_named() {
    let forbidden = [
        "open-file",
        "list-folder",
        "write-file",
        "open-socket",
        "pair-socket",
        "fork",
        "thread",
        "run-program",
        "signal-another",
        "signal-another-thread",
        "name-itself",
        "executable-memory",
        "memory-made-executable",
        "read-another-pipe",
        "write-another-pipe",
        "set-bounds",
    ];
    assert_eq!(probe(&["plant", "nothing"])["text"], "done", "the control: the planted parser itself works");
    for act in forbidden {
        assert_eq!(probe(&["act", act]), "done", "the control: {act} outside the worker");
        assert_eq!(probe(&["plant", act])["error"], "worker-forbidden", "{act}");
    }
    // Some hosts refuse it to everyone: no control.
    assert_eq!(probe(&["plant", "ring"])["error"], "worker-forbidden");
}

#[test]
fn a_parser_that_asks_for_four_gibibytes_is_stopped() {
    assert_eq!(probe(&["act", "allocate"]), "done", "the control");
    assert_eq!(probe(&["plant", "allocate"])["error"], "worker-memory");
    assert_eq!(probe(&["plant", "allocate", "memory=8589934592"])["text"], "done", "the control: by this limit alone");
}

#[test]
fn a_parser_that_never_ends_is_stopped_in_time() {
    for act in ["spin", "stall"] {
        assert_eq!(probe(&["plant", act, "milliseconds=300"])["error"], "worker-timeout", "{act}");
        assert_eq!(probe(&["plant", act, "milliseconds=60000"])["text"], "done", "the control: {act} ends by itself");
    }
}

#[test]
fn a_parser_that_crashes_is_one_unreadable_document() {
    for act in ["panic", "abort", "overflow-stack"] {
        assert_eq!(probe(&["plant", act])["error"], "worker-crashed", "{act}");
    }
}

#[test]
fn a_worker_that_prints_without_end_or_rule_is_stopped() {
    assert_eq!(probe(&["plant", "print-garbage"])["error"], "worker-output");
    assert_eq!(probe(&["plant", "print-text"])["error"], "worker-output");
    // Messages that no limit counts: refused, or ended by the clock that counts them all.
    assert_eq!(probe(&["plant", "print-nothing"])["error"], "worker-output");
    for (act, key, by_itself) in [("print-claims", "error", "worker-output"), ("print-errors", "text", "done")] {
        assert_eq!(probe(&["plant", act, "milliseconds=300"])["error"], "worker-timeout", "{act}");
        let ended = probe(&["plant", act, "milliseconds=60000"]);
        assert_eq!(ended[key], by_itself, "the control: {act} ends by itself");
    }
    assert_eq!(probe(&["plant", "print-late"])["text"], "", "nothing follows a last word");
    let members = probe(&["plant", "print-members"]);
    assert_eq!((&members["error"], &members["abandoned"]), (&"bomb".into(), &1.into()));
    // The control: the same messages, few of them, by the rules.
    assert_eq!(read("papers.zip")["format"], "zip");
}

#[test]
fn bombs_encrypted_and_lying_documents_have_their_names() {
    assert_eq!(read("bomb.zip")["error"], "bomb");
    assert_eq!(read("encrypted.pdf")["error"], "encrypted");
    assert_eq!(document(b"%PDF-1.7\nthis is none", &[])["error"], "unreadable");
    assert_eq!(document(b"PK\x03\x04 this is none", &[])["error"], "unreadable");
    assert_eq!(document(b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0", &[])["error"], "unsupported");
    assert_eq!(document(&[b'x'; 100], &["held=99"])["error"], "too-large");
    assert_eq!(document(&[b'x'; 100], &["held=100"])["format"], "text", "the control");
    // A name says nothing: a picture is a picture under any.
    assert_eq!(document(&fs::read(fixture("picture.jpg")).unwrap(), &[])["format"], "jpeg");
}

#[test]
fn text_beyond_the_limit_is_cut_and_said() {
    let reading = document("ü".repeat(100).as_bytes(), &["text=151"]);
    assert_eq!(reading["text"].as_str().unwrap().len(), 150);
    assert_eq!(reading["notes"][0], "text beyond 151 bytes was not read");
    assert_eq!(document("ü".repeat(100).as_bytes(), &[])["notes"].as_array().unwrap().len(), 0, "the control");
}

#[test]
fn a_web_archive_that_was_cut_gives_what_came_before_and_says_so() {
    let reading = read("cut.warc");
    assert_eq!(reading["format"], "warc");
    assert!(reading["notes"][0].as_str().unwrap().contains("cut off"), "{reading}");
    assert_eq!(reading["members"].as_array().unwrap().len(), 0, "half a page is no page");
    assert_eq!(read("warcio.warc.gz")["notes"].as_array().unwrap().len(), 0, "the control");
}

#[test]
fn an_archive_of_too_many_members_is_named() {
    assert_eq!(probe(&["read", fixture("papers.tar").to_str().unwrap(), "members=1"])["error"], "too-many");
    assert_eq!(read("papers.tar")["members"].as_array().unwrap().len(), 2, "the control");
}

#[test]
fn a_sparse_file_in_a_tar_is_read_with_its_holes_and_they_count() {
    let folder = Folder::new();
    let packed = |name: &str, bytes: u64| {
        let path = folder.write(name, b"before");
        fs::OpenOptions::new().write(true).open(&path).unwrap().set_len(bytes).unwrap();
        fs::OpenOptions::new().append(true).open(&path).unwrap().write_all(b"after").unwrap();
        let tar = folder.join(format!("{name}.tar"));
        let mut command = Command::new("tar");
        tools::run(command.arg("-C").arg(folder.path()).args(["--format=gnu", "-S", "-cf"]).arg(&tar).arg(name));
        assert!(fs::metadata(&tar).unwrap().len() < 64 * 1024, "the control: the holes are not in it");
        probe(&["read", tar.to_str().unwrap()])
    };
    let reading = packed("sparse", 40_000);
    let member = &reading["members"][0];
    let expected = format!("before{}after", "\0".repeat(40_000 - "before".len()));
    assert_eq!((&member["bytes"], member["text"].as_str()), (&40_005.into(), Some(expected.as_str())));
    assert_eq!(packed("hollow", 1 << 40)["error"], "bomb", "a tebibyte of holes");
}

#[test]
fn five_thousand_nested_parts_are_read_or_named_in_time() {
    let mut mail = b"From: a@nowhere.example\nTo: b@nowhere.example\n".to_vec();
    for level in 0..5_000 {
        writeln!(mail, "Content-Type: multipart/mixed; boundary=b{level}\n\n--b{level}").unwrap();
    }
    mail.extend(b"Content-Type: text/plain\n\ndeep\n");
    let reading = document(&mail, &[]);
    assert!(reading["format"] == "eml" || reading["error"].is_string(), "{reading}");
    let mut flat =
        b"From: a@nowhere.example\nTo: b@nowhere.example\nContent-Type: multipart/mixed; boundary=b\n\n".to_vec();
    for number in 0..5_000 {
        write!(flat, "--b\nContent-Type: application/x-test\n\npart {number}\n").unwrap();
    }
    flat.extend(b"--b--\n");
    assert_eq!(document(&flat, &[])["members"].as_array().unwrap().len(), 5_000);
}

#[test]
fn a_pdf_whose_pages_are_a_loop_ends() {
    let loops =
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[2 0 R]/Count 1>>endobj\n\
        trailer<</Root 1 0 R>>\n";
    let reading = document(loops, &["milliseconds=10000"]);
    assert!(reading["format"] == "pdf" || reading["error"] == "unreadable", "{reading}");
}
