//! Correcting what a person got wrong about a document.

use rusqlite::params;
use subrosa_tip::Day;

use super::CorpusError;
use super::item::{Class, Item, find};
use super::origin::{Kind, Origin, check_reason, source};
use super::standing::Standing;
use super::twins::{self, Change, Judged};
use crate::case::{Act, Case, Record};

/// What a correction did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Corrected {
    /// The item since.
    pub item: Item,
    /// Its standing before.
    pub before: Standing,
    /// Other items whose standing it changed.
    pub changes: Vec<Change>,
}

/// Corrects what is given; the rest stays.
///
/// # Errors
/// [`CorpusError`]: an item of a tip, an unknown source, protection that cannot be
/// taken away, a public standing without its origin. Nothing is changed then.
pub fn set(case: &mut Case, name: &str, origin: &Origin) -> Result<Corrected, CorpusError> {
    let item = find(case.db(), name)?;
    if !matches!(item.class, Class::Document | Class::Interview) {
        return Err(CorpusError::OfTip(item.name));
    }
    if let Some(reason) = &origin.reason {
        check_reason(reason)?;
    }
    let source = origin.source.map(|number| source(case, number)).transpose()?;
    let act = case.begin()?;
    act.db().execute(
        "UPDATE item SET kind = coalesce(?2, kind), publisher = coalesce(?3, publisher), url = coalesce(?4, url),
            published = coalesce(?5, published), obtained = coalesce(?6, obtained), source = coalesce(?7, source),
            stated = coalesce(?8, stated), recorded = recorded AND ?4 IS NULL AND ?5 IS NULL WHERE ordinal = ?1",
        params![
            item.ordinal,
            origin.kind.map(Kind::word),
            origin.publisher,
            origin.url,
            origin.published.map(Day::number),
            origin.obtained.map(Day::number),
            source,
            origin.stated.map(Standing::word),
        ],
    )?;
    let (judged, changes) = twins::judge_all(&act, item.ordinal)?;
    check(&item, &judged, origin)?;
    if judged.before != judged.standing {
        twins::note_change(&act, item.ordinal, &judged, origin.reason.as_deref())?;
    }
    let corrected = Corrected { item: find(act.db(), name)?, before: item.standing, changes };
    commit(act, &judged, origin)?;
    Ok(corrected)
}

/// Refuses what may not be. The standing was worked out already: what an editor asks
/// for and does not get is refused, so that nobody believes otherwise.
fn check(item: &Item, judged: &Judged, origin: &Origin) -> Result<(), CorpusError> {
    let is_raised = judged.standing == Standing::Public && judged.before != Standing::Public;
    if is_raised || (origin.stated == Some(Standing::Public) && judged.before != Standing::Public) {
        if judged.facts.equal_since.is_some() || judged.standing != Standing::Public {
            return Err(stays_protected(item, judged));
        }
        let is_backed = judged.facts.has_url && judged.facts.published.is_some() && origin.reason.is_some();
        return if is_backed { Ok(()) } else { Err(CorpusError::PublicNeeds) };
    }
    match origin.stated {
        Some(stated) if stated != judged.standing => Err(stays_protected(item, judged)),
        _ if judged.before == Standing::Protected && judged.standing != judged.before && origin.reason.is_none() => {
            Err(CorpusError::ReasonNeeded)
        }
        _ => Ok(()),
    }
}

/// Why it is not what was asked for.
fn stays_protected(item: &Item, judged: &Judged) -> CorpusError {
    let name = item.name.clone();
    match (&judged.equal, &judged.facts) {
        (_, facts) if facts.source_protected => CorpusError::ProtectedSource(name),
        (Some(equal), _) => CorpusError::EqualToProtected(name, equal.name.clone(), equal.in_what),
        (None, facts) if facts.equal_since.is_some() => CorpusError::EqualToForgotten(name),
        (None, facts) if facts.holds_protected => CorpusError::HoldsProtected(name),
        (None, _) => CorpusError::WithinProtected(name),
    }
}

fn commit(act: Act<'_>, judged: &Judged, origin: &Origin) -> Result<(), CorpusError> {
    let given = [
        ("kind", origin.kind.is_some()),
        ("publisher", origin.publisher.is_some()),
        ("url", origin.url.is_some()),
        ("published", origin.published.is_some()),
        ("obtained", origin.obtained.is_some()),
        ("source", origin.source.is_some()),
        ("standing", origin.stated.is_some()),
    ];
    let fields: Vec<_> = given.into_iter().filter_map(|(field, given)| given.then_some(field)).collect();
    Ok(act.commit(
        Record::new("set-item", judged.id)
            .with("fields", fields.join(" "))
            .with("standing", judged.standing.word())
            .with("because", judged.because.word()),
    )?)
}
