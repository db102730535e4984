//! `extract`

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::usage::{check_free, unknown, unwritable};
use crate::case::content::{CopyError, copy};
use crate::case::{Case, Record};
use crate::disk::Pending;
use crate::failure::{Exit, Failure};
use crate::ledger::{FileRef, StoredFile, tip};
use crate::output::Output;

pub(super) const EXAMPLE: &str = "Example:\n  subrosa-desk extract T1/F1 --to /mnt/encrypted/scan.pdf";

#[derive(Args)]
pub(super) struct Extract {
    /// The file, such as T1/F1
    file: FileRef,
    /// The file to write, by your name for it; nothing is overwritten
    #[arg(long, value_name = "PATH")]
    to: PathBuf,
}

pub(super) fn run(case: &mut Case, Extract { file: reference, to }: Extract) -> Result<Output, Failure> {
    check_free(&to)?;
    let file = find(case, reference)?;
    let content = file.content.ok_or_else(|| erased(reference))?;
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
    Ok(Output::new(json!({ "id": reference.to_string(), "path": path, "bytes": file.bytes, "sha256": sha256 }))
        .line(format!("{reference} was written to {path}."))
        .notice(format!(
            "{path} holds decrypted content outside the case, and whatever is inside it is not to be trusted"
        )))
}

fn find(case: &Case, reference: FileRef) -> Result<StoredFile, Failure> {
    tip::file(case, reference)?.ok_or_else(|| unknown(reference))
}

fn erased(reference: FileRef) -> Failure {
    Failure::new(Exit::Refused, "erased", format!("the content of {reference} was erased"))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Cursor;

    use super::*;
    use crate::arrive::bag::import;
    use crate::fixture::{self, Server};

    fn extract(desk: &mut fixture::Desk, file: &str, to: PathBuf) -> Result<Output, Failure> {
        run(&mut desk.case, Extract { file: file.parse().unwrap(), to })
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
