//! `proof` and `accept`, as scripts call them.

use std::fs;

use serde_json::{Value, json};

use super::{batch, path, refused, run};
use crate::case::Editor;
use crate::failure::Exit;
use crate::fixture::{self, Desk, Folder, Server};

const PAPER: &str = "The fictional council of Anselm Bridge met on 2 March 2026. The clerk said: “We did not close the \
    bridge for the lamps, and nobody paid us a single crown for it.” It was raining, and the room was full.";
const TIP: &str = "I kept the second ledger myself, and the chair told me to burn it before Easter came.";
const TALK: &str = "You may print that the lamps were never hung. Between us, the chair was drunk at every meeting.";

/// A public paper (D1), a tip (T1), an interview (I1) of which the second half is off the record.
fn desk() -> (Desk, Folder) {
    let mut desk = fixture::case();
    let server = Server::paired(&mut desk.case);
    let folder = fixture::folder();
    fs::write(path(&folder, "in.tar"), server.bag(1, [0; 32], &[(1, server.seal(TIP, &[]))]).bytes).unwrap();
    fs::write(path(&folder, "paper.txt"), PAPER).unwrap();
    fs::write(path(&folder, "talk.txt"), TALK).unwrap();
    for line in [
        format!("import '{}'", path(&folder, "in.tar")),
        format!("corpus add '{}' --url https://gazette.example/1 --published 2026-03-03", path(&folder, "paper.txt")),
        "source add 'Orla Fenn' --kind person".to_owned(),
        format!("interview add S2 --day 2026-03-04 --text-file '{}' --terms on-record", path(&folder, "talk.txt")),
        format!("terms I1:{}-{} off-record --reason 'she asked'", TALK.find("Between").unwrap(), TALK.len()),
    ] {
        done(&mut desk, &line);
    }
    (desk, folder)
}

fn done(desk: &mut Desk, line: &str) -> Value {
    let words = shell_words::split(line).unwrap();
    run(desk, &words.iter().map(String::as_str).collect::<Vec<_>>()).unwrap_or_else(|error| panic!("{line}: {error:?}"))
}

fn wrong(desk: &mut Desk, line: &str) -> (Exit, &'static str) {
    let words = shell_words::split(line).unwrap();
    refused(desk, &words.iter().map(String::as_str).collect::<Vec<_>>())
}

/// Proofs a draft of these words; how it ended, and its object.
fn proof(desk: &mut Desk, folder: &Folder, draft: &str, options: &str) -> (Exit, Value) {
    fs::write(path(folder, "draft.md"), draft).unwrap();
    let words = shell_words::split(&format!("proof '{}' {options}", path(folder, "draft.md"))).unwrap();
    let output = batch::answer(&mut desk.case, &Editor::default(), &words).unwrap();
    (output.exit(), output.json().clone())
}

fn kinds(object: &Value) -> Vec<(String, String)> {
    let text = |finding: &Value, key: &str| finding[key].as_str().unwrap_or_default().to_owned();
    object["findings"].as_array().unwrap().iter().map(|f| (text(f, "kind"), text(f, "text"))).collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(kind, text)| ((*kind).to_owned(), (*text).to_owned())).collect()
}

const DRAFT: &str = "# Who closed the bridge?\n\n“We did not close the bridge for the lamps,” the clerk said. “We did \
    close the bridge for the lamps,” he said. “I kept the second ledger myself,” somebody said. “The lamps were never \
    hung,” she said. “The chair was drunk at every meeting,” she said. “We never owned a bridge in our lives,” they \
    said. The “second ledger” is gone.\n";

#[test]
fn each_quotation_is_exact_altered_protected_forbidden_or_nowhere() {
    let (mut desk, folder) = desk();
    let (exit, object) = proof(&mut desk, &folder, DRAFT, "");
    let expected = pairs(&[
        ("quote-altered", "We did close the bridge for the lamps,"),
        ("quote-protected", "I kept the second ledger myself,"),
        ("terms", "The chair was drunk at every meeting,"),
        ("quote-not-found", "We never owned a bridge in our lives,"),
    ]);
    assert_eq!(kinds(&object), expected);
    assert_eq!((exit, &object["ok"], &object["quotations"]), (Exit::Refused, &json!(false), &json!(6)));
    let altered = &object["findings"][0];
    assert_eq!((&altered["item"], &altered["level"]), (&json!("D1"), &json!("block")));
    assert_eq!(altered["differences"], json!([{ "quoted": "", "source": "not", "what": "left out without a sign" }]));
    let (start, end) = (altered["start"].as_u64().unwrap() as usize, altered["end"].as_u64().unwrap() as usize);
    let shown: String = DRAFT.chars().skip(start).take(end - start).collect();
    assert_eq!(shown, "“We did close the bridge for the lamps,”");
    let place = &altered["place"];
    let (start, end) = (place["start"].as_u64().unwrap() as usize, place["end"].as_u64().unwrap() as usize);
    let there: String = PAPER.chars().skip(start).take(end - start).collect();
    assert_eq!(there, "We did not close the bridge for the lamps");
    let states: Vec<_> = object["list"].as_array().unwrap().iter().map(|row| row["state"].clone()).collect();
    let expected = ["common", "proved", "blocked", "blocked", "proved", "blocked", "blocked", "common"];
    assert_eq!(json!(states), json!(expected));
}

#[test]
fn a_leaked_document_in_the_corpus_clears_no_quotation_and_an_internal_one_does_not() {
    let (mut desk, folder) = desk();
    fs::write(path(&folder, "leak.txt"), TIP).unwrap();
    fs::write(path(&folder, "memo.txt"), "The gate was painted green on a Sunday in the fog.").unwrap();
    let origin = "--url https://a.example --published 2026-11-22";
    done(&mut desk, &format!("corpus add '{}' {origin}", path(&folder, "leak.txt")));
    done(&mut desk, &format!("corpus add '{}'", path(&folder, "memo.txt")));
    let draft = "“I kept the second ledger myself,” one said. “The gate was painted green,” one said.";
    let found: Vec<_> = kinds(&proof(&mut desk, &folder, draft, "").1).into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(found, ["quote-protected", "quote-not-found"]);
}

#[test]
fn a_translation_stands_where_its_mark_says_and_nowhere_else() {
    let (mut desk, folder) = desk();
    done(&mut desk, "claim add 'The bridge stayed open.' --kind quote");
    let quoted = |mark: &str| format!("„Wir haben die Brücke nicht gesperrt“, sagte der Schreiber {mark}.");
    let of = |desk: &mut Desk, mark: &str| {
        let found = kinds(&proof(desk, &folder, &quoted(mark), "").1);
        found.into_iter().map(|(kind, _)| kind).filter(|kind| kind.starts_with("quote")).collect::<Vec<_>>()
    };
    assert_eq!(of(&mut desk, "{C1}"), ["quote-not-found"]);
    assert_eq!(of(&mut desk, "{C1 tr:D1:74-115}"), [] as [&str; 0]);
    assert_eq!(of(&mut desk, "{C1 tr:T1:0-20}"), ["quote-protected"]);
    fs::write(path(&folder, "far.md"), quoted("{C1 tr:D1:74-9000}")).unwrap();
    assert_eq!(wrong(&mut desk, &format!("proof '{}'", path(&folder, "far.md"))), (Exit::Usage, "unknown-id"));
}

#[test]
fn a_mark_that_names_no_claim_is_refused_and_changes_nothing() {
    let (mut desk, folder) = desk();
    fs::write(path(&folder, "wrong.md"), "The bridge was closed. {C9}").unwrap();
    let entries = desk.case.verify_custody(None).unwrap().entries;
    assert_eq!(wrong(&mut desk, &format!("proof '{}'", path(&folder, "wrong.md"))), (Exit::Usage, "unknown-id"));
    assert_eq!(wrong(&mut desk, &format!("proof '{}'", path(&folder, "none.md"))), (Exit::Usage, "no-such-file"));
    assert_eq!(desk.case.verify_custody(None).unwrap().entries, entries);
    for number in 1..10 {
        done(&mut desk, &format!("claim add 'Claim {number} of the bridge.'"));
    }
    let words = ["proof".to_owned(), path(&folder, "wrong.md")];
    batch::answer(&mut desk.case, &Editor::default(), &words).unwrap();
}

#[test]
fn claims_are_found_by_mark_and_by_likeness_and_the_gate_holds_them() {
    let (mut desk, folder) = desk();
    done(&mut desk, "claim add 'Orla Fenn paid 1,500 crowns for the lamps.'");
    let draft = "Some crowns changed hands in Lenz that day. {C1}\n\nThe lamps, for which Orla Fenn paid 1,500 \
        crowns, never came.\n\nOrla Fenn paid 1,700 crowns for the lamps.\n\nOrla Fenn was born in Lenz. She left \
        Lenz in 1999. Why did she go to Lenz?\n";
    let (exit, object) = proof(&mut desk, &folder, draft, "");
    let claims: Vec<_> = object["list"].as_array().unwrap().iter().map(|row| row["claims"].clone()).collect();
    assert_eq!(json!(claims), json!([["C1"], ["C1"], [], [], [], []]));
    let found: Vec<_> = kinds(&object).into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(found, ["claim-not-gated", "claim-not-gated", "claim-missing", "claim-missing"]);
    assert_eq!((exit, &object["findings"][2]["claim"]), (Exit::Refused, &json!("C1")), "it says otherwise");
    assert_eq!(object["findings"][3]["message"], "no claim stands behind 2 sentences of this paragraph");
    let state = |index: usize| object["list"][index]["state"].clone();
    assert_eq!([state(0), state(2), state(5)], [json!("blocked"), json!("open"), json!("common")]);
}

#[test]
fn a_finding_is_accepted_for_its_words_and_what_could_lead_to_a_source_by_two() {
    let (mut desk, folder) = desk();
    let (_, object) = proof(&mut desk, &folder, DRAFT, "");
    let id = |index: usize| object["findings"][index]["id"].as_str().unwrap().to_owned();
    let (altered, protected) = (id(0), id(1));
    assert_eq!(wrong(&mut desk, &format!("accept {altered} --reason ''")), (Exit::Usage, "reason"));
    assert_eq!(wrong(&mut desk, "accept f0000000000 --reason r"), (Exit::Usage, "unknown-id"));
    assert_eq!(wrong(&mut desk, &format!("accept {protected} --reason r")), (Exit::Refused, "two-editors"));
    let one = format!("accept {protected} --reason r --as Ada --and ' ADA'");
    assert_eq!(wrong(&mut desk, &one), (Exit::Refused, "one-editor"));
    done(&mut desk, &format!("accept {protected} --reason 'public since' --as Ada --and Ben"));
    done(&mut desk, &format!("accept {altered} --reason 'he shortened it himself'"));
    assert_eq!(wrong(&mut desk, &format!("accept {altered} --reason r")), (Exit::Refused, "accepted-already"));
    // Elsewhere in the next draft, and so with other offsets.
    let moved = format!("A new first paragraph about nothing.\n\n{DRAFT}");
    let (_, object) = proof(&mut desk, &folder, &moved, "");
    let accepted: Vec<_> = object["findings"].as_array().unwrap().iter().map(|f| f["accepted"].clone()).collect();
    assert_eq!(json!(accepted), json!([true, true, false, false]));
    let other = DRAFT.replace("“We did close the bridge for", "“We did close the bridge before");
    let (_, object) = proof(&mut desk, &folder, &other, "");
    assert_eq!(object["findings"][0]["accepted"], json!(false), "other words are another finding");
}

#[test]
fn a_second_proof_shows_the_three_sentences_that_changed_and_what_they_changed_elsewhere() {
    let (mut desk, folder) = desk();
    let (_, object) = proof(&mut desk, &folder, DRAFT, "");
    assert_eq!(object["changes"], Value::Null, "the first");
    let (_, object) = proof(&mut desk, &folder, DRAFT, "");
    assert_eq!(object["changes"], json!({ "added": [], "removed": [], "turned": [], "found": [], "gone": [] }));
    let other = DRAFT
        .replace("“We did close the bridge for the lamps,” he said.", "“Nobody paid us a single crown,” he said.")
        .replace("The “second ledger” is gone.", "The “second ledger” is lost.")
        .replace("Who closed the bridge?", "Who shut the bridge?");
    let (_, object) = proof(&mut desk, &folder, &other, "");
    let changes = &object["changes"];
    let count = |key: &str| changes[key].as_array().unwrap().len();
    assert_eq!(["added", "removed", "turned", "found", "gone"].map(count), [3, 3, 0, 0, 1]);
    assert_eq!(changes["gone"][0]["kind"], "quote-altered");
    // What is added to the case changes a sentence whose words stay.
    fs::write(path(&folder, "late.txt"), "“We never owned a bridge in our lives,” said the firm of Lenz.").unwrap();
    let origin = "--url https://b.example --published 2026-03-05";
    done(&mut desk, &format!("corpus add '{}' {origin}", path(&folder, "late.txt")));
    let (_, object) = proof(&mut desk, &folder, &other, "");
    let turned = &object["changes"]["turned"];
    assert_eq!((turned[0]["before"].clone(), turned[0]["after"].clone()), (json!("blocked"), json!("proved")));
}

#[test]
fn a_report_holds_the_draft_without_scripts_and_redacted_nothing_protected() {
    let (mut desk, folder) = desk();
    done(&mut desk, "claim add 'The second ledger of Anselm Bridge was burnt.' --accuses 'Orla Fenn'");
    done(&mut desk, "link C1 T1:0-30 supports");
    let draft = format!("{DRAFT}\nThe second ledger was burnt <script>alert(1)</script> on Monday. {{C1}}\n");
    let page = |desk: &mut Desk, options: &str, name: &str| {
        let (_, object) = proof(desk, &folder, &draft, &format!("--out '{}' {options}", path(&folder, name)));
        (fs::read_to_string(path(&folder, name)).unwrap(), object.to_string())
    };
    let (whole, object) = page(&mut desk, "", "whole.html");
    assert!(!whole.contains("<script") && whole.contains("INTERNAL") && whole.contains("default-src 'none'"));
    for words in ["The second ledger was burnt", "quote-protected", "Nobody asked for a response", "class=\"legend\""] {
        assert!(whole.contains(words), "{words}");
    }
    let secret = "and the chair told me to burn it";
    assert!(whole.contains(secret) && whole.contains("T1:") && object.contains("T1"), "the control");
    let (redacted, object) = page(&mut desk, "--redacted", "redacted.html");
    assert!(!redacted.contains(secret) && !redacted.contains("T1") && !object.contains("T1"), "{object}");
    assert!(redacted.contains("a protected item") && redacted.contains("1 passages are not shown here"));
    let taken = format!("proof '{}' --out '{}'", path(&folder, "draft.md"), path(&folder, "whole.html"));
    assert_eq!(wrong(&mut desk, &taken), (Exit::Refused, "file-exists"));
}

#[test]
fn a_bare_draft_gets_claims_proposed_and_marks_in_a_copy() {
    let (mut desk, folder) = desk();
    done(&mut desk, "claim add 'Something else entirely about a dog.'");
    let draft = "# The Lenz case\n\nOrla Fenn left Lenz in 1999. *She went to Orm in 2001.* Why? It rained.\n";
    let options = format!("--stubs '{}'", path(&folder, "marked.md"));
    let (_, object) = proof(&mut desk, &folder, draft, &options);
    let expected = json!([
        { "claim": "C2", "text": "Orla Fenn left Lenz in 1999." },
        { "claim": "C3", "text": "She went to Orm in 2001." },
    ]);
    assert_eq!(object["stubs"], expected);
    let marked = fs::read_to_string(path(&folder, "marked.md")).unwrap();
    let expected =
        "# The Lenz case\n\nOrla Fenn left Lenz in 1999. {C2} *She went to Orm in 2001. {C3}* Why? It rained.\n";
    assert_eq!(marked, expected);
    for stub in object["stubs"].as_array().unwrap() {
        done(&mut desk, &format!("claim add '{}'", stub["text"].as_str().unwrap()));
    }
    let (_, object) = proof(&mut desk, &folder, &marked, "");
    let claims: Vec<_> = object["list"].as_array().unwrap().iter().map(|row| row["claims"].clone()).collect();
    assert_eq!(json!(claims), json!([[], ["C2"], ["C3"], [], []]));
}
