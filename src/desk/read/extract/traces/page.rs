//! What a web page carries that nobody sees: comments, and text that is styled away
//! where it stands. Style sheets are not read.

use ego_tree::iter::Edge;
use scraper::{Html, Node};

use super::LISTED;
use super::unseen::{Look, Unseen, is_white};
use crate::read::extract::{Output, Stop};

/// Tells of them.
pub(in crate::read::extract) fn page(page: &Html, output: &mut Output<'_>) -> Result<(), Stop> {
    let (mut comments, mut unseen) = (0_usize, Unseen::default());
    let mut around: Vec<Look> = Vec::new();
    for edge in page.tree.root().traverse() {
        let Edge::Open(node) = edge else {
            around.pop();
            continue;
        };
        let outer = around.last().copied().unwrap_or_default();
        match node.value() {
            Node::Comment(comment) => {
                comments += 1;
                if comments <= LISTED {
                    output.metadata("html.comment", comment)?;
                }
            }
            Node::Text(text) => unseen.count(outer, text.trim()),
            _ => {}
        }
        around.push(outer.over(look(node.value())));
    }
    if comments > 0 {
        output.metadata("html.comments", &comments.to_string())?;
    }
    unseen.tell("html", output)
}

/// What an element's own style says of the look of its text.
fn look(node: &Node) -> Look {
    let Some(element) = node.as_element() else { return Look::default() };
    let style: String = element.attr("style").unwrap_or_default().split_whitespace().collect();
    let style = style.to_ascii_lowercase();
    let value = |name: &str| {
        let mut entries = style.split(';').filter_map(|entry| entry.split_once(':'));
        entries.find(|(key, _)| *key == name).map(|(_, value)| value)
    };
    let is = |name: &str, wanted: &str| value(name) == Some(wanted);
    let away = is("display", "none") || is("visibility", "hidden") || is("opacity", "0");
    let size = value("font-size");
    let size = size.and_then(|size| size.trim_end_matches("px").trim_end_matches("pt").parse::<f64>().ok());
    let ground = value("background").or_else(|| value("background-color"));
    Look {
        hidden: (away || element.attr("hidden").is_some()).then_some(true),
        white: value("color").map(is_white),
        tiny: size.map(|size| size < super::unseen::TINY_POINTS),
        shaded: ground
            .filter(|color| !matches!(*color, "transparent" | "none" | "inherit"))
            .map(|color| !is_white(color)),
    }
}
