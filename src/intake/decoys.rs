//! Decoys: envelopes that the server seals itself, so that a number of stored
//! envelopes, or one more in the second of two images of a disk, tells little.
//!
//! They take the way of a tip from the sealing on: the same spool, vault, rows,
//! slots, export, confirmation and retention. Only `tip.json` says what they are,
//! and that is sealed. They come at Poisson times: what came when tells nothing of
//! what comes next.
//!
//! *Security*: they hide a number only if they outnumber the tips, and a size
//! only if sizes like it are among theirs. What a network observer sees does not
//! change: a decoy is made here.

use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;
use subrosa_tip::envelope::{Basis, Consent, Form, Kind};
use subrosa_tip::limits::FLOOR_MESSAGE_BYTES;

use crate::form::Refusal;
use crate::receive::{Intake, Sealing, put, refusal};

const DAY_SECONDS: f64 = 86_400.0;
/// More than one a second would be a load of its own.
const PER_DAY_MAX: u32 = 86_400;
static PIECE: [u8; 64 * 1024] = [0; 64 * 1024];

/// `[decoys]`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Decoys {
    /// How many a day, on average; 0 for none.
    pub per_day: u32,
    /// How large they are.
    pub sizes: Vec<Size>,
}

/// One of the sizes, with how often it is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Size {
    /// Content in bytes; what is drawn lies between the half and the double of it.
    pub bytes: u64,
    /// How often, against the other weights.
    pub weight: u32,
}

impl Default for Decoys {
    /// Mostly texts; some documents, pictures, recordings.
    fn default() -> Self {
        let sizes = [(1_500, 80), (300_000, 10), (3_000_000, 8), (30_000_000, 2)];
        Self { per_day: 24, sizes: sizes.map(|(bytes, weight)| Size { bytes, weight }).into() }
    }
}

impl Decoys {
    /// Names the first key that cannot be kept.
    ///
    /// # Errors
    /// The key as it is written in the configuration.
    pub fn check(&self, total_bytes: u64) -> Result<(), &'static str> {
        let drawn = self.sizes.iter().any(|size| size.weight > 0);
        let fit = self.sizes.iter().all(|size| (1..=total_bytes / 2).contains(&size.bytes));
        match (self.per_day <= PER_DAY_MAX, drawn && fit) {
            (false, _) => Err("per_day"),
            (_, false) => Err("sizes"),
            _ => Ok(()),
        }
    }

    /// The time until the next one: exponential, so that the past tells nothing.
    fn gap(&self, chance: f64) -> Duration {
        let mean = DAY_SECONDS / f64::from(self.per_day.max(1));
        // From (0, 1]: the logarithm is finite.
        Duration::from_secs_f64(-mean * (1.0 - chance).ln())
    }

    /// The content of the next one, in bytes: even in the logarithm around the size
    /// that was drawn, so that no class stands out.
    fn bytes(&self, which: f64, around: f64) -> u64 {
        let all: f64 = self.sizes.iter().map(|size| f64::from(size.weight)).sum();
        let mut left = which * all;
        let drawn = self.sizes.iter().find(|size| {
            left -= f64::from(size.weight);
            left < 0.0
        });
        let bytes = drawn.or(self.sizes.last()).map_or(0, |size| size.bytes);
        (bytes as f64 * (around * 2.0 - 1.0).exp2()) as u64
    }
}

/// Starts the thread that seals decoys, if any are configured.
///
/// # Errors
/// When the thread cannot be started.
pub fn start(intake: Arc<Intake>, decoys: Decoys) -> std::io::Result<()> {
    if decoys.per_day == 0 {
        return Ok(());
    }
    // In a runtime as a worker has, because sealing hands writes to its pool.
    let run = move || actix_rt::System::new().block_on(seal_for_ever(&intake, &decoys));
    std::thread::Builder::new().name("decoys".into()).spawn(run).map(drop)
}

async fn seal_for_ever(intake: &Intake, decoys: &Decoys) {
    loop {
        let Ok([gap, which, around]) = chances() else { return };
        tokio::time::sleep(decoys.gap(gap)).await;
        // A vault that is full refuses tips too, and the doctor says so; a line for
        // each decoy would tell when they came.
        // None is larger than a tip may be here.
        let bytes = decoys.bytes(which, around).min(intake.limits.total_bytes);
        let _refused = seal(intake, bytes).await;
    }
}

/// Three numbers from [0, 1).
fn chances() -> std::io::Result<[f64; 3]> {
    let bytes: [[u8; 8]; 3] = [subrosa_tip::random()?, subrosa_tip::random()?, subrosa_tip::random()?];
    Ok(bytes.map(|bytes| (u64::from_be_bytes(bytes) >> 11) as f64 / (1_u64 << 53) as f64))
}

/// Seals a decoy of so many bytes and puts it into the vault.
async fn seal(intake: &Intake, bytes: u64) -> Result<(), Refusal> {
    let day = (intake.today)();
    let to = intake.recipients.seal_to(day).map_err(|_| Refusal::Unavailable)?;
    let mut sealing = Sealing::begin(&to, intake.vault.spool())?;
    if bytes <= FLOOR_MESSAGE_BYTES {
        let text = String::from_utf8(vec![b' '; bytes as usize]).map_err(|_| Refusal::Unavailable)?;
        sealing.sealer.message(&text).map_err(refusal)?;
    } else {
        seal_file(&mut sealing, bytes).await?;
    }
    let form = Form {
        kind: Kind::Tip,
        basis: Basis::Unstated,
        consent: Consent::Background,
        language: None,
        day,
        decoy: true,
    };
    let spooled = sealing.finish(form, None).await?;
    let submission: [u8; 32] = subrosa_tip::random().map_err(|_| Refusal::Unavailable)?;
    put(intake, intake.installation.envelope_id(&submission), day, spooled).await.map(drop)
}

async fn seal_file(sealing: &mut Sealing, bytes: u64) -> Result<(), Refusal> {
    let mut file = sealing.sealer.file().map_err(refusal)?;
    let mut left = bytes;
    while left > 0 {
        let piece = PIECE.get(..left.min(PIECE.len() as u64) as usize).unwrap_or_default();
        file.write(piece).map_err(refusal)?;
        left -= piece.len() as u64;
        sealing.pipe.pump().await?;
    }
    file.end(String::new(), None);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_as_long_as_they_should_be_on_average() {
        let decoys = Decoys { per_day: 24, ..Decoys::default() };
        let gaps: Vec<f64> = (0..10_000).map(|n| decoys.gap((f64::from(n) + 0.5) / 10_000.0).as_secs_f64()).collect();
        let mean = gaps.iter().sum::<f64>() / 10_000.0;
        assert!((3_590.0..3_610.0).contains(&mean), "{mean}");
        // Exponential: so many are longer than the mean, and than twice that.
        let longer = |than: f64| gaps.iter().filter(|gap| **gap > than).count();
        assert_eq!((longer(3_600.0), longer(7_200.0)), (3_679, 1_353));
        assert!(decoys.gap(1.0 - f64::EPSILON / 2.0).as_secs() < 3_600 * 40, "the longest there is");
    }

    #[test]
    fn sizes_are_drawn_by_their_weights_and_spread_around_them() {
        let decoys = Decoys::default();
        let at = |which| decoys.bytes(which, 0.5);
        assert_eq!(
            [0.0, 0.79, 0.81, 0.89, 0.91, 0.99].map(at),
            [1_500, 1_500, 300_000, 300_000, 3_000_000, 30_000_000]
        );
        assert_eq!((decoys.bytes(0.0, 0.0), decoys.bytes(0.0, 1.0)), (750, 3_000));
        let all: Vec<[f64; 3]> = (0..100).map(|_| chances().unwrap()).collect();
        assert!(all.iter().flatten().all(|chance| (0.0..1.0).contains(chance)));
        assert_ne!(all[0], all[1]);
    }

    #[test]
    fn what_cannot_be_kept_is_named() {
        let total = 100_000_000;
        assert_eq!(Decoys::default().check(total), Ok(()));
        assert_eq!(Decoys { per_day: PER_DAY_MAX + 1, ..Decoys::default() }.check(total), Err("per_day"));
        let sizes = |sizes| Decoys { sizes, ..Decoys::default() }.check(total);
        assert_eq!(sizes(vec![]), Err("sizes"));
        assert_eq!(sizes(vec![Size { bytes: 1_000, weight: 0 }]), Err("sizes"));
        assert_eq!(sizes(vec![Size { bytes: total, weight: 1 }]), Err("sizes"));
    }
}
