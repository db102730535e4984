//! Words that say who told it, or that nobody told it before. Pure.
//!
//! "An employee who left in the spring" names a circle of people as a claim does. Which
//! one, an editor says by its name in the case. English and German, some French and Spanish.

use std::ops::Range;

use super::prepared::Prepared;
use super::text::{Word, span};
use crate::search::fold;

/// People as they are called who must not be named, without what narrows them.
const PEOPLE: &str = "employee employees worker workers insider insiders source sources official officials member members \
    person people colleague colleagues staffer staffers witness witnesses whistleblower whistleblowers informant \
    informants nurse nurses doctor doctors engineer engineers officer officers clerk clerks accountant accountants \
    manager managers executive executives teacher teachers guard guards driver drivers secretary technician technicians \
    contractor contractors aide aides adviser advisers advisor advisors staff crew sailor sailors soldier soldiers \
    participant participants attendee attendees volunteer volunteers resident residents intern interns apprentice \
    someone somebody \
    mitarbeiter mitarbeiterin mitarbeitende mitarbeitenden mitarbeiterinnen angestellter angestellte angestellten \
    beschaftigter beschaftigte beschaftigten insidern informantin zeuge zeugin zeugen quelle quellen beamter beamte \
    beamtin beamten mitglied mitglieder kollege kollegin kollegen teilnehmer teilnehmerin pfleger pflegerin ingenieur \
    ingenieurin wachmann jemand eingeweihter eingeweihte hinweisgeber hinweisgeberin \
    employes salarie salaries fonctionnaire temoin empleado empleada funcionario testigo fuente fuentes";
/// Words for people that say by themselves that they told it.
const TELLERS: &str = "insider insiders source sources whistleblower whistleblowers informant informants insidern \
    informantin quelle quellen hinweisgeber hinweisgeberin eingeweihter eingeweihte fuente fuentes";
/// Stand before one of many.
const ONE: &str = "a an one another two three several some former ein eine einer eines einem einen zwei drei mehrere einige \
    ehemaliger ehemalige ehemaligen fruherer fruhere un une deux plusieurs des una dos varios ancien ancienne antiguo";
/// What is done by whoever tells: somewhere in the sentence.
const TELLING: &str = "said says say told tells tell according recalled recalls described describes claimed claims \
    confirmed confirms reported reports wrote writes explained explains added adds warned warns alleged alleges \
    complained noted disclosed revealed reveals provided provides shared spoke speaks saw seen witnessed heard knows \
    knew familiar sagte sagt sagten berichtet berichtete berichten erklarte erklart zufolge laut erzahlt erzahlte \
    schreibt schrieb bestatigt bestatigte kennt wusste weiss selon dit dijo segun raconte";
/// Stand before whoever told it.
const BEFORE: &str = "to by laut von selon segun nach";
/// So near before or after the people stands what they do.
const CLOSE: usize = 3;
/// Narrow the people down, with all that follows.
const NARROWS: &str = "who whose of in at on from with from inside within working close der die das im in aus von vom bei mit qui de du \
    que del en";
/// Longest phrase in words.
const MOST: usize = 14;
/// A phrase ends before these.
const ENDS: &str = "said says told tells that has had was were is are and but according recalled described claimed confirmed \
    reported wrote explained added warned sagte sagt berichtet berichtete erklarte dass und ist war hat hatte zufolge dit dijo";
/// What says that it was not public before.
const NOVEL: [&[&str]; 18] = [
    &["not", "previously", "reported"],
    &["not", "been", "previously", "reported"],
    &["previously", "unreported"],
    &["not", "been", "reported", "before"],
    &["never", "been", "reported"],
    &["never", "before", "been", "reported"],
    &["not", "previously", "been", "reported"],
    &["not", "been", "made", "public"],
    &["never", "been", "made", "public"],
    &["previously", "undisclosed"],
    &["previously", "unpublished"],
    &["revealed", "for", "the", "first", "time"],
    &["reported", "for", "the", "first", "time"],
    &["can", "reveal"],
    &["bisher", "nicht", "bekannt"],
    &["bislang", "nicht", "bekannt"],
    &["bisher", "unbekannt"],
    &["bislang", "unbekannt"],
];

/// A phrase, in characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Phrase {
    pub(super) at: Range<usize>,
    /// Its sentence.
    pub(super) sentence: Range<usize>,
}

fn is_in(list: &str, word: &str) -> bool {
    list.split_ascii_whitespace().any(|listed| listed == word)
}

/// Words that describe who told it.
pub(super) fn descriptions(text: &Prepared<'_>) -> Vec<Phrase> {
    let mut found = Vec::new();
    for range in &text.words.sentences {
        let all = text.words.all.get(range.clone()).unwrap_or_default();
        let folded: Vec<String> = all.iter().map(|word| fold(&word.text)).collect();
        let mut at = 0;
        while at < all.len() {
            match description(all, &folded, at) {
                Some(phrase) => {
                    found.push(Phrase { at: span(slice(all, &phrase)), sentence: span(all) });
                    at = phrase.end;
                }
                None => at += 1,
            }
        }
    }
    found
}

fn slice<'w>(words: &'w [Word], range: &Range<usize>) -> &'w [Word] {
    words.get(range.clone()).unwrap_or_default()
}

/// The phrase whose people stand here: from "a" before them to the end of what narrows.
fn description(all: &[Word], folded: &[String], people: usize) -> Option<Range<usize>> {
    let word = folded.get(people)?;
    if !is_in(PEOPLE, word) {
        return None;
    }
    // Between "a" and the people stand adjectives, and no "for the".
    let before = (1..=4).rev().find(|back| {
        people.checked_sub(*back).and_then(|at| folded.get(at)).is_some_and(|word| is_in(ONE, word))
            && !is_parted(all, people - back, people)
            && !all.get(people - back + 1..people).unwrap_or_default().iter().any(|word| word.is_grammar)
    });
    let teller = is_in(TELLERS, word);
    if before.is_none() && !teller && !matches!(word.as_str(), "someone" | "somebody" | "jemand") {
        return None;
    }
    let start = people - before.unwrap_or(0);
    let mut end = people + 1;
    let narrows = folded.get(end).is_some_and(|next| is_in(NARROWS, next));
    if narrows {
        let limit = (start + MOST).min(all.len());
        // The first word after "who" may be a verb that the phrase would end before.
        end += 1;
        let relative =
            folded.get(end - 1).is_some_and(|word| matches!(word.as_str(), "who" | "whose" | "der" | "die" | "qui"));
        end += usize::from(relative && end < limit);
        while end < limit && !folded.get(end).is_some_and(|word| is_in(ENDS, word)) && !is_parted(all, end - 1, end) {
            end += 1;
        }
    }
    // "a member" alone narrows nobody down; "a former employee" does.
    let says = narrows
        || teller
        || before.is_some_and(|back| back > 1)
        || folded.get(start).is_some_and(|word| word.contains("former") || word.starts_with("ehemalig"));
    let phrase = start..end.min(all.len());
    (says && (teller || tells(folded, &phrase))).then_some(phrase)
}

/// Whether these people are said to tell, to know or to have seen.
fn tells(folded: &[String], phrase: &Range<usize>) -> bool {
    let after = folded.get(phrase.end..(phrase.end + CLOSE).min(folded.len())).unwrap_or_default();
    let before = folded.get(phrase.start.saturating_sub(CLOSE)..phrase.start).unwrap_or_default();
    let within = folded.get(phrase.clone()).unwrap_or_default();
    let telling = |words: &[String]| words.iter().any(|word| is_in(TELLING, word));
    let told = before.last().is_some_and(|word| is_in(BEFORE, word));
    telling(after) || told || telling(before) || telling(within)
}

/// Whether a comma, a stop or a mark of quotation lies between two words.
fn is_parted(all: &[Word], from: usize, until: usize) -> bool {
    all.get(from..=until).unwrap_or_default().windows(2).any(|pair| match pair {
        [one, other] => other.place.start.saturating_sub(one.place.end) > 1,
        _ => false,
    })
}

/// Words that say that it was not public before.
pub(super) fn novelties(text: &Prepared<'_>) -> Vec<Range<usize>> {
    let all = &text.words.all;
    let at = |start: usize| {
        let rest = all.get(start..).unwrap_or_default();
        let begins = |words: &&&[&str]| {
            words.len() <= rest.len() && words.iter().zip(rest).all(|(word, there)| fold(&there.text) == **word)
        };
        NOVEL
            .iter()
            .filter(begins)
            .map(|words| words.len())
            .max()
            .map(|length| span(slice(all, &(start..start + length))))
    };
    (0..all.len()).filter_map(at).collect()
}

/// Which circle the words name: the one whose name says the same, all its telling words
/// and no further one; or else the one that has most of them.
pub(super) fn circle(words: &str, circles: &[(u32, String)]) -> Option<u32> {
    let said = telling(words);
    let named = |name: &str| {
        let name = telling(name);
        (!name.is_empty() && name.iter().all(|word| said.contains(word))).then_some(name.len())
    };
    let fits = circles.iter().filter_map(|(number, name)| Some((named(name)?, *number)));
    fits.max_by_key(|(words, number)| (*words, std::cmp::Reverse(*number))).map(|(_, number)| number)
}

fn telling(words: &str) -> Vec<String> {
    let words = super::text::Words::of(words, crate::search::language(words).or(Some("eng")));
    words
        .all
        .iter()
        .filter(|word| !word.is_grammar && !is_in(ONE, &fold(&word.text)))
        .map(|word| word.stem.clone())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exposure::words::leaving::Leaving;

    fn found(text: &str) -> Vec<String> {
        let leaving = Leaving { text: text.to_owned(), ..Leaving::default() };
        let prepared = Prepared::of(&leaving);
        descriptions(&prepared).into_iter().map(|phrase| prepared.cut(&phrase.at)).collect()
    }

    #[test]
    fn words_that_describe_who_told_it_are_found_and_others_are_not() {
        for (text, expected) in [
            ("An employee who left in the spring said that nobody looked.", "An employee who left in the spring"),
            ("The tank was open, according to a member of the night shift.", "a member of the night shift"),
            (
                "Ein ehemaliger Mitarbeiter der Werft berichtet, dass niemand fragte.",
                "Ein ehemaliger Mitarbeiter der Werft",
            ),
            ("Two people with access to the ledger confirmed the sum.", "Two people with access to the ledger"),
            ("Someone in the accounts office told us.", "Someone in the accounts office"),
            ("Sources inside the ministry are worried.", "Sources inside the ministry"),
        ] {
            assert_eq!(found(text), [expected], "{text}");
        }
        for innocent in [
            "The employees were paid late.",
            "A member was absent.",
            "Mayor Quist said that the tank was open.",
            "Members of the council voted for it.",
            "The company hired an engineer last year.",
        ] {
            assert!(found(innocent).is_empty(), "{innocent}: {:?}", found(innocent));
        }
    }

    #[test]
    fn a_circle_is_meant_when_its_name_says_no_more_than_the_words_do() {
        let circles = [
            (1, "night shift".to_owned()),
            (2, "members of the night shift at Orm".to_owned()),
            (3, "employees".to_owned()),
        ];
        assert_eq!(circle("a member of the night shift", &circles), Some(1));
        assert_eq!(circle("one of the members of the night shift at Orm", &circles), Some(2));
        assert_eq!(circle("an employee who left in the spring", &circles), Some(3));
        assert_eq!(circle("a nurse", &circles), None);
    }

    #[test]
    fn what_is_called_new_is_found() {
        let leaving = |text: &str| Leaving { text: text.to_owned(), ..Leaving::default() };
        let text = leaving("The sale has not been previously reported. Bislang unbekannt war der Preis.");
        let prepared = Prepared::of(&text);
        let words: Vec<String> = novelties(&prepared).iter().map(|at| prepared.cut(at)).collect();
        assert_eq!(words, ["not been previously reported", "Bislang unbekannt"]);
        assert!(novelties(&Prepared::of(&leaving("It was reported before."))).is_empty(), "the control");
    }
}
