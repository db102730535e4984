//! `corpus`

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::{Value, json};
use subrosa_tip::Day;

use crate::case::Case;
use crate::corpus::add::{self, Added};
use crate::corpus::change::{self, Corrected};
use crate::corpus::tips::{self, Read};
use crate::corpus::twins::{Change, Equal};
use crate::corpus::{Kind, Origin, Standing, Taken, origin, table};
use crate::failure::{Exit, Failure};
use crate::output::{Output, Progress};
use crate::search;

pub(super) const EXAMPLE: &str = "Example:\n  subrosa-desk corpus add ~/minutes --publisher 'Anselm Bridge council' \
                                  --url https://council.example/minutes --published 2026-03-02";

#[derive(Args)]
pub(super) struct Corpus {
    #[command(subcommand)]
    act: Act,
}

#[derive(Subcommand)]
enum Act {
    /// Add files and folders; what is in the case already is not added twice, and read again if it could not be read
    #[command(after_help = EXAMPLE)]
    Add(Add),
    /// Correct what is said of a document
    #[command(after_help = "Example:\n  subrosa-desk corpus set D1 --publisher 'Harbour Office'")]
    Set(Set),
}

#[derive(Args)]
struct Add {
    /// Files and folders
    #[arg(required_unless_present = "table")]
    paths: Vec<PathBuf>,
    /// A CSV file with a row a document, its columns named as these options, and `path`
    #[arg(long, value_name = "FILE", conflicts_with_all = ["paths", "Said"])]
    table: Option<PathBuf>,
    #[command(flatten)]
    said: Said,
}

#[derive(Args)]
struct Set {
    /// The document or interview, such as D1
    item: String,
    #[command(flatten)]
    said: Said,
}

/// What an editor says of a document's origin.
#[derive(Args)]
struct Said {
    /// What sort of document it is
    #[arg(long)]
    kind: Option<Kind>,
    /// Who published it
    #[arg(long)]
    publisher: Option<String>,
    /// The address at which it was published
    #[arg(long)]
    url: Option<String>,
    /// The day of publication, such as 2026-03-02
    #[arg(long, value_name = "DAY")]
    published: Option<Day>,
    /// The day on which it came to the newsroom
    #[arg(long, value_name = "DAY")]
    obtained: Option<Day>,
    /// The source it is from, such as S1
    #[arg(long, value_name = "ID", value_parser = source)]
    source: Option<u32>,
    /// How far it may be shown; otherwise that follows from the rest
    #[arg(long)]
    standing: Option<Standing>,
    /// Why it shall have that standing
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

impl From<Said> for Origin {
    fn from(said: Said) -> Self {
        let Said { kind, publisher, url, published, obtained, source, standing, reason } = said;
        Self { kind, publisher, url, published, obtained, source, stated: standing, reason }
    }
}

/// `S1` → 1.
pub(super) fn source(text: &str) -> Result<u32, &'static str> {
    origin::number(text).ok_or("not the id of a source, such as S1")
}

pub(super) fn run(case: &mut Case, Corpus { act }: Corpus) -> Result<Output, Failure> {
    match act {
        Act::Add(arguments) => run_add(case, arguments),
        Act::Set(Set { item, said }) => Ok(corrected(&change::set(case, &item, &said.into())?)),
    }
}

fn run_add(case: &mut Case, Add { paths, table, said }: Add) -> Result<Output, Failure> {
    let missing = paths.iter().chain(&table).find(|path| path.symlink_metadata().is_err());
    if let Some(path) = missing {
        return Err(Failure::new(Exit::Usage, "no-such-file", format!("there is no file {}", path.display())));
    }
    let progress = Progress::of("files");
    let step = |done, of| progress.step(done, of);
    let added = match table {
        Some(table) => table::add(case, &table, step)?,
        None => add::add(case, &paths, &said.into(), step)?,
    };
    drop(progress);
    let output = answer(&added);
    // The documents are in the case, whatever happens to the index now.
    Ok(match index(case) {
        Ok(()) => output,
        Err(failure) => output.notice(format!("{}; the next search indexes the rest", failure.message)),
    })
}

/// Completes the index, with progress.
pub(super) fn index(case: &mut Case) -> Result<(), Failure> {
    let progress = Progress::of("items indexed");
    search::bring_up(case, |done, of| progress.step(done, of))?;
    Ok(())
}

/// Reads what came with tips and was not read yet, and completes the index.
pub(super) fn take_up_tips(case: &mut Case) -> Result<Read, Failure> {
    let progress = Progress::of("messages and files read");
    let read = tips::read(case, |done, of| progress.step(done, of))?;
    drop(progress);
    index(case)?;
    Ok(read)
}

fn answer(added: &Added) -> Output {
    let (read, unread): (Vec<_>, Vec<_>) = added.taken.iter().partition(|taken| taken.failed.is_none());
    let failed: Vec<Value> = unread
        .iter()
        .filter_map(|taken| {
            let failed = taken.failed.as_ref()?;
            Some(json!({ "id": taken.name, "path": taken.path, "code": failed.code, "reason": failed.reason }))
        })
        .chain(added.failed.iter().map(|(path, reason)| json!({ "path": path, "code": "file", "reason": reason })))
        .collect();
    let output = Output::new(json!({
        "added": read.iter().map(|taken| object(taken)).collect::<Vec<_>>(),
        "failed": failed,
        "already": added.already.iter().map(|(path, id)| json!({ "path": path, "id": id })).collect::<Vec<_>>(),
        "skipped": added.passed.iter().map(|(path, why)| json!({ "path": path, "reason": why })).collect::<Vec<_>>(),
        "changed": added.changes.iter().map(change_object).collect::<Vec<_>>(),
    }));
    let output = output.line(format!(
        "Added: {}. In the case already: {}. Could not be read: {}.",
        read.len(),
        added.already.len(),
        failed.len()
    ));
    with_notices(added, failed.iter().map(problem).fold(output, Output::problem))
}

fn with_notices(added: &Added, output: Output) -> Output {
    let equal = added.taken.iter().filter_map(|taken| {
        let equal = taken.equal.as_ref()?;
        Some(format!("{} equals {} in {}: it is {}", taken.name, equal.name, equal.in_what, taken.standing))
    });
    let notes =
        added.taken.iter().flat_map(|taken| taken.notes.iter().map(move |note| format!("{}: {note}", taken.name)));
    let passed = added.passed.iter().map(|(path, why)| format!("{path}: {why}, passed over"));
    let changed = added.changes.iter().map(changed);
    let linked = added
        .linked
        .iter()
        .map(|name| format!("{name}: its pictures stay unread, because evidence points at its text as it is"));
    equal.chain(changed).chain(notes).chain(linked).chain(passed).fold(output, Output::notice)
}

fn object(taken: &Taken) -> Value {
    json!({
        "id": taken.name,
        "path": taken.path,
        "type": taken.format.map(|format| format.as_str()),
        "passages": taken.passages,
        "source": taken.source.map(|number| format!("S{number}")),
        "standing": taken.standing.word(),
        "because": taken.because.word(),
        "equal": taken.equal.as_ref().map(equal_object),
        "notes": taken.notes,
    })
}

pub(super) fn equal_object(equal: &Equal) -> Value {
    json!({ "item": equal.name, "in": equal.in_what })
}

fn problem(failed: &Value) -> Failure {
    let text = |key: &str| failed.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    Failure::new(Exit::Damaged, "document-unreadable", format!("{}: {}", text("path"), text("reason")))
}

fn change_object(change: &Change) -> Value {
    json!({
        "id": change.name,
        "equal": change.equal.as_ref().map(equal_object),
        "before": change.before.word(),
        "standing": change.after.word(),
        "because": change.because.word(),
    })
}

/// Says what became of a document because of another.
pub(super) fn changed(change: &Change) -> String {
    let Change { name, equal, before, after, because } = change;
    let what = match equal {
        Some(equal) => format!("{name} equals {} in {}", equal.name, equal.in_what),
        None => format!("{name} ({})", because.word()),
    };
    if before == after {
        format!("{what}, and stays {after}")
    } else {
        format!("{what}: it was {before} and is {after} now")
    }
}

fn corrected(corrected: &Corrected) -> Output {
    let Corrected { item, before, changes } = corrected;
    let output = Output::new(json!({
        "id": item.name,
        "standing": item.standing.word(),
        "because": item.because,
        "before": before.word(),
        "kind": item.kind,
        "publisher": item.publisher,
        "url": item.url,
        "published": item.published,
        "obtained": item.obtained,
        "source": item.source.map(|number| format!("S{number}")),
        "changed": changes.iter().map(change_object).collect::<Vec<_>>(),
    }));
    let output = output.line(format!("{} is {} ({}).", item.name, item.standing, item.because));
    changes.iter().map(changed).fold(output, Output::notice)
}
