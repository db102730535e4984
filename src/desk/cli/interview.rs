//! `interview` and `terms`

use std::fs::File;
use std::io::Read;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use clap::{Args, Subcommand};
use serde_json::{Value, json};
use subrosa_tip::Day;

use super::corpus::{index, source};
use super::usage::unreadable;
use crate::case::Case;
use crate::corpus::CorpusError;
use crate::corpus::interview::{self, Span, TEXT_BYTES, Terms};
use crate::failure::Failure;
use crate::output::Output;

pub(super) const EXAMPLE: &str = "Example:\n  subrosa-desk interview add S4 --day 2026-11-20 --text-file notes.txt \
                                  --terms on-background --descriptor 'a clerk of the council'";
pub(super) const TERMS_EXAMPLE: &str =
    "Example:\n  subrosa-desk terms I1:120-300 off-record --reason 'agreed by telephone on 21 November'";

#[derive(Args)]
pub(super) struct Interview {
    #[command(subcommand)]
    act: Act,
}

#[derive(Subcommand)]
enum Act {
    /// Keep what was said, with the terms it was said on
    #[command(after_help = EXAMPLE)]
    Add(Add),
}

#[derive(Args)]
struct Add {
    /// The source, such as S4
    #[arg(value_parser = source)]
    source: u32,
    /// The day on which it was held
    #[arg(long)]
    day: Day,
    /// What was said, as UTF-8
    #[arg(long, value_name = "FILE")]
    text_file: PathBuf,
    /// What may be done with it
    #[arg(long)]
    terms: Terms,
    /// How the person may be called
    #[arg(long, value_name = "TEXT")]
    descriptor: Option<String>,
}

pub(super) fn run(case: &mut Case, Interview { act: Act::Add(add) }: Interview) -> Result<Output, Failure> {
    let Add { source, day, text_file, terms, descriptor } = add;
    let text = read(&text_file)?;
    let taken = interview::add(case, interview::Interview { source, day, text, terms, descriptor })?;
    let output = Output::new(json!({
        "id": taken.name,
        "source": format!("S{source}"),
        "terms": terms.word(),
        "passages": taken.passages,
        "standing": taken.standing.word(),
        "because": taken.because.word(),
    }))
    .line(format!("{} is kept, {}; it is {}.", taken.name, terms.word(), taken.standing));
    Ok(match index(case) {
        Ok(()) => output,
        Err(failure) => output.notice(format!("{}; the next search indexes it", failure.message)),
    })
}

fn read(path: &Path) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|error| unreadable(path, &error))?;
    file.take(TEXT_BYTES + 1).read_to_end(&mut bytes).map_err(|error| unreadable(path, &error))?;
    Ok(String::from_utf8(bytes).map_err(|_| CorpusError::Text(TEXT_BYTES))?)
}

#[derive(Args)]
pub(super) struct ChangeTerms {
    /// The interview, or a range of characters of it, such as I1:120-300
    place: Place,
    /// What may be done with it
    terms: Terms,
    /// Why they change; asked for whichever way
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

/// `I1` or `I1:120-300`, in Unicode scalar values.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Place {
    item: String,
    range: Option<Range<u64>>,
}

impl FromStr for Place {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, &'static str> {
        let Some((item, range)) = text.split_once(':') else { return Ok(Self { item: text.into(), range: None }) };
        let bounds = range.split_once('-').and_then(|(start, end)| Some((start.parse().ok()?, end.parse().ok()?)));
        let (start, end) = bounds.ok_or("not a range of characters, such as I1:120-300")?;
        Ok(Self { item: item.into(), range: Some(start..end) })
    }
}

pub(super) fn change(case: &mut Case, arguments: ChangeTerms) -> Result<Output, Failure> {
    let ChangeTerms { place: Place { item, range }, terms, reason } = arguments;
    let spans = interview::set_terms(case, &item, range, terms, &reason)?;
    let output = Output::new(json!({ "id": item, "terms": spans.iter().map(span).collect::<Vec<_>>() }));
    Ok(spans.iter().fold(output, |output, Span { range, terms }| {
        output.line(format!("{item}:{}-{}  {}", range.start, range.end, terms.word()))
    }))
}

pub(super) fn span(Span { range, terms }: &Span) -> Value {
    json!({ "start": range.start, "end": range.end, "terms": terms.word() })
}
