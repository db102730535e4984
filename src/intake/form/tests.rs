use super::pages::PAGE_BYTES;
use super::*;
use crate::words::Words;
use subrosa_tip::limits::Limits;

fn pages(words: Words) -> Pages {
    Pages::new(words, "The Fictional Courier".into(), Limits::default())
}

fn received(files: usize) -> Received {
    let name = "наме-".repeat(40);
    Received { characters: 12, files: vec![(name, 5_000); files], consent: "quote", defaults: false }
}

fn every_page(pages: &Pages) -> Vec<Vec<u8>> {
    let submission = Submission::random().unwrap();
    let typed = Typed { basis: "saw", consent: "quote", language: "de".into(), message: "<b>typed</b>".into() };
    let refusals = [
        Refusal::Empty,
        Refusal::MessageTooLong,
        Refusal::FileTooLarge,
        Refusal::TooManyFiles,
        Refusal::TotalTooLarge,
        Refusal::Field("basis"),
        Refusal::NotText,
        Refusal::Malformed,
        Refusal::TooSlow,
        Refusal::Unavailable,
        Refusal::Uncertain,
    ];
    let refused = refusals
        .iter()
        .flat_map(|r| [pages.refused(&submission, &typed, *r, false), pages.refused(&submission, &typed, *r, true)]);
    let mut all: Vec<_> = refused.collect();
    all.extend([pages.form(&submission), pages.already_received(), pages.not_found(), pages.busy()]);
    all.extend([0, 1, 500].map(|files| pages.received(&received(files))));
    all.push(pages.received(&Received { defaults: true, characters: 0, ..received(1) }));
    all
}

#[test]
fn every_page_has_one_size() {
    for page in every_page(&pages(Words::english().unwrap())) {
        assert_eq!(page.len(), PAGE_BYTES, "{}", String::from_utf8_lossy(&page));
    }
}

#[test]
fn an_uncertain_answer_does_not_say_that_nothing_was_received() {
    let pages = pages(Words::english().unwrap());
    let page = |refusal| {
        let page = pages.refused(&Submission::random().unwrap(), &Typed::default(), refusal, false);
        String::from_utf8(page).unwrap()
    };
    let (unsure, full) = (page(Refusal::Uncertain), page(Refusal::Unavailable));
    assert!(unsure.contains("<h2>We cannot say</h2>") && !unsure.contains("Nothing was stored"), "{unsure}");
    assert!(full.contains("<h2>Not received</h2>") && full.contains("Nothing was stored"), "{full}");
}

#[test]
fn a_page_with_a_long_typed_text_falls_into_the_next_class() {
    let typed = Typed { message: "x".repeat(20_000), ..Typed::default() };
    let page = pages(Words::english().unwrap()).refused(&Submission::random().unwrap(), &typed, Refusal::Empty, false);
    assert_eq!(page.len(), 2 * PAGE_BYTES);
}

#[test]
fn typed_text_comes_back_escaped_and_whole() {
    let message = "\n  <script>alert(1)</script>\n& \"quoted\" '\u{202e}";
    let typed = Typed { basis: "told", consent: "paraphrase", language: "\"><b>".into(), message: message.into() };
    let page = pages(Words::english().unwrap()).refused(&Submission::random().unwrap(), &typed, Refusal::Empty, false);
    let page = String::from_utf8(page).unwrap();
    assert!(!page.contains("<script") && !page.contains("\"><b>"));
    // A browser drops one line break after <textarea>; the typed one must stay.
    assert!(page.contains("spellcheck=\"false\">\n\n  &#60;script&#62;"), "{page}");
    assert!(page.contains("value=\"told\" checked") && page.contains("value=\"paraphrase\" checked"));
}

#[test]
fn no_word_of_a_page_stands_outside_the_file_of_words() {
    let marked = pages(Words::pseudo());
    for page in every_page(&marked) {
        let page = String::from_utf8(page).unwrap();
        let body = page.split("</style>").nth(1).unwrap();
        let text = strip(&strip(body, '<', '>'), '⟦', '⟧');
        let typed_or_name = ["&#60;b&#62;typed&#60;/b&#62;", "The Fictional Courier", "наме-", "basis"];
        let rest = typed_or_name.iter().fold(text, |rest, known| rest.replace(known, ""));
        assert!(!rest.chars().any(char::is_alphabetic), "{rest}");
    }
    // The control: the same search finds a word that was put there.
    assert!(strip(&strip("<p>⟦said⟧ stray</p>", '<', '>'), '⟦', '⟧').chars().any(char::is_alphabetic));
}

fn strip(text: &str, open: char, close: char) -> String {
    let mut depth = 0_usize;
    let mut kept = String::new();
    for letter in text.chars() {
        if letter == open {
            depth += 1;
        } else if letter == close {
            depth = depth.saturating_sub(1);
        } else if depth == 0 {
            kept.push(letter);
        }
    }
    kept
}

#[test]
fn pages_have_no_scripts_and_allow_none() {
    let pages = pages(Words::english().unwrap());
    assert!(pages.policy().starts_with("default-src 'none'") && !pages.policy().contains("unsafe"));
    for page in every_page(&pages) {
        let page = String::from_utf8(page).unwrap().to_lowercase();
        for forbidden in ["<script", "javascript:", " onload", " onclick", "http://", "https://", " src=", "url("] {
            assert!(!page.contains(forbidden), "{forbidden}");
        }
    }
}

#[test]
fn a_submission_number_is_read_back_and_nothing_else_is_one() {
    let submission = Submission::random().unwrap();
    assert_eq!(Submission::parse(submission.as_str()), Some(submission));
    for text in ["", "12", "ABCDEF00ABCDEF00ABCDEF00ABCDEF00", "0123456789abcdef0123456789abcdef0"] {
        assert_eq!(Submission::parse(text), None, "{text}");
    }
}
