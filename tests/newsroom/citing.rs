//! Articles that have it from somebody else and say so: from an outlet, from each other, from a person.

use super::material::{capital, fill, unmark};
use super::scenes::Play;
use super::stage::Piece;
use super::truth::{Dependence, Node};
use super::{Day, Item, Source, SourceKind};

impl Play<'_> {
    /// Fills a phrase that names an outlet of the case.
    pub(super) fn citing(&self, phrase: &str, whom: usize) -> String {
        let Source { name, domain, .. } = &self.on.sources[whom];
        self.naming(phrase, name, domain, &self.on.day_of(whom).in_words())
    }

    /// Fills a phrase that names an outlet.
    pub(super) fn naming(&self, phrase: &str, name: &str, domain: &str, day: &str) -> String {
        let mut slots = self.on.slots.clone();
        slots.insert("who".into(), format!("the {name}"));
        slots.insert("name".into(), name.into());
        slots.insert("host".into(), domain.into());
        slots.insert("cited".into(), day.into());
        fill(phrase, &slots)
    }

    /// A phrase with what the event's claim is put in other words each time.
    pub(super) fn clause(&mut self, key: &str) -> String {
        let event = self.on.about();
        let clause = self.on.draw(&event.all(if key.ends_with("_de") { "german" } else { "clause" }));
        let phrase = self.on.phrase(key);
        phrase.replace("{clause}", clause).replace("{Clause}", &capital(clause)).replace("{german}", clause)
    }

    /// Something short around one sentence, with what everyone knows before or after it.
    pub(super) fn brief(&mut self, source: usize, sentence: String, day: Day, german: bool) {
        let event = self.on.about();
        let (aside, close) = if german { ("aside_de", "cite_close_de") } else { ("aside", "cite_close") };
        let aside = self.on.draw_fresh(&event.all(aside)).map(|line| self.on.fill(line));
        let close = self.on.draw_fresh(&self.on.material.phrases(close)).map(|line| self.on.fill(line));
        let mut body: Vec<String> = aside.into_iter().chain([sentence]).collect();
        if self.on.chance(50) {
            body.reverse();
        }
        body.extend(close);
        let headline = if german { self.phrase_filled("headline_de") } else { self.on.headline() };
        self.on.publish(source, Piece { headline, body, closing: None, day });
    }

    /// A phrase with the names of this newsroom.
    fn phrase_filled(&mut self, key: &str) -> String {
        let phrase = self.on.phrase(key);
        self.on.fill(phrase)
    }

    /// Somebody who has nothing but another outlet's word, in English or German.
    fn cite(&mut self, source: usize, german: bool, whom: (&str, &str, Day), days: u64) {
        let phrase = self.clause(if german { "cite_de" } else { "cite" });
        let sentence = self.naming(&phrase, whom.0, whom.1, &whom.2.in_words());
        let day = self.on.soon_after(whom.2, days);
        self.brief(source, sentence, day, german);
    }

    /// One or two articles that only cite a source of the case.
    pub(super) fn cites_one(&mut self) {
        for _ in 0..1 + self.on.random.below(2) {
            let whom = if self.on.chance(60) { self.of_the_first() } else { self.report(0) };
            let german = self.on.chance(25);
            let source = self.on.outlet(german);
            let (name, domain) = (self.on.sources[whom].name.clone(), self.on.sources[whom].domain.clone());
            self.cite(source, german, (&name, &domain, self.on.day_of(whom)), 4);
            self.on.derive(source, Node::Source(whom), Dependence::CitesOnly);
        }
    }

    /// An article that cites two sources which are independent of each other.
    pub(super) fn cites_two(&mut self) {
        let (one, two) = (self.of_the_first(), self.report(0));
        let source = self.on.outlet(false);
        let phrase = self.clause("cite_two").replace("{other}", &format!("the {}", self.on.sources[two].name));
        let sentence = self.citing(&phrase, one);
        let day = self.on.soon_after(self.on.day_of(one).max(self.on.day_of(two)), 2);
        self.brief(source, sentence, day, false);
        self.on.derive(source, Node::Source(one), Dependence::CitesTwo);
        self.on.derive(source, Node::Source(two), Dependence::CitesTwo);
    }

    /// Two or three articles of one day that cite each other in a circle, and nobody else.
    pub(super) fn circle(&mut self) {
        let size = 2 + self.on.random.below(2) as usize;
        let day = self.on.soon_after(self.on.date.later(2), 4);
        let members: Vec<usize> = (0..size).map(|_| self.on.outlet(false)).collect();
        for (at, &source) in members.iter().enumerate() {
            let whom = members[(at + 1) % size];
            let (name, domain) = (self.on.sources[whom].name.clone(), self.on.sources[whom].domain.clone());
            self.cite(source, false, (&name, &domain, day), 0);
            self.on.derive(source, Node::Source(whom), Dependence::Circular);
        }
        self.on.own += 1;
    }

    /// Two to four articles that cite one outlet which is not in the case.
    pub(super) fn unseen(&mut self) {
        let name = self.on.names.outlet();
        let domain = format!("{}.example", name.to_lowercase().replace(' ', "-"));
        let ghost = self.on.ghost(name.clone());
        let day = self.on.date.later(1);
        for _ in 0..2 + self.on.random.below(3) {
            let german = self.on.chance(25);
            let source = self.on.outlet(german);
            self.cite(source, german, (&name, &domain, day), 5);
            self.on.derive(source, ghost, Dependence::UnseenReport);
        }
        self.on.own += 1;
    }

    /// One or two articles that rest on somebody without a name, and perhaps a tip.
    pub(super) fn unnamed(&mut self) {
        let articles = 1 + self.on.random.below(2);
        for _ in 0..articles {
            let german = self.on.chance(20);
            let source = self.on.outlet(german);
            let sentence = self.clause(if german { "unnamed_de" } else { "unnamed" });
            let sentence = self.on.fill(&sentence);
            let day = self.on.soon_after(self.on.date.later(2), 6);
            self.brief(source, sentence, day, german);
            let ghost = self.on.ghost(format!("unnamed, in the {}", self.on.sources[source].name));
            self.on.derive(source, ghost, Dependence::Unnamed);
            self.on.may_be_anyone(ghost);
        }
        if articles == 1 || self.on.chance(50) {
            self.tip();
        }
    }

    /// What an insider sent, after everything was published.
    pub(super) fn tip(&mut self) {
        let source = self.on.source("mailbox".into(), SourceKind::Mailbox, None);
        let marked = self.on.fill(self.on.about().one("tip"));
        let day = self.on.date.later(19);
        let (text, evidence) = unmark(&marked);
        self.on.items.push(Item { source, publisher: String::new(), published: day, text, evidence });
        self.on.may_be_anyone(Node::Source(source));
    }

    /// Two or three articles that rest on one public statement.
    pub(super) fn statement(&mut self) {
        let ghost = self.on.ghost(format!("statement of {}", self.on.slots["official"]));
        for _ in 0..2 + self.on.random.below(2) {
            let source = self.on.outlet(false);
            let phrase = self.on.phrase("rest").replace("{quote}", &capital(self.on.about().one("quote_claim")));
            let sentence = self.on.fill(&phrase);
            let day = self.on.soon_after(self.on.date.later(1), 2);
            self.brief(source, sentence, day, false);
            self.on.derive(source, ghost, Dependence::RestsOnStatement);
        }
        self.on.own += 1;
    }
}
