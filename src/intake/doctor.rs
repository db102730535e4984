//! The doctor: what an operator should know before a source finds out.
//!
//! Each finding has a stable id, a level and a fix. Nothing is repaired and
//! nothing is written.

mod data;
mod files;
mod machine;
mod numbers;

use std::path::Path;

use serde::Serialize;

use crate::config::{ConfigError, Loaded};

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Tips cannot be received, or a promise does not hold.
    Error,
    /// A promise is weaker than it could be.
    Warning,
    /// Good to know.
    Note,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Stable name.
    pub id: &'static str,
    /// How much it matters.
    pub level: Level,
    /// What was found.
    pub message: String,
    /// What to do.
    pub fix: &'static str,
}

impl Finding {
    fn new(id: &'static str, level: Level, message: impl ToString, fix: &'static str) -> Self {
        Self { id, level, message: message.to_string(), fix }
    }

    fn of(id: &'static str, error: &ConfigError, fix: &'static str) -> Self {
        Self::new(id, Level::Error, error, fix)
    }
}

/// Looks at the configuration, everything that it names, and the host.
#[must_use]
pub fn examine(file: &Path) -> Vec<Finding> {
    let loaded = match Loaded::read(file) {
        Ok(loaded) => loaded,
        Err(error) => {
            return vec![Finding::of("configuration", &error, "every key is explained in config/intake.example.toml")];
        }
    };
    [files::examine(&loaded), data::examine(&loaded), numbers::examine(&loaded), machine::examine()].concat()
}
