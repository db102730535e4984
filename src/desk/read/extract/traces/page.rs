//! What a web page carries that nobody sees: comments, and text that is styled away
//! where it stands. Style sheets are not read.

use scraper::{Html, Node};

use super::LISTED;
use super::unseen::{Look, Unseen, is_white};
use crate::read::extract::{Output, Stop};

/// Elements around a text whose styles are looked at.
const AROUND: usize = 64;

/// Tells of them.
pub(in crate::read::extract) fn page(page: &Html, output: &mut Output<'_>) -> Result<(), Stop> {
    let (mut comments, mut unseen) = (0_usize, Unseen::default());
    for node in page.tree.nodes() {
        match node.value() {
            Node::Comment(comment) => {
                comments += 1;
                if comments <= LISTED {
                    output.metadata("html.comment", comment)?;
                }
            }
            Node::Text(text) => {
                let around = node.ancestors().take(AROUND).map(|outer| look(outer.value()));
                // From the outermost to the nearest, which has the last word.
                let looks: Vec<Look> = around.collect();
                let look = looks.into_iter().rev().fold(Look::default(), Look::over);
                unseen.count(look, text.trim());
            }
            _ => {}
        }
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
    let value = |name: &str| {
        let of = |entry: &str| entry.split_once(':').filter(|(key, _)| *key == name).map(|(_, value)| value.to_owned());
        style.to_ascii_lowercase().split(';').find_map(of)
    };
    let is = |name: &str, wanted: &str| value(name).as_deref() == Some(wanted);
    let away = is("display", "none") || is("visibility", "hidden") || is("opacity", "0");
    let size = value("font-size");
    let size = size.as_deref().and_then(|size| size.trim_end_matches("px").trim_end_matches("pt").parse::<f64>().ok());
    Look {
        hidden: (away || element.attr("hidden").is_some()).then_some(true),
        white: value("color").map(|color| is_white(&color)),
        tiny: size.map(|size| size < super::unseen::TINY_POINTS),
        shaded: (value("background").or_else(|| value("background-color"))).map(|color| !is_white(&color)),
    }
}
