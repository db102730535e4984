//! What was acknowledged is there after any fault; everything else is there
//! whole or not at all.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::harness::filler::{Acknowledged, Found, fill, fill_whole, look, read_lines};
use crate::harness::{Folder, Form, Page, Random, Tip, is_full_round, tools};

/// Fails when a promise was broken.
#[track_caller]
fn assert_kept(acknowledged: &Acknowledged, found: &Found) {
    assert_eq!(found.refused, None, "the vault opens again");
    assert!(found.damaged.is_empty(), "half an envelope: {:?}", found.damaged);
    assert!(acknowledged.lost(found).is_empty(), "lost: {:?}", acknowledged.lost(found));
    let back: Vec<_> = acknowledged.forgotten.iter().filter(|id| found.whole.contains(*id)).collect();
    assert!(back.is_empty(), "forgotten and there again: {back:?}");
}

#[test]
fn a_tip_acknowledged_survives_kill_nine() {
    let rounds = if is_full_round() { 200 } else { 20 };
    let mut form = Form::start();
    let mut random = Random::seeded(4);
    let mut acknowledged: Vec<String> = Vec::new();
    for round in 0..rounds {
        acknowledged.extend(submit_until_killed(&mut form, round, 100 + random.below(500)));
        form.serve();
    }
    assert!(acknowledged.len() > rounds, "some tips were acknowledged: {}", acknowledged.len());
    let shown = form.deliver();
    let messages: Vec<_> = shown.iter().map(|tip| tip["message"].as_str().unwrap().to_owned()).collect();
    for message in &acknowledged {
        assert_eq!(messages.iter().filter(|there| *there == message).count(), 1, "{message}");
    }
    for message in &messages {
        assert!(message.starts_with("round ") && message.ends_with(" end"), "half a tip: {message}");
    }
}

/// Four clients send until the server is killed. *Returns* the messages that
/// were acknowledged.
fn submit_until_killed(form: &mut Form, round: usize, after_ms: u64) -> Vec<String> {
    let stop = Arc::new(AtomicBool::new(false));
    let clients: Vec<_> = (0..4)
        .map(|client| {
            let (stop, address, certificate) = (stop.clone(), form.address(), form.certificate());
            std::thread::spawn(move || {
                let mut received = Vec::new();
                for number in 0.. {
                    if stop.load(Ordering::Relaxed) {
                        break;
                    }
                    let filler = "fiction ".repeat(1 + number % 900);
                    let message = format!("round {round} client {client} tip {number} {filler}end");
                    if submit(&message, number % 6 == 5, &address, &certificate) {
                        received.push(message);
                    }
                }
                received
            })
        })
        .collect();
    std::thread::sleep(Duration::from_millis(after_ms));
    form.stop();
    stop.store(true, Ordering::Relaxed);
    clients.into_iter().flat_map(|client| client.join().unwrap()).collect()
}

/// Whether the answer page said that the tip was received.
fn submit(message: &str, with_file: bool, address: &str, certificate: &Path) -> bool {
    let tip = Tip::new().message(message);
    let tip = if with_file { tip.file("large.bin", vec![7; 200_000]) } else { tip };
    tip.try_send(address, certificate)
        .is_some_and(|page: Page| page.status == 200 && page.html.contains("id=\"received\""))
}

#[test]
fn a_vault_that_acknowledged_early_would_be_caught() {
    // The control of everything in this file: the same look, at a promise broken
    // on purpose, finds what is missing.
    let folder = Folder::new();
    let vault = folder.join("vault");
    // A kill may fall between two commits, so there are several tries.
    let caught = (0..10).any(|round| {
        let round_vault = vault.join(round.to_string());
        std::fs::create_dir_all(&round_vault).unwrap();
        let mut child = fill(&round_vault, round, 2_000, true, &[]).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(40 + 10 * round));
        kill(&mut child);
        let acknowledged = read_lines(&mut child, |_| ());
        !acknowledged.lost(&look(&round_vault)).is_empty()
    });
    assert!(caught, "nothing was lost of a broken promise");
}

fn kill(child: &mut Child) {
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn one_damaged_envelope_does_not_keep_the_others_from_leaving() {
    let mut form = Form::start();
    form.send(&Tip::new().message("sound")).expect_received();
    form.send(&Tip::new().message("damaged").file("large.bin", vec![7; 300_000])).expect_received();
    form.stop();
    let stored = fs::read_dir(form.demo().join("data/large")).unwrap().next().unwrap().unwrap().path();
    let mut bytes = fs::read(&stored).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(&stored, bytes).unwrap();
    form.serve();
    let shown = form.deliver();
    assert_eq!(shown.len(), 1);
    assert_eq!(shown[0]["message"], "sound");
    assert!(form.log().contains("damaged"), "the operator is told: {}", form.log());
}

#[test]
fn a_full_disk_loses_nothing_and_is_survived() {
    if !tools::has("mount") {
        return;
    }
    for (number, disk) in [Disk::tmpfs(48), Disk::tmpfs(61), Disk::ext4(64)].into_iter().enumerate() {
        let vault = disk.path().join("vault");
        let first = fill_whole(&mut fill(&vault, number as u64, 600, false, &[]));
        assert!(first.refused > 0 && first.uncertain == 0 && first.put.len() > 20, "refused at the door: {first:?}");
        assert_kept(&first, &look(&vault));
        // Something else takes every last block: the next start may refuse, but
        // by name, and once there is room again nothing is missing.
        let _full = fs::write(disk.path().join("other"), vec![1; 80 << 20]);
        let starved = look(&vault);
        assert!(starved.refused.is_none_or(|why| why.contains("the disk is full")), "refused by name");
        fs::remove_file(disk.path().join("other")).unwrap();
        assert_kept(&first, &look(&vault));
    }
}

#[test]
fn a_disk_that_goes_read_only_loses_nothing() {
    if !tools::has("mount") {
        return;
    }
    // A sync that is believed when it should not be is met in one round of twenty.
    for seed in 0..if is_full_round() { 200 } else { 10 } {
        let (acknowledged, found) = abort_midway(seed, false);
        assert!(acknowledged.uncertain + acknowledged.refused > 0, "the control: writes failed");
        assert_kept(&acknowledged, &found);
    }
    // The control: the same look finds what a vault loses that acknowledges early.
    let loses = |(acknowledged, found): (Acknowledged, Found)| !acknowledged.lost(&found).is_empty();
    assert!((0..10).any(|seed| loses(abort_midway(seed, true))), "nothing was lost of a broken promise");
}

/// Fills a vault until its disk's journal is aborted, as a kernel does on a media
/// error, and looks at it after a restart.
fn abort_midway(seed: u64, early: bool) -> (Acknowledged, Found) {
    let disk = Disk::ext4(96);
    let vault = disk.path().join("vault");
    let mut child = fill(&vault, seed, 4_000, early, &[]).spawn().unwrap();
    let (tell, told) = std::sync::mpsc::channel();
    let acknowledged = std::thread::scope(|scope| {
        let lines = scope.spawn(|| {
            read_lines(&mut child, |line| {
                // The other end listens only until there are enough.
                let _heard = tell.send(line.starts_with("put "));
            })
        });
        told.iter().filter(|is_put| *is_put).nth(20).unwrap();
        tools::run(Command::new("mount").args(["-o", "remount,abort"]).arg(disk.path()));
        lines.join().unwrap()
    });
    child.wait().unwrap();
    disk.mount_again();
    let found = look(&vault);
    (acknowledged, found)
}

#[test]
fn a_write_that_finds_no_space_loses_nothing() {
    // Rows and slots go through pwrite64; the files of a new vault through write.
    let step = if is_full_round() { 1 } else { 3 };
    let injected: usize = (1..60).step_by(step).map(|at| check_injection("pwrite64", "ENOSPC", at)).sum();
    // strace counts each thread for itself, so the later numbers meet no call.
    assert!(injected >= 8, "failures were injected: {injected}");
}

#[test]
fn a_sync_that_fails_loses_nothing_and_is_never_retried() {
    // Each occurrence in turn, up to the last that such a fill has.
    let step = if is_full_round() { 1 } else { 2 };
    let each = [("fdatasync", 30), ("fsync", 10), ("sync_file_range", 30)];
    let occurrences = each.into_iter().flat_map(|(call, last)| (1..last).step_by(step).map(move |at| (call, at)));
    let injected: usize = occurrences.map(|(call, at)| check_injection(call, "EIO", at)).sum();
    assert!(injected > 20, "failures were injected: {injected}");
}

/// Fills a vault while one call, and every later one of its kind, fails.
/// *Returns* 1 when a failure was injected.
fn check_injection(call: &str, error: &str, at: usize) -> usize {
    if !tools::has("strace") {
        return usize::MAX / 1_000;
    }
    let folder = Folder::new();
    let (vault, log) = (folder.join("vault"), folder.join("strace"));
    // The control of a later look: the vault had been sound before.
    let before = fill_whole(&mut fill(&vault, 1, 6, false, &[]));
    let inject = format!("inject={call}:error={error}:when={at}+");
    let wrapper = ["strace", "-f", "-qq", "-o", log.to_str().unwrap(), "-e", &format!("trace={call}"), "-e", &inject];
    let child = fill(&vault, 2, 24, false, &wrapper).spawn().unwrap();
    let mut acknowledged = Acknowledged::default();
    let output = child.wait_with_output().unwrap();
    let lines = String::from_utf8(output.stdout).unwrap();
    // A start that fails by name is an answer too.
    lines.lines().filter(|line| !line.starts_with("refused ")).for_each(|line| acknowledged.take(line));
    let found = look(&vault);
    assert_kept(&before, &found);
    assert_kept(&acknowledged, &found);
    usize::from(fs::read_to_string(log).unwrap().contains("INJECTED"))
}

#[test]
fn a_power_cut_at_any_write_loses_nothing() {
    if !tools::has("gcc") || !tools::has("python3") {
        return;
    }
    let cuts = if is_full_round() { 1_000 } else { 200 };
    let recording = Recording::make(false);
    let lost: Vec<_> = (0..cuts).filter_map(|seed| recording.replay(seed)).collect();
    assert!(lost.is_empty(), "{lost:#?}");
    // The control: the same replay finds what a vault loses that acknowledges early.
    let broken = Recording::make(true);
    assert!((0..40).any(|seed| broken.replay(seed).is_some()), "nothing was lost of a broken promise");
}

/// Every write of a fill, and where in it each acknowledgement came.
struct Recording {
    folder: Folder,
    marks: Vec<(u64, String)>,
}

impl Recording {
    fn make(early: bool) -> Self {
        let folder = Folder::new();
        let library = folder.join("powerloss.so");
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("faults/powerloss.c");
        tools::run(Command::new("gcc").args(["-O2", "-shared", "-fPIC", "-o"]).arg(&library).arg(source).arg("-ldl"));
        let (vault, log) = (folder.join("vault"), folder.join("log"));
        let mut command = fill(&vault, 3, 120, early, &[]);
        command.env("PL_DIR", &vault).env("PL_LOG", &log).env("LD_PRELOAD", &library);
        let mut child = command.spawn().unwrap();
        let mut marks = Vec::new();
        // What was written before an acknowledgement is in the log when it comes.
        read_lines(&mut child, |line| marks.push((fs::metadata(&log).map_or(0, |log| log.len()), line.to_owned())));
        child.wait().unwrap();
        assert!(marks.len() > 100);
        Self { folder, marks }
    }

    /// Lays out one power cut and looks. *Returns* what was lost.
    fn replay(&self, seed: u64) -> Option<String> {
        let out = self.folder.join("replayed");
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("faults/powerloss_replay.py");
        let mut replay = Command::new("python3");
        replay.arg(script).arg(self.folder.join("log")).arg(self.folder.join("vault")).arg(&out);
        let output = tools::run(replay.arg("--seed").arg(seed.to_string()));
        let layout: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let cut = layout["log_bytes_before_cut"].as_u64().unwrap();
        let mut acknowledged = Acknowledged::default();
        self.marks.iter().filter(|(at, _)| *at <= cut).for_each(|(_, line)| acknowledged.take(line));
        fs::create_dir_all(&out).unwrap();
        let found = look(&out);
        let lost = acknowledged.lost(&found);
        let kept = found.refused.is_none() && found.damaged.is_empty() && lost.is_empty();
        (!kept).then(|| format!("cut {layout}: {:?}, damaged {:?}, lost {lost:?}", found.refused, found.damaged))
    }
}

/// A small disk of its own, unmounted at the end.
struct Disk(Folder);

impl Disk {
    fn tmpfs(mib: u32) -> Self {
        let disk = Self(Folder::new());
        fs::create_dir_all(disk.path()).unwrap();
        let size = format!("size={mib}m");
        tools::run(Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(disk.path()));
        disk
    }

    fn ext4(mib: u32) -> Self {
        let disk = Self(Folder::new());
        fs::create_dir_all(disk.path()).unwrap();
        let image = disk.0.join("image");
        fs::File::create(&image).unwrap().set_len(u64::from(mib) << 20).unwrap();
        tools::run(Command::new("mkfs.ext4").arg("-q").arg(&image));
        tools::run(Command::new("mount").args(["-o", "loop"]).arg(&image).arg(disk.path()));
        disk
    }

    /// Mounts an image anew, as after a restart.
    fn mount_again(&self) {
        tools::run(Command::new("umount").arg(self.path()));
        tools::run(Command::new("mount").args(["-o", "loop"]).arg(self.0.join("image")).arg(self.path()));
    }

    fn path(&self) -> std::path::PathBuf {
        self.0.join("disk")
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _done = Command::new("umount").arg(self.path()).stderr(Stdio::null()).status();
    }
}
