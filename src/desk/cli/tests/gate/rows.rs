//! A row for each rule: a claim that passes, what makes it fail for this rule alone, and
//! the command in `fix` that answers it.

use std::collections::BTreeSet;
use std::fs;

use super::super::path;
use super::{gate, line, printable, rows, rule, sign};
use crate::clock::Clock;
use crate::fixture::{Desk, Folder};
use crate::gate::rule::RULES;
use crate::gate::without_rule;

struct Row {
    rule: &'static str,
    /// The claim that is asked about.
    claim: &'static str,
    /// What is there before; the claim may be printed then.
    given: &'static [&'static str],
    /// By which it fails.
    broken: &'static [&'static str],
    verdict: &'static str,
    /// How the fix begins, as it is typed.
    fix: &'static str,
    /// The fix with its places filled.
    answered: &'static [&'static str],
}

const PLAIN: Row = Row { rule: "", claim: "C1", given: &[], broken: &[], verdict: "hold", fix: "", answered: &[] };
const COUNCIL: &str = "claim set C1 --accuses 'Fictional council of Tarn'";
const WITHDRAWN: &str = "!rows UPDATE tip SET state = 'withdrawn' WHERE number = 1 AND ?1 > 0";
/// C1 came from T1, whose sender is one of many.
const FROM_A_TIP: &str = "claim set C1 --from T1 --circle K1";
const HARBOUR: &str = "circle add harbour --people 400";
const THIRD: &str = "link C1 D3 supports --source S5 --basis first-hand";

const ROWS: &[Row] = &[
    Row {
        rule: "evidence",
        broken: &["unlink E1 --reason 'another bridge'", "unlink E2 --reason 'another quay'"],
        fix: "link C1 ",
        answered: &[
            "link C1 D1 supports --source S3 --basis first-hand",
            "link C1 D2 supports --source S4 --basis first-hand",
        ],
        ..PLAIN
    },
    Row {
        rule: "damaged-evidence",
        given: &["link C1 D3 mentions"],
        broken: &["flag D3 damaged --reason 'the scan is cut'"],
        fix: "unlink E3 --reason ",
        answered: &["unlink E3 --reason 'the scan is cut'"],
        ..PLAIN
    },
    Row {
        rule: "grounds",
        claim: "C2",
        given: &["claim add 'To close it was reckless.' --kind opinion --rests-on C1"],
        broken: &["claim set C2 --without C1"],
        fix: "claim set C2 --rests-on ",
        answered: &["claim set C2 --rests-on C1"],
        ..PLAIN
    },
    Row {
        rule: "assessment",
        broken: &["assess C1 --credibility 5 --label unverified"],
        fix: "assess C1 --credibility ",
        answered: &["assess C1 --credibility 2 --label probable"],
        ..PLAIN
    },
    Row {
        rule: "contradiction",
        broken: &["link C1 D3 contradicts --source S5"],
        fix: "answer E3 printed|refuted|superseded --reason ",
        answered: &["answer E3 refuted --reason 'they crossed a day before'"],
        ..PLAIN
    },
    Row { rule: "sources", broken: &["source set S4 --derives-from S3"], fix: "link C1 ", answered: &[THIRD], ..PLAIN },
    Row {
        rule: "judged",
        broken: &["source set S3 --reliability F", "source set S4 --reliability F"],
        fix: "source set S",
        answered: &["source set S3 --reliability C"],
        ..PLAIN
    },
    Row {
        rule: "accusation",
        claim: "C2",
        given: &[
            THIRD,
            COUNCIL,
            "claim add 'The council shut the bridge, says the ferry guild.' --kind quote --accuses 'Fictional council of Tarn'",
            "link C2 D1 supports --source S3 --basis first-hand",
            "link C2 D2 supports --source S4 --basis first-hand",
            "assess C2 --credibility 2 --label probable",
            "!asked 1",
            "!asked 2",
            "claim set C2 --rests-on C1",
        ],
        broken: &["claim set C2 --without C1"],
        fix: "claim set C2 --rests-on ",
        answered: &["claim set C2 --rests-on C1"],
        ..PLAIN
    },
    Row {
        rule: "origin",
        given: &[HARBOUR, FROM_A_TIP],
        broken: &[WITHDRAWN],
        fix: "claim set C1 --without T1",
        answered: &["claim set C1 --without T1"],
        ..PLAIN
    },
    Row {
        rule: "decision",
        given: &[HARBOUR, FROM_A_TIP, "!rows INSERT INTO publication (claim, since) VALUES (1, ?1)"],
        broken: &[WITHDRAWN],
        fix: "decide T1 keep|correct|retract --reason ",
        answered: &["!rows INSERT INTO tip_decision (tip, verdict, since) VALUES (1, 'keep', ?1)"],
        ..PLAIN
    },
    Row {
        rule: "consent",
        given: &[HARBOUR, FROM_A_TIP, "link C1 T1 supports", "claim set C1 --kind quote"],
        broken: &["consent T1 paraphrase --reason 'asked for'"],
        fix: "claim set C1 --kind fact --text ",
        answered: &["claim set C1 --kind fact --text 'Nobody crossed at Anselm in early March.'"],
        ..PLAIN
    },
    Row {
        rule: "terms",
        given: &[
            "source add 'Ansa Fictional' --kind person --reliability B",
            "!interview S6 on-record",
            "link C1 I1 supports --basis first-hand",
            "claim set C1 --text 'The bridge of Anselm was shut, says Ansa Fictional.'",
        ],
        broken: &["terms I1 deep-background --reason 'asked for on the day after'"],
        fix: "claim set C1 --text ",
        answered: &["claim set C1 --text 'The bridge of Anselm was shut.'"],
        ..PLAIN
    },
    Row {
        rule: "time",
        given: &[HARBOUR, FROM_A_TIP],
        broken: &["!policy [exposure]\nafter_tip_days = 30"],
        fix: "claim set C1 --embargo 2026-12-18",
        answered: &["claim set C1 --embargo 2026-12-18", "!clock 2026-12-18"],
        ..PLAIN
    },
    Row {
        rule: "response",
        given: &[THIRD],
        broken: &[COUNCIL],
        fix: "respond offer 'Fictional council of Tarn' --claims C1 --sent ",
        answered: &["!asked 1"],
        ..PLAIN
    },
    Row {
        rule: "novelty",
        broken: &["claim set C1 --novelty new"],
        fix: "searched C1 --where ",
        answered: &[
            "!rows INSERT INTO outside_search (claim, place, day, since) VALUES (1, 'the archive of Tarn', 20780, ?1)",
        ],
        ..PLAIN
    },
    Row {
        rule: "embargo",
        broken: &["claim set C1 --embargo 2027-01-01T06:00:00Z"],
        fix: "claim set C1 --embargo ",
        answered: &["claim set C1 --embargo 2026-11-01"],
        ..PLAIN
    },
    Row {
        rule: "hold",
        broken: &["!rows INSERT INTO hold (number, subject, since) SELECT 1, id, ?1 FROM claim WHERE number = 1"],
        fix: "hold lift C1 --reason ",
        answered: &["!rows UPDATE hold SET until = ?1 WHERE number = 1"],
        ..PLAIN
    },
    Row {
        rule: "signoff",
        broken: &["!rows UPDATE signoff SET until = ?1 WHERE claim = 1 AND until IS NULL"],
        fix: "signoff C1 --as NAME --key ",
        answered: &["!sign 1"],
        ..PLAIN
    },
];

fn run(desk: &mut Desk, folder: &Folder, step: &str) {
    let Some((command, rest)) = step.strip_prefix('!').map(|step| step.split_once(' ').unwrap()) else {
        line(desk, step);
        return;
    };
    match command {
        "sign" => again(desk, rest.parse().unwrap()),
        "rows" => rows(desk, rest),
        "clock" => desk.case.set_clock(Clock::fixed(rest.parse().unwrap())),
        "policy" => {
            let file = path(folder, "policy.toml");
            fs::write(&file, rest).unwrap();
            line(desk, &format!("policy set '{file}' --reason test"));
        }
        "interview" => {
            let (source, terms) = rest.split_once(' ').unwrap();
            let file = path(folder, "talk.txt");
            fs::write(&file, "I was on the quay and the barriers were down all day.").unwrap();
            line(desk, &format!("interview add {source} --day 2026-11-02 --text-file '{file}' --terms {terms}"));
        }
        "asked" => rows(desk, &format!(
            "INSERT INTO offer (number, id, name, folded, sent, deadline, words, since) VALUES ({rest}, randomblob(16),
                'Fictional council of Tarn', 'fictional council of tarn', 20770, '2026-11-15T12:00:00Z', 'a letter', ?1);
             INSERT INTO offer_claim (offer, claim, since) VALUES ({rest}, {rest}, ?1);
             INSERT INTO response (offer, kind, since) VALUES ({rest}, 'declined', ?1)"
        )),
        other => panic!("{other}"),
    }
}

/// Signs a claim as it is now.
fn again(desk: &mut Desk, claim: u32) {
    rows(desk, &format!("UPDATE signoff SET until = ?1 WHERE claim = {claim} AND until IS NULL"));
    sign(desk, claim, 1);
}

/// Runs steps, and signs what they changed unless the signature is what is looked at.
fn steps(desk: &mut Desk, folder: &Folder, row: &Row, steps: &[&str]) {
    steps.iter().for_each(|step| run(desk, folder, step));
    if row.rule != "signoff" {
        let claims = desk.case.db().query_row("SELECT count(*) FROM claim", [], |row| row.get(0)).unwrap();
        (1..=claims).for_each(|claim| again(desk, claim));
    }
}

fn check(row: &Row) {
    let (mut desk, _server, folder) = printable();
    steps(&mut desk, &folder, row, row.given);
    assert_eq!(gate(&mut desk, row.claim), ("publish".into(), vec![]), "{}: it passes", row.rule);
    steps(&mut desk, &folder, row, row.broken);
    assert_eq!(gate(&mut desk, row.claim), (row.verdict.into(), vec![row.rule.into()]), "{}: alone", row.rule);
    // Taken off the list, the rule would let the claim through.
    let without = without_rule(&desk.case, row.claim.parse().unwrap(), row.rule).unwrap();
    assert!(without.prints(), "{}: without the rule {without:?}", row.rule);
    let fix = rule(&mut desk, row.claim, row.rule)["fix"].as_str().unwrap().to_owned();
    assert!(fix.starts_with(row.fix), "{}: {fix}", row.rule);
    let typed = row.answered.first().unwrap();
    let command = row.fix.split([' ', '|']).next().unwrap();
    assert!(typed.starts_with('!') || typed.starts_with(command), "{}: {typed} is not {fix}", row.rule);
    steps(&mut desk, &folder, row, row.answered);
    assert_eq!(gate(&mut desk, row.claim), ("publish".into(), vec![]), "{}: answered", row.rule);
}

#[test]
fn each_rule_passes_fails_alone_and_is_answered_by_its_own_command() {
    for row in ROWS {
        check(row);
    }
    let with_a_row: BTreeSet<&str> = ROWS.iter().map(|row| row.rule).collect();
    let rules: BTreeSet<&str> = RULES.iter().map(|rule| rule.name).collect();
    let without: Vec<_> = rules.difference(&with_a_row).collect();
    assert_eq!(without, [&"copies", &"exposure", &"marks", &"wording"], "rules of circles and of words");
}
