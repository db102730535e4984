//! `reply`

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;
use subrosa_tip::limits::REPLY_CONTENT_BYTES;
use subrosa_tip::reply::ReplyFile;
use zeroize::Zeroizing;

use super::usage::unreadable;
use crate::case::Case;
use crate::failure::{Exit, Failure};
use crate::ledger::TipRef;
use crate::output::Output;
use crate::reply::{Answer, queue};

pub(super) const EXAMPLE: &str = "Example:\n  subrosa-desk reply T1 --text-file answer.txt --file form.pdf";

#[derive(Args)]
pub(super) struct Reply {
    /// The tip to answer, such as T1
    tip: TipRef,
    /// The words, as a file of UTF-8 text
    #[arg(long, value_name = "FILE")]
    text_file: PathBuf,
    /// A file that goes with them, under its name; may be given again
    #[arg(long, value_name = "FILE")]
    file: Vec<PathBuf>,
}

pub(super) fn run(case: &mut Case, Reply { tip, text_file, file }: Reply) -> Result<Output, Failure> {
    let files: Result<Vec<_>, _> = file.iter().map(|path| attachment(path)).collect();
    let queued = queue(case, tip, Answer { text: text(&text_file)?, files: files? })?;
    let id = queued.id.to_string();
    let said = if queued.files == 0 { String::new() } else { format!(" and {} files", queued.files) };
    Ok(Output::new(json!({
        "tip": tip.to_string(),
        "reply": id,
        "state": "waiting",
        "bytes": queued.text_bytes,
        "files": queued.files,
    }))
    .line(format!("A reply to {tip} waits for the next bag: {} bytes of text{said}.", queued.text_bytes))
    .line("Next: `subrosa-desk export --to DIR` writes it for the server."))
}

fn text(path: &Path) -> Result<Zeroizing<String>, Failure> {
    let bytes = read(path)?;
    let text = std::str::from_utf8(&bytes)
        .map_err(|_| Failure::new(Exit::Usage, "reply-not-text", format!("{} is not UTF-8 text", path.display())))?;
    Ok(Zeroizing::new(text.to_owned()))
}

fn attachment(path: &Path) -> Result<ReplyFile, Failure> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(ReplyFile { name, content: read(path)? })
}

/// One byte more than fits at most: enough to be refused with the limit's name.
fn read(path: &Path) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let file = File::open(path).map_err(|error| unreadable(path, &error))?;
    let mut bytes = Zeroizing::new(Vec::with_capacity(REPLY_CONTENT_BYTES as usize + 1));
    file.take(REPLY_CONTENT_BYTES + 1).read_to_end(&mut bytes).map_err(|error| unreadable(path, &error))?;
    Ok(bytes)
}
