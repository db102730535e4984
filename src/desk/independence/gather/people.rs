//! Sources as they hold now.

use std::collections::{BTreeMap, BTreeSet};

use crate::case::{Case, CaseError};
use crate::corpus::Item;
use crate::independence::found::names::Names;
use crate::ledger::source::lineage::Kinship;
use crate::ledger::source::list::{self, Source};
use crate::ledger::words;

/// All sources; those that turned out to be one have one number.
pub struct People {
    kinship: Kinship,
    sources: BTreeMap<u32, Source>,
    by_name: BTreeMap<String, u32>,
    /// Names and aliases, for what texts cite.
    pub names: Names,
    /// Pairs that an editor found to be two, the lower number first.
    pub distinct: BTreeSet<(u32, u32)>,
}

impl People {
    /// Reads them.
    ///
    /// # Errors
    /// [`CaseError`].
    pub fn read(case: &Case) -> Result<Self, CaseError> {
        let kinship = Kinship::read(case.db())?;
        let all = list::all(case)?;
        let (mut names, mut by_name, mut distinct) = (Names::default(), BTreeMap::new(), BTreeSet::new());
        for source in &all {
            let root = kinship.root(source.number.0);
            for name in source.name.iter().chain(&source.aliases) {
                names.add(root, name, source.kind == "outlet");
                by_name.insert(words::fold(name), root);
            }
            distinct.extend(source.distinct_from.iter().map(|other| pair(root, kinship.root(other.0))));
        }
        let sources = all.into_iter().map(|source| (source.number.0, source)).collect();
        Ok(Self { kinship, sources, by_name, names, distinct })
    }

    /// The number of a source, or of the one that it turned out to be.
    #[must_use]
    pub fn root(&self, source: u32) -> u32 {
        self.kinship.root(source)
    }

    /// The source that is called as an item's publisher.
    #[must_use]
    pub fn publisher(&self, item: &Item) -> Option<u32> {
        self.called(item.publisher.as_deref()?)
    }

    /// The source that has this name or alias.
    #[must_use]
    pub fn called(&self, name: &str) -> Option<u32> {
        self.by_name.get(&words::fold(name)).copied()
    }

    /// Every source that did not turn out to be another.
    #[must_use]
    pub fn roots(&self) -> BTreeSet<u32> {
        self.sources.keys().map(|source| self.root(*source)).collect()
    }

    /// What is known of a source.
    #[must_use]
    pub fn get(&self, source: u32) -> Option<&Source> {
        self.sources.get(&source)
    }

    /// Whether it must not be found.
    #[must_use]
    pub fn is_protected(&self, source: u32) -> bool {
        self.get(source).is_none_or(|source| source.protected)
    }

    /// Everything that a source derives from by record, over however many, as pairs from
    /// the one that derives.
    #[must_use]
    pub fn lineage(&self, source: u32) -> Vec<(u32, u32)> {
        let (mut pairs, mut open, mut seen) = (Vec::new(), vec![source], BTreeSet::new());
        while let Some(next) = open.pop() {
            if !seen.insert(next) {
                continue;
            }
            let origins = self.get(next).into_iter().flat_map(|source| &source.derives_from);
            for origin in origins.map(|origin| self.root(origin.0)).filter(|origin| *origin != next) {
                pairs.push((next, origin));
                open.push(origin);
            }
        }
        pairs
    }
}

/// The lower number first.
pub(super) fn pair(one: u32, other: u32) -> (u32, u32) {
    (one.min(other), one.max(other))
}
