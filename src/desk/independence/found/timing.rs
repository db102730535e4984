//! How long it takes, printed and not asserted:
//! `cargo test --profile ci -p subrosa-desk --lib found::timing -- --ignored --nocapture`

#![expect(clippy::print_stdout, reason = "a figure for people")]

use std::time::Instant;

use super::errors::shared;
use super::names::Names;
use super::reuse::{Aside, Item, Words, compare};
use super::{attribution, errors};

/// Sentences of invented words, as news has them: every third is said by somebody.
fn text(words: usize, mut seed: u64) -> String {
    let mut next = move |bound: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % bound
    };
    let mut text = String::new();
    for place in 0..words {
        let most = next(4_000);
        let number = next(1 + most);
        match place % 15 {
            0 => text.push_str(&format!("Ka{number} ")),
            12 if place % 45 == 12 => text.push_str(&format!("mo{number}, said Lo{number} ")),
            14 if place % 150 == 149 => text.push_str(&format!("ti{number}.\n\n")),
            14 => text.push_str(&format!("ti{number}. ")),
            _ if next(2) == 0 => text.push_str(["the ", "of ", "in ", "was "][usize::try_from(number % 4).unwrap()]),
            _ => text.push_str(&format!("su{number} ")),
        }
    }
    text
}

fn timed<T>(what: &str, run: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let found = run();
    println!("{what}: {:.0} ms", start.elapsed().as_secs_f64() * 1000.0);
    found
}

#[test]
#[ignore = "prints figures"]
fn an_item_of_200_000_words_and_500_items() {
    let (long, other) = (text(200_000, 1), text(200_000, 2));
    let words = timed("200,000 words prepared", || Words::of(&long));
    let other = Words::of(&other);
    let mut names = Names::default();
    (0..500).for_each(|number| names.add(number, &format!("Ka{number} Lo{number}"), number % 3 == 0));
    let found = timed("200,000 words, attributions", || attribution::find(&long, &names));
    println!("  {} attributions", found.len());
    let evidence: Vec<_> = (0..8).map(|number| number * 1_000..number * 1_000 + 300).collect();
    let item = |words| Item { words, evidence: &evidence, published: None };
    timed("two of 200,000 words compared", || compare(&item(&words), &item(&other), &Aside::default()));
    let texts: Vec<String> = (0..500).map(|number| text(600, 10 + number)).collect();
    let all: Vec<Words> =
        timed("500 items of 600 words prepared", || texts.iter().map(|text| Words::of(text)).collect());
    let one = std::slice::from_ref(&(0..300));
    let item = |words| Item { words, evidence: one, published: None };
    let pairs = timed("all 124,750 pairs of them compared", || {
        let pairs = all.iter().enumerate().flat_map(|(place, a)| all.iter().take(place).map(move |b| (a, b)));
        pairs.filter(|(a, b)| compare(&item(a), &item(b), &Aside::default()).is_some()).count()
    });
    println!("  {pairs} pairs share something");
    let texts: Vec<String> = (0..500).map(|number| text(errors::WORDS_MOST, 10 + number)).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    timed("mistakes of 500 items of 10,000 words", || {
        shared(&texts, "Ka1 su2 ti3", &(0..texts.len()).collect::<Vec<_>>())
    });
}
