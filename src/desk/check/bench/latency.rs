//! The bench of `tests/bench/check.sh`: how long a check takes on an invented case.

use std::time::Instant;

use super::folder::Line;
use super::*;

/// Words by Zipf's law, by a linear congruence (Knuth's MMIX): the same each time.
struct Words {
    state: u64,
    words: Vec<String>,
}

impl Words {
    fn new() -> Self {
        let syllables =
            ["ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe", "ro", "su", "ta", "ve"];
        let word = |number: usize| {
            let mut rest = number + 1;
            let mut word = String::new();
            while rest > 0 {
                word.push_str(syllables[rest % syllables.len()]);
                rest /= syllables.len();
            }
            word
        };
        Self { state: 6, words: (0..60_000).map(word).collect() }
    }

    fn roll(&mut self) -> f64 {
        self.state = self.state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.state >> 11) as f64 / (1u64 << 53) as f64
    }

    fn sentence(&mut self) -> String {
        let count = self.words.len() as f64;
        // Rank r with a chance of about 1/r.
        let ranks: Vec<usize> = (0..28).map(|_| (count.powf(self.roll()) - 1.0) as usize).collect();
        let words: Vec<&str> = ranks.into_iter().map(|at| self.words[at].as_str()).collect();
        format!("{}.", words.join(" "))
    }
}

#[test]
#[ignore = "a bench: tests/bench/check.sh runs it"]
fn latency() {
    let wanted: usize = std::env::var("PASSAGES").ok().and_then(|count| count.parse().ok()).unwrap_or(200_000);
    let mut words = Words::new();
    let mut claims = Vec::new();
    let mut pages = Vec::new();
    for page in 0..wanted.div_ceil(500) {
        let mut passage = |number| (format!("{page}-{number}"), [words.sentence(), words.sentence()].join(" "));
        let passages: Vec<Line> = (0..500).map(&mut passage).collect();
        let sentence = |text: &str| text.split_inclusive('.').next().unwrap_or_default().to_owned();
        claims.extend(passages.get(page % 500).map(|(_, text)| sentence(text)));
        pages.push(passages);
    }
    let mut desk = fixture::case();
    let begin = Instant::now();
    fill(&mut desk.case, &pages);
    println!(
        "{} passages in {} documents, in the case after {:.0} s",
        pages.len() * 500,
        pages.len(),
        begin.elapsed().as_secs_f64()
    );
    let mut times = Vec::new();
    for text in claims.iter().take(100) {
        let asked = Asked { text: text.clone(), limit: 20, ..Asked::default() };
        let begin = Instant::now();
        let (rows, _) = check(&mut desk.case, &asked, |_, _| {}).unwrap();
        times.push(begin.elapsed());
        assert!(rows.first().is_some_and(|row| row.passage.text.contains(text)), "its own passage is the first");
    }
    times.sort_unstable();
    let at = |share: usize| times.get(times.len() * share / 100).map_or(0.0, |time| time.as_secs_f64() * 1e3);
    println!("check, a claim of 28 words, 20 rows: p50 {:.1} ms, p95 {:.1} ms", at(50), at(95));
}
