//! `gate` and `missing`: one list of rules, seen from both sides.

use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use super::policy::read_policy;
use crate::case::Case;
use crate::failure::{Exit, Failure};
use crate::gate::moment::Moment;
use crate::gate::replay::{self, Replayed};
use crate::gate::rule::{Lack, Outcome};
use crate::gate::{self, AskError, Judged};
use crate::ledger::ClaimRef;
use crate::output::Output;
use crate::policy::{self, Policy};

pub(super) const EXAMPLE: &str = "Examples:\n  subrosa-desk gate C1\n  subrosa-desk gate --all --as-of 2026-11-20";
pub(super) const MISSING_EXAMPLE: &str = "Example:\n  subrosa-desk missing C1";

impl From<AskError> for Failure {
    fn from(error: AskError) -> Self {
        match error {
            AskError::Ledger(error) => error.into(),
            AskError::Search(error) => error.into(),
        }
    }
}

#[derive(Args)]
pub(super) struct Gate {
    /// The claim, such as C1
    #[arg(required_unless_present = "all", conflicts_with = "all")]
    claim: Option<ClaimRef>,
    /// Every claim
    #[arg(long)]
    all: bool,
    /// Ask by this policy in place of the one that is set; sets nothing
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
    /// Ask as of the end of a day, or of an entry of the log
    #[arg(long, value_name = "DAY|ENTRY")]
    as_of: Option<String>,
}

pub(super) fn run(case: &mut Case, Gate { claim, policy, as_of, .. }: Gate) -> Result<Output, Failure> {
    let policy = policy.as_deref().map(read_policy).transpose()?;
    match as_of {
        None => Ok(judged(&now(case, policy.as_ref(), one(&claim))?, claim.is_some(), json!({}))),
        Some(named) => {
            let point = replay::point(case, &named)?;
            Ok(replayed(&replay::replay(case, point, policy.as_ref(), one(&claim))?, claim.is_some()))
        }
    }
}

/// The one claim that was named, or none for every one.
fn one(claim: &Option<ClaimRef>) -> Option<&[ClaimRef]> {
    claim.as_ref().map(std::slice::from_ref)
}

fn now(case: &mut Case, policy: Option<&Policy>, only: Option<&[ClaimRef]>) -> Result<Vec<Judged>, Failure> {
    let policy = match policy {
        Some(policy) => policy.clone(),
        None => policy::now(case.db())?,
    };
    let moment = Moment::now(case)?;
    Ok(gate::ask(case, &policy, moment, only)?)
}

fn replayed(replayed: &Replayed, one: bool) -> Output {
    let Replayed { point, claims, erased, unknown_before } = replayed;
    let about = json!({
        "as_of": { "entry": point.entry, "day": point.day },
        "erased": erased,
        "unknown_before": unknown_before,
    });
    let output = judged(claims, one, about);
    let output = match erased.as_slice() {
        [] => output,
        names => output.notice(format!(
            "{} had words then that were erased since: what they gave away is not known any more",
            names.join(", ")
        )),
    };
    match unknown_before {
        None => output,
        Some(entry) => {
            output.notice(format!("before entry {entry} changes of tips, documents and sources were not kept"))
        }
    }
}

/// An answer that is no success unless every claim may be printed.
fn judged(claims: &[Judged], one: bool, about: Value) -> Output {
    let mut object = about;
    if let Some(fields) = object.as_object_mut() {
        fields.insert("claims".into(), claims.iter().map(judged_object).collect());
        let lawyer = claims.iter().filter(|claim| claim.lawyer).map(|claim| claim.claim.to_string());
        fields.insert("lawyer".into(), lawyer.collect::<Vec<_>>().into());
    }
    let output = Output::new(object);
    let output = match claims {
        [claim] if one => rules_table(output, claim),
        [] => output.line("There is no claim."),
        claims => claims_table(output, claims),
    };
    let lawyer: Vec<_> = claims.iter().filter(|claim| claim.lawyer).map(|claim| claim.claim.to_string()).collect();
    let output = match lawyer.as_slice() {
        [] => output,
        claims => output.notice(format!("for the lawyer: {}", claims.join(", "))),
    };
    let waiting = claims.iter().filter(|claim| !claim.verdict.prints()).count();
    match waiting {
        0 => output,
        _ => output.problem(
            Failure::new(Exit::Refused, "gate", format!("{waiting} of {} claims may not be printed", claims.len()))
                .hint("each FIX is a command that answers its rule"),
        ),
    }
}

fn rules_table(output: Output, claim: &Judged) -> Output {
    let row = |rule: &Outcome| {
        let pass = if rule.overruled {
            "overruled"
        } else if rule.pass {
            "yes"
        } else {
            "NO"
        };
        [rule.rule.to_owned(), pass.to_owned(), rule.reason.clone(), rule.fix.clone().unwrap_or_default()]
    };
    let rows: Vec<_> = claim.rules.iter().map(row).collect();
    output.line(format!("{}: {}", claim.claim, claim.verdict.word())).table(["RULE", "PASS", "WHY", "FIX"], &rows)
}

/// A row for each thing that a claim lacks, cheapest first; a claim that lacks nothing has one.
fn claims_table(output: Output, claims: &[Judged]) -> Output {
    let mut rows = Vec::new();
    for claim in claims {
        let lacks = gate::lacks(std::slice::from_ref(claim));
        let (mut number, mut verdict) = (claim.claim.to_string(), claim.verdict.word().to_owned());
        if lacks.is_empty() {
            rows.push([number, verdict, String::new(), String::new()]);
            continue;
        }
        for (_, _, lack) in lacks {
            let (number, verdict) = (std::mem::take(&mut number), std::mem::take(&mut verdict));
            rows.push([number, verdict, lack.reason.clone(), lack.fix.clone()]);
        }
    }
    output.table(["CLAIM", "VERDICT", "LACKS", "FIX"], &rows)
}

fn judged_object(claim: &Judged) -> Value {
    json!({
        "claim": claim.claim.to_string(),
        "verdict": claim.verdict.word(),
        "lawyer": claim.lawyer,
        "rules": claim.rules.iter().map(rule_object).collect::<Vec<_>>(),
    })
}

fn rule_object(rule: &Outcome) -> Value {
    let lacks = rule.lacks.iter();
    let lacks = lacks.map(|lack| json!({ "reason": lack.reason, "fix": lack.fix, "cost": lack.cost as u8 }));
    json!({
        "rule": rule.rule,
        "pass": rule.pass,
        "reason": rule.reason,
        "fix": rule.fix,
        "overruled": rule.overruled,
        "lacks": lacks.collect::<Vec<_>>(),
    })
}

#[derive(Args)]
pub(super) struct Missing {
    /// The claim, such as C1; every one otherwise
    claim: Option<ClaimRef>,
}

pub(super) fn missing(case: &mut Case, Missing { claim }: Missing) -> Result<Output, Failure> {
    let claims = now(case, None, one(&claim))?;
    let lacks = gate::lacks(&claims);
    let output = Output::new(json!({ "missing": missing_objects(&claims) }));
    if lacks.is_empty() {
        return Ok(output.line("Nothing is missing."));
    }
    let row =
        |(claim, _, lack): &(ClaimRef, &'static str, &Lack)| [claim.to_string(), lack.reason.clone(), lack.fix.clone()];
    Ok(output.table(["CLAIM", "MISSING", "FIX"], &lacks.iter().map(row).collect::<Vec<_>>()))
}

/// What one claim lacks, for its page.
pub(super) fn of_page(case: &mut Case, claim: ClaimRef) -> Result<Vec<Judged>, Failure> {
    now(case, None, Some(&[claim]))
}

pub(super) fn missing_objects(claims: &[Judged]) -> Vec<Value> {
    let object = |(claim, rule, lack): (ClaimRef, &'static str, &Lack)| {
        json!({
            "claim": claim.to_string(),
            "rule": rule,
            "reason": lack.reason,
            "fix": lack.fix,
            "cost": lack.cost as u8,
        })
    };
    gate::lacks(claims).into_iter().map(object).collect()
}
