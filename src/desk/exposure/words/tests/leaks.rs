use super::*;

const TIP: &str = "The bilge pump of the Sandrine was sold to a dealer in Quayside before the survey.\n\n\
    Harbour office staff were told to sign blank tally sheets on the last Friday of the month.";
const QUOTE: &str = "It is said that staff were told to sign blank tally sheets for years.";

#[test]
fn five_words_in_a_row_are_a_leak_unless_a_public_document_of_before_the_tip_has_them() {
    let mut desk = desk(&[(TIP, &[])]);
    let found = told(&mut desk, QUOTE);
    assert_eq!(found, [(Kind::Wording, "staff were told to sign blank tally sheets".to_owned())]);
    assert!(told(&mut desk, "Staff, it was agreed, kept the tally.").is_empty(), "the control: no row of five");
    // Five words stop it; three rare ones are to be looked at.
    let short = examined(&mut desk, &[leaving("They had to sign blank tally cards.")]);
    assert!(short.is_ok());
    assert_eq!(
        short.findings.iter().map(|found| (found.level, found.words.as_str())).collect::<Vec<_>>(),
        [(Level::Warn, "to sign blank tally")]
    );
    assert_eq!(kinds(&mut desk, "They had to sign blank tally sheets on Mondays."), [Kind::Wording]);
    // On the day of the tip it may be our tip that was published.
    document(&mut desk, "Staff were told to sign blank tally sheets, a paper wrote.", &published(TIP_DAY));
    assert_eq!(kinds(&mut desk, QUOTE), [Kind::Wording]);
    public(&mut desk, "A year ago staff were told to sign blank tally sheets, a paper wrote of another harbour.");
    assert!(told(&mut desk, QUOTE).is_empty());
}

#[test]
fn what_is_neither_public_nor_free_of_our_sources_clears_nothing() {
    let mut desk = desk(&[(TIP, &[])]);
    let text = "Last year staff were told to sign blank tally sheets, it said.";
    let internal = Origin::default();
    document(&mut desk, &format!("{text} A."), &internal);
    document(&mut desk, &format!("{text} B."), &Origin { stated: Some(Standing::OnRecord), ..Origin::default() });
    // From a source that has it from a protected one.
    let add = |case: &mut Case, name: &str, protected, origins: Vec<crate::ledger::SourceRef>| {
        let said = crate::ledger::source::Said {
            name: Some(name.to_owned()),
            protected,
            derives_from: origins,
            ..Default::default()
        };
        crate::ledger::source::add(case, &said).unwrap()
    };
    let insider = add(&mut desk.case, "Insider", true, Vec::new());
    let gazette = add(&mut desk.case, "Gazette", false, vec![insider]);
    document(&mut desk, &format!("{text} C."), &Origin { source: Some(gazette.0), ..published("2026-01-15") });
    assert_eq!(kinds(&mut desk, QUOTE), [Kind::Wording]);
    let free = add(&mut desk.case, "Tribune", false, Vec::new());
    document(&mut desk, &format!("{text} D."), &Origin { source: Some(free.0), ..published("2026-01-15") });
    assert!(told(&mut desk, QUOTE).is_empty(), "the control");
}

#[test]
fn a_leaked_document_put_into_the_corpus_clears_nothing_even_when_it_was_retyped() {
    let memo = "The yard will take the stern plates of the Sandrine from the scrap heap and paint them over before the \
        survey in spring. Nobody from the class society is to be told, and the invoices go through the chandler.";
    let mut desk = desk(&[("See the memo.", &[("memo.txt", memo)])]);
    let draft = "The yard took stern plates of the Sandrine from the scrap heap and painted them over.";
    assert!(kinds(&mut desk, draft).contains(&Kind::Wording));
    // Its bytes are others, and nobody named where it was published.
    let undated = Origin { published: Some("2026-01-15".parse().unwrap()), ..Origin::default() };
    document(&mut desk, memo, &undated);
    document(&mut desk, &memo.replace("Nobody", "No one"), &undated);
    let found = examined(&mut desk, &[leaving("They are from the scrap heap and paint them over.")]);
    assert!(!found.is_ok(), "a copy without an address");
    public(&mut desk, "A reader complained that yards take plates from the scrap heap and paint them over again.");
    let found = examined(&mut desk, &[leaving("They are from the scrap heap and paint them over.")]);
    assert!(found.is_ok(), "the control: {:?}", found.findings);
}

#[test]
fn a_row_is_found_in_whatever_nobody_sees_and_a_finding_explains_itself() {
    let mut desk =
        desk(&[("Sta\u{200b}ff were told to\u{ad} sign bla\u{200d}nk tally sheets on Fridays, every month.", &[])]);
    let report = examined(&mut desk, &[leaving("We hear that staff were told to sign blank tally sheets on Fridays.")]);
    let finding = report.of(0).find(|finding| finding.kind == Kind::Wording).unwrap();
    assert_eq!(finding.item.as_deref(), Some("T1"));
    assert_eq!(finding.likeness, Some(Likeness::Verbatim));
    let json = finding.to_json("draft");
    assert_eq!(json["start"], 13);
    assert_eq!(json["text"], "draft");
    assert!(json["message"].as_str().unwrap().contains("T1") && json["remedy"].as_str().unwrap().contains("words"));
    assert_eq!(report.list(List::Wording, &[leaving("")]).len(), report.findings.len());
}

#[test]
fn a_tip_is_quoted_closely_paraphrased_or_neither() {
    let desk = desk(&[(TIP, &[("note.txt", "The surveyor was driven home by the dealer of pumps after lunch.")])]);
    let near = |text: &str| likeness_to_tip(desk.case.db(), text, 1).unwrap();
    assert_eq!(near("\"Staff were told to sign blank tally sheets\", it says."), Some(Likeness::Verbatim));
    let close = near("Before the survey, a dealer in Quayside had bought the bilge pump that the Sandrine sold.");
    assert!(matches!(close, Some(Likeness::Close | Likeness::Near)), "{close:?}");
    assert_eq!(near("The harbour lies in the north and has two quays."), None, "the control");
    assert!(near("The surveyor was driven home by the dealer.").is_some(), "a file of the tip");
    assert_eq!(likeness_to_tip(desk.case.db(), TIP, 2).unwrap(), None, "another tip");
}

#[test]
fn words_that_describe_the_source_are_a_circle_or_stop_printing() {
    let mut desk = desk(&[(TIP, &[])]);
    let text = "The pump was gone, said a member of the night shift {C4}.";
    let report = examined(&mut desk, &[leaving(text)]);
    let attribution = &report.attributions[0];
    assert_eq!(
        (attribution.words.as_str(), attribution.circle, attribution.claims.as_slice()),
        ("a member of the night shift", None, &[4][..])
    );
    let finding = report.of(0).find(|finding| finding.kind == Kind::Attribution).unwrap();
    assert!(
        finding.level == Level::Block
            && finding.remedy.contains("circle add \"a member of the night shift\" --people N")
    );
    let said =
        crate::ledger::circle::Said { name: Some("night shift".to_owned()), people: Some(40), ..Default::default() };
    crate::ledger::circle::add(&mut desk.case, &said).unwrap();
    let report = examined(&mut desk, &[leaving(text)]);
    assert_eq!(report.attributions[0].circle, Some(1));
    assert!(report.is_ok(), "{:?}", report.findings);
}

#[test]
fn what_was_not_looked_at_is_said_each_time() {
    let mut desk = desk(&[(
        "See the memo.",
        &[("memo.txt", "Stern plates of the Sandrine are to be painted over."), ("scan.bin", "\u{1}\u{2}\u{3}")],
    )]);
    let mut text = leaving("The harbour lies in the north.");
    let report = examined(&mut desk, &[text.clone()]);
    assert!(report.is_ok());
    let says = |report: &Report, words: &str| report.unchecked.iter().any(|line| line.contains(words));
    assert!(says(&report, "printer dots") && says(&report, "style of writing"));
    assert!(says(&report, "T1/F2") && !says(&report, "one copy only"), "{:?}", report.unchecked);
    text.items.insert(item::find(desk.case.db(), "T1/F1").unwrap().ordinal);
    text.unread.push("2 files or pictures inside the draft".to_owned());
    let report = examined(&mut desk, &[text]);
    assert!(
        says(&report, "a second copy of T1/F1") && says(&report, "pictures inside the draft"),
        "{:?}",
        report.unchecked
    );
}
