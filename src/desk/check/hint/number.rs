//! Another amount of the same, or the same figure in another unit.
//!
//! A figure of the claim that the passage states anywhere, in whatever notation or
//! unit, is no difference. One that it does not state is compared with the figures
//! of the nearest sentence that the claim does not state: with the one that measures
//! the same, or counts the same thing, or stands in the same place.

use super::date;
use super::pair::Pair;
use super::quantity::{Quantity, quantities};
use super::text::Text;
use super::unit::Measure;
use super::{Difference, Kind};

/// Two amounts in different units are one when they differ by less: units are
/// converted by people who round.
const CONVERTED: f64 = 0.02;
/// Two amounts, one of which is "about" so much.
const ABOUT: f64 = 0.05;
/// Share of the claim's words that the passage's sentence must have for two bare
/// figures to be compared by nothing but their being the only ones.
const ALIKE: f64 = 0.6;

pub(super) fn differences(pair: &Pair) -> Vec<Difference> {
    let claimed = of(&pair.claim);
    let stated = of(&pair.passage);
    let in_focus =
        |quantity: &&Quantity| pair.passage.token(quantity.tokens.start).is_some_and(|token| pair.in_focus(token));
    let open: Vec<&Quantity> = claimed.iter().filter(|one| !stated.iter().any(|other| equal(one, other))).collect();
    let mut new: Vec<&Quantity> =
        stated.iter().filter(in_focus).filter(|one| !claimed.iter().any(|other| equal(one, other))).collect();
    let mut differences = Vec::new();
    for one in &open {
        let only = open.len() == 1 && new.len() == 1 && pair.overlap >= ALIKE;
        let fit = |other: &Quantity| closeness(one, other) + u32::from(only);
        let best = (0..new.len()).max_by_key(|index| (new.get(*index).copied().map_or(0, fit), usize::MAX - index));
        if let Some(index) = best.filter(|index| new.get(*index).copied().is_some_and(|other| fit(other) > 0)) {
            let other = new.remove(index);
            differences.push(Difference {
                kind: kind(one, other),
                claim: Some(pair.claim.span(one.tokens.clone())),
                passage: Some(pair.passage.span(other.tokens.clone())),
            });
        }
    }
    differences
}

/// Whether every amount of the claim stands in the passage.
pub(super) fn states_all(pair: &Pair) -> bool {
    let stated = of(&pair.passage);
    of(&pair.claim).iter().all(|one| stated.iter().any(|other| equal(one, other)))
}

fn of(text: &Text) -> Vec<Quantity> {
    let dates: Vec<_> = date::dates(text).into_iter().map(|date| date.tokens).collect();
    quantities(text, &dates)
}

fn equal(one: &Quantity, other: &Quantity) -> bool {
    let comparable = match (one.measure(), other.measure()) {
        (Some(one), Some(other)) => one == other,
        // "1.5 billion" and "$1.5 billion"; but "5" of something is not "5 %".
        (Some(measure), None) | (None, Some(measure)) => matches!(measure, Measure::Money(_) | Measure::Share),
        (None, None) => true,
    };
    comparable && one.values().any(|value| other.values().any(|stated| near(one, value, other, stated)))
}

fn near(one: &Quantity, value: f64, other: &Quantity, stated: f64) -> bool {
    let differ = (value - stated).abs();
    let most = value.abs().max(stated.abs());
    let converted = one.unit.zip(other.unit).is_some_and(|(one, other)| (one.factor - other.factor).abs() > 1e-12);
    let rounded =
        |quantity: &Quantity| quantity.last_place().is_some_and(|place| differ <= place / 2.0 && place * 10.0 <= most);
    differ <= most * 1e-9
        || converted && differ <= most * CONVERTED
        || (one.is_about || other.is_about) && differ <= most * ABOUT
        // "1.5 billion" is "1,497 million" to the place that it names.
        || (rounded(one) && one.magnitude > other.magnitude) || (rounded(other) && other.magnitude > one.magnitude)
}

/// How much speaks for two amounts being of the same thing.
fn closeness(one: &Quantity, other: &Quantity) -> u32 {
    let same = |one: &str, other: &str| !one.is_empty() && one == other;
    let context = 2 * u32::from(same(&one.after, &other.after)) + u32::from(same(&one.before, &other.before));
    let alike = match (one.measure(), other.measure()) {
        (Some(Measure::Money(_)), Some(Measure::Money(_))) => true,
        (Some(Measure::Share | Measure::Points), Some(Measure::Share | Measure::Points)) => true,
        (Some(one), Some(other)) => one == other,
        // Bare figures, or tonnes and litres, are compared only in the same place.
        _ => false,
    };
    3 * u32::from(alike) + context
}

/// The same figure in another unit, or another measure, is another unit; the rest
/// is another number.
fn kind(one: &Quantity, other: &Quantity) -> Kind {
    let figure = |quantity: &Quantity| quantity.figures.first().copied().unwrap_or_default() * quantity.magnitude;
    let same_figure = (figure(one) - figure(other)).abs() <= figure(one).abs() * 1e-9;
    let measures = one.measure().zip(other.measure()).is_some_and(|(one, other)| one != other);
    let money = |quantity: &Quantity| matches!(quantity.measure(), Some(Measure::Money(_)));
    let is_unit = same_figure && one.unit != other.unit || measures && !(money(one) && money(other));
    if is_unit { Kind::Unit } else { Kind::Number }
}
