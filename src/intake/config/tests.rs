use super::*;

const ROOT: &str = "RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3";

fn text(extra: &str) -> String {
    format!(
        "name = \"The Paper\"\ndata = \"data\"\nlisten = \"127.0.0.1:8443\"\n{extra}\n[tls]\ncertificate = \"c.pem\"\nkey = \"k.pem\"\n[ring]\nfile = \"ring.json\"\nroot = \"{ROOT}\"\n"
    )
}

fn refused(text: &str) -> ConfigError {
    static COUNT: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
    let count = COUNT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let folder = std::env::temp_dir().join(format!("subrosa-config-{}-{count}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("intake.toml");
    std::fs::write(&file, text).unwrap();
    let answer = Loaded::read(&file).expect_err("a refused configuration");
    std::fs::remove_dir_all(&folder).unwrap();
    answer
}

#[test]
fn a_sound_configuration_is_read() {
    let config = parse(Path::new("x"), &text("")).unwrap();
    assert_eq!(config.limits, Limits::default());
    assert!(!config.demo);
}

#[test]
fn what_is_no_onion_address_is_refused_at_its_line() {
    let with = |onion: &str| text("").replace("[ring]", &format!("[tor]\nonion = \"{onion}\"\n[ring]"));
    let name = "a".repeat(56);
    for wrong in ["example.onion", &format!("http://{name}.onion"), &name, &format!("{}.onion", "1".repeat(56))] {
        let error = refused(&with(wrong));
        assert_eq!((error.key.as_str(), error.line), ("tor.onion", Some(9)), "{error}");
    }
    parse(Path::new("x"), &with(&format!("{name}.onion"))).unwrap();
}

#[test]
fn an_unknown_key_is_named_with_its_line() {
    let error = refused(&text("lisen = 1"));
    assert_eq!(error.line, Some(4), "{error}");
    assert!(error.to_string().contains("lisen"), "{error}");
    let nested = refused(&text("").replace("key = \"k.pem\"", "key = \"k.pem\"\nkay = 1"));
    assert!(nested.to_string().contains("kay") && nested.line == Some(8), "{nested}");
}

#[test]
fn a_private_key_in_place_of_the_root_is_named_and_never_repeated() {
    let error = refused(&text("").replace(ROOT, "AGE-SECRET-KEY-1FICTION"));
    assert_eq!((error.key.as_str(), error.line), ("ring.root", Some(10)), "{error}");
    assert!(error.message.contains("secret key"), "{error}");
    assert!(!error.to_string().contains("FICTION"), "{error}");
}

#[test]
fn a_value_is_never_repeated() {
    for (extra, key) in [
        ("demo = \"AGE-SECRET-KEY-1FICTION\"", "demo"),
        ("demo = \"AGE-SECRET-KEY-1FICTION, expected a \\\" FICTION\"", "demo"),
        ("limits = \"AGE-SECRET-KEY-1FICTION\"", "limits"),
        ("limits = { files = \"AGE-SECRET-KEY-1FICTION\" }", "limits.files"),
        ("limits = { files = -8472618 }", "limits.files"),
        ("vault = [\"AGE-SECRET-KEY-1FICTION\"]", "vault"),
    ] {
        let error = refused(&text(extra));
        assert_eq!(error.line, Some(4), "{error}");
        assert!(error.key.starts_with(key), "{error}");
        assert!(!error.to_string().contains("FICTION") && !error.to_string().contains("8472618"), "{error}");
    }
    let listen = refused(&text("").replace("127.0.0.1:8443", "AGE-SECRET-KEY-1FICTION"));
    assert!(listen.key == "listen" && !listen.to_string().contains("FICTION"), "{listen}");
}

#[test]
fn a_path_is_repeated_only_if_a_file_lies_there() {
    let pasted = text("").replace("k.pem", "-----BEGIN PRIVATE KEY-----FICTION");
    let config = parse(Path::new("/intake.toml"), &pasted).unwrap();
    let loaded = Loaded { config, file: "/intake.toml".into(), text: pasted };
    let error = loaded.read_named("tls.key", &loaded.config.tls.key).unwrap_err();
    assert_eq!((error.key.as_str(), error.line), ("tls.key", Some(7)), "{error}");
    assert!(!error.to_string().contains("PRIVATE"), "{error}");
    // The control: a directory is there and cannot be read as a file.
    let key = Spanned::new(0..0, PathBuf::from("/"));
    assert!(loaded.read_named("tls.key", &key).unwrap_err().message.starts_with("/: "));
}

#[test]
fn broken_syntax_is_named_by_line_without_its_text() {
    let error = refused(&text("secret = AGE-SECRET-KEY-1FICTION"));
    assert_eq!(error.line, Some(4), "{error}");
    assert!(!error.to_string().contains("FICTION"), "{error}");
}

#[test]
fn impossible_limits_are_named() {
    for (key, value) in [("files", "0"), ("total_bytes", "5000000000000")] {
        let error = refused(&format!("{}[limits]\n{key} = {value}\n", text("")));
        assert_eq!(error.key, format!("limits.{key}"));
        assert_eq!(error.line, Some(12), "{error}");
    }
}

#[test]
fn impossible_retention_and_decoys_are_named() {
    for (table, key, value) in [
        ("retention", "envelopes_days", "0"),
        ("retention", "replies_days", "4000"),
        ("decoys", "per_day", "90000"),
        ("decoys", "sizes", "[]"),
        ("decoys", "sizes", "[{ bytes = 4000000000, weight = 1 }]"),
    ] {
        let error = refused(&format!("{}[{table}]\n{key} = {value}\n", text("")));
        assert_eq!((error.key, error.line), (format!("{table}.{key}"), Some(12)));
    }
}

#[test]
fn a_demo_configuration_is_refused_off_loopback() {
    let open = text("demo = true").replace("127.0.0.1:8443", "0.0.0.0:8443");
    assert_eq!(refused(&open).key, "listen");
    parse(Path::new("x"), &text("demo = true")).unwrap();
}

const EXAMPLE: &str = include_str!("../../../config/intake.example.toml");

#[test]
fn the_example_explains_every_key_with_its_default() {
    let with_defaults: String = EXAMPLE.lines().map(|line| format!("{}\n", uncommented(line))).collect();
    let plain = parse(Path::new("x"), EXAMPLE).unwrap();
    let mut explained = parse(Path::new("x"), &with_defaults).unwrap();
    // What has no default is only shown.
    let shown = std::mem::take(&mut explained.tor);
    assert!(shown.socket.is_some() && shown.onion.is_some());
    assert_eq!(plain, explained, "a default in the example is not the program's");
    let keys = with_defaults.lines().filter(|line| !line.starts_with('#') && line.contains(" = "));
    assert_eq!(keys.count(), 20, "every key of Config stands in the example");
}

/// Keys with a default stand in the example as `# key = value`.
fn uncommented(line: &str) -> &str {
    let key = |text: &str| text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    match line.strip_prefix("# ").and_then(|rest| Some((rest, rest.split_once(" = ")?.0))) {
        Some((rest, name)) if key(name) => rest,
        _ => line,
    }
}
