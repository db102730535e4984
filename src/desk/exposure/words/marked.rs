//! Characters of a text that could point at whoever passed it on, and what its file says
//! about itself. The characters are found by [`crate::marks`].

use super::finding::{Finding, Kind, Level};
use super::leaving::Leaving;
use crate::marks::{self, Kind as Mark};

/// Metadata that say who wrote it, on which machine, where, or in which steps.
const TELLING: &[&str] = &[
    "author",
    "creator",
    "last-modified-by",
    "lastmodifiedby",
    "company",
    "manager",
    "gps",
    "serial",
    "document-id",
    "documentid",
    "instance-id",
    "rsid",
    "revision",
    "template",
    "comment",
    "tracked",
    "hidden",
    "editor",
    "owner",
    "user",
    "printer",
    "path",
];
/// So many marks are told one by one.
const TOLD: usize = 200;

/// The marks of a text that leaves the desk, and its file's metadata.
pub(super) fn find(number: usize, leaving: &Leaving, is_shared: &dyn Fn(usize) -> bool) -> Vec<Finding> {
    let found = marks::find(&leaving.text, &leaving.parts);
    let listed = found.listed.iter().take(TOLD).map(|mark| {
        let level = level(mark.kind, is_shared(mark.place.start));
        let points: Vec<String> = mark.code_points().collect();
        Finding {
            kind: Kind::Mark,
            level,
            text: number,
            at: mark.place.clone(),
            words: points.join(" "),
            item: None,
            place: None,
            likeness: None,
            message: format!(
                "Here stands {}: {}. It may have come with a text that somebody sent.",
                mark.kind.note(),
                points.join(" ")
            ),
            remedy: "Type these words anew, without copying them from anywhere.".to_owned(),
        }
    });
    let mut findings: Vec<Finding> = listed.collect();
    if found.total > TOLD {
        findings.push(more(number, found.total));
    }
    findings.extend(metadata(number, leaving));
    findings
}

/// What ordinary writing has stops nobody, unless it stands in words that came from a
/// protected item; what no typography needs does.
fn level(kind: Mark, is_shared: bool) -> Level {
    let habit = matches!(
        kind,
        Mark::TrailingSpaces
            | Mark::DoubleSpaces
            | Mark::NoBreakSpace
            | Mark::SoftHyphen
            | Mark::ByteOrderMark
            | Mark::LineSeparator
            | Mark::RareApostrophe
            | Mark::RareQuotationMark
            | Mark::RareDash
            | Mark::RareComposition
            | Mark::RareLineEnding
    );
    if habit && !is_shared { Level::Note } else { Level::Block }
}

fn more(number: usize, total: usize) -> Finding {
    Finding {
        kind: Kind::Mark,
        level: Level::Block,
        text: number,
        at: 0..0,
        words: String::new(),
        item: None,
        place: None,
        likeness: None,
        message: format!("There are {total} marks in all; the first {TOLD} are listed."),
        remedy: "Copy the text through a plain text editor, or type it anew.".to_owned(),
    }
}

fn metadata(number: usize, leaving: &Leaving) -> Option<Finding> {
    let tells = |key: &str| TELLING.iter().any(|word| key.contains(word));
    let mut keys: Vec<&str> =
        leaving.metadata.iter().map(|entry| entry.key.as_str()).filter(|key| tells(key)).collect();
    keys.sort_unstable();
    keys.dedup();
    let first = keys.first()?;
    Some(Finding {
        kind: Kind::Mark,
        level: Level::Warn,
        text: number,
        at: 0..0,
        words: (*first).to_owned(),
        item: None,
        place: None,
        likeness: None,
        message: format!("The file says about itself: {}. That would travel with it.", keys.join(", ")),
        remedy: "Send or publish the text, not this file.".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn levels(text: &str, is_shared: bool) -> Vec<Level> {
        let leaving = Leaving { text: text.to_owned(), ..Leaving::default() };
        find(0, &leaving, &|_| is_shared).into_iter().map(|finding| finding.level).collect()
    }

    #[test]
    fn what_nobody_sees_blocks_and_a_habit_of_writing_only_in_words_that_are_shared() {
        assert_eq!(levels("The pumps were\u{200b} sold.", false), [Level::Block]);
        assert_eq!(levels("The pumps\u{a0}were sold.", false), [Level::Note]);
        assert_eq!(levels("The pumps\u{a0}were sold.", true), [Level::Block]);
        assert!(levels("The pumps were sold.", true).is_empty(), "the control");
    }

    #[test]
    fn metadata_that_would_travel_is_named_by_its_key_and_never_by_its_value() {
        let entry = |key: &str| crate::read::Metadata { key: key.to_owned(), value: "Ilse Vandrey".to_owned() };
        let leaving = Leaving {
            text: "Plain.".to_owned(),
            metadata: vec![entry("docx.last-modified-by"), entry("docx.words")],
            ..Leaving::default()
        };
        let found = find(0, &leaving, &|_| false);
        assert_eq!(found.len(), 1);
        assert!(found[0].message.contains("docx.last-modified-by") && !found[0].message.contains("Vandrey"));
    }
}
