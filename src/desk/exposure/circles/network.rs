//! Circles with what nests and overlaps, and what of it bears on a question.

use std::collections::{BTreeMap, BTreeSet};

use subrosa_tip::Day;

use super::{Known, Nobody, OPEN_MAX};

/// A circle whose names include those of the circles within it.
#[derive(Debug, Clone)]
pub(super) struct Ring {
    pub people: u32,
    pub names: BTreeSet<u32>,
    pub within: Option<usize>,
}

impl Ring {
    /// Whether every place has a name.
    pub fn is_full(&self) -> bool {
        self.names.len() as u64 >= u64::from(self.people)
    }

    fn unnamed(&self) -> u64 {
        u64::from(self.people).saturating_sub(self.names.len() as u64)
    }
}

/// Everything that is recorded, read once for many questions.
#[derive(Debug, Clone, Default)]
pub struct Network {
    pub(super) rings: BTreeMap<usize, Ring>,
    /// By pairs of which neither lies within the other, the lower place first.
    pub(super) overlaps: BTreeMap<(usize, usize), u32>,
    pub(super) universe: Option<u32>,
    /// Everybody who is named in any circle, asked about or not: people of the universe.
    pub(super) members: BTreeSet<u32>,
    from: BTreeMap<usize, Day>,
    /// Pairs of which one lies within the other and that are said to share more than it has.
    impossible: BTreeSet<usize>,
}

impl Network {
    /// Of what is recorded.
    #[must_use]
    pub fn of(known: &Known) -> Self {
        let circles = || known.circles.iter().enumerate();
        let ring = |circle: &super::Circle| Ring {
            people: circle.people,
            names: circle.members.clone(),
            within: circle.within.filter(|outer| *outer < known.circles.len()),
        };
        let mut network = Self {
            rings: circles().map(|(place, circle)| (place, ring(circle))).collect(),
            universe: known.universe,
            members: known.circles.iter().flat_map(|circle| circle.members.iter().copied()).collect(),
            from: circles().filter_map(|(place, circle)| Some((place, circle.from?))).collect(),
            ..Self::default()
        };
        network.names_outwards();
        known.overlaps.iter().for_each(|(one, other, least)| network.share(*one, *other, *least));
        network
    }

    /// The same where two circles are known to share so many people.
    pub(super) fn sharing(&self, (one, other): (usize, usize), least: u32) -> Self {
        let mut network = self.clone();
        network.share(one, other, least);
        network
    }

    pub(super) fn from(&self, circle: usize) -> Option<Day> {
        self.from.get(&circle).copied()
    }

    /// Whoever is named in a circle is in those around it.
    fn names_outwards(&mut self) {
        let named: Vec<(usize, BTreeSet<u32>)> =
            self.rings.iter().map(|(place, ring)| (*place, ring.names.clone())).collect();
        for (place, names) in named {
            for outer in self.around(place) {
                if let Some(ring) = self.rings.get_mut(&outer) {
                    ring.names.extend(&names);
                }
            }
        }
    }

    /// The circles around one, the next first. Ends also where they go round, which the
    /// ledger does not let happen.
    pub(super) fn around(&self, circle: usize) -> Vec<usize> {
        let next = |circle: &usize| self.rings.get(circle).and_then(|ring| ring.within);
        std::iter::successors(next(&circle), next).take(self.rings.len()).collect()
    }

    /// Keeps what two circles share at least; of nested ones that says nothing new.
    fn share(&mut self, one: usize, other: usize, least: u32) {
        let nested = one == other || self.around(one).contains(&other) || self.around(other).contains(&one);
        let smaller = [one, other].iter().filter_map(|place| self.rings.get(place)).map(|ring| ring.people).min();
        if smaller.is_none_or(|smaller| least > smaller) {
            self.impossible.extend([one, other]);
        } else if !nested {
            let shared = self.overlaps.entry((one.min(other), one.max(other))).or_default();
            *shared = least.max(*shared);
        }
    }

    /// What bears on a question about these circles, which of them have to be asked about,
    /// and whether nothing that bears on it was ignored.
    pub(super) fn about(&self, mut targets: BTreeSet<usize>) -> Result<(Self, BTreeSet<usize>, bool), Nobody> {
        self.check_universe()?;
        let mut network = self.clone();
        let connected = self.connected(&targets);
        network.rings.retain(|place, _| connected.contains(place));
        network.overlaps.retain(|(one, _), _| connected.contains(one));
        network.check()?;
        let around: BTreeSet<usize> = targets.iter().flat_map(|target| network.around(*target)).collect();
        targets.retain(|target| !around.contains(target));
        while let Some(idle) = network.rings.keys().copied().find(|place| network.is_idle(*place, &targets)) {
            network.drop(idle);
        }
        let whole = !network.ignore_some(&targets);
        Ok((network, targets, whole))
    }

    fn connected(&self, targets: &BTreeSet<usize>) -> BTreeSet<usize> {
        let nested = self.rings.iter().filter_map(|(place, ring)| Some((*place, ring.within?)));
        let pairs: Vec<(usize, usize)> = nested.chain(self.overlaps.keys().copied()).collect();
        let mut connected = targets.clone();
        let mut grown = true;
        while grown {
            let before = connected.len();
            for (one, other) in &pairs {
                if connected.contains(one) || connected.contains(other) {
                    connected.extend([one, other]);
                }
            }
            grown = connected.len() > before;
        }
        connected
    }

    /// Whether the universe has room for each circle and each name.
    fn check_universe(&self) -> Result<(), Nobody> {
        let small = |universe: u32| {
            self.members.len() as u64 > u64::from(universe) || self.rings.values().any(|ring| ring.people > universe)
        };
        if self.universe.is_some_and(small) { Err(Nobody::Contradiction) } else { Ok(()) }
    }

    /// What no world can hold and counts alone tell.
    fn check(&self) -> Result<(), Nobody> {
        let too_full = |ring: &Ring| ring.names.len() as u64 > u64::from(ring.people);
        let too_large = |ring: &Ring| {
            let outer = ring.within.and_then(|outer| self.rings.get(&outer)).map(|outer| outer.people);
            outer.is_some_and(|room| ring.people > room)
        };
        let wrong = self.rings.iter().any(|(place, ring)| {
            too_full(ring) || too_large(ring) || self.impossible.contains(place) || ring.people == 0
        });
        if wrong { Err(Nobody::Contradiction) } else { Ok(()) }
    }

    /// Whether a circle that is not asked about can be filled whatever the others are: there
    /// is room for the circles within it, for its other names, and for what it shares. What
    /// it shares it shares within the circle around it, which `drop` keeps.
    fn is_idle(&self, place: usize, targets: &BTreeSet<usize>) -> bool {
        let Some(ring) = self.rings.get(&place).filter(|_| !targets.contains(&place)) else { return false };
        let within: Vec<&Ring> = self.rings.values().filter(|inner| inner.within == Some(place)).collect();
        let inner: u64 = within.iter().map(|inner| u64::from(inner.people)).sum();
        let names = ring.names.iter().filter(|name| !within.iter().any(|inner| inner.names.contains(name))).count();
        let mine = self.overlaps.iter().filter(|((one, other), _)| *one == place || *other == place);
        let shared: u64 = mine.map(|(_, least)| u64::from(*least)).sum();
        inner + names as u64 + shared <= u64::from(ring.people)
    }

    /// Takes a circle out; what it shares, the circle around it shares.
    fn drop(&mut self, place: usize) {
        let Some(gone) = self.rings.remove(&place) else { return };
        self.rings.values_mut().filter(|ring| ring.within == Some(place)).for_each(|ring| ring.within = gone.within);
        let shared: Vec<_> = self.overlaps.extract_if(.., |(one, other), _| *one == place || *other == place).collect();
        for ((one, other), least) in shared {
            let partner = if one == place { other } else { one };
            gone.within.into_iter().for_each(|outer| self.share(outer, partner, least));
        }
    }

    /// Ignores circles that are not asked about, the emptiest first, until an exact answer
    /// is within reach. *Returns* whether it did: fewer conditions let more worlds be.
    fn ignore_some(&mut self, targets: &BTreeSet<usize>) -> bool {
        let mut ignored = false;
        while self.rings.values().filter(|ring| !ring.is_full()).count() > OPEN_MAX {
            let spare = self.rings.iter().filter(|(place, ring)| !targets.contains(place) && !ring.is_full());
            let Some((emptiest, _)) = spare.max_by_key(|(_, ring)| ring.unnamed()) else { break };
            let emptiest = *emptiest;
            self.drop(emptiest);
            ignored = true;
        }
        ignored
    }
}
