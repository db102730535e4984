use super::*;

const EXAMPLE: &str = include_str!("../../../config/policy.example.toml");

fn refused(text: &str) -> (Option<usize>, String) {
    let PolicyError { line, message } = parse(text).unwrap_err();
    (line, message)
}

#[test]
fn the_example_of_a_policy_is_the_built_in_one_and_explains_every_key() {
    assert_eq!(parse(EXAMPLE).unwrap(), Policy::default());
    assert_eq!(parse("").unwrap(), Policy::default(), "what is not said is as built in");
    let keys: Vec<(usize, &str)> = EXAMPLE.lines().enumerate().filter(|(_, line)| is_key(line)).collect();
    assert_eq!(keys.len(), shown::keys(&Policy::default()).len(), "every key stands in the example");
    for (place, line) in keys {
        let before = EXAMPLE.lines().nth(place - 1).unwrap();
        assert!(before.starts_with("# ") && before.ends_with('.'), "nothing explains `{line}`");
    }
}

fn is_key(line: &str) -> bool {
    !line.starts_with('#') && line.contains(" = ")
}

#[test]
fn a_changed_key_of_the_example_is_another_policy() {
    // The control of the comparison above: it sees each key.
    for (place, line) in EXAMPLE.lines().enumerate().filter(|(_, line)| is_key(line)) {
        let (name, value) = line.split_once(" = ").unwrap();
        let other = match value {
            "true" => "false".to_owned(),
            "false" => "true".to_owned(),
            list if list.starts_with('[') => other_list(name).to_owned(),
            number => (number.parse::<u32>().unwrap() + u32::from(name != "judged") * 2 - u32::from(name == "judged"))
                .to_string(),
        };
        let lines: Vec<String> = EXAMPLE
            .lines()
            .map(str::to_owned)
            .enumerate()
            .map(|(at, line)| {
                // More sources in general than for an accusation would be refused.
                let line =
                    if name == "least" && line.starts_with("accusation") { "accusation = 9".to_owned() } else { line };
                if at == place { format!("{name} = {other}") } else { line }
            })
            .collect();
        assert_ne!(parse(&lines.join("\n")).unwrap(), Policy::default(), "{line}");
    }
}

fn other_list(name: &str) -> &'static str {
    match name {
        "publish" => "[\"confirmed\"]",
        _ => "[]",
    }
}

#[test]
fn an_unknown_key_is_named_with_its_line() {
    let (line, message) = refused("[sources]\nleast = 3\nleest = 4\n");
    assert_eq!(line, Some(3));
    assert!(message.contains("leest"), "{message}");
    let (line, message) = refused("\n[sorces]\nleast = 3\n");
    assert_eq!(line, Some(2));
    assert!(message.contains("sorces"), "{message}");
    // Consent is no rule that a newsroom could switch off.
    let (_, message) = refused("[consent]\nbinding = false\n");
    assert!(message.contains("binding"), "{message}");
}

#[test]
fn an_impossible_rule_is_named_with_its_line() {
    for (text, line, key) in [
        ("[sources]\nleast = 0\n", 2, "sources.least"),
        ("[sources]\n\nleast = 4\naccusation = 3\n", 4, "sources.accusation"),
        ("[sources]\njudged = 3\n", 2, "sources.judged"),
        ("[exposure]\nk = 1\n", 2, "exposure.k"),
        ("exposure.k = 0\n", 1, "exposure.k"),
        ("[exposure]\nafter_tip_days = 99999\n", 2, "exposure.after_tip_days"),
        ("[exposure]\nafter_event_days = 99999\n", 2, "exposure.after_event_days"),
        ("[wording]\nwords = 1\n", 2, "wording.words"),
        ("[response]\nhours = 0\n", 2, "response.hours"),
        ("[signoff]\neditors = 0\n", 2, "signoff.editors"),
        ("[novelty]\ndays = 0\n", 2, "novelty.days"),
        ("[assessment]\npublish = [\"unverified\"]\n", 2, "assessment.publish"),
        ("[assessment]\npublish = []\nhedged = []\n", 2, "assessment.publish"),
        ("[assessment]\nhedged = [\"refuted\"]\n", 2, "assessment.hedged"),
        ("[assessment]\nhedged = [\"probable\"]\n", 2, "assessment.hedged"),
        ("[overrule]\nrules = [\"sources\", \"consent\"]\n", 2, "overrule.rules"),
        ("[overrule]\nrules = [\"exposure\"]\n", 2, "overrule.rules"),
    ] {
        let (at, message) = refused(text);
        assert_eq!((at, message.split(' ').next()), (Some(line), Some(key)), "{text}: {message}");
    }
    assert!(parse("[sources]\nleast = 1\naccusation = 1\njudged = 0\n[exposure]\nk = 2\n").is_ok(), "the control");
}

#[test]
fn what_is_no_policy_is_refused_without_its_text() {
    for text in ["SECRET-KEY-1 of somebody\n", "[sources]\nleast = \"SECRET-KEY-1\"\n", "least = [\n"] {
        let (line, message) = refused(text);
        assert!(line.is_some() && !message.contains("SECRET"), "{text}: {message}");
    }
    assert!(refused(&" ".repeat(written::BYTES_MOST + 1)).1.contains("longer"));
}

#[test]
fn a_policy_that_is_shown_reads_back_as_the_same() {
    let mut policy = Policy::default();
    policy.exposure.k = 40;
    policy.assessment.publish = vec!["confirmed".into()];
    let text = shown::toml(&policy);
    assert_eq!(parse(&text).unwrap(), policy);
    assert!(text.contains("k = 40  # built in: 20"), "{text}");
    let differing: Vec<_> = shown::keys(&policy).into_iter().filter(shown::Key::differs).map(|key| key.name).collect();
    assert_eq!(differing, ["publish", "k"]);
    assert!(shown::keys(&Policy::default()).iter().all(|key| !key.differs()), "the control");
}
