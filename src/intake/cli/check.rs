//! `check`: the configuration and what it names, as a list of findings.

use std::path::Path;

use serde_json::{Value, json};

use super::output::Output;
use crate::clock;
use crate::config::{ConfigError, Loaded};
use crate::listen::server_config;
use crate::recipients::Recipients;

struct Finding {
    id: &'static str,
    message: String,
    fix: &'static str,
}

/// Findings of the configuration; exit 1 when one is an error.
pub(super) fn check(file: &Path) -> Output {
    let findings = match Loaded::read(file) {
        Err(error) => vec![finding("configuration", &error, "every key is explained in config/intake.example.toml")],
        Ok(loaded) => [check_tls(&loaded), check_ring(&loaded)].into_iter().flatten().collect(),
    };
    let list: Vec<Value> =
        findings.iter().map(|f| json!({"id": f.id, "level": "error", "message": f.message, "fix": f.fix})).collect();
    let lines: Vec<_> = findings.iter().map(|f| format!("error: {}\n  fix: {}", f.message, f.fix)).collect();
    let ok = findings.is_empty();
    let text = if ok { "the configuration is sound".to_owned() } else { lines.join("\n") };
    Output { json: json!({"ok": ok, "findings": list}), text, exit: u8::from(!ok) }
}

fn finding(id: &'static str, error: &ConfigError, fix: &'static str) -> Finding {
    Finding { id, message: error.to_string(), fix }
}

fn check_tls(loaded: &Loaded) -> Option<Finding> {
    let tls = &loaded.config.tls;
    let read = || -> Result<(), ConfigError> {
        let certificate = loaded.read_named("tls.certificate", &tls.certificate)?;
        let key = zeroize::Zeroizing::new(loaded.read_named("tls.key", &tls.key)?);
        let pair = server_config(&certificate, &key, tls.allow_tls12);
        pair.map(|_| ()).map_err(|error| loaded.error("tls.certificate", &tls.certificate, error))
    };
    read().err().map(|error| finding("tls", &error, "name a certificate chain and its private key, both in PEM form"))
}

fn check_ring(loaded: &Loaded) -> Option<Finding> {
    let ring = Recipients::load(loaded, clock::today());
    ring.err().map(|error| finding("key-ring", &error, "write the ring again at the desk: subrosa-desk key --ring F"))
}
