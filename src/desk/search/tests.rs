use std::fs;
use std::io::Cursor;

mod pages;

use super::*;
use crate::arrive::bag;
use crate::case::Case;
use crate::corpus::{Kind, Origin, add, interview, tips};
use crate::fixture::{self, Desk, Server};
use crate::ledger::{TipRef, forget};

/// Adds a file with this text. *Returns* the name of its item.
fn document(desk: &mut Desk, name: &str, text: &str, origin: &Origin) -> String {
    let path = desk.folder.path().join(name);
    fs::write(&path, text).unwrap();
    let added = add::add(&mut desk.case, &[path], origin, |_, _| {}).unwrap();
    assert!(added.failed.is_empty() && added.taken.iter().all(|taken| taken.failed.is_none()), "{added:?}");
    added.taken[0].name.clone()
}

/// A case with one tip, read and indexed.
fn desk_with_tip(words: &str, file: &str) -> Desk {
    let mut desk = read_desk(words, file);
    bring_up(&mut desk.case, |_, _| {}).unwrap();
    desk
}

/// A case with one tip, read.
fn read_desk(words: &str, file: &str) -> Desk {
    let mut desk = fixture::case();
    let server = Server::paired(&mut desk.case);
    let bag = server.bag(1, [0; 32], &[(1, server.seal(words, &[("name", file.as_bytes())]))]);
    bag::import(&mut desk.case, Cursor::new(bag.bytes), |_, _| {}).unwrap();
    tips::read(&mut desk.case, |_, _| {}).unwrap();
    desk
}

fn asked(query: &str) -> Asked {
    Asked { query: query.into(), scope: Scope::All, kind: None, before: None, limit: 20 }
}

/// Names of the items that are found, in the order of their names.
fn found(case: &mut Case, asked: &Asked) -> Vec<String> {
    let (hits, _) = search(case, asked, |_, _| {}).unwrap();
    let mut names: Vec<_> = hits.into_iter().map(|hit| hit.item.name).collect();
    names.sort();
    names.dedup();
    names
}

const ENGLISH: &str =
    "The council of Anselm Bridge closed both bridges in March without telling anybody why it did so.";
const GERMAN: &str = "Der Rat hat im März alle Brücken gesperrt, und niemand in der Stadt hat jemals erfahren, warum.";
const FRENCH: &str = "Éric Dubois a signé les procès-verbaux du conseil, et personne ne lui a demandé l'explication.";

fn three() -> Desk {
    let mut desk = fixture::case();
    for (name, text) in [("en", ENGLISH), ("de", GERMAN), ("fr", FRENCH)] {
        document(&mut desk, name, text, &Origin::default());
    }
    desk
}

#[test]
fn a_search_finds_by_stem_phrase_beginning_and_folded_accent() {
    let mut desk = three();
    let mut finds = |query: &str| found(&mut desk.case, &asked(query));
    assert_eq!(finds("bridge"), ["D1"], "another form of the word");
    assert_eq!(finds("Brücke"), ["D2"]);
    assert_eq!(finds("explications"), ["D3"]);
    assert_eq!(finds("eric DUBOIS"), ["D3"], "case and accents are folded");
    assert_eq!(finds("Bru\u{308}cken"), ["D2"], "composed or not");
    assert_eq!(finds("\"closed both bridges\""), ["D1"]);
    assert_eq!(finds("\"both closed bridges\""), Vec::<String>::new(), "a phrase has an order");
    assert_eq!(finds("\"bridge closed\" "), ["D1"], "a phrase is of words as they stand");
    assert_eq!(finds("\"closed both bridge\""), Vec::<String>::new(), "and not of their stems");
    assert_eq!(finds("coun*"), ["D1"]);
    assert_eq!(finds("proces*"), ["D3"]);
    assert_eq!(finds("zeppelin"), Vec::<String>::new(), "the control: what is nowhere is not found");
    assert!(matches!(search(&mut desk.case, &asked(" … "), |_, _| {}), Err(SearchError::Nothing)));
    assert!(matches!(search(&mut desk.case, &asked(&"x".repeat(10_001)), |_, _| {}), Err(SearchError::Long)));
}

#[test]
fn a_hit_shows_its_passage_at_its_exact_place_in_any_script() {
    let mut desk = fixture::case();
    let filler = "🌉 Мост стоит. 橋は閉鎖された。 Cafe\u{301} noir, e\u{301}ternel. ".repeat(60);
    let text = format!("{filler}\n\nДневник смотрителя пропал. 議事録は差し替えられた。\n\n{filler}");
    document(&mut desk, "mixed", &text, &Origin::default());
    for query in ["дневник", "議事録"] {
        let (hits, _) = search(&mut desk.case, &asked(query), |_, _| {}).unwrap();
        let shown = &hits[0].passage;
        let by_characters: String =
            text.chars().skip(shown.start as usize).take((shown.end - shown.start) as usize).collect();
        assert_eq!(by_characters, shown.text);
        assert!(shown.text.contains("смотрителя"), "{query}: {}", shown.text);
    }
}

#[test]
fn filters_are_of_place_kind_and_day_and_what_has_no_day_is_not_before_one() {
    let mut desk = desk_with_tip("The lighthouse keeper left.", "A lighthouse plan.");
    let day = |text: &str| Some(text.parse().unwrap());
    let press = Origin { kind: Some(Kind::Press), published: day("2026-03-02"), ..Origin::default() };
    document(&mut desk, "press", "The lighthouse was painted.", &press);
    document(&mut desk, "undated", "Another lighthouse.", &Origin::default());
    // It says itself when it was published; an editor who says otherwise is believed.
    let page = "<meta name=date content=2026-02-01><title>t</title><p>A lighthouse page.</p>";
    document(&mut desk, "claims", page, &Origin::default());
    let corrected = Origin { published: day("2026-12-01"), ..Origin::default() };
    document(&mut desk, "corrected", &page.replace("A ", "The "), &corrected);
    let held = interview::Interview {
        source: 1,
        day: "2026-11-22".parse().unwrap(),
        text: "We spoke of a lighthouse.".into(),
        terms: interview::Terms::OnRecord,
        descriptor: None,
    };
    interview::add(&mut desk.case, held).unwrap();
    let mut finds = |scope, kind, before: &str| {
        let before = if before.is_empty() { None } else { day(before) };
        found(&mut desk.case, &Asked { scope, kind, before, ..asked("lighthouse") })
    };
    assert_eq!(finds(Scope::All, None, ""), ["D1", "D2", "D3", "D4", "I1", "T1", "T1/F1"]);
    assert_eq!(finds(Scope::Corpus, None, ""), ["D1", "D2", "D3", "D4", "I1"]);
    assert_eq!(finds(Scope::Tips, None, ""), ["T1", "T1/F1"]);
    assert_eq!(finds(Scope::All, Some(Kind::Press), ""), ["D1"]);
    assert_eq!(finds(Scope::All, Some(Kind::Social), ""), Vec::<String>::new());
    assert_eq!(finds(Scope::All, Some(Kind::Witness), ""), ["I1"]);
    assert_eq!(finds(Scope::Tips, Some(Kind::Press), ""), Vec::<String>::new(), "a tip is of no kind");
    assert_eq!(finds(Scope::All, None, "2026-02-01"), Vec::<String>::new(), "before a day is not on it");
    assert_eq!(finds(Scope::All, None, "2026-03-02"), ["D3"]);
    assert_eq!(finds(Scope::All, None, "2026-03-03"), ["D1", "D3"]);
    assert_eq!(finds(Scope::All, None, "2026-11-21"), ["D1", "D3", "T1", "T1/F1"]);
    assert_eq!(finds(Scope::Corpus, None, "2026-11-23"), ["D1", "D3", "I1"]);
}

#[test]
fn a_beginning_finds_every_word_that_begins_so_and_not_only_the_first_fifty() {
    let mut desk = fixture::case();
    let text: String = (100..400).map(|number| format!("lamp{number} stands on the quay. ")).collect();
    document(&mut desk, "lamps", &text, &Origin::default());
    document(&mut desk, "last", "Only lampzzz is here, and nothing else is.", &Origin::default());
    assert_eq!(found(&mut desk.case, &asked("lampz*")), ["D2"], "the control");
    let all = Asked { limit: 1_000, ..asked("lamp*") };
    assert_eq!(found(&mut desk.case, &all), ["D1", "D2"]);
}

#[test]
fn a_sentence_without_spaces_finds_others_that_share_its_words() {
    let mut desk = fixture::case();
    document(&mut desk, "one", "橋梁は三月に閉鎖された。", &Origin::default());
    document(&mut desk, "two", "灯台の灯りは消えた。", &Origin::default());
    let (hits, _) = search(&mut desk.case, &asked("市長は橋梁の閉鎖を知らなかった"), |_, _| {}).unwrap();
    assert_eq!(hits[0].item.name, "D1");
    assert!(found(&mut desk.case, &asked("郵便")).is_empty(), "the control");
}

#[test]
fn a_hostile_query_is_answered_or_refused_by_name_and_leaves_the_index_as_it_was() {
    let mut desk = three();
    let numbered = |count: usize, end: &str| (0..count).map(|n| format!("w{n}{end} ")).collect::<String>();
    for long in [numbered(2_000, ""), numbered(2_000, "*"), "x".repeat(10_001)] {
        assert!(matches!(search(&mut desk.case, &asked(&long), |_, _| {}), Err(SearchError::Long)));
    }
    for nothing in ["", " ", "\"", "\"\" \"\"", "*", "**", "\u{0}", "\u{202e}\u{200b}", "-+^()[]{}~!:/\\"] {
        assert!(matches!(search(&mut desk.case, &asked(nothing), |_, _| {}), Err(SearchError::Nothing)), "{nothing:?}");
    }
    let most = numbered(256, "");
    for query in
        [most.as_str(), "the and of in", "\"the council", "council\" \"", "word:council", "item:1 OR NOT *:*", "a*"]
    {
        search(&mut desk.case, &asked(query), |_, _| {}).unwrap();
    }
    assert_eq!(found(&mut desk.case, &asked("\"the council")), ["D1"], "a mark that is not closed");
    let (_, fresh) = search(&mut desk.case, &asked("council"), |_, _| {}).unwrap();
    assert_eq!(fresh, Fresh::Completed(0));
}

#[test]
fn a_common_word_is_sought_where_there_is_hardly_another_and_left_out_among_many() {
    let mut desk = fixture::case();
    // Longer than a passage each, so that every paragraph is one.
    let filler = "quay ".repeat(80);
    for number in 0..30 {
        document(&mut desk, &format!("d{number}"), &format!("{filler} harbour word{number}."), &Origin::default());
    }
    document(&mut desk, "rare", "Anselm Corvin Delphine Erasmus", &Origin::default());
    let all = |query: &str| Asked { limit: 100, ..asked(query) };
    assert_eq!(found(&mut desk.case, &all("harbour")).len(), 30, "alone it is sought");
    assert_eq!(found(&mut desk.case, &all("harbour word7")).len(), 30, "and beside one other");
    assert_eq!(found(&mut desk.case, &all("harbour Anselm Corvin Delphine Erasmus")), ["D31"], "among many it is not");
    assert_eq!(
        found(&mut desk.case, &all("harbour nor was any there")).len(),
        30,
        "among words that are nowhere it is"
    );
    let phrase = all("\"quay harbour\" Anselm Corvin Delphine Erasmus");
    assert_eq!(found(&mut desk.case, &phrase).len(), 30, "a phrase must be there, of whatever words");
}
