//! Sentences written by hand, with what they attribute and what only looks like it.

use super::*;

fn names() -> Names {
    let mut names = Names::default();
    names.add(1, "The Orm Gazette", true);
    names.add(2, "Valley Wire", true);
    names.add(3, "Hafenblick", true);
    names
}

/// What the whole of a text rests on, in order: `=name` surely, `~name` perhaps, a
/// source that is not named in brackets.
fn all(text: &str) -> Vec<String> {
    of(text, text)
}

/// What the part of a text that reads `evidence` rests on.
fn of(text: &str, evidence: &str) -> Vec<String> {
    let start = text.find(evidence).unwrap();
    let found = find(text, &names());
    for one in &found {
        assert!(text.get(one.at.clone()).is_some_and(|words| !words.is_empty()), "{text}");
    }
    let written = |citation: Citation| {
        let sure = if citation.sure { '=' } else { '~' };
        match citation.who {
            Who::Named(name) => format!("{sure}{name}"),
            Who::Unnamed(words) => format!("{sure}[{words}]"),
        }
    };
    let mut cited: Vec<String> = governing(&found, &(start..start + evidence.len())).into_iter().map(written).collect();
    cited.dedup();
    cited
}

fn check(cases: &[(&str, &[&str])]) {
    let wrong: Vec<String> = cases
        .iter()
        .filter(|(text, expected)| all(text) != *expected)
        .map(|(text, expected)| format!("{text}\n  expected {expected:?}\n  found    {:?}", all(text)))
        .collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn whoever_is_given_as_the_source_is_found_by_name() {
    check(&[
        ("The pumps were sold at night, according to Mara Quell.", &["=Mara Quell"]),
        ("According to the Orm Gazette, the pumps were sold.", &["=Orm Gazette"]),
        ("According to the harbour board, the pumps were sold.", &["=harbour board"]),
        ("The Orm Gazette reported on Monday that the pumps were sold.", &["=Orm Gazette"]),
        ("The Orm Gazette has reported the sale of the pumps.", &["=Orm Gazette"]),
        ("The pumps were sold at night, the Orm Gazette reported.", &["=Orm Gazette"]),
        ("As Valley Wire reported last week, the pumps were sold.", &["=Valley Wire"]),
        ("The pumps were sold, as first reported by Valley Wire.", &["=Valley Wire"]),
        ("The sale, first revealed by the Mill Courier, took place in May.", &["=Mill Courier"]),
        ("Mara Quell, the chief engineer of the works, said the pumps were sold.", &["=Mara Quell"]),
        ("Council leader Jon Tolland said on Friday the pumps were sold.", &["=Jon Tolland"]),
        ("“The pumps were sold,” said Mara Quell, the chief engineer.", &["=Mara Quell"]),
        ("The pumps were sold, said Quell.", &["=Quell"]),
        ("Tolland claimed that the board knew.", &["=Tolland"]),
        ("Tolland alleged the board had known for years.", &["=Tolland"]),
        ("The council said it would close the gate.", &["=council"]),
        ("A spokesman for the harbour board said the pumps were sold.", &["=harbour board"]),
        ("A council spokeswoman confirmed that the pumps were sold.", &["=council"]),
        ("Mayor Ilse Brandt told the council that the pumps were sold.", &["=Mayor Ilse Brandt"]),
        ("The pumps were sold, Brandt told reporters.", &["=Brandt"]),
        ("The Orm Gazette's report says that eleven pumps were sold.", &["=Orm Gazette"]),
        ("The minutes of the harbour board show nothing, but the minutes said the pumps were sold.", &["~minutes"]),
        ("The pumps were sold, documents obtained by the Orm Gazette show.", &["=Orm Gazette"]),
        ("The pumps were sold, according to a report by Meridian Audit.", &["=Meridian Audit"]),
        ("Citing the Mill Courier, the channel said nothing more.", &["=Mill Courier"]),
        ("Tolland and Quell said the pumps were sold.", &["=Tolland", "=Quell"]),
        ("The inquiry found that the pumps were sold.", &["=inquiry"]),
        ("In an interview with the Orm Gazette, Quell said the pumps were sold.", &["=Orm Gazette", "=Quell"]),
    ]);
}

#[test]
fn told_names_the_speaker_and_the_outlet() {
    check(&[
        ("Mara Quell told the Orm Gazette that the pumps were sold.", &["=Mara Quell", "=Orm Gazette"]),
        ("“They were sold,” Quell told Valley Wire on Monday.", &["=Quell", "=Valley Wire"]),
        // The controls: an order, a listener who prints nothing, and one who was told.
        ("The mayor told the Orm Gazette to leave.", &["~Orm Gazette"]),
        ("Quell told her brother that the pumps were sold.", &["=Quell"]),
        ("The council was told that the pumps were sold.", &[]),
        ("Tolland told a joke about the pumps.", &[]),
        ("All told, eleven pumps were sold.", &[]),
    ]);
}

#[test]
fn nobody_named_is_an_unnamed_source() {
    check(&[
        ("The pumps were sold, people familiar with the matter said.", &["=[people familiar with the matter]"]),
        ("A source close to the board said the pumps were sold.", &["=[A source close to the board]"]),
        ("Two officials said the pumps were sold.", &["=[Two officials]"]),
        ("The pumps were sold, said one person, who asked not to be named.", &["=[one person]"]),
        ("The pumps were sold, according to three people briefed on the sale.", &["=[three people briefed]"]),
        ("An employee of Meridian Freight said the pumps were sold.", &["=[An employee of Meridian Freight]"]),
        ("She spoke on condition of anonymity about the pumps.", &["=[condition of anonymity]"]),
        ("The pumps were reportedly sold at night.", &["~[reportedly]"]),
        ("The Orm Gazette has learned that the pumps were sold.", &["=[has learned that]", "=Orm Gazette"]),
        ("According to documents, the pumps were sold.", &["=[documents]"]),
        ("Somebody from the board knows it.", &["=[Somebody from]"]),
        ("One of them gave us the day.", &["=[One of them]"]),
        ("Aus den Kreisen des Hafens kam die Zahl.", &["=[Aus den Kreisen]"]),
        // The controls: places and things that are close or familiar.
        ("The mill stands close to the river.", &[]),
        ("The clerk is familiar with the tides.", &[]),
        ("The source of the river lies above Orm.", &[]),
        ("Two people live close to the harbour.", &[]),
    ]);
}

#[test]
fn a_reporting_verb_alone_attributes_nothing_and_an_outlet_alone_nothing_surely() {
    check(&[
        ("The council reported a deficit of its own.", &[]),
        ("Meridian Freight reported a loss of four million crowns.", &[]),
        ("The Orm Gazette reported a loss of its own last year.", &["~Orm Gazette"]),
        ("The council announced a tender for new pumps.", &[]),
        ("The council confirmed Mara Quell as chief engineer.", &[]),
        ("Quell stated her age and left.", &[]),
        ("The clerk noted the time.", &[]),
        ("The board did not say why the pumps were sold.", &[]),
        ("Tolland never said that.", &[]),
        ("Quell would not say who bought the pumps.", &[]),
        ("The mayor said nothing.", &[]),
        ("That said, the pumps were old.", &[]),
        ("The bridge was built according to plan.", &[]),
        ("The men were paid according to their rank.", &[]),
        ("According to the law, pumps must be registered.", &[]),
        ("Tolland resigned, citing ill health.", &[]),
        ("He left, citing the cost of repairs.", &[]),
        ("The Orm Gazette moved to new offices in March.", &["~Orm Gazette"]),
        ("The Orm Gazette's offices were flooded.", &["~Orm Gazette"]),
        ("The harbour's report was late.", &[]),
        ("A degree obtained by Mara Quell hung on the wall.", &[]),
        ("The damage was noted by the crew.", &[]),
        ("The pumps were sold to Meridian Freight by the board.", &[]),
        ("Residents reported smoke over the works.", &[]),
        ("The ship reported to the harbour office.", &[]),
        ("Reports of smoke reached the office.", &[]),
        ("Nobody said why.", &[]),
        ("We said we would return.", &[]),
        ("The insurer paid claims that were small.", &[]),
        ("A report by Meridian Freight is due in May.", &["~Meridian Freight"]),
    ]);
}

#[test]
fn an_outlet_is_cited_where_only_its_reporting_can_be_meant_whatever_the_verb() {
    check(&[
        ("As the Orm Gazette puts it, the pumps went at night.", &["=Orm Gazette"]),
        ("As the Elm Lantern puts it, the pumps went at night.", &["=Elm Lantern"]),
        ("The Orm Gazette has an invoice to prove that the pumps went.", &["=Orm Gazette"]),
        ("A column in the Orm Gazette was where we saw the sale.", &["=Orm Gazette"]),
        ("The pumps went at night, one reads in the Elm Lantern.", &["=Elm Lantern"]),
        ("Unless the Orm Gazette is mistaken, the pumps went at night.", &["=Orm Gazette"]),
        (
            "The pumps went at night, according to the Orm Gazette and the Mill Courier.",
            &["=Orm Gazette", "=Mill Courier"],
        ),
        (
            "Three papers, the Orm Gazette and the Mill Courier, report that the pumps went.",
            &["=Orm Gazette", "=Mill Courier"],
        ),
        ("Wie „Orm Gazette“ meldet, wurden die Pumpen verkauft.", &["=Orm Gazette"]),
        ("Laut „Orm Gazette“ wurden die Pumpen verkauft.", &["=Orm Gazette"]),
        ("The pumps went at night (https://www.orm-gazette.example/pumps).", &["=orm-gazette.example"]),
        // The controls: what an outlet does, a place, a board, and a manner.
        ("As the Orm Gazette, so the Mill Courier lost readers.", &["~Orm Gazette", "~Mill Courier"]),
        ("The pumps stood in the Elm Valley.", &[]),
        ("As the tide fell the pumps stopped.", &[]),
        ("If the pumps were sold, nobody saw it.", &[]),
        ("The van of the Orm Gazette stood in the yard.", &["~Orm Gazette"]),
        ("The pumps cost four crowns per head.", &[]),
    ]);
}

#[test]
fn a_sentence_about_the_one_before_governs_both() {
    let text = "The pumps went at night. That is how the Orm Gazette has it. It rained.";
    assert_eq!(
        of(text, "The pumps went at night."),
        ["~Orm Gazette"],
        "\u{201c}how\u{201d} is no clause that is said: perhaps"
    );
    let text = "The pumps went at night. That is what the Orm Gazette reported. It rained.";
    assert_eq!(of(text, "The pumps went at night."), ["=Orm Gazette"]);
    let text = "The pumps went at night. Tolland is what the Orm Gazette reported.";
    assert_ne!(of(text, "The pumps went at night."), ["=Orm Gazette"], "the control");
}

#[test]
fn german_french_and_spanish_attribute_in_their_plain_forms() {
    check(&[
        ("Laut Orm Gazette wurden die Pumpen verkauft.", &["=Orm Gazette"]),
        ("Die Pumpen wurden verkauft, wie der Hafenblick berichtet.", &["=Hafenblick"]),
        ("Nach Angaben der Hafenbehörde wurden die Pumpen verkauft.", &["=Hafenbehörde"]),
        ("Unter Berufung auf Valley Wire schreibt das Blatt wenig.", &["=Valley Wire"]),
        ("Selon Mara Quell, les pompes ont été vendues.", &["=Mara Quell"]),
        ("D’après Valley Wire, les pompes ont été vendues.", &["=Valley Wire"]),
        ("Les pompes ont été vendues, a déclaré Mara Quell.", &["=Mara Quell"]),
        ("Según Mara Quell, las bombas fueron vendidas.", &["=Mara Quell"]),
        ("Las bombas fueron vendidas, dijo Mara Quell.", &["=Mara Quell"]),
        // The controls.
        ("Die Pumpen waren laut und deutlich zu hören.", &[]),
        ("Laut Plan wurden die Pumpen verkauft.", &[]),
        ("Selon la loi, les pompes doivent être déclarées.", &[]),
        ("Según la ley, las bombas deben registrarse.", &[]),
    ]);
}

#[test]
fn a_dateline_or_a_credit_governs_the_whole_item() {
    let story = "The pumps were sold at night.\n\nNobody saw it.";
    for head in ["ORM (Valley Wire) — ", "Orm, 3 March (Valley Wire) - ", "Pumps sold\n\nORM (Valley Wire) — "] {
        assert_eq!(of(&format!("{head}{story}"), "Nobody saw it."), ["=Valley Wire"], "{head}");
    }
    for line in ["Source: Valley Wire", "— Valley Wire", "This story first appeared in the Orm Gazette."] {
        assert_eq!(of(&format!("{story}\n\n{line}"), "Nobody saw it.").len(), 1, "{line}");
    }
    assert_eq!(of(&format!("By Valley Wire\n\n{story}"), "Nobody saw it."), ["=Valley Wire"]);
    // The controls: whoever wrote it, an abbreviation, and a firm in a sentence.
    for text in [
        format!("By Mara Quell\n\n{story}"),
        format!("{story} The port authority (PA) was closed."),
        format!("The harbour board (Orm) — it has nine members — met. {story}"),
        format!("{story}\n\nOrm Gazette, 4 Mill Lane"),
        format!("ORM (Valley Wire) has new offices.\n\n{story}"),
    ] {
        assert_eq!(of(&text, "Nobody saw it."), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn an_attribution_governs_its_sentence_surely_and_its_paragraph_perhaps() {
    let text = "The gate was rusted. The pumps were sold, Mara Quell said. It rained.\n\nThe board met in May.";
    assert_eq!(of(text, "The pumps were sold, Mara Quell said."), ["=Mara Quell"]);
    assert_eq!(of(text, "It rained."), ["~Mara Quell"]);
    assert_eq!(of(text, "The board met in May."), Vec::<String>::new());
    // Of a passage of several sentences the one that bears on the claim may be another.
    assert_eq!(of(text, "The gate was rusted. The pumps were sold, Mara Quell said. It rained."), ["=Mara Quell"]);
    assert_eq!(of(text, "sold, Mara Quell said. It rained.\n\nThe board met in May."), ["~Mara Quell"]);
}

#[test]
fn who_had_it_first_is_perhaps_meant_for_the_whole_item() {
    let text = "The pumps were sold at night.\n\nNobody saw it.\n\nThe sale was first reported by the Mill Courier.";
    assert_eq!(of(text, "The pumps were sold at night."), ["~Mill Courier"]);
    let control = text.replace("first reported", "also mentioned");
    assert_eq!(of(&control, "The pumps were sold at night."), Vec::<String>::new());
}

#[test]
fn speech_belongs_to_whoever_is_named_beside_it() {
    let text =
        "“They went at night. The gate was open,” said Mara Quell. “I saw the barge.” It rained.\n\n“Nobody asked.”";
    assert_eq!(of(text, "They went at night."), ["=Mara Quell"]);
    assert_eq!(of(text, "I saw the barge."), ["=Mara Quell"]);
    assert_eq!(of(text, "It rained."), ["~Mara Quell"]);
    assert_eq!(of(text, "Nobody asked."), Vec::<String>::new());
    let before = "“They went at night. The gate was open.” Mara Quell said that twice.";
    assert_eq!(of(before, "They went at night."), ["=Mara Quell"]);
}

#[test]
fn she_and_a_surname_mean_whoever_was_named_before() {
    let text = "Mara Quell, the engineer, spoke first. Quell said the pumps were sold. She said the gate was open.";
    assert_eq!(of(text, "Quell said the pumps were sold."), ["=Mara Quell"]);
    assert_eq!(of(text, "She said the gate was open."), ["=Mara Quell"]);
    let text = "The Mill Courier printed it. The pumps were sold, the Mill Courier reported. The newspaper said the gate was open.";
    assert_eq!(of(text, "The newspaper said the gate was open."), ["=Mill Courier"]);
}

#[test]
fn any_text_has_an_answer() {
    for text in [
        "",
        "said",
        "“”",
        ", said",
        "said said said said",
        "according to",
        "told",
        "’s report",
        "(",
        "() —",
        "by by by",
    ] {
        for text in [text.to_owned(), text.repeat(300)] {
            let found = find(&text, &names());
            assert!(found.iter().all(|one| text.get(one.at.clone()).is_some()));
        }
    }
    let seeds = ["said ", "Orm Gazette’s ", "\"", ", ", "told ", "the ", "who ", "Ü", "(", ") — ", "by ", "\n\n", ". "];
    let mut state = 7_usize;
    let mut text = String::new();
    for _ in 0..20_000 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        text.push_str(seeds[(state >> 33) % seeds.len()]);
    }
    let found = find(&text, &names());
    assert!(found.iter().all(|one| one.governs.iter().all(|range| text.get(range.clone()).is_some())));
}
