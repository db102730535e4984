//! A question as a program over the regions of a Venn diagram.
//!
//! A column says how many people of one sort are in one region. Only circles with unnamed
//! people make regions; who is in the others is known. People of whom the same is known are
//! of one sort, so that a thousand names are a few columns.

use std::collections::{BTreeMap, BTreeSet};

use super::branch;
use super::network::{Network, Ring};
use super::simplex::{Program, Relation, Row, TooHard};
use super::{Left, Nobody, OPEN_MAX};

/// Most columns of one program.
const COLUMNS_MAX: usize = 4_000;

/// Circles with unnamed people, as bits.
type Region = u32;

/// What is known of a person, as far as it bears on the question.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Sort {
    /// Circles that name this person.
    within: Region,
    /// Circles that may hold this person.
    allowed: Region,
    /// Full circles that hold this person and share people with others, as bits of a list.
    shares: u64,
    /// Not ruled out, and in every full circle that is asked about.
    possible: bool,
    /// A person of the universe, whatever region that is.
    counted: bool,
}

/// The least and the most over all worlds.
pub(super) fn left(
    network: &Network,
    targets: &BTreeSet<usize>,
    ruled_out: &BTreeSet<u32>,
) -> Result<Result<Left, Nobody>, TooHard> {
    let diagram = Diagram::of(network, targets)?;
    if !diagram.full_share_enough() {
        return Ok(Err(Nobody::Contradiction));
    }
    let program = diagram.program(ruled_out)?;
    let (Some(least), Some(most)) = (branch::least(&program)?, branch::most(&program)?) else {
        return Ok(Err(Nobody::Contradiction));
    };
    let people = |value: i128| u32::try_from(value.max(1)).map_err(|_| TooHard);
    Ok(Ok(Left { least: people(least.value)?, most: people(most.value)?, exact: least.exact && most.exact }))
}

struct Diagram<'n> {
    network: &'n Network,
    targets: &'n BTreeSet<usize>,
    /// Circles with unnamed people, each at its bit.
    open: Vec<usize>,
    /// Full circles that share people with others, each at its bit.
    sharing: Vec<usize>,
}

impl<'n> Diagram<'n> {
    fn of(network: &'n Network, targets: &'n BTreeSet<usize>) -> Result<Self, TooHard> {
        let open: Vec<usize> =
            network.rings.iter().filter(|(_, ring)| !ring.is_full()).map(|(place, _)| *place).collect();
        let is_full = |place: &usize| network.rings.get(place).is_some_and(Ring::is_full);
        let sharing: BTreeSet<usize> =
            network.overlaps.keys().flat_map(|(one, other)| [*one, *other]).filter(is_full).collect();
        let too_many = open.len() > OPEN_MAX || sharing.len() > u64::BITS as usize;
        if too_many {
            Err(TooHard)
        } else {
            Ok(Self { network, targets, open, sharing: sharing.into_iter().collect() })
        }
    }

    fn ring(&self, place: usize) -> Option<&'n Ring> {
        self.network.rings.get(&place)
    }

    /// The open circles of which this holds, as bits.
    fn bits(&self, holds: impl Fn(usize) -> bool) -> Region {
        self.open.iter().enumerate().filter(|(_, place)| holds(**place)).fold(0, |bits, (bit, _)| bits | 1 << bit)
    }

    /// The open circles around an open one.
    fn around(&self, place: usize) -> Region {
        let around = self.network.around(place);
        self.bits(|outer| around.contains(&outer))
    }

    fn asked(&self) -> Region {
        self.bits(|place| self.targets.contains(&place))
    }

    /// Two circles whose people are all known share those whom both name.
    fn full_share_enough(&self) -> bool {
        self.network.overlaps.iter().all(|((one, other), least)| match (self.ring(*one), self.ring(*other)) {
            (Some(one), Some(other)) if one.is_full() && other.is_full() => {
                one.names.intersection(&other.names).count() as u64 >= u64::from(*least)
            }
            _ => true,
        })
    }

    fn sort(&self, name: Option<u32>, ruled_out: &BTreeSet<u32>) -> Sort {
        let names = |place: usize| self.ring(place).zip(name).is_some_and(|(ring, name)| ring.names.contains(&name));
        let is_full = |place: &usize| self.ring(*place).is_some_and(Ring::is_full);
        let kept_out = |place: usize| self.network.around(place).iter().any(|outer| is_full(outer) && !names(*outer));
        let shares = self.sharing.iter().enumerate().filter(|(_, place)| names(**place));
        Sort {
            within: self.bits(names),
            allowed: self.bits(|place| !kept_out(place)),
            shares: shares.fold(0, |bits, (bit, _)| bits | 1 << bit),
            possible: name.is_none_or(|name| !ruled_out.contains(&name))
                && self.targets.iter().filter(|target| is_full(target)).all(|target| names(*target)),
            counted: name.is_some_and(|name| self.network.members.contains(&name)),
        }
    }

    /// How many people are of each sort. Those of whom no more is known than of anybody are
    /// anybody, of whom there are as many as are needed; in a universe everybody who is named
    /// in any circle has a place of its own.
    fn sorts(&self, ruled_out: &BTreeSet<u32>) -> (Sort, BTreeMap<Sort, u32>) {
        let anybody = self.sort(None, ruled_out);
        let universe = self.network.universe.is_some();
        let elsewhere = self.network.members.iter().filter(|_| universe);
        let named = self.network.rings.values().flat_map(|ring| &ring.names).chain(ruled_out).chain(elsewhere);
        let mut sorts: BTreeMap<Sort, u32> = BTreeMap::new();
        for name in named.collect::<BTreeSet<_>>() {
            *sorts.entry(self.sort(Some(*name), ruled_out)).or_default() += 1;
        }
        let is_anybody = |sort: &Sort| Sort { counted: false, ..sort.clone() } == anybody;
        sorts.retain(|sort, _| (universe && sort.counted) || !is_anybody(sort));
        (anybody, sorts)
    }

    /// The regions where a person of this sort may be.
    fn regions(&self, sort: &Sort) -> Vec<Region> {
        let around: Vec<(Region, Region)> =
            self.open.iter().enumerate().map(|(bit, place)| (1 << bit, self.around(*place))).collect();
        let nests = |region: &Region| around.iter().all(|(bit, outer)| region & bit == 0 || region & outer == *outer);
        let possible = (0..1 << self.open.len()).filter(|region| region & !sort.allowed == 0);
        possible.filter(|region| region & sort.within == sort.within).filter(nests).collect()
    }

    fn program(&self, ruled_out: &BTreeSet<u32>) -> Result<Program, TooHard> {
        let (anybody, sorts) = self.sorts(ruled_out);
        if (sorts.len() + 1) << self.open.len() > COLUMNS_MAX {
            return Err(TooHard);
        }
        let mut columns: Vec<(&Sort, Region)> = Vec::new();
        columns
            .extend(self.regions(&anybody).into_iter().filter(|region| *region != 0).map(|region| (&anybody, region)));
        columns.extend(sorts.keys().flat_map(|sort| self.regions(sort).into_iter().map(move |region| (sort, region))));
        let row = |holds: &dyn Fn(&Sort, Region) -> bool, relation, bound: u32| Row {
            coefficients: columns.iter().map(|(sort, region)| i128::from(holds(sort, *region))).collect(),
            relation,
            bound: i128::from(bound),
        };
        let mut rows: Vec<Row> =
            sorts.iter().map(|(sort, count)| row(&|other, _| other == sort, Relation::Equal, *count)).collect();
        for (bit, place) in self.open.iter().enumerate() {
            let people = self.ring(*place).map_or(0, |ring| ring.people);
            rows.push(row(&|_, region| region >> bit & 1 == 1, Relation::Equal, people));
        }
        for ((one, other), least) in &self.network.overlaps {
            let both = |sort: &Sort, region| self.holds(*one, sort, region) && self.holds(*other, sort, region);
            rows.push(row(&both, Relation::AtLeast, *least));
        }
        if let Some(universe) = self.network.universe {
            rows.push(row(&|sort, region| sort.counted || region != 0, Relation::AtMost, universe));
        }
        let left = |sort: &Sort, region: Region| sort.possible && region & self.asked() == self.asked();
        rows.push(row(&left, Relation::AtLeast, 1));
        let cost = columns.iter().map(|(sort, region)| i128::from(left(sort, *region))).collect();
        Ok(Program { rows, cost })
    }

    /// Whether people of this sort in this region are in a circle that shares people.
    fn holds(&self, place: usize, sort: &Sort, region: Region) -> bool {
        let at = |list: &[usize]| list.iter().position(|other| *other == place);
        match (at(&self.open), at(&self.sharing)) {
            (Some(bit), _) => region >> bit & 1 == 1,
            (None, Some(bit)) => sort.shares >> bit & 1 == 1,
            (None, None) => false,
        }
    }
}
