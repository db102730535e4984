//! The people whom protected sources hide among, and what words give away.

use std::collections::HashMap;

use crate::case::Case;
use crate::exposure::gather::Ledger;
use crate::exposure::words::{self, Kind, Known, Leaving, Level, Limits};
use crate::exposure::{self, Verdict};
use crate::gate::facts::{Hidden, Worded, WordedAs};
use crate::gate::moment::Moment;
use crate::ledger::{ClaimRef, LedgerError};
use crate::policy::Policy;
use crate::search::SearchError;

/// Each protected source that a claim rests on.
pub(super) fn hidden(ledger: &Ledger, number: ClaimRef, policy: &Policy) -> Vec<Hidden> {
    let rows = exposure::of_claim(ledger, number, policy.exposure.k);
    let hidden = rows.into_iter().map(|row| Hidden {
        source: row.source.0,
        people: row.people,
        blocked: row.verdict == Verdict::Blocked,
        lack: (row.verdict != Verdict::Clear).then_some((row.reason, row.fix)),
    });
    hidden.collect()
}

/// What was found in the words of claims.
pub type Words = HashMap<ClaimRef, Vec<Worded>>;

/// What is to be looked for in the words of claims: read from the case as it is or was, and
/// looked up afterwards, because the index is of the present.
pub struct Question {
    numbers: Vec<ClaimRef>,
    leaving: Vec<Leaving>,
    known: Known,
    limits: Limits,
}

impl Question {
    /// Reads the texts of claims and what is protected.
    ///
    /// # Errors
    /// [`LedgerError`].
    pub fn read(case: &Case, numbers: &[ClaimRef], policy: &Policy, moment: Moment) -> Result<Self, LedgerError> {
        let leaving: Result<Vec<_>, _> = numbers.iter().map(|claim| Leaving::of_claim(case.db(), *claim)).collect();
        let limits = Limits {
            words: policy.wording.words,
            after_tip_days: policy.exposure.after_tip_days,
            after_event_days: policy.exposure.after_event_days,
            today: moment.day(),
        };
        Ok(Self { numbers: numbers.to_vec(), leaving: leaving?, known: Known::read(case.db())?, limits })
    }

    /// Looks them up.
    ///
    /// # Errors
    /// [`SearchError`].
    pub fn look(&self, case: &mut Case) -> Result<Words, SearchError> {
        let report = words::examine(case, &self.known, &self.leaving, &self.limits, |_, _| ())?;
        let mut found = Words::new();
        for finding in report.findings.iter().filter(|finding| finding.level == Level::Block) {
            let what = match finding.kind {
                Kind::Copy => WordedAs::Copy,
                Kind::Mark => WordedAs::Mark,
                // Days are counted by a rule of their own.
                Kind::Time => continue,
                Kind::Wording | Kind::Name | Kind::Detail | Kind::Attribution | Kind::Novelty => WordedAs::Wording,
            };
            if let Some(number) = self.numbers.get(finding.text) {
                found.entry(*number).or_default().push(Worded { what, reason: finding.message.clone() });
            }
        }
        Ok(found)
    }
}
