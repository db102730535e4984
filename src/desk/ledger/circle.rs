//! Circles: who could have known something.
//!
//! A circle has a head count and, where they are known, members. Overlaps and the
//! universe of people ([`overlap`](mod@overlap)) are what narrows a source down, or does not.

mod overlap;

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension};
use subrosa_tip::Day;

pub use overlap::{overlap, overlaps, set_universe, universe};

use super::reference::CircleRef;
use super::{LedgerError, words};
use crate::case::{Act, Case, CaseError, Record, RowId};

/// What an editor says of a circle; what is not said stays as it is.
#[derive(Debug, Clone, Default)]
pub struct Said {
    /// What it is called.
    pub name: Option<String>,
    /// How many people it has.
    pub people: Option<u32>,
    /// Members to be named.
    pub members: Vec<String>,
    /// Members of whom it is known that they are not the source.
    pub excluded: Vec<String>,
    /// Members that were named wrongly.
    pub dropped: Vec<String>,
    /// The circle that it lies in.
    pub within: Option<CircleRef>,
    /// First day of access.
    pub from: Option<Day>,
    /// Last day of access.
    pub until: Option<Day>,
}

/// A circle as it holds now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Circle {
    /// Its number.
    pub number: CircleRef,
    /// Its permanent id.
    pub id: RowId,
    /// What it is called.
    pub name: String,
    /// How many people it has.
    pub people: u32,
    /// The circle that it lies in.
    pub within: Option<CircleRef>,
    /// First day of access.
    pub from: Option<Day>,
    /// Last day of access.
    pub until: Option<Day>,
    /// Members whose names are known.
    pub members: Vec<String>,
    /// Those of them who are known not to be the source.
    pub excluded: Vec<String>,
}

/// Adds a circle. *Returns* its id.
///
/// # Errors
/// [`LedgerError`]: fewer people than named members, more than the circle around it.
pub fn add(case: &mut Case, said: &Said) -> Result<CircleRef, LedgerError> {
    let act = case.begin()?;
    let (id, number) = (RowId::new()?, CircleRef::new(act.next_number("circle")?));
    act.db().execute("INSERT INTO circle (number, id) VALUES (?1, ?2)", (number.0, id))?;
    write(&act, number, None, said)?;
    act.commit(record("add-circle", id, said))?;
    Ok(number)
}

/// Corrects what is said; the rest stays.
///
/// # Errors
/// As [`add`], and an unknown circle. Nothing is changed then.
pub fn set(case: &mut Case, number: CircleRef, said: &Said) -> Result<(), LedgerError> {
    let before = find(case.db(), number)?;
    let act = case.begin()?;
    write(&act, number, Some(&before), said)?;
    Ok(act.commit(record("set-circle", before.id, said))?)
}

/// The log says how many, never who.
fn record(action: &'static str, id: RowId, said: &Said) -> Record {
    let record = Record::new(action, id)
        .with("named", said.members.len() as u64)
        .with("excluded", said.excluded.len() as u64)
        .with("dropped", said.dropped.len() as u64);
    said.people.map_or(record.clone(), |people| record.with("people", u64::from(people)))
}

fn write(act: &Act<'_>, number: CircleRef, before: Option<&Circle>, said: &Said) -> Result<(), LedgerError> {
    let name = said.name.as_deref().or(before.map(|before| before.name.as_str())).unwrap_or_default();
    let state = Circle {
        number,
        id: before.map_or_else(RowId::new, |before| Ok(before.id))?,
        name: words::name(name)?.to_owned(),
        people: said.people.or(before.map(|before| before.people)).unwrap_or_default(),
        within: said.within.or(before.and_then(|before| before.within)),
        from: said.from.or(before.and_then(|before| before.from)),
        until: said.until.or(before.and_then(|before| before.until)),
        members: Vec::new(),
        excluded: Vec::new(),
    };
    check_place(act.db(), &state)?;
    drop_members(act, number, &said.dropped)?;
    check_size(act, &state, said)?;
    let entry = act.next_entry()?;
    act.db().execute("UPDATE circle_state SET until = ?2 WHERE circle = ?1 AND until IS NULL", (number.0, entry))?;
    act.db().execute(
        "INSERT INTO circle_state (circle, name, people, within, first, last, since)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        (
            number.0,
            &state.name,
            state.people,
            state.within.map(|within| within.0),
            state.from.map(Day::number),
            state.until.map(Day::number),
            entry,
        ),
    )?;
    let members = said.members.iter().map(|name| (name, false));
    for (name, excluded) in members.chain(said.excluded.iter().map(|name| (name, true))) {
        put_member(act, number, words::name(name)?, excluded)?;
    }
    Ok(())
}

fn check_place(db: &Connection, state: &Circle) -> Result<(), LedgerError> {
    if state.from.zip(state.until).is_some_and(|(from, until)| until < from) {
        return Err(LedgerError::Days);
    }
    if let Some(of) = universe(db)?
        && state.people > of
    {
        return Err(LedgerError::CircleLarge { people: state.people, of });
    }
    let mut outer = state.within;
    let mut seen = BTreeSet::new();
    while let Some(next) = outer {
        if next == state.number {
            return Err(LedgerError::CircleCycle(state.number));
        }
        let circle = find(db, next)?;
        if state.people > circle.people {
            return Err(LedgerError::CircleLarge { people: state.people, of: circle.people });
        }
        outer = if seen.insert(next) { circle.within } else { None };
    }
    let inner = "SELECT coalesce(max(people), 0) FROM circle_state WHERE within = ?1 AND until IS NULL";
    let inner: u32 = db.query_row(inner, [state.number.0], |row| row.get(0))?;
    if inner > state.people { Err(LedgerError::CircleLarge { people: inner, of: state.people }) } else { Ok(()) }
}

/// Counts before the schema does, to say which number is wrong.
fn check_size(act: &Act<'_>, state: &Circle, said: &Said) -> Result<(), LedgerError> {
    let mut select = act.db().prepare("SELECT folded FROM circle_member WHERE circle = ?1 AND until IS NULL")?;
    let known: Result<BTreeSet<String>, _> = select.query_map([state.number.0], |row| row.get(0))?.collect();
    let mut named = known?;
    named.extend(said.members.iter().chain(&said.excluded).map(|name| words::fold(name)));
    let named = named.len() as u32;
    if named > state.people || state.people == 0 {
        return Err(LedgerError::CircleSmall { people: state.people, named });
    }
    Ok(())
}

fn put_member(act: &Act<'_>, number: CircleRef, name: &str, excluded: bool) -> Result<(), LedgerError> {
    let folded = words::fold(name);
    let select = "SELECT excluded FROM circle_member WHERE circle = ?1 AND folded = ?2 AND until IS NULL";
    let before: Option<bool> = act.db().query_row(select, (number.0, &folded), |row| row.get(0)).optional()?;
    if before == Some(excluded) {
        return Ok(());
    }
    drop_members(act, number, &[name.to_owned()])?;
    let insert = "INSERT INTO circle_member (circle, name, folded, excluded, since) VALUES (?1, ?2, ?3, ?4, ?5)";
    act.db().execute(insert, (number.0, name, folded, excluded, act.next_entry()?))?;
    Ok(())
}

fn drop_members(act: &Act<'_>, number: CircleRef, names: &[String]) -> Result<(), CaseError> {
    let end = "UPDATE circle_member SET until = ?3 WHERE circle = ?1 AND folded = ?2 AND until IS NULL";
    for name in names {
        act.db().execute(end, (number.0, words::fold(name), act.next_entry()?))?;
    }
    Ok(())
}

/// The circle with this number.
///
/// # Errors
/// [`LedgerError::Unknown`].
pub fn find(db: &Connection, number: CircleRef) -> Result<Circle, LedgerError> {
    let found = read(db, Some(number))?.pop();
    found.ok_or_else(|| LedgerError::unknown(number))
}

/// Every circle, in the order of their numbers.
///
/// # Errors
/// [`CaseError`].
pub fn all(db: &Connection) -> Result<Vec<Circle>, CaseError> {
    read(db, None)
}

fn read(db: &Connection, only: Option<CircleRef>) -> Result<Vec<Circle>, CaseError> {
    let mut select = db.prepare_cached(
        "SELECT number, id, name, people, within, first, last FROM circle
         JOIN circle_state ON circle = number AND until IS NULL WHERE ?1 IS NULL OR number = ?1 ORDER BY number",
    )?;
    let mut rows = select.query([only.map(|only| only.0)])?;
    let mut circles = Vec::new();
    while let Some(row) = rows.next()? {
        let day = |number: Option<i32>| number.map(Day::from_number).transpose().map_err(|_| CaseError::Damaged);
        let number = CircleRef::new(row.get(0)?);
        let (members, excluded) = members(db, number)?;
        circles.push(Circle {
            number,
            id: row.get(1)?,
            name: row.get(2)?,
            people: row.get(3)?,
            within: row.get::<_, Option<u32>>(4)?.map(CircleRef::new),
            from: day(row.get(5)?)?,
            until: day(row.get(6)?)?,
            members,
            excluded,
        });
    }
    Ok(circles)
}

fn members(db: &Connection, number: CircleRef) -> Result<(Vec<String>, Vec<String>), CaseError> {
    let select = "SELECT name, excluded FROM circle_member WHERE circle = ?1 AND until IS NULL ORDER BY folded";
    let mut select = db.prepare_cached(select)?;
    let rows: Result<Vec<(String, bool)>, _> =
        select.query_map([number.0], |row| Ok((row.get(0)?, row.get(1)?)))?.collect();
    let rows = rows?;
    let excluded = rows.iter().filter(|(_, excluded)| *excluded).map(|(name, _)| name.clone()).collect();
    Ok((rows.into_iter().map(|(name, _)| name).collect(), excluded))
}
