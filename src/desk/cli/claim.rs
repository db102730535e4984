//! `claim` and `claims`

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::{Value, json};
use subrosa_tip::Day;

use super::corpus::take_up_tips;
use super::{claim_sheet, claim_table};
use crate::case::Case;
use crate::failure::Failure;
use crate::ledger::claim::list::{self, Line};
use crate::ledger::claim::{self, Kind, Novelty, Said};
use crate::ledger::{CircleRef, ClaimRef};
use crate::output::Output;

pub(super) const EXAMPLE: &str =
    "Example:\n  subrosa-desk claim add 'The council closed the bridge on 2 March.' --from T1 --day 2026-03-02";
pub(super) const LIST_EXAMPLE: &str = "Example:\n  subrosa-desk claims\n  subrosa-desk claims export claims.xlsx";

#[derive(Args)]
pub(super) struct Claim {
    #[command(subcommand)]
    act: Act,
}

#[derive(Subcommand)]
enum Act {
    /// Enter a sentence that is true or false
    #[command(after_help = EXAMPLE)]
    Add(Add),
    /// Correct a claim, or what it is tied to
    #[command(after_help = "Example:\n  subrosa-desk claim set C1 --novelty public --circle K1")]
    Set(Set),
    /// Show everything about a claim on one page
    #[command(after_help = "Example:\n  subrosa-desk claim show C1")]
    Show {
        /// The claim, such as C1
        claim: ClaimRef,
    },
}

#[derive(Args)]
struct Add {
    /// One sentence
    text: String,
    #[command(flatten)]
    said: Facts,
}

#[derive(Args)]
struct Set {
    /// The claim, such as C1
    claim: ClaimRef,
    /// One sentence
    #[arg(long)]
    text: Option<String>,
    #[command(flatten)]
    said: Facts,
    /// An item, circle, person or claim that it is no longer tied to
    #[arg(long, value_name = "ID|NAME")]
    without: Vec<String>,
}

/// What an editor says of a claim.
#[derive(Args)]
struct Facts {
    /// What sort of sentence it is [default: fact]
    #[arg(long)]
    kind: Option<Kind>,
    /// The tip or item that it came from, such as T1
    #[arg(long, value_name = "ITEM")]
    from: Vec<String>,
    /// People who could have known it, such as K1
    #[arg(long, value_name = "K")]
    circle: Vec<CircleRef>,
    /// Whom it accuses
    #[arg(long, value_name = "NAME")]
    accuses: Vec<String>,
    /// Whom it concerns
    #[arg(long, value_name = "NAME")]
    concerns: Vec<String>,
    /// When what it says happened
    #[arg(long)]
    day: Option<Day>,
    /// A claim that this opinion rests on
    #[arg(long, value_name = "C")]
    rests_on: Vec<ClaimRef>,
    /// Whether it was reported before
    #[arg(long)]
    novelty: Option<Novelty>,
    /// Not to be printed before, such as 2026-12-01T06:00:00Z
    #[arg(long, value_name = "TIME")]
    embargo: Option<String>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

impl Facts {
    fn said(self, text: Option<String>, without: Vec<String>) -> Said {
        Said {
            text,
            kind: self.kind,
            day: self.day,
            novelty: self.novelty,
            embargo: self.embargo,
            from: self.from,
            circles: self.circle,
            accuses: self.accuses,
            concerns: self.concerns,
            rests_on: self.rests_on,
            without,
            reason: self.reason,
        }
    }
}

pub(super) fn run(case: &mut Case, Claim { act }: Claim) -> Result<Output, Failure> {
    let (number, said) = match act {
        Act::Show { claim } => return claim_sheet::show(case, claim),
        Act::Add(Add { text, said }) => {
            read_tips(case, &said.from)?;
            let said = said.said(Some(text), Vec::new());
            (claim::add(case, &said)?, "is entered")
        }
        Act::Set(Set { claim, text, said, without }) => {
            read_tips(case, &said.from)?;
            claim::set(case, claim, &said.said(text, without))?;
            (claim, "is corrected")
        }
    };
    let claim = claim::find(case.db(), number)?;
    Ok(Output::new(json!({ "id": number.to_string(), "text": claim.text, "kind": claim.kind }))
        .line(format!("{number} {said}: {}", claim.text)))
}

/// Of a case from before there was a corpus no tip is an item until it is read.
pub(super) fn read_tips(case: &mut Case, items: &[String]) -> Result<(), Failure> {
    let is_unread = |name: &String| name.starts_with('T') && crate::corpus::item::find(case.db(), name).is_err();
    if items.iter().any(is_unread) { take_up_tips(case).map(drop) } else { Ok(()) }
}

#[derive(Args)]
pub(super) struct Claims {
    #[command(subcommand)]
    act: Option<TableAct>,
}

#[derive(Subcommand)]
enum TableAct {
    /// Take claims from a table, all of it or nothing
    #[command(after_help = "Example:\n  subrosa-desk claims import claims.xlsx")]
    Import {
        /// CSV or XLSX, its columns named as the options of `claim add`
        file: PathBuf,
    },
    /// Write the claims as a table
    #[command(after_help = "Example:\n  subrosa-desk claims export claims.csv")]
    Export {
        /// The file to write, .csv or .xlsx; nothing is overwritten
        file: PathBuf,
    },
}

pub(super) fn all(case: &mut Case, Claims { act }: Claims) -> Result<Output, Failure> {
    match act {
        Some(TableAct::Import { file }) => return claim_table::import(case, &file),
        Some(TableAct::Export { file }) => return claim_table::export(case, &file),
        None => {}
    }
    let lines = list::lines(case.db())?;
    let output = Output::new(json!({ "claims": lines.iter().map(object).collect::<Vec<_>>() }));
    if lines.is_empty() {
        return Ok(output.line("No claims yet: `subrosa-desk claim add TEXT` enters one."));
    }
    let rows: Vec<_> = lines.iter().map(row).collect();
    Ok(output.table(["CLAIM", "KIND", "LABEL", "FOR", "AGAINST", "FROM", "ATTENTION", "TEXT"], &rows))
}

fn object(Line { claim, from, weight, assessment }: &Line) -> Value {
    json!({
        "id": claim.number.to_string(),
        "text": claim.text,
        "kind": claim.kind,
        "day": claim.day,
        "novelty": claim.novelty,
        "embargo": claim.embargo,
        "from": from,
        "credibility": assessment.as_ref().map(|(credibility, _)| credibility),
        "label": assessment.as_ref().map(|(_, label)| label),
        "supports": weight.supports,
        "contradicts": weight.contradicts,
        "mentions": weight.mentions,
        "unanswered": weight.unanswered,
        "flagged": weight.flagged,
    })
}

fn row(Line { claim, from, weight, assessment }: &Line) -> [String; 8] {
    let attention = [
        (weight.unanswered > 0).then(|| format!("{} unanswered", weight.unanswered)),
        (weight.flagged > 0).then(|| format!("{} flagged", weight.flagged)),
    ];
    [
        claim.number.to_string(),
        claim.kind.clone(),
        assessment.as_ref().map(|(_, label)| label.clone()).unwrap_or_default(),
        weight.supports.to_string(),
        weight.contradicts.to_string(),
        from.join(" "),
        attention.into_iter().flatten().collect::<Vec<_>>().join(", "),
        claim.text.clone(),
    ]
}
