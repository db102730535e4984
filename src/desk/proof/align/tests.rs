use super::*;
use crate::proof::quotation::elements;

const SOURCE: &str = "The harbour board met on 3 March 2026. “We did not sell the pumps to the Lenz company,” Mara Quell \
    said. “We sold them to nobody, and we paid 1.5 million crowns for repairs. The gate stays open. It never closed.”";

fn found(quotation: &str) -> Option<Found> {
    align(&elements(quotation), &read_words(SOURCE))
}

fn changes(quotation: &str) -> Vec<(String, String)> {
    let found = found(quotation).unwrap_or_else(|| panic!("{quotation}"));
    found.differences.into_iter().map(|difference| (difference.quoted, difference.source)).collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(quoted, source)| ((*quoted).to_owned(), (*source).to_owned())).collect()
}

#[test]
fn what_stands_there_is_exact_whatever_its_marks() {
    for quotation in [
        "We did not sell the pumps to the Lenz company",
        "we did *not* sell the pumps",
        "We did not sell … to the Lenz company",
        "We did not sell [machines] to the Lenz company",
        "[W]e paid 1.5 million crowns for repairs",
        "We sold them to nobody … The gate stays open.",
        "The gate stays open; it never closed",
        "We sold them to nobody, and we paid 1.5 million [sic] crowns",
    ] {
        assert_eq!(changes(quotation), [], "{quotation}");
    }
    let at = found("The gate stays open").unwrap().range;
    assert_eq!(SOURCE.chars().skip(at.start).take(at.len()).collect::<String>(), "The gate stays open");
}

#[test]
fn each_change_is_told_word_by_word() {
    let cases: [(&str, &[(&str, &str)]); 8] = [
        ("We did not sell the pumps to the Lonz company", &[("Lonz", "Lenz")]),
        ("We did sell the pumps to the Lenz company", &[("", "not")]),
        ("We did not sell the old pumps to the Lenz company", &[("old", "")]),
        ("we paid 15 million crowns for repairs", &[("15", "1.5")]),
        ("we paid 2.5 million crowns for repairs", &[("2.5", "1.5")]),
        ("The harbour board met on 3 May 2026", &[("May", "March")]),
        ("We did … sell the pumps to the Lenz company", &[("…", "not")]),
        ("The gate stays open it never closed", &[("open It", "open. It")]),
    ];
    for (quotation, expected) in cases {
        assert_eq!(changes(quotation), pairs(expected), "{quotation}");
    }
}

#[test]
fn a_sense_that_was_turned_elsewhere_may_be_left_out_and_brackets_hide_little() {
    // "never" stands in a sentence of its own: nothing quoted is turned by it.
    let source = read_words("The gate was open. It never closed. The guard slept in his house.");
    let whole = align(&elements("The gate was open … The guard slept in his house"), &source).unwrap();
    assert_eq!(whole.differences, []);
    let cut = align(&elements("The gate was open … closed"), &source).unwrap();
    assert_eq!(cut.differences.len(), 1, "and here it turns one");
    let far = "The board sold one two three four five six seven eight nine pumps to the company";
    let hidden = align(&elements("The board sold [its] pumps to the company"), &read_words(far)).unwrap();
    assert_eq!(hidden.differences.len(), 1);
}

#[test]
fn what_only_shares_little_words_stands_nowhere() {
    assert_eq!(found("It was the end of the year for all of us"), None);
    assert_eq!(found("The mayor of the town met on 9 April"), None);
    assert_eq!(align(&elements("The gate stays open"), &[]), None);
}
