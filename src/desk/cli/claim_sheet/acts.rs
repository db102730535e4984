//! What editors did about a claim that the gate asks for: holds, letters and answers,
//! searches outside, sign-offs, rules that were overruled.

use serde_json::{Value, json};

use crate::case::Case;
use crate::cli::{hold, judge, respond, signoff as signed_off};
use crate::failure::Failure;
use crate::ledger::sheet::Sheet;
use crate::signoff::overrule::{self, Overruled};
use crate::signoff::{self, Signed};

/// What editors did, as scripts and as people read it.
pub(super) struct Acts {
    object: Value,
    lines: Vec<String>,
}

impl Acts {
    /// Fields for the object of the claim.
    pub(super) fn object(&self) -> Value {
        self.object.clone()
    }

    /// A line each.
    pub(super) fn lines(self) -> Vec<String> {
        self.lines
    }
}

pub(super) fn of(case: &Case, sheet: &Sheet) -> Result<Acts, Failure> {
    let claim = sheet.claim.number;
    let (signed, overruled) = (signoff::of_claim(case.db(), claim)?, overrule::of_claim(case.db(), claim)?);
    let now = case.now()?;
    let responses: Result<Vec<_>, Failure> = sheet.offers.iter().map(|offer| respond::object(offer, now)).collect();
    let object = json!({
        "holds": sheet.holds.iter().map(hold::object).collect::<Vec<_>>(),
        "withdrawn": sheet.withdrawn.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "responses": responses?,
        "searches": sheet.searches.iter().map(judge::search_object).collect::<Vec<_>>(),
        "signoffs": signed.iter().map(signed_off::object).collect::<Vec<_>>(),
        "overruled": overruled.iter().map(signed_off::overruled_object).collect::<Vec<_>>(),
    });
    Ok(Acts { object, lines: lines(sheet, &signed, &overruled, now)? })
}

fn lines(sheet: &Sheet, signed: &[Signed], overruled: &[Overruled], now: i64) -> Result<Vec<String>, Failure> {
    let mut lines = Vec::new();
    for hold in &sheet.holds {
        let reason = hold.reason.as_deref().map(|reason| format!(": {reason}")).unwrap_or_default();
        lines.push(format!("HELD with {}, since {} by {}{reason}", hold::subject(hold), hold.by.day, hold.by.name));
    }
    lines.extend(sheet.withdrawn.iter().map(|tip| format!("HELD with {tip}, which its source took back")));
    for offer in &sheet.offers {
        let state = respond::state(offer, now)?;
        let item = offer.answer.as_ref().and_then(|answer| answer.item.clone());
        let item = item.map(|item| format!(", {item}")).unwrap_or_default();
        lines.push(format!("{} was asked on {}, until {}: {state}{item}", offer.name, offer.sent, offer.deadline));
    }
    let searched = |search: &crate::ledger::outside::Search| format!("searched on {}: {}", search.day, search.place);
    lines.extend(sheet.searches.iter().map(searched));
    lines.extend(signed.iter().map(signed_off::line));
    lines.extend(overruled.iter().map(|one| {
        let reason = one.reason.as_deref().map(|reason| format!(": {reason}")).unwrap_or_default();
        format!("{} overruled by {} and {}{reason}", one.rule, one.first.name, one.second)
    }));
    Ok(lines)
}
