//! From the case to what may be printed.

use std::collections::BTreeMap;

use super::dossier::{Printed, PrintedClaim, Review, Sources};
use super::{PublishError, article, counted, kept, open};
use crate::case::Case;
use crate::independence::gather::people::People;
use crate::ledger::claim::{self, Claim, parts};
use crate::ledger::evidence::read::in_context;
use crate::ledger::{ClaimRef, decide};
use crate::proof::draft::Draft;

/// What a draft and its claims print.
///
/// # Errors
/// [`PublishError`].
pub fn printed(case: &Case, draft: &Draft, claims: &[ClaimRef]) -> Result<Printed, PublishError> {
    let numbers = numbered(&kept::numbers(case.db())?, claims);
    let people = People::read(case)?;
    let (title, article) = article::article(draft, &numbers);
    let mut printed = Printed { title, article, claims: Vec::new() };
    for claim in claims {
        printed.claims.push(of_claim(case, *claim, &numbers, &people)?);
    }
    printed.claims.sort_by_key(|claim| claim.number);
    Ok(printed)
}

/// The numbers that readers know: a claim keeps the one that it had, a new one gets the next.
#[must_use]
pub fn numbered(known: &BTreeMap<u32, u32>, claims: &[ClaimRef]) -> BTreeMap<u32, u32> {
    let mut last = known.values().copied().max().unwrap_or_default();
    let mut number = |claim: &ClaimRef| {
        let number = known.get(&claim.0).copied().unwrap_or_else(|| {
            last += 1;
            last
        });
        (claim.0, number)
    };
    claims.iter().map(&mut number).collect()
}

fn of_claim(
    case: &Case,
    number: ClaimRef,
    numbers: &BTreeMap<u32, u32>,
    people: &People,
) -> Result<PrintedClaim, PublishError> {
    let (claim, parts) = (claim::find(case.db(), number)?, parts::of(case.db(), number)?);
    let linked = in_context(case, number)?;
    let mut evidence = Vec::new();
    for one in &linked {
        evidence.extend(open::shown(case, one, people)?);
    }
    let sources = match claim.kind.as_str() {
        "opinion" => Sources::Opinion,
        _ => counted::sources(case, number, &linked, people)?,
    };
    // What is not printed here is not judged here either.
    let printed_grounds: Vec<ClaimRef> =
        parts.rests_on.iter().copied().filter(|ground| numbers.contains_key(&ground.0)).collect();
    let by = evidence.iter().find(|shown| !shown.denies).map(|shown| (shown.who.clone(), shown.url.clone()));
    Ok(PrintedClaim {
        number: numbers.get(&number.0).copied().unwrap_or_default(),
        label: label(case, number)?,
        sources,
        evidence,
        rests_on: printed_grounds.iter().filter_map(|ground| numbers.get(&ground.0).copied()).collect(),
        review: review(case, &claim, &printed_grounds, by)?,
        text: claim.text,
        kind: claim.kind,
    })
}

fn label(case: &Case, number: ClaimRef) -> Result<String, PublishError> {
    let label = decide::assessment(case.db(), number)?.map(|(_, label, _)| label);
    Ok(label.unwrap_or_else(|| "opinion".to_owned()))
}

/// What somebody said, judged by the claim that the quotation rests on.
fn review(
    case: &Case,
    claim: &Claim,
    grounds: &[ClaimRef],
    by: Option<(Option<String>, Option<String>)>,
) -> Result<Option<Review>, PublishError> {
    let (Some((Some(who), appearance)), [ground]) = (by, grounds) else { return Ok(None) };
    if claim.kind != "quote" {
        return Ok(None);
    }
    let statement = claim::find(case.db(), *ground)?.text;
    Ok(Some(Review { statement, by: who, appearance, label: label(case, *ground)? }))
}
