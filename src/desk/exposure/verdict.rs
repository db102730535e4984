//! One protected source: how many people it may still be, and what would leave more.
//!
//! *Rule*, with k from the policy or as it was accepted: fewer than k are left at most:
//! blocked. At least so few, at most enough: held, until an overlap is found out. A claim
//! of which nobody said who could have known it: held. Otherwise clear.

use std::collections::{BTreeMap, BTreeSet};

use super::circles::find_out::find_out;
use super::circles::leave_out::{LeaveOut, Narrowing, asked, leave_out, left_by};
use super::circles::{self, Left};
use super::gather::Ledger;
use super::{Asked, sentence};
use crate::ledger::{CircleRef, ClaimRef, SourceRef};

/// Whether what is asked about may be printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Enough people are left, whatever is true.
    Clear,
    /// Perhaps enough.
    Held,
    /// Too few, whatever is true.
    Blocked,
}

impl Verdict {
    /// The word in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Clear => "clear",
            Self::Held => "held",
            Self::Blocked => "blocked",
        }
    }
}

/// Why nobody is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nobody {
    /// This circle gave access only after the tip.
    Late(CircleRef),
    /// What is recorded of the circles cannot all be true.
    Contradiction,
}

/// An overlap that is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overlap {
    /// The two circles.
    pub circles: (CircleRef, CircleRef),
    /// How many people they share at most.
    pub at_most: u32,
    /// How many people would be left at least, if they share so many.
    pub would_leave: u32,
}

/// What leaving claims out does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remedy {
    /// Nothing has to be left out.
    None,
    /// No smaller set restores k.
    Smallest,
    /// It restores k; a smaller set may too.
    Some,
    /// Whatever is left out, too few people are left by what has to stay.
    Nothing,
}

impl Remedy {
    /// The word in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::None => "none-needed",
            Self::Smallest => "smallest",
            Self::Some => "not-proven-smallest",
            Self::Nothing => "nothing-does",
        }
    }
}

/// What is said of one protected source.
#[derive(Debug, Clone)]
pub struct Row {
    /// The source.
    pub source: SourceRef,
    /// Least people that it must stay hidden among.
    pub k: u32,
    /// Whether two editors accepted a smaller k than the policy's.
    pub accepted: bool,
    /// Claims that rest on it: asked about, published, sent or signed.
    pub claims: Vec<ClaimRef>,
    /// Those of them that narrow nothing, because a public item says them as exactly.
    pub cleared: Vec<ClaimRef>,
    /// Those of them of which nobody said who could have known them.
    pub without_circle: Vec<ClaimRef>,
    /// The circles, each once.
    pub circles: Vec<CircleRef>,
    /// People left at least; none where nothing narrows.
    pub people: Option<u32>,
    /// People left at most; none where nothing bounds it.
    pub people_at_most: Option<u32>,
    /// Whether some world leaves so few, and some so many.
    pub exact: bool,
    /// Why nobody is left.
    pub nobody: Option<Nobody>,
    /// The verdict.
    pub verdict: Verdict,
    /// Claims to leave out.
    pub leave_out: Vec<ClaimRef>,
    /// What leaving them out does.
    pub remedy: Remedy,
    /// The overlap whose finding out would help most.
    pub find_out: Option<Overlap>,
    /// What is so, in a sentence.
    pub reason: String,
    /// What to do, in a sentence; empty when nothing has to be done.
    pub fix: String,
}

/// The claims that rest on a source, as circles see them.
struct Resting {
    claims: Vec<ClaimRef>,
    narrowing: Vec<Narrowing>,
    cleared: Vec<ClaimRef>,
    ruled_out: BTreeSet<u32>,
}

pub(super) fn row(ledger: &Ledger, source: SourceRef, asked: &Asked, policy: u32) -> Row {
    let resting = resting(ledger, source, asked);
    let k = ledger.seen.k(source, policy);
    let left = left_by(&ledger.network, &resting.narrowing, &resting.ruled_out);
    let unknown = |(claim, narrowing): (&ClaimRef, &Narrowing)| narrowing.unknown.then_some(*claim);
    let places: BTreeSet<usize> = resting.narrowing.iter().flat_map(|claim| claim.circles.keys().copied()).collect();
    let mut row = Row {
        source,
        k,
        accepted: k < policy,
        without_circle: resting.claims.iter().zip(&resting.narrowing).filter_map(unknown).collect(),
        cleared: resting.cleared.clone(),
        claims: resting.claims.clone(),
        circles: places.into_iter().filter_map(|place| ledger.circle(place)).collect(),
        people: None,
        people_at_most: None,
        exact: true,
        nobody: None,
        verdict: Verdict::Clear,
        leave_out: Vec::new(),
        remedy: Remedy::None,
        find_out: None,
        reason: String::new(),
        fix: String::new(),
    };
    row.judge(ledger, left);
    if row.verdict != Verdict::Clear {
        row.remedy(ledger, &resting);
    }
    (row.reason, row.fix) = (sentence::reason(&row), sentence::fix(&row));
    row
}

impl Row {
    fn judge(&mut self, ledger: &Ledger, left: Result<Option<Left>, circles::Nobody>) {
        match left {
            Ok(None) => {}
            Ok(Some(left)) => {
                (self.people, self.people_at_most) = (Some(left.least), Some(left.most));
                self.exact = left.exact;
            }
            Err(nobody) => {
                (self.people, self.people_at_most) = (Some(0), Some(0));
                let late = |place| ledger.circle(place).map_or(Nobody::Contradiction, Nobody::Late);
                self.nobody = Some(match nobody {
                    circles::Nobody::Late(place) => late(place),
                    circles::Nobody::Contradiction => Nobody::Contradiction,
                });
            }
        }
        if !self.without_circle.is_empty() {
            // Whoever could have known it may be the source alone.
            self.people = Some(self.people.unwrap_or(1).min(1));
        }
        self.verdict = match (self.people, self.people_at_most) {
            (_, Some(most)) if most < self.k => Verdict::Blocked,
            (Some(least), _) if least < self.k => Verdict::Held,
            _ => Verdict::Clear,
        };
    }

    fn remedy(&mut self, ledger: &Ledger, resting: &Resting) {
        match leave_out(&ledger.network, &resting.narrowing, &resting.ruled_out, self.k) {
            LeaveOut::Nothing => self.remedy = Remedy::Nothing,
            LeaveOut::Claims { places, smallest } => {
                self.leave_out = places.iter().filter_map(|place| self.claims.get(*place)).copied().collect();
                self.remedy = if smallest { Remedy::Smallest } else { Remedy::Some };
            }
        }
        if self.verdict != Verdict::Held {
            return;
        }
        let asked = asked(&resting.narrowing, &resting.ruled_out);
        let found = find_out(&ledger.network, &asked);
        self.find_out = found.and_then(|found| {
            let circles = ledger.circle(found.circles.0).zip(ledger.circle(found.circles.1))?;
            Some(Overlap { circles, at_most: found.at_most, would_leave: found.would_leave })
        });
    }
}

/// What rests on a source of everything that is asked about and that has been seen.
fn resting(ledger: &Ledger, source: SourceRef, asked: &Asked) -> Resting {
    let seen = ledger.seen.out.iter().chain(&ledger.seen.gated);
    let considered: BTreeSet<ClaimRef> = asked.claims.iter().chain(&asked.keep).chain(seen).copied().collect();
    let mut resting = Resting {
        claims: Vec::new(),
        narrowing: Vec::new(),
        cleared: Vec::new(),
        ruled_out: ledger.people.ruled_out(&considered),
    };
    for claim in considered {
        let under = ledger.rests.under(claim);
        let accused: BTreeSet<u32> = under.iter().flat_map(|under| ledger.rests.accused(*under)).collect();
        if !under.iter().any(|under| ledger.rests.knew(*under, source).is_some()) {
            // Whom a story accuses, readers do not take for any source of it.
            resting.ruled_out.extend(accused);
            continue;
        }
        let described = described(ledger, asked, claim);
        let mut narrowing = narrowing(ledger, source, &under, &described);
        if narrowing.circles.is_empty() && !narrowing.unknown {
            resting.cleared.push(claim);
        }
        narrowing.stays = ledger.seen.out.contains(&claim) || asked.keep.contains(&claim);
        narrowing.rules_out = accused;
        resting.claims.push(claim);
        resting.narrowing.push(narrowing);
    }
    resting
}

/// Circles by which the words describe the source of a claim.
fn described(ledger: &Ledger, asked: &Asked, claim: ClaimRef) -> BTreeSet<usize> {
    let of_claim = asked.described.iter().filter(|(claims, _)| claims.contains(&claim));
    of_claim.filter_map(|(_, circle)| ledger.place(*circle)).collect()
}

fn narrowing(ledger: &Ledger, source: SourceRef, under: &BTreeSet<ClaimRef>, described: &BTreeSet<usize>) -> Narrowing {
    let mut narrowing = Narrowing::default();
    let mut days: BTreeMap<usize, Option<subrosa_tip::Day>> = BTreeMap::new();
    for claim in under {
        let Some(by) = ledger.rests.knew(*claim, source).filter(|_| !ledger.is_cleared(*claim, source)) else {
            continue;
        };
        let mut circles = ledger.rests.circles(*claim).peekable();
        narrowing.unknown |= circles.peek().is_none();
        for circle in circles {
            let day = days.entry(circle).or_insert(by);
            *day = (*day).into_iter().chain(by).min();
        }
    }
    // What the source is called says nothing of the day by which it had to know.
    for circle in described {
        days.entry(*circle).or_insert(None);
    }
    narrowing.circles = days;
    narrowing
}
