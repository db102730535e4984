//! Rules by which a changed sentence claims less than it did. Few, and each with
//! its reason; they point a person to a sentence and decide nothing.

use std::collections::BTreeSet;

/// Why a changed sentence may claim less.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// A word of doubt was added: what was said is now only possible.
    Hedge,
    /// A negation was added or taken away: the sentence says the reverse.
    Negation,
    /// A figure was changed or dropped.
    Number,
    /// The statement was handed to somebody else: the publisher no longer says it.
    Attribution,
    /// Some where it was all, sometimes where it was always.
    Scope,
    /// A word of certainty was taken away.
    Certainty,
    /// A name was taken away.
    Name,
}

const HEDGES: [&str; 38] = [
    "may",
    "might",
    "could",
    "possibly",
    "perhaps",
    "maybe",
    "probably",
    "likely",
    "apparently",
    "seemingly",
    "seems",
    "seem",
    "seemed",
    "appears",
    "appear",
    "appeared",
    "suggests",
    "suggest",
    "suggested",
    "reportedly",
    "allegedly",
    "alleged",
    "supposedly",
    "purported",
    "purportedly",
    "potentially",
    "presumably",
    "believed",
    "thought",
    "vielleicht",
    "möglicherweise",
    "wohl",
    "vermutlich",
    "angeblich",
    "mutmaßlich",
    "könnte",
    "könnten",
    "offenbar",
];
const NEGATIONS: [&str; 17] = [
    "not", "no", "never", "none", "nobody", "neither", "nor", "without", "denied", "denies", "failed", "cannot",
    "nicht", "kein", "keine", "nie", "ohne",
];
const SPEAKERS: [&str; 20] = [
    "according",
    "said",
    "says",
    "told",
    "claimed",
    "claims",
    "stated",
    "states",
    "reported",
    "reports",
    "argued",
    "insisted",
    "maintains",
    "described",
    "laut",
    "zufolge",
    "sagte",
    "erklärte",
    "behauptet",
    "behauptete",
];
const WIDE: [&str; 14] = [
    "all",
    "every",
    "everyone",
    "always",
    "entire",
    "entirely",
    "completely",
    "fully",
    "most",
    "alle",
    "jeder",
    "immer",
    "vollständig",
    "sämtliche",
];
const NARROW: [&str; 14] = [
    "some",
    "several",
    "few",
    "sometimes",
    "partly",
    "partially",
    "occasionally",
    "certain",
    "many",
    "einige",
    "manche",
    "manchmal",
    "teilweise",
    "wenige",
];
const CERTAIN: [&str; 18] = [
    "confirmed",
    "confirms",
    "proved",
    "proves",
    "proven",
    "showed",
    "shows",
    "established",
    "definitely",
    "certainly",
    "clearly",
    "undoubtedly",
    "knew",
    "knowingly",
    "deliberately",
    "bestätigt",
    "bewiesen",
    "eindeutig",
];

impl Rule {
    /// As scripts compare it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Hedge => "hedge-added",
            Self::Negation => "negation-changed",
            Self::Number => "number-changed",
            Self::Attribution => "attribution-added",
            Self::Scope => "scope-narrowed",
            Self::Certainty => "certainty-removed",
            Self::Name => "name-removed",
        }
    }
}

/// The rules that a change of a sentence meets. Words are folded; the texts are as
/// they stand, for their capitals.
#[must_use]
pub fn rules(old: (&str, &[String]), new: (&str, &[String])) -> Vec<Rule> {
    let ((old_text, old), (new_text, new)) = (old, new);
    let count = |words: &[String], list: &[&str]| words.iter().filter(|word| list.contains(&word.as_str())).count();
    let more = |list: &[&str]| count(new, list) > count(old, list);
    let fewer = |list: &[&str]| count(new, list) < count(old, list);
    let negated = |words: &[String], text: &str| count(words, &NEGATIONS) + contractions(text);
    let checks = [
        (Rule::Hedge, more(&HEDGES)),
        (Rule::Negation, negated(old, old_text) != negated(new, new_text)),
        (Rule::Number, !numbers(old).is_subset(&numbers(new))),
        (Rule::Attribution, more(&SPEAKERS) || is_framed(old, new)),
        (Rule::Scope, fewer(&WIDE) && more(&NARROW)),
        (Rule::Certainty, fewer(&CERTAIN)),
        (Rule::Name, !names(old_text).iter().all(|name| new.contains(name))),
    ];
    checks.into_iter().filter(|(_, met)| *met).map(|(rule, _)| rule).collect()
}

/// "Neighbours say that …": the old sentence stands whole behind a new "that".
fn is_framed(old: &[String], new: &[String]) -> bool {
    let rest = new.windows(old.len() + 1).find(|run| run.get(1..) == Some(old));
    !old.is_empty() && rest.and_then(<[String]>::first).is_some_and(|word| matches!(word.as_str(), "that" | "dass"))
}

/// "didn't", "wasn’t".
fn contractions(text: &str) -> usize {
    let text = text.to_lowercase();
    text.matches("n't").count() + text.matches("n’t").count()
}

fn numbers(words: &[String]) -> BTreeSet<&str> {
    words.iter().map(String::as_str).filter(|word| word.contains(char::is_numeric)).collect()
}

/// Words with a capital that do not begin the sentence, folded.
fn names(text: &str) -> Vec<String> {
    let words = crate::fingerprint::words(text).skip(1);
    let capital = |word: &crate::fingerprint::Word| text.chars().nth(word.place.start).is_some_and(char::is_uppercase);
    words.filter(capital).map(|word| word.text).collect()
}
