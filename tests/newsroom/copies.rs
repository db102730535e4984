//! Texts that were taken over: word by word, rewritten, from an agency; and outlets of one owner.

use super::SourceKind;
use super::names::pick;
use super::scenes::Play;
use super::stage::Piece;
use super::truth::{Dependence, Edge, Node};

impl Play<'_> {
    /// The first report word by word below another masthead.
    pub(super) fn print(&mut self) -> usize {
        let root = self.root();
        let source = self.on.outlet(false);
        let body = self.on.bodies[&root].clone();
        let (headline, day) = (self.on.headline(), self.on.soon_after(self.first_day(), 3));
        self.on.publish(source, Piece { headline, body, closing: None, day });
        self.on.derive(source, root, Dependence::Verbatim);
        source
    }

    pub(super) fn verbatim(&mut self) {
        for _ in 0..1 + self.on.random.below(3) {
            self.print();
        }
    }

    /// The first report in somebody else's words; each rewrite is used once in a newsroom, or two would be copies of each other.
    pub(super) fn rewrite(&mut self, strength: &'static str, kind: Dependence) -> Option<usize> {
        let root = self.root();
        let written = match strength {
            "light" => self.on.about().lightly_edited(),
            _ => self.on.about().section(strength),
        };
        let body = self.on.fill_all(&written, self.plan.misspelt);
        if self.on.bodies.values().any(|other| *other == body) {
            return None;
        }
        let source = self.on.outlet(false);
        let days = if kind == Dependence::SharedError { 0 } else { 4 };
        let (headline, day) = (self.on.headline(), self.on.soon_after(self.first_day(), days));
        self.on.publish(source, Piece { headline, body, closing: None, day });
        self.on.derive(source, root, kind);
        Some(source)
    }

    /// A rewrite, and somebody who took over the rewrite but for its end.
    pub(super) fn copy_of_copy(&mut self) {
        let (strength, kind) =
            *pick(&mut self.on.random, &[("medium", Dependence::MediumRewrite), ("strong", Dependence::StrongRewrite)]);
        let Some(middle) = self.rewrite(strength, kind) else { return };
        let source = self.on.outlet(false);
        let mut body = self.on.bodies[&Node::Source(middle)].clone();
        body.truncate(3);
        let (headline, day) = (self.on.headline(), self.on.soon_after(self.on.day_of(middle), 3));
        self.on.publish(source, Piece { headline, body, closing: None, day });
        self.on.derive(source, Node::Source(middle), Dependence::CopyOfCopy);
    }

    /// The agency's text under many mastheads, with a headline and a dateline of their own, cut to fit.
    pub(super) fn wire(&mut self) {
        let root = self.root();
        let agency = match root {
            Node::Source(source) => self.on.sources[source].name.clone(),
            Node::Ghost(ghost) => self.on.ghosts[ghost].clone(),
        };
        for _ in 0..3 + self.on.random.below(3) {
            let source = self.on.outlet(false);
            let mut body = self.on.bodies[&root].clone();
            body.truncate(body.len() - self.on.random.below(3) as usize);
            let day = self.on.soon_after(self.first_day(), 1);
            let line = self.on.phrase("dateline").replace("{agency}", &agency).replace("{day}", &day.in_words());
            body[0] = format!("{} {}", self.on.fill(&line), body[0]);
            let headline = self.on.headline();
            self.on.publish(source, Piece { headline, body, closing: None, day });
            self.on.derive(source, root, Dependence::Wire);
        }
    }

    /// Two outlets that report independently and belong to one owner.
    pub(super) fn shared_owner(&mut self) {
        let second = self.report(0);
        let first = match self.root {
            Some(Node::Source(first)) if self.on.sources[first].kind == SourceKind::Outlet => first,
            _ => self.report(1),
        };
        let owner = self.on.names.owner();
        self.on.sources[first].owner = Some(owner.clone());
        self.on.sources[second].owner = Some(owner);
        let (from, to) = (Node::Source(first), Node::Source(second));
        self.on.edges.push(Edge { from, to, kind: Dependence::SharedOwner, directed: false, sure: true });
        self.on.own -= 1;
    }
}
