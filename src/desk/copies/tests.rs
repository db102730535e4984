use super::differences::{Kind, differences};

const LETTER: &str = "The fictional quarry of Ilmenau Moor paid 48,317 crowns for blasting in spring. Its foreman, \
    Odalys Vint, signed the ledger twice and kept a carbon copy.\nNobody at the quarry asked why the second signature \
    was dated before the first. The ledger lies in the cellar of the registry.";

/// A change of the letter: what it replaces, and by what.
type Change = (&'static str, &'static str);

/// Six ways, five copies each.
const WAYS: [(Kind, [Change; 5]); 6] = [
    (
        Kind::Word,
        [
            ("paid", "spent"),
            ("foreman", "overseer"),
            ("kept", "retained"),
            ("asked", "inquired"),
            ("cellar", "basement"),
        ],
    ),
    (
        Kind::Punctuation,
        [
            ("foreman,", "foreman"),
            ("twice and", "twice, and"),
            ("spring.", "spring;"),
            ("carbon copy", "carbon-copy"),
            ("first. The", "first… The"),
        ],
    ),
    (
        Kind::Spacing,
        [
            ("quarry of", "quarry  of"),
            ("Odalys Vint", "Odalys\u{a0}Vint"),
            ("the registry", "the\u{2009}registry"),
            ("ledger lies", "ledger   lies"),
            ("in spring", "in\u{3000}spring"),
        ],
    ),
    (
        Kind::ZeroWidth,
        [
            ("ledger twice", "led\u{200b}ger twice"),
            ("foreman", "fore\u{ad}man"),
            ("second signature", "second \u{2060}signature"),
            ("Nobody", "Nobody\u{200d}"),
            ("registry.", "registry.\u{feff}"),
        ],
    ),
    (
        Kind::Number,
        [
            ("48,317", "48,000"),
            ("48,317", "48,320"),
            ("48,317", "50,000"),
            ("48,317", "48,316"),
            ("48,317 crowns", "48317 crowns"),
        ],
    ),
    (
        Kind::Layout,
        [
            ("copy.\nNobody", "copy. Nobody"),
            ("crowns for", "crowns\nfor"),
            ("was dated", "was\n\ndated"),
            ("The ledger lies", "\tThe ledger lies"),
            ("the first. The", "the first.\r\nThe"),
        ],
    ),
];

fn cut(text: &str, place: std::ops::Range<usize>) -> String {
    text.chars().skip(place.start).take(place.len()).collect()
}

#[test]
fn every_place_of_thirty_copies_made_in_six_ways_is_found_with_its_kind_and_its_offsets() {
    for (kind, copies) in WAYS {
        for (from, to) in copies {
            assert_eq!(LETTER.matches(from).count(), 1, "the control: {from} stands there once");
            let copy = LETTER.replacen(from, to, 1);
            let places = differences(LETTER, &copy);
            assert_eq!(places.len(), 1, "{from:?} {to:?} {places:?}");
            assert_eq!(places[0].kind, kind, "{from:?} {to:?}");
            let mut mended = copy.clone();
            let right = cut(&copy, places[0].right.clone());
            let start = copy.char_indices().nth(places[0].right.start).map_or(copy.len(), |(at, _)| at);
            mended.replace_range(start..start + right.len(), &cut(LETTER, places[0].left.clone()));
            assert_eq!(mended, LETTER, "putting the one side in place of the other undoes the difference");
        }
    }
}

#[test]
fn copies_that_do_not_differ_have_no_place_and_several_changes_each_have_one() {
    assert_eq!(differences(LETTER, LETTER), []);
    assert_eq!(differences("", ""), []);
    let copy =
        LETTER.replace("paid", "spent").replace("quarry asked", "quarry  asked").replace("Vint,", "Vint\u{200b},");
    let kinds: Vec<_> = differences(LETTER, &copy).into_iter().map(|place| place.kind).collect();
    assert_eq!(kinds, [Kind::Word, Kind::ZeroWidth, Kind::Spacing]);
}

#[test]
fn letters_that_look_alike_and_other_compositions_are_named_as_such() {
    let kind = |from: &str, to: &str| {
        let places = differences(LETTER, &LETTER.replacen(from, to, 1));
        assert_eq!(places.len(), 1, "{places:?}");
        places[0].kind
    };
    assert_eq!(kind("ledger", "l\u{435}dger"), Kind::Lookalike);
    assert_eq!(kind("Odalys", "odalys"), Kind::LetterCase);
    let places = differences("Der Zähler lief.", "Der Za\u{308}hler lief.");
    assert_eq!(places.iter().map(|place| place.kind).collect::<Vec<_>>(), [Kind::Encoding]);
}

#[test]
fn columns_that_are_read_across_are_layout_and_not_words() {
    let lines: Vec<String> = (b'a'..=b'l')
        .map(|line| {
            (b'p'..=b'u')
                .map(|word| format!("{0}{0}{1}", char::from(line), char::from(word)))
                .collect::<Vec<_>>()
                .join(" ")
        })
        .collect();
    let down = lines.join("\n");
    let across: Vec<&str> = (0..6).flat_map(|row| [lines[row].as_str(), lines[row + 6].as_str()]).collect();
    let places = differences(&down, &across.join("\n"));
    assert!(!places.is_empty());
    let layout = places.iter().filter(|place| place.kind == Kind::Layout).count();
    assert!(layout * 2 > places.len(), "{places:?}");
}

#[test]
fn copies_in_a_case_are_found_and_other_documents_are_not() {
    use crate::corpus::{Origin, add, item};
    let mut desk = crate::fixture::case();
    let spent = LETTER.replace("paid", "spent");
    let unlike =
        "A wholly other invented paper about the price of tar, the ropes of a ferry and the wages of its crew.";
    for (name, text) in [("a", LETTER), ("b", spent.as_str()), ("c", unlike)] {
        let path = desk.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        add::add(&mut desk.case, &[path], &Origin::default(), |_, _| {}).unwrap();
    }
    let of = |name: &str| super::of(desk.case.db(), &item::find(desk.case.db(), name).unwrap()).unwrap();
    let copies = of("D1");
    assert_eq!((copies.len(), copies[0].item.name.as_str(), copies[0].places.len()), (1, "D2", 1));
    assert_eq!(of("D3"), []);
    // Items that an earlier version took up have none until they are brought up.
    let act = desk.case.begin().unwrap();
    act.db().execute_batch("DELETE FROM fingerprint; DELETE FROM fingerprinted").unwrap();
    let id = item::find(act.db(), "D1").unwrap().id;
    act.commit(crate::case::Record::new("inspect", id)).unwrap();
    let before = super::of(desk.case.db(), &item::find(desk.case.db(), "D1").unwrap()).unwrap();
    assert_eq!(before, [], "the control");
    crate::fingerprint::store::bring_up(&mut desk.case).unwrap();
    assert_eq!(super::of(desk.case.db(), &item::find(desk.case.db(), "D1").unwrap()).unwrap().len(), 1);
}
