//! The answer in words: every number in it follows from a reason that it names.

use std::collections::{BTreeMap, BTreeSet};

use super::telling::telling;
use super::{Answer, Barred, Edge, Ghost, Node, Reason, Witness};

/// One paragraph: "Six passages from five sources count as 2: S3, S4 and S5 repeat the
/// text of S2 (3 March 2026); S6 cites S2."
#[must_use]
pub fn sentence(answer: &Answer) -> String {
    let passages = answer.witnesses.iter().map(|witness| witness.passages).sum();
    let opening = format!(
        "{} from {} {} as {}",
        capital(&counted(passages, "passage", "passages")),
        counted(answer.witnesses.len(), "source", "sources"),
        if answer.witnesses.len() == 1 { "counts" } else { "count" },
        range(answer)
    );
    let reasons: Vec<String> = barred(&answer.witnesses).into_iter().chain(ties(answer)).collect();
    let because = match reasons.as_slice() {
        [] if answer.witnesses.len() > 1 => ": nothing that is known ties them together".to_owned(),
        [] => String::new(),
        reasons => format!(": {}", reasons.join("; ")),
    };
    format!("{opening}{because}.{}", circles(&answer.cycles))
}

/// "2", "1 to 2"
pub(super) fn range(answer: &Answer) -> String {
    let Answer { independent, at_most, exact, .. } = answer;
    match (exact, independent == at_most) {
        (true, true) => independent.to_string(),
        (true, false) => format!("{independent} to {at_most}"),
        (false, _) => format!("at least {independent} and at most {at_most} (too many to count exactly)"),
    }
}

fn barred(witnesses: &[Witness]) -> Vec<String> {
    let mut by_cause: BTreeMap<&str, Vec<Node>> = BTreeMap::new();
    for witness in witnesses {
        let Some(barred) = witness.barred else { continue };
        by_cause.entry(cause(barred)).or_default().push(Node::Source(witness.source));
    }
    let phrase = |(cause, nodes): (&&str, &Vec<Node>)| {
        format!("{} {} not counted ({cause})", names(nodes, &[]), if nodes.len() == 1 { "is" } else { "are" })
    };
    by_cause.iter().map(phrase).collect()
}

fn cause(barred: Barred) -> &'static str {
    match barred {
        Barred::Unreliable => "reliability E",
        Barred::OwnInterest => "speaks in its own interest",
        Barred::Unknowing => "how its author knew is not known",
        Barred::Unjudged => "nobody can judge it",
        Barred::Assumed => "assumed to be false",
    }
}

/// What is gathered: how sure, the reason, to whom it goes, and what was found where that
/// alone tells two apart.
type Key<'a> = (bool, Reason, Option<Node>, &'a str);

/// One phrase for all edges of a reason that go to one place; those of no direction
/// are gathered by what was found.
fn ties(answer: &Answer) -> Vec<String> {
    let mut gathered: BTreeMap<Key<'_>, (Vec<Node>, BTreeSet<&str>)> = BTreeMap::new();
    for edge in telling(&answer.edges) {
        let Edge { a, b, reason, detail, sure, .. } = edge;
        let towards = reason.is_directed() || *reason == Reason::MaybeUnnamed;
        let key = (!sure, *reason, towards.then_some(*b), if towards { "" } else { detail.as_str() });
        let (nodes, details) = gathered.entry(key).or_default();
        nodes.extend(if towards { vec![*a] } else { vec![*a, *b] });
        details.insert(detail);
    }
    let phrase = |((unsure, reason, to, _), (mut nodes, details)): (Key<'_>, (Vec<Node>, BTreeSet<&str>))| {
        nodes.sort_unstable();
        nodes.dedup();
        // Several that were found in different ways: the table says how each was.
        let detail = if details.len() == 1 { details.first().copied().unwrap_or_default() } else { "" };
        let tie = Tie { nodes, to, reason, detail };
        format!("{}{}", if unsure { "perhaps " } else { "" }, tie.phrase(&answer.ghosts))
    };
    gathered.into_iter().map(phrase).collect()
}

/// Several edges that say the same.
struct Tie<'a> {
    nodes: Vec<Node>,
    to: Option<Node>,
    reason: Reason,
    detail: &'a str,
}

impl Tie<'_> {
    fn phrase(&self, ghosts: &[Ghost]) -> String {
        let who = names(&self.nodes, ghosts);
        let to = self.to.map(|node| name(node, ghosts)).unwrap_or_default();
        let (one, detail) = (self.nodes.len() == 1, in_brackets(self.detail));
        let verb = |singular: &str, plural: &str| if one { singular.to_owned() } else { plural.to_owned() };
        match self.reason {
            Reason::DerivesFrom => format!("{who} {} from {to}{detail}", verb("derives", "derive")),
            Reason::HeardFrom => format!("{who} {} it from {to}{detail}", verb("has", "have")),
            Reason::Told => format!("{who} {} told by us what {to} had said{detail}", verb("was", "were")),
            Reason::TextReuse => format!("{who} {} the text of {to}{detail}", verb("repeats", "repeat")),
            Reason::Attribution => format!("{who} {} {to}{detail}", verb("cites", "cite")),
            Reason::Owner => format!("{who} have one owner{detail}"),
            Reason::Publisher => format!("{who} have one publisher{detail}"),
            Reason::Author => format!("{who} have one author{detail}"),
            Reason::SharedText => format!("{who} share a text of which the first is not known{detail}"),
            Reason::RareError => format!("{who} share what two hardly get wrong alike{detail}"),
            Reason::Lineage => format!("the documents of {who} were made from one another{detail}"),
            Reason::Unjudged => format!("{who} are unjudged and may be one person{detail}"),
            Reason::MaybeUnnamed => format!("{to} may be {who}{detail}"),
            Reason::Decided => format!("{who} {} on {to}, as an editor decided{detail}", verb("depends", "depend")),
        }
    }
}

fn in_brackets(detail: &str) -> String {
    if detail.is_empty() { String::new() } else { format!(" ({detail})") }
}

fn circles(cycles: &[Vec<Node>]) -> String {
    let circle = |cycle: &Vec<Node>| format!(" {} cite each other in a circle.", names(cycle, &[]));
    cycles.iter().map(circle).collect()
}

/// "S3, S4 and S5"
fn names(nodes: &[Node], ghosts: &[Ghost]) -> String {
    let names: Vec<String> = nodes.iter().map(|node| name(*node, ghosts)).collect();
    match names.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
    }
}

/// "S3", or "G1 (\u{201c}the harbour report\u{201d}, not in the case)"
fn name(node: Node, ghosts: &[Ghost]) -> String {
    let ghost = ghosts.iter().find(|ghost| Node::Ghost(ghost.number) == node);
    match ghost {
        None => node.to_string(),
        Some(Ghost { name, unnamed: true, .. }) => format!("{node} (\u{201c}{name}\u{201d}, unnamed)"),
        Some(Ghost { name, .. }) => format!("{node} (\u{201c}{name}\u{201d}, not in the case)"),
    }
}

fn counted(number: usize, one: &str, many: &str) -> String {
    const WORDS: [&str; 13] =
        ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    let word = WORDS.get(number).map_or_else(|| number.to_string(), |word| (*word).to_owned());
    format!("{word} {}", if number == 1 { one } else { many })
}

fn capital(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().map(|first| first.to_uppercase().chain(rest).collect()).unwrap_or_default()
}
