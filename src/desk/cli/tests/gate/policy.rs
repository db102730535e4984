//! `policy`, and the gate by it.

use std::fs;

use serde_json::json;

use super::super::path;
use super::{gate, line, printable, said};
use crate::failure::Exit;

#[test]
fn a_policy_is_set_for_a_reason_shown_with_what_differs_and_asked_by() {
    let (mut desk, _server, folder) = printable();
    let file = path(&folder, "policy.toml");
    fs::write(&file, "[sources]\nleast = 3\n").unwrap();
    assert_eq!(line(&mut desk, "policy show")["differs"], json!([]));
    // Asked by and not set.
    let (exit, asked) = said(&mut desk, &format!("gate C1 --policy '{file}'"));
    assert_eq!((exit, &asked["claims"][0]["verdict"]), (Exit::Refused, &json!("hold")));
    assert_eq!(gate(&mut desk, "C1").0, "publish", "the control");
    assert_eq!(line(&mut desk, "policy show")["differs"], json!([]));
    line(&mut desk, &format!("policy set '{file}' --reason 'after the affair of the lamps'"));
    assert_eq!(gate(&mut desk, "C1"), ("hold".into(), vec!["sources".into()]));
    let shown = line(&mut desk, "policy show");
    assert_eq!(shown["differs"], json!([{ "key": "sources.least", "value": 3, "default": 2 }]));
    assert_eq!(shown["policy"]["exposure"]["k"], 20);
    fs::write(&file, "").unwrap();
    line(&mut desk, &format!("policy set '{file}' --reason 'too strict'"));
    assert_eq!(gate(&mut desk, "C1").0, "publish", "and set back");
}

#[test]
fn an_impossible_policy_is_refused_by_name_and_the_one_before_holds() {
    let (mut desk, _server, folder) = printable();
    let file = path(&folder, "policy.toml");
    let before = desk.case.verify_custody(None).unwrap();
    for (text, named) in [
        ("[sources]\nleast = 0\n", "policy, line 2: sources.least"),
        ("[exposure]\nk = 1\n", "policy, line 2: exposure.k"),
        ("[sources]\nleest = 3\n", "leest"),
        ("[overrule]\nrules = [\"consent\"]\n", "policy, line 2: overrule.rules"),
    ] {
        fs::write(&file, text).unwrap();
        let (exit, value) = said(&mut desk, &format!("policy set '{file}' --reason x"));
        assert_eq!((exit, value["code"].as_str()), (Exit::Usage, Some("policy")), "{text}");
        assert!(value["message"].as_str().unwrap().contains(named), "{value}");
    }
    fs::write(&file, "[sources]\nleast = 3\n").unwrap();
    assert_eq!(said(&mut desk, &format!("policy set '{file}'")).0, Exit::Usage, "no reason");
    assert_eq!(said(&mut desk, &format!("policy set '{file}' --reason ' '")).0, Exit::Usage);
    fs::write(&file, b"\xff\xfe").unwrap();
    assert_eq!(said(&mut desk, &format!("policy set '{file}' --reason x")).0, Exit::Usage);
    assert_eq!(desk.case.verify_custody(None).unwrap(), before);
    assert_eq!(line(&mut desk, "policy show")["differs"], json!([]));
}
