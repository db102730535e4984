//! How each source knows, read from the ledger for [`witness`](crate::independence::witness).

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

use super::Support;
use super::people::People;
use crate::case::Case;
use crate::corpus::item::Class;
use crate::independence::witness::{self, Claim as Shown, Interest, Known as Witnessed, Standing, Supplied, Way};
use crate::independence::{Edge, Node, Witness};
use crate::ledger::LedgerError;
use crate::ledger::claim::{Claim, parts};
use crate::ledger::evidence::HeardFrom;

/// Witnesses, what ties them, and who has it from somebody unknown.
pub struct Known {
    /// Each source once.
    pub witnesses: Vec<Witness>,
    /// Ties that follow from how they know.
    pub edges: Vec<Edge>,
    /// Institutions that speak against their own interest within their competence.
    pub enough_alone: BTreeSet<u32>,
    /// Sources that have it from somebody who is not known, and what to call that somebody.
    pub unknown: Vec<(u32, String)>,
    /// Who is to be shown to have said it, where the claim is about that.
    pub speaker: Option<u32>,
}

pub(super) fn known(case: &Case, claim: &Claim, supports: &[Support], people: &People) -> Result<Known, LedgerError> {
    let shown = shown(case, claim, people)?;
    let mut evidence = Vec::new();
    for support in supports {
        evidence.push(one(case, support, people)?);
    }
    let Witnessed { witnesses, edges, enough_alone } = witness::who_knows(shown, &evidence, &people.distinct);
    let unknown = supports.iter().filter(|support| heard_from_nobody(support));
    let unknown: BTreeSet<u32> = unknown.map(|support| support.source).collect();
    let unknown = unknown.into_iter().map(|source| (source, format!("whoever told S{source}"))).collect();
    let speaker = if let Shown::Saying(speaker) = shown { Some(speaker) } else { None };
    Ok(Known { witnesses, edges, enough_alone, unknown, speaker })
}

/// What is to be shown: of a quotation that its speaker said so, where the claim names one.
fn shown(case: &Case, claim: &Claim, people: &People) -> Result<Shown, LedgerError> {
    if claim.kind == "document" {
        return Ok(Shown::Document);
    }
    let parts = parts::of(case.db(), claim.number)?;
    let mut speakers = parts.concerns.iter().chain(&parts.accuses).filter_map(|name| people.names.meant(name));
    Ok(match (claim.kind.as_str(), speakers.next(), speakers.next()) {
        ("quote", Some(speaker), None) => Shown::Saying(speaker.source),
        _ => Shown::Fact,
    })
}

fn one(case: &Case, support: &Support, people: &People) -> Result<witness::Evidence, LedgerError> {
    let Support { evidence, item, source } = support;
    let known = people.get(*source);
    let kind = known.map(|source| source.kind.as_str()).unwrap_or_default();
    let reliability = known.map(|source| source.reliability.as_str()).unwrap_or("F");
    let present = evidence.present_at.is_some() || item.class == Class::Interview;
    Ok(witness::Evidence {
        source: *source,
        way: way(case, support, people)?,
        present,
        conferred: BTreeSet::new(),
        supplied: supplied(case, support, people)?,
        standing: Standing {
            unreliable: reliability == "E",
            unjudged: reliability == "F" && known.is_none_or(|source| !source.named),
            institution: kind == "institution",
            competent: evidence.competent,
        },
        interest: match evidence.interest.as_deref() {
            Some("for") => Interest::For,
            Some("against") => Interest::Against,
            _ => Interest::None,
        },
    })
}

/// A second-hand account without a name is from somebody unknown.
fn heard_from_nobody(support: &Support) -> bool {
    let hearsay = matches!(support.evidence.basis.as_deref(), Some("second-hand" | "rumour"));
    match support.evidence.heard_from {
        Some(HeardFrom::Unknown) => true,
        Some(HeardFrom::Source(_)) => false,
        None => hearsay,
    }
}

fn way(case: &Case, support: &Support, people: &People) -> Result<Way, LedgerError> {
    if let Some(HeardFrom::Source(from)) = support.evidence.heard_from {
        return Ok(Way::Heard(Node::Source(people.root(from.0))));
    }
    Ok(match support.evidence.basis.as_deref() {
        Some("first-hand") => Way::FirstHand,
        Some("document") => Way::Document(document(case, support)?),
        _ => Way::Unknown,
    })
}

/// What was handed over by another source than the one that stands for it.
fn supplied(case: &Case, support: &Support, people: &People) -> Result<Option<Supplied>, LedgerError> {
    let by = support.item.source.map(|source| people.root(source)).filter(|by| *by != support.source);
    let Some(by) = by.filter(|_| support.item.class != Class::Interview) else { return Ok(None) };
    let authenticated = is_authenticated(case, support)?;
    Ok(Some(Supplied { by, authenticated, document: document(case, support)? }))
}

fn is_authenticated(case: &Case, support: &Support) -> Result<bool, LedgerError> {
    let select = "SELECT EXISTS (SELECT 1 FROM authentication WHERE item = ?1)";
    Ok(case.db().prepare_cached(select)?.query_row([support.item.ordinal], |row| row.get(0))?)
}

/// A document by its content. A message that speaks of one means the only file that came
/// with it, and one of its own otherwise.
fn document(case: &Case, support: &Support) -> Result<u64, LedgerError> {
    let content = match support.item.class {
        Class::Message => only_file(case, support)?,
        _ => support.item.sha256,
    };
    let id = Sha256::digest(support.item.ordinal.to_be_bytes()).into();
    let [a, b, c, d, e, f, g, h, ..] = content.unwrap_or(id);
    Ok(u64::from_be_bytes([a, b, c, d, e, f, g, h]))
}

fn only_file(case: &Case, support: &Support) -> Result<Option<[u8; 32]>, LedgerError> {
    let select = "SELECT sha256 FROM file WHERE tip = (SELECT tip FROM item WHERE ordinal = ?1)";
    let mut select = case.db().prepare_cached(select)?;
    let files: Result<Vec<[u8; 32]>, _> = select.query_map([support.item.ordinal], |row| row.get(0))?.collect();
    Ok(match files?.as_slice() {
        [one] => Some(*one),
        _ => None,
    })
}
