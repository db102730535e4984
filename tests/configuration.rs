//! A wrong configuration is named by key, file and line, and serves nothing.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::harness::programs::program;
use crate::harness::{Answer, Folder, Form, free_port};

/// A private key as somebody might paste it: made up, of the right form.
const PRIVATE: &str = "AGE-SECRET-KEY-1QYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQYQSX5M4K2";

/// Runs `serve`, which must end by itself.
fn serve(form: &Form) -> Answer {
    let mut command = Command::new(program("subrosa-intake"));
    command.arg("serve").arg("--config").arg(form.config()).arg("--json");
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let started = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if started.elapsed() > Duration::from_secs(20) {
            child.kill().unwrap();
            panic!("it serves: {:?}", child.wait_with_output());
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    Answer::of(child.wait_with_output().unwrap())
}

/// Replaces the line that begins so, and says which line it is.
fn replace_line(form: &Form, beginning: &str, with: &str) -> usize {
    let text = fs::read_to_string(form.config()).unwrap();
    let line = text.lines().position(|line| line.starts_with(beginning)).expect(beginning);
    let lines: Vec<_> = text.lines().enumerate().map(|(at, old)| if at == line { with } else { old }).collect();
    fs::write(form.config(), lines.join("\n") + "\n").unwrap();
    line + 1
}

/// `serve` and `check` must both refuse and name key, file and line.
#[track_caller]
fn expect_named(form: &Form, key: &str, line: usize) {
    let answer = serve(form);
    let message = answer.expect(2)["error"]["message"].as_str().unwrap().to_owned();
    let place = format!("{}, line {line}: ", form.config().display());
    assert!(message.starts_with(&place), "{place} in {message}");
    assert!(message.contains(key), "{key} in {message}");
    assert!(!answer.stdout.contains(PRIVATE) && !answer.stderr.contains(PRIVATE), "it repeats the key");
    let checked = form.intake("check", &[]);
    let finding = &checked.expect(1)["findings"][0];
    assert!(finding["message"].as_str().unwrap().contains(&place), "{finding}");
    assert!(!checked.stdout.contains(PRIVATE) && !checked.stderr.contains(PRIVATE), "it repeats the key");
}

#[test]
fn a_wrong_value_is_named_by_key_file_and_line() {
    let form = Form::stopped();
    assert_eq!(form.intake("check", &[]).expect(0)["ok"], true, "the control: the demo's own is sound");
    let original = fs::read(form.config()).unwrap();
    let pasted = format!("root = \"{PRIVATE}\"");
    for (beginning, with, key) in [
        ("name", "nmae = \"x\"", "nmae"),
        ("listen", "listen = \"everywhere\"", "listen"),
        ("listen", "listen = \"0.0.0.0:8443\"", "listen"),
        ("certificate", "certificate = \"missing.pem\"", "tls.certificate"),
        ("certificate", "certificate = \"passphrase\"", "tls.certificate"),
        ("key", "key = \"missing.pem\"", "tls.key"),
        ("file", "file = \"missing.json\"", "ring.file"),
        ("file", "file = \"intake-card.json\"", "ring.file"),
        ("root", &pasted, "ring.root"),
        ("root", "root = \"RWQ\"", "ring.root"),
        ("root", "rooot = \"x\"", "rooot"),
    ] {
        let line = replace_line(&form, beginning, with);
        expect_named(&form, key, line);
        fs::write(form.config(), &original).unwrap();
    }
    assert_eq!(form.intake("check", &[]).expect(0)["ok"], true);
}

#[test]
fn a_limit_that_the_format_cannot_carry_is_named() {
    let form = Form::stopped();
    let text = fs::read_to_string(form.config()).unwrap() + "[limits]\n";
    for (limit, key) in [("files = 0", "files"), ("total_bytes = 99999999999", "total_bytes"), ("filse = 1", "filse")] {
        fs::write(form.config(), format!("{text}{limit}\n")).unwrap();
        expect_named(&form, key, text.lines().count() + 1);
    }
}

#[test]
fn a_missing_configuration_is_named() {
    let form = Form::stopped();
    fs::rename(form.config(), form.beside("elsewhere")).unwrap();
    let answer = serve(&form);
    let message = answer.expect(2)["error"]["message"].as_str().unwrap();
    assert!(message.contains(form.config().to_str().unwrap()), "{message}");
}

/// The ring, edited after the desk signed it.
fn edit_ring(form: &Form, edit: impl Fn(String) -> String) {
    let ring = form.demo().join("ring.json");
    fs::write(&ring, edit(fs::read_to_string(&ring).unwrap())).unwrap();
}

#[test]
fn a_private_key_in_the_ring_is_refused_and_never_repeated() {
    let form = Form::stopped();
    let ring = fs::read_to_string(form.demo().join("ring.json")).unwrap();
    let recipient = ring.split('"').find(|word| word.starts_with("age1")).expect("a recipient").to_owned();
    let line =
        fs::read_to_string(form.config()).unwrap().lines().position(|line| line.starts_with("file")).unwrap() + 1;
    edit_ring(&form, |ring| ring.replace(&recipient, PRIVATE));
    expect_named(&form, "ring.file", line);
}

#[test]
fn a_ring_without_recipients_serves_nothing() {
    let form = Form::stopped();
    let line =
        fs::read_to_string(form.config()).unwrap().lines().position(|line| line.starts_with("file")).unwrap() + 1;
    edit_ring(&form, |_| "{}".into());
    expect_named(&form, "ring.file", line);
    edit_ring(&form, |_| String::new());
    expect_named(&form, "ring.file", line);
}

#[test]
fn a_ring_of_another_root_serves_nothing() {
    let (form, other) = (Form::stopped(), Form::stopped());
    let line =
        fs::read_to_string(form.config()).unwrap().lines().position(|line| line.starts_with("file")).unwrap() + 1;
    // Another desk's ring with its own, good signature.
    for file in ["ring.json", "ring.json.minisig"] {
        fs::copy(other.demo().join(file), form.demo().join(file)).unwrap();
    }
    expect_named(&form, "ring.file", line);
    // The control: with that desk's root it would be taken.
    let root = fs::read_to_string(other.config()).unwrap();
    replace_line(&form, "root", root.lines().find(|line| line.starts_with("root")).unwrap());
    assert_eq!(form.intake("check", &[]).expect(0)["ok"], true);
}

#[test]
fn a_secret_in_any_place_is_never_repeated() {
    let form = Form::stopped();
    let original = fs::read(form.config()).unwrap();
    for (beginning, with, key) in [
        ("demo", format!("demo = \"{PRIVATE}\""), "demo"),
        ("key", format!("key = \"{PRIVATE}\""), "tls.key"),
        ("key", format!("key = \"-----BEGIN PRIVATE KEY-----{PRIVATE}\""), "tls.key"),
        ("certificate", format!("certificate = \"{PRIVATE}\""), "tls.certificate"),
        ("file", format!("file = \"{PRIVATE}\""), "ring.file"),
        ("listen", format!("listen = \"{PRIVATE}\""), "listen"),
    ] {
        let line = replace_line(&form, beginning, &with);
        expect_named(&form, key, line);
        fs::write(form.config(), &original).unwrap();
    }
}

#[test]
fn a_full_vault_is_an_error_of_check() {
    let form = Form::stopped();
    let text = fs::read_to_string(form.config()).unwrap();
    fs::write(form.config(), format!("{text}[vault]\nbytes = 1000000\n")).unwrap();
    let answer = form.intake("check", &[]);
    let findings = answer.expect(1)["findings"].as_array().unwrap();
    assert!(findings.iter().any(|finding| finding["id"] == "vault-full"), "{findings:?}");
    // The control.
    fs::write(form.config(), text).unwrap();
    form.intake("check", &[]).expect(0);
}

#[test]
fn a_data_directory_whose_path_is_too_long_for_a_socket_is_named() {
    let form = Form::stopped();
    let data = form.demo().join("d".repeat(91));
    fs::rename(form.demo().join("data"), &data).unwrap();
    replace_line(&form, "data", &format!("data = \"{}\"", data.display()));
    let answer = serve(&form);
    let message = answer.expect(5)["error"]["message"].as_str().unwrap();
    assert!(message.contains("too long for a socket"), "{message}");
}

/// What a command prints.
fn printed(arguments: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(program("subrosa-intake")).args(arguments).output().unwrap();
    (output.status.code(), String::from_utf8(output.stdout).unwrap())
}

#[test]
fn a_wrong_command_line_is_one_object_for_scripts() {
    for arguments in [["--json", "sevre"].as_slice(), &["serve", "--json"], &["check", "--json", "--config"]] {
        let (exit, stdout) = printed(arguments);
        let json: serde_json::Value = serde_json::from_str(&stdout).unwrap();
        assert_eq!((exit, &json["error"]["code"]), (Some(2), &"usage".into()), "{arguments:?}: {stdout}");
    }
    // The controls: for people nothing on standard output, and help is no error.
    assert_eq!(printed(&["sevre"]), (Some(2), String::new()));
    assert_eq!(printed(&["--help", "--json"]).0, Some(0));
    assert_eq!(printed(&["--version"]).0, Some(0));
}

#[test]
fn a_demo_tells_a_script_where_everything_is() {
    let folder = Folder::new();
    let listen = format!("127.0.0.1:{}", free_port());
    let mut command = Command::new(program("subrosa-intake"));
    command.args(["demo", "--json", "--listen", &listen, "--dir"]).arg(folder.join("demo"));
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    let json: serde_json::Value = serde_json::from_str(&line).unwrap();
    assert_eq!(json["form"], format!("https://{listen}/"));
    for path in ["case", "passphrase_file", "config"] {
        assert!(Path::new(json[path].as_str().unwrap()).exists(), "{path} in {line}");
    }
}

#[test]
fn a_demo_leaves_a_folder_alone_that_is_not_empty() {
    let form = Form::stopped();
    let mut command = Command::new(program("subrosa-intake"));
    let output = command.arg("demo").arg("--dir").arg(form.demo()).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let mut command = Command::new(program("subrosa-intake"));
    let output =
        command.arg("demo").arg("--dir").arg(form.beside("new")).args(["--listen", "0.0.0.0:1"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "loopback only");
    assert!(!form.beside("new").exists());
}
