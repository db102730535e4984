//! The door for tor: a Unix socket on which tor says of which circuit each visitor comes.
//! Here the test is tor.

use std::fs;
use std::io::{Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

use crate::harness::wire::{answer_from, part, request_page, whole_form};
use crate::harness::{Form, Page, Tip};

const GET: &[u8] = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
const ONION: &str = "abcdefghijklmnopqrstuvwxyz234567abcdefghijklmnopqrstuvwx.onion";

/// A form with a door for tor.
fn with_tor() -> Form {
    let mut form = Form::stopped();
    let text = fs::read_to_string(form.config()).unwrap();
    fs::write(form.config(), format!("{text}\n[tor]\nsocket = \"tor.sock\"\nonion = \"{ONION}\"\n")).unwrap();
    form.serve();
    form
}

/// A visitor of a circuit.
struct Visitor(UnixStream);

impl Visitor {
    fn of(form: &Form, circuit: u32) -> Self {
        let [high, low] = [circuit >> 16, circuit & 0xffff];
        Self::saying(form, format!("PROXY TCP6 fc00:dead:beef:4dad::{high:x}:{low:x} ::1 54 80\r\n").as_bytes())
    }

    fn saying(form: &Form, line: &[u8]) -> Self {
        let mut stream = UnixStream::connect(form.demo().join("tor.sock")).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        stream.write_all(line).unwrap();
        Self(stream)
    }

    /// The answer to a request; none when the server closed.
    fn ask(&mut self, request: &[u8]) -> Option<Page> {
        // A server that has closed already takes nothing; the answer tells.
        let _gone = self.0.write_all(request);
        answer_from(&mut self.0)
    }
}

#[test]
fn a_tip_through_tor_is_received_as_one_through_tls() {
    let form = with_tor();
    assert_eq!(Visitor::of(&form, 1).ask(GET).unwrap().status, 200);
    let request = whole_form("/tip", &[part(b"name=\"message\"", b"They painted over the crack.")]);
    Visitor::of(&form, 1).ask(&request).unwrap().expect_received();
    form.send(&Tip::new().message("And by the other door.")).expect_received();
    assert_eq!(form.deliver().len(), 2);
}

#[test]
fn without_the_line_of_tor_nobody_is_served_by_its_door_and_with_it_nobody_by_the_other() {
    let form = with_tor();
    for line in [
        "",
        "PROXY UNKNOWN\r\n",
        "PROXY TCP6 2001:db8::36 ::1 54 80\r\n",
        "PROXY TCP4 192.0.2.1 192.0.2.2 54 80\r\n",
        &format!("PROXY TCP6 {} ::1 54 80\r\n", "f".repeat(100)),
    ] {
        assert!(Visitor::saying(&form, line.as_bytes()).ask(GET).is_none(), "{line}");
    }
    assert!(Visitor::of(&form, 0x36).ask(GET).is_some(), "the control");
    let proxied = [b"PROXY TCP6 fc00:dead:beef:4dad::0:36 ::1 54 80\r\n", GET].concat();
    assert!(request_page(&form, &proxied).is_none_or(|page| page.status == 400));
    assert_eq!(request_page(&form, GET).unwrap().status, 200, "the control");
}

#[test]
fn a_line_that_never_ends_is_closed_within_seconds() {
    let form = with_tor();
    let begun = Instant::now();
    let mut silent = Visitor::saying(&form, b"PROXY TCP6 fc00:");
    assert_eq!(silent.0.read(&mut [0]).unwrap(), 0);
    assert!((1..10).contains(&begun.elapsed().as_secs()), "{:?}", begun.elapsed());
}

#[test]
fn a_circuit_that_floods_is_told_so_while_another_is_served() {
    let form = with_tor();
    let flood = (0..400).map(|_| Visitor::of(&form, 666).ask(GET).map_or(0, |page| page.status)).collect::<Vec<_>>();
    let refused = flood.iter().filter(|status| **status == 503).count();
    assert!(flood.starts_with(&[200; 90]) && refused > 100, "{refused} refused");
    assert_eq!(Visitor::of(&form, 667).ask(GET).unwrap().status, 200, "another circuit");
    assert_eq!(request_page(&form, GET).unwrap().status, 200, "the other door");
}

#[test]
fn a_circuit_has_so_many_connections_at_once_and_no_more() {
    let form = with_tor();
    let mut open: Vec<Visitor> = (0..8).map(|_| Visitor::of(&form, 5)).collect();
    assert!(open.iter_mut().all(|visitor| visitor.ask(GET).unwrap().status == 200));
    assert_eq!(Visitor::of(&form, 5).ask(GET).unwrap().status, 503);
    assert_eq!(Visitor::of(&form, 6).ask(GET).unwrap().status, 200, "another circuit");
    drop(open);
    let again = || (0..100).any(|_| Visitor::of(&form, 5).ask(GET).unwrap().status == 200);
    assert!(again(), "room comes back");
}

#[test]
fn the_onion_address_is_told_by_tls_and_not_through_tor() {
    let form = with_tor();
    let head = |bytes: &[u8]| String::from_utf8_lossy(bytes).to_ascii_lowercase();
    let mut visitor = Visitor::of(&form, 9);
    visitor.0.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
    let mut received = Vec::new();
    visitor.0.read_to_end(&mut received).unwrap();
    assert!(received.starts_with(b"HTTP/1.1 200") && !head(&received).contains("onion-location"));
    let curl = std::process::Command::new("curl")
        .args(["--silent", "--head", "--request", "GET", "--cacert"])
        .arg(form.certificate())
        .arg(form.address())
        .output()
        .unwrap();
    assert!(head(&curl.stdout).contains(&format!("onion-location: http://{ONION}/\r\n")));
}

#[test]
fn the_socket_is_for_the_group_of_its_directory_and_nothing_else_is_replaced_by_it() {
    let mut form = with_tor();
    let socket = form.demo().join("tor.sock");
    assert_eq!(fs::metadata(&socket).unwrap().permissions().mode() & 0o777, 0o660);
    form.stop();
    assert!(socket.exists(), "a killed server leaves it");
    form.serve();
    assert!(Visitor::of(&form, 1).ask(GET).is_some(), "a start takes its place");
    form.stop();
    fs::remove_file(&socket).unwrap();
    fs::write(&socket, "a file of somebody's").unwrap();
    assert!(!finds(&form), "the control: the directory is there");
    let answer = form.intake("serve", &[]);
    assert_eq!(answer.expect(2)["error"]["code"], "configuration");
    assert_eq!(fs::read_to_string(&socket).unwrap(), "a file of somebody's");
}

fn finds(form: &Form) -> bool {
    let answer = form.intake("check", &[]);
    answer.json["findings"].as_array().unwrap().iter().any(|finding| finding["id"] == "tor-socket")
}

#[test]
fn a_directory_that_is_missing_for_the_socket_is_found_before_the_start() {
    let form = Form::stopped();
    let text = fs::read_to_string(form.config()).unwrap();
    fs::write(form.config(), format!("{text}\n[tor]\nsocket = \"not/there/tor.sock\"\n")).unwrap();
    assert!(finds(&form));
    assert_eq!(form.intake("serve", &[]).expect(2)["error"]["code"], "configuration");
}
