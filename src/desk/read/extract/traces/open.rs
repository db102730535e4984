//! Text, rows and columns of OpenDocument files that nobody sees (ODF 1.3, part 3).

use std::collections::HashMap;

use super::unseen::{Look, TINY_POINTS, Unseen, as_far_as_whole, is_white};
use crate::read::extract::xml::{Attributes, Step, walk};
use crate::read::extract::{Output, Stop};

/// Styles of a document that are known.
const STYLES: usize = 20_000;
/// Styles that a style rests on.
const DEPTH: usize = 20;
/// Elements that carry a style, or hide what is in them.
const STYLED: [&str; 8] = ["p", "h", "span", "a", "section", "table-cell", "hidden-text", "hidden-paragraph"];

/// Tells what nobody sees of a document: `styles` and `content` are its two entries.
pub(in crate::read::extract) fn open(
    kind: &str,
    styles: &[u8],
    content: &[u8],
    output: &mut Output<'_>,
) -> Result<(), Stop> {
    let mut known = Styles::default();
    if !styles.is_empty() {
        as_far_as_whole(known.read(styles))?;
    }
    known.read(content)?;
    let (mut unseen, mut rows, mut columns) = (Unseen::default(), 0, 0);
    let mut around: Vec<Look> = Vec::new();
    let mut in_paragraph = 0_usize;
    walk(content, |step| {
        match step {
            Step::Open(name, attributes) => {
                in_paragraph += usize::from(matches!(name, "p" | "h"));
                match name {
                    "table-row" => rows += collapsed(attributes, "number-rows-repeated"),
                    "table-column" => columns += collapsed(attributes, "number-columns-repeated"),
                    name if STYLED.contains(&name) => {
                        let outer = around.last().copied().unwrap_or_default();
                        around.push(outer.over(known.look(name, attributes)));
                    }
                    _ => {}
                }
            }
            Step::Text(text) if in_paragraph > 0 => unseen.count(around.last().copied().unwrap_or_default(), text),
            Step::Text(_) => {}
            Step::Close(name) => {
                in_paragraph = in_paragraph.saturating_sub(usize::from(matches!(name, "p" | "h")));
                if STYLED.contains(&name) {
                    around.pop();
                }
            }
        }
        Ok(())
    })?;
    unseen.tell(kind, output)?;
    for (what, count) in [("rows", rows), ("columns", columns)].into_iter().filter(|(_, count)| *count > 0) {
        output.metadata(&format!("{kind}.hidden-{what}"), &count.to_string())?;
    }
    Ok(())
}

/// How many rows or columns an element hides.
fn collapsed(attributes: &Attributes, repeated: &str) -> usize {
    let hides = matches!(attributes.value("visibility"), Some("collapse" | "filter"));
    let count = attributes.value(repeated).and_then(|count| count.parse().ok()).unwrap_or(1);
    if hides { count } else { 0 }
}

/// What styles say of the look of their text, and which they rest on.
#[derive(Default)]
struct Styles(HashMap<String, (Look, Option<String>)>);

impl Styles {
    fn read(&mut self, document: &[u8]) -> Result<(), Stop> {
        let mut open = None::<String>;
        walk(document, |step| {
            match step {
                Step::Open("style", attributes) => {
                    open = attributes.value("name").map(str::to_owned).filter(|_| self.0.len() < STYLES);
                    if let Some(name) = &open {
                        let parent = attributes.value("parent-style-name").map(str::to_owned);
                        self.0.insert(name.clone(), (Look::default(), parent));
                    }
                }
                Step::Close("style") => open = None,
                Step::Open(name, attributes) if name.ends_with("-properties") => {
                    if let Some((look, _)) = open.as_ref().and_then(|style| self.0.get_mut(style)) {
                        *look = look.over(properties(attributes));
                    }
                }
                _ => {}
            }
            Ok(())
        })
    }

    fn look(&self, name: &str, attributes: &Attributes) -> Look {
        let (mut looks, mut next) = (Vec::new(), attributes.value("style-name").map(str::to_owned));
        while let Some((look, parent)) = next.as_ref().and_then(|style| self.0.get(style)) {
            looks.push(*look);
            next = parent.clone().filter(|_| looks.len() < DEPTH);
        }
        let own = match name {
            "hidden-text" | "hidden-paragraph" => attributes.value("is-hidden") != Some("false"),
            _ => attributes.value("display") == Some("none"),
        };
        let own = Look { hidden: own.then_some(true), ..Look::default() };
        looks.into_iter().rev().fold(Look::default(), Look::over).over(own)
    }
}

fn properties(attributes: &Attributes) -> Look {
    let points = |size: &str| size.strip_suffix("pt").and_then(|size| size.parse::<f64>().ok());
    Look {
        hidden: attributes.value("display").map(|display| display == "none"),
        white: attributes.value("color").map(is_white),
        tiny: attributes.value("font-size").and_then(points).map(|size| size < TINY_POINTS),
        shaded: attributes.value("background-color").map(|color| color != "transparent" && !is_white(color)),
    }
}
