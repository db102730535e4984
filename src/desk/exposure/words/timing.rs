//! Whether something would be printed so soon that the day alone says who told it. Pure.

use std::collections::BTreeMap;

use subrosa_tip::Day;

use super::Limits;
use super::finding::{Finding, Kind, Level};
use super::known::Known;
use super::leaving::Leaving;

/// What the policy says of days, for a text that rests on something protected.
pub(super) fn find(number: usize, leaving: &Leaving, known: &Known, limits: &Limits) -> Vec<Finding> {
    let protected = || leaving.items.iter().filter_map(|item| known.protected.get(item));
    // Of each tip the last item: a follow-up counts as a tip does.
    let mut tips: BTreeMap<u32, Day> = BTreeMap::new();
    for (tip, day) in protected().filter_map(|item| Some((item.tip?, item.day))) {
        tips.entry(tip).and_modify(|last| *last = (*last).max(day)).or_insert(day);
    }
    let too_soon = |day: Day, least: u32| {
        let passed = limits.today.number() - day.number();
        (passed < i32::try_from(least).unwrap_or(i32::MAX)).then_some(passed)
    };
    let mut findings: Vec<Finding> = tips
        .iter()
        .filter_map(|(tip, day)| {
            let passed = too_soon(*day, limits.after_tip_days)?;
            let message = format!(
                "This would be printed {} after T{tip} came; the policy asks for {}.",
                in_days(passed),
                days(limits.after_tip_days)
            );
            Some(finding(number, Some(format!("T{tip}")), message, *day, limits.after_tip_days))
        })
        .collect();
    if let Some(event) = leaving.event.filter(|_| protected().next().is_some())
        && let Some(passed) = too_soon(event, limits.after_event_days)
    {
        let message = format!(
            "This would be printed {} after it happened, and few can have known it by then; the policy asks for {}.",
            in_days(passed),
            days(limits.after_event_days)
        );
        findings.push(finding(number, None, message, event, limits.after_event_days));
    }
    findings
}

fn finding(number: usize, item: Option<String>, message: String, since: Day, least: u32) -> Finding {
    let until = Day::from_number(since.number().saturating_add(i32::try_from(least).unwrap_or(i32::MAX)));
    let remedy = match until {
        Ok(day) => format!("Wait until {day}."),
        Err(_) => "Wait.".to_owned(),
    };
    Finding {
        kind: Kind::Time,
        level: Level::Block,
        text: number,
        at: 0..0,
        words: String::new(),
        item,
        place: None,
        likeness: None,
        message,
        remedy,
    }
}

fn in_days(passed: i32) -> String {
    match passed {
        ..0 => "before the day".to_owned(),
        0 => "on the day".to_owned(),
        passed => days(passed.unsigned_abs()),
    }
}

fn days(count: u32) -> String {
    if count == 1 { "1 day".to_owned() } else { format!("{count} days") }
}

#[cfg(test)]
mod tests {
    use super::super::known::Protected;
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn found(today: &str, event: Option<&str>, items: &[u64]) -> Vec<String> {
        let mut known = Known::default();
        let tip = |name: &str, came: &str| Protected {
            name: name.to_owned(),
            day: day(came),
            tip: Some(4),
            is_document: false,
            is_read: true,
        };
        known.protected.insert(1, tip("T4", "2026-03-01"));
        known.protected.insert(2, tip("T4/M2", "2026-03-05"));
        let leaving = Leaving { items: items.iter().copied().collect(), event: event.map(day), ..Leaving::default() };
        let limits = Limits { after_tip_days: 3, after_event_days: 1, today: day(today), ..Limits::default() };
        find(0, &leaving, &known, &limits)
            .into_iter()
            .map(|finding| format!("{} {}", finding.message, finding.remedy))
            .collect()
    }

    #[test]
    fn sooner_than_the_policy_allows_is_told_with_the_day_to_wait_for() {
        assert_eq!(found("2026-03-03", None, &[1]).len(), 1);
        assert!(
            found("2026-03-03", None, &[1])[0]
                .contains("2 days after T4 came; the policy asks for 3 days. Wait until 2026-03-04.")
        );
        assert!(found("2026-03-04", None, &[1]).is_empty(), "the control: on the day that is named it passes");
        assert_eq!(found("2026-03-06", None, &[1, 2]).len(), 1, "a follow-up is younger than its tip");
        assert_eq!(found("2026-04-01", Some("2026-04-01"), &[1]).len(), 1, "on the day of the event");
        assert!(found("2026-04-02", Some("2026-04-01"), &[1]).is_empty());
        assert!(
            found("2026-03-02", Some("2026-03-02"), &[9]).is_empty(),
            "what rests on nothing protected may be printed at once"
        );
    }
}
