//! Reports that stand on their own, and what they share without depending on each other.

use super::material::{capital, fill};
use super::scenes::Play;
use super::stage::Piece;
use super::truth::{Innocent, Node};
use super::{Day, SourceKind};

impl Play<'_> {
    /// The first report, by an outlet or an agency; the agency may not be in the case.
    pub(super) fn root(&mut self) -> Node {
        if let Some(root) = self.root {
            return root;
        }
        self.on.own += 1;
        let mut body = self.on.fill_all(&self.on.about().section("original"), self.plan.misspelt);
        if self.plan.statement {
            body.push(self.quoting("say", 0));
        }
        let name = self.on.names.agency();
        let root = match self.plan.wire {
            Some(false) => self.on.ghost(name),
            Some(true) => Node::Source(self.on.source(name, SourceKind::Agency, None)),
            None => Node::Source(self.on.outlet(false)),
        };
        self.on.bodies.insert(root, body.clone());
        if let Node::Source(source) = root {
            let (headline, day) = (self.on.headline(), self.on.soon_after(self.on.date.later(1), 2));
            self.on.publish(source, Piece { headline, body, closing: None, day });
        }
        self.root = Some(root);
        root
    }

    /// Somebody of the first report's line who is in the case: itself or whoever prints it.
    pub(super) fn of_the_first(&mut self) -> usize {
        match self.root() {
            Node::Source(source) => source,
            ghost => match self.on.edges.iter().find(|edge| edge.to == ghost).map(|edge| edge.from) {
                Some(Node::Source(source)) => source,
                _ => self.print(),
            },
        }
    }

    /// The day of the first report.
    pub(super) fn first_day(&self) -> Day {
        match self.root {
            Some(Node::Source(source)) => self.on.day_of(source),
            _ => self.on.date.later(1),
        }
    }

    /// A truly independent report, by somebody who was there or saw other papers.
    pub(super) fn report(&mut self, which: usize) -> usize {
        if let Some(&report) = self.reports.get(which) {
            return report;
        }
        self.on.own += 1;
        let section = if self.reports.is_empty() { "first" } else { "second" };
        let source = self.on.outlet(false);
        let mut body = self.on.fill_all(&self.on.about().section(section), false);
        if self.plan.statement {
            body.push(self.quoting("say", 0));
        }
        if self.plan.hearing {
            body.extend([self.quoting("say_hearing", 0), self.quoting("say_hearing", 1)]);
        }
        self.innocent(source, &mut body);
        let (headline, day) = (self.on.headline(), self.on.soon_after(self.on.date.later(2), 5));
        let closing = self.plan.boilerplate.map(str::to_owned);
        self.on.publish(source, Piece { headline, body, closing, day });
        self.unrelated(source);
        self.reports.push(source);
        source
    }

    /// Notes what a new report shares with those before it without depending on them.
    pub(super) fn innocent(&mut self, source: usize, body: &mut Vec<String>) {
        let first = match self.root {
            Some(Node::Source(first)) => Some(first),
            _ => None,
        };
        for &other in first.iter().chain(&self.reports) {
            let both_reports = Some(other) != first;
            let mut kinds = vec![Innocent::SameEvent];
            kinds.extend((self.plan.boilerplate.is_some() && both_reports).then_some(Innocent::SharedBoilerplate));
            self.on.innocent.extend(kinds.into_iter().map(|kind| (kind, source, other)));
        }
        if let (true, Some(other)) = (self.plan.side, first.or(self.reports.first().copied())) {
            let line = self.on.phrase("side");
            body.push(self.citing(line, other));
            self.on.innocent.push((Innocent::SideCitation, source, other));
        }
    }

    /// Two pages of the same publisher about other things, with the same closing words.
    pub(super) fn unrelated(&mut self, source: usize) {
        let Some(boilerplate) = self.plan.boilerplate else { return };
        for step in 1..=2 {
            let events = &self.on.material.events;
            let event = &events[(self.on.event + 2 * self.reports.len() + step) % events.len()];
            let slots = event.people_and_numbers(&mut self.on.random, &mut self.on.names, self.on.date);
            let body = event.section("first");
            let body = body.iter().map(|p| fill(&p.replace("[[", "").replace("]]", ""), &slots)).collect();
            let headline = fill(event.one("headline"), &slots);
            let day = self.on.soon_after(self.on.date.later(1), 8);
            self.on.publish(source, Piece { headline, body, closing: Some(boilerplate.into()), day });
        }
    }

    /// A paragraph that quotes what the official said in public.
    pub(super) fn quoting(&mut self, key: &str, which: usize) -> String {
        let (phrase, quote) = (self.on.phrase(key), self.on.about().all("quote")[which]);
        self.on.fill(&phrase.replace("{quote}", &capital(quote)))
    }
}
