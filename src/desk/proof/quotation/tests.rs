use super::*;
use crate::proof::draft::of_text;
use crate::read::Format;

fn texts(text: &str) -> Vec<String> {
    let draft = of_text(text.to_owned(), Format::Text, Vec::new()).unwrap();
    quotations(&draft).into_iter().map(|quotation| quotation.text).collect()
}

fn read(text: &str) -> String {
    let part = |element| match element {
        Element::Word(word) => word.text,
        Element::Ellipsis => "…".to_owned(),
        Element::Insertion => "[]".to_owned(),
    };
    elements(text).into_iter().map(part).collect::<Vec<_>>().join(" ")
}

#[test]
fn marks_of_many_languages_begin_and_end_quotations() {
    let text = "“The gate was left open,” she said. \"The gate was left open.\" „Das Tor war immer offen.“ «La porte \
        était ouverte.» »Das Tor war immer offen.« ‘The gate was left open,’ he said. 'The gate was left open,' he said.";
    assert_eq!(texts(text).len(), 7, "{:?}", texts(text));
}

#[test]
fn apostrophes_titles_and_distances_are_no_quotations() {
    let text = "The guards’ house wasn’t locked, and the mayor’s ‘friends’ knew. It was 'the guards' house' then. The \
        so-called “night shift” read “War and Peace” in the '90s and rock 'n' roll. 6' 2\" tall, he wasn't.";
    assert_eq!(texts(text), [] as [&str; 0]);
    assert_eq!(
        texts("The so-called “night shift of the harbour” slept."),
        ["night shift of the harbour"],
        "the control"
    );
}

#[test]
fn a_quotation_within_one_is_a_part_of_it() {
    assert_eq!(texts("“She told me ‘shut the gate now’ and left,” he said.").len(), 1);
    assert_eq!(texts("\"She told me 'shut the gate now' and left,\" he said.").len(), 1);
    assert_eq!(texts("‘She told me “shut the gate now” and left,’ he said.").len(), 1);
}

#[test]
fn speech_over_paragraphs_is_closed_in_the_last() {
    let text = "“The gate was left open.\n\n“Nobody shut it that night,” she said.";
    assert_eq!(texts(text), ["The gate was left open.", "Nobody shut it that night,"]);
    assert!(texts("He said “the gate was left open.\n\nNobody knew.").is_empty(), "a mark inside is a mistake");
}

#[test]
fn what_is_set_apart_in_markdown_is_a_quotation_without_marks() {
    let of = |text: &str| quotations(&of_text(text.into(), Format::Markdown, Vec::new()).unwrap()).len();
    assert_eq!((of("> The gate was left open.\n\nSo."), of("The gate was left open.\n\nSo.")), (1, 0));
}

#[test]
fn ellipses_insertions_and_emphasis_are_read_as_what_they_are() {
    assert_eq!(read("…we [the board] closed . . . the *gate* [sic] … "), "we [] closed … the gate");
    assert_eq!(read("[T]he gate was […] open (...) at 1.5 per cent"), "the gate was … open … at 1.5 per cent");
    assert_eq!(read("don’t"), read("don't"));
    assert_ne!(read("1.5%"), read("15%"));
    assert_ne!(read("$5"), read("€5"));
}
