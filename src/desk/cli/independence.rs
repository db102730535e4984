//! `independence` and `what-if`

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Value, json};

use super::usage::{check_free, unwritable};
use crate::case::{Case, Record};
use crate::disk::Pending;
use crate::failure::{Exit, Failure};
use crate::fingerprint::store;
use crate::independence::decision::{self, Effect};
use crate::independence::drawing::{self, Names};
use crate::independence::gather::people::People;
use crate::independence::gather::unchecked::Unchecked;
use crate::independence::gather::{Gathered, gather_among};
use crate::independence::sentence::sentence;
use crate::independence::what_if::{self, Fall, Fallen};
use crate::independence::{self, Answer, Barred, Edge, Node, TooMany, Witness};
use crate::ledger::claim::{self, Claim};
use crate::ledger::{ClaimRef, SourceRef};
use crate::output::Output;

pub(super) const EXAMPLE: &str = "Examples:\n  subrosa-desk independence C1 --html c1.html\n  \
                                  subrosa-desk independence C1 --independent S2 S3 --reason 'two people, met both'";
pub(super) const WHAT_IF_EXAMPLE: &str = "Example:\n  subrosa-desk what-if S2 --false";

#[derive(Args)]
pub(super) struct Independence {
    /// The claim, such as C1
    claim: ClaimRef,
    /// Draw it as a page without scripts; nothing is overwritten
    #[arg(long, value_name = "FILE", conflicts_with_all = ["depend", "independent"])]
    html: Option<PathBuf>,
    /// The first source has it from the second, whatever else is known
    #[arg(long, num_args = 2, value_names = ["ID", "ID"], requires = "reason", conflicts_with = "independent")]
    depend: Option<Vec<SourceRef>>,
    /// No reason ties these two directly, whatever was found
    #[arg(long, num_args = 2, value_names = ["ID", "ID"], requires = "reason")]
    independent: Option<Vec<SourceRef>>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

impl From<TooMany> for Failure {
    fn from(error: TooMany) -> Self {
        Self::new(Exit::Refused, "too-many-sources", error.to_string())
            .hint("merge sources that are one, or link fewer of them")
    }
}

pub(super) fn run(case: &mut Case, arguments: Independence) -> Result<Output, Failure> {
    let Independence { claim, html, depend, independent, reason } = arguments;
    let decided = depend.map(|two| (two, Effect::Depend)).or(independent.map(|two| (two, Effect::Independent)));
    if let (Some((two, effect)), Some(reason)) = (decided, reason)
        && let [one, other] = two.as_slice()
    {
        decision::decide(case, claim, (*one, *other), effect, &reason)?;
    }
    // Items that an earlier version took up come into the index now, or copies of them are missed.
    store::bring_up(case)?;
    let claim = claim::find(case.db(), claim)?;
    let people = People::read(case)?;
    let mut gathered = gather_among(case, claim.number, &people)?;
    let answer = independence::answer(std::mem::take(&mut gathered.question))?;
    let output = said(Output::new(object(&claim, &answer, &gathered)), &answer, &gathered);
    match html {
        None => Ok(output),
        Some(path) => drawn(case, output, (&claim, &answer, &people), &path),
    }
}

fn object(claim: &Claim, answer: &Answer, gathered: &Gathered) -> Value {
    let ghosts = answer.ghosts.iter();
    let ghosts = ghosts.map(
        |ghost| json!({ "id": Node::Ghost(ghost.number).to_string(), "name": ghost.name, "unnamed": ghost.unnamed }),
    );
    let ids = |set: &[u32]| set.iter().map(|source| format!("S{source}")).collect::<Vec<_>>();
    let left_out = gathered.left_out.iter();
    let left_out = left_out.map(|left| json!({ "evidence": left.evidence.to_string(), "reason": left.why }));
    json!({
        "claim": claim.number.to_string(),
        "sources": answer.witnesses.iter().map(witness_object).collect::<Vec<_>>(),
        "edges": answer.edges.iter().map(edge_object).collect::<Vec<_>>(),
        "joined": answer.joined.iter().map(|pair| [format!("S{}", pair.a), format!("S{}", pair.b)]).collect::<Vec<_>>(),
        "independent": answer.independent,
        "at_most": answer.at_most,
        "admissible": answer.admissible,
        "exact": answer.exact,
        "set": ids(&answer.set),
        "ghosts": ghosts.collect::<Vec<_>>(),
        "cycles": answer.cycles.iter().map(|cycle| cycle.iter().map(ToString::to_string).collect::<Vec<_>>()).collect::<Vec<_>>(),
        "cut": gathered.cut.iter().map(|(a, b)| [format!("S{a}"), format!("S{b}")]).collect::<Vec<_>>(),
        "left_out": left_out.collect::<Vec<_>>(),
        "enough_alone": gathered.enough_alone.iter().map(|source| format!("S{source}")).collect::<Vec<_>>(),
        "unchecked": gathered.unchecked.iter().map(unchecked_object).collect::<Vec<_>>(),
        "explanation": sentence(answer),
    })
}

fn witness_object(witness: &Witness) -> Value {
    let barred = witness.barred.map(Barred::word);
    json!({ "id": format!("S{}", witness.source), "passages": witness.passages, "counts": barred.is_none(), "barred": barred })
}

fn edge_object(edge: &Edge) -> Value {
    json!({
        "a": edge.a.to_string(),
        "b": edge.b.to_string(),
        "reason": edge.reason.word(),
        "directed": edge.reason.is_directed(),
        "detail": edge.detail,
        "sure": edge.sure,
        "by": edge.by.word(),
    })
}

fn unchecked_object(unchecked: &Unchecked) -> Value {
    json!({ "what": unchecked.what.word(), "items": unchecked.items, "why": unchecked.why })
}

fn said(output: Output, answer: &Answer, gathered: &Gathered) -> Output {
    let output = output.line(sentence(answer));
    let row = |edge: &Edge| {
        let sure = if edge.sure { "sure" } else { "possible" };
        [
            edge.a.to_string(),
            edge.reason.word().to_owned(),
            edge.b.to_string(),
            sure.to_owned(),
            edge.by.word().to_owned(),
            edge.detail.clone(),
        ]
    };
    let rows: Vec<_> = answer.edges.iter().map(row).collect();
    let output =
        if rows.is_empty() { output } else { output.table(["FROM", "REASON", "TO", "HOW SURE", "BY", "FOUND"], &rows) };
    let left_out = gathered.left_out.iter().map(|left| format!("{} was not counted: {}", left.evidence, left.why));
    let cut = gathered.cut.iter().map(|(a, b)| format!("direct reasons between S{a} and S{b} were cut by an editor"));
    let alone = gathered.enough_alone.iter();
    let alone = alone
        .map(|source| format!("S{source} speaks against its own interest within its competence: it is enough alone"));
    let unchecked = gathered.unchecked.iter().map(ToString::to_string);
    left_out.chain(cut).chain(alone).chain(unchecked).fold(output, Output::notice)
}

fn drawn(
    case: &mut Case,
    output: Output,
    (claim, answer, people): (&Claim, &Answer, &People),
    path: &Path,
) -> Result<Output, Failure> {
    check_free(path)?;
    let (names, protected) = names(answer, people);
    let page = drawing::page(answer, (&claim.number.to_string(), &claim.text), &names, &protected);
    let page = page.map_err(|_| Failure::new(Exit::Machine, "page", "the page could not be written"))?;
    let mut pending = Pending::beside(path).map_err(|error| unwritable(path, &error))?;
    pending.write_all(page.as_bytes()).map_err(|error| unwritable(path, &error))?;
    // Logged before the file has its name: what was not logged never left.
    case.begin()?.commit(Record::new("draw-independence", claim.id).with("independent", answer.independent as u64))?;
    pending.publish().map_err(|error| unwritable(path, &error))?;
    let path = path.display();
    Ok(output
        .line(format!("The drawing is {path}."))
        .notice(format!("{path} holds names and a claim outside the case, decrypted")))
}

/// What open sources are called, and which are protected.
fn names(answer: &Answer, people: &People) -> (Names, BTreeSet<u32>) {
    let nodes = answer.witnesses.iter().map(|witness| witness.source);
    let nodes = nodes.chain(answer.edges.iter().flat_map(|edge| [edge.a, edge.b]).filter_map(Node::source));
    let (protected, open): (BTreeSet<u32>, BTreeSet<u32>) = nodes.partition(|number| people.is_protected(*number));
    let name = |number: &u32| people.get(*number).and_then(|source| source.name.clone()).unwrap_or_default();
    (open.iter().map(|number| (Node::Source(*number), name(number))).collect(), protected)
}

#[derive(Args)]
pub(super) struct WhatIf {
    /// The source, such as S2
    source: SourceRef,
    /// It is false
    #[arg(long = "false", required = true)]
    is_false: bool,
}

pub(super) fn what_if(case: &Case, WhatIf { source, .. }: WhatIf) -> Result<Output, Failure> {
    let Fallen { falls, uncounted } = what_if::what_if(case, source)?;
    let output = Output::new(json!({
        "source": source.to_string(),
        "claims": falls.iter().map(fall_object).collect::<Vec<_>>(),
        // Sentences of drafts come with the proof.
        "sentences": [],
        "uncounted": uncounted.iter().map(|(claim, _)| claim.to_string()).collect::<Vec<_>>(),
    }));
    let output = match falls.is_empty() {
        true => output.line(format!("No claim rests on {source}.")),
        false => output.table(["CLAIM", "NOW", "THEN", ""], &falls.iter().map(fall_row).collect::<Vec<_>>()),
    };
    Ok(uncounted.iter().fold(output, |output, (claim, error)| output.notice(format!("{claim}: {error}"))))
}

fn fall_object(fall: &Fall) -> Value {
    let range = |(independent, at_most): (usize, usize)| json!({ "independent": independent, "at_most": at_most });
    json!({ "claim": fall.claim.to_string(), "text": fall.text, "before": range(fall.before), "after": range(fall.after) })
}

fn fall_row(fall: &Fall) -> [String; 4] {
    let range =
        |(least, most): (usize, usize)| if least == most { least.to_string() } else { format!("{least} to {most}") };
    [fall.claim.to_string(), range(fall.before), range(fall.after), fall.text.clone()]
}
