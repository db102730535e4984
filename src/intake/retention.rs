//! Nothing is kept for ever: what no desk fetches and no source reads expires.
//!
//! An envelope that expires leaves a tombstone, durable before its key goes, so
//! that the desk learns where it went. A reply leaves nothing; and a mailbox is
//! nothing but its replies, so when the last one has expired it is gone too. Visits
//! are not recorded: they would tell a thief which replies are read, and so real.
//!
//! Once a day, in the same round, all files get one same time.

mod clockwork;
mod times;

use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;
use subrosa_tip::Day;
use subrosa_tip::tombstone::{Tombstone, TombstoneReason};

use self::clockwork::Clockwork;
use crate::install::Installation;
use crate::receive::Intake;
use crate::transfer::{Tombstones, TransferError};
use crate::vault::{Entry, Item, Vault, VaultError};

/// Longest time that is configured, in days.
const DAYS_MAX: u32 = 3_650;
/// How often the daily round looks whether the day has changed.
const LOOK: Duration = Duration::from_secs(60);

/// `[retention]`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Retention {
    /// Days for which an envelope waits for a desk's confirmation.
    pub envelopes_days: u32,
    /// Days for which a reply waits for its source.
    pub replies_days: u32,
}

impl Default for Retention {
    fn default() -> Self {
        Self { envelopes_days: 365, replies_days: 180 }
    }
}

impl Retention {
    /// Names the first key that is zero or longer than ten years.
    ///
    /// # Errors
    /// The key as it is written in the configuration.
    pub fn check(&self) -> Result<(), &'static str> {
        let sound = |days: u32| (1..=DAYS_MAX).contains(&days);
        match (sound(self.envelopes_days), sound(self.replies_days)) {
            (false, _) => Err("envelopes_days"),
            (_, false) => Err("replies_days"),
            _ => Ok(()),
        }
    }
}

/// Why nothing, or not all, expired. Nothing is lost by it.
#[derive(Debug, thiserror::Error)]
pub enum RetentionError {
    /// Something was stored on a later day than today.
    #[error("the clock stands before the newest day that something was stored on: nothing expires")]
    ClockBehind,
    /// The clock was set, or the server stood still for long.
    #[error("the clock jumped on {since}: nothing expires before it has gone on for {days} days", days = clockwork::TRUST_DAYS)]
    ClockJumped {
        /// The day after the jump.
        since: Day,
    },
    /// No bag could tell of more.
    #[error("the list of tombstones is full: nothing more expires before a desk confirms a bag")]
    TombstonesFull,
    /// A file failed.
    #[error(transparent)]
    Transfer(#[from] TransferError),
    /// The vault refused.
    #[error(transparent)]
    Vault(#[from] VaultError),
}

/// What a round deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Expired {
    /// Envelopes, each with a tombstone.
    pub envelopes: u64,
    /// Replies.
    pub replies: u64,
}

/// Deletes what has waited for longer than it may.
///
/// # Errors
/// [`RetentionError`].
pub fn expire(
    installation: &Installation,
    vault: &dyn Vault,
    rules: &Retention,
    today: Day,
) -> Result<Expired, RetentionError> {
    let _turn = installation.turn();
    let since = Clockwork::beside(installation.directory()).note(today)?;
    let (mut envelopes, mut replies) = (vault.list()?, vault.replies()?);
    let days = envelopes.iter().map(|entry| entry.day).chain(replies.iter().map(|reply| reply.day));
    let newest = days.max().unwrap_or(today);
    let is_old = |day: Day, most: u32| i64::from(today.number()) - i64::from(day.number()) > i64::from(most);
    envelopes.retain(|entry| is_old(entry.day, rules.envelopes_days));
    replies.retain(|reply| is_old(reply.day, rules.replies_days));
    if envelopes.is_empty() && replies.is_empty() {
        return Ok(Expired::default());
    }
    clockwork::judge(since, newest, today)?;
    let told = tell(installation, &envelopes, today)?;
    let gone: Vec<Item> = envelopes.iter().take(told).map(|entry| entry.id.into()).collect();
    let expired = Expired { envelopes: vault.forget(&gone)?, replies: vault.forget_replies(&replies)? };
    if told < envelopes.len() { Err(RetentionError::TombstonesFull) } else { Ok(expired) }
}

/// Writes the tombstones. *Returns* how many, from the first, may go.
fn tell(installation: &Installation, old: &[Entry], today: Day) -> Result<usize, TransferError> {
    let tombstone = |entry: &Entry| Tombstone { envelope: entry.id, day: today, reason: TombstoneReason::Expired };
    let list: Vec<_> = old.iter().map(tombstone).collect();
    if list.is_empty() { Ok(0) } else { Tombstones::beside(installation.directory()).add(&list) }
}

/// Starts the thread that makes a round now and whenever the day changes.
///
/// # Errors
/// When the thread cannot be started.
pub fn start(intake: Arc<Intake>, rules: Retention) -> std::io::Result<()> {
    let rounds = move || {
        let mut done = None;
        loop {
            let today = (intake.today)();
            if done != Some(today) {
                round(&intake, &rules, today);
                done = Some(today);
            }
            std::thread::sleep(LOOK);
        }
    };
    std::thread::Builder::new().name("daily".into()).spawn(rounds).map(drop)
}

fn round(intake: &Intake, rules: &Retention, today: Day) {
    match expire(&intake.installation, intake.vault.as_ref(), rules, today) {
        Ok(expired) if expired == Expired::default() => {}
        Ok(Expired { envelopes, replies }) => tracing::info!(envelopes, replies, "expired"),
        Err(error) => tracing::warn!("{error}"),
    }
    if times::level(intake.installation.directory(), today).is_err() {
        tracing::warn!("the times of the files in the data directory could not be set");
    }
}

#[cfg(test)]
mod tests;
