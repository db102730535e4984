//! What the form handled is nowhere but sealed: on no disk, in no log, and ten
//! seconds later in no page of memory.

use std::fs;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use subrosa_tip::codename::Codename;
use subrosa_tip::mailbox::{Generation, MailboxRoot};

use crate::harness::{Folder, Form, Tip, tools};

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
    assert_eq!(found(&form, &[("memory", &memory), ("a write", &written)], &needles()), Vec::<String>::new());
    let tip = &form.deliver()[0];
    assert!(tip["message"].as_str().unwrap().contains(MARKERS[0]), "and yet the desk has it");
}

#[test]
fn nothing_of_a_mailbox_is_left_but_what_is_sealed() {
    if !tools::has("curl") {
        return;
    }
    let form = Form::start();
    let (codename, unknown) = (form.open("/").codename(), Codename::generate().unwrap().to_string());
    converse(&form, &codename, &unknown);
    let of_both: Vec<_> = [&codename, &unknown].iter().flat_map(|one| traces_of(&form, one)).collect();
    std::thread::sleep(SETTLE);
    let memory = memory_of(&form.process_id().to_string());
    assert!(find(&memory, b"The Demo Courier"), "the control of the memory search");
    assert_eq!(found(&form, &[("memory", &memory)], &of_both), Vec::<String>::new());
    // And yet it is all there, for whoever has the words.
    assert_eq!(form.read_all(&codename), ["MARKreplyQ7 fiction"]);
    // The control: the same search, with a page on its way that shows the codename.
    let again = memory_while_open(&form, &codename);
    assert!(found(&form, &[("memory", &again)], &of_both[..1]).len() == 1);
}

/// A tip, an answer with a file, a visit, a follow-up, a slip and an unknown codename.
fn converse(form: &Form, codename: &str, unknown: &str) {
    let folder = Folder::new();
    let tip = Tip::new().field("codename", codename).field("saved", "yes").message("MARKmessageQ7 fiction");
    form.send(&tip).expect_received();
    form.deliver();
    let (text, file) =
        (folder.write("text", "MARKreplyQ7 fiction"), folder.write("file", "MARKreplyfileQ7 ".repeat(200)));
    let (text, file) = (text.to_str().unwrap(), file.to_str().unwrap());
    let desk = form.desk();
    desk.run(&["reply", "T1", "--text-file", text, "--file", file]).expect(0);
    let bag = desk.run(&["export", "--to", folder.path().to_str().unwrap()]);
    form.intake("deliver", &[bag.expect(0)["bag"]["path"].as_str().unwrap()]).expect(0);
    let visit = form.sign_in(&codename.to_uppercase());
    assert!(visit.reply().is_some_and(|reply| reply.contains("MARKreplyQ7")), "{}", visit.summary());
    form.sign_in(unknown);
    form.post("/replies", &[("codename", &format!("{} MARKslipQ7", codename.rsplit_once(' ').unwrap().0))]);
    let follow_up = Tip::follow_up().field("codename", codename).message("MARKfollowQ7 fiction");
    form.send(&follow_up).expect_received();
    form.post("/withdraw", &[("codename", unknown)]).expect_received();
}

/// Everything that could tell of a mailbox: words as they were shown, typed and
/// sent, as numbers, and every key that follows from them.
fn traces_of(form: &Form, codename: &str) -> Vec<Vec<u8>> {
    let list = fs::read(form.demo().join("data/mailboxes.json")).unwrap();
    let generations: Vec<Generation> = serde_json::from_slice(&list).unwrap();
    let root = MailboxRoot::derive(&Codename::parse(codename).unwrap(), generations.last().unwrap()).unwrap();
    let (keys, id) = (root.keys().unwrap(), root.keys().unwrap().public().id());
    let words: Vec<&str> = codename.split(' ').collect();
    let usable: Vec<_> = subrosa_tip::words::list().iter().filter(|word| !word.contains('-')).collect();
    let numbers = || words[..7].iter().map(|word| usable.iter().position(|one| *one == word).unwrap() as u16);
    // Three words in a row are enough: no pool holds them by chance.
    let spelled = [" ", "+", "-"].iter().flat_map(|between| words.windows(3).map(|three| three.join(between)));
    let mut all: Vec<Vec<u8>> =
        spelled.flat_map(|text| [text.clone(), text.to_uppercase()]).map(String::into_bytes).collect();
    all.push(numbers().flat_map(u16::to_ne_bytes).collect());
    all.push(numbers().flat_map(u16::to_be_bytes).collect());
    all.push(root.as_bytes().to_vec());
    for label in ["subrosa mailbox key 1", "subrosa reply identity 1"] {
        let mut key = [0; 32];
        hkdf::Hkdf::<sha2::Sha256>::new(None, root.as_bytes()).expand(label.as_bytes(), &mut key).unwrap();
        all.push(key.to_vec());
    }
    all.extend([id.0.to_vec(), hex::encode(id.0).into_bytes()]);
    all.extend([keys.public().key.to_vec(), hex::encode(keys.public().key).into_bytes()]);
    all.push(keys.public().reply_recipient.as_str().as_bytes().to_vec());
    let marks =
        ["MARKreplyQ7", "MARKreplyfileQ7", "MARKslipQ7", "MARKfollowQ7", "MARKmessageQ7", "TUFSS3JlcGx5ZmlsZVE3"];
    all.extend(marks.map(|mark| mark.as_bytes().to_vec()));
    all
}

/// The server's memory while it holds a request that is not yet whole.
fn memory_while_open(form: &Form, codename: &str) -> Vec<u8> {
    let request = crate::harness::visit::urlencoded("/replies", &[("codename", codename)]);
    let request = request.replace('+', " ");
    let mut wire = crate::harness::wire::Wire::to(form);
    wire.send(&request.as_bytes()[..request.len() - 1]).unwrap();
    std::thread::sleep(Duration::from_millis(500));
    memory_of(&form.process_id().to_string())
}

/// Where any of these is: in what was given, in the log, or in a file.
fn found(form: &Form, given: &[(&str, &Vec<u8>)], needles: &[Vec<u8>]) -> Vec<String> {
    let log = form.log().into_bytes();
    let mut found = Vec::new();
    for needle in needles {
        // What is no text is shown by its place in the list.
        let at = needles.iter().position(|one| one == needle).unwrap();
        let shown = format!("{at}: {}", String::from_utf8_lossy(needle));
        for (place, bytes) in given.iter().chain(&[("the log", &log)]) {
            if find(bytes, needle) {
                found.push(format!("{shown} in {place}"));
            }
        }
        if let Some(file) = file_with(form.demo().parent().unwrap(), needle) {
            found.push(format!("{shown} in {file}"));
        }
    }
    found
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
    memchr::memmem::find(haystack, needle).is_some()
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
