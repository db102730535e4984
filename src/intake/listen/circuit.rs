//! Limits by circuit, for visitors who all come from one address.
//!
//! A circuit is free to make: whoever makes many is bounded by the budget of the whole
//! process, and by tor's proof of work. What stands here keeps one circuit, however it
//! floods, from taking what another needs.

use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Connections that one circuit has at once. A browser opens at most six to one site.
const CONNECTIONS: u32 = 8;
/// Connections and requests that one circuit may spend at once; a person who goes through
/// sixty replies as fast as the pages come, a connection each, stays below.
const BURST: f64 = 200.0;
/// So many more a second.
const PER_SECOND: f64 = 1.0;
/// A circuit that was idle for so long has its whole burst again, and is forgotten.
const FORGET: Duration = Duration::from_secs(200);
/// From here on forgotten ones are looked for.
const KEPT: usize = 8 * 1024;

/// What each circuit spends, in memory only, under hashes that no other process can make.
#[derive(Clone, Default)]
pub struct Circuits {
    hasher: RandomState,
    spent: Arc<Mutex<HashMap<u64, Spent>>>,
}

#[derive(Debug)]
struct Spent {
    connections: u32,
    tokens: f64,
    since: Instant,
}

impl Spent {
    fn pay(&mut self, now: Instant) -> bool {
        self.tokens = BURST.min(self.tokens + now.duration_since(self.since).as_secs_f64() * PER_SECOND);
        self.since = now;
        let enough = self.tokens >= 1.0;
        if enough {
            self.tokens -= 1.0;
        }
        enough
    }
}

impl Circuits {
    /// One more connection of a circuit, by the number that tor gave it; none when it has
    /// too many, or spent too much.
    #[must_use]
    pub fn enter(&self, number: u32) -> Option<Circuit> {
        self.enter_at(number, Instant::now())
    }

    fn enter_at(&self, number: u32, now: Instant) -> Option<Circuit> {
        let hash = self.hasher.hash_one(number);
        let mut all = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= KEPT {
            all.retain(|_, spent| spent.connections > 0 || now.duration_since(spent.since) < FORGET);
        }
        let spent = all.entry(hash).or_insert_with(|| Spent { connections: 0, tokens: BURST, since: now });
        if spent.connections >= CONNECTIONS || !spent.pay(now) {
            return None;
        }
        spent.connections += 1;
        drop(all);
        Some(Circuit { hash, all: self.clone() })
    }
}

/// A connection of a circuit; given back when it ends.
pub struct Circuit {
    hash: u64,
    all: Circuits,
}

impl Circuit {
    /// Whether the circuit may have one more request.
    #[must_use]
    pub fn pay(&self) -> bool {
        self.pay_at(Instant::now())
    }

    fn pay_at(&self, now: Instant) -> bool {
        let mut all = self.all.spent.lock().unwrap_or_else(PoisonError::into_inner);
        all.get_mut(&self.hash).is_some_and(|spent| spent.pay(now))
    }
}

impl Drop for Circuit {
    fn drop(&mut self) {
        let mut all = self.all.spent.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(spent) = all.get_mut(&self.hash) {
            spent.connections = spent.connections.saturating_sub(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_circuit_has_so_many_connections_and_another_its_own() {
        let circuits = Circuits::default();
        let mut open: Vec<Circuit> = (0..CONNECTIONS).map(|_| circuits.enter(7).unwrap()).collect();
        assert!(circuits.enter(7).is_none());
        assert!(circuits.enter(8).is_some());
        open.pop();
        assert!(circuits.enter(7).is_some());
    }

    #[test]
    fn a_circuit_that_spent_its_burst_waits_and_another_does_not() {
        let (circuits, now) = (Circuits::default(), Instant::now());
        let flood = circuits.enter_at(7, now).unwrap();
        assert_eq!((1..400).take_while(|_| flood.pay_at(now)).count(), 199);
        assert!(circuits.enter_at(7, now).is_none() && circuits.enter_at(8, now).is_some());
        let later = now + Duration::from_secs(2);
        assert!(flood.pay_at(later) && flood.pay_at(later) && !flood.pay_at(later));
    }

    #[test]
    fn circuits_that_are_gone_are_forgotten() {
        let (circuits, now) = (Circuits::default(), Instant::now());
        let stays = circuits.enter_at(1, now);
        (2..KEPT as u32 + 2).for_each(|number| drop(circuits.enter_at(number, now)));
        drop(circuits.enter_at(u32::MAX, now + FORGET));
        assert_eq!(circuits.spent.lock().unwrap().len(), 2);
        drop(stays);
    }
}
