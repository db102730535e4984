//! What an operator installs is sound: the unit, the profile, the package, and the one
//! command after it.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::harness::programs::{folder, program, workspace};
use crate::harness::{Folder, Form, Tip, sha256, tools};

const UNIT: &str = "deploy/systemd/subrosa-intake.service";
const PROFILE: &str = "deploy/apparmor/usr.bin.subrosa-intake";

fn deploy(path: &str) -> String {
    fs::read_to_string(workspace().join(path)).unwrap()
}

/// Whether systemd grades a unit at 1.5 or better.
fn is_hardened(folder: &Folder, unit: &str) -> bool {
    let file = folder.write("subrosa-intake.service", unit);
    let mut command = Command::new("systemd-analyze");
    command.args(["security", "--offline=true", "--threshold=15", "--no-pager"]).arg(file);
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap().success()
}

#[test]
fn the_unit_is_graded_at_one_and_a_half_or_better() {
    if !tools::has("systemd-analyze") {
        return;
    }
    let (unit, at) = (deploy(UNIT), Folder::new());
    assert!(is_hardened(&at, &unit));
    // The control: with one protection less it is not.
    assert!(!is_hardened(&at, &unit.replace("ProtectSystem=strict\n", "")));
    // What the program asks for of the kernel is not taken from it by the unit.
    for needed in ["capset", "seccomp", "landlock_restrict_self", "LimitMEMLOCK=infinity", "ExecReload=", "AF_UNIX"] {
        assert!(unit.contains(needed), "{needed}");
    }
}

#[test]
fn the_apparmor_profile_is_sound() {
    if !tools::has("apparmor_parser") {
        return;
    }
    let at = Folder::new();
    let parses = |text: &str| {
        let file = at.write("profile", text);
        let mut command = Command::new("apparmor_parser");
        command.arg("-QTK").arg(file).stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap().success()
    };
    let profile = deploy(PROFILE);
    assert!(parses(&profile));
    assert!(!parses(&profile.replace("capability net_bind_service,", "capability net_bind_service")), "the control");
    // Of no path does a rule say that it may be started.
    let rules = profile.lines().map(str::trim).filter(|line| line.contains("/") && line.ends_with(','));
    let rights = rules.filter_map(|line| line.trim_end_matches(',').rsplit_once(' ')).map(|(_, rights)| rights);
    let rights: Vec<_> = rights.collect();
    assert!(rights.len() > 8 && !rights.iter().any(|rights| rights.contains('x')), "{rights:?}");
}

#[test]
fn the_firewall_rules_are_sound() {
    if !tools::has("nft") {
        return;
    }
    let at = Folder::new();
    // The service's user is made by the package; here another stands in for it.
    let rules = deploy("deploy/nftables/subrosa.nft").replace("\"subrosa-intake\"", "\"root\"");
    let parses = |text: &str| {
        let mut command = Command::new("nft");
        command.args(["--check", "--file"]).arg(at.write("rules", text)).stdout(Stdio::null()).stderr(Stdio::null());
        command.status().unwrap().success()
    };
    assert!(parses(&rules));
    assert!(!parses(&rules.replace("counter drop", "counter dropp")), "the control");
}

/// Builds the packages from the programs of these tests.
fn pack(out: &Path) -> Vec<PathBuf> {
    // The harness looks whether they are today's.
    for name in ["subrosa-intake", "subrosa-desk"] {
        program(name);
    }
    let mut build = Command::new("sh");
    build.arg(workspace().join("deploy/debian/build.sh")).arg(folder()).arg(out).env("COMPRESSION", "none");
    tools::run(&mut build);
    let mut packages: Vec<_> = fs::read_dir(out).unwrap().map(|file| file.unwrap().path()).collect();
    packages.sort();
    packages
}

fn unpack(package: &Path, to: &Path) {
    tools::run(Command::new("dpkg-deb").arg("--raw-extract").arg(package).arg(to));
}

#[test]
fn the_package_holds_what_the_service_needs_and_its_checksums_hold() {
    if !tools::has("dpkg-deb") || !tools::has("md5sum") {
        return;
    }
    let at = Folder::new();
    let packages = pack(&at.join("out"));
    let names: Vec<_> = packages.iter().map(|file| file.file_name().unwrap().to_str().unwrap().to_owned()).collect();
    assert!(names[0].starts_with("subrosa-desk_") && names[1].starts_with("subrosa-intake_"), "{names:?}");
    // Packed again, and the same: neither a time nor an order of this machine is in it.
    let again = pack(&at.join("again"));
    let sums = |files: &[PathBuf]| files.iter().map(|file| sha256(&fs::read(file).unwrap())).collect::<Vec<_>>();
    assert_eq!(sums(&packages), sums(&again));
    let tree = at.join("tree");
    unpack(&packages[1], &tree);
    for (path, mode) in [
        ("usr/bin/subrosa-intake", 0o755),
        ("usr/sbin/subrosa-setup", 0o755),
        ("lib/systemd/system/subrosa-intake.service", 0o644),
        ("etc/apparmor.d/usr.bin.subrosa-intake", 0o644),
        ("usr/share/subrosa/intake.example.toml", 0o644),
        ("usr/share/man/man1/subrosa-intake.1.gz", 0o644),
        ("usr/share/man/man1/subrosa-intake-serve.1.gz", 0o644),
        ("usr/share/bash-completion/completions/subrosa-intake", 0o644),
        ("usr/share/zsh/vendor-completions/_subrosa-intake", 0o644),
        ("usr/share/fish/vendor_completions.d/subrosa-intake.fish", 0o644),
        ("usr/share/doc/subrosa-intake/copyright", 0o644),
        ("DEBIAN/postinst", 0o755),
    ] {
        let found = fs::metadata(tree.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
        assert_eq!(found.permissions().mode() & 0o7777, mode, "{path}");
    }
    let page = tools::run(Command::new("zcat").arg(tree.join("usr/share/man/man1/subrosa-intake-serve.1.gz"))).stdout;
    assert!(String::from_utf8(page).unwrap().contains("Serve the form"));
    let check = || Command::new("md5sum").args(["--check", "--quiet", "DEBIAN/md5sums"]).current_dir(&tree).output();
    assert!(check().unwrap().status.success());
    fs::write(tree.join("usr/share/doc/subrosa-intake/copyright"), "altered").unwrap();
    assert!(!check().unwrap().status.success(), "the control");
    for script in ["postinst", "prerm", "postrm"] {
        tools::run(Command::new("sh").arg("-n").arg(tree.join("DEBIAN").join(script)));
    }
}

#[test]
fn after_the_package_one_command_writes_a_configuration_that_serves() {
    if !tools::has("dpkg-deb") || !tools::has("openssl") {
        return;
    }
    let at = Folder::new();
    let packages = pack(&at.join("out"));
    let tree = at.join("tree");
    unpack(&packages[1], &tree);
    // The ring and the root of a newsroom's desk.
    let mut form = Form::stopped();
    let root = fs::read_to_string(form.config()).unwrap();
    let root = root.lines().find_map(|line| line.strip_prefix("root = \"")).unwrap().trim_end_matches('"').to_owned();
    let (etc, listen) = (at.join("etc"), format!("127.0.0.1:{}", form.port()));
    let path = format!("{}:{}", tree.join("usr/bin").display(), std::env::var("PATH").unwrap());
    let setup = |ring: &str| {
        let mut command = Command::new("sh");
        command.arg(tree.join("usr/sbin/subrosa-setup")).args(["--name", "The Example Courier", "--no-start"]);
        command.args(["--ring", ring, "--root", &root, "--listen", &listen]);
        command.env("PATH", &path).env("SUBROSA_ETC", &etc).env("SUBROSA_DATA", at.join("data"));
        command.output().unwrap()
    };
    let ring = form.demo().join("ring.json");
    assert_eq!(setup("/nowhere/ring.json").status.code(), Some(2), "a ring that is not there is named");
    assert!(!etc.join("intake.toml").exists(), "and nothing was written");
    let done = setup(ring.to_str().unwrap());
    assert!(
        done.status.success(),
        "{}{}",
        String::from_utf8_lossy(&done.stdout),
        String::from_utf8_lossy(&done.stderr)
    );
    assert_eq!(setup(ring.to_str().unwrap()).status.code(), Some(2), "what is there is not overwritten");
    form.serve_config(&tree.join("usr/bin/subrosa-intake"), &etc.join("intake.toml"), &etc.join("tls/certificate.pem"));
    assert!(form.open("/").html.contains("The Example Courier"));
}

#[test]
fn a_backup_of_a_running_server_restored_elsewhere_keeps_its_tips_and_its_sources() {
    if !tools::has("tar") || !tools::has("curl") {
        return;
    }
    let mut form = Form::start();
    let opened = form.open("/");
    form.send(&Tip::new().on(&opened).message("The gauge was moved on Sunday.")).expect_received();
    let to = form.beside("backup");
    let mut backup = Command::new("sh");
    backup.arg(workspace().join("deploy/backup.sh")).arg(form.config()).arg(&to);
    tools::run(backup.env("SUBROSA_INTAKE", program("subrosa-intake")));
    let members = tools::run(Command::new("tar").arg("-tf").arg(to.join("keys.tar"))).stdout;
    let members = String::from_utf8(members).unwrap();
    assert!(members.contains("install.key") && !members.contains("keyslots") && !members.contains("sled"), "{members}");
    // The machine is gone, and another stands in its place.
    form.stop();
    let data = form.demo().join("data");
    fs::remove_dir_all(&data).unwrap();
    fs::create_dir(&data).unwrap();
    fs::set_permissions(&data, fs::Permissions::from_mode(0o700)).unwrap();
    tools::run(Command::new("tar").arg("-C").arg(&data).arg("-xf").arg(to.join("keys.tar")));
    form.serve();
    let desk = form.desk();
    desk.run(&["import", to.join("bag-000001.tar").to_str().unwrap()]).expect(0);
    assert_eq!(desk.shown().len(), 1);
    // Its source still writes to the same mailbox, and the next bag has the next number.
    form.send(&Tip::new().on(&opened).message("And back on Monday.")).expect_received();
    let bag = form.export();
    assert!(bag.path.ends_with("bag-000002.tar"), "{}", bag.path.display());
    desk.run(&["import", bag.path.to_str().unwrap()]).expect(0);
    assert_eq!(desk.shown().len(), 2);
}

#[test]
fn every_script_of_deploy_is_shell_that_parses_and_names_no_file_that_is_gone() {
    let at = workspace().join("deploy");
    for script in ["demo.sh", "debian/build.sh", "debian/subrosa-setup", "reproducible.sh", "backup.sh"] {
        tools::run(Command::new("sh").arg("-n").arg(at.join(script)));
    }
    let guide = deploy("deploy/README.md");
    let links = guide.split("](").skip(1).filter_map(|rest| rest.split_once(')').map(|(link, _)| link));
    let missing: Vec<_> = links.filter(|link| !link.contains("://") && !at.join(link).exists()).collect();
    assert!(missing.is_empty() && guide.matches("](").count() > 5, "{missing:?}");
}
