//! `copies`

use clap::Args;
use serde_json::{Value, json};

use crate::case::{Case, CaseError};
use crate::copies::{self, Copy, Difference};
use crate::corpus::{self, Item, item};
use crate::failure::Failure;
use crate::fingerprint::store;
use crate::output::Output;

pub(super) const EXAMPLE: &str = "Example:\n  subrosa-desk copies D1";

/// Most differing places of two copies that are listed; the number counts on.
const PLACES: usize = 1_000;
/// Most characters of a side that are shown.
const SHOWN: usize = 200;

#[derive(Args)]
pub(super) struct Copies {
    /// The item, such as D1; without it, every item that has copies
    item: Option<String>,
}

pub(super) fn run(case: &mut Case, Copies { item: name }: Copies) -> Result<Output, Failure> {
    store::bring_up(case)?;
    match name {
        Some(name) => of_one(case, &name),
        None => of_all(case),
    }
}

fn of_one(case: &Case, name: &str) -> Result<Output, Failure> {
    let item = item::find(case.db(), name)?;
    let text = corpus::text(case.db(), item.ordinal)?;
    let (mut objects, mut lines) = (Vec::new(), Vec::new());
    for Copy { item: other, places } in copies::of(case.db(), &item)? {
        let other_text = corpus::text(case.db(), other.ordinal)?;
        let sides: Vec<_> = places.iter().take(PLACES).map(|place| Sides::of(place, &text, &other_text)).collect();
        objects.push(json!({
            "item": other.name,
            "places": places.len(),
            "differences": sides.iter().map(Sides::object).collect::<Vec<_>>(),
        }));
        lines.push(format!("{}: {}", other.name, count(places.len(), "differing place")));
        lines.extend(sides.iter().map(Sides::line));
    }
    if lines.is_empty() {
        lines.push("No other item is a copy of it.".to_owned());
    }
    let is_cut = objects.len() == copies::COMPARED;
    let output = Output::new(json!({ "item": item.name, "copies": objects, "cut": is_cut }));
    let output = lines.into_iter().fold(output, Output::line);
    Ok(if is_cut {
        output.notice(format!("only the {} nearest items were compared", copies::COMPARED))
    } else {
        output
    })
}

fn of_all(case: &Case) -> Result<Output, Failure> {
    let (mut objects, mut lines) = (Vec::new(), Vec::new());
    for item in with_text(case)? {
        let copies = copies::of(case.db(), &item)?;
        if copies.is_empty() {
            continue;
        }
        let named = |copy: &Copy| format!("{} ({})", copy.item.name, copy.places.len());
        lines.push(format!("{}: {}", item.name, copies.iter().map(named).collect::<Vec<_>>().join(", ")));
        let copies = copies.iter().map(|copy| json!({ "item": copy.item.name, "places": copy.places.len() }));
        objects.push(json!({ "item": item.name, "copies": copies.collect::<Vec<_>>() }));
    }
    if lines.is_empty() {
        lines.push("No item is a copy of another.".to_owned());
    }
    Ok(lines.into_iter().fold(Output::new(json!({ "items": objects })), Output::line))
}

fn with_text(case: &Case) -> Result<Vec<Item>, CaseError> {
    let mut select = case.db().prepare("SELECT item FROM fingerprinted WHERE prints > 0 ORDER BY item")?;
    let ordinals: Vec<u64> = select.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let items = ordinals.into_iter().map(|ordinal| item::of_ordinal(case.db(), ordinal));
    Ok(items.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
}

/// "1 place", "2 places".
pub(super) fn count(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

/// A differing place with the words of both sides.
struct Sides<'a> {
    place: &'a Difference,
    left: String,
    right: String,
}

impl<'a> Sides<'a> {
    fn of(place: &'a Difference, left: &str, right: &str) -> Self {
        let cut = |text: &str, range: &std::ops::Range<usize>| {
            text.chars().skip(range.start).take(range.len().min(SHOWN)).collect()
        };
        Self { place, left: cut(left, &place.left), right: cut(right, &place.right) }
    }

    fn object(&self) -> Value {
        let side = |range: &std::ops::Range<usize>, text: &str| json!({ "start": range.start, "end": range.end, "text": text });
        json!({
            "kind": self.place.kind.word(),
            "this": side(&self.place.left, &self.left),
            "other": side(&self.place.right, &self.right),
        })
    }

    fn line(&self) -> String {
        let Difference { kind, left, right } = self.place;
        let (one, other) = (self.left.escape_debug(), self.right.escape_debug());
        format!("  {} at {}, {}: \"{one}\" | \"{other}\"", kind.word(), left.start, right.start)
    }
}
