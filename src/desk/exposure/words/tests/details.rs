use super::*;

const TIP: &str = "On 14 March 2026 at 02:40 the agent Ilse Vandrey brought 41,317 crowns for project HERON-77 to the \
    warehouse of Norrgard at 54.32131, 10.13492. Reuters never asked, and the Sundmark ferry waited.";

fn words(desk: &mut Desk, text: &str) -> Vec<String> {
    told(desk, text)
        .into_iter()
        .filter(|(kind, _)| matches!(kind, Kind::Name | Kind::Detail))
        .map(|(_, words)| words)
        .collect()
}

#[test]
fn details_that_only_a_tip_has_are_told_in_every_notation() {
    let mut desk = desk(&[(TIP, &[("rota_night-crew.xlsx", "Nothing."), ("IMG_2044.jpg", "Nothing else.")])]);
    for (text, expected) in [
        ("Money moved on March 14th, we learn.", "March 14th"),
        ("Money moved on 14.03.2026, we learn.", "14.03.2026"),
        ("It came at 2:40 a.m. by car.", "2:40 a.m."),
        ("In all 41.317 Kronen were paid.", "41.317"),
        ("They called it heron-77 in letters.", "heron-77"),
        ("It stands at 54.321, 10.135 today.", "54.321, 10.135"),
        ("It stands at 54°19'17\"N 10°08'06\"E today.", "54°19'17\"N 10°08'06\"E"),
        ("Later Ilse Vandrey left the country.", "Ilse Vandrey"),
        ("Later Ms Vandrey left the country.", "Vandrey"),
        ("The list rota_night-crew.xlsx has it all.", "rota_night-crew.xlsx"),
        ("The picture IMG_2044 has it all.", "IMG_2044"),
    ] {
        let mut draft = leaving(text);
        draft.items.extend(item::find(desk.case.db(), "T1").map(|item| item.ordinal));
        let report = examined(&mut desk, &[draft]);
        let told: Vec<&str> = report
            .of(0)
            .filter(|finding| matches!(finding.kind, Kind::Name | Kind::Detail))
            .map(|finding| finding.words.as_str())
            .collect();
        assert_eq!(told, [expected], "{text}");
        assert!(!report.is_ok());
    }
    let innocent =
        "On 15 March at 02:41 about 41,000 crowns lay in London; Reuters reported 41,318, and the rota was late.";
    assert!(words(&mut desk, innocent).is_empty(), "the control: {:?}", words(&mut desk, innocent));
}

#[test]
fn a_name_is_free_only_where_a_public_document_pairs_it_with_this_subject() {
    let mut desk = desk(&[(TIP, &[])]);
    let draft = "Ilse Vandrey knows the warehouse of Norrgard.";
    assert_eq!(words(&mut desk, draft), ["Ilse Vandrey", "Norrgard"]);
    public(&mut desk, "The painter Ilse Vandrey shows her flowers in the town hall until Sunday.");
    public(&mut desk, "Norrgard stores grain and salt for the whole coast.");
    assert_eq!(words(&mut desk, draft), ["Ilse Vandrey", "Norrgard"], "apart from one another they clear nothing");
    document(&mut desk, "Norrgard said that Ilse Vandrey is its agent.", &published(TIP_DAY));
    assert_eq!(words(&mut desk, draft).len(), 2, "nor does what came with the tip");
    public(&mut desk, "Norrgard said in its report that Ilse Vandrey works for it as an agent.");
    assert!(words(&mut desk, draft).is_empty());
}

#[test]
fn a_name_that_many_public_documents_hold_and_one_that_the_claim_is_about_are_no_leak() {
    let mut desk = desk(&[(TIP, &[])]);
    let draft = "The owner of Sundmark wrote a card to Vandrey.";
    assert_eq!(words(&mut desk, draft), ["Sundmark", "Vandrey"]);
    for number in 0..6 {
        public(&mut desk, &format!("Report {number}: the Sundmark line sails to island {number} in any weather."));
    }
    assert_eq!(words(&mut desk, draft), ["Vandrey"]);
    let mut about = leaving(draft);
    about.people.insert("Ilse Vandrey".to_owned());
    assert!(examined(&mut desk, &[about]).is_ok());
}

#[test]
fn a_public_figure_must_be_as_exact_and_stand_near_its_subject() {
    let mut desk = desk(&[(TIP, &[])]);
    let draft = "Norrgard got 41,317 crowns.";
    let figure = |desk: &mut Desk| words(desk, draft).contains(&"41,317".to_owned());
    assert!(figure(&mut desk));
    public(&mut desk, "Norrgard got about 41,000 crowns last year for the warehouse, the yearly account says.");
    assert!(figure(&mut desk), "it is less exact");
    public(&mut desk, "The lake has 41,317 fish, and counting goes on.");
    assert!(figure(&mut desk), "it is of something else");
    public(&mut desk, "Norrgard got 41.317 crowns last year, the yearly account of the town says.");
    assert!(!figure(&mut desk));
}

#[test]
fn a_public_day_of_another_year_clears_nothing() {
    let mut desk = desk(&[(TIP, &[])]);
    let draft = "Norrgard got the crowns on 14 March 2026.";
    let day = |desk: &mut Desk| words(desk, draft).contains(&"14 March 2026".to_owned());
    public(&mut desk, "Norrgard opened its warehouse to the public on 14 March 2019, with music.");
    assert!(day(&mut desk));
    public(&mut desk, "Norrgard says that its warehouse was closed on March 14, 2026 for a day.");
    assert!(!day(&mut desk), "the control");
}
