//! Claims and keys → verdict, at the message's date. Pure.

use subrosa_tip::Day;

use super::archive::Sighting;
use super::examine::{Answer, Examination, Examined, Hashed};
use super::key::{Key, Record, STRONG_BITS};
use super::signature::{Algorithm, is_within};
use super::verdict::{Judged, KeyUse, Reason, State, Verdict, Warning};

/// Fields that a reader relies on: named when they are not covered.
const RELIED_ON: [(&str, &str); 4] = [("from", "From"), ("subject", "Subject"), ("date", "Date"), ("to", "To")];
/// Clocks that disagree by less are no contradiction: zones, queues, days off.
const CLOCKS_APART_SECONDS: u64 = 2 * 86_400;
/// A day is the finest time that the desk has.
const TOMORROW_SECONDS: i64 = 2 * 86_400;

/// Judges every signature of a message. `keys` gives what the archive saw of a
/// selector and domain.
///
/// # Errors
/// Whatever `keys` gives.
pub fn judge<E>(
    answer: &Answer,
    today: Day,
    keys: impl Fn(&str, &str) -> Result<Vec<Sighting>, E>,
) -> Result<Verdict, E> {
    let examination = match answer {
        Ok(examination) => examination,
        Err(unfit) => {
            return Ok(Verdict { state: State::NotJudged, signatures: Vec::new(), more: 0, unfit: Some(*unfit) });
        }
    };
    let mut signatures = Vec::new();
    for examined in &examination.signatures {
        signatures.push(match examined {
            Examined::Faulty(fault) => bare(Reason::Faulty(*fault)),
            Examined::Sound(hashed) => {
                let seen = keys(&hashed.claims.selector, &hashed.claims.domain)?;
                sound(examination, hashed, &seen, today)
            }
        });
    }
    Ok(Verdict { state: best(&signatures), signatures, more: examination.more, unfit: None })
}

/// One signature that holds is enough; one that might is more than one that fails.
fn best(signatures: &[Judged]) -> State {
    let order = [State::Valid, State::ValidWithWarning, State::KeyUnknown, State::Invalid];
    let has = |state: &State| signatures.iter().any(|judged| judged.state == *state);
    order.into_iter().find(has).unwrap_or(State::Unsigned)
}

fn bare(reason: Reason) -> Judged {
    Judged {
        state: State::Invalid,
        reasons: vec![reason],
        warnings: Vec::new(),
        claims: None,
        key: None,
        date: None,
        uncovered_bytes: 0,
        not_covered: Vec::new(),
        closed: Vec::new(),
    }
}

fn sound(examination: &Examination, hashed: &Hashed, seen: &[Sighting], today: Day) -> Judged {
    let moment = moment(examination, hashed);
    let date = moment.and_then(day);
    let mut reasons = Vec::new();
    if examination.from_fields > 1 {
        reasons.push(Reason::SeveralFrom);
    }
    if !hashed.body_matches {
        reasons.push(Reason::BodyAltered);
    }
    let expires = hashed.claims.expires;
    if let Some((expires, _)) = expires.zip(moment).filter(|(expires, moment)| moment > expires) {
        reasons.push(Reason::Expired(day(expires).unwrap_or(today)));
    }
    let found = find_key(hashed, seen, date);
    let mut warnings = warnings(examination, hashed, date, today);
    match &found {
        Ok(found) => warnings.extend(key_warnings(found, date)),
        Err(reason) => reasons.push(*reason),
    }
    let is_unknown = |reason: &Reason| matches!(reason, Reason::NoKey | Reason::NoKeyOfThatTime);
    let state = match reasons.as_slice() {
        [] if warnings.is_empty() => State::Valid,
        [] => State::ValidWithWarning,
        all if all.iter().all(is_unknown) => State::KeyUnknown,
        _ => State::Invalid,
    };
    Judged {
        state,
        reasons,
        warnings,
        claims: Some(hashed.claims.clone()),
        key: found.ok().map(|found| found.usage),
        date,
        uncovered_bytes: hashed.uncovered_bytes,
        not_covered: hashed.not_covered.clone(),
        closed: hashed.closed.clone(),
    }
}

/// The moment that a signature is judged at: the date that it covers, else when it
/// says that it was made, else what the message says unsigned.
fn moment(examination: &Examination, hashed: &Hashed) -> Option<i64> {
    hashed.covered_date.or(hashed.claims.made).or_else(|| examination.dates.iter().copied().flatten().next())
}

fn day(moment: i64) -> Option<Day> {
    Day::from_unix_seconds(moment).ok()
}

fn warnings(examination: &Examination, hashed: &Hashed, date: Option<Day>, today: Day) -> Vec<Warning> {
    let claims = &hashed.claims;
    let mut warnings = Vec::new();
    if hashed.uncovered_bytes > 0 {
        warnings.push(Warning::BodyNotCovered(hashed.uncovered_bytes));
    }
    for (name, shown) in RELIED_ON {
        if hashed.not_covered.iter().any(|(other, _)| other == name) {
            warnings.push(Warning::NotCovered(shown));
        }
    }
    if examination.senders.is_empty() {
        warnings.push(Warning::NoSender);
    } else if !examination.senders.iter().all(|sender| is_within(sender, &claims.domain)) {
        warnings.push(Warning::OtherDomain);
    }
    if claims.algorithm == Algorithm::RsaSha1 {
        warnings.push(Warning::WeakAlgorithm);
    }
    warnings.extend(time_warnings(examination, hashed, date, today));
    warnings
}

fn time_warnings(examination: &Examination, hashed: &Hashed, date: Option<Day>, today: Day) -> Vec<Warning> {
    let mut warnings = Vec::new();
    if date.is_none() {
        warnings.push(Warning::Undated);
    }
    if examination.dates.len() > 1 || examination.dates.contains(&None) {
        warnings.push(Warning::UnclearDate);
    }
    let said = hashed.covered_date.or_else(|| examination.dates.iter().copied().flatten().next());
    if let Some((made, said)) = hashed.claims.made.zip(said)
        && made.abs_diff(said) > CLOCKS_APART_SECONDS
        && let Some((made, said)) = day(made).zip(day(said))
    {
        warnings.push(Warning::TimesContradict(made, said));
    }
    // Without a moment nobody knows on which side of it the message is.
    if let Some(expired) = hashed.claims.expires.and_then(day).filter(|day| *day < today) {
        warnings.push(Warning::ExpiredSince(expired));
    }
    let tomorrow = i64::from(today.number()) * 86_400 + TOMORROW_SECONDS;
    if [hashed.claims.made, said].into_iter().flatten().any(|moment| moment > tomorrow) {
        warnings.push(Warning::Future);
    }
    warnings
}

/// The key that made a signature.
struct Found {
    usage: KeyUse,
    on_trial: bool,
    is_rsa: bool,
}

fn key_warnings(found: &Found, date: Option<Day>) -> Vec<Warning> {
    let KeyUse { bits, first_seen, .. } = found.usage;
    let mut warnings = Vec::new();
    if found.is_rsa && bits < STRONG_BITS {
        warnings.push(Warning::WeakKey(bits));
    }
    if found.on_trial {
        warnings.push(Warning::OnTrial);
    }
    if date.is_some_and(|date| first_seen > date) {
        warnings.push(Warning::KeySeenLater(first_seen));
    }
    warnings
}

/// Finds the key that made the signature, and whether the domain stood by it then.
fn find_key(hashed: &Hashed, seen: &[Sighting], date: Option<Day>) -> Result<Found, Reason> {
    let record = maker(hashed, seen, date)?;
    let Some(key) = &record.key else { return Err(Reason::HeadersAltered) };
    let days = seen.iter().filter(|sighting| sighting.record.key.as_ref() == Some(key)).map(|sighting| sighting.seen);
    let (Some(first_seen), Some(last_seen)) = (days.clone().min(), days.max()) else { return Err(Reason::NoKey) };
    let usage = KeyUse { bits: key.bits(), first_seen, last_seen };
    Ok(Found { usage, on_trial: record.is_on_trial(), is_rsa: matches!(key, Key::Rsa(_)) })
}

/// The record whose key made the signature and may make it: as the domain showed it
/// at the message's date, if it was looked at before; what a record allows changes.
fn maker<'s>(hashed: &Hashed, seen: &'s [Sighting], date: Option<Day>) -> Result<&'s Record, Reason> {
    let made = |record: &&Record| {
        let made = |key: &Key| key.made(hashed.claims.algorithm, &hashed.hash, &hashed.claims.signature);
        record.key.as_ref().is_some_and(made)
    };
    let (last, then) = shown_at(seen, date);
    let ever: Vec<&Record> = seen.iter().map(|sighting| &sighting.record).filter(made).collect();
    let at_date: Vec<&Record> = then.iter().copied().filter(made).collect();
    let makers = match last {
        _ if seen.is_empty() => return Err(Reason::NoKey),
        _ if ever.is_empty() => return Err(no_maker(&then, last)),
        Some(last) if at_date.is_empty() => return Err(not_then(&then, last)),
        Some(_) => at_date,
        None => ever,
    };
    makers.into_iter().find(|record| record.allows(&hashed.claims)).ok_or(Reason::KeyForbids)
}

/// The domain showed something else at the message's date.
fn not_then(then: &[&Record], last: Day) -> Reason {
    if then.iter().any(|record| record.key.is_none()) { Reason::KeyRevoked(last) } else { Reason::OtherKeyThen(last) }
}

/// No key that was ever seen made it: altered, or a key of a time that nobody saw.
fn no_maker(then: &[&Record], last: Option<Day>) -> Reason {
    match last {
        None => Reason::NoKeyOfThatTime,
        Some(last) if then.iter().all(|record| record.key.is_none()) => Reason::KeyRevoked(last),
        Some(_) => Reason::HeadersAltered,
    }
}

/// What the domain showed when it was looked at last before a day, and when that
/// was. Without a day: everything that it ever showed.
fn shown_at(seen: &[Sighting], date: Option<Day>) -> (Option<Day>, Vec<&Record>) {
    let Some(date) = date else {
        let newest = seen.iter().map(|sighting| sighting.seen).max();
        return (newest, seen.iter().map(|sighting| &sighting.record).collect());
    };
    let last = seen.iter().map(|sighting| sighting.seen).filter(|day| *day <= date).max();
    let then = seen.iter().filter(|sighting| Some(sighting.seen) == last).map(|sighting| &sighting.record);
    (last, then.collect())
}
