//! `extract`

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::usage::{check_free, unknown, unwritable};
use crate::case::content::{CopyError, copy};
use crate::case::{Case, Record, RowId};
use crate::corpus::item;
use crate::disk::Pending;
use crate::failure::{Exit, Failure};
use crate::ledger::{FileRef, tip};
use crate::output::Output;

pub(super) const EXAMPLE: &str = "Example:\n  subrosa-desk extract T1/F1 --to /mnt/encrypted/scan.pdf";

#[derive(Args)]
pub(super) struct Extract {
    /// The file, such as T1/F1, or a document, such as D1
    file: String,
    /// The file to write, by your name for it; nothing is overwritten
    #[arg(long, value_name = "PATH")]
    to: PathBuf,
}

pub(super) fn run(case: &mut Case, Extract { file: name, to }: Extract) -> Result<Output, Failure> {
    check_free(&to)?;
    let file = find(case, &name)?;
    let content = file.content.ok_or_else(|| erased(&name))?;
    let mut pending = Pending::beside(&to).map_err(|error| unwritable(&to, &error))?;
    copy(case.db(), content, &mut pending).map_err(|error| match error {
        CopyError::Write(error) => unwritable(&to, &error),
        other => other.into(),
    })?;
    // Logged before the file has its name: what was not logged never left.
    let sha256 = hex::encode(file.sha256);
    case.begin()?.commit(Record::new("extract", file.id).with("sha256", sha256.as_str()))?;
    pending.publish().map_err(|error| unwritable(&to, &error))?;
    let path = to.display().to_string();
    Ok(Output::new(json!({ "id": name, "path": path, "bytes": file.bytes, "sha256": sha256 }))
        .line(format!("{name} was written to {path}."))
        .notice(format!(
            "{path} holds decrypted content outside the case, and whatever is inside it is not to be trusted"
        )))
}

/// What is written: a tip's file, read or not, or the original of an item.
struct Original {
    id: RowId,
    content: Option<RowId>,
    bytes: u64,
    sha256: [u8; 32],
}

fn find(case: &Case, name: &str) -> Result<Original, Failure> {
    if let Ok(reference) = name.parse::<FileRef>() {
        let file = tip::file(case, reference)?.ok_or_else(|| unknown(reference))?;
        return Ok(Original { id: file.id, content: file.content, bytes: file.bytes, sha256: file.sha256 });
    }
    let item = item::find(case.db(), name)?;
    Ok(Original { id: item.id, content: item.content, bytes: item.bytes, sha256: item.sha256.unwrap_or_default() })
}

fn erased(name: &str) -> Failure {
    Failure::new(Exit::Refused, "erased", format!("the content of {name} was erased"))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Cursor;

    use super::*;
    use crate::arrive::bag::import;
    use crate::fixture::{self, Server};

    fn extract(desk: &mut fixture::Desk, file: &str, to: PathBuf) -> Result<Output, Failure> {
        run(&mut desk.case, Extract { file: file.to_owned(), to })
    }

    #[test]
    fn a_file_is_written_under_the_editors_name_and_never_over_another() {
        let mut desk = fixture::case();
        let server = Server::paired(&mut desk.case);
        let bag = server.bag(1, [0; 32], &[(1, server.seal("a", &[("../../escape", b"content")]))]);
        import(&mut desk.case, Cursor::new(bag.bytes), |_, _| {}).unwrap();
        let folder = fixture::folder();
        let to = folder.path().join("mine");
        let output = extract(&mut desk, "T1/F1", to.clone()).unwrap();
        assert_eq!(output.json()["bytes"], 7);
        assert_eq!(fs::read(&to).unwrap(), b"content");
        fs::write(&to, b"kept").unwrap();
        assert_eq!(extract(&mut desk, "T1/F1", to.clone()).unwrap_err().exit, Exit::Refused);
        assert_eq!(fs::read(&to).unwrap(), b"kept");
        let entries = desk.case.verify_custody(None).unwrap().entries;
        for (file, to) in [("T1/F2", "x"), ("T2/F1", "x"), ("T1/F1", ".")] {
            assert_eq!(extract(&mut desk, file, folder.path().join(to)).unwrap_err().exit, Exit::Usage);
        }
        std::os::unix::fs::symlink(folder.path().join("elsewhere"), folder.path().join("link")).unwrap();
        assert_eq!(extract(&mut desk, "T1/F1", folder.path().join("link")).unwrap_err().exit, Exit::Refused);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "nothing else was written");
        assert_eq!(desk.case.verify_custody(None).unwrap().entries, entries);
    }

    #[test]
    fn content_that_does_not_match_its_hash_is_not_handed_out() {
        let mut desk = fixture::case();
        let server = Server::paired(&mut desk.case);
        let bag = server.bag(1, [0; 32], &[(1, server.seal("a", &[("name", b"content")]))]);
        import(&mut desk.case, Cursor::new(bag.bytes), |_, _| {}).unwrap();
        desk.case.db().execute("UPDATE content_part SET bytes = zeroblob(7)", []).unwrap();
        let folder = fixture::folder();
        assert_eq!(extract(&mut desk, "T1/F1", folder.path().join("x")).unwrap_err().exit, Exit::Damaged);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
