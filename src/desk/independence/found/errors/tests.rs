//! Mistakes planted by hand, and what only looks like one.

use super::*;

const CLAIM: &str = "The harbour board sold its pumps.";

fn pairs(items: &[&str]) -> Vec<(usize, usize, bool, String)> {
    errors(items, CLAIM).ties.into_iter().map(|(a, b, tie)| (a, b, tie.sure, tie.detail)).collect()
}

/// Each item speaks for itself.
fn errors(items: &[&str], claim: &str) -> Errors {
    shared(items, claim, &(0..items.len()).collect::<Vec<_>>())
}

fn right(number: usize) -> String {
    format!("Report {number}: chairman Aldwin Tolland signed when eleven pumps were sold from the flood station.")
}

#[test]
fn the_same_misspelt_name_ties_perhaps_and_a_second_mistake_surely() {
    let rights: Vec<String> = (0..3).map(right).collect();
    let wrong = "It was Aldwin Tollend who signed when the pumps were sold.";
    let mut items: Vec<&str> = rights.iter().map(String::as_str).collect();
    items.extend([wrong, "Nobody but Mr Tollend knew."]);
    assert_eq!(pairs(&items), [(3, 4, false, "“tollend” where others write “tolland”".to_owned())]);
    items.pop();
    assert_eq!(pairs(&items), [], "the control: once it may happen to anyone");
    items.push("Tollend signed, and at last seventeen pumps were sold from the station.");
    let also = wrong.replace("the pumps were sold", "seventeen pumps were sold from the flood station");
    let last = items.len() - 2;
    items[last] = &also;
    let found = pairs(&items);
    assert_eq!(found.len(), 1);
    assert!(found[0].2 && found[0].3.contains("17 pumps where others say 11"), "{found:?}");
}

#[test]
fn two_names_that_differ_in_a_letter_are_no_mistake_where_one_item_has_both() {
    let rights: Vec<String> = (0..3).map(right).collect();
    let mut items: Vec<&str> = rights.iter().map(String::as_str).collect();
    items.extend(["Only Tollard knew.", "Then Tollard left."]);
    assert_eq!(pairs(&items).len(), 1, "the control");
    items.push("Tolland and Tollard met.");
    assert_eq!(pairs(&items), []);
}

#[test]
fn endings_other_spellings_and_other_words_are_no_mistakes() {
    for (usual, other) in [
        ("the harbour centre was closed", "the harbour center was closed"),
        ("they organised the harbour fair", "they organized the harbour fair"),
        ("the Tollands were there", "the Tolland were there"),
        ("they signed the contract quickly", "they made good contact with him"),
        ("the guard saw colour there", "the guard saw color there"),
    ] {
        assert_eq!(pairs(&[usual, usual, usual, other, other]), [], "{other}");
    }
    let (usual, wrong) = ("they quickly received payment", "they quickly recieved payment");
    assert_eq!(pairs(&[usual, usual, usual, wrong, wrong]).len(), 1, "the control");
}

#[test]
fn another_figure_counts_only_where_it_is_said_of_the_same() {
    let usual = "eleven pumps were sold from the flood station";
    let three = "three pumps ran during that night";
    assert_eq!(pairs(&[usual, usual, usual, three, three]), [], "of the running, not of the sold");
    let both = "eleven pumps were sold from the flood station, and seventeen pumps were sold from the mill station";
    let wrong = "seventeen pumps were sold from the flood station";
    assert_eq!(pairs(&[usual, usual, usual, wrong, wrong]).len(), 1, "the control");
    assert_eq!(pairs(&[both, both, both, wrong, wrong]), [], "they speak of two sales");
    let (exact, round) =
        ("for 38,210 crowns were pumps sold by the board", "for 40 thousand crowns were pumps sold by the board");
    assert_eq!(pairs(&[exact, exact, exact, round, round]), []);
    let claimed = errors(&[usual, usual, usual, wrong, wrong], "Seventeen pumps were sold.").ties;
    assert!(claimed.iter().all(|(a, b, _)| (*a, *b) != (3, 4)), "what is claimed is not taken for wrong: {claimed:?}");
}

#[test]
fn a_word_doubled_by_both_ties_them() {
    let slip = "They went into the the station.";
    assert_eq!(pairs(&[slip, "It rained on the the station.", "The station."]).len(), 1);
    assert_eq!(pairs(&[slip, "The station."]), [], "the control: once");
    assert_eq!(pairs(&["She had had enough.", "He had had enough."]), []);
    assert_eq!(pairs(&["Pago Pago is far.", "To Pago Pago they went."]), []);
}

#[test]
fn no_items_and_empty_ones_share_nothing() {
    assert_eq!(pairs(&[]), []);
    assert_eq!(pairs(&["", "", ""]), []);
}

#[test]
fn copies_of_a_mistake_are_one_voice_and_as_many_as_have_it_right_leave_it_open() {
    let (right, wrong) = ("It was Aldwin Tolland who signed.", "It was Aldwin Tollend who signed.");
    let items = [right, right, wrong, wrong, wrong];
    let found: Vec<_> = pairs(&items).into_iter().map(|(a, b, sure, _)| (a, b, sure)).collect();
    assert_eq!(found, [(0, 1, false)], "two against three: whoever are fewer are taken for wrong, rightly or not");
    // The last two are copies of each other.
    let found = shared(&items, CLAIM, &[0, 1, 2, 3, 3]);
    assert!(found.ties.is_empty(), "two against two: either may be the mistake");
    assert!(found.open.contains_key(&(2, 3)) && found.open.contains_key(&(0, 1)), "{:?}", found.open);
    let found = shared(&[right, right, right, wrong, wrong, wrong], CLAIM, &[0, 1, 2, 3, 4, 4]);
    assert!(found.ties.iter().any(|(a, b, _)| (*a, *b) == (3, 4)), "two against three: {:?}", found.ties);
}
