//! Bad input: refused by name, and nothing is changed. Each row has its control.

use std::fs;

use super::{line, refusal, yard};
use crate::failure::Exit;

/// What is refused, how, and the same as it is done.
const ROWS: [(&str, Exit, &str, &str); 25] = [
    ("signoff C1 --as Eve --key FOLDER/ada.pem", Exit::Refused, "unknown-editor", ""),
    ("signoff C1 --as Cleo --key FOLDER/cleo.pem", Exit::Refused, "same-editor", ""),
    ("signoff C1 --as ' cleo ' --key FOLDER/cleo.pem", Exit::Refused, "same-editor", ""),
    ("signoff C1 --as Ada --key FOLDER/bea.pem", Exit::WrongKey, "another-key", ""),
    ("signoff C1 --as Ada --key FOLDER/paper.txt", Exit::Damaged, "no-key", ""),
    ("signoff C1 --as Ada --key FOLDER/nothing", Exit::Usage, "no-such-file", ""),
    ("signoff C9 --as Ada --key FOLDER/ada.pem", Exit::Usage, "unknown-id", "signoff C1 --as Ada --key FOLDER/ada.pem"),
    ("overrule C1 nonsense --as Ada --and Bea --reason x", Exit::Usage, "no-such-rule", ""),
    ("overrule C1 consent --as Ada --and Bea --reason x", Exit::Refused, "not-overruled", ""),
    ("overrule C1 sources --as Ada --and ada --reason x", Exit::Refused, "same-editor", ""),
    ("overrule C1 sources --as Ada --and Eve --reason x", Exit::Refused, "unknown-editor", ""),
    ("overrule C1 sources --as Ada --and Bea --reason ' '", Exit::Usage, "reason", ""),
    (
        "overrule C9 sources --as Ada --and Bea --reason x",
        Exit::Usage,
        "unknown-id",
        "overrule C1 sources --as Ada --and Bea --reason x",
    ),
    ("overrule C1 sources --as Bea --and Ada --reason x", Exit::Refused, "overruled-already", ""),
    ("hold lift C1 --reason x", Exit::Refused, "not-held", ""),
    ("hold add K1 --reason x", Exit::Usage, "hold-subject", ""),
    ("hold add C9 --reason x", Exit::Usage, "unknown-id", ""),
    ("hold add C1 --reason ''", Exit::Usage, "reason", "hold add C1 --reason x"),
    ("hold add C1 --reason x", Exit::Refused, "held-already", "hold lift C1 --reason x"),
    ("searched C1 --where 'archive' --day 2026-11-24", Exit::Usage, "in-the-future", ""),
    (
        "searched C1 --where ' ' --day 2026-11-23",
        Exit::Usage,
        "words",
        "searched C1 --where 'archive' --day 2026-11-23",
    ),
    ("decide T1 keep --reason x", Exit::Refused, "not-withdrawn", ""),
    ("decide T9 keep --reason x", Exit::Usage, "unknown-id", ""),
    ("claim set C1 --embargo soon", Exit::Usage, "time", "claim set C1 --embargo 2026-12-01"),
    ("editor remove Eve --reason x", Exit::Refused, "unknown-editor", "editor remove Bea --reason x"),
];

#[test]
fn bad_input_of_editors_is_refused_by_name_and_changes_nothing() {
    let (mut desk, _server, _folder) = yard();
    line(&mut desk, "editor add Cleo --key-out FOLDER/cleo.pem");
    for (wrong, exit, code, control) in ROWS {
        assert_eq!(refusal(&mut desk, wrong), (exit, code), "{wrong}");
        if !control.is_empty() {
            line(&mut desk, control);
        }
    }
}

const OFFER: &str =
    "respond offer 'Otto Brand' --claims C1 --sent 2026-11-20 --deadline 2026-11-27 --text-file FOLDER/letter.txt";

#[test]
fn a_letter_that_is_none_is_refused_by_name_and_changes_nothing() {
    let (mut desk, _server, _folder) = yard();
    for (name, words) in [("empty", " \n".to_owned()), ("long", "x".repeat(100_001))] {
        fs::write(desk.folder.path().join(name), words).unwrap();
    }
    fs::write(desk.folder.path().join("bytes"), [0xff, 0xfe]).unwrap();
    for (from, to, exit, code) in [
        ("2026-11-27", "2026-11-22", Exit::Refused, "deadline-over"),
        ("2026-11-27", "2026-11-23T00:00:00Z", Exit::Refused, "deadline-over"),
        ("2026-11-27", "next week", Exit::Usage, "usage"),
        ("2026-11-27", "2026-11-32", Exit::Usage, "time"),
        ("--sent 2026-11-20", "--sent 2026-11-24", Exit::Refused, "not-sent-yet"),
        ("C1", "C9", Exit::Usage, "unknown-id"),
        ("Otto Brand", "Otto Brandt", Exit::Refused, "not-about-them"),
        ("Otto Brand", "", Exit::Usage, "words"),
        ("letter.txt", "empty", Exit::Usage, "letter"),
        ("letter.txt", "long", Exit::Usage, "letter"),
        ("letter.txt", "bytes", Exit::Usage, "letter"),
        ("letter.txt", "nothing", Exit::Usage, "no-such-file"),
    ] {
        let wrong = OFFER.replace(from, to);
        assert_ne!(wrong, OFFER);
        assert_eq!(refusal(&mut desk, &wrong), (exit, code), "{wrong}");
    }
    let nothing = (Exit::Refused, "nothing-offered");
    for reply in ["--declined", "--silent", "--text-file FOLDER/answer.txt"] {
        assert_eq!(refusal(&mut desk, &format!("respond answer 'Otto Brand' {reply}")), nothing);
    }
    line(&mut desk, OFFER);
    assert_eq!(refusal(&mut desk, "respond answer 'Rita Vogt' --declined"), nothing);
    assert_eq!(refusal(&mut desk, "respond answer 'Otto Brand' --silent"), (Exit::Refused, "not-silent-yet"));
    assert_eq!(refusal(&mut desk, "respond answer 'Otto Brand' --text-file FOLDER/empty"), (Exit::Usage, "letter"));
    line(&mut desk, "respond answer 'otto  brand' --declined");
    assert_eq!(refusal(&mut desk, "respond answer 'Otto Brand' --declined"), (Exit::Refused, "answered-already"));
}

#[test]
fn before_anybody_has_a_key_two_names_are_two_editors() {
    let (mut desk, _server, _folder) = super::desk();
    line(&mut desk, "claim add 'A sentence.'");
    assert_eq!(
        refusal(&mut desk, "overrule C1 judged --as Ada --and ' ADA' --reason x"),
        (Exit::Refused, "same-editor")
    );
    line(&mut desk, "overrule C1 judged --as Ada --and Bea --reason x");
    let shown = line(&mut desk, "claim show C1")["overruled"][0].clone();
    assert_eq!(
        (&shown["rule"], &shown["editors"], &shown["reason"]),
        (&"judged".into(), &serde_json::json!(["Ada", "Bea"]), &"x".into())
    );
}
