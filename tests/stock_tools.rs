//! Everything opens without this software: tar, minisign, age, unzip.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::harness::{Folder, Form, Random, Tip, tools};

/// A bag unpacked by `tar`, and the desk's identities.
struct Unpacked {
    folder: Folder,
    identity: PathBuf,
}

impl Unpacked {
    fn of(form: &Form) -> Self {
        let folder = Folder::new();
        tools::run(Command::new("tar").arg("-xf").arg(form.export().path).arg("-C").arg(folder.path()));
        let identity = form.beside(&format!("identity-{}", folder.path().file_name().unwrap().to_str().unwrap()));
        let exported = form.desk().run(&["key", "export", "--plain", "--to", identity.to_str().unwrap()]);
        assert!(exported.stderr.contains("no passphrase"), "it warns: {}", exported.stderr);
        exported.expect(0);
        Self { folder, identity }
    }

    fn envelopes(&self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        walk(self.folder.path(), &mut |path| {
            if path.extension().is_some_and(|suffix| suffix == "age") {
                found.push(path.to_owned());
            }
        });
        found
    }

    /// The files of an envelope, as `age` and `unzip` give them.
    fn open(&self, envelope: &Path) -> BTreeMap<String, Vec<u8>> {
        let folder = Folder::new();
        let zip = folder.join("tip.zip");
        let mut age = Command::new("age");
        tools::run(age.arg("-d").arg("-i").arg(&self.identity).arg("-o").arg(&zip).arg(envelope));
        tools::run(Command::new("unzip").arg("-tqq").arg(&zip));
        let inside = folder.join("inside");
        tools::run(Command::new("unzip").arg("-qq").arg(&zip).arg("-d").arg(&inside));
        let mut files = BTreeMap::new();
        walk(&inside, &mut |path| {
            let name = path.strip_prefix(&inside).unwrap().to_str().unwrap().to_owned();
            files.insert(name, fs::read(path).unwrap());
        });
        files
    }
}

fn walk(folder: &Path, found: &mut impl FnMut(&Path)) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { walk(&path, found) } else { found(&path) }
    }
}

#[test]
fn a_message_opens_with_age_and_unzip() {
    if !tools::has("age") || !tools::has("unzip") {
        return;
    }
    let form = Form::start();
    let text = "No file, only words.\nПравда — 真的.";
    form.send(&Tip::new().field("basis", "saw").message(text)).expect_received();
    let bag = Unpacked::of(&form);
    let files = bag.open(&bag.envelopes()[0]);
    let about: serde_json::Value = serde_json::from_slice(&files["tip.json"]).unwrap();
    assert_eq!(about["basis"], "saw");
    assert!(files.values().any(|content| content == text.as_bytes()), "{:?}", files.keys());
    // The control: another desk's identity opens nothing.
    let other = Unpacked::of(&Form::start());
    let mut age = Command::new("age");
    let refused = age.arg("-d").arg("-i").arg(&other.identity).arg(&bag.envelopes()[0]).output().unwrap();
    assert!(!refused.status.success() && refused.stdout.is_empty());
}

#[test]
fn several_files_open_with_age_and_unzip_byte_for_byte() {
    if !tools::has("age") || !tools::has("unzip") {
        return;
    }
    let form = Form::start();
    let mut random = Random::seeded(5);
    let sent = [random.bytes(1), Vec::new(), random.bytes(100_000), random.bytes(3_000_000)];
    let names = ["a.bin", "../empty", "Отчёт.pdf", "a.bin"];
    let tip = names.iter().zip(&sent).fold(Tip::new(), |tip, (name, bytes)| tip.file(name, bytes.clone()));
    form.send(&tip.message("with files")).expect_received();
    let bag = Unpacked::of(&form);
    let files = bag.open(&bag.envelopes()[0]);
    let about: serde_json::Value = serde_json::from_slice(&files["tip.json"]).unwrap();
    let told: Vec<_> = about["files"].as_array().unwrap().iter().map(|file| file["name"].as_str().unwrap()).collect();
    assert_eq!(told, names, "the names are data in tip.json");
    for bytes in &sent {
        assert!(files.values().any(|content| content == bytes), "{} bytes: {:?}", bytes.len(), files.keys());
    }
    assert!(!files.keys().any(|path| path.contains("..") || path.contains("pdf")), "{:?}", files.keys());
}

#[test]
fn a_bag_is_verified_by_tar_and_minisign() {
    if !tools::has("minisign") {
        return;
    }
    let form = Form::start();
    form.send(&Tip::new().message("signed")).expect_received();
    let card: serde_json::Value =
        serde_json::from_slice(&fs::read(form.demo().join("intake-card.json")).unwrap()).unwrap();
    let bag = Unpacked::of(&form);
    let verify = || {
        let mut minisign = Command::new("minisign");
        let manifest = bag.folder.join("manifest.json");
        minisign.arg("-Vm").arg(manifest).arg("-P").arg(card["bag_key"].as_str().unwrap()).output().unwrap()
    };
    let verified = verify();
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stderr));
    let manifest = fs::read(bag.folder.join("manifest.json")).unwrap();
    let listed: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
    for envelope in bag.envelopes() {
        let hash = crate::harness::sha256(&fs::read(&envelope).unwrap());
        assert!(listed["members"].as_array().unwrap().iter().any(|member| member["sha256"] == hash), "{listed}");
    }
    // The control: a manifest with one altered byte does not verify.
    let altered = String::from_utf8(manifest).unwrap().replacen("\"sequence\":1", "\"sequence\":2", 1);
    fs::write(bag.folder.join("manifest.json"), altered).unwrap();
    assert!(!verify().status.success());
}
