//! All that is printed, as data. What is not in here cannot be in a page.

use serde::{Deserialize, Serialize};
use subrosa_tip::Day;

/// A dossier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Dossier {
    /// 1, 2, 3 …
    pub number: u32,
    /// The day on which it was first published.
    pub day: Day,
    /// The day of the first.
    pub first: Day,
    /// What the newsroom says of itself.
    pub imprint: Imprint,
    /// Title, article, claims.
    #[serde(flatten)]
    pub printed: Printed,
    /// Every dossier so far with what it changed, the newest first.
    pub history: Vec<Issue>,
}

/// What the newsroom says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Imprint {
    /// Who publishes.
    pub publisher: Option<String>,
    /// Where the pages will lie: an address that ends with `/`.
    pub address: Option<String>,
    /// Where readers report errors: an address, `mailto:` before an e-mail address.
    pub corrections: Option<String>,
    /// The language of the article, BCP 47.
    pub language: String,
}

/// An article and what stands behind it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Printed {
    /// The first heading, or the first words.
    pub title: String,
    /// The rest.
    pub article: Vec<Paragraph>,
    /// In the order of their numbers.
    pub claims: Vec<PrintedClaim>,
}

/// What a paragraph is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shape {
    /// A paragraph.
    Paragraph,
    /// A heading.
    Heading,
    /// An item of a list.
    Item,
    /// Set apart as a quotation.
    Quoted,
}

/// A paragraph of the article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Paragraph {
    /// What it is.
    pub shape: Shape,
    /// Words, and after them the claims that they print.
    pub runs: Vec<Run>,
}

/// Words with the claims that they print.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Run {
    /// The words.
    pub words: String,
    /// Numbers of claims, as readers know them.
    pub claims: Vec<u32>,
}

impl Paragraph {
    /// Its words without the marks.
    #[must_use]
    pub fn text(&self) -> String {
        let words: String = self.runs.iter().map(|run| run.words.as_str()).collect();
        words.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// A claim as readers see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PrintedClaim {
    /// As readers know it; it stays the same in every dossier.
    pub number: u32,
    /// The sentence.
    pub text: String,
    /// What sort it is, in the ledger's words.
    pub kind: String,
    /// How far it is so, in the ledger's words.
    pub label: String,
    /// How many sources.
    pub sources: Sources,
    /// What readers can look at.
    pub evidence: Vec<Shown>,
    /// Numbers of the printed claims that it rests on.
    pub rests_on: Vec<u32>,
    /// A statement of somebody that is judged here; only for what somebody said.
    pub review: Option<Review>,
}

/// How many sources stand behind a claim, where readers may know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Sources {
    /// Every one is open.
    Open {
        /// How many are independent, at least.
        independent: usize,
        /// Names of a largest set of which no two are one.
        names: Vec<String>,
        /// Pairs that count as one.
        one: Vec<(String, String)>,
    },
    /// Some are protected, so nothing is said of any.
    Withheld {
        /// They are at least two.
        independent: bool,
    },
    /// It rests on other claims.
    Opinion,
}

/// A passage that readers may look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Shown {
    /// It speaks against the claim.
    pub denies: bool,
    /// Who says so, or who published it.
    pub who: Option<String>,
    /// What it is called.
    pub title: Option<String>,
    /// Where it was published; `http:` or `https:` and nothing else.
    pub url: Option<String>,
    /// When.
    pub published: Option<Day>,
    /// What stands before the passage.
    pub before: String,
    /// The passage.
    pub words: String,
    /// What stands after it.
    pub after: String,
    /// SHA-256 of the copy in the newsroom's archive.
    pub archive: Option<String>,
}

/// Somebody's statement, judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Review {
    /// What was said.
    pub statement: String,
    /// Who said it.
    pub by: String,
    /// Where it can be heard or read.
    pub appearance: Option<String>,
    /// The label of what was said, in the ledger's words.
    pub label: String,
}

/// One dossier in the history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Issue {
    /// Its number.
    pub number: u32,
    /// Its day.
    pub day: Day,
    /// What it changed.
    pub changes: Vec<Change>,
}

/// One change that readers are told of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// What sort.
    pub what: What,
    /// The claim, as readers know it.
    pub claim: Option<u32>,
    /// As it was.
    pub before: Option<String>,
    /// As it is now.
    pub after: Option<String>,
    /// What readers are told of why.
    pub note: Option<String>,
}

/// Sorts of changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    /// The first dossier.
    First,
    /// A claim was wrong and was put right.
    Corrected,
    /// A claim was taken back.
    Retracted,
    /// A claim was said in other words.
    Reworded,
    /// How far a claim is so was judged anew.
    Relabelled,
    /// A claim is new.
    Added,
    /// A claim is not printed any more.
    Dropped,
    /// A paragraph of the article changed.
    Article,
    /// What is shown of sources, or the imprint, changed; no sentence did.
    Sources,
}

impl Dossier {
    /// A dossier of which the last issue is the newest.
    #[must_use]
    pub fn new(printed: Printed, imprint: &Imprint, mut issues: Vec<Issue>) -> Self {
        issues.sort_by_key(|issue| std::cmp::Reverse(issue.number));
        let (newest, first) = (issues.first(), issues.last());
        let number = newest.map_or(0, |issue| issue.number);
        let days = newest.zip(first).map(|(newest, first)| (newest.day, first.day));
        let (day, first) = days.unwrap_or((Day::EPOCH, Day::EPOCH));
        Self { number, day, first, imprint: imprint.clone(), printed, history: issues }
    }

    /// Corrections and retractions of all dossiers, the newest first, with their days.
    pub fn amendments(&self) -> impl Iterator<Item = (Day, &Change)> {
        let all = self.history.iter().flat_map(|issue| issue.changes.iter().map(move |change| (issue.day, change)));
        all.filter(|(_, change)| matches!(change.what, What::Corrected | What::Retracted))
    }
}
