//! TOML → policy, and what no policy may say.

use super::{Assessment, OVERRULABLE, Policy};

/// Longest policy, in bytes: the example is a twentieth of it.
pub const BYTES_MOST: usize = 256 * 1024;

/// Why a text is no policy.
///
/// *Security*: never holds a value; somebody may have named another file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("policy{}: {message}", line.map(|line| format!(", line {line}")).unwrap_or_default())]
pub struct PolicyError {
    /// The line, counted from 1, where there is one.
    pub line: Option<usize>,
    /// What is wrong, with the name of the key.
    pub message: String,
}

/// Reads a policy; what it does not say is as in the built-in one.
///
/// # Errors
/// [`PolicyError`]: no TOML, an unknown key, a rule that is impossible.
pub fn parse(text: &str) -> Result<Policy, PolicyError> {
    if text.len() > BYTES_MOST {
        return Err(PolicyError { line: None, message: format!("it is longer than {BYTES_MOST} bytes") });
    }
    let policy: Policy = toml::from_str(text).map_err(|error| PolicyError {
        line: error.span().map(|span| line_of(text, span.start)),
        message: without_values(error.message()),
    })?;
    match impossible(&policy) {
        None => Ok(policy),
        Some(Wrong { table, key, why }) => {
            Err(PolicyError { line: line_of_key(text, table, key), message: format!("{table}.{key} {why}") })
        }
    }
}

/// A message of the parser without the value that it found.
fn without_values(message: &str) -> String {
    let head = message.split(['"', '\n']).next().unwrap_or_default().trim_end();
    match head.len() < message.len() {
        true => format!("{head} …"),
        false => head.to_owned(),
    }
}

fn line_of(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
}

/// The line of a key within its table, also where it is written `table.key = …`.
fn line_of_key(text: &str, table: &str, key: &str) -> Option<usize> {
    let mut inside = "";
    for (place, line) in text.lines().enumerate() {
        let line = line.trim();
        if let Some(head) = line.strip_prefix('[') {
            inside = head.split(']').next().unwrap_or_default().trim();
        }
        let written = line.split('=').next().unwrap_or_default().trim();
        if (inside == table && written == key) || (inside.is_empty() && written == format!("{table}.{key}")) {
            return Some(place + 1);
        }
    }
    None
}

struct Wrong {
    table: &'static str,
    key: &'static str,
    why: String,
}

/// The first rule that nothing could keep, or that would be none.
fn impossible(policy: &Policy) -> Option<Wrong> {
    numbers(policy).or_else(|| labels(&policy.assessment)).or_else(|| overruled(policy))
}

fn numbers(policy: &Policy) -> Option<Wrong> {
    let Policy { sources, exposure, wording, response, signoff, novelty, .. } = policy;
    let checks = [
        ("sources", "least", sources.least, 1..=50),
        ("sources", "accusation", sources.accusation, sources.least..=50),
        ("sources", "hedged", sources.hedged, 1..=50),
        ("sources", "judged", sources.judged, 0..=sources.least),
        // Among one, everybody is found.
        ("exposure", "k", exposure.k, 2..=1_000_000),
        ("exposure", "after_tip_days", exposure.after_tip_days, 0..=3_650),
        ("exposure", "after_event_days", exposure.after_event_days, 0..=3_650),
        ("wording", "words", wording.words, 3..=50),
        ("response", "hours", response.hours, 1..=8_760),
        ("signoff", "editors", signoff.editors, 1..=10),
        ("novelty", "days", novelty.days, 1..=3_650),
    ];
    let wrong = checks.into_iter().find(|(.., value, allowed)| !allowed.contains(value));
    wrong.map(|(table, key, value, allowed)| Wrong {
        table,
        key,
        why: format!("is {value}: it is from {} to {}", allowed.start(), allowed.end()),
    })
}

fn labels(assessment: &Assessment) -> Option<Wrong> {
    let wrong = |key, why: &str| Some(Wrong { table: "assessment", key, why: why.to_owned() });
    let Assessment { publish, hedged } = assessment;
    if publish.iter().any(|label| !["confirmed", "probable"].contains(&label.as_str())) {
        return wrong("publish", "may hold confirmed and probable: nothing less is printed as it is");
    }
    if hedged.iter().any(|label| !["probable", "speculative"].contains(&label.as_str())) {
        return wrong("hedged", "may hold probable and speculative: nobody hedges what is unverified or refuted");
    }
    if publish.iter().any(|label| hedged.contains(label)) {
        return wrong("hedged", "holds a label of `publish`: a label is printed with a hedge or without");
    }
    if publish.is_empty() && hedged.is_empty() {
        return wrong("publish", "holds nothing, and neither does `hedged`: nothing could ever be printed");
    }
    None
}

fn overruled(policy: &Policy) -> Option<Wrong> {
    let is_never = |rule: &&String| !OVERRULABLE.contains(&rule.as_str());
    policy.overrule.rules.iter().find(is_never).map(|_| Wrong {
        table: "overrule",
        key: "rules",
        why: format!(
            "holds a rule that is never overruled, or that there is not: it may hold {}",
            OVERRULABLE.join(", ")
        ),
    })
}
