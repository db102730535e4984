//! Worlds written out one by one: each named person is put into circles in every way, then
//! people without names, until every circle has its head count. Shares nothing with the
//! solver but what is recorded.

use std::collections::BTreeSet;

use super::super::{Asked, Circle, Known};

/// Fewest and most people left over all worlds; nothing where there is none.
pub(super) fn least_and_most(known: &Known, asked: &Asked) -> Option<(u32, u32)> {
    let of_universe: BTreeSet<u32> = known.circles.iter().flat_map(|circle| circle.members.clone()).collect();
    if known.circles.iter().any(|circle| known.universe.is_some_and(|universe| circle.people > universe)) {
        return None;
    }
    let known = &bearing(known, asked);
    let mut names: BTreeSet<u32> = known.circles.iter().flat_map(|circle| circle.members.clone()).collect();
    names.extend(&of_universe);
    names.extend(&asked.ruled_out);
    // Names of whom the same is known stand side by side.
    let mut names: Vec<u32> = names.into_iter().collect();
    names.sort_by_key(|name| told(known, asked, &of_universe, *name));
    let mut builder = Builder {
        known,
        asked,
        names,
        of_universe,
        room: known.circles.iter().map(|circle| circle.people).collect(),
        people: Vec::new(),
        found: None,
    };
    if asked
        .circles
        .iter()
        .any(|(circle, by)| matches!((known.circles[*circle].from, by), (Some(from), Some(by)) if from > *by))
    {
        return None;
    }
    builder.put_named(0, u32::MAX);
    builder.found
}

/// Without circles that nothing ties to those that are asked about: of these only the names
/// count, as people of the universe.
fn bearing(known: &Known, asked: &Asked) -> Known {
    let mut tied: BTreeSet<usize> = asked.circles.keys().copied().collect();
    for _ in &known.circles {
        for (at, circle) in known.circles.iter().enumerate() {
            if let Some(outer) = circle.within.filter(|outer| tied.contains(outer) || tied.contains(&at)) {
                tied.extend([at, outer]);
            }
        }
        for (one, other, _) in &known.overlaps {
            if tied.contains(one) || tied.contains(other) {
                tied.extend([*one, *other]);
            }
        }
    }
    let mut known = known.clone();
    for (_, circle) in known.circles.iter_mut().enumerate().filter(|(at, _)| !tied.contains(at)) {
        *circle = Circle::default();
    }
    known.overlaps.retain(|(one, _, _)| tied.contains(one));
    known
}

/// In which circles somebody is named, and what else is told of them.
fn told(known: &Known, asked: &Asked, of_universe: &BTreeSet<u32>, name: u32) -> (Vec<bool>, bool, bool) {
    let named = known.circles.iter().map(|circle| circle.members.contains(&name)).collect();
    (named, asked.ruled_out.contains(&name), of_universe.contains(&name))
}

struct Builder<'k> {
    known: &'k Known,
    asked: &'k Asked,
    names: Vec<u32>,
    of_universe: BTreeSet<u32>,
    /// Places that are left in each circle.
    room: Vec<u32>,
    /// Whom the world has: the name, and in which circles.
    people: Vec<(Option<u32>, u32)>,
    found: Option<(u32, u32)>,
}

impl Builder<'_> {
    /// Of two names of whom the same is known the second has no higher set of circles: what
    /// differs only in who of them is who is one world.
    fn put_named(&mut self, next: usize, highest: u32) {
        let Some(&name) = self.names.get(next) else {
            self.put_unnamed((1 << self.room.len()) - 1);
            return;
        };
        let alike = |one: u32, other: Option<&u32>| {
            let told = |name| told(self.known, self.asked, &self.of_universe, name);
            other.is_some_and(|other| told(one) == told(*other))
        };
        let bound = alike(name, self.names.get(next + 1));
        for circles in (0..1_u32 << self.room.len()).filter(|circles| *circles <= highest) {
            let belongs = self
                .known
                .circles
                .iter()
                .enumerate()
                .all(|(at, circle)| circles >> at & 1 == 1 || !circle.members.contains(&name));
            if belongs && self.add(Some(name), circles) {
                self.put_named(next + 1, if bound { circles } else { u32::MAX });
                self.take_back();
            }
        }
    }

    /// People without names, the one with the highest set of circles first: each world once.
    fn put_unnamed(&mut self, highest: u32) {
        if self.room.iter().all(|room| *room == 0) {
            self.look();
            return;
        }
        for circles in (1..=highest).rev() {
            if self.add(None, circles) {
                self.put_unnamed(circles);
                self.take_back();
            }
        }
    }

    fn add(&mut self, name: Option<u32>, circles: u32) -> bool {
        let inside = |at: usize| circles >> at & 1 == 1;
        let nested = (0..self.room.len()).all(|at| !inside(at) || self.known.circles[at].within.is_none_or(inside));
        if !nested || (0..self.room.len()).any(|at| inside(at) && self.room[at] == 0) {
            return false;
        }
        let there = |(name, circles): &&(Option<u32>, u32)| {
            *circles != 0 || name.is_some_and(|name| self.of_universe.contains(&name))
        };
        let people = self.people.iter().chain([&(name, circles)]).filter(there).count();
        if self.known.universe.is_some_and(|universe| people > universe as usize) {
            return false;
        }
        (0..self.room.len()).filter(|at| inside(*at)).for_each(|at| self.room[at] -= 1);
        self.people.push((name, circles));
        true
    }

    fn take_back(&mut self) {
        let (_, circles) = self.people.pop().unwrap();
        (0..self.room.len()).filter(|at| circles >> at & 1 == 1).for_each(|at| self.room[at] += 1);
    }

    /// A world in which every circle is filled: whether it is allowed, and whom it leaves.
    fn look(&mut self) {
        let shares = |one: usize, other: usize| {
            self.people.iter().filter(|(_, circles)| circles >> one & 1 == 1 && circles >> other & 1 == 1).count()
        };
        let enough = self.known.overlaps.iter().all(|(one, other, least)| shares(*one, *other) >= *least as usize);
        let is_left = |(name, circles): &&(Option<u32>, u32)| {
            self.asked.circles.keys().all(|circle| circles >> circle & 1 == 1)
                && name.is_none_or(|name| !self.asked.ruled_out.contains(&name))
        };
        let left = self.people.iter().filter(is_left).count() as u32;
        if enough && left > 0 {
            let (least, most) = self.found.unwrap_or((left, left));
            self.found = Some((least.min(left), most.max(left)));
        }
    }
}
