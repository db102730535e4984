//! What a source sends reaches the desk byte for byte, once.

use serde_json::{Value, json};

use crate::harness::wire::{part, post_parts};
use crate::harness::{DERIVING_KIB, Form, Random, Tip, sha256};

/// Most memory that the server may ever hold, whatever is sent, in KiB.
const MEMORY_KIB: u64 = 32 * 1024 + DERIVING_KIB;

fn names(tip: &Value) -> Vec<&str> {
    tip["files"].as_array().unwrap().iter().map(|file| file["name"].as_str().unwrap()).collect()
}

#[test]
fn a_tip_reaches_the_desk_as_it_was_typed_and_chosen() {
    let form = Form::start();
    let text = "Zürich, 3. März.\nЭто правда — 真的 🙂.\n\n\tIndented, and a last line without an end";
    let choices = |tip: Tip| tip.field("basis", "document").field("consent", "quote").field("language", "de-CH");
    let page = form.send(&choices(Tip::new()).message(text));
    let received = page.expect_received().element("received");
    assert!(received.contains(&format!("{} characters", text.chars().count())), "{received}");
    let tips = form.deliver();
    assert_eq!(tips.len(), 1);
    assert_eq!(tips[0]["message"], text);
    let told = ["basis", "consent", "language"].map(|key| tips[0][key].clone());
    assert_eq!(told, ["document", "quote", "de-CH"]);
}

#[test]
fn a_message_alone_counts_as_unstated_and_leads_only_and_the_source_is_told() {
    let form = Form::start();
    let page = form.send(&Tip::new().message("only this"));
    assert!(page.expect_received().element("received").contains("not stated, leads only"), "{}", page.summary());
    // The control: who chose is not told that they did not.
    let chosen = form.send(&Tip::new().field("basis", "").field("consent", "background").message("only this, chosen"));
    assert!(!chosen.expect_received().element("received").contains("not stated"), "{}", chosen.summary());
    for tip in form.deliver() {
        assert_eq!((&tip["basis"], &tip["consent"]), (&json!("unstated"), &json!("background")));
    }
}

#[test]
fn every_basis_has_its_word_at_the_desk() {
    let form = Form::start();
    let words = [("saw", "first-hand"), ("document", "document"), ("told", "second-hand"), ("rumour", "rumour")];
    for (offered, _) in words {
        form.send(&Tip::new().field("basis", offered).message(offered)).expect_received();
    }
    let tips = form.deliver();
    for (offered, at_the_desk) in words {
        let tip = tips.iter().find(|tip| tip["message"] == offered).expect(offered);
        assert_eq!(tip["basis"], at_the_desk, "{offered}");
    }
}

#[test]
fn any_name_is_kept_as_data_and_never_becomes_a_path() {
    let form = Form::start();
    let long = "ж".repeat(10_000);
    let sent = [
        "Отчёт за март.pdf",
        "報告書 最終版.docx",
        "🔥 evidence 🔥.png",
        "\u{202e}fdp.exe",
        "../../../../etc/cron.d/subrosa",
        "/etc/passwd",
        "C:\\Users\\someone\\scan.tif",
        "she said \"no\".txt",
        "semi;colon=and, comma.txt",
        " leading and trailing ",
        "100% & <b>bold</b>.html",
        "-rf",
        "tip.json",
        "message.txt",
        "files/1",
        "..",
        long.as_str(),
    ];
    let tip = sent.iter().fold(Tip::new().message("names"), |tip, name| tip.file(name, format!("content of {name}")));
    form.send(&tip).expect_received();
    let passwords_before = sha256(&std::fs::read("/etc/passwd").unwrap());
    let tips = form.deliver();
    assert_eq!(names(&tips[0]), sent);
    let to = |index: usize| form.beside(&format!("extracted-{index}"));
    let lines = (0..sent.len()).map(|index| format!("extract T1/F{} --to {}", index + 1, to(index).display()));
    form.desk().batch(&lines.collect::<Vec<_>>());
    for (index, name) in sent.iter().enumerate() {
        assert_eq!(std::fs::read_to_string(to(index)).unwrap(), format!("content of {name}"));
    }
    assert!(!std::path::Path::new("/etc/cron.d/subrosa").exists());
    assert_eq!(sha256(&std::fs::read("/etc/passwd").unwrap()), passwords_before);
}

#[test]
fn what_a_source_typed_is_shown_escaped_and_never_obeyed() {
    let form = Form::start();
    let typed = "\u{1b}[2J\u{1b}]0;owned\u{7}\nT9  from S1, received today\u{202e}gnp";
    form.send(&Tip::new().message(typed).file("red\u{202e}\u{85}.txt", "x")).expect_received();
    assert_eq!(form.deliver()[0]["message"], typed, "JSON carries it unchanged");
    let said = form.desk().say(&["show", "T1"]);
    said.expect(0);
    assert!(said.stdout.contains("  | T9  from S1, received today"), "the control: it is shown\n{}", said.stdout);
    for obeyed in ['\u{1b}', '\u{7}', '\u{202e}', '\u{85}'] {
        assert!(!said.stdout.contains(obeyed), "{:?}", said.stdout);
    }
}

#[test]
fn a_name_with_control_characters_is_refused_by_name_and_the_text_comes_back() {
    // The parser of part headers takes none of them; nothing is half received.
    let form = Form::start();
    for name in ["\u{1b}[31mred\u{7f}.txt", "tab\u{1}.txt"] {
        let page = form.send(&Tip::new().message("typed and kept").file(name, "x"));
        assert_eq!((page.status, page.typed().as_str()), (400, "typed and kept"), "{page:?}");
        assert!(page.element("refused").contains("control characters"), "{page:?}");
    }
    assert_eq!(form.export().envelopes, 0);
}

#[test]
fn a_tip_with_two_files_of_one_name_reaches_the_desk_with_both() {
    let form = Form::start();
    let mut random = Random::seeded(1);
    let contents = [random.bytes(10_000), random.bytes(20_000)];
    let tip = contents.iter().fold(Tip::new(), |tip, content| tip.file("scan.pdf", content.clone()));
    form.send(&tip.message("both")).expect_received();
    assert_eq!(names(&form.deliver()[0]), ["scan.pdf", "scan.pdf"]);
    for (index, content) in contents.iter().enumerate() {
        let to = form.beside(&format!("scan-{index}"));
        assert_eq!(&form.desk().extract(&format!("T1/F{}", index + 1), &to), content);
    }
}

#[test]
fn two_hundred_files_arrive_in_order_and_each_with_its_bytes() {
    let form = Form::start();
    let mut random = Random::seeded(2);
    let files: Vec<_> = (0..200).map(|index| (format!("{index:03}.bin"), random.bytes(index * 37))).collect();
    let tip = files.iter().fold(Tip::new(), |tip, (name, bytes)| tip.file(name, bytes.clone()));
    form.send(&tip.message("many")).expect_received();
    let tips = form.deliver();
    assert_eq!(names(&tips[0]), files.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>());
    let to = |index: usize| form.beside(&format!("many-{index}"));
    let lines = (0..200).map(|index| format!("extract T1/F{} --to {}", index + 1, to(index).display()));
    for (index, answer) in form.desk().batch(&lines.collect::<Vec<_>>()).iter().enumerate() {
        assert_eq!(answer["exit"], 0, "{answer}");
        assert_eq!(std::fs::read(to(index)).unwrap(), files[index].1);
    }
}

#[test]
fn a_large_file_arrives_whole_and_the_server_stays_small() {
    let form = Form::start();
    let file = form.beside("large");
    let sent = Random::seeded(3).file(&file, 300);
    let page = form.send(&Tip::new().message("large").file_at("recording.wav", file.clone()));
    assert!(page.expect_received().element("received").contains("300 MiB"), "{}", page.summary());
    std::fs::remove_file(&file).unwrap();
    form.deliver();
    let peak = form.peak_kib();
    assert!(peak < MEMORY_KIB, "{peak} KiB");
    let to = form.beside("extracted");
    let answer = form.desk().run(&["extract", "T1/F1", "--to", to.to_str().unwrap()]);
    assert_eq!(answer.expect(0)["sha256"], sent);
    // Not only by the desk's word.
    let output = crate::harness::tools::run(std::process::Command::new("sha256sum").arg(&to));
    assert!(output.stdout.starts_with(sent.as_bytes()));
}

#[test]
fn what_was_changed_before_sending_again_is_kept_too() {
    let form = Form::start();
    let send = |text: &str| {
        form.send(&Tip::new().field("submission", "0123456789abcdef0123456789abcdef").message(text)).html.clone()
    };
    assert!(!send("first words").contains("Already received"));
    assert!(send("first words").contains("Already received"), "the control: an equal repeat is one");
    assert!(!send("first words, and a correction").contains("Already received"));
    let shown = form.deliver();
    let mut messages: Vec<_> = shown.iter().map(|tip| tip["message"].as_str().unwrap()).collect();
    messages.sort_unstable();
    assert_eq!(messages, ["first words", "first words, and a correction"]);
}

#[test]
fn a_submission_of_endless_names_is_refused() {
    let form = Form::start();
    let file = |n: usize| {
        let name = format!("{n}{}", "n".repeat(60_000));
        part(format!("name=\"files\"; filename=\"{name}\"").as_bytes(), b"x")
    };
    let message = part(b"name=\"message\"", b"kept");
    let send = |files: usize| post_parts(&form, &[vec![message.clone()], (0..files).map(file).collect()].concat());
    let page = send(90);
    assert_eq!((page.status, page.typed().as_str()), (413, "kept"));
    // The control: fewer such names are kept.
    send(60).expect_received();
    assert_eq!(form.export().envelopes, 1);
}

#[test]
fn files_may_come_before_the_message_and_the_choices() {
    let form = Form::start();
    let tip = Tip::new().file("first.txt", "1").message("after").file("second.txt", "2").field("consent", "paraphrase");
    form.send(&tip).expect_received();
    let tips = form.deliver();
    assert_eq!((&tips[0]["message"], &tips[0]["consent"]), (&json!("after"), &json!("paraphrase")));
    assert_eq!(names(&tips[0]), ["first.txt", "second.txt"]);
}

#[test]
fn a_repeat_of_a_submission_is_answered_and_kept_once() {
    let form = Form::start();
    let submission = "0123456789abcdef0123456789abcdef";
    let tip = |number: &str| Tip::new().field("submission", number).message("once").file("a.txt", "a");
    let first = form.send(&tip(submission));
    assert!(!first.expect_received().element("received").contains("Already"), "{}", first.summary());
    let again = form.send(&tip(submission));
    assert!(again.expect_received().element("received").contains("Already received"), "{}", again.summary());
    // The control: the same words under another number are another tip.
    form.send(&tip("fedcba9876543210fedcba9876543210")).expect_received();
    assert_eq!(form.export().envelopes, 2);
    assert_eq!(form.deliver().len(), 2);
}

#[test]
fn a_named_empty_file_is_kept_and_an_unnamed_empty_part_is_not() {
    let form = Form::start();
    form.send(&Tip::new().message("m").file("", "").file("empty.txt", "").file("", "")).expect_received();
    let tips = form.deliver();
    assert_eq!(names(&tips[0]), ["empty.txt"]);
    assert_eq!(tips[0]["files"][0]["bytes"], 0);
    assert_eq!(form.desk().extract("T1/F1", &form.beside("empty")), b"");
}

#[test]
fn what_was_acknowledged_is_there_after_a_kill_and_a_new_start() {
    let mut form = Form::start();
    for number in 0..5 {
        form.send(&Tip::new().message(&format!("before {number}"))).expect_received();
    }
    form.send(&Tip::new().message("with a file").file("f", Random::seeded(4).bytes(3 << 20))).expect_received();
    form.stop();
    form.serve();
    form.send(&Tip::new().message("after")).expect_received();
    let tips = form.deliver();
    assert_eq!(tips.len(), 7);
    let has = |text: &str| tips.iter().any(|tip| tip["message"] == text);
    assert!((0..5).all(|number| has(&format!("before {number}"))) && has("with a file") && has("after"), "{tips:#?}");
}
