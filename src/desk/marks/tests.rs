use super::*;

/// A page of invented prose with every ordinary sign in its usual form.
fn prose() -> String {
    "The fictional lighthouse keeper of Vell didn’t leave a forwarding address. His brother’s boat, “Corsair”, was \
     sold in May. It’s said that nobody’s lamp burned that week.\n\
     The pilot’s office closed at four. Café owners on the quay hadn’t heard a horn. They’d kept the old \
     crème-coloured ledgers in a well-dried chest of sea-oak.\n"
        .repeat(4)
}

/// Each kind, planted: what the text holds, and by what it is replaced. The mark
/// covers the characters that differ.
const PLANTED: [(Kind, &str, &str); 22] = [
    (Kind::ZeroWidthSpace, "keeper", "kee\u{200b}per"),
    (Kind::ZeroWidthNonJoiner, "keeper", "kee\u{200c}per"),
    (Kind::ZeroWidthJoiner, "keeper", "kee\u{200d}per"),
    (Kind::WordJoiner, "keeper", "kee\u{2060}per"),
    (Kind::ByteOrderMark, "keeper", "kee\u{feff}per"),
    (Kind::SoftHyphen, "keeper", "kee\u{ad}per"),
    (Kind::BidiControl, "keeper", "kee\u{200e}per"),
    (Kind::BidiControl, "keeper", "\u{202e}keeper"),
    (Kind::VariationSelector, "keeper", "kee\u{fe0e}per"),
    (Kind::TagCharacter, "keeper", "kee\u{e0041}\u{e0042}per"),
    (Kind::InvisibleOperator, "keeper", "kee\u{2062}per"),
    (Kind::HangulFiller, "keeper", "kee\u{3164}per"),
    (Kind::InterlinearAnnotation, "keeper", "\u{fff9}keeper"),
    (Kind::DeprecatedFormat, "keeper", "kee\u{206b}per"),
    (Kind::InvisibleCharacter, "keeper", "kee\u{2800}per"),
    (Kind::PrivateUse, "keeper", "kee\u{e123}per"),
    (Kind::ControlCharacter, "keeper", "kee\u{6}per"),
    (Kind::LineSeparator, "keeper", "kee\u{2028}per"),
    (Kind::MixedScript, "keeper", "k\u{435}eper"),
    (Kind::CompatibilityLetter, "keeper", "k\u{ff45}eper"),
    (Kind::OddSpace, "lighthouse keeper", "lighthouse\u{2005}keeper"),
    (Kind::NoBreakSpace, "lighthouse keeper", "lighthouse\u{a0}keeper"),
];

#[test]
fn every_planted_kind_is_found_at_its_place_and_the_clean_text_has_none() {
    let clean = prose();
    assert_eq!(find(&clean, &[]), Marks::default(), "the control");
    for (kind, from, to) in PLANTED {
        let marked = clean.replacen(from, to, 1);
        let found = find(&marked, &[]);
        assert_eq!(found.listed.iter().map(|mark| mark.kind).collect::<Vec<_>>(), [kind], "{to:?}");
        let place = found.listed[0].place.clone();
        let same = clean.chars().zip(marked.chars()).take_while(|(one, other)| one == other).count();
        assert_eq!(place.start, same, "{to:?}");
        let there: Vec<char> = marked.chars().skip(place.start).take(place.len()).collect();
        assert_eq!(there, found.listed[0].characters);
    }
}

#[test]
fn what_departs_from_the_habits_of_its_text_is_found_at_its_place() {
    let clean = prose();
    let habits = [
        (Kind::RareApostrophe, "didn’t", "didn't"),
        (Kind::RareQuotationMark, "“Corsair", "\"Corsair"),
        (Kind::RareComposition, "Café", "Cafe\u{301}"),
        (Kind::RareDash, "well-dried", "well\u{2010}dried"),
    ];
    // Four pages, so that each sign is a habit.
    let clean = clean.repeat(4);
    for (kind, from, to) in habits {
        let found = find(&clean.replacen(from, to, 1), &[]);
        assert_eq!(found.listed.iter().map(|mark| mark.kind).collect::<Vec<_>>(), [kind], "{to:?}");
    }
    let lines = clean.replacen('\n', "\r\n", 1);
    assert_eq!(find(&lines, &[]).listed.iter().map(|mark| mark.kind).collect::<Vec<_>>(), [Kind::RareLineEnding]);
    let half = clean.replace("didn’t", "didn't").replace("It’s", "It's").replace("They’d", "They'd");
    assert_eq!(find(&half, &[]).total, 0, "two habits are no departure");
}

#[test]
fn spaces_that_hide_bits_at_ends_and_between_words_are_found_and_habits_are_not() {
    let kinds = |text: &str| find(text, &[]).listed.iter().map(|mark| mark.kind).collect::<Vec<_>>();
    let snow = "one line \t  \ntwo lines   \nthree lines\t    \t\nfour\n";
    assert_eq!(kinds(snow), [Kind::TrailingSpaces; 3]);
    assert_eq!(find(snow, &[]).listed[0].place, 8..12);
    assert_eq!(kinds("a break  \nanother  \na third  \na fourth  \n"), [], "Markdown's line breaks");
    assert_eq!(kinds("cell \tcell \t \t\nx \t \t \t\nly \t \t\n"), [], "empty cells");
    let bits = "the keeper  of the lamp went  to the quay and  came back";
    assert_eq!(kinds(bits), [Kind::DoubleSpaces; 3]);
    assert_eq!(kinds("One.  Two.  Three.  Four.  Five."), [], "a typist's habit");
    assert_eq!(kinds("name      sum     day\nlamp      12      May"), [], "columns");
}

#[test]
fn digits_and_signs_of_other_scripts_are_found() {
    let kinds = |text: &str| find(text, &[]).listed.iter().map(|mark| mark.kind).collect::<Vec<_>>();
    assert_eq!(kinds("paid 4\u{ff15}0 crowns"), [Kind::MixedDigits]);
    assert_eq!(kinds("so he left\u{37e} she stayed"), [Kind::LookalikeSign]);
    assert_eq!(kinds("Τι είπε\u{37e}"), [], "Greek asks so");
}

/// Ordinary typography, as careful typesetters write it.
const ORDINARY: [(&str, &str); 12] = [
    (
        "French",
        "«\u{a0}Où est le phare\u{202f}?\u{a0}» demanda-t-elle\u{202f}; l’homme répondit\u{a0}: «\u{202f}à 12\u{202f}km, soit 1\u{202f}250\u{a0}€\u{202f}!\u{202f}» M.\u{a0}Orvel dormait.",
    ),
    (
        "German",
        "„Der Leuchtturm“, sagte Dr.\u{a0}Quandt, „steht z.\u{202f}B. in §\u{a0}5 der ‚Ordnung‘ – seit 1.\u{a0}Mai.“ Größe: 5\u{a0}m.",
    ),
    ("Persian", "او می\u{200c}گوید که خانه\u{200c}ها را ندیده است. کتاب\u{200c}های «ساختگی» در سال ۱۴۰۲ چاپ شد."),
    ("Hebrew", "\u{200f}הספר \u{202a}Corsair 2\u{202c} נמצא ב\u{200e}-Vell\u{200f}, אמרה שׁוֹמֶרֶת המגדלור."),
    ("Arabic", "قال الحارس \u{2067}إن السفينة\u{2069} غادرت الميناء\u{61c} (Vell) عند الساعة ٧."),
    ("Hindi", "रक्\u{200d}षा और क्\u{200c}ष के रूप में लिखा गया; श्री वेल ने ५ दीपक जलाए।"),
    ("Russian", "«Маяк», — сказал А.\u{a0}С.\u{a0}Велин, — стоит в\u{a0}5\u{a0}км от IT-центра»."),
    ("Czech", "V\u{a0}přístavu stál k\u{a0}večeru člověk s\u{a0}lampou; zaplatil 1\u{a0}200\u{a0}Kč."),
    (
        "Japanese",
        "　灯台守は「コルセア」号を見た。１２時ごろ、彼はＡＢＣ社に電話した。\u{3000}返事はなかった。葛\u{e0100}城",
    ),
    ("Thai", "ผู้ดูแล\u{200b}ประภาคาร\u{200b}ไม่ได้\u{200b}ฝาก\u{200b}ที่อยู่"),
    ("emoji", "Merci 👩‍👩‍👧 et ❤️‍🔥, 1️⃣ ✔️ 🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f} 🏳️‍🌈 ©️ ☺︎"),
    ("Korean", "등대지기는 주소를 남기지 않았다. 훈민정음의 \u{1112}\u{119e}\u{11ab}글도 있다."),
];

#[test]
fn ordinary_typography_of_twelve_kinds_raises_no_mark() {
    for (language, text) in ORDINARY {
        assert_eq!(find(text, &[]), Marks::default(), "{language}");
        let planted = format!("{text}\u{2063}");
        assert_eq!(find(&planted, &[]).total, 1, "the control: {language} is looked at");
    }
}

#[test]
fn a_soft_hyphen_that_is_seen_at_a_lines_end_is_none() {
    assert_eq!(find("the light\u{ad}\nhouse\u{ad}\r\n", &[]).total, 0);
    assert_eq!(find("the light\u{ad}house\n", &[]).total, 1, "the control");
}

#[test]
fn marks_name_their_part_touching_ones_are_one_and_many_are_counted() {
    let text = "first page\u{200b}\u{200b}\u{200b}\nsecond\u{2060} page";
    let part = |start: usize, label: &str| Part { start, label: label.to_owned() };
    let second = text.find("second").unwrap();
    let found = find(text, &[part(0, "page 1"), part(second, "page 2")]);
    let named: Vec<_> = found.listed.iter().map(|mark| (mark.place.clone(), mark.part.as_deref().unwrap())).collect();
    assert_eq!(named, [(10..13, "page 1"), (20..21, "page 2")]);
    assert_eq!(found.listed[0].code_points().collect::<Vec<_>>(), ["U+200B"; 3]);
    let many = find(&"a\u{200b}b ".repeat(5_000), &[]);
    assert_eq!((many.listed.len(), many.total), (LISTED, 5_000));
}

#[test]
fn every_kind_has_a_word_of_its_own() {
    let words: std::collections::BTreeSet<_> = Kind::ALL.iter().map(|kind| kind.word()).collect();
    assert_eq!(words.len(), Kind::ALL.len());
}
