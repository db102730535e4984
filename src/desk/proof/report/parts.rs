//! What the page shows, as the template takes it. Every word of a draft or a document is
//! escaped twice: here what a page would hide, by the template what would become markup.

use super::{class, letter};
use crate::escape::escape;
use crate::ledger::evidence::read::Evidence;
use crate::proof::draft::Kind;
use crate::proof::finding::Finding;
use crate::proof::ledger::Behind;
use crate::proof::source::{Stands, Verdict};
use crate::proof::{Proof, Row, quoted};

/// A finding beside its place.
pub(super) struct Shown {
    pub id: String,
    pub class: &'static str,
    pub kind: &'static str,
    pub text: String,
    pub message: String,
    pub fix: String,
    pub place: String,
    pub accepted: String,
}

pub(super) fn shown(finding: &Finding, redacted: bool) -> Shown {
    let hides = redacted && finding.claim.is_some();
    let place = match (&finding.item, &finding.place) {
        (Some(_), _) if redacted && finding.is_protected => "a protected item".to_owned(),
        (Some(item), Some(range)) => format!("{item}:{}-{}", range.start, range.end),
        (Some(item), None) => item.clone(),
        (None, _) => String::new(),
    };
    let accepted = finding.accepted.as_ref().map(|answer| {
        let second = answer.second.as_ref().map(|name| format!(" and {name}")).unwrap_or_default();
        format!("{}{second}: {}", answer.by, answer.reason.as_deref().unwrap_or("(the reason was erased)"))
    });
    // The gate's reasons name tips and sources.
    let message = if redacted { finding.without_reasons() } else { finding.message.clone() };
    Shown {
        id: finding.id.clone(),
        class: class(finding),
        kind: finding.kind.word(),
        text: escape(&finding.text),
        message: escape(&message),
        fix: if hides { String::new() } else { escape(&finding.fix) },
        place: escape(&place),
        accepted: escape(&accepted.unwrap_or_default()),
    }
}

/// A sentence of the draft.
pub(super) struct Said {
    pub id: String,
    pub state: &'static str,
    pub letter: &'static str,
    pub text: String,
}

/// What stands behind a sentence.
pub(super) struct Proven {
    pub claim: String,
    pub text: String,
    pub verdict: &'static str,
    pub passages: Vec<Passage>,
    /// Passages that may not be seen.
    pub hidden: usize,
}

/// A passage in its place.
pub(super) struct Passage {
    pub id: String,
    pub relation: String,
    pub item: String,
    pub before: String,
    pub text: String,
    pub after: String,
}

/// A block of the draft with its margin.
pub(super) struct Block {
    pub tag: &'static str,
    pub sentences: Vec<Said>,
    pub findings: Vec<Shown>,
    pub proven: Vec<Proven>,
}

pub(super) fn blocks(proof: &Proof, redacted: bool) -> Vec<Block> {
    let mut blocks = Vec::with_capacity(proof.draft.blocks.len());
    for (number, block) in proof.draft.blocks.iter().enumerate() {
        let rows: Vec<&Row> = proof.rows.iter().filter(|row| row.sentence.block == number).collect();
        let (Some(first), Some(last)) = (rows.first(), rows.last()) else { continue };
        let range = first.sentence.range.start..last.sentence.range.end;
        let here = proof.findings.iter().filter(|finding| range.contains(&finding.range.start));
        let mut claims: Vec<_> = rows.iter().flat_map(|row| &row.claims).collect();
        claims.sort_unstable();
        claims.dedup();
        let behind = claims.into_iter().filter_map(|claim| proof.ledger.behind.get(claim));
        blocks.push(Block {
            tag: match block.kind {
                Kind::Heading => "heading",
                Kind::Item => "item",
                Kind::Quoted => "quoted",
                Kind::Paragraph => "paragraph",
            },
            sentences: rows.iter().map(|row| said(row)).collect(),
            findings: here.map(|finding| shown(finding, redacted)).collect(),
            proven: behind.map(|behind| proven(behind, redacted)).collect(),
        });
    }
    blocks
}

fn said(row: &Row) -> Said {
    Said {
        id: row.sentence.id.clone(),
        state: row.state.word(),
        letter: letter(row.state),
        text: escape(&row.sentence.text),
    }
}

fn proven(behind: &Behind, redacted: bool) -> Proven {
    let seen = |evidence: &&Evidence| !redacted || matches!(evidence.standing.as_str(), "public" | "on-record");
    Proven {
        claim: behind.claim.number.to_string(),
        text: escape(&behind.claim.text),
        verdict: behind.judged.verdict.word(),
        passages: behind.evidence.iter().filter(seen).map(passage).collect(),
        hidden: behind.evidence.iter().filter(|evidence| !seen(evidence)).count(),
    }
}

fn passage(evidence: &Evidence) -> Passage {
    let excerpt = evidence.excerpt.clone().unwrap_or_default();
    Passage {
        id: evidence.number.to_string(),
        relation: evidence.relation.clone(),
        item: escape(&format!("{} ({})", evidence.item, evidence.standing)),
        before: escape(&excerpt.before),
        text: escape(&excerpt.text),
        after: escape(&excerpt.after),
    }
}

/// A quotation with where it stands.
pub(super) struct Quote {
    pub text: String,
    pub verdict: &'static str,
    pub place: String,
    pub date: String,
    pub differences: String,
}

pub(super) fn quotes(proof: &Proof, redacted: bool) -> Vec<Quote> {
    let one = |(quotation, verdict): &(crate::proof::quotation::Quotation, Verdict)| {
        let (word, stands) = match verdict {
            Verdict::Exact(stands) if stands.translated => ("translated", Some(stands)),
            Verdict::Exact(stands) => ("exact", Some(stands)),
            Verdict::Terms(stands) => ("terms forbid it", Some(stands)),
            Verdict::Altered(stands) => ("altered", Some(stands)),
            Verdict::Protected(stands) => ("protected", Some(stands)),
            Verdict::Internal(stands) => ("internal only", Some(stands)),
            Verdict::Nowhere => ("nowhere", None),
        };
        let hidden = redacted && matches!(verdict, Verdict::Protected(_));
        let place = |stands: &Stands| format!("{}:{}-{}", stands.item.name, stands.range.start, stands.range.end);
        let shown = stands.filter(|_| !hidden);
        let day = shown.and_then(|stands| stands.item.published.or(stands.item.obtained));
        let differences = shown.filter(|_| !matches!(verdict, Verdict::Protected(_)));
        Quote {
            text: escape(&quotation.text),
            verdict: word,
            place: shown.map_or_else(|| if hidden { "a protected item".into() } else { String::new() }, place),
            date: day.map(|day| day.to_string()).unwrap_or_default(),
            differences: escape(&differences.map(|stands| quoted::told(&stands.differences)).unwrap_or_default()),
        }
    };
    proof.quotations.iter().map(one).collect()
}

/// Somebody who is accused.
pub(super) struct Accused {
    pub name: String,
    pub sentences: Vec<String>,
    pub responses: Vec<String>,
}

pub(super) fn accused(proof: &Proof) -> Vec<Accused> {
    let text = |id: &String| proof.rows.iter().find(|row| row.sentence.id == *id).map(|row| escape(&row.sentence.text));
    let one = |accused: &crate::proof::ledger::Accused| Accused {
        name: escape(&accused.name),
        sentences: accused.sentences.iter().filter_map(text).collect(),
        responses: accused.responses.iter().map(|answer| escape(answer)).collect(),
    };
    proof.accused.iter().map(one).collect()
}
