//! Where a bag stands among those that came before it. Pure: it decides, and
//! whoever imports or delivers reads and writes. Both sides judge alike.

use serde::{Deserialize, Serialize};

use super::Manifest;

/// What is known of the bags around the one that is judged, all of one sender.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// The epoch that the first bag pinned.
    pub epoch: Option<String>,
    /// Highest sequence that was taken in; 0 before the first.
    pub last: u64,
    /// Hash of the manifest that was taken in with the same sequence.
    pub same: Option<[u8; 32]>,
    /// Hash of the manifest that was taken in with the sequence before.
    pub before: Option<[u8; 32]>,
    /// What the manifest that was taken in with the next sequence names as previous.
    pub after_names: Option<[u8; 32]>,
}

/// Sequences that did not arrive before the bag at hand, both ends included.
/// Bags are cumulative, so what they held comes again until it is acknowledged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// The first missing sequence.
    pub first: u64,
    /// The last missing sequence.
    pub last: u64,
}

/// Where a bag stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Taken in before, byte for byte.
    Known,
    /// The one after the last.
    Next,
    /// Later than that: some before it did not arrive.
    AfterGap(Gap),
    /// Earlier than the last, and new: it was overtaken.
    Overtaken,
}

/// Why a bag has no place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ChainError {
    /// The sender's state was made anew or restored.
    #[error("the bag is of another epoch than the bags before it: its sender was set up anew or restored")]
    Epoch,
    /// The same number was given twice.
    #[error("two bags with one number: another bag with this sequence came before")]
    SameNumber,
    /// The hashes do not link.
    #[error("the bag does not link to the bags around it: it names another bag as the one before")]
    Link,
}

/// Judges a bag whose signature holds.
///
/// # Errors
/// [`ChainError`].
pub fn judge(manifest: &Manifest, hash: [u8; 32], known: &Known) -> Result<Place, ChainError> {
    // Whatever the epoch is now: what was taken in is no news.
    if known.same == Some(hash) {
        return Ok(Place::Known);
    }
    if known.epoch.as_ref().is_some_and(|epoch| *epoch != manifest.epoch) {
        return Err(ChainError::Epoch);
    }
    if known.same.is_some() {
        return Err(ChainError::SameNumber);
    }
    // The first of all has none before it.
    let before = if manifest.sequence == 1 { Some([0; 32]) } else { known.before };
    let linked = before.is_none_or(|before| before == manifest.previous)
        && known.after_names.is_none_or(|previous| previous == hash);
    if !linked {
        return Err(ChainError::Link);
    }
    Ok(place(manifest.sequence, known.last))
}

fn place(sequence: u64, last: u64) -> Place {
    if sequence <= last {
        Place::Overtaken
    } else if sequence == last + 1 {
        Place::Next
    } else {
        Place::AfterGap(Gap { first: last + 1, last: sequence - 1 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(sequence: u64, previous: [u8; 32]) -> Manifest {
        Manifest {
            format: Manifest::format_name(),
            installation: "i".into(),
            from: "intake".into(),
            to: "desk".into(),
            epoch: "e1".into(),
            sequence,
            previous,
            received: 0,
            received_manifest: None,
            ring: [0; 32],
            members: vec![],
        }
    }

    fn after(last: u64) -> Known {
        Known { epoch: Some("e1".into()), last, ..Known::default() }
    }

    #[test]
    fn every_order_of_arrival_has_its_name() {
        let judge = |sequence, previous, known: &Known| judge(&manifest(sequence, previous), [9; 32], known);
        let zero = [0; 32];
        assert_eq!(judge(1, zero, &Known::default()), Ok(Place::Next));
        assert_eq!(judge(4, [3; 32], &Known::default()), Ok(Place::AfterGap(Gap { first: 1, last: 3 })));
        assert_eq!(judge(6, [5; 32], &Known { before: Some([5; 32]), ..after(5) }), Ok(Place::Next));
        assert_eq!(judge(6, [4; 32], &Known { before: Some([5; 32]), ..after(5) }), Err(ChainError::Link));
        assert_eq!(judge(8, [7; 32], &after(5)), Ok(Place::AfterGap(Gap { first: 6, last: 7 })));
        assert_eq!(judge(3, [2; 32], &after(5)), Ok(Place::Overtaken));
        assert_eq!(judge(3, [2; 32], &Known { after_names: Some([9; 32]), ..after(5) }), Ok(Place::Overtaken));
        assert_eq!(judge(3, [2; 32], &Known { after_names: Some([8; 32]), ..after(5) }), Err(ChainError::Link));
        assert_eq!(judge(5, [4; 32], &Known { same: Some([9; 32]), ..after(5) }), Ok(Place::Known));
        assert_eq!(judge(5, [4; 32], &Known { same: Some([8; 32]), ..after(5) }), Err(ChainError::SameNumber));
        assert_eq!(judge(1, [1; 32], &Known::default()), Err(ChainError::Link));
        let other = Known { epoch: Some("e2".into()), ..Known::default() };
        assert_eq!(judge(1, zero, &other), Err(ChainError::Epoch));
        assert_eq!(judge(1, zero, &Known { same: Some([8; 32]), ..other.clone() }), Err(ChainError::Epoch));
        assert_eq!(judge(1, zero, &Known { same: Some([9; 32]), ..other }), Ok(Place::Known));
    }
}
