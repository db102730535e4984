//! Quotations and where they stand → findings.

use rusqlite::Connection;

use super::ProofError;
use super::align::Difference;
use super::finding::{Finding, Kind};
use super::quotation::Quotation;
use super::sentence::Sentence;
use super::source::{Stands, Verdict};
use crate::corpus::{Standing, item};

/// Quotations in a sentence that marks a translation stand where the mark says.
///
/// # Errors
/// [`ProofError::Passage`]: the mark names nothing.
pub(super) fn translate(
    db: &Connection,
    sentences: &[Sentence],
    quotations: &mut [(Quotation, Verdict)],
) -> Result<(), ProofError> {
    for sentence in sentences {
        for (name, range) in sentence.marks.iter().filter_map(|mark| mark.translates.as_ref()) {
            let unknown = || ProofError::Passage(name.clone());
            let item = item::find(db, name).map_err(|_| unknown())?;
            if item.characters.is_none_or(|characters| range.end > characters) {
                return Err(unknown());
            }
            let within = |quotation: &Quotation| {
                sentence.range.start < quotation.range.end && quotation.range.start < sentence.range.end
            };
            for (_, verdict) in quotations.iter_mut().filter(|(quotation, _)| within(quotation)) {
                *verdict = translated(item.clone(), range.clone());
            }
        }
    }
    Ok(())
}

fn translated(item: crate::corpus::Item, range: std::ops::Range<u64>) -> Verdict {
    let standing = item.standing;
    let stands = Stands { item, range, share: 1.0, differences: Vec::new(), terms: None, translated: true };
    match standing {
        Standing::Public | Standing::OnRecord => Verdict::Exact(stands),
        Standing::Protected => Verdict::Protected(stands),
        Standing::Internal => Verdict::Internal(stands),
    }
}

/// What is wrong with the quotations of a draft.
pub(super) fn findings(quotations: &[(Quotation, Verdict)]) -> Vec<Finding> {
    quotations.iter().filter_map(|(quotation, verdict)| finding(quotation, verdict)).collect()
}

fn finding(quotation: &Quotation, verdict: &Verdict) -> Option<Finding> {
    let at = |kind, message: String, stands: Option<&Stands>| {
        let mut finding = Finding::new(kind, quotation.range.clone(), &quotation.text, message);
        if let Some(stands) = stands {
            finding.item = Some(stands.item.name.clone());
            finding.place = Some(stands.range.clone());
            finding.is_protected = stands.item.standing == Standing::Protected;
            // What a protected item says in other words is not printed into a margin.
            finding.differences = if finding.is_protected { Vec::new() } else { stands.differences.clone() };
        }
        finding
    };
    Some(match verdict {
        Verdict::Exact(_) => return None,
        Verdict::Terms(stands) => at(
            Kind::Terms,
            format!("{} has these words, on terms that forbid to quote them", stands.item.name),
            Some(stands),
        )
        .fix("leave it out, or ask the person and record new terms with `terms`"),
        Verdict::Altered(stands) => at(
            Kind::QuoteAltered,
            format!("{} has other words: {}", stands.item.name, told(&stands.differences)),
            Some(stands),
        )
        .fix("quote it as it stands there"),
        Verdict::Protected(stands) => at(
            Kind::QuoteProtected,
            // Its item stands beside it: a message names nothing protected.
            "only protected material has these words, exactly or nearly".to_owned(),
            Some(stands),
        )
        .fix("leave it out, or say it in other words"),
        Verdict::Internal(stands) => at(
            Kind::QuoteNotFound,
            format!("only {} has these words, and it is neither public nor on the record", stands.item.name),
            Some(stands),
        )
        .fix(format!("record where it was published: `corpus set {}`", stands.item.name)),
        Verdict::Nowhere => at(Kind::QuoteNotFound, "these words stand nowhere in the case".to_owned(), None)
            .fix("add what it is quoted from to the corpus, or take the marks of quotation away"),
    })
}

/// Differences as a sentence.
pub(super) fn told(differences: &[Difference]) -> String {
    let one = |difference: &Difference| match (difference.quoted.as_str(), difference.source.as_str()) {
        ("", source) => format!("“{source}” is left out"),
        (quoted, "") => format!("“{quoted}” is put in"),
        ("…" | "[…]", source) => format!("“{source}” is hidden: {}", difference.what),
        (quoted, source) => format!("“{quoted}” for “{source}”"),
    };
    differences.iter().map(one).collect::<Vec<_>>().join("; ")
}
