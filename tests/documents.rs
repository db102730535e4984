//! What a document proves and betrays: inspected, authenticated, compared and kept,
//! through the program as editors have it.

mod compared;
mod custody;
mod inspected;
mod letters;

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::harness::programs::workspace;
use crate::harness::{Desk, Folder};

/// A case of its own in a folder.
fn desk_in(folder: &Folder, case: &str) -> Desk {
    let passphrase = folder.write("passphrase", b"a passphrase of fiction");
    let desk = Desk::new(&folder.join(case), &passphrase);
    desk.run(&["init"]).expect(0);
    desk
}

fn fixture(name: &str) -> PathBuf {
    workspace().join("tests").join(name)
}

/// Takes a document up. *Returns* its name in the case.
fn add(desk: &Desk, path: &Path, options: &[&str]) -> String {
    let arguments = [&["corpus", "add", path.to_str().unwrap()], options].concat();
    desk.run(&arguments).expect(0)["added"][0]["id"].as_str().unwrap().to_owned()
}

fn inspect(desk: &Desk, item: &str) -> Value {
    desk.run(&["inspect", item]).expect(0).clone()
}

/// Values of this key in what a document says of itself.
fn values<'v>(inspected: &'v Value, key: &str) -> Vec<&'v str> {
    let entries = inspected["metadata"].as_array().unwrap().iter();
    entries.filter(|entry| entry["key"] == key).map(|entry| entry["value"].as_str().unwrap()).collect()
}

/// How many entries the custody log has: what a refused command must not change.
fn entries(desk: &Desk) -> u64 {
    desk.run(&["log", "verify"]).expect(0)["entries"].as_u64().unwrap()
}
