//! `source`, `sources` and `told`

use clap::{Args, Subcommand};
use serde_json::{Value, json};
use subrosa_tip::Day;

use crate::case::Case;
use crate::failure::Failure;
use crate::ledger::source::list::{self, Source as Known};
use crate::ledger::source::{self, Kind, Reliability, Said, lineage};
use crate::ledger::{ClaimRef, SourceRef, decide};
use crate::output::Output;

pub(super) const EXAMPLE: &str =
    "Example:\n  subrosa-desk source add 'Harbour Gazette' --kind outlet --reliability B --owner 'Lantern Press'";
pub(super) const LIST_EXAMPLE: &str = "Example:\n  subrosa-desk sources";
pub(super) const TOLD_EXAMPLE: &str = "Example:\n  subrosa-desk told S2 C1 --day 2026-11-20";

#[derive(Args)]
pub(super) struct Source {
    #[command(subcommand)]
    act: Act,
}

#[derive(Subcommand)]
enum Act {
    /// Add a source by its name
    #[command(after_help = EXAMPLE)]
    Add(Add),
    /// Correct what is known of a source
    #[command(
        after_help = "Example:\n  subrosa-desk source set S2 --reliability C --reason 'two corrections in a year'"
    )]
    Set(Set),
    /// Give a source one more name
    #[command(after_help = "Example:\n  subrosa-desk source alias S2 'The Gazette'")]
    Alias {
        /// The source, such as S2
        source: SourceRef,
        /// Its other name
        name: String,
    },
    /// Keep that two sources are one
    #[command(after_help = "Example:\n  subrosa-desk source merge S1 S4 --reason 'both mailboxes are the clerk'")]
    Merge(Pair),
    /// Keep why two sources are different people
    #[command(after_help = "Example:\n  subrosa-desk source distinct S1 S4 --reason 'met both on 20 November'")]
    Distinct(Pair),
}

#[derive(Args)]
#[command(mut_arg("kind", |kind| kind.required(true)))]
struct Add {
    /// What it is called
    name: String,
    #[command(flatten)]
    said: Facts,
}

#[derive(Args)]
struct Set {
    /// The source, such as S2
    source: SourceRef,
    /// What it is called
    #[arg(long)]
    name: Option<String>,
    #[command(flatten)]
    said: Facts,
    /// Take every name of it out of the case; its number stays
    #[arg(long, conflicts_with_all = ["name", "Facts"])]
    erase_names: bool,
}

/// What an editor says of a source.
#[derive(Args)]
struct Facts {
    /// What sort of source it is
    #[arg(long)]
    kind: Option<Kind>,
    /// Admiralty reliability; F until somebody judges
    #[arg(long, ignore_case = true)]
    reliability: Option<Reliability>,
    /// Whom it belongs to
    #[arg(long)]
    owner: Option<String>,
    /// Who writes it
    #[arg(long)]
    author: Option<String>,
    /// A source that it has everything from
    #[arg(long, value_name = "S")]
    derives_from: Vec<SourceRef>,
    /// A source that it was held to have everything from, and has not
    #[arg(long, value_name = "S", requires = "reason")]
    not_from: Vec<SourceRef>,
    /// It must not be found; never taken back
    #[arg(long)]
    protected: bool,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

#[derive(Args)]
struct Pair {
    /// The source that stays
    one: SourceRef,
    /// The other
    other: SourceRef,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

impl Facts {
    fn said(self, name: Option<String>) -> Said {
        let Self { kind, reliability, owner, author, derives_from, not_from, protected, reason } = self;
        Said { name, kind, reliability, owner, author, derives_from, not_from, protected, reason }
    }
}

pub(super) fn run(case: &mut Case, Source { act }: Source) -> Result<Output, Failure> {
    match act {
        Act::Add(Add { name, said }) => add(case, name, said),
        Act::Set(Set { source, erase_names: true, .. }) => {
            source::erase_names(case, source)?;
            Ok(done(source).line(format!("{source} has no name in this case any more.")))
        }
        Act::Set(Set { source, name, said, .. }) => {
            let protected = said.protected;
            source::set(case, source, &said.said(name))?;
            let output = done(source).line(format!("{source} is corrected."));
            Ok(if protected {
                output.notice(format!("what is from {source} is protected from now on"))
            } else {
                output
            })
        }
        Act::Alias { source, name } => {
            source::alias(case, source, &name)?;
            Ok(done(source).line(format!("{source} has one more name.")))
        }
        Act::Merge(Pair { one, other, reason }) => {
            lineage::merge(case, [one, other], &reason)?;
            Ok(done(one).line(format!("{other} counts as {one} from now on.")))
        }
        Act::Distinct(Pair { one, other, reason }) => {
            lineage::distinct(case, [one, other], &reason)?;
            Ok(done(one).line(format!("{one} and {other} are different.")))
        }
    }
}

fn done(source: SourceRef) -> Output {
    Output::new(json!({ "id": source.to_string() }))
}

fn add(case: &mut Case, name: String, said: Facts) -> Result<Output, Failure> {
    let protected = said.protected;
    let source = source::add(case, &said.said(Some(name)))?;
    let output = done(source).line(format!("{source} is in the case."));
    Ok(if protected {
        output.notice(format!(
            "the name of {source} lies in the encrypted case and is in no log and no export; a codename would be safer"
        ))
    } else {
        output
    })
}

#[derive(Args)]
pub(super) struct Sources {
    /// Show the names of protected sources too
    #[arg(long)]
    names: bool,
}

pub(super) fn all(case: &Case, Sources { names }: Sources) -> Result<Output, Failure> {
    let mut sources = list::all(case)?;
    for source in sources.iter_mut().filter(|source| source.protected && !names) {
        (source.name, source.owner, source.author) = (None, None, None);
        source.aliases.clear();
    }
    let output = Output::new(json!({ "sources": sources.iter().map(object).collect::<Vec<_>>() }));
    let rows: Vec<_> = sources.iter().map(row).collect();
    Ok(output.table(["SOURCE", "KIND", "RELIABILITY", "PROTECTED", "NAME", "TIPS", "REMARKS"], &rows))
}

fn ids<T: ToString>(all: &[T]) -> Vec<String> {
    all.iter().map(ToString::to_string).collect()
}

fn object(source: &Known) -> Value {
    json!({
        "id": source.number.to_string(),
        "kind": source.kind,
        "reliability": source.reliability,
        "protected": source.protected,
        "sender": !source.named,
        "name": source.name,
        "aliases": source.aliases,
        "owner": source.owner,
        "author": source.author,
        "derives_from": ids(&source.derives_from),
        "merged_into": source.merged_into.map(|into| into.to_string()),
        "distinct_from": ids(&source.distinct_from),
        "tips": source.tips.iter().map(|tip| format!("T{tip}")).collect::<Vec<_>>(),
        "day": source.day,
    })
}

fn row(source: &Known) -> [String; 7] {
    let name = match (&source.name, source.named, source.protected) {
        (Some(name), _, _) => name.clone(),
        (None, false, _) => "(sender of a tip)".into(),
        (None, true, true) => "(protected)".into(),
        (None, true, false) => "(erased)".into(),
    };
    let mut remarks = Vec::new();
    remarks.extend(source.merged_into.map(|into| format!("is {into}")));
    remarks.extend(source.derives_from.iter().map(|origin| format!("from {origin}")));
    remarks.extend(source.distinct_from.iter().map(|other| format!("not {other}")));
    remarks.extend(source.owner.as_ref().map(|owner| format!("owner {owner}")));
    let tips: Vec<_> = source.tips.iter().map(|tip| format!("T{tip}")).collect();
    let protected = if source.protected { "yes" } else { "no" };
    [
        source.number.to_string(),
        source.kind.clone(),
        source.reliability.clone(),
        protected.into(),
        name,
        tips.join(" "),
        remarks.join(", "),
    ]
}

#[derive(Args)]
pub(super) struct Told {
    /// Whom we told, such as S2
    source: SourceRef,
    /// What, such as C1
    claim: ClaimRef,
    /// When
    #[arg(long, required_unless_present = "taken_back")]
    day: Option<Day>,
    /// It was noted by mistake: we never told them
    #[arg(long, conflicts_with = "day", requires = "reason")]
    taken_back: bool,
    /// Why it is taken back
    #[arg(long, value_name = "TEXT", requires = "taken_back")]
    reason: Option<String>,
}

pub(super) fn told(case: &mut Case, Told { source, claim, day, reason, .. }: Told) -> Result<Output, Failure> {
    let object = json!({ "source": source.to_string(), "claim": claim.to_string(), "day": day });
    let line = match day {
        Some(day) => {
            decide::told(case, source, claim, day)?;
            format!("{source} was told of {claim} on {day}: a confirmation of theirs is not independent of us.")
        }
        None => {
            decide::untell(case, source, claim, reason.as_deref().unwrap_or_default())?;
            format!("{source} was not told of {claim}.")
        }
    };
    Ok(Output::new(object).line(line))
}
