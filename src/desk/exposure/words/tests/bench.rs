//! How long a draft takes against many passages. Run by hand, with how many in
//! `SUBROSA_PASSAGES`.

use std::time::Instant;

use super::*;

/// Words that nobody wrote; the lower the number, the more often (Zipf, roughly).
struct Speech(u64);

impl Speech {
    fn number(&mut self, below: u64) -> u64 {
        // Marsaglia's xorshift.
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % below
    }

    fn word(&mut self) -> String {
        let shift = self.number(16);
        let number = self.number(2 << shift);
        let letter = |at: u64| char::from(b'a' + ((number >> (at * 4)) % 16 + at) as u8);
        (0..3 + number % 4).map(letter).collect()
    }

    fn sentence(&mut self) -> String {
        let words: Vec<String> = (0..8 + self.number(15)).map(|_| self.word()).collect();
        format!("So {}. ", words.join(" "))
    }

    fn text(&mut self, words: usize) -> String {
        let (mut text, mut count) = (String::new(), 0);
        while count < words {
            let sentence = self.sentence();
            count += sentence.split(' ').count() - 1;
            text.push_str(&sentence);
        }
        text
    }
}

#[test]
#[ignore = "a benchmark: set SUBROSA_PASSAGES and run it by its name"]
fn a_draft_of_twenty_thousand_words_against_many_passages() {
    let passages: u64 = std::env::var("SUBROSA_PASSAGES").ok().and_then(|many| many.parse().ok()).unwrap_or(20_000);
    let mut desk = fixture::case();
    let mut speech = Speech(0x5eed_5eed_5eed_5eed);
    let held = |desk: &Desk| -> u64 {
        desk.case.db().query_row("SELECT count(*) FROM passage", [], |row| row.get(0)).unwrap()
    };
    let mut number = 0;
    while held(&desk) < passages {
        let text = speech.text(20_000);
        // Every fourth document is protected.
        let stated = (number % 4 == 0).then_some(Standing::Protected);
        let origin = if stated.is_some() { Origin { stated, ..Origin::default() } } else { published("2026-01-15") };
        document(&mut desk, &text, &origin);
        number += 1;
    }
    let copied: String = corpus::text(desk.case.db(), 1).unwrap().chars().skip(500).take(300).collect();
    let draft = leaving(&format!("{}{copied}", speech.text(20_000)));
    crate::search::bring_up(&mut desk.case, |_, _| {}).unwrap();
    let began = Instant::now();
    let report = examined(&mut desk, &[draft]);
    println!(
        "{} passages, 20,000 words: {:.1} s, {} findings",
        held(&desk),
        began.elapsed().as_secs_f64(),
        report.findings.len()
    );
    assert!(report.findings.iter().any(|finding| finding.kind == Kind::Wording), "the control");
}
