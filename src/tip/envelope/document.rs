//! `tip.json`: everything about a tip that is not its words or its files.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::Day;
use crate::mailbox::{MailboxError, MailboxKeys, MailboxPublic};

/// Version of `tip.json` that this crate writes and reads.
pub(crate) const SCHEMA: u32 = 1;

/// What an envelope is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A first message.
    Tip,
    /// A further message in a thread.
    FollowUp,
    /// Something published is wrong.
    Correction,
    /// The source takes the tip back.
    Withdrawal,
    /// The desk's answer to a source. Never in a bag from a server.
    Reply,
}

/// How the source says they know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// They did not say.
    #[default]
    Unstated,
    /// They saw or heard it themselves.
    Saw,
    /// They have it from a document.
    Document,
    /// Someone told them.
    Told,
    /// They heard it going round.
    Rumour,
}

/// What the source allows. Binding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Consent {
    /// Leads only: nothing of it may be printed.
    #[default]
    Background,
    /// It may be retold in other words.
    Paraphrase,
    /// It may be quoted.
    Quote,
}

/// One file, as the source sent it. The name is data and never becomes a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileEntry {
    /// The file's name on the source's machine, unchanged.
    pub name: String,
    /// The media type that the browser declared; nothing relies on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub declared_type: Option<String>,
    /// Length in bytes.
    pub bytes: u64,
    /// SHA-256 of the content, in hexadecimal.
    #[serde(with = "hex::serde")]
    pub sha256: [u8; 32],
}

impl Kind {
    /// Whether it belongs to an earlier message, so that only a signature shows
    /// that it is from the same source.
    #[must_use]
    pub fn needs_mailbox(self) -> bool {
        matches!(self, Self::FollowUp | Self::Correction | Self::Withdrawal)
    }
}

/// The source's mailbox, when the tip came with a codename.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mailbox {
    /// Ed25519 public key that everything in the thread is signed with.
    #[serde(with = "hex::serde")]
    pub key: [u8; 32],
    /// age recipient that replies are sealed to.
    pub reply_recipient: String,
    /// Signature by `key` over a label and the RFC 8785 form of the whole document
    /// in which `mailbox` has `key` and `reply_recipient` only.
    #[serde(with = "hex::serde")]
    pub signature: [u8; 64],
}

/// What the form says of a tip, before its parts are counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// What the envelope is.
    pub kind: Kind,
    /// How the source says they know.
    pub basis: Basis,
    /// What the source allows.
    pub consent: Consent,
    /// Language tag that the source chose.
    pub language: Option<String>,
    /// Day of receipt.
    pub day: Day,
    /// Written by the server: this is cover traffic.
    pub decoy: bool,
}

/// The content of `tip.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TipDocument {
    /// Version of this document.
    pub schema: u32,
    /// What the envelope is.
    pub kind: Kind,
    /// How the source says they know.
    pub basis: Basis,
    /// What the source allows.
    pub consent: Consent,
    /// Language tag that the source chose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Day of receipt.
    pub day: Day,
    /// Cover traffic, which the desk drops.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub decoy: bool,
    /// Length of `message.txt` in bytes.
    pub message_bytes: u64,
    /// SHA-256 of `message.txt`, in hexadecimal.
    #[serde(with = "hex::serde")]
    pub message_sha256: [u8; 32],
    /// The files, in the order of `files/0001` ….
    pub files: Vec<FileEntry>,
    /// The mailbox, when there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mailbox: Option<Mailbox>,
}

impl TipDocument {
    /// Checks the mailbox's signature over everything else that the document says.
    ///
    /// *Returns* nothing for a document without a mailbox.
    ///
    /// # Errors
    /// [`MailboxError`].
    pub fn check_mailbox(&self) -> Result<Option<MailboxPublic>, MailboxError> {
        let Some(mailbox) = &self.mailbox else { return Ok(None) };
        MailboxPublic::of(mailbox, &self.signed_form()?).map(Some)
    }

    /// Adds the mailbox with its signature.
    pub(crate) fn sign(&mut self, keys: &MailboxKeys) -> Result<(), MailboxError> {
        let public = keys.public();
        let reply_recipient = public.reply_recipient.as_str().to_owned();
        self.mailbox = Some(Mailbox { key: public.key, reply_recipient, signature: [0; 64] });
        let signature = keys.sign(&self.signed_form()?);
        self.mailbox.iter_mut().for_each(|mailbox| mailbox.signature = signature);
        Ok(())
    }

    /// The RFC 8785 form of the document without `mailbox.signature`.
    fn signed_form(&self) -> Result<Vec<u8>, MailboxError> {
        let mut value = serde_json::to_value(self).map_err(|_| MailboxError::Malformed)?;
        if let Some(mailbox) = value.get_mut("mailbox").and_then(Value::as_object_mut) {
            mailbox.remove("signature");
        }
        serde_json_canonicalizer::to_vec(&value).map_err(|_| MailboxError::Malformed)
    }
}
