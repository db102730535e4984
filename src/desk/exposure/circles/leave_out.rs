//! The smallest set of claims to leave out so that enough people are left: a minimum
//! hitting set over what cannot be printed together.
//!
//! Claims that cannot be printed together are found as they are needed, each time the fewest
//! of them, and from each such core one has to go (Reiter, Artificial Intelligence 32,
//! 1987). Sets are tried in the order of their size, so the first that suffices is the
//! smallest. Claims with the same circles go together: to leave out only some of them
//! changes nothing. *Limit*: a number of answers about people left; beyond it a set is built
//! that suffices and of which none can stay, and it is not called the smallest.

use std::collections::{BTreeMap, BTreeSet};

use subrosa_tip::Day;

use super::{Asked, Left, Network, Nobody};

/// Most questions to the circles in one search.
const QUESTIONS_MAX: usize = 600;

/// A claim that rests on the source.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Narrowing {
    /// Its circles, each with the day by which access is needed.
    pub circles: BTreeMap<usize, Option<Day>>,
    /// Whom it rules out.
    pub rules_out: BTreeSet<u32>,
    /// Nobody said who could have known it: any number of people may be left.
    pub unknown: bool,
    /// It cannot be left out.
    pub stays: bool,
}

/// What can be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LeaveOut {
    /// These, by their places; empty where enough people are left as it is.
    Claims {
        /// To be left out.
        places: Vec<usize>,
        /// Whether no smaller set suffices for certain.
        smallest: bool,
    },
    /// Whatever is left out, too few people are left by what has to stay.
    Nothing,
}

/// How many people are left when these claims are printed; nothing where none of them says
/// who could have known it.
///
/// # Errors
/// [`Nobody`].
pub fn left_by<'c>(
    network: &Network,
    claims: impl IntoIterator<Item = &'c Narrowing>,
    ruled_out: &BTreeSet<u32>,
) -> Result<Option<Left>, Nobody> {
    let asked = asked(claims, ruled_out);
    if asked.circles.is_empty() { Ok(None) } else { network.left(&asked).map(Some) }
}

/// The question that these claims put together. Of two days the earlier counts.
pub fn asked<'c>(claims: impl IntoIterator<Item = &'c Narrowing>, ruled_out: &BTreeSet<u32>) -> Asked {
    let mut asked = Asked { ruled_out: ruled_out.clone(), ..Asked::default() };
    for claim in claims {
        asked.ruled_out.extend(&claim.rules_out);
        for (circle, day) in &claim.circles {
            let by = asked.circles.entry(*circle).or_insert(*day);
            *by = by.iter().chain(day).min().copied();
        }
    }
    asked
}

/// The smallest set of claims without which at least `k` people are left.
#[must_use]
pub fn leave_out(network: &Network, claims: &[Narrowing], ruled_out: &BTreeSet<u32>, k: u32) -> LeaveOut {
    let mut groups: BTreeMap<&Narrowing, Vec<usize>> = BTreeMap::new();
    for (place, claim) in claims.iter().enumerate() {
        groups.entry(claim).or_default().push(place);
    }
    let mut groups: Vec<(&Narrowing, Vec<usize>)> = groups.into_iter().collect();
    groups.sort_by_key(|(_, places)| places.clone());
    let mut search = Search { network, groups, ruled_out, k, asked: BTreeMap::new(), questions: 0, exact: true };
    search.run()
}

/// Places of groups.
type Set = BTreeSet<usize>;

struct Search<'c> {
    network: &'c Network,
    /// Claims of one effect, with their places.
    groups: Vec<(&'c Narrowing, Vec<usize>)>,
    ruled_out: &'c BTreeSet<u32>,
    k: u32,
    /// What was asked before.
    asked: BTreeMap<Set, bool>,
    questions: usize,
    /// Whether every answer that counted was.
    exact: bool,
}

impl Search<'_> {
    fn run(&mut self) -> LeaveOut {
        let stay: Set = self.all().into_iter().filter(|group| self.stays(*group)).collect();
        if !self.suffices(&stay) {
            return LeaveOut::Nothing;
        }
        let (out, smallest) = match self.smallest() {
            Some(out) => (out, self.exact),
            None => (self.some(&stay), false),
        };
        let places: BTreeSet<usize> =
            out.iter().filter_map(|group| self.groups.get(*group)).flat_map(|(_, places)| places.clone()).collect();
        LeaveOut::Claims { places: places.into_iter().collect(), smallest }
    }

    fn all(&self) -> Set {
        (0..self.groups.len()).collect()
    }

    fn stays(&self, group: usize) -> bool {
        self.groups.get(group).is_some_and(|(claim, _)| claim.stays)
    }

    fn size(&self, out: &Set) -> usize {
        out.iter().filter_map(|group| self.groups.get(*group)).map(|(_, places)| places.len()).sum()
    }

    /// Whether enough people are left when these are printed.
    fn suffices(&mut self, printed: &Set) -> bool {
        if let Some(known) = self.asked.get(printed) {
            return *known;
        }
        self.questions += 1;
        let claims = printed.iter().filter_map(|group| self.groups.get(*group)).map(|(claim, _)| *claim);
        let unknown = claims.clone().any(|claim| claim.unknown);
        let enough = !unknown
            && match left_by(self.network, claims, self.ruled_out) {
                Ok(None) => true,
                Ok(Some(left)) => {
                    self.exact &= left.exact || left.least >= self.k || left.most < self.k;
                    left.least >= self.k
                }
                Err(_) => false,
            };
        self.asked.insert(printed.clone(), enough);
        enough
    }

    /// Sets in the order of their size; nothing where the limit was reached.
    fn smallest(&mut self) -> Option<Set> {
        let mut waiting: BTreeSet<(usize, Set)> = BTreeSet::from([(0, Set::new())]);
        let mut cores: Vec<Set> = Vec::new();
        while let Some((_, out)) = waiting.pop_first() {
            if self.questions > QUESTIONS_MAX || waiting.len() > QUESTIONS_MAX {
                return None;
            }
            let known = cores.iter().find(|core| core.is_disjoint(&out)).cloned();
            let core = match known {
                Some(core) => core,
                None => {
                    let printed = &self.all() - &out;
                    if self.suffices(&printed) {
                        return Some(out);
                    }
                    let core = self.core(printed);
                    cores.push(core.clone());
                    core
                }
            };
            for group in core.into_iter().filter(|group| !self.stays(*group)) {
                let more: Set = out.iter().copied().chain([group]).collect();
                waiting.insert((self.size(&more), more));
            }
        }
        None
    }

    /// As few of these as cannot be printed together: each that is not needed for that is
    /// taken away, those that can be left out first, so that the core says most.
    fn core(&mut self, printed: Set) -> Set {
        let mut core = printed.clone();
        let (stay, may_go): (Vec<usize>, Vec<usize>) = printed.into_iter().partition(|group| self.stays(*group));
        for group in may_go.into_iter().chain(stay) {
            core.remove(&group);
            if self.suffices(&core) {
                core.insert(group);
            }
        }
        core
    }

    /// A set that suffices, of which none can stay: each group is printed that still can.
    fn some(&mut self, stay: &Set) -> Set {
        let mut printed = stay.clone();
        let mut others: Vec<usize> = self.all().into_iter().filter(|group| !stay.contains(group)).collect();
        others.sort_by_key(|group| std::cmp::Reverse(self.groups.get(*group).map_or(0, |(_, places)| places.len())));
        for group in others {
            printed.insert(group);
            if !self.suffices(&printed) {
                printed.remove(&group);
            }
        }
        &self.all() - &printed
    }
}
