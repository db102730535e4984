//! Bounds that cost nothing and are safe: the least is never too large, the most never too
//! small.

use std::collections::BTreeSet;

use super::network::Network;
use super::{Left, Nobody};

/// *Least*: who is named in every circle, or for whom the universe leaves no room outside.
/// *Most*: the places of each circle that somebody who is not ruled out can have.
pub(super) fn left(network: &Network, targets: &BTreeSet<usize>, ruled_out: &BTreeSet<u32>) -> Result<Left, Nobody> {
    let rings: Vec<_> = targets.iter().filter_map(|target| network.rings.get(target)).collect();
    let possible = |name: &u32| !ruled_out.contains(name) && rings.iter().all(|ring| may_hold(ring, *name));
    let places = rings.iter().map(|ring| {
        let unnamed = u64::from(ring.people).saturating_sub(ring.names.len() as u64);
        ring.names.iter().filter(|name| possible(name)).count() as u64 + unnamed
    });
    let most = places.min().unwrap_or_default();
    if most == 0 {
        return Err(Nobody::Contradiction);
    }
    let first = rings.first().map(|ring| &ring.names);
    let everywhere = |name: &&u32| !ruled_out.contains(name) && rings.iter().all(|ring| ring.names.contains(name));
    let named = first.map_or(0, |names| names.iter().filter(everywhere).count() as u64);
    let least = named.max(crowded(network, targets, ruled_out)).max(1);
    let small = |people: u64| u32::try_from(people).unwrap_or(u32::MAX);
    Ok(Left { least: small(least), most: small(most), exact: false })
}

fn may_hold(ring: &super::network::Ring, name: u32) -> bool {
    ring.names.contains(&name) || !ring.is_full()
}

/// Σn − (m − 1)·N, and everybody who is ruled out among them.
fn crowded(network: &Network, targets: &BTreeSet<usize>, ruled_out: &BTreeSet<u32>) -> u64 {
    let Some(universe) = network.universe else { return 0 };
    let sum: u64 =
        targets.iter().filter_map(|target| network.rings.get(target)).map(|ring| u64::from(ring.people)).sum();
    let others = (targets.len() as u64).saturating_sub(1).saturating_mul(u64::from(universe));
    sum.saturating_sub(others).saturating_sub(ruled_out.len() as u64)
}
