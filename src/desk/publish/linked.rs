//! The dossier in schema.org's words (JSON-LD 1.1), for search engines. Pure.
//!
//! A `NewsArticle` with its corrections, and a `ClaimReview` for each statement of somebody
//! else that is judged here. *Source*: schema.org's vocabulary; Google's and ClaimReview's
//! own documentation ask for `url`, `claimReviewed`, `reviewRating` and `itemReviewed`.

use serde_json::{Map, Value, json};
use subrosa_tip::Day;

use super::dossier::{Change, Dossier, PrintedClaim, Review, What};

/// The graph, as it stands in a page.
#[must_use]
pub fn linked(dossier: &Dossier) -> Value {
    let reviews = dossier.printed.claims.iter().filter_map(|claim| Some((claim, claim.review.as_ref()?)));
    let reviews = reviews.map(|(claim, review)| claim_review(dossier, claim, review));
    let graph: Vec<Value> = [article(dossier)].into_iter().chain(reviews).collect();
    json!({ "@context": "https://schema.org", "@graph": graph })
}

/// Text that can stand in a `script` element: nothing in it ends the element or begins
/// another (HTML, 4.12.1.3).
#[must_use]
pub fn embedded(value: &Value) -> String {
    let text = serde_json_canonicalizer::to_string(value).unwrap_or_default();
    text.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}

fn article(dossier: &Dossier) -> Value {
    let mut object = Map::new();
    object.insert("@type".into(), "NewsArticle".into());
    object.insert("headline".into(), dossier.printed.title.clone().into());
    object.insert("inLanguage".into(), dossier.imprint.language.clone().into());
    object.insert("datePublished".into(), dossier.first.to_string().into());
    object.insert("dateModified".into(), dossier.day.to_string().into());
    object.insert("version".into(), dossier.number.into());
    object.insert("isAccessibleForFree".into(), true.into());
    object.extend(organization(dossier).into_iter().flat_map(|organization| {
        [("author".to_owned(), organization.clone()), ("publisher".to_owned(), organization)]
    }));
    object.extend(dossier.imprint.address.iter().map(|address| ("url".to_owned(), address.clone().into())));
    let corrections: Vec<Value> = dossier.amendments().map(|(day, change)| correction(day, change)).collect();
    if !corrections.is_empty() {
        object.insert("correction".into(), corrections.into());
    }
    object.into()
}

fn organization(dossier: &Dossier) -> Option<Value> {
    let name = dossier.imprint.publisher.as_ref()?;
    Some(json!({ "@type": "NewsMediaOrganization", "name": name }))
}

fn correction(day: Day, change: &Change) -> Value {
    json!({ "@type": "CorrectionComment", "datePublished": day.to_string(), "text": told(change) })
}

/// A correction or retraction in one sentence or two.
#[must_use]
pub fn told(change: &Change) -> String {
    let before = change.before.as_deref().unwrap_or_default();
    let told = match (change.what, change.after.as_deref()) {
        (What::Retracted, _) => format!("Retracted: “{before}”"),
        (_, Some(after)) => format!("Corrected: “{before}” now reads “{after}”"),
        (_, None) => format!("Corrected: “{before}”"),
    };
    [Some(told), change.note.clone()].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn claim_review(dossier: &Dossier, claim: &PrintedClaim, review: &Review) -> Value {
    let appearance = review.appearance.as_ref().map(|url| json!({ "@type": "CreativeWork", "url": url }));
    let mut reviewed = Map::new();
    reviewed.insert("@type".into(), "Claim".into());
    reviewed.insert("author".into(), json!({ "@type": "Thing", "name": review.by }));
    reviewed.extend(appearance.map(|appearance| ("appearance".to_owned(), appearance)));
    let mut object = Map::new();
    object.insert("@type".into(), "ClaimReview".into());
    object.insert("claimReviewed".into(), review.statement.clone().into());
    object.insert("datePublished".into(), dossier.day.to_string().into());
    object.insert("itemReviewed".into(), reviewed.into());
    object.insert("reviewRating".into(), rating(&review.label));
    object.extend(organization(dossier).map(|organization| ("author".to_owned(), organization)));
    let address = dossier.imprint.address.iter();
    object.extend(address.map(|address| ("url".to_owned(), format!("{address}#claim-{}", claim.number).into())));
    object.into()
}

fn rating(label: &str) -> Value {
    let value = match label {
        "confirmed" => 5,
        "probable" => 4,
        "speculative" => 3,
        "unverified" => 2,
        _ => 1,
    };
    json!({ "@type": "Rating", "ratingValue": value, "bestRating": 5, "worstRating": 1, "alternateName": label })
}
