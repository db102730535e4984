//! The commands of the ledger, as scripts call them.

use std::fs;

use serde_json::{Value, json};
use subrosa_tip::envelope::Kind;

use super::{desk, path, refused, run};
use crate::case::custody::Entry;
use crate::failure::Exit;
use crate::fixture::{Desk, Folder, Server, mailbox};
use crate::ledger::claim;

/// Runs a line with the quoting of `batch`.
fn line(desk: &mut Desk, line: &str) -> Value {
    let words = shell_words::split(line).unwrap();
    run(desk, &words.iter().map(String::as_str).collect::<Vec<_>>())
        .unwrap_or_else(|failure| panic!("{line}: {failure:?}"))
}

fn wrong(desk: &mut Desk, line: &str) -> (Exit, &'static str) {
    let words = shell_words::split(line).unwrap();
    refused(desk, &words.iter().map(String::as_str).collect::<Vec<_>>())
}

const PAPER: &str = "The fictional council of Anselm Bridge met on 2 March. It was raining, and the room was full \
    of people who had come about the lamps and about nothing else.\n\nThe clerk said that the bridge would be closed \
    on the next day. Nobody asked why, and the chair went on to the lamps, which were still not hung.\n\nThe harbour \
    office paid 1,500 crowns for the lamps. The chair thanked the harbour office, and the meeting ended after some \
    three quarters of an hour without a vote.";

/// A case with two tips, one document (D1), one claim (C1) and one open source (S3).
fn ledger() -> (Desk, Server, Folder) {
    let (mut desk, server, folder) = desk();
    fs::write(path(&folder, "paper.txt"), PAPER).unwrap();
    line(
        &mut desk,
        &format!("corpus add '{}' --url https://gazette.example/1 --published 2026-03-03", path(&folder, "paper.txt")),
    );
    line(&mut desk, "claim add 'The bridge was closed on 3 March.' --from T1 --day 2026-03-03");
    line(&mut desk, "source add 'Harbour Gazette' --kind outlet --reliability B");
    (desk, server, folder)
}

/// A place in the paper.
fn place(words: &str) -> String {
    let start = PAPER.find(words).unwrap();
    format!("D1:{start}-{}", start + words.len())
}

fn actions(desk: &Desk) -> Vec<Entry> {
    desk.case.custody(None).unwrap().into_iter().map(|(entry, _)| entry).collect()
}

#[test]
fn what_is_wrong_is_refused_by_name_and_the_ledger_is_unchanged() {
    let (mut desk, _server, folder) = ledger();
    line(&mut desk, "circle add office --people 2 --member 'Ines Vale'");
    line(&mut desk, "source set S3 --derives-from S2");
    line(&mut desk, &format!("link C1 {} supports", place("The clerk said")));
    line(&mut desk, "claim add 'The closing was reckless.' --kind opinion --rests-on C1");
    let length = PAPER.chars().count();
    fs::write(path(&folder, "bad.csv"), "text,kind\nA sound row.,fact\nA row of no kind.,rumour\n").unwrap();
    fs::write(path(&folder, "head.csv"), "text,weather\nA row.,rain\n").unwrap();
    let before = desk.case.verify_custody(None).unwrap();
    let long = format!("claim add '{}'", "x".repeat(5_000));
    for (given, exit, code) in [
        (&*format!("link C1 D1:0-{} supports", length + 1), Exit::Refused, "passage-outside"),
        ("link C1 D1:9-3 supports", Exit::Usage, "usage"),
        ("link C9 D1 supports", Exit::Usage, "unknown-id"),
        ("link C1 D9 supports", Exit::Usage, "unknown-id"),
        ("link C1 D1 supports --source S9", Exit::Usage, "unknown-id"),
        ("link C1 D1 supports --present-at K9", Exit::Usage, "unknown-id"),
        ("link C1 D1 proves", Exit::Usage, "usage"),
        ("link C1 D1 supports --basis guess", Exit::Usage, "usage"),
        ("link C1 D1 supports --source S3 --heard-from S3", Exit::Refused, "heard-from-itself"),
        (&*format!("link C1 {} contradicts", place("The clerk said")), Exit::Refused, "linked-already"),
        ("circle add gate --people 1 --member a --member b", Exit::Refused, "circle-too-small"),
        ("circle set K1 --member b --member c", Exit::Refused, "circle-too-small"),
        ("circle add part --people 3 --within K1", Exit::Refused, "circle-too-large"),
        ("circle set K1 --within K1", Exit::Refused, "circle-within-itself"),
        ("circle universe 1", Exit::Refused, "circle-too-large"),
        ("circle overlap K1 K9 --at-least 1", Exit::Usage, "unknown-id"),
        ("circle add late --people 3 --from 2026-02-02 --until 2026-02-01", Exit::Usage, "days"),
        ("source set S3 --derives-from S3", Exit::Refused, "own-ancestor"),
        ("source set S2 --derives-from S3", Exit::Refused, "own-ancestor"),
        ("source add 'harbour  GAZETTE'", Exit::Usage, "usage"),
        ("source add 'harbour  GAZETTE' --kind outlet", Exit::Refused, "name-taken"),
        ("source merge S1 S3 --reason x", Exit::Refused, "not-merged"),
        ("source merge S1 S1 --reason x", Exit::Refused, "one-source"),
        ("source merge S1 S2 --reason ' '", Exit::Usage, "reason"),
        ("claim add 'two\nlines'", Exit::Usage, "words"),
        (&*long, Exit::Usage, "words"),
        ("claim add ''", Exit::Usage, "words"),
        ("claim add x --from T9", Exit::Usage, "unknown-id"),
        ("claim add x --rests-on C1", Exit::Refused, "rests-on"),
        ("claim add x --kind opinion --rests-on C2", Exit::Refused, "rests-on"),
        ("claim set C1 --kind opinion", Exit::Refused, "rests-on"),
        ("claim set C1", Exit::Usage, "nothing-to-change"),
        ("claim set C1 --embargo tomorrow", Exit::Usage, "time"),
        ("claim set C1 --without 'Nobody'", Exit::Usage, "unknown-id"),
        ("unlink E9 --reason x", Exit::Usage, "unknown-id"),
        ("answer E1 printed", Exit::Refused, "no-contradiction"),
        ("assess C1 --credibility 7 --label probable", Exit::Usage, "usage"),
        ("assess C9 --credibility 1 --label confirmed", Exit::Usage, "unknown-id"),
        ("told S9 C1 --day 2026-11-01", Exit::Usage, "unknown-id"),
        ("note C9 x", Exit::Usage, "unknown-id"),
        ("todo done 4", Exit::Usage, "unknown-id"),
        ("todo add x --claim C9", Exit::Usage, "unknown-id"),
        (&*format!("claims import '{}'", path(&folder, "bad.csv")), Exit::Refused, "row-refused"),
        (&*format!("claims import '{}'", path(&folder, "head.csv")), Exit::Usage, "table"),
        (&*format!("claims export '{}'", path(&folder, "bad.csv")), Exit::Refused, "file-exists"),
        (&*format!("claims export '{}'", path(&folder, "new.doc")), Exit::Usage, "table"),
    ] {
        assert_eq!(wrong(&mut desk, given), (exit, code), "{given}");
        assert_eq!(desk.case.verify_custody(None).unwrap(), before, "{given}");
    }
    assert_eq!(line(&mut desk, "claims")["claims"].as_array().unwrap().len(), 2, "no row of the bad table is in");
    // The controls: what was wrong, made right, is taken.
    for right in [
        &*format!("link C1 D1:0-{length} supports"),
        "circle set K1 --people 3 --member b --member c",
        "source set S3 --derives-from S1",
        "claim set C1 --embargo 2026-12-01",
    ] {
        line(&mut desk, right);
    }
}

#[test]
fn the_sender_of_a_tip_has_no_name_and_the_schema_takes_none() {
    let (mut desk, _server, _folder) = ledger();
    for given in ["source set S1 --name x", "source set S1 --owner x", "source set S1 --author x", "source alias S1 x"]
    {
        assert_eq!(wrong(&mut desk, given), (Exit::Refused, "no-name"), "{given}");
    }
    line(&mut desk, "source set S1 --reliability C --reason 'right twice before'");
    let listed = line(&mut desk, "sources --names")["sources"].clone();
    assert_eq!(json!([listed[0]["sender"], listed[0]["name"], listed[0]["reliability"]]), json!([true, null, "C"]));
    assert_eq!(json!([listed[1]["tips"], listed[1]["reliability"]]), json!([["T2"], "F"]), "F until somebody judges");
    // Past the commands, in the database itself.
    let name = |number: u32| {
        let insert = "INSERT INTO source_word (source, role, word, folded, since) VALUES (?1, 'author', 'x', 'x', 1)";
        desk.case.db().execute(insert, [number])
    };
    assert!(name(1).is_err());
    assert!(name(3).is_ok(), "the control: a source of an editor's takes one");
    for statement in [
        "UPDATE source SET named = 1 WHERE number = 1",
        "UPDATE source SET protected = 0 WHERE number = 1",
        "INSERT INTO source_word (source, named, role, word, folded, since) VALUES (1, 0, 'name', 'x', 'x', 1)",
        "INSERT INTO mailbox SELECT randomblob(32), recipient, (SELECT id FROM source WHERE number = 3), intake, NULL
            FROM mailbox LIMIT 1",
    ] {
        assert!(desk.case.db().execute(statement, []).is_err(), "{statement}");
    }
}

#[test]
fn the_name_of_a_protected_source_is_in_no_log_no_list_and_no_table() {
    let (mut desk, _server, folder) = ledger();
    line(&mut desk, "source add 'Quillon Marsh' --kind person --protected --owner Tarn --reason 'met in Quillon'");
    line(&mut desk, "source alias S4 'Q. Marsh'");
    line(&mut desk, "circle add 'night shift' --people 4 --member 'Quillon Marsh'");
    line(&mut desk, &format!("link C1 {} supports --source S4", place("Nobody asked why")));
    line(&mut desk, &format!("claims export '{}'", path(&folder, "out.csv")));
    let table = fs::read_to_string(path(&folder, "out.csv")).unwrap();
    let told = [
        line(&mut desk, "log show").to_string(),
        line(&mut desk, "sources").to_string(),
        line(&mut desk, "claim show C1").to_string(),
        line(&mut desk, "timeline").to_string(),
        table,
    ];
    for text in &told {
        assert!(!text.contains("Quillon") && !text.contains("Marsh") && !text.contains("Tarn"), "{text}");
    }
    assert!(told[1].contains("Harbour Gazette"), "the control: the name of another is listed");
    let names = line(&mut desk, "sources --names").to_string();
    assert!(names.contains("Quillon Marsh") && names.contains("Tarn"), "the control: asked for, it is shown");
    line(&mut desk, "source set S4 --erase-names");
    assert!(!line(&mut desk, "sources --names").to_string().contains("Marsh"));
    assert_eq!(line(&mut desk, "sources")["sources"][3]["protected"], true, "and it stays protected");
}

#[test]
fn a_source_that_becomes_protected_takes_what_is_from_it_along() {
    let (mut desk, _server, folder) = ledger();
    fs::write(path(&folder, "letter.txt"), "A letter about the fictional lamps.").unwrap();
    line(
        &mut desk,
        &format!("corpus add '{}' --source S3 --url https://gazette.example/2", path(&folder, "letter.txt")),
    );
    let standing = |desk: &mut Desk, item: &str| line(desk, &format!("inspect {item}"))["standing"].clone();
    assert_eq!(standing(&mut desk, "D2"), "public", "the control");
    line(&mut desk, "source set S3 --protected --reason 'asked for it'");
    assert_eq!((standing(&mut desk, "D2"), standing(&mut desk, "D1")), (json!("protected"), json!("public")));
    let log = actions(&desk);
    let last = log.iter().rev().map(|entry| entry.action.as_str()).filter(|action| *action != "inspect");
    let last: Vec<_> = last.take(2).collect();
    assert_eq!(last, ["set-source", "standing"]);
}

#[test]
fn a_passage_is_shown_with_its_neighbours_and_how_its_source_knows() {
    let (mut desk, _server, _folder) = ledger();
    line(&mut desk, "circle add council --people 9");
    let said = "would be closed on the next day";
    let options = "--basis second-hand --source S3 --heard-from unknown --present-at K1 --interest against --competent";
    line(&mut desk, &format!("link C1 {} supports {options} --reason 'said before all'", place(said)));
    let evidence = line(&mut desk, "claim show C1")["evidence"][0].clone();
    assert_eq!(evidence["passage"]["text"], said);
    let around = |side: &str| evidence["passage"][side].as_str().unwrap().to_owned();
    assert_eq!(format!("{}{said}{}", around("before"), around("after")), PAPER, "three passages: the whole paper");
    let known = ["basis", "source", "heard_from", "present_at", "interest", "competent", "reason"];
    let known: Vec<_> = known.into_iter().map(|key| evidence[key].clone()).collect();
    assert_eq!(Value::from(known), json!(["second-hand", "S3", "unknown", "K1", "against", true, "said before all"]));
    // What the source of a tip said of how they know is taken over from the form.
    line(&mut desk, "link C1 T1 supports");
    let evidence = line(&mut desk, "claim show C1")["evidence"][1].clone();
    assert_eq!(json!([evidence["basis"], evidence["source"], evidence["whole"]]), json!(["second-hand", "S1", true]));
    assert_eq!(evidence["passage"]["text"], "words");
}

#[test]
fn a_contradiction_is_said_wherever_its_claim_is_shown_until_it_is_answered() {
    let (mut desk, _server, _folder) = ledger();
    line(&mut desk, &format!("link C1 {} supports", place("The clerk said")));
    let unanswered = |desk: &mut Desk| {
        let shown = line(desk, "claim show C1");
        let listed = line(desk, "claims")["claims"][0]["unanswered"].clone();
        let missing = line(desk, "missing C1")["missing"].to_string().contains("contradiction");
        (shown["unanswered"].clone(), listed, missing)
    };
    assert_eq!(unanswered(&mut desk), (json!([]), json!(0), false), "the control");
    line(&mut desk, &format!("link C1 {} contradicts", place("Nobody asked why")));
    assert_eq!(unanswered(&mut desk), (json!(["E2"]), json!(1), true));
    assert_eq!(wrong(&mut desk, "answer E2 refuted"), (Exit::Usage, "reason"));
    line(&mut desk, "answer E2 refuted --reason 'they were not there'");
    assert_eq!(unanswered(&mut desk), (json!([]), json!(0), false));
    let answer = line(&mut desk, "claim show C1")["evidence"][1]["answer"].clone();
    assert_eq!(answer, json!({ "verdict": "refuted", "reason": "they were not there" }));
    line(&mut desk, "unlink E2 --reason 'another bridge'");
    assert_eq!(line(&mut desk, "claims")["claims"][0]["contradicts"], 0);
    assert_eq!(wrong(&mut desk, "answer E2 printed"), (Exit::Usage, "unknown-id"));
}

#[test]
fn evidence_whose_item_proves_unsound_is_flagged_on_every_claim_that_rests_on_it() {
    let keys = mailbox();
    let (mut desk, server, folder) = ledger();
    let tip = server.seal_from(&keys, (Kind::Tip, "2026-11-20"), "the lamps were never hung", &[]);
    import(&mut desk, &server, &folder, 2, vec![(3, tip)]);
    line(&mut desk, "claim add 'The lamps were never hung.' --from T3");
    line(&mut desk, "link C2 T3 supports");
    line(&mut desk, "link C1 T1 supports");
    line(&mut desk, "link C1 D1 supports");
    line(&mut desk, "link C2 D1 mentions");
    let flags = |desk: &mut Desk| -> Vec<String> {
        let mut flags = Vec::new();
        for (claim, listed) in ["C1", "C2"].iter().zip(line(desk, "claims")["claims"].as_array().unwrap().clone()) {
            let shown = line(desk, &format!("claim show {claim}"))["evidence"].clone();
            let flagged: Vec<_> =
                shown.as_array().unwrap().iter().filter(|evidence| evidence["flags"] != json!([])).collect();
            assert_eq!(listed["flagged"], flagged.len(), "the list says what the page says");
            let damaged =
                line(desk, &format!("missing {claim}"))["missing"].to_string().matches("damaged-evidence").count();
            assert_eq!(damaged, flagged.len());
            flags.extend(flagged.iter().map(|evidence| format!("{claim} {} {}", evidence["item"], evidence["flags"])));
        }
        flags
    };
    assert_eq!(flags(&mut desk), Vec::<String>::new(), "the control");
    line(&mut desk, "flag D1 retracted --reason 'taken back on 5 March'");
    assert_eq!(flags(&mut desk), [r#"C1 "D1" ["retracted"]"#, r#"C2 "D1" ["retracted"]"#]);
    line(&mut desk, "flag D1 sound --reason 'that was another paper'");
    assert_eq!(flags(&mut desk), Vec::<String>::new());
    let withdrawal = server.seal_from(&keys, (Kind::Withdrawal, "2026-11-21"), "please do not", &[]);
    import(&mut desk, &server, &folder, 3, vec![(4, withdrawal)]);
    assert_eq!(flags(&mut desk), [r#"C2 "T3" ["withdrawn"]"#]);
    line(&mut desk, "forget T1");
    assert_eq!(flags(&mut desk), [r#"C1 "T1" ["forgotten"]"#, r#"C2 "T3" ["withdrawn"]"#]);
    // A text that is no longer what was linked: nothing of the desk's does that.
    line(&mut desk, &format!("link C1 {} supports", place("The harbour office paid")));
    let forged = PAPER.replace("office paid", "office owed");
    desk.case
        .db()
        .execute(
            "UPDATE item_text SET bytes = ?1 WHERE item = (SELECT ordinal FROM item WHERE name = 'D1')",
            [forged.as_bytes()],
        )
        .unwrap();
    let shown = line(&mut desk, "claim show C1")["evidence"][2].clone();
    assert_eq!((&shown["id"], &shown["flags"]), (&json!("E5"), &json!(["altered"])));
}

/// Takes up one more bag.
fn import(desk: &mut Desk, server: &Server, folder: &Folder, sequence: u64, envelopes: Vec<(u8, Vec<u8>)>) {
    let bag = path(folder, &format!("bag-{sequence}"));
    let last = "SELECT last_manifest FROM intake";
    let previous = desk.case.db().query_row(last, [], |row| row.get(0)).unwrap();
    fs::write(&bag, server.bag(sequence, previous, &envelopes).bytes).unwrap();
    line(desk, &format!("import '{bag}'"));
}

#[test]
fn claims_come_back_from_a_table_as_they_went_out() {
    for name in ["claims.csv", "claims.xlsx"] {
        let (mut desk, _server, folder) = ledger();
        line(&mut desk, "circle add council --people 9");
        line(
            &mut desk,
            "claim add '=HYPERLINK(\"x\") was typed.' --kind allegation --accuses 'Vale; Sons' --accuses Tarn --circle K1",
        );
        line(&mut desk, "claim add '@mayor, \"quoted\"' --kind opinion --rests-on C1 --novelty public --concerns=-a");
        let file = path(&folder, name);
        line(&mut desk, &format!("claims export '{file}'"));
        let before = shown(&mut desk, 3);
        let again = line(&mut desk, &format!("claims import '{file}'"));
        assert_eq!(again, json!({ "added": [], "changed": [], "unchanged": 3 }), "{name}");
        assert_eq!(shown(&mut desk, 3), before, "{name}");
        // The same table makes the same claims in a case that has none.
        let (mut other, _server, _folder) = desk_without_claims();
        let rows = rows_without_ids(&fs::read(&file).unwrap());
        fs::write(path(&folder, "new.csv"), rows).unwrap();
        let taken = line(&mut other, &format!("claims import '{}'", path(&folder, "new.csv")));
        assert_eq!(taken["added"], json!(["C1", "C2", "C3"]));
        let texts = |desk: &mut Desk| -> Vec<Value> {
            let all = line(desk, "claims")["claims"].as_array().unwrap().clone();
            all.iter().map(|claim| json!([claim["text"], claim["kind"], claim["day"], claim["novelty"]])).collect()
        };
        assert_eq!(texts(&mut other), texts(&mut desk), "{name}");
    }
}

fn desk_without_claims() -> (Desk, Server, Folder) {
    let (mut desk, server, folder) = desk();
    line(&mut desk, "circle add council --people 9");
    (desk, server, folder)
}

/// The table as CSV without its first column, and no cell of it a formula.
fn rows_without_ids(bytes: &[u8]) -> Vec<u8> {
    use crate::ledger::table::{csv, excel};
    let rows = if bytes.starts_with(excel::MAGIC) { excel::read(bytes).unwrap() } else { csv::read(bytes).unwrap() };
    let cells = rows.iter().flatten();
    assert!(cells.clone().all(|cell| !cell.starts_with(['=', '+', '-', '@'])), "{rows:?}");
    assert_eq!(cells.filter(|cell| cell.starts_with('\'')).count(), 3, "the control: there are three that would be");
    let rows = rows.into_iter().map(|row| row.into_iter().skip(1).collect()).collect();
    csv::write(&rows).unwrap()
}

/// Claims as their pages show them, without their history.
fn shown(desk: &mut Desk, claims: u32) -> Vec<Value> {
    let page = |number| {
        let mut page = line(desk, &format!("claim show C{number}"));
        page.as_object_mut().unwrap().remove("history");
        page
    };
    (1..=claims).map(page).collect()
}

#[test]
fn a_row_with_an_id_corrects_its_claim_and_a_bad_row_undoes_all() {
    let (mut desk, _server, folder) = ledger();
    let table = path(&folder, "in.csv");
    fs::write(&table, "id;text;accuses\nC1;The bridge was closed on 4 March.;Tarn\n;A new claim.;\n").unwrap();
    let taken = line(&mut desk, &format!("claims import '{table}'"));
    assert_eq!(
        taken,
        json!({ "added": ["C2"], "changed": ["C1"], "unchanged": 0 }),
        "semicolons, as some countries write"
    );
    let shown = line(&mut desk, "claim show C1");
    assert_eq!(
        json!([shown["text"], shown["accuses"], shown["from"]]),
        json!(["The bridge was closed on 4 March.", ["Tarn"], ["T1"]])
    );
    for (rows, row) in [
        ("id,text\n,Sound.\nC9,No such claim.\n", "row 3"),
        ("text,day\nSound.,2026-01-01\nWrong.,soon\n", "row 3"),
        ("text\n\"two\nlines\"\n", "row 2"),
        ("text,from\nSound.,\nWrong.,T9\n", "row 3"),
        ("text\nSound.\nToo,many\n", "row 3"),
    ] {
        fs::write(&table, rows).unwrap();
        let failure = run(&mut desk, &["claims", "import", &table]).unwrap_err();
        assert_eq!((failure.exit, failure.code), (Exit::Refused, "row-refused"));
        assert!(failure.message.starts_with(row), "{}", failure.message);
        assert_eq!(line(&mut desk, "claims")["claims"].as_array().unwrap().len(), 2, "{rows}");
    }
}

#[test]
fn every_change_is_in_the_log_with_its_editor_and_no_word_of_it() {
    let (mut desk, _server, _folder) = ledger();
    let entries = desk.case.verify_custody(None).unwrap().entries;
    let acts = [
        ("claim set C1 --text 'The Tollan bridge was closed.' --reason Tollan --as Ada", "set-claim"),
        ("link C1 D1 contradicts --reason Tollan", "link"),
        ("answer E1 superseded --reason Tollan", "answer"),
        ("assess C1 --credibility 2 --label probable --reason Tollan", "assess"),
        ("told S3 C1 --day 2026-11-20", "told"),
        ("note C1 Tollan", "note"),
        ("unlink E1 --reason Tollan", "unlink"),
        ("source alias S3 Tollan", "alias-source"),
        ("circle add Tollan --people 3 --member 'T. Tollan'", "add-circle"),
        ("todo add Tollan --claim C1 --for Tollan", "add-todo"),
        ("todo done 1", "finish-todo"),
        ("source distinct S1 S2 --reason Tollan", "distinct-sources"),
        ("source merge S1 S2 --reason Tollan", "merge-sources"),
        ("flag D1 damaged --reason Tollan", "flag-item"),
    ];
    for (act, _) in acts {
        line(&mut desk, act);
    }
    let log = actions(&desk);
    let new: Vec<_> = log.iter().skip(entries as usize).map(|entry| entry.action.as_str()).collect();
    assert_eq!(new, acts.map(|(_, action)| action), "one entry an act");
    assert_eq!(log[entries as usize].actor, "Ada");
    let text = line(&mut desk, "log show").to_string();
    assert!(!text.contains("Tollan"), "{text}");
    let shown = line(&mut desk, "claim show C1");
    let history = shown["history"].as_array().unwrap();
    assert_eq!(history.len(), 8, "the claim's own entries: {history:#?}");
    assert_eq!(history[1]["reason"], "Tollan", "the control: the case has the words");
    assert_eq!(line(&mut desk, "log show C1")["entries"].as_array().unwrap().len(), 8);
    assert_eq!(line(&mut desk, "log show E1")["entries"].as_array().unwrap().len(), 8);
}

#[test]
fn the_ledger_can_be_read_as_of_any_entry() {
    let (mut desk, _server, _folder) = ledger();
    let first = desk.case.verify_custody(None).unwrap().entries;
    line(&mut desk, "claim set C1 --text 'The bridge was closed on 4 March.'");
    line(&mut desk, "assess C1 --credibility 3 --label speculative");
    line(&mut desk, "assess C1 --credibility 1 --label confirmed");
    let as_of = |entry: u64| {
        let select = "SELECT text, (SELECT label FROM assessment a WHERE a.claim = s.claim AND a.since <= ?1
                AND (a.until IS NULL OR a.until > ?1))
            FROM claim_state s WHERE s.since <= ?1 AND (s.until IS NULL OR s.until > ?1)";
        desk.case
            .db()
            .query_row(select, [entry], |row| Ok((row.get::<_, String>(0)?, row.get::<_, Option<String>>(1)?)))
            .unwrap()
    };
    let of = |text: &str, label: Option<&str>| (text.to_owned(), label.map(str::to_owned));
    assert_eq!(as_of(first), of("The bridge was closed on 3 March.", None));
    assert_eq!(as_of(first + 1), of("The bridge was closed on 4 March.", None));
    assert_eq!(as_of(first + 2), of("The bridge was closed on 4 March.", Some("speculative")));
    assert_eq!(as_of(first + 3), of("The bridge was closed on 4 March.", Some("confirmed")));
    // Every row names an entry that there is: the control is one that does not.
    let forged = "INSERT INTO told (source, claim, day, since) VALUES (1, 1, 1, 999999)";
    assert!(desk.case.db().execute(forged, []).is_err());
}

#[test]
fn a_circle_is_never_smaller_than_its_named_members_not_even_in_the_database() {
    let (mut desk, _server, _folder) = ledger();
    line(&mut desk, "circle add office --people 2 --member a --exclude b");
    let db = desk.case.db();
    let member = "INSERT INTO circle_member (circle, name, folded, excluded, since) VALUES (1, ?1, ?1, 0, 1)";
    assert!(db.execute(member, ["c"]).is_err());
    let state = "INSERT INTO circle_state (circle, name, people, since) VALUES (1, 'x', ?1, 1)";
    db.execute("UPDATE circle_state SET until = 2", []).unwrap();
    assert!(db.execute(state, [1]).is_err());
    assert!(db.execute(state, [3]).is_ok() && db.execute(member, ["c"]).is_ok(), "the controls");
}

#[test]
fn who_could_have_known_is_told_by_circle_and_date() {
    let (mut desk, _server, _folder) = ledger();
    line(&mut desk, "circle add council --people 9 --member 'Ines Vale' --member Tarn --from 2025-01-01");
    line(&mut desk, "circle add harbour --people 4 --member 'ines  vale' --exclude Orlo --from 2026-12-01");
    line(&mut desk, "claim set C1 --circle K1 --circle K2");
    line(&mut desk, "circle overlap K2 K1 --at-least 1");
    let knew = line(&mut desk, "knew C1");
    let rows: Vec<_> = knew["circles"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| json!([row["id"], row["people"], row["possible"], row["in_time"]]))
        .collect();
    assert_eq!(Value::from(rows), json!([["K1", 9, 9, true], ["K2", 4, 3, false]]), "access came after the tip");
    assert_eq!(json!([knew["by"], knew["in_all"]]), json!(["2026-11-18", ["Ines Vale"]]));
    assert_eq!(knew["overlaps"], json!([{ "circles": ["K1", "K2"], "at_least": 1 }]));
    let circles = |who: &str, desk: &mut Desk| line(desk, &format!("knew {who}"))["circles"].as_array().unwrap().len();
    assert_eq!(
        (circles("tarn", &mut desk), circles("'Ines Vale'", &mut desk), circles("Nobody", &mut desk)),
        (1, 2, 0)
    );
}

#[test]
fn a_claim_asks_the_corpus_without_its_own_mailboxes() {
    let (mut desk, _server, _folder) = ledger();
    let question = claim::question(desk.case.db(), "C1".parse().unwrap()).unwrap();
    assert_eq!((question.tips, question.sources, question.mailboxes.len()), (vec![1], vec![1], 1));
    line(&mut desk, "source merge S1 S2 --reason 'one and the same clerk'");
    let question = claim::question(desk.case.db(), "C1".parse().unwrap()).unwrap();
    assert_eq!((question.text.as_str(), question.sources), ("The bridge was closed on 3 March.", vec![1, 2]));
    line(&mut desk, "source distinct S1 S2 --reason 'met both'");
    let question = claim::question(desk.case.db(), "C1".parse().unwrap()).unwrap();
    assert_eq!(question.sources, [1], "and a merge can be taken back");
}

#[test]
fn what_is_missing_comes_cheapest_first_and_goes_when_it_is_done() {
    let (mut desk, _server, _folder) = ledger();
    line(&mut desk, "claim add 'The closing was reckless.' --kind opinion");
    let missing = |desk: &mut Desk, claim: &str| -> Vec<String> {
        let list = line(desk, &format!("missing {claim}"))["missing"].as_array().unwrap().clone();
        list.iter()
            .map(|lack| format!("{} {} {}", lack["claim"], lack["rule"], lack["cost"]).replace('"', ""))
            .collect()
    };
    let all = ["C1 assessment 1", "C2 assessment 1", "C2 grounds 2", "C1 evidence 3"];
    assert_eq!(missing(&mut desk, ""), all);
    line(&mut desk, "link C1 D1 supports");
    line(&mut desk, "assess C1 --credibility 2 --label probable");
    assert_eq!(missing(&mut desk, "C1"), Vec::<String>::new());
    line(&mut desk, "flag D1 damaged --reason 'the scan is cut'");
    assert_eq!(
        missing(&mut desk, "C1"),
        ["C1 damaged-evidence 1", "C1 evidence 3"],
        "unsound evidence supports nothing"
    );
    assert_eq!(line(&mut desk, "claim show C1")["missing"].as_array().unwrap().len(), 2, "and the page says so too");
}

#[test]
fn what_editors_wrote_about_a_tip_goes_with_it() {
    let (mut desk, _server, _folder) = ledger();
    line(&mut desk, "link C1 T1:0-5 contradicts --reason Ferrin");
    line(&mut desk, "answer E1 refuted --reason Ferrin");
    line(&mut desk, "note T1 Ferrin");
    line(&mut desk, "note C1 'stays'");
    let held = |desk: &Desk| -> u32 {
        let select = "SELECT (SELECT count(*) FROM reason WHERE words = 'Ferrin') + (SELECT count(*) FROM note
            WHERE words = 'Ferrin') + (SELECT count(*) FROM evidence WHERE sha256 IS NOT NULL)";
        desk.case.db().query_row(select, [], |row| row.get(0)).unwrap()
    };
    assert_eq!(held(&desk), 4, "the control");
    line(&mut desk, "forget T1");
    assert_eq!(held(&desk), 0);
    let shown = line(&mut desk, "claim show C1");
    assert_eq!(json!([shown["evidence"][0]["flags"], shown["notes"][0]["text"]]), json!([["forgotten"], "stays"]));
    assert_eq!(wrong(&mut desk, "link C1 T1 supports"), (Exit::Refused, "forgotten"));
}
