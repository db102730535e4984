//! `import`

use std::fs::File;
use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};
use subrosa_tip::bag::chain::Place;
use subrosa_tip::envelope::Kind;
use subrosa_tip::tombstone::Tombstone;

use super::corpus::{changed, take_up_tips};
use super::usage::unreadable;
use crate::arrive::bag::{Arrival, Damaged, import};
use crate::case::Case;
use crate::corpus::tips::Read;
use crate::failure::{Exit, Failure};
use crate::ledger::{TipRef, kind_word, tip};
use crate::output::{Output, Progress};

pub(super) const EXAMPLE: &str = "Example:\n  subrosa-desk import /media/stick/bag-000001.tar";

#[derive(Args)]
pub(super) struct Import {
    /// The bag that `subrosa-intake export` wrote
    bag: PathBuf,
}

pub(super) fn run(case: &mut Case, Import { bag }: Import) -> Result<Output, Failure> {
    let file = File::open(&bag).map_err(|error| unreadable(&bag, &error))?;
    if file.metadata().map_err(|error| unreadable(&bag, &error))?.is_dir() {
        return Err(unreadable(&bag, &std::io::ErrorKind::IsADirectory.into()));
    }
    let progress = Progress::of("envelopes");
    let arrival = import(case, file, |done, of| progress.step(done, of))?;
    drop(progress);
    let output = answer(&arrival, &senders(case, &arrival)?);
    Ok(match take_up_tips(case) {
        Ok(read) => with_read(output, &read),
        // The tips are in the case, whatever happened to their reading.
        Err(failure) => output.notice(format!(
            "not everything was read and indexed yet: {}; the next search or import does the rest",
            failure.message
        )),
    })
}

/// Says which files could not be read, and what equals them; nothing otherwise.
fn with_read(output: Output, read: &Read) -> Output {
    let failed = read.taken.iter().filter_map(|taken| Some((taken, taken.failed.as_ref()?)));
    let output = failed.fold(output, |output, (taken, failed)| {
        output.notice(format!("{} is kept and could not be read: {}", taken.name, failed.reason))
    });
    read.changes.iter().map(changed).fold(output, Output::notice)
}

/// The protected source of each new tip.
fn senders(case: &Case, arrival: &Arrival) -> Result<Vec<String>, Failure> {
    let mut senders = Vec::new();
    for number in &arrival.tips {
        senders.extend(tip::find(case, TipRef(*number))?.map(|tip| super::tips::source(&tip)));
    }
    Ok(senders)
}

fn answer(arrival: &Arrival, senders: &[String]) -> Output {
    let tips: Vec<String> = arrival.tips.iter().map(|number| TipRef(*number).to_string()).collect();
    let output = Output::new(json!({
        "bag": bag(arrival),
        "tips": tips,
        "sources": senders,
        "messages": arrival.messages.iter().map(message).collect::<Vec<_>>(),
        "already": arrival.already,
        "decoys": arrival.decoys,
        "gaps": arrival.gap().map(|gap| json!({ "first": gap.first, "last": gap.last })).as_slice(),
        "damaged": arrival.damaged.iter().map(damaged).collect::<Vec<_>>(),
        "expired": arrival.expired.iter().map(expired).collect::<Vec<_>>(),
        "replies_delivered": arrival.confirmed.replies,
    }));
    let output = place_line(arrival, output);
    let new = if tips.is_empty() { "No new tips".to_owned() } else { format!("New tips: {}", tips.join(" ")) };
    let output = output.line(format!("{new}. Known already: {}. Decoys dropped: {}.", arrival.already, arrival.decoys));
    let told = arrival.messages.iter().map(|(tip, kind)| format!("New in {}: {}.", TipRef(*tip), kind_word(*kind)));
    let output = with_notices(arrival, told.fold(output, Output::line));
    arrival.damaged.iter().map(problem).fold(output, Output::problem)
}

fn with_notices(arrival: &Arrival, output: Output) -> Output {
    let mut output = output;
    if arrival.confirmed.replies > 0 {
        output = output.line(format!("Replies that the server has now: {}.", arrival.confirmed.replies));
    }
    if !arrival.expired.is_empty() {
        let count = arrival.expired.len();
        output = output.notice(format!("{count} envelopes expired at the server; `subrosa-desk tips` lists them"));
    }
    if arrival.confirmed.ahead {
        output = output
            .notice("the server has a bag that this case never wrote: was the case put back from a backup, or copied?");
    }
    output
}

fn message((tip, kind): &(u32, Kind)) -> Value {
    json!({ "tip": TipRef(*tip).to_string(), "kind": kind_word(*kind) })
}

fn expired(tombstone: &Tombstone) -> Value {
    json!({ "envelope": tombstone.envelope, "day": tombstone.day, "reason": tombstone.reason })
}

fn bag(arrival: &Arrival) -> Value {
    json!({
        "installation": arrival.manifest.installation,
        "epoch": arrival.manifest.epoch,
        "sequence": arrival.manifest.sequence,
        "manifest": hex::encode(arrival.hash),
        "envelopes": arrival.envelopes(),
        "known": arrival.place == Place::Known,
        "reordered": arrival.place == Place::Overtaken,
    })
}

fn damaged(damaged: &Damaged) -> Value {
    json!({ "envelope": damaged.envelope, "reason": damaged.reason })
}

fn problem(damaged: &Damaged) -> Failure {
    Failure::new(Exit::Damaged, "envelope-damaged", format!("envelope {}: {}", damaged.envelope, damaged.reason))
}

fn place_line(arrival: &Arrival, output: Output) -> Output {
    let sequence = arrival.manifest.sequence;
    match arrival.place {
        Place::Next => output.line(format!("Bag {sequence}.")),
        Place::Known => output.line(format!("Bag {sequence} is known already.")),
        Place::Overtaken => output.line(format!("Bag {sequence} came after a later one.")),
        Place::AfterGap(gap) => output.line(format!("Bag {sequence}.")).notice(format!(
            "bags {} to {} did not arrive; what they held is in later ones until this desk has confirmed it",
            gap.first, gap.last
        )),
    }
}
