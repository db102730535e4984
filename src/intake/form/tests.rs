use super::pages::{PAGE_BYTES, VISIT_BYTES};
use super::*;
use crate::words::Words;
use subrosa_tip::codename::{Codename, CodenameError};
use subrosa_tip::limits::{Limits, REPLY_CONTENT_BYTES, REPLY_TEXT_BYTES};
use subrosa_tip::reply::{ReplyFile, ReplyText};

/// What a page shows of it is known, and taken out before its words are looked at.
fn codename() -> Codename {
    Codename::parse("zoom quack motive green driver cherub abacus pedometer").unwrap()
}

fn pages(words: Words) -> Pages {
    Pages::new(words, "The Fictional Courier".into(), Limits::default())
}

fn received(files: usize) -> Received {
    let name = "наме-".repeat(40);
    Received {
        characters: 12,
        files: vec![(name, 5_000); files],
        consent: "quote",
        defaults: false,
        back: WayBack::None,
    }
}

fn typed(message: &str) -> Typed {
    Typed { basis: "saw", consent: "quote", language: "de".into(), message: message.into(), ..Typed::default() }
}

fn number() -> Submission {
    Submission::random().unwrap()
}

const REFUSALS: [Refusal; 16] = [
    Refusal::Empty,
    Refusal::MessageTooLong,
    Refusal::FileTooLarge,
    Refusal::TooManyFiles,
    Refusal::TotalTooLarge,
    Refusal::Field("basis"),
    Refusal::NotSaved,
    Refusal::Codename,
    Refusal::Slip(CodenameError::Checksum),
    Refusal::SignIn,
    Refusal::Busy,
    Refusal::NotText,
    Refusal::Malformed,
    Refusal::TooSlow,
    Refusal::Unavailable,
    Refusal::Uncertain,
];

/// Every page from sign-in on.
fn every_visit_page(pages: &Pages) -> Vec<Vec<u8>> {
    let state = "state".repeat(30);
    let slips = [CodenameError::Length { found: 3 }, CodenameError::UnknownWord(2), CodenameError::Checksum];
    let others = [NotOpened::Expired, NotOpened::Busy, NotOpened::Unavailable, NotOpened::Malformed];
    let reasons = slips.map(NotOpened::Slip).into_iter().chain(others);
    let mut all: Vec<_> = reasons.map(|why| pages.not_opened(why, "<b>typed</b>")).collect();
    let numbers = (&number(), &number());
    let reply = |text, number| Some(ShownReply { text, number, count: 3 });
    for (reply, notice) in [
        (None, None),
        (None, Some(Done::Burnt)),
        (reply(Some(&answer(40, 20)), 1), Some(Done::Deleted)),
        (reply(Some(&answer(0, 0)), 2), None),
        (reply(None, 3), None),
    ] {
        all.push(pages.replies(&Shown { reply, notice, state: &state }, numbers));
    }
    for (refusal, state) in REFUSALS.iter().zip([None, Some(state.as_str())].into_iter().cycle()) {
        let typed = (&typed("<b>typed</b>"), "<b>typed</b>");
        all.push(pages.refused_follow_up((state, &number()), typed, *refusal, false));
    }
    all.push(pages.withdrawn(state.clone()));
    all.push(pages.withdrawal_refused(&state, &number(), Refusal::Unavailable));
    all.push(pages.already_received(&WayBack::Visit(state.clone())));
    all.push(pages.received(&Received { back: WayBack::Visit(state), ..received(500) }));
    all.push(pages.sign_in());
    all.into_iter().map(Page::to_bytes).collect()
}

fn answer(characters: usize, bytes: usize) -> ReplyText {
    let content = vec![0xff; bytes].into();
    let files = if bytes == 0 { vec![] } else { vec![ReplyFile { name: "<i>1</i>".into(), content }] };
    ReplyText { text: "<".repeat(characters).into(), files, day: "2026-11-24".parse().unwrap() }
}

fn every_page(pages: &Pages) -> Vec<Vec<u8>> {
    let (submission, codename, typed) = (number(), codename(), typed("<b>typed</b>"));
    let form = (&codename, &submission);
    let refused =
        REFUSALS.iter().flat_map(|r| [pages.refused(form, &typed, *r, false), pages.refused(form, &typed, *r, true)]);
    let mut all: Vec<_> = refused.collect();
    let back = WayBack::Codename(codename.clone());
    all.extend([
        pages.form(&codename, &submission),
        pages.already_received(&back),
        pages.already_received(&WayBack::None),
    ]);
    all.extend([pages.not_found(), pages.busy()]);
    all.extend([0, 1, 500].map(|files| pages.received(&received(files))));
    all.push(pages.received(&Received { defaults: true, characters: 0, ..received(1) }));
    all.push(pages.received(&Received { back, ..received(500) }));
    all.into_iter().map(Page::to_bytes).collect()
}

#[test]
fn every_page_has_one_size() {
    for page in every_page(&pages(Words::english().unwrap())) {
        assert_eq!(page.len(), PAGE_BYTES, "{}", String::from_utf8_lossy(&page));
    }
    for page in every_visit_page(&pages(Words::english().unwrap())) {
        assert_eq!(page.len(), VISIT_BYTES, "{}", String::from_utf8_lossy(&page));
    }
}

#[test]
fn the_longest_reply_fits_the_one_size_and_a_longer_one_would_not() {
    let pages = pages(Words::english().unwrap());
    let length = |characters, bytes| {
        let text = answer(characters, bytes);
        let reply = Some(ShownReply { text: Some(&text), number: 2, count: 3 });
        pages
            .replies(&Shown { reply, notice: Some(Done::Deleted), state: &"s".repeat(200) }, (&number(), &number()))
            .to_bytes()
            .len()
    };
    let (text, content) = (REPLY_TEXT_BYTES as usize, REPLY_CONTENT_BYTES as usize);
    assert_eq!(length(text, content - text), VISIT_BYTES);
    assert_eq!(length(0, content), VISIT_BYTES);
    assert_eq!(length(2 * text, content), 2 * VISIT_BYTES, "the control");
}

#[test]
fn an_uncertain_answer_does_not_say_that_nothing_was_received() {
    let pages = pages(Words::english().unwrap());
    let page = |refusal| {
        let page = pages.refused((&codename(), &number()), &Typed::default(), refusal, false);
        String::from_utf8(page.to_bytes()).unwrap()
    };
    let (unsure, full) = (page(Refusal::Uncertain), page(Refusal::Unavailable));
    assert!(unsure.contains("<h2>We cannot say</h2>") && !unsure.contains("Nothing was stored"), "{unsure}");
    assert!(full.contains("<h2>Not received</h2>") && full.contains("Nothing was stored"), "{full}");
}

#[test]
fn a_page_with_a_long_typed_text_falls_into_the_next_class() {
    let typed = Typed { message: "x".repeat(20_000), ..Typed::default() };
    let page = pages(Words::english().unwrap()).refused((&codename(), &number()), &typed, Refusal::Empty, false);
    assert_eq!(page.to_bytes().len(), 2 * PAGE_BYTES);
}

#[test]
fn typed_text_comes_back_escaped_and_whole() {
    let message = "\n  <script>alert(1)</script>\n& \"quoted\" '\u{202e}";
    let typed = Typed { basis: "told", consent: "paraphrase", language: "\"><b>".into(), ..typed(message) };
    let page = pages(Words::english().unwrap()).refused((&codename(), &number()), &typed, Refusal::Empty, false);
    let page = String::from_utf8(page.to_bytes()).unwrap();
    assert!(!page.contains("<script") && !page.contains("\"><b>"));
    // A browser drops one line break after <textarea>; the typed one must stay.
    assert!(page.contains("spellcheck=\"false\">\n\n  &#60;script&#62;"), "{page}");
    assert!(page.contains("value=\"told\" checked") && page.contains("value=\"paraphrase\" checked"));
}

#[test]
fn no_word_of_a_page_stands_outside_the_file_of_words() {
    let marked = pages(Words::pseudo());
    for page in [every_page(&marked), every_visit_page(&marked)].concat() {
        let page = String::from_utf8(page).unwrap();
        let body = page.split("</style>").nth(1).unwrap();
        let text = strip(&strip(body, '<', '>'), '⟦', '⟧');
        let codename = codename().to_string();
        let typed_or_name = [
            "&#60;b&#62;typed&#60;/b&#62;",
            "The Fictional Courier",
            "наме-",
            "basis",
            &codename,
            "&#60;i&#62;1&#60;/i&#62;",
            "&#60;",
        ];
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
    for page in [every_page(&pages), every_visit_page(&pages)].concat() {
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

#[test]
fn the_codename_is_the_form_s_first_field_and_stands_alone_in_its_element() {
    let page = String::from_utf8(pages(Words::english().unwrap()).form(&codename(), &number()).to_bytes()).unwrap();
    let names = page.match_indices(" name=\"").map(|(at, _)| page[at + 7..].split('"').next().unwrap());
    let mut order: Vec<_> = names.filter(|name| !["viewport", "referrer"].contains(name)).collect();
    order.dedup();
    assert_eq!(order, ["codename", "submission", "saved", "basis", "consent", "language", "message", "files"]);
    let (text, hidden) = (format!("<p id=\"codename\">{}</p>", codename()), format!("value=\"{}\"", codename()));
    assert!(page.contains(&text) && page.contains(&hidden));
    assert!(page.contains("name=\"saved\" value=\"yes\" required"));
}
