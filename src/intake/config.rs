//! `intake.toml`: every key explained in `config/intake.example.toml`.
//!
//! An error names the key, the file and the line, and never a value: somebody
//! may have pasted a private key.

use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use subrosa_tip::limits::Limits;
use subrosa_tip::sign::VerifyingKey;
use toml::Spanned;

use crate::decoys::Decoys;
use crate::retention::Retention;

const GIB: u64 = 1024 * 1024 * 1024;

/// The configuration as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Name of the newsroom, shown on the form.
    pub name: String,
    /// Data directory: vault, keys, bags.
    pub data: PathBuf,
    /// Address that the TLS form listens on.
    pub listen: Spanned<SocketAddr>,
    /// Certificate and key.
    pub tls: Tls,
    /// The onion service beside it.
    #[serde(default)]
    pub tor: Tor,
    /// Whom tips are sealed to.
    pub ring: Ring,
    /// What one submission may hold.
    #[serde(default)]
    pub limits: Limits,
    /// Bounds of the vault.
    #[serde(default)]
    pub vault: VaultLimits,
    /// How long what nobody fetches is kept.
    #[serde(default)]
    pub retention: Retention,
    /// Envelopes that the server seals itself.
    #[serde(default)]
    pub decoys: Decoys,
    /// Written by `demo` only: such a configuration serves on loopback alone.
    #[serde(default)]
    pub demo: bool,
}

/// `[tls]`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tls {
    /// Certificate chain, PEM.
    pub certificate: Spanned<PathBuf>,
    /// Private key, PEM.
    pub key: Spanned<PathBuf>,
    /// Whether TLS 1.2 is accepted beside 1.3.
    #[serde(default)]
    pub allow_tls12: bool,
}

/// `[tor]`
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Tor {
    /// Unix socket that tor passes its visitors to; none without one.
    pub socket: Option<Spanned<PathBuf>>,
    /// Address of the onion service, for those who come by TLS.
    pub onion: Option<Onion>,
}

/// The address of a version 3 onion service: 56 letters and digits of base32, `.onion`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Onion(String);

impl TryFrom<String> for Onion {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let name = text.strip_suffix(".onion").unwrap_or_default();
        let is_base32 = name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'2'..=b'7'));
        if name.len() == 56 && is_base32 {
            Ok(Self(text))
        } else {
            Err("not the address of an onion service, version 3")
        }
    }
}

impl fmt::Display for Onion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// `[ring]`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ring {
    /// The key ring that `subrosa-desk key --ring` wrote; its signature lies
    /// beside it with `.minisig` added.
    pub file: Spanned<PathBuf>,
    /// Public half of the desk's root key: the only thing that is trusted.
    pub root: Spanned<VerifyingKey>,
}

/// `[vault]`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct VaultLimits {
    /// Most that is stored, in bytes of ciphertext.
    pub bytes: u64,
}

impl Default for VaultLimits {
    fn default() -> Self {
        Self { bytes: 20 * GIB }
    }
}

/// Why a configuration was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    /// The file.
    pub file: PathBuf,
    /// The line, counted from 1, where one can be named.
    pub line: Option<usize>,
    /// The key, such as `tls.certificate`.
    pub key: String,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.display())?;
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        write!(f, ": {}: {}", self.key, self.message)
    }
}

impl std::error::Error for ConfigError {}

/// A configuration with the text it came from, so that errors can name lines.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// What it says; relative paths are taken from the file's directory.
    pub config: Config,
    file: PathBuf,
    text: String,
}

impl Loaded {
    /// Reads and checks the file; files that it names are read later.
    ///
    /// # Errors
    /// [`ConfigError`].
    pub fn read(file: &Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(file).map_err(|error| ConfigError {
            file: file.to_owned(),
            line: None,
            key: "configuration".into(),
            message: format!("cannot be read: {error}"),
        })?;
        let config = parse(file, &text)?;
        let loaded = Self { config, file: file.to_owned(), text };
        loaded.check()?;
        Ok(loaded)
    }

    /// The file itself.
    #[must_use]
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// A path of the configuration, taken from the file's directory.
    #[must_use]
    pub fn path(&self, path: &Path) -> PathBuf {
        self.file.parent().unwrap_or(Path::new("")).join(path)
    }

    /// The data directory.
    #[must_use]
    pub fn data(&self) -> PathBuf {
        self.path(&self.config.data)
    }

    /// An error about a value, with its place.
    #[must_use]
    pub fn error<T>(&self, key: &str, value: &Spanned<T>, message: impl fmt::Display) -> ConfigError {
        let line = Some(line_of(&self.text, value.span().start));
        ConfigError { file: self.file.clone(), line, key: key.into(), message: without_values(&message.to_string()) }
    }

    /// Reads a file that the configuration names.
    ///
    /// # Errors
    /// [`ConfigError`] at the line that names it.
    pub fn read_named(&self, key: &str, value: &Spanned<PathBuf>) -> Result<Vec<u8>, ConfigError> {
        let path = self.path(value.get_ref());
        std::fs::read(&path).map_err(|error| match path.exists() {
            true => self.error(key, value, format!("{}: {error}", path.display())),
            // What stands there may be the content of the file that was meant.
            false => self.error(key, value, error),
        })
    }

    fn check(&self) -> Result<(), ConfigError> {
        let listen = &self.config.listen;
        if self.config.demo && !listen.get_ref().ip().is_loopback() {
            return Err(self.error("listen", listen, "a demo configuration serves on loopback only"));
        }
        let config = &self.config;
        let in_table = |table: &str, message: &'static str| {
            let table = table.to_owned();
            move |key: &str| self.unkept(&format!("{table}.{key}"), key, message)
        };
        config.limits.check().map_err(in_table("limits", "zero, or more than the stored format can carry"))?;
        config.retention.check().map_err(in_table("retention", "zero, or more than 3650 days"))?;
        let decoys = "more than 86400 a day, no size, or one above half of what an envelope can carry";
        config.decoys.check(Limits::ceiling().total_bytes).map_err(in_table("decoys", decoys))
    }

    fn unkept(&self, key: &str, written: &str, message: &str) -> ConfigError {
        let line = self.text.lines().position(|line| line.trim_start().starts_with(written)).map(|at| at + 1);
        ConfigError { file: self.file.clone(), line, key: key.into(), message: message.into() }
    }
}

fn parse(file: &Path, text: &str) -> Result<Config, ConfigError> {
    let place = |key: String, error: &toml::de::Error| ConfigError {
        file: file.to_owned(),
        line: error.span().map(|span| line_of(text, span.start)),
        key,
        message: without_values(error.message()),
    };
    let deserializer = toml::Deserializer::parse(text).map_err(|error| place("syntax".into(), &error))?;
    serde_path_to_error::deserialize(deserializer).map_err(|error| {
        // toml marks a spanned value with a key of its own.
        let path = error.path().to_string();
        let key = path.split(".$__").next().filter(|key| *key != ".").unwrap_or("configuration").to_owned();
        place(key, error.inner())
    })
}

/// A message of a parser without the value that it found: between quotes,
/// between backticks for a variant, and between `invalid …: ` and `, expected`.
fn without_values(message: &str) -> String {
    let quoted = cut(message, "\"", "\"");
    let found = ["invalid type", "invalid value"].iter().fold(quoted, |text, kind| {
        let (before, after) = (format!("{kind}: "), ", expected");
        cut(&text, &before, after)
    });
    cut(&found, "unknown variant `", "`, expected")
}

/// Replaces what stands between the first of one text and the last of another.
fn cut(message: &str, first: &str, last: &str) -> String {
    let ends = message.split_once(first).and_then(|(before, rest)| Some((before, rest.rsplit_once(last)?.1)));
    ends.map_or_else(|| message.to_owned(), |(before, after)| format!("{before}{first}…{last}{after}"))
}

fn line_of(text: &str, offset: usize) -> usize {
    text.as_bytes().iter().take(offset).filter(|byte| **byte == b'\n').count() + 1
}

#[cfg(test)]
mod tests;
