//! `dkim-keys`, and a verdict in words.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::usage::unreadable;
use crate::authenticity::dkim::archive::{self, Count, FILE_BYTES};
use crate::authenticity::dkim::verdict::{Judged, Verdict};
use crate::case::Case;
use crate::failure::Failure;
use crate::output::Output;

pub(super) const EXAMPLE: &str = "Example:\n  subrosa-desk dkim-keys add keys.tsv";

#[derive(Args)]
pub(super) struct DkimKeys {
    #[command(subcommand)]
    act: Option<Act>,
}

#[derive(Subcommand)]
enum Act {
    /// Import a file: selector, domain, key record and day seen, with tabs between
    #[command(after_help = EXAMPLE)]
    Add {
        /// The file, such as keys.tsv
        file: PathBuf,
    },
}

pub(super) fn run(case: &mut Case, DkimKeys { act }: DkimKeys) -> Result<Output, Failure> {
    match act {
        Some(Act::Add { file }) => add(case, &file),
        None => list(case),
    }
}

fn add(case: &mut Case, path: &Path) -> Result<Output, Failure> {
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|error| unreadable(path, &error))?;
    file.take(FILE_BYTES + 1).read_to_end(&mut bytes).map_err(|error| unreadable(path, &error))?;
    let added = archive::add(case, &bytes)?;
    Ok(Output::new(json!({ "added": added.added, "already": added.already }))
        .line(format!("Sightings of keys added: {}. In the case already: {}.", added.added, added.already)))
}

fn list(case: &Case) -> Result<Output, Failure> {
    let counts = archive::counts(case.db())?;
    let sightings: u64 = counts.iter().map(|count| count.sightings).sum();
    let object = json!({
        "sightings": sightings,
        "domains": counts.iter().map(count_object).collect::<Vec<_>>(),
    });
    let rows: Vec<_> = counts.iter().map(row).collect();
    Ok(Output::new(object).table(["DOMAIN", "SELECTORS", "RECORDS", "SIGHTINGS", "FIRST", "LAST"], &rows))
}

fn count_object(count: &Count) -> Value {
    let Count { domain, selectors, records, sightings, first, last } = count;
    json!({ "domain": domain, "selectors": selectors, "records": records, "sightings": sightings, "first": first, "last": last })
}

fn row(Count { domain, selectors, records, sightings, first, last }: &Count) -> [String; 6] {
    let numbers = [selectors, records, sightings].map(u64::to_string);
    let [selectors, records, sightings] = numbers;
    [domain.clone(), selectors, records, sightings, first.to_string(), last.to_string()]
}

/// The verdict for scripts.
pub(super) fn object(verdict: &Verdict) -> Value {
    json!({
        "state": verdict.state.word(),
        "signatures": verdict.signatures.iter().map(signature).collect::<Vec<_>>(),
        "not_looked_at": verdict.more,
        "reason": verdict.unfit.map(|unfit| unfit.to_string()),
    })
}

fn signature(judged: &Judged) -> Value {
    let claims = judged.claims.as_ref();
    let named = |(code, text): (&str, String)| json!({ "code": code, "message": text });
    let reasons = judged.reasons.iter().map(|reason| named((reason.code(), reason.to_string())));
    let warnings = judged.warnings.iter().map(|warning| named((warning.code(), warning.to_string())));
    let not_covered = judged.not_covered.iter().map(|(name, count)| json!({ "name": name, "fields": count }));
    json!({
        "state": judged.state.word(),
        "reasons": reasons.collect::<Vec<_>>(),
        "warnings": warnings.collect::<Vec<_>>(),
        "domain": claims.map(|claims| &claims.domain),
        "selector": claims.map(|claims| &claims.selector),
        "identity": claims.map(|claims| &claims.identity),
        "algorithm": claims.map(|claims| claims.algorithm.word()),
        "date": judged.date,
        "key": judged.key.as_ref().map(|key| json!({ "bits": key.bits, "first_seen": key.first_seen, "last_seen": key.last_seen })),
        "covered": claims.map(|claims| &claims.fields),
        "not_covered": not_covered.collect::<Vec<_>>(),
        "closed": judged.closed,
        "uncovered_bytes": judged.uncovered_bytes,
    })
}

/// The verdict for people.
pub(super) fn lines(verdict: &Verdict) -> Vec<String> {
    let mut lines = vec![format!("signatures (DKIM): {}", verdict.state.phrase())];
    lines.extend(verdict.unfit.map(|unfit| format!("  {unfit}")));
    for judged in &verdict.signatures {
        lines.extend(judged.sentences().into_iter().map(|sentence| format!("  {sentence}")));
    }
    if verdict.more > 0 {
        lines.push(format!("  {} more signatures were not looked at", verdict.more));
    }
    lines
}
