//! Whoever stalls does not lock others out.

use std::net::TcpStream;
use std::time::{Duration, Instant};

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::harness::wire::{BOUNDARY, Wire, head, part};
use crate::harness::{Form, Tip};

/// Connections that are served at one time.
const SEATS: usize = 1_024;
/// So many connections of each of the four kinds.
const OF_EACH: usize = 250;

#[test]
fn a_thousand_stalled_connections_do_not_keep_an_honest_tip_out() {
    raise_open_files();
    let form = Form::start();
    let quiet = median_seconds(&form);
    let (mut sockets, mut wires) = (Vec::new(), Vec::new());
    for _ in 0..OF_EACH {
        // In the handshake: a socket and not a byte.
        sockets.push(TcpStream::connect(("127.0.0.1", form.port())).unwrap());
        // In the head, in the body, and before reading an answer.
        for sent in ["POST /tip HTTP/1.1\r\nHost: x\r\nX-", &head(50_000), "GET / HTTP/1.1\r\nHost: x\r\n\r\n"] {
            wires.push(stalled(&form, sent));
        }
    }
    let among_stalled = median_seconds(&form);
    assert!(among_stalled < quiet * 10.0 + 1.0, "{among_stalled:.3} s among the stalled, {quiet:.3} s alone");
    report(&format!("an honest tip takes {quiet:.3} s alone and {among_stalled:.3} s among 1,000 stalled connections"));
}

#[test]
fn a_connection_beyond_the_budget_is_told_so_and_room_comes_back() {
    raise_open_files();
    let form = Form::start();
    // A seat is taken after TLS: each has shaken hands and stands in its body.
    let mut held: Vec<_> = (0..SEATS).map(|_| stalled(&form, &head(50_000))).collect();
    std::thread::sleep(Duration::from_millis(500));
    let page = Tip::new().message("fiction").send(&form.address(), &form.certificate());
    assert_eq!(page.status, 503, "{page:?}");
    assert!(page.has("notice") && page.html.contains("Nothing was received"), "{page:?}");
    // So is someone whose body is still on its way when the page is written.
    let upload = Tip::new().message("fiction").file("large", vec![7; 8 << 20]);
    assert_eq!(upload.send(&form.address(), &form.certificate()).status, 503);
    // The control: with a few connections fewer there is room.
    held.truncate(SEATS - 8);
    std::thread::sleep(Duration::from_millis(500));
    Tip::new().message("fiction").send(&form.address(), &form.certificate()).expect_received();
}

#[test]
fn sockets_without_a_word_of_tls_take_no_seat() {
    raise_open_files();
    let form = Form::start();
    let quiet = median_seconds(&form);
    let silent: Vec<_> = (0..1_500).map(|_| TcpStream::connect(("127.0.0.1", form.port())).unwrap()).collect();
    std::thread::sleep(Duration::from_millis(500));
    let among_silent = median_seconds(&form);
    assert!(among_silent < quiet * 10.0 + 1.0, "{among_silent:.3} s among the silent, {quiet:.3} s alone");
    // The control: they were held all that time.
    assert!(is_open(&silent[0]) && is_open(&silent[1_499]));
}

#[test]
fn a_connection_that_stalls_in_its_second_request_is_closed_in_time() {
    let form = Form::start();
    let mut wire = Wire::to(&form);
    // The control: after one answer it is still open, and there is another.
    for _ in 0..2 {
        wire.send(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
        assert_eq!(wire.next_answer().expect("a page").status, 200);
    }
    wire.send(b"G").unwrap();
    let begun = Instant::now();
    assert!(wire.answer().is_none_or(|page| page.status == 408));
    assert!((10..45).contains(&begun.elapsed().as_secs()), "closed after {:?}", begun.elapsed());
}

#[test]
fn an_upload_that_goes_on_is_not_cut_off_between_requests() {
    let form = Form::start();
    let mut wire = Wire::to(&form);
    let mut body = part(b"name=\"message\"", &vec![b'x'; 40_000]);
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    wire.send(head(body.len() as u64).as_bytes()).unwrap();
    // Longer than a connection may be without a request.
    for piece in body.chunks(body.len().div_ceil(40)) {
        wire.send(piece).unwrap();
        std::thread::sleep(Duration::from_secs(1));
    }
    wire.answer().expect("a page").expect_received();
}

#[test]
fn a_server_that_runs_out_of_files_recovers_by_itself() {
    raise_open_files();
    let mut form = Form::stopped();
    // Enough for vault and keys, and for some ten connections.
    form.serve_with_open_files(152);
    let held: Vec<_> = (0..400).map(|_| TcpStream::connect(("127.0.0.1", form.port())).unwrap()).collect();
    std::thread::sleep(Duration::from_millis(500));
    let during = Tip::new().message("fiction").try_send(&form.address(), &form.certificate());
    assert!(during.is_none_or(|page| page.status == 503), "the control: there was no room");
    drop(held);
    std::thread::sleep(Duration::from_secs(2));
    assert!(form.is_up());
    Tip::new().message("fiction").send(&form.address(), &form.certificate()).expect_received();
    assert_eq!(form.export().envelopes, 1);
}

#[test]
fn a_stalled_handshake_and_a_stalled_head_are_closed_in_time() {
    let form = Form::start();
    let mut silent = TcpStream::connect(("127.0.0.1", form.port())).unwrap();
    let mut stalled = Wire::to(&form);
    stalled.send(b"POST /tip HTTP/1.1\r\nHost: x\r\nX-").unwrap();
    let begun = Instant::now();
    silent.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    let mut rest = Vec::new();
    // Closed, with or without a TLS alert.
    let _closed = std::io::Read::read_to_end(&mut silent, &mut rest);
    let answer = stalled.answer();
    assert!(begun.elapsed() < Duration::from_secs(40), "closed after {:?}", begun.elapsed());
    assert!(answer.is_none_or(|page| page.status == 408));
}

#[test]
fn a_body_that_stands_still_is_refused_with_a_page() {
    let form = Form::start();
    let mut wire = Wire::to(&form);
    wire.send(head(50_000).as_bytes()).unwrap();
    wire.send(b"--boundary-of-a-test\r\nContent-Disposition: form-data; name=\"message\"\r\n\r\nhalf a sent").unwrap();
    let begun = Instant::now();
    let page = wire.answer().expect("a page");
    assert_eq!(page.status, 408);
    assert!(page.has("refused") && page.html.contains("too slow"), "{page:?}");
    assert!((20..60).contains(&begun.elapsed().as_secs()), "{:?}", begun.elapsed());
    assert_eq!(form.export().envelopes, 0);
}

#[test]
fn a_client_that_goes_away_in_the_middle_leaves_nothing() {
    let form = Form::start();
    for half in [false, true] {
        let mut wire = Wire::to(&form);
        wire.send(head(3_000_000).as_bytes()).unwrap();
        let part = "--boundary-of-a-test\r\nContent-Disposition: form-data; name=\"files\"; filename=\"f\"\r\n\r\n";
        wire.send(part.as_bytes()).unwrap();
        wire.send(&vec![7; if half { 1_500_000 } else { 10 }]).unwrap();
        drop(wire);
    }
    std::thread::sleep(Duration::from_secs(1));
    let large = form.demo().join("data").join("large");
    assert_eq!(std::fs::read_dir(large).unwrap().count(), 0, "half an upload is left");
    assert_eq!(form.export().envelopes, 0);
    Tip::new().message("fiction").send(&form.address(), &form.certificate()).expect_received();
}

/// A connection that sends this and no more.
fn stalled(form: &Form, sent: &str) -> Wire {
    let mut wire = Wire::to(form);
    wire.send(sent.as_bytes()).unwrap();
    wire
}

/// Whether the server has not closed: there is neither an end nor an error.
fn is_open(socket: &TcpStream) -> bool {
    socket.set_nonblocking(true).unwrap();
    socket.peek(&mut [0]).is_err_and(|error| error.kind() == std::io::ErrorKind::WouldBlock)
}

/// Median time of five honest tips.
fn median_seconds(form: &Form) -> f64 {
    let mut times: Vec<f64> = (0..5)
        .map(|_| {
            let begun = Instant::now();
            form.send(&Tip::new().message("a tip of fiction")).expect_received();
            begun.elapsed().as_secs_f64()
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[2]
}

fn raise_open_files() {
    let maximum = getrlimit(Resource::Nofile).maximum;
    setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum }).unwrap();
}

#[allow(clippy::print_stdout, reason = "a figure for whoever runs this test alone")]
fn report(text: &str) {
    println!("{text}");
}
