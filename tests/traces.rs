//! What the form handled is nowhere but sealed: on no disk, in no log, and ten
//! seconds later in no page of memory.

use std::fs;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::harness::{Folder, Form, tools};

/// Address that the source sends from, and the port: as text, and as the kernel
/// and Rust hold them.
const PEER: &str = "127.0.0.77";
const PEER_PORT: u16 = 47_123;
/// Longest that plaintext may stay after the last request.
const SETTLE: Duration = Duration::from_secs(10);

/// One marker for each place where something of a source can be.
const MARKERS: [&str; 14] = [
    "MARKmessageQ7",
    "MARKcontentQ7",
    "MARKfilenameQ7",
    "MARKagentQ7",
    "MARKrefererQ7",
    "MARKcookieQ7",
    "MARKheaderQ7",
    "MARKqueryQ7",
    "MARKpathQ7",
    "MARKrefusedQ7",
    "MARKmalformedQ7",
    "MARKlanguageQ7",
    "MARKfieldQ7",
    "MARKmethodQ7",
];

#[test]
fn nothing_of_a_source_is_left_but_what_is_sealed() {
    if !tools::has("strace") || !tools::has("curl") {
        return;
    }
    let form = Form::start();
    let writes = Writes::watch(&form);
    send_everything(&form);
    std::thread::sleep(SETTLE);
    let written = writes.end();
    let memory = memory_of(&form.process_id().to_string());
    // The control of the memory search: it finds what must be there.
    assert!(find(&memory, b"The Demo Courier"), "the newsroom's name is in the server's memory");
    assert!(written.windows(6).any(|bytes| bytes == b"pwrite"), "writes were recorded");
    let mut found = Vec::new();
    for needle in needles() {
        let shown = String::from_utf8_lossy(&needle).into_owned();
        for (place, bytes) in [("memory", &memory), ("a write", &written), ("the log", &form.log().into_bytes())] {
            if find(bytes, &needle) {
                found.push(format!("{shown} in {place}"));
            }
        }
        if let Some(file) = file_with(form.demo().parent().unwrap(), &needle) {
            found.push(format!("{shown} in {file}"));
        }
    }
    assert!(found.is_empty(), "{found:#?}");
    let tip = &form.deliver()[0];
    assert!(tip["message"].as_str().unwrap().contains(MARKERS[0]), "and yet the desk has it");
}

#[test]
fn the_search_for_traces_finds_what_is_planted() {
    let folder = Folder::new();
    folder.write("planted", format!("before {} after", MARKERS[0]));
    assert!(file_with(folder.path(), MARKERS[0].as_bytes()).is_some());
    let held = MARKERS.map(|marker| format!("{marker} held"));
    let own = memory_of("self");
    assert!(held.iter().all(|text| find(&own, text.as_bytes())));
    let address = needles().pop().unwrap();
    assert!(!find(b"127.0.0.7", &address));
}

/// What is searched for: every marker, and the peer's address in three forms.
fn needles() -> Vec<Vec<u8>> {
    let mut all: Vec<Vec<u8>> = MARKERS.iter().map(|marker| marker.as_bytes().to_vec()).collect();
    all.push(PEER.as_bytes().to_vec());
    let octets = [127, 0, 0, 77];
    all.push([&[2_u8, 0][..], &PEER_PORT.to_be_bytes(), &octets].concat());
    all.push([&octets[..], &PEER_PORT.to_ne_bytes()].concat());
    all
}

/// A tip, refusals, error pages and garbage, all marked, from the marked address.
fn send_everything(form: &Form) {
    let folder = Folder::new();
    let content = folder.write("content", "MARKcontentQ7 fiction ".repeat(20_000));
    let file = format!("files=@{};filename=MARKfilenameQ7.txt", content.display());
    let base = form.address();
    let curl = |arguments: &[&str]| {
        let mut curl = Command::new("curl");
        curl.args(["-sk", "--max-time", "60", "--interface", PEER, "--local-port", &PEER_PORT.to_string()]);
        curl.args(["-A", "MARKagentQ7", "-e", "https://MARKrefererQ7.invalid/", "-b", "id=MARKcookieQ7"]);
        let output = curl.args(["-H", "X-Forwarded-For: MARKheaderQ7"]).args(arguments).output().unwrap();
        // The port is used again at once.
        std::thread::sleep(Duration::from_millis(20));
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let tip = format!("{base}tip?MARKqueryQ7=1").replace("localhost", "127.0.0.1");
    let base = base.replace("localhost", "127.0.0.1");
    let message = format!("message=MARKmessageQ7 {}", "words of fiction ".repeat(200));
    let received = curl(&["-F", &message, "-F", "language=de", "-F", &file, &tip]);
    assert!(received.contains("id=\"received\""), "{received}");
    let refused = curl(&["-F", "message=MARKrefusedQ7", "-F", "basis=MARKfieldQ7", "-F", &file, &tip]);
    assert!(refused.contains("MARKrefusedQ7") && refused.contains("id=\"refused\""), "{refused}");
    curl(&[
        "-F",
        "language=MARKlanguageQ7 far longer than any language tag can be",
        "-F",
        "message=MARKrefusedQ7",
        &tip,
    ]);
    curl(&["-H", "Content-Type: multipart/form-data; boundary=x", "--data-binary", "--y\r\nMARKmalformedQ7", &tip]);
    curl(&["-H", "Content-Type: text/plain", "--data-binary", "MARKmalformedQ7", &tip]);
    curl(&[&format!("{base}MARKpathQ7")]);
    curl(&["-X", "MARKmethodQ7", &base]);
    curl(&["-H", &format!("X-Long: MARKheaderQ7{}", "y".repeat(100_000)), &base]);
    curl(&["--http1.1", "--max-time", "1", "-H", "Expect:", "-F", &message, "--limit-rate", "1k", "-F", &file, &tip]);
}

/// Every write that the server makes, as strace sees it.
struct Writes {
    strace: std::process::Child,
    folder: Folder,
}

impl Writes {
    fn watch(form: &Form) -> Self {
        let folder = Folder::new();
        let mut strace = Command::new("strace");
        strace.args(["-f", "-y", "-s", "65536", "-e", "trace=openat,write,writev,pwrite64,pwritev,rename,sendfile"]);
        strace.arg("-o").arg(folder.join("writes")).arg("-p").arg(form.process_id().to_string());
        let strace = strace.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(700));
        Self { strace, folder }
    }

    fn end(mut self) -> Vec<u8> {
        tools::run(Command::new("kill").args(["-INT", &self.strace.id().to_string()]));
        self.strace.wait().unwrap();
        fs::read(self.folder.join("writes")).unwrap()
    }
}

/// Every readable mapping of a process.
fn memory_of(process: &str) -> Vec<u8> {
    let maps = fs::read_to_string(format!("/proc/{process}/maps")).unwrap();
    let mut memory = fs::File::open(format!("/proc/{process}/mem")).unwrap();
    let mut all = Vec::new();
    for line in maps.lines().filter(|line| line.contains(" r") && !line.contains("[v")) {
        let (start, end) = line.split(' ').next().unwrap().split_once('-').unwrap();
        let (start, end) = (u64::from_str_radix(start, 16).unwrap(), u64::from_str_radix(end, 16).unwrap());
        memory.seek(SeekFrom::Start(start)).unwrap();
        // A mapping may go away while it is read.
        let _partly = (&mut memory).take(end - start).read_to_end(&mut all);
    }
    all
}

fn find(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

/// The first file below a folder that holds these bytes.
fn file_with(folder: &Path, needle: &[u8]) -> Option<String> {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if let Some(file) = file_with(&path, needle) {
                return Some(file);
            }
        } else if path.is_file() && find(&fs::read(&path).unwrap(), needle) {
            return Some(path.display().to_string());
        }
    }
    None
}
