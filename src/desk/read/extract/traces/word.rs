//! Text of a DOCX that nobody sees (ECMA-376, part 1, 17.3.2 and 17.7).

use std::collections::HashMap;

use super::unseen::{Look, TINY_POINTS, Unseen, as_far_as_whole, is_white};
use crate::read::extract::xml::{Attributes, Step, walk};
use crate::read::extract::{Output, Stop};

/// Styles of a document that are known.
const STYLES: usize = 10_000;
/// Styles that a style rests on.
const DEPTH: usize = 20;

/// The formats of a DOCX, and what they hide, story by story.
#[derive(Default)]
pub(in crate::read::extract) struct Formats {
    styles: HashMap<String, (Look, Option<String>)>,
    unseen: Unseen,
}

impl Formats {
    /// Reads `word/styles.xml`.
    pub(in crate::read::extract) fn of(styles: &[u8]) -> Result<Self, Stop> {
        let (mut formats, mut open) = (Self::default(), None::<String>);
        let read = walk(styles, |step| {
            match step {
                Step::Open("style", attributes) => {
                    open = attributes.value("styleId").map(str::to_owned);
                    if let Some(name) = open.clone().filter(|_| formats.styles.len() < STYLES) {
                        formats.styles.insert(name, (Look::default(), None));
                    }
                }
                Step::Close("style") => open = None,
                Step::Open(name, attributes) => {
                    if let Some((look, rests_on)) = open.as_ref().and_then(|style| formats.styles.get_mut(style)) {
                        match name {
                            "basedOn" => *rests_on = attributes.value("val").map(str::to_owned),
                            _ => *look = look.over(property(name, attributes)),
                        }
                    }
                }
                _ => {}
            }
            Ok(())
        });
        as_far_as_whole(read)?;
        Ok(formats)
    }

    fn style(&self, attributes: &Attributes) -> Look {
        let (mut looks, mut next) = (Vec::new(), attributes.value("val").map(str::to_owned));
        while let Some((look, rests_on)) = next.as_ref().and_then(|name| self.styles.get(name)) {
            looks.push(*look);
            next = rests_on.clone().filter(|_| looks.len() < DEPTH);
        }
        looks.into_iter().rev().fold(Look::default(), Look::over)
    }

    /// Goes through one story.
    pub(in crate::read::extract) fn story(&mut self, document: &[u8]) -> Result<(), Stop> {
        let mut at = At::default();
        walk(document, |step| {
            match step {
                // What a change replaced.
                Step::Open("rPrChange" | "pPrChange" | "tcPrChange", _) => at.in_change += 1,
                Step::Close("rPrChange" | "pPrChange" | "tcPrChange") => at.in_change = at.in_change.saturating_sub(1),
                _ if at.in_change > 0 => {}
                Step::Open(name, attributes) => self.open(name, attributes, &mut at),
                Step::Text(text) if at.in_text => self.unseen.count(at.cell.over(at.paragraph).over(at.run), text),
                Step::Text(_) => {}
                Step::Close(name) => match name {
                    "r" => at.in_run = false,
                    "t" | "delText" => at.in_text = false,
                    "tc" => at.cell = Look::default(),
                    "pPr" => at.in_paragraph = false,
                    _ => {}
                },
            }
            Ok(())
        })
    }

    fn open(&self, name: &str, attributes: &Attributes, at: &mut At) {
        match name {
            "p" => at.paragraph = Look::default(),
            "pPr" => at.in_paragraph = true,
            "pStyle" => at.paragraph = at.paragraph.over(self.style(attributes)),
            "r" => (at.in_run, at.run) = (true, Look::default()),
            "rStyle" if at.in_run => at.run = at.run.over(self.style(attributes)),
            "tc" => at.cell = Look::default(),
            "t" | "delText" => at.in_text = true,
            _ if at.in_run => at.run = at.run.over(property(name, attributes)),
            // The ground of a paragraph; what else stands there is its mark's own look.
            "shd" if at.in_paragraph => at.paragraph = at.paragraph.over(property(name, attributes)),
            "shd" => at.cell = at.cell.over(property(name, attributes)),
            _ => {}
        }
    }

    /// Tells what nobody sees.
    pub(in crate::read::extract) fn tell(&self, output: &mut Output<'_>) -> Result<(), Stop> {
        self.unseen.tell("docx", output)
    }
}

/// Where a story is.
#[derive(Default)]
struct At {
    cell: Look,
    paragraph: Look,
    run: Look,
    in_paragraph: bool,
    in_run: bool,
    in_text: bool,
    in_change: usize,
}

/// What one property says of the look of its text.
fn property(name: &str, attributes: &Attributes) -> Look {
    let value = attributes.value("val").unwrap_or_default();
    let mut look = Look::default();
    match name {
        "vanish" | "webHidden" => look.hidden = Some(!matches!(value, "0" | "false" | "off")),
        "color" => look.white = Some(is_white(value)),
        // In half points.
        "sz" => look.tiny = value.parse().ok().map(|half: f64| half / 2.0 < TINY_POINTS),
        "highlight" => look.shaded = Some(!matches!(value, "none" | "white")),
        "shd" => look.shaded = attributes.value("fill").map(|fill| fill != "auto" && !is_white(fill)),
        _ => {}
    }
    look
}
