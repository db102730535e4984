//! What is no submission is refused with a clear page; nothing is stored, and
//! the form goes on.

use std::fs;
use std::io;
use std::time::{Duration, Instant};

use crate::harness::wire::{self, BOUNDARY, Wire, part, post_parts, request_page};
use crate::harness::{DERIVING_KIB, Form, Page, Random, Tip};

/// Most memory that the server may ever hold, whatever is sent, in KiB.
const MEMORY_KIB: u64 = 64 * 1024 + DERIVING_KIB;

/// A form to which hostile things were sent: nothing may be stored, and an
/// honest tip must pass afterwards.
#[track_caller]
fn expect_unharmed(form: &mut Form) {
    assert!(form.is_up(), "{}", form.log());
    assert_eq!(form.export().envelopes, 0, "nothing was stored");
    form.send(&Tip::new().message("honest").file("a.txt", "a")).expect_received();
    assert_eq!(form.export().envelopes, 1, "the control: a tip is");
    assert!(!form.log().contains("defect"), "{}", form.log());
}

fn post(content_type: Option<&str>, body: &[u8]) -> Vec<u8> {
    let kind = content_type.map(|kind| format!("Content-Type: {kind}\r\n")).unwrap_or_default();
    let head = format!("POST /tip HTTP/1.1\r\nHost: localhost\r\n{kind}Content-Length: {}\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

#[test]
fn a_body_that_is_no_form_gets_a_clear_page() {
    let mut form = Form::start();
    let multipart = format!("multipart/form-data; boundary={BOUNDARY}");
    let garbage = Random::seeded(6).bytes(100_000);
    let unfinished = part(b"name=\"message\"", b"never ends");
    let headless = format!("--{BOUNDARY}\r\n\r\nno headers\r\n--{BOUNDARY}--\r\n");
    let nameless = format!("--{BOUNDARY}\r\nContent-Disposition: form-data\r\n\r\nno name\r\n--{BOUNDARY}--\r\n");
    let empty = format!("--{BOUNDARY}--\r\n");
    let hostile: [(&str, Option<&str>, &[u8]); 13] = [
        ("no type", None, b"message=hello"),
        ("another type", Some("application/x-www-form-urlencoded"), b"message=hello"),
        ("json", Some("application/json"), b"{\"message\":\"hello\"}"),
        ("no boundary", Some("multipart/form-data"), empty.as_bytes()),
        ("an empty boundary", Some("multipart/form-data; boundary="), b"----\r\n"),
        ("a long boundary", Some(&format!("multipart/form-data; boundary={}", "x".repeat(8_000))), b"--x--\r\n"),
        ("no body", Some(&multipart), b""),
        ("garbage", Some(&multipart), &garbage),
        ("an unfinished part", Some(&multipart), &unfinished),
        ("a part without headers", Some(&multipart), headless.as_bytes()),
        ("a part without a name", Some(&multipart), nameless.as_bytes()),
        ("no parts", Some(&multipart), empty.as_bytes()),
        ("another boundary", Some("multipart/form-data; boundary=other"), &unfinished),
    ];
    for (what, content_type, body) in hostile {
        let page = request_page(&form, &post(content_type, body)).unwrap_or_else(|| panic!("{what}: no answer"));
        assert!(page.status == 400 && page.has("refused"), "{what}: {}", page.summary());
    }
    expect_unharmed(&mut form);
}

#[test]
fn an_empty_submission_is_refused_and_keeps_what_was_chosen() {
    let mut form = Form::start();
    let chosen = Tip::new().field("basis", "told").field("consent", "quote").field("language", "pt").message("");
    let page = form.send(&chosen.file("", ""));
    page.expect_refused(400);
    assert!(page.element("refused").contains("neither a message nor a file"), "{}", page.summary());
    for kept in ["value=\"told\" checked", "value=\"quote\" checked", "value=\"pt\""] {
        assert!(page.html.contains(kept), "{kept}: {}", page.summary());
    }
    expect_unharmed(&mut form);
}

#[test]
fn a_field_that_is_wrong_or_repeated_is_refused_and_the_text_comes_back() {
    let mut form = Form::start();
    let text = "typed, with <b>marks</b> & \"quotes\"\nand a second line";
    let tip = || Tip::new().message(text);
    let wrong = [
        tip().field("basis", "guessed"),
        tip().field("consent", "everything"),
        tip().field("submission", "../../x"),
        tip().field("submission", "0123"),
        tip().field("language", &"x".repeat(36)),
        tip().field("basis", "saw").field("basis", "saw"),
        tip().field("consent", "quote").field("consent", "background"),
        tip().field("language", "en").field("language", "en"),
        tip().message("another message"),
        tip().file("a.txt", "content").field("basis", "\u{0}"),
    ];
    for (index, tip) in wrong.iter().enumerate() {
        let page = form.send(tip);
        page.expect_refused(400);
        // Of a message that came twice, either is the source's.
        assert!(page.typed() == text || (index == 8 && page.typed() == "another message"), "{index}: {}", page.typed());
    }
    expect_unharmed(&mut form);
}

#[test]
fn a_text_or_a_name_that_no_name_can_hold_is_refused() {
    let mut form = Form::start();
    let message = || part(b"name=\"message\"", b"typed");
    let file = |name: &[u8]| part(&[b"name=\"files\"; filename=\"", name, b"\""].concat(), b"content");
    for (what, parts) in [
        ("a message that is no UTF-8", vec![part(b"name=\"message\"", b"caf\xe9")]),
        ("a short field that is no UTF-8", vec![message(), part(b"name=\"language\"", b"\xff")]),
        ("a name with a zero", vec![message(), file(b"a\0.txt")]),
        ("a name that is no UTF-8", vec![message(), file(b"caf\xe9.txt")]),
        ("a name cut within a character", vec![message(), file(b"\xe6\xbc")]),
    ] {
        let page = post_parts(&form, &parts);
        assert!(page.status == 400 && page.has("refused"), "{what}: {}", page.summary());
        assert!(parts.len() == 1 || page.typed() == "typed", "{what}: {}", page.summary());
    }
    expect_unharmed(&mut form);
}

#[test]
fn a_hundred_thousand_parts_are_refused_and_the_server_stays_small() {
    let mut form = Form::start();
    let mut parts = vec![part(b"name=\"message\"", b"typed")];
    parts.extend(std::iter::repeat_n(part(b"name=\"files\"; filename=\"x\"", b"y"), 100_000));
    let page = post_parts(&form, &parts);
    page.expect_refused(413);
    assert_eq!(page.typed(), "typed");
    expect_small(&form);
    expect_unharmed(&mut form);
}

#[test]
fn two_gibibytes_of_text_are_refused_and_the_server_stays_small() {
    let mut form = Form::start();
    let length: u64 = 2 << 30;
    let (before, after) = (part(b"name=\"message\"", b""), format!("\r\n--{BOUNDARY}--\r\n"));
    let before = &before[..before.len() - 2];
    let send = |wire: &mut Wire| -> io::Result<()> {
        wire.send(wire::head(before.len() as u64 + length + after.len() as u64).as_bytes())?;
        wire.send(before)?;
        let block = vec![b'z'; 1 << 20];
        for _ in 0..length >> 20 {
            wire.send(&block)?;
        }
        wire.send(after.as_bytes())
    };
    let mut wire = Wire::to(&form);
    // A page, or a closed connection: both are an answer.
    if send(&mut wire).is_ok()
        && let Some(page) = wire.answer()
    {
        page.expect_refused(413);
        assert!(page.typed().starts_with("zzzz") && page.element("refused").contains("far too long"));
    }
    expect_small(&form);
    expect_unharmed(&mut form);
}

#[test]
fn a_body_without_end_is_answered_and_cut_off() {
    if !crate::harness::is_full_round() {
        return;
    }
    let mut form = Form::start();
    let opening = part(b"name=\"files\"; filename=\"endless\"", b"");
    let mut wire = Wire::to(&form);
    wire.send(wire::head(u64::MAX / 2).as_bytes()).unwrap();
    wire.send(&opening[..opening.len() - 2]).unwrap();
    let block = vec![b'z'; 1 << 20];
    // Everything that is allowed in all, and then as long as the server says goodbye.
    (0..4_000).for_each(|_| wire.send(&block).unwrap());
    let over = Instant::now();
    while wire.send(&block).is_ok() {
        assert!(over.elapsed() < Duration::from_secs(20), "the server reads on");
    }
    expect_small(&form);
    expect_unharmed(&mut form);
}

#[track_caller]
fn expect_small(form: &Form) {
    let peak = form.peak_kib();
    assert!(peak < MEMORY_KIB, "{peak} KiB");
}

#[test]
fn an_unknown_page_or_method_gets_a_clear_page() {
    let mut form = Form::start();
    for line in [
        "GET /nothing",
        "GET /tip",
        "PUT /tip",
        "DELETE /",
        "POST /",
        "POST /nothing",
        "OPTIONS /tip",
        "GET /../../etc/passwd",
        "GET /%00",
        "BREW /tip",
    ] {
        let request = format!("{line} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
        let page = request_page(&form, request.as_bytes()).unwrap_or_else(|| panic!("{line}: no answer"));
        assert!((400..500).contains(&page.status), "{line}: {}", page.summary());
        assert!(page.has("notice") || page.has("refused"), "{line}: no clear page: {}", page.summary());
    }
    let asked = request_page(&form, b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    assert!(asked.status == 200 && asked.submission().len() == 32, "the control: {}", asked.summary());
    expect_unharmed(&mut form);
}

#[test]
fn what_is_no_http_is_answered_or_closed_and_harms_nothing() {
    let mut form = Form::start();
    for request in [
        b"\x16\x03\x01\x02\x00\x01\x00".to_vec(),
        b"GET / HTTP/9.9\r\n\r\n".to_vec(),
        b"GET / HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello".to_vec(),
        b"POST /tip HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n".to_vec(),
        b"POST /tip HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n".to_vec(),
        [b"GET / HTTP/1.1\r\nX: ".to_vec(), vec![b'a'; 1 << 20], b"\r\n\r\n".to_vec()].concat(),
        Random::seeded(7).bytes(4_096).into_iter().chain(*b"\r\n\r\n").collect(),
    ] {
        let mut wire = Wire::to(&form);
        // Closed while it is still written is an answer too.
        let answer = if wire.send(&request).is_ok() { wire.answer() } else { None };
        assert!(answer.is_none_or(|page| page.status >= 400));
    }
    expect_unharmed(&mut form);
}

/// A form with small limits.
fn small() -> Form {
    let mut form = Form::stopped();
    let config = fs::read_to_string(form.config()).unwrap();
    let limits = "\n[limits]\nmessage_bytes = 1000\nfiles = 3\nfile_bytes = 10000\ntotal_bytes = 20000\n";
    fs::write(form.config(), config + limits).unwrap();
    form.serve();
    form
}

#[test]
fn each_limit_is_kept_to_the_byte_and_the_text_comes_back() {
    let mut form = small();
    let files = |tip: Tip, count: usize, bytes: usize| (0..count).fold(tip, |tip, _| tip.file("f", vec![b'x'; bytes]));
    let typed = || Tip::new().message("typed");
    let over: [(Tip, &str, &str); 4] = [
        (Tip::new().message(&"é".repeat(501)), "message is longer", "é"),
        (files(typed(), 4, 1), "more than 3 files", "typed"),
        (files(typed(), 1, 10_001), "A file is larger", "typed"),
        (files(typed(), 3, 6_666), "Everything together", "typed"),
    ];
    for (tip, reason, text) in over {
        let page: Page = form.send(&tip);
        page.expect_refused(413);
        assert!(page.element("refused").contains(reason), "{reason}: {}", page.summary());
        assert!(page.typed().starts_with(text), "{reason}: {}", page.typed());
    }
    expect_unharmed(&mut form);
    // The control: what just fits is taken.
    form.send(&Tip::new().message(&"é".repeat(500))).expect_received();
    form.send(&files(typed(), 3, 6_665)).expect_received();
    form.send(&files(typed(), 1, 10_000)).expect_received();
    assert_eq!(form.export().envelopes, 4);
}

#[test]
fn a_submission_that_breaks_off_is_not_stored_at_all() {
    let mut form = Form::start();
    let whole =
        [part(b"name=\"message\"", b"half"), part(b"name=\"files\"; filename=\"f\"", &[b'x'; 500_000])].concat();
    for sent in [10, 200, whole.len() / 2, whole.len() - 1] {
        let mut wire = Wire::to(&form);
        wire.send(wire::head(whole.len() as u64 + 100).as_bytes()).unwrap();
        wire.send(&whole[..sent]).unwrap();
        drop(wire);
    }
    std::thread::sleep(Duration::from_millis(300));
    expect_unharmed(&mut form);
}
