//! One source's row in sentences, with the command that answers it.

use super::verdict::{Nobody, Remedy, Row, Verdict};

/// What is so.
pub(super) fn reason(row: &Row) -> String {
    let source = row.source;
    match row.nobody {
        Some(Nobody::Late(circle)) => {
            return format!(
                "nobody of {circle} had access by the day of the tip of {source}: its days, or the circle of the claim, are wrong"
            );
        }
        Some(Nobody::Contradiction) => {
            return format!(
                "what is recorded of {} cannot all be true: nobody is left who could be {source}",
                list(&row.circles)
            );
        }
        None => {}
    }
    if !row.without_circle.is_empty() && row.verdict == Verdict::Held {
        let claims = list(&row.without_circle);
        let (rest, it) = if row.without_circle.len() == 1 { ("rests", "it") } else { ("rest", "them") };
        return format!("{claims} {rest} on {source} without a circle: nobody has said who could have known {it}");
    }
    let k = row.k;
    match (row.people, row.people_at_most) {
        (Some(least), Some(most)) if row.verdict == Verdict::Blocked => {
            format!("{} could be {source} by {}; {k} are needed", range(least, most), list(&row.circles))
        }
        (Some(least), Some(most)) if row.verdict == Verdict::Held => {
            format!(
                "between {least} and {most} people could be {source} by {}; {k} are needed for certain",
                list(&row.circles)
            )
        }
        (Some(least), Some(most)) => {
            format!("{} could be {source} by {}; {k} are needed", range(least, most), list(&row.circles))
        }
        _ if row.claims.is_empty() => format!("nothing that is to be printed or has been seen rests on {source}"),
        _ => format!("public items say the same as exactly: nothing narrows down {source}"),
    }
}

/// What to do; empty when nothing has to be done.
pub(super) fn fix(row: &Row) -> String {
    if row.verdict == Verdict::Clear {
        return String::new();
    }
    let mut ways: Vec<String> = Vec::new();
    match row.nobody {
        Some(Nobody::Late(circle)) => {
            ways.push(format!("correct the days with `circle set {circle} --from DAY`, or the circle of the claim"))
        }
        Some(Nobody::Contradiction) => {
            ways.push("correct the head counts, members or overlaps with `circle set` and `circle overlap`".to_owned())
        }
        None => {}
    }
    if let Some(claim) = row.without_circle.first() {
        ways.push(format!("say who could have known it with `claim set {claim} --circle K`"));
    }
    if let Some(overlap) = row.find_out {
        let (one, other) = overlap.circles;
        ways.push(format!(
            "find out how many people are both in {one} and {other} (at most {}) and keep it with `circle overlap {one} {other} --at-least N`",
            overlap.at_most
        ));
    } else if row.verdict == Verdict::Held && row.nobody.is_none() && row.without_circle.is_empty() {
        ways.push(format!("name the members of {} with `circle set K --member NAME`: somebody who is ruled out may be among those without a name", list(&row.circles)));
    }
    match row.remedy {
        Remedy::Smallest => ways.push(leave_out(row)),
        Remedy::Some => ways.push(format!("{} (perhaps fewer would do)", leave_out(row))),
        Remedy::Nothing => ways.push(format!("no claim that may be left out leaves {} people: take back what you keep, or let {} agree to fewer with `exposure accept {}`", row.k, row.source, row.source)),
        Remedy::None => {}
    }
    ways.join("; or ")
}

/// "leave out C2 and C3: `hold add C2 --reason …`"
fn leave_out(row: &Row) -> String {
    let first = row.leave_out.first().map(ToString::to_string).unwrap_or_default();
    format!("leave out {}: `hold add {first} --reason …`", list(&row.leave_out))
}

fn range(least: u32, most: u32) -> String {
    let noun = if most == 1 { "person" } else { "people" };
    if least == most { format!("{most} {noun}") } else { format!("{least} to {most} {noun}") }
}

/// "C1, C2 and C3".
fn list<T: ToString>(items: &[T]) -> String {
    let words: Vec<String> = items.iter().map(ToString::to_string).collect();
    match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        Some((last, _)) => last.clone(),
        None => String::new(),
    }
}
