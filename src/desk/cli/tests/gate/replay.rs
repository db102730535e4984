//! `gate --as-of` says what the gate said then.

use std::collections::BTreeMap;
use std::fs;

use serde_json::{Value, json};
use subrosa_tip::Day;
use subrosa_tip::envelope::Kind;

use super::super::path;
use super::{editor, printable, said};
use crate::clock::Clock;
use crate::fixture::random::Random;
use crate::fixture::{Desk, Folder, Server, mailbox};

/// Kinds of steps, each as it is typed; `%c` is a claim, `%e` evidence and so on.
const STEPS: &[(&str, &str)] = &[
    ("claim", "claim add 'The fictional %w of Tarn was closed in March.' --kind %k"),
    ("text", "claim set %c --text 'The fictional %w of Tarn stood empty.'"),
    ("kind", "claim set %c --kind %k"),
    ("from", "claim set %c --from %t"),
    ("without", "claim set %c --without %t"),
    ("novelty", "claim set %c --novelty %n"),
    ("embargo", "claim set %c --embargo %d"),
    ("accuses", "claim set %c --accuses '%p'"),
    ("event", "claim set %c --day %d"),
    ("grounds", "claim set %c --rests-on %c"),
    ("circle-of", "claim set %c --circle K1"),
    ("people", "circle set K1 --people %q"),
    ("link", "link %c %i %r --source %s --basis %b"),
    ("link-2", "link %c %i supports --source %s --basis first-hand"),
    ("against", "link %c %i contradicts --source %s --basis first-hand"),
    ("unlink", "unlink %e --reason x"),
    ("answer", "answer %e %v --reason x"),
    ("answer-2", "answer %e %v --reason x"),
    ("assess", "assess %c --credibility 2 --label %l"),
    ("assess-2", "assess %c --credibility 2 --label %l"),
    ("flag", "flag %i %f --reason x"),
    ("consent", "consent %t %o --reason x"),
    ("terms", "terms I1 %m --reason x"),
    ("rating", "source set %s --reliability %y"),
    ("lineage", "source set %s --derives-from %s"),
    ("merge", "source merge %s %s --reason x"),
    ("standing", "corpus set %i --standing %g --reason x"),
    ("publisher", "corpus set %i --publisher '%p'"),
    ("authentic", "authenticate %i --reason x"),
    ("told", "told %s %c --day 2026-11-20"),
    ("offer", "respond offer '%p' --claims %c --sent %z --deadline %d --text-file '%L'"),
    ("respond", "respond answer '%p' --declined"),
    ("hold", "hold add %c --reason x"),
    ("lift", "hold lift %c --reason x"),
    ("searched", "searched %c --where x --day 2026-11-23"),
    ("signoff", "signoff %c --as Berta --key '%K'"),
    ("overrule", "overrule %c %u --as Ada --and Berta --reason x"),
    ("decide", "independence %c --depend %s %s --reason x"),
    ("policy", "policy set '%P' --reason x"),
];

fn typed(dice: &mut Random, folder: &Folder, form: &str) -> String {
    let mut line = String::new();
    let mut rest = form.chars();
    while let Some(letter) = rest.next() {
        if letter != '%' {
            line.push(letter);
            continue;
        }
        let word = match rest.next().unwrap() {
            'c' => format!("C{}", 1 + dice.below(5)),
            'e' => format!("E{}", 1 + dice.below(30)),
            's' => format!("S{}", 1 + dice.below(6)),
            't' => format!("T{}", 1 + dice.below(4)),
            'i' => dice.of(&["D1", "D2", "D3", "T1", "T2", "T3", "I1"]).to_owned(),
            'w' => dice.of(&["bridge", "mill", "quay", "lamp house"]).to_owned(),
            'k' => dice.of(&["fact", "fact", "quote", "opinion", "allegation", "document"]).to_owned(),
            'n' => dice.of(&["new", "public", "unknown"]).to_owned(),
            'd' => dice.of(&["2026-11-24", "2026-11-25T12:00:00Z", "2026-12-09", "2026-12-24"]).to_owned(),
            'z' => dice.of(&["2026-11-20", "2026-11-23"]).to_owned(),
            'p' => dice.of(&["Fictional council of Tarn", "Orla Fictional"]).to_owned(),
            'q' => dice.of(&["3", "19", "20", "400"]).to_owned(),
            'r' => dice.of(&["supports", "contradicts", "mentions"]).to_owned(),
            'b' => dice.of(&["first-hand", "second-hand", "document"]).to_owned(),
            'v' => dice.of(&["printed", "refuted", "superseded"]).to_owned(),
            'l' => dice.of(&["confirmed", "probable", "probable", "speculative", "refuted"]).to_owned(),
            'f' => dice.of(&["damaged", "retracted", "sound", "sound"]).to_owned(),
            'o' => dice.of(&["background", "paraphrase", "quote"]).to_owned(),
            'm' => dice.of(&["on-record", "on-background", "deep-background", "off-record"]).to_owned(),
            'y' => dice.of(&["A", "B", "E", "F"]).to_owned(),
            'g' => dice.of(&["internal", "protected", "public"]).to_owned(),
            'u' => dice.of(&["sources", "judged", "novelty", "response"]).to_owned(),
            'L' => path(folder, "letter.txt"),
            'K' => path(folder, "Berta"),
            'P' => path(folder, dice.of(&["strict.toml", "mild.toml"])),
            other => panic!("%{other}"),
        };
        line.push_str(&word);
    }
    line
}

/// A case with a claim that may be printed, a tip of a mailbox that can be withdrawn, a
/// conversation, a circle, two editors.
fn newsroom() -> (Desk, Server, Folder, subrosa_tip::mailbox::MailboxKeys) {
    let (mut desk, server, folder) = printable();
    let keys = mailbox();
    let tip =
        server.seal_from(&keys, (Kind::Tip, "2026-11-20"), "the mill was never run in March, I have its book", &[]);
    take(&mut desk, &server, &folder, (2, 3), tip);
    for (name, text) in [
        ("letter.txt", "What do you say to this?"),
        ("talk.txt", "I was on the quay and the barriers were down all day."),
        ("strict.toml", "[sources]\nleast = 3\n"),
        ("mild.toml", "[sources]\nleast = 1\njudged = 0\n"),
    ] {
        fs::write(path(&folder, name), text).unwrap();
    }
    editor(&mut desk, &folder, "Ada");
    super::line(&mut desk, "circle add harbour --people 400");
    let talk = path(&folder, "talk.txt");
    super::line(&mut desk, &format!("interview add S5 --day 2026-11-02 --text-file '{talk}' --terms on-record"));
    (desk, server, folder, keys)
}

/// Takes an envelope up in the bag after the last.
fn take(desk: &mut Desk, server: &Server, folder: &Folder, (sequence, id): (u64, u8), envelope: Vec<u8>) {
    let previous: [u8; 32] = desk
        .case
        .db()
        .query_row("SELECT manifest FROM bag ORDER BY sequence DESC LIMIT 1", [], |row| row.get(0))
        .unwrap();
    let bag = path(folder, &format!("bag{sequence}.tar"));
    fs::write(&bag, server.bag(sequence, previous, &[(id, envelope)]).bytes).unwrap();
    super::line(desk, &format!("import '{bag}'"));
}

/// What scripts see of the claims. The log holds no hours: of an embargo or a deadline that
/// ends within the day, then and now give another reason for the same answer.
fn claims(value: &Value) -> Value {
    let mut claims = value["claims"].clone();
    for rule in claims.as_array_mut().unwrap().iter_mut().flat_map(|claim| claim["rules"].as_array_mut().unwrap()) {
        if rule["rule"] == "embargo" || rule["rule"] == "response" {
            let kept = json!({ "rule": rule["rule"], "pass": rule["pass"], "overruled": rule["overruled"] });
            *rule = kept;
        }
    }
    claims
}

#[test]
fn the_gate_as_of_an_entry_says_what_it_said_then_over_a_thousand_random_steps() {
    let (mut desk, server, folder, keys) = newsroom();
    let mut dice = Random::seeded(0x5eed_0010);
    let (mut done, mut then): (BTreeMap<&str, u32>, Vec<(u64, Value)>) = Default::default();
    then.push((desk.case.verify_custody(None).unwrap().entries, claims(&said(&mut desk, "gate --all").1)));
    for step in 0..1_000 {
        // Days pass.
        let day = Day::from_number("2026-11-23".parse::<Day>().unwrap().number() + step / 40).unwrap();
        desk.case.set_clock(Clock::fixed(day));
        match step {
            600 => {
                let letter = server.seal_from(&keys, (Kind::Withdrawal, "2026-12-01"), "please forget it", &[]);
                take(&mut desk, &server, &folder, (3, 4), letter);
                *done.entry("withdrawal").or_default() += 1;
            }
            // What chance would hardly bring together: a hedge that is signed.
            0 => drop(super::line(&mut desk, "assess C1 --credibility 4 --label speculative")),
            1 => super::sign(&mut desk, &folder, "C1"),
            _ => {
                let (kind, form) = STEPS[dice.below(STEPS.len() as u64) as usize];
                let line = typed(&mut dice, &folder, form);
                if said(&mut desk, &line).0 == crate::failure::Exit::Done {
                    *done.entry(kind).or_default() += 1;
                }
            }
        }
        let entry = desk.case.verify_custody(None).unwrap().entries;
        if then.last().is_none_or(|(last, _)| *last != entry) {
            then.push((entry, claims(&said(&mut desk, "gate --all").1)));
        }
    }
    for (kind, _) in STEPS {
        assert!(done.contains_key(kind), "{kind} was never done: {done:?}");
    }
    assert_eq!(done["withdrawal"], 1);
    let verdicts: Vec<&Value> =
        then.iter().flat_map(|(_, claims)| claims.as_array().unwrap()).map(|claim| &claim["verdict"]).collect();
    for verdict in ["publish", "publish-hedged", "hold", "reject"] {
        assert!(verdicts.contains(&&json!(verdict)), "nothing was ever {verdict}");
    }
    let before = desk.case.verify_custody(None).unwrap();
    let mut differed = 0;
    for (entry, said_then) in &then {
        let (_, now) = said(&mut desk, &format!("gate --all --as-of {entry}"));
        assert_eq!(&claims(&now), said_then, "as of entry {entry}");
        differed += u32::from(said_then != &then.last().unwrap().1);
    }
    assert!(differed > 100, "the control: the past is mostly not the present: {differed} of {}", then.len());
    assert_eq!(desk.case.verify_custody(None).unwrap(), before, "looking back writes nothing");
}

#[test]
fn a_day_is_its_end_and_what_was_erased_since_is_named() {
    let (mut desk, _server, _folder, _keys) = newsroom();
    super::line(&mut desk, "claim set C1 --from T3 --circle K1");
    let entry = desk.case.verify_custody(None).unwrap().entries;
    let held = claims(&said(&mut desk, "gate C1").1);
    desk.case.set_clock(Clock::fixed("2026-11-25".parse().unwrap()));
    super::line(&mut desk, "assess C1 --credibility 6 --label refuted");
    super::line(&mut desk, "forget T3");
    assert_eq!(said(&mut desk, "gate C1").1["claims"][0]["verdict"], "reject");
    let (_, day) = said(&mut desk, "gate C1 --as-of 2026-11-24");
    assert_eq!((&day["as_of"]["entry"], &day["erased"]), (&json!(entry), &json!(["T3"])));
    assert_eq!(day["claims"][0]["verdict"], held[0]["verdict"]);
    let (_, now) = said(&mut desk, "gate C1 --as-of 2026-11-25");
    assert_eq!((&now["claims"][0]["verdict"], &now["erased"]), (&json!("reject"), &json!([])));
}
