//! A newsroom while it is being put together: who is there, what was written, who derives from whom.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::material::{Event, Material, Slots, capital, fill, unmark};
use super::names::{Names, misspell, pick};
use super::truth::{Dependence, Edge, Innocent, Node, Truth, close};
use super::{Day, Item, Newsroom, Source, SourceKind};
use crate::harness::Random;

/// What somebody wrote, before headline and closing are put around it.
pub struct Piece {
    pub headline: String,
    /// Filled paragraphs; one of them holds the marks of the evidence.
    pub body: Vec<String>,
    /// What stands below, such as the platform's boilerplate.
    pub closing: Option<String>,
    pub day: Day,
}

/// Everything that a builder needs to add one more item.
pub struct Stage<'m> {
    pub seed: u64,
    pub random: Random,
    pub names: Names,
    pub material: &'m Material,
    pub event: usize,
    pub slots: Slots,
    /// The day of the event.
    pub date: Day,
    pub sources: Vec<Source>,
    pub items: Vec<Item>,
    /// What each source wrote on the event, filled, with marks.
    pub bodies: BTreeMap<Node, Vec<String>>,
    pub ghosts: Vec<String>,
    pub edges: Vec<Edge>,
    pub innocent: Vec<(Innocent, usize, usize)>,
    /// How those who copy write the official's family name, if wrongly.
    pub misspelt: Option<String>,
    /// Independent beginnings that certainly are so.
    pub own: usize,
    /// Unnamed ghosts and protected sources: any two may be the same person.
    pub unsure: Vec<Node>,
    drawn: HashSet<&'static str>,
}

impl<'m> Stage<'m> {
    /// An event with its people, numbers and day; nobody has written anything.
    pub fn set(seed: u64, material: &'m Material) -> Self {
        let events = &material.events;
        let mut random = Random::seeded(seed);
        let mut names = Names::seeded(random.number());
        let event = random.below(events.len() as u64) as usize;
        let date = Day { month: 1 + random.below(12) as u8, day: 2 + random.below(7) as u8 };
        let slots = events[event].people_and_numbers(&mut random, &mut names, date);
        Self {
            seed,
            random,
            names,
            material,
            event,
            slots,
            date,
            sources: Vec::new(),
            items: Vec::new(),
            bodies: BTreeMap::new(),
            ghosts: Vec::new(),
            edges: Vec::new(),
            innocent: Vec::new(),
            misspelt: None,
            own: 0,
            unsure: Vec::new(),
            drawn: HashSet::new(),
        }
    }

    /// The event that all of them write about.
    pub fn about(&self) -> &'m Event {
        &self.material.events[self.event]
    }

    /// Whether so many more items leave the newsroom at fifteen at most.
    pub fn has_room(&self, more: usize) -> bool {
        self.items.len() + more <= 15
    }

    /// True so many times in a hundred.
    pub fn chance(&mut self, percent: u64) -> bool {
        self.random.below(100) < percent
    }

    /// One of a list that was not drawn before; any, once all were.
    pub fn draw(&mut self, list: &[&'static str]) -> &'static str {
        let fresh: Vec<_> = list.iter().copied().filter(|line| !self.drawn.contains(line)).collect();
        let line = *pick(&mut self.random, if fresh.is_empty() { list } else { &fresh });
        self.drawn.insert(line);
        line
    }

    /// One of a list that was not drawn before, or nothing.
    pub fn draw_fresh(&mut self, list: &[&'static str]) -> Option<&'static str> {
        list.iter().any(|line| !self.drawn.contains(line)).then(|| self.draw(list))
    }

    /// A phrase of a kind.
    pub fn phrase(&mut self, key: &str) -> &'static str {
        self.draw(&self.material.phrases(key))
    }

    /// Fills a template with the names and numbers of this newsroom.
    pub fn fill(&self, template: &str) -> String {
        fill(template, &self.slots)
    }

    /// Fills every paragraph, with the official's name misspelt if asked for.
    pub fn fill_all(&mut self, paragraphs: &[String], misspelt: bool) -> Vec<String> {
        let mut slots = self.slots.clone();
        if misspelt {
            let (right, wrong) = (&self.slots["official_s"], misspell(&self.slots["official_s"], self.seed as usize));
            slots.insert("official".into(), self.slots["official"].replace(right, &wrong));
            slots.insert("official_s".into(), wrong.clone());
            self.misspelt = Some(wrong);
        }
        paragraphs.iter().map(|paragraph| fill(paragraph, &slots)).collect()
    }

    /// A headline that nobody had before, of this event while there are any.
    pub fn headline(&mut self) -> String {
        let line = self.draw_fresh(&self.about().all("headline")).unwrap_or_else(|| self.phrase("headline"));
        self.fill(line)
    }

    /// An outlet, with an owner of its own or none on record.
    pub fn outlet(&mut self, german: bool) -> usize {
        let name = if german { self.names.outlet_de() } else { self.names.outlet() };
        let owner = self.chance(60).then(|| self.names.owner());
        self.source(name, SourceKind::Outlet, owner)
    }

    /// A source that has written nothing yet.
    pub fn source(&mut self, name: String, kind: SourceKind, owner: Option<String>) -> usize {
        let domain = format!("{}.example", name.to_lowercase().replace(' ', "-"));
        self.sources.push(Source { name, kind, owner, domain, protected: kind == SourceKind::Mailbox });
        self.sources.len() - 1
    }

    /// Puts an item into the case.
    pub fn publish(&mut self, source: usize, piece: Piece) {
        let (_, family) = self.names.person();
        let mut parts = vec![piece.headline];
        if self.chance(50) {
            parts.push(self.phrase("byline").replace("{name}", &family));
        }
        parts.extend(piece.body.iter().cloned());
        parts.extend(piece.closing);
        let (text, evidence) = unmark(&parts.join("\n\n"));
        let publisher = self.sources[source].name.clone();
        self.items.push(Item { source, publisher, published: piece.day, text, evidence });
        self.bodies.entry(Node::Source(source)).or_insert(piece.body);
    }

    /// Says that one derives from another.
    pub fn derive(&mut self, from: usize, to: Node, kind: Dependence) {
        self.edges.push(Edge { from: Node::Source(from), to, kind, directed: true, sure: true });
    }

    /// Somebody who is cited and is not in the case.
    pub fn ghost(&mut self, name: String) -> Node {
        self.ghosts.push(name);
        Node::Ghost(self.ghosts.len() - 1)
    }

    /// Somebody who may be any other of whom this was said.
    pub fn may_be_anyone(&mut self, node: Node) {
        for &other in &self.unsure {
            self.edges.push(Edge { from: node, to: other, kind: Dependence::Unnamed, directed: false, sure: false });
        }
        self.unsure.push(node);
    }

    /// The day on which a source first wrote.
    pub fn day_of(&self, source: usize) -> Day {
        self.items.iter().find(|item| item.source == source).map_or(self.date, |item| item.published)
    }

    /// So many days later at most, by chance.
    pub fn soon_after(&mut self, day: Day, days: u64) -> Day {
        day.later(self.random.below(days + 1) as u8)
    }

    /// What two sources quote that was said in public, whoever of them copied it along with a report.
    fn quoted_by_both(&self, a: usize, b: usize) -> Option<Innocent> {
        let quotes = self.about().all("quote").into_iter().map(|quote| capital(&self.fill(quote)));
        let holds = |source, quote: &str| self.items.iter().any(|i| i.source == source && i.text.contains(quote));
        match quotes.filter(|quote| holds(a, quote) && holds(b, quote)).count() {
            0 => None,
            1 => Some(Innocent::SharedStatement),
            _ => Some(Innocent::SameHearing),
        }
    }

    /// The finished newsroom, sources in the order of their days so that an index betrays nothing.
    pub fn finish(mut self) -> Newsroom {
        let mut order: Vec<(Day, u64, usize)> =
            (0..self.sources.len()).map(|s| (self.day_of(s), self.random.number(), s)).collect();
        order.sort_unstable();
        let place: BTreeMap<usize, usize> = order.iter().enumerate().map(|(at, (.., s))| (*s, at)).collect();
        let sources: Vec<_> = order.iter().map(|(.., s)| self.sources[*s].clone()).collect();
        let moved = |node: Node| match node {
            Node::Source(s) => Node::Source(place[&s]),
            ghost => ghost,
        };
        for edge in &mut self.edges {
            (edge.from, edge.to) = (moved(edge.from), moved(edge.to));
        }
        for item in &mut self.items {
            item.source = place[&item.source];
        }
        self.items.sort_by_key(|item| (item.published, item.source));
        let mut pairs = close(sources.len(), &self.edges);
        for pair in pairs.iter_mut().filter(|pair| !pair.joined && !pair.possible) {
            let shared = self.innocent.iter().filter(|(_, a, b)| {
                let (a, b) = (place[a], place[b]);
                (a.min(b), a.max(b)) == (pair.a, pair.b)
            });
            pair.innocent = shared.map(|(kind, ..)| *kind).chain(self.quoted_by_both(pair.a, pair.b)).collect();
        }
        let kinds: BTreeSet<_> = self.edges.iter().map(|edge| edge.kind).collect();
        let (least, most) = (self.own + self.unsure.len().min(1), self.own + self.unsure.len());
        let claim = self.fill(self.about().one("claim"));
        let truth = Truth { ghosts: self.ghosts, edges: self.edges, pairs, least, most, kinds };
        Newsroom {
            seed: self.seed,
            event: self.event,
            sources,
            items: self.items,
            claim,
            misspelt: self.misspelt,
            bears: self.slots["n1"].clone(),
            truth,
        }
    }
}
