//! `exposure`

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use crate::case::{Case, Editor};
use crate::exposure::acceptance::{self, Acceptance, AcceptanceError};
use crate::exposure::gather::Ledger;
use crate::exposure::words::draft::{self, Draft};
use crate::exposure::words::{self, Leaving, Limits, List};
use crate::exposure::{Asked, Overlap, Report, Row, Verdict, circles_of};
use crate::failure::{Exit, Failure};
use crate::ledger::{CircleRef, ClaimRef, SourceRef, TipRef, claim};
use crate::output::{Output, Progress};
use crate::policy;

pub(super) const EXAMPLE: &str = "Examples:\n  subrosa-desk exposure C1 C2 --keep C2\n  \
                                  subrosa-desk exposure --draft letter.md";
const ACCEPT_EXAMPLE: &str = "Example:\n  subrosa-desk exposure accept S1 --k 6 --consented T1 \
                              --reason 'told by phone what six people means' --as Ada --and Bertil";

#[derive(Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct Exposure {
    #[command(subcommand)]
    act: Option<Act>,
    /// Claims that are to be printed [default: all that are not held back]
    claims: Vec<ClaimRef>,
    /// A draft or letter; the claims marked in it are to be printed
    #[arg(long, value_name = "FILE", conflicts_with = "claims")]
    draft: Option<PathBuf>,
    /// A claim that must not be left out
    #[arg(long, value_name = "C")]
    keep: Vec<ClaimRef>,
}

#[derive(Subcommand)]
enum Act {
    /// Take a smaller circle for a source that agreed to it; two editors
    #[command(after_help = ACCEPT_EXAMPLE)]
    Accept(Accept),
}

#[derive(Args)]
struct Accept {
    /// The protected source, such as S1
    source: SourceRef,
    /// People that it stays hidden among, fewer than the policy asks for
    #[arg(long, value_name = "N")]
    k: u32,
    /// The tip by which the source agreed
    #[arg(long, value_name = "T")]
    consented: TipRef,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// The second editor
    #[arg(long, value_name = "NAME")]
    and: Editor,
}

pub(super) fn run(case: &mut Case, arguments: Exposure) -> Result<Output, Failure> {
    let Exposure { act, claims, draft, keep } = arguments;
    if let Some(Act::Accept(arguments)) = act {
        return accept(case, arguments);
    }
    for claim in claims.iter().chain(&keep) {
        claim::row(case.db(), *claim)?;
    }
    let draft = draft.as_deref().map(draft::read).transpose()?;
    let ledger = Ledger::read(case.db())?;
    let asked = Asked { claims: asked_for(&ledger, claims, draft.as_ref()), keep, described: Vec::new() };
    let report = report(case, &ledger, asked, draft.as_ref())?;
    Ok(said(Output::new(object(&report)), &report))
}

fn asked_for(ledger: &Ledger, claims: Vec<ClaimRef>, draft: Option<&Draft>) -> Vec<ClaimRef> {
    match draft {
        Some(draft) => {
            let marked: BTreeSet<u32> = draft.claims.iter().map(|marked| marked.claim).collect();
            marked.into_iter().map(ClaimRef::new).collect()
        }
        None if claims.is_empty() => ledger.not_held(),
        None => claims,
    }
}

/// Words first: how they describe a source narrows it down like a circle.
fn report(case: &mut Case, ledger: &Ledger, mut asked: Asked, draft: Option<&Draft>) -> Result<Report, Failure> {
    let rules = policy::now(case.db())?;
    let leaving: Vec<Leaving> = match draft {
        Some(draft) => vec![Leaving::of_draft(case.db(), draft)?],
        None => asked.claims.iter().map(|claim| Leaving::of_claim(case.db(), *claim)).collect::<Result<_, _>>()?,
    };
    let limits = Limits {
        words: rules.wording.words,
        after_tip_days: rules.exposure.after_tip_days,
        after_event_days: rules.exposure.after_event_days,
        today: case.today()?,
    };
    let (known, progress) = (words::Known::read(case.db())?, Progress::of("read"));
    let found = words::examine(case, &known, &leaving, &limits, |done, of| progress.step(done, of))?;
    for attribution in &found.attributions {
        let Some(circle) = attribution.circle.map(CircleRef::new) else { continue };
        let beside: Vec<ClaimRef> = attribution.claims.iter().copied().map(ClaimRef::new).collect();
        let whole = || match draft {
            Some(_) => asked.claims.clone(),
            None => asked.claims.get(attribution.text).copied().into_iter().collect(),
        };
        let of = if beside.is_empty() { whole() } else { beside };
        asked.described.push((of, circle));
    }
    let k = rules.exposure.k;
    let list = |list: List| found.list(list, &leaving);
    Ok(Report {
        k,
        circles: circles_of(ledger, &asked, k),
        wording: list(List::Wording),
        copies: list(List::Copies),
        marks: list(List::Marks),
        time: list(List::Time),
        words_ok: found.is_ok(),
        unchecked: found.unchecked,
    })
}

fn object(report: &Report) -> Value {
    json!({
        "k": report.k,
        "circles": report.circles.iter().map(row_object).collect::<Vec<_>>(),
        "wording": report.wording,
        "copies": report.copies,
        "marks": report.marks,
        "time": report.time,
        "unchecked": report.unchecked,
        "ok": report.is_ok(),
    })
}

fn ids<T: ToString>(list: &[T]) -> Vec<String> {
    list.iter().map(ToString::to_string).collect()
}

fn row_object(row: &Row) -> Value {
    let find_out = |overlap: Overlap| {
        let (one, other) = overlap.circles;
        json!({ "circles": [one.to_string(), other.to_string()], "at_most": overlap.at_most, "would_leave": overlap.would_leave })
    };
    json!({
        "source": row.source.to_string(),
        "claims": ids(&row.claims),
        "people": row.people,
        "people_at_most": row.people_at_most,
        "leave_out": ids(&row.leave_out),
        "k": row.k,
        "accepted": row.accepted,
        "verdict": row.verdict.word(),
        "exact": row.exact,
        "of": ids(&row.circles),
        "cleared": ids(&row.cleared),
        "without_circle": ids(&row.without_circle),
        "remedy": row.remedy.word(),
        "find_out": row.find_out.map(find_out),
        "message": row.reason,
        "fix": row.fix,
    })
}

fn said(output: Output, report: &Report) -> Output {
    let people = |people: Option<u32>| people.map_or_else(|| "anybody".to_owned(), |people| people.to_string());
    let concerned = || report.circles.iter().filter(|row| !row.claims.is_empty());
    let table = |row: &Row| {
        let claims = ids(&row.claims).join(" ");
        let leave_out = ids(&row.leave_out).join(" ");
        [
            row.source.to_string(),
            row.verdict.word().to_owned(),
            people(row.people),
            people(row.people_at_most),
            row.k.to_string(),
            claims,
            leave_out,
        ]
    };
    let rows: Vec<_> = concerned().map(table).collect();
    let mut output = match rows.is_empty() {
        true => output.line("Nothing that is to be printed or has been seen rests on a protected source."),
        false => output.table(["SOURCE", "VERDICT", "LEAST", "MOST", "NEEDED", "CLAIMS", "LEAVE OUT"], &rows),
    };
    for row in concerned() {
        output = output.line(format!("{}: {}.", row.source, row.reason));
        if !row.fix.is_empty() {
            output = output.line(format!("  {}.", row.fix));
        }
    }
    let lists = [&report.wording, &report.copies, &report.marks, &report.time];
    for finding in lists.into_iter().flatten() {
        let word = |field: &str| finding.get(field).and_then(Value::as_str).unwrap_or_default().to_owned();
        output = output.line(format!("{} {}: {} {}", word("text"), word("level"), word("message"), word("remedy")));
    }
    output = report.unchecked.iter().fold(output, |output, sentence| output.line(format!("Not checked: {sentence}")));
    if report.is_ok() {
        output.line("Nothing was found; that does not mean that nothing is there.")
    } else {
        output.problem(refused(report))
    }
}

fn refused(report: &Report) -> Failure {
    let of = |verdict| report.circles.iter().filter(|row| row.verdict == verdict).count();
    let (blocked, held) = (of(Verdict::Blocked), of(Verdict::Held));
    let words = if report.words_ok { "" } else { ", and words that lead to a source" };
    let message = format!("this could lead to a source: {blocked} blocked, {held} held{words}");
    Failure::new(Exit::Refused, "exposure", message).hint("each line above says what to do about it")
}

fn accept(case: &mut Case, arguments: Accept) -> Result<Output, Failure> {
    let Accept { source, k, consented: tip, reason, and: second } = arguments;
    let policy = policy::now(case.db())?.exposure.k;
    let second_name = second.to_string();
    acceptance::accept(case, &Acceptance { source, k, tip, reason, second }, policy)?;
    let tip = format!("T{}", tip.0);
    Ok(Output::new(json!({ "source": source.to_string(), "k": k, "consented": tip, "and": second_name }))
        .line(format!("{source} may be one of {k}, in place of {policy}, as it agreed to in {tip}.")))
}

impl From<AcceptanceError> for Failure {
    fn from(error: AcceptanceError) -> Self {
        let message = error.to_string();
        let (code, hint) = match error {
            AcceptanceError::Ledger(error) => return error.into(),
            AcceptanceError::OneEditor(_) => ("one-editor", "name another with --and"),
            AcceptanceError::Size { .. } => {
                ("k", "the policy's own k needs no acceptance, and one person is no circle")
            }
            AcceptanceError::Open(_) => ("not-protected", "`subrosa-desk sources` lists the sources"),
            AcceptanceError::OtherTip { .. } => ("not-its-tip", "name a tip by which this source agreed"),
            AcceptanceError::Gone { .. } => {
                ("consent-gone", "ask the source again, and name the tip by which it agrees")
            }
        };
        Self::new(Exit::Refused, code, message).hint(hint)
    }
}
