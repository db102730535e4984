//! `proof` and `accept`

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Value, json};

use super::usage::{check_free, unwritable};
use crate::case::{Case, Editor};
use crate::disk::Pending;
use crate::failure::{Exit, Failure};
use crate::output::Output;
use crate::proof::finding::Finding;
use crate::proof::report::{self, Made};
use crate::proof::stubs::{self, Stub};
use crate::proof::{self, Proof, Row, kept};
use crate::read::Format;

pub(super) const EXAMPLE: &str = "Examples:\n  subrosa-desk proof draft.md --out report.html\n  \
                                  subrosa-desk proof bare.md --stubs marked.md";
pub(super) const ACCEPT_EXAMPLE: &str =
    "Example:\n  subrosa-desk accept f3c9e27a10 --reason 'a slogan, shortened by its author'";

#[derive(Args)]
pub(super) struct ProofDraft {
    /// The draft: Markdown, HTML, DOCX, ODT or plain text
    draft: PathBuf,
    /// Write the report, a page without scripts; nothing is overwritten
    #[arg(long, value_name = "REPORT.html")]
    out: Option<PathBuf>,
    /// Propose claims for what has none, and write a copy with their marks
    #[arg(long, value_name = "F")]
    stubs: Option<PathBuf>,
    /// Name and show nothing that is protected
    #[arg(long)]
    redacted: bool,
}

pub(super) fn run(case: &mut Case, arguments: ProofDraft) -> Result<Output, Failure> {
    let ProofDraft { draft, out, stubs, redacted } = arguments;
    for path in [&out, &stubs].into_iter().flatten() {
        check_free(path)?;
    }
    if out.as_deref().and_then(Path::extension).is_some_and(|end| end.eq_ignore_ascii_case("docx")) {
        return Err(Failure::new(Exit::Usage, "no-docx", "reports are pages: comments in a DOCX are not written yet")
            .hint("name a file that ends in .html"));
    }
    let proof = proof::proof(case, &draft, |_, _| {})?;
    let proposed = proposed(case, &proof, stubs.is_some())?;
    let mut output = said(Output::new(object(&proof, &proposed, redacted)), &proof, redacted);
    if let Some(path) = &out {
        let page = page(case, &proof, &draft, redacted)?;
        write(path, &page)?;
        output = output.line(format!("The report is {}.", path.display()));
        output = output.notice("the report holds the draft and evidence outside the case, decrypted");
    }
    if let Some(path) = &stubs {
        write(path, &stubs::marked(&proof.draft.text, &proposed))?;
        output = told(output, path, &proposed, proof.draft.format);
    }
    let blocking = proof.findings.iter().filter(|finding| finding.blocks()).count();
    Ok(match blocking {
        0 => output,
        _ => output.problem(
            Failure::new(Exit::Refused, "proof", format!("{blocking} findings stop printing"))
                .hint("answer each, or let it stand with `accept FINDING --reason TEXT`"),
        ),
    })
}

fn proposed(case: &Case, proof: &Proof, wanted: bool) -> Result<Vec<Stub>, Failure> {
    let next = crate::ledger::claim::next(case.db())?;
    Ok(if wanted { stubs::stubs(proof, next) } else { Vec::new() })
}

fn page(case: &Case, proof: &Proof, draft: &Path, redacted: bool) -> Result<String, Failure> {
    let name = draft.file_name().unwrap_or_default().to_string_lossy();
    let day = case.today()?.to_string();
    let made = Made { name: &name, day, by: case.editor().to_string(), redacted };
    report::page(proof, &made).map_err(|_| Failure::new(Exit::Machine, "page", "the page could not be written"))
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let mut pending = Pending::beside(path).map_err(|error| unwritable(path, &error))?;
    pending.write_all(text.as_bytes()).map_err(|error| unwritable(path, &error))?;
    pending.publish().map_err(|error| unwritable(path, &error))
}

fn told(output: Output, path: &Path, proposed: &[Stub], format: Format) -> Output {
    let output = output.line(format!("{} has the marks of {} proposed claims:", path.display(), proposed.len()));
    let quoted = |stub: &Stub| shell_words::quote(&stub.text).into_owned();
    let output = proposed.iter().fold(output, |output, stub| output.line(format!("claim add {}", quoted(stub))));
    match format {
        Format::Markdown | Format::Text => output,
        _ => output.notice("the copy is plain text: marks are not written into a page or a document yet"),
    }
}

fn object(proof: &Proof, proposed: &[Stub], redacted: bool) -> Value {
    let changes = proof.changes.as_ref().map(|changes| {
        let turned = changes.turned.iter();
        let turned = turned.map(|turned| json!({ "id": turned.id, "before": turned.before, "after": turned.after }));
        let gone = changes.gone.iter().map(|(id, kind)| json!({ "id": id, "kind": kind }));
        json!({ "added": changes.added, "removed": changes.removed, "turned": turned.collect::<Vec<_>>(),
                "found": changes.found, "gone": gone.collect::<Vec<_>>() })
    });
    let accused = proof.accused.iter();
    let accused = accused.map(|a| json!({ "name": a.name, "sentences": a.sentences, "responses": a.responses }));
    let stubs = proposed.iter().map(|stub| json!({ "claim": format!("C{}", stub.claim), "text": stub.text }));
    json!({
        "sentences": proof.rows.len(),
        "list": proof.rows.iter().map(|row| row_object(proof, row, redacted)).collect::<Vec<_>>(),
        "findings": proof.findings.iter().map(|finding| finding_object(finding, redacted)).collect::<Vec<_>>(),
        "quotations": proof.quotations.len(),
        "changes": changes,
        "accused": accused.collect::<Vec<_>>(),
        "verify": proof.verify.iter().map(|(kind, words)| json!({ "kind": kind, "text": words })).collect::<Vec<_>>(),
        "stubs": stubs.collect::<Vec<_>>(),
        "unchecked": proof.unchecked,
        "ok": proof.is_ok(),
    })
}

fn row_object(proof: &Proof, row: &Row, redacted: bool) -> Value {
    let hidden = |id: &&String| {
        let mut all = proof.ledger.behind.values().flat_map(|behind| &behind.evidence);
        let found = all.find(|evidence| evidence.number.to_string() == **id);
        redacted && found.is_none_or(|evidence| !matches!(evidence.standing.as_str(), "public" | "on-record"))
    };
    json!({
        "id": row.sentence.id,
        "start": row.sentence.range.start,
        "end": row.sentence.range.end,
        "state": row.state.word(),
        "claims": row.claims.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "evidence": row.evidence.iter().filter(|id| !hidden(id)).collect::<Vec<_>>(),
    })
}

fn finding_object(finding: &Finding, redacted: bool) -> Value {
    let hidden = redacted && finding.is_protected;
    let message = if redacted { finding.without_reasons() } else { finding.message.clone() };
    let mut object = json!({
        "id": finding.id,
        "kind": finding.kind.word(),
        "level": finding.kind.level().word(),
        "start": finding.range.start,
        "end": finding.range.end,
        "text": finding.text,
        "message": message,
        "accepted": finding.accepted.is_some(),
    });
    let place = finding.place.clone().map(|place| json!({ "start": place.start, "end": place.end }));
    let differences = finding.differences.iter();
    let differences = differences.map(|d| json!({ "quoted": d.quoted, "source": d.source, "what": d.what }));
    let Some(fields) = object.as_object_mut() else { return object };
    fields.extend(finding.claim.clone().map(|claim| ("claim".to_owned(), json!(claim))));
    if !hidden {
        fields.extend(finding.item.clone().map(|item| ("item".to_owned(), json!(item))));
        fields.extend(place.map(|place| ("place".to_owned(), place)));
    }
    if !finding.differences.is_empty() {
        fields.insert("differences".to_owned(), differences.collect());
    }
    object
}

fn said(output: Output, proof: &Proof, redacted: bool) -> Output {
    let count = |state: proof::State| proof.rows.iter().filter(|row| row.state == state).count();
    let output = output.line(format!(
        "{} sentences: {} blocked, {} open, {} proved, {} hedged; {} quotations.",
        proof.rows.len(),
        count(proof::State::Blocked),
        count(proof::State::Open),
        count(proof::State::Proved),
        count(proof::State::Hedged),
        proof.quotations.len()
    ));
    let row = |finding: &Finding| {
        let message = if redacted { finding.without_reasons() } else { finding.message.clone() };
        let state = if finding.accepted.is_some() { "accepted" } else { finding.kind.level().word() };
        [finding.id.clone(), state.to_owned(), finding.kind.word().to_owned(), short(&finding.text), message]
    };
    let rows: Vec<_> = proof.findings.iter().map(row).collect();
    let output = if rows.is_empty() { output } else { output.table(["ID", "LEVEL", "KIND", "WORDS", "FOUND"], &rows) };
    match &proof.changes {
        None => output,
        Some(changes) if changes.is_empty() => output.line("Nothing changed since the last proof of this draft."),
        Some(changes) => output.line(format!(
            "Since the last proof: {} sentences are new or other, {} gone, {} in another state; {} findings new, {} gone.",
            changes.added.len(),
            changes.removed.len(),
            changes.turned.len(),
            changes.found.len(),
            changes.gone.len()
        )),
    }
}

/// The first words of a text.
fn short(text: &str) -> String {
    const SHOWN: usize = 48;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= SHOWN { line } else { line.chars().take(SHOWN).chain(['…']).collect() }
}

#[derive(Args)]
pub(super) struct Accept {
    /// The finding, by its id in the last proof
    finding: String,
    /// Why it may stand
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// The second editor, for what could lead to a source
    #[arg(long = "and", value_name = "NAME")]
    second: Option<Editor>,
}

pub(super) fn accept(case: &mut Case, arguments: Accept) -> Result<Output, Failure> {
    let Accept { finding, reason, second } = arguments;
    let kind = kept::accept(case, &finding, second.as_ref(), &reason)?;
    Ok(Output::new(json!({ "finding": finding, "kind": kind.word(), "accepted": true }))
        .line(format!("{finding} ({}) stands from now on in every draft with these words.", kind.word())))
}
