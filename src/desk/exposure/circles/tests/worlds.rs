//! Worlds written out one by one: each named person is put into circles in every way, then
//! people without names, until every circle has its head count. Shares nothing with the
//! solver but what is recorded.

use std::collections::BTreeSet;

use super::super::{Asked, Known};

/// Fewest and most people left over all worlds; nothing where there is none.
pub(super) fn least_and_most(known: &Known, asked: &Asked) -> Option<(u32, u32)> {
    let mut names: BTreeSet<u32> = known.circles.iter().flat_map(|circle| circle.members.clone()).collect();
    let of_universe = names.clone();
    names.extend(&asked.ruled_out);
    let mut builder = Builder {
        known,
        asked,
        names: names.into_iter().collect(),
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
    builder.put_named(0);
    builder.found
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
    fn put_named(&mut self, next: usize) {
        let Some(&name) = self.names.get(next) else {
            self.put_unnamed((1 << self.room.len()) - 1);
            return;
        };
        for circles in 0..1_u32 << self.room.len() {
            let belongs = self
                .known
                .circles
                .iter()
                .enumerate()
                .all(|(at, circle)| circles >> at & 1 == 1 || !circle.members.contains(&name));
            if belongs && self.add(Some(name), circles) {
                self.put_named(next + 1);
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
        let there = |(name, circles): &&(Option<u32>, u32)| {
            *circles != 0 || name.is_some_and(|name| self.of_universe.contains(&name))
        };
        let people = self.people.iter().filter(there).count();
        let fits = self.known.universe.is_none_or(|universe| people <= universe as usize);
        let is_left = |(name, circles): &&(Option<u32>, u32)| {
            self.asked.circles.keys().all(|circle| circles >> circle & 1 == 1)
                && name.is_none_or(|name| !self.asked.ruled_out.contains(&name))
        };
        let left = self.people.iter().filter(is_left).count() as u32;
        if enough && fits && left > 0 {
            let (least, most) = self.found.unwrap_or((left, left));
            self.found = Some((least.min(left), most.max(left)));
        }
    }
}
