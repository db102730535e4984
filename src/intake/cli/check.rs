//! `check`: the doctor's findings.

use std::path::Path;

use serde_json::json;

use super::output::Output;
use crate::doctor::{Finding, Level, examine};

/// Exit 1 when a finding is an error.
pub(super) fn check(file: &Path) -> Output {
    let findings = examine(file);
    let ok = findings.iter().all(|finding| finding.level != Level::Error);
    let text = if findings.is_empty() { "nothing found".to_owned() } else { lines(&findings).join("\n") };
    Output { json: json!({"ok": ok, "findings": findings}), text, exit: u8::from(!ok) }
}

fn lines(findings: &[Finding]) -> Vec<String> {
    let level = |finding: &Finding| match finding.level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "note",
    };
    findings.iter().map(|finding| format!("{}: {}\n  fix: {}", level(finding), finding.message, finding.fix)).collect()
}
