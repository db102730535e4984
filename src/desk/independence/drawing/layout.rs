//! Places for what is drawn: frames side by side, in each one row a generation.

use std::collections::BTreeSet;

use super::super::{Answer, Barred, Node};
use super::Names;
use super::lines::{Line, dip, line};
use super::parts::{Parts, Thing, caption};

/// Sizes, in the units of the picture (pixels at its natural size).
pub(super) const WIDTH: usize = 186;
pub(super) const HEIGHT: usize = 52;
pub(super) const GAP: usize = 26;
const ROW: usize = HEIGHT + 56;
const HEAD: usize = 34;
/// Frames are set side by side up to here.
const PAGE: usize = 1_180;
/// A generation of more is broken into several rows.
const ROW_MAX: usize = 6;
/// Longer captions are cut, in characters.
const CAPTION_MAX: usize = 25;

/// Everything with its place.
pub(super) struct Picture {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) frames: Vec<Frame>,
    pub(super) boxes: Vec<Placed>,
    pub(super) lines: Vec<Line>,
}

/// What counts together.
pub(super) struct Frame {
    pub(super) x: usize,
    pub(super) y: usize,
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) label: String,
}

/// A source, a ghost or a plate.
pub(super) struct Placed {
    pub(super) x: usize,
    pub(super) y: usize,
    pub(super) head: String,
    pub(super) caption: String,
    /// Words of the style sheet.
    pub(super) class: String,
}

impl Placed {
    pub(super) fn middle(&self) -> usize {
        self.x + WIDTH / 2
    }

    pub(super) fn in_circle(&self) -> bool {
        self.class.split(' ').any(|word| word == "circle")
    }

    pub(super) fn first_line(&self) -> usize {
        self.y + if self.caption.is_empty() { 31 } else { 22 }
    }

    pub(super) fn second_line(&self) -> usize {
        self.y + 40
    }
}

impl Picture {
    /// Size of a box, for the template.
    pub(super) const WIDTH: usize = WIDTH;
    /// As `WIDTH`.
    pub(super) const HEIGHT: usize = HEIGHT;

    pub(super) fn of(answer: &Answer, names: &Names) -> Self {
        let parts = Parts::of(answer);
        let generations = generations(&parts);
        let count = parts.frames.iter().max().map_or(0, |last| last + 1);
        let mut picture = Self { width: 0, height: 0, frames: Vec::new(), boxes: Vec::new(), lines: Vec::new() };
        let (mut x, mut y, mut tallest) = (GAP, GAP, 0);
        let mut corners = vec![(0, 0); parts.things.len()];
        for frame in 0..count {
            let rows = rows(frame, &parts, &generations);
            let columns = rows.iter().map(Vec::len).max().unwrap_or(1);
            let arcs = Arcs::of(frame, &parts, &rows);
            let (width, height) =
                (columns * (WIDTH + GAP) + GAP, arcs.head + rows.len() * ROW - (ROW - HEIGHT) + arcs.foot);
            if x + width > PAGE && x > GAP {
                (x, y, tallest) = (GAP, y + tallest + GAP, 0);
            }
            place(&rows, (x, y + arcs.head, width), &mut corners);
            picture.frames.push(Frame { x, y, width, height, label: label(frame, &parts, answer) });
            picture.width = picture.width.max(x + width + GAP);
            (x, tallest) = (x + width + GAP, tallest.max(height));
        }
        picture.height = y + tallest + GAP;
        picture.boxes = boxes(&parts, &corners, answer, names);
        picture.lines = parts.links.iter().filter_map(|link| line(link, &corners)).collect();
        picture
    }
}

/// 0 for those who derive from nobody in the picture. Members of one circle share theirs.
fn generations(parts: &Parts) -> Vec<usize> {
    let above = everything_above(parts);
    let size = |thing: usize| above.get(thing).map_or(0, BTreeSet::len);
    let mut order: Vec<usize> = (0..parts.things.len()).collect();
    order.sort_by_key(|thing| size(*thing));
    let mut generations = vec![0; order.len()];
    for thing in order {
        let nearer = above.get(thing).into_iter().flatten().filter(|other| size(**other) < size(thing));
        let generation = nearer.filter_map(|other| generations.get(*other)).max().map_or(0, |highest| highest + 1);
        set(&mut generations, thing, generation);
    }
    generations
}

/// Each thing with all that it derives from.
fn everything_above(parts: &Parts) -> Vec<BTreeSet<usize>> {
    let mut above: Vec<BTreeSet<usize>> = (0..parts.things.len()).map(|thing| BTreeSet::from([thing])).collect();
    let mut before = 0;
    loop {
        let size: usize = above.iter().map(BTreeSet::len).sum();
        if size == before {
            return above;
        }
        before = size;
        for link in &parts.links {
            let more = above.get(link.to).cloned().unwrap_or_default();
            above.iter_mut().skip(link.from).take(1).for_each(|of| of.extend(&more));
        }
    }
}

fn set<T>(places: &mut [T], place: usize, value: T) {
    if let Some(of) = places.get_mut(place) {
        *of = value;
    }
}

/// The things of a frame by generation, a long one broken.
fn rows(frame: usize, parts: &Parts, generations: &[usize]) -> Vec<Vec<usize>> {
    let inside = |thing: &usize| parts.frames.get(*thing) == Some(&frame);
    let members: Vec<usize> = (0..parts.things.len()).filter(inside).collect();
    let last = members.iter().filter_map(|member| generations.get(*member)).max().copied().unwrap_or(0);
    let of = |generation| members.iter().copied().filter(move |member| generations.get(*member) == Some(&generation));
    let rows = (0..=last).map(|generation| of(generation).collect::<Vec<_>>());
    rows.flat_map(|row| row.chunks(ROW_MAX).map(<[usize]>::to_vec).collect::<Vec<_>>()).collect()
}

/// Room that a frame needs above its first row and below its last.
struct Arcs {
    head: usize,
    foot: usize,
}

impl Arcs {
    fn of(frame: usize, parts: &Parts, rows: &[Vec<usize>]) -> Self {
        let within = |row: Option<&Vec<usize>>, rises: bool| {
            let place = |thing| row.and_then(|row| row.iter().position(|other| *other == thing));
            let links = parts.links.iter().filter(|link| parts.frames.get(link.from) == Some(&frame));
            let ends = links.filter_map(|link| Some((place(link.from)?, place(link.to)?)));
            let arcs = ends.filter(|(from, to)| (to < from) == rises).map(|(from, to)| dip(from.abs_diff(to)) / 2 + 8);
            arcs.max().unwrap_or(0)
        };
        Self { head: HEAD + within(rows.first(), true), foot: GAP + within(rows.last(), false) }
    }
}

/// Each row centred in its frame.
fn place(rows: &[Vec<usize>], (x, y, width): (usize, usize, usize), corners: &mut [(usize, usize)]) {
    for (number, row) in rows.iter().enumerate() {
        let left = x + (width - (row.len() * (WIDTH + GAP) - GAP)) / 2;
        for (column, thing) in row.iter().enumerate() {
            let corner = (left + column * (WIDTH + GAP), y + number * ROW);
            set(corners, *thing, corner);
        }
    }
}

/// "counts as 1 to 2": how many are chosen here with all reasons, and with the sure ones.
fn label(frame: usize, parts: &Parts, answer: &Answer) -> String {
    let inside = parts.things.iter().zip(&parts.frames).filter(|(_, of)| **of == frame);
    let sources: Vec<u32> = inside.filter_map(|(thing, _)| source(thing)).collect();
    let of = |set: &[u32]| sources.iter().filter(|source| set.contains(source)).count();
    let (least, most) = (of(&answer.set), of(&answer.set_at_most));
    if most > least { format!("counts as {least} to {most}") } else { format!("counts as {least}") }
}

fn source(thing: &Thing) -> Option<u32> {
    if let Thing::Node(node) = thing { node.source() } else { None }
}

fn is_chosen(thing: &Thing, answer: &Answer) -> bool {
    source(thing).is_some_and(|source| answer.set.contains(&source))
}

fn boxes(parts: &Parts, corners: &[(usize, usize)], answer: &Answer, names: &Names) -> Vec<Placed> {
    let boxed = |(thing, (x, y)): (&Thing, &(usize, usize))| {
        let (head, caption) = match thing {
            Thing::Node(node) => (head(*node, answer), caption(*node, answer, names)),
            Thing::Shared(what, which) => ((*what).to_owned(), which.clone()),
        };
        Placed { x: *x, y: *y, head: cut(&head), caption: cut(&caption), class: class(thing, answer) }
    };
    parts.things.iter().zip(corners).map(boxed).collect()
}

/// "S3, counted": what the box is to the count, in words.
fn head(node: Node, answer: &Answer) -> String {
    let Some(source) = node.source() else { return format!("{node}, not in the case") };
    let witness = answer.witnesses.iter().find(|witness| witness.source == source);
    let word = match witness {
        None => "no witness",
        Some(witness) if witness.barred.is_some() => "may not count",
        Some(_) if answer.set.contains(&source) => "counted",
        Some(_) if is_perhaps(source, answer) => "perhaps one more",
        Some(_) => "not counted again",
    };
    format!("{node}, {word}")
}

/// Whether it counts only if nothing that is possible is so.
fn is_perhaps(source: u32, answer: &Answer) -> bool {
    answer.at_most > answer.independent && answer.set_at_most.contains(&source) && !answer.set.contains(&source)
}

fn class(thing: &Thing, answer: &Answer) -> String {
    let Thing::Node(node) = thing else { return "shared".to_owned() };
    let witness = answer.witnesses.iter().find(|witness| Some(witness.source) == node.source());
    let words = [
        (matches!(node, Node::Ghost(_)), "ghost"),
        (is_chosen(thing, answer), "chosen"),
        (source(thing).is_some_and(|source| is_perhaps(source, answer)), "perhaps"),
        (witness.is_none() && node.source().is_some(), "behind"),
        (witness.is_some_and(|witness| witness.barred == Some(Barred::Assumed)), "false"),
        (witness.is_some_and(|witness| witness.barred.is_some()), "barred"),
        (answer.cycles.iter().any(|cycle| cycle.contains(node)), "circle"),
    ];
    let words: Vec<&str> = words.into_iter().filter_map(|(holds, word)| holds.then_some(word)).collect();
    words.join(" ")
}

fn cut(text: &str) -> String {
    if text.chars().count() <= CAPTION_MAX {
        return text.to_owned();
    }
    text.chars().take(CAPTION_MAX - 1).chain(['…']).collect()
}
