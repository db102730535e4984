//! Pages of the web: what a reader sees, and what the page says of itself.
//!
//! Nothing that is seen is left out. What the page itself calls its article comes
//! first, the rest (menus, notices) after it, as a part of its own.

mod claims;

use ego_tree::NodeRef;
use ego_tree::iter::Edge;
use scraper::{Html, Node};

use super::{Output, Stop};
use crate::read::Format;
use crate::read::error::Refusal;

/// Elements that no reader sees.
const UNSEEN: [&str; 9] = ["script", "style", "template", "head", "noscript", "svg", "iframe", "object", "canvas"];
/// Elements that begin and end a line.
const BLOCKS: [&str; 34] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "br",
    "caption",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "tr",
    "ul",
];

/// Reads a page.
pub(super) fn read(document: &[u8], output: &mut Output<'_>) -> Result<(), Stop> {
    let page = parse(document)?;
    output.format(Format::Html)?;
    claims::tell(&page, output)?;
    super::traces::page(&page, output)?;
    match article(&page) {
        Some(article) => {
            output.part("article")?;
            output.text(&seen(article, None))?;
            output.part("rest of the page")?;
            output.text(&seen(page.tree.root(), Some(article)))
        }
        None => output.text(&seen(page.tree.root(), None)),
    }
}

/// The text of a page, for an e-mail whose letter is one.
pub(super) fn text(document: &str) -> String {
    seen(Html::parse_document(document).tree.root(), None)
}

fn parse(document: &[u8]) -> Result<Html, Refusal> {
    let declared = declared_encoding(document);
    let text = match declared {
        Some(encoding) if std::str::from_utf8(document).is_err() => encoding.decode(document).0.into_owned(),
        _ => super::text::decoded(document).ok_or(Refusal::Unreadable)?,
    };
    Ok(Html::parse_document(&text))
}

/// The encoding that the first bytes declare (HTML standard, prescan).
fn declared_encoding(document: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    let head = document.get(..document.len().min(1024)).unwrap_or_default();
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let (_, after) = head.split_once("charset=")?;
    let name = after.trim_start_matches(['"', '\'']);
    let end = name.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '-' && letter != '_')?;
    encoding_rs::Encoding::for_label(name.get(..end)?.as_bytes())
}

/// The one `article`, or else the one `main`.
fn article(page: &Html) -> Option<NodeRef<'_, Node>> {
    let only = |name: &str| {
        let mut found = page.tree.root().descendants().filter(|node| is(node, name));
        found.next().filter(|_| found.next().is_none())
    };
    only("article").or_else(|| only("main"))
}

fn is(node: &NodeRef<'_, Node>, name: &str) -> bool {
    node.value().as_element().is_some_and(|element| element.name() == name)
}

/// What a reader sees of a node, line by line, without what lies in `except`.
fn seen(root: NodeRef<'_, Node>, except: Option<NodeRef<'_, Node>>) -> String {
    let mut lines = Lines::default();
    // How deep we are in something that is not to be seen.
    let mut hidden = 0_usize;
    for edge in root.traverse() {
        match edge {
            Edge::Open(node) => {
                hidden += usize::from(is_hidden(&node) || Some(node) == except);
                if hidden == 0 {
                    open(&node, &mut lines);
                }
            }
            Edge::Close(node) => {
                if hidden == 0 {
                    close(&node, &mut lines);
                }
                hidden = hidden.saturating_sub(usize::from(is_hidden(&node) || Some(node) == except));
            }
        }
    }
    lines.finish()
}

fn is_hidden(node: &NodeRef<'_, Node>) -> bool {
    node.value()
        .as_element()
        .is_some_and(|element| UNSEEN.contains(&element.name()) || element.attr("hidden").is_some())
}

fn open(node: &NodeRef<'_, Node>, lines: &mut Lines) {
    match node.value() {
        Node::Text(text) => lines.words(text),
        Node::Element(element) if BLOCKS.contains(&element.name()) => lines.end(),
        Node::Element(element) if element.name() == "img" => lines.words(element.attr("alt").unwrap_or_default()),
        _ => {}
    }
}

fn close(node: &NodeRef<'_, Node>, lines: &mut Lines) {
    let Some(element) = node.value().as_element() else { return };
    match element.name() {
        "td" | "th" => lines.cell(),
        name if BLOCKS.contains(&name) => lines.end(),
        _ => {}
    }
}

/// Lines as they grow: white space in a row counts once (CSS Text, section 4).
#[derive(Default)]
struct Lines {
    text: String,
    space: bool,
}

impl Lines {
    fn words(&mut self, text: &str) {
        for letter in text.chars() {
            // No-break spaces are kept: they are part of a quotation.
            if letter.is_ascii_whitespace() {
                self.space = true;
                continue;
            }
            if self.space && !self.text.is_empty() && !self.text.ends_with(['\n', '\t']) {
                self.text.push(' ');
            }
            self.space = false;
            self.text.push(letter);
        }
    }

    fn cell(&mut self) {
        self.text.push('\t');
        self.space = false;
    }

    fn end(&mut self) {
        self.space = false;
        let length = self.text.trim_end_matches('\t').len();
        self.text.truncate(length);
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
    }

    fn finish(mut self) -> String {
        self.end();
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_seen_is_kept_and_what_is_not_is_not() {
        let page = "<html><head><title>T</title><style>x{}</style></head><body><nav>Menu</nav>\
            <h1>The  bridge</h1><p>It was <b>closed</b>\n in&nbsp;May.</p><script>evil()</script>\
            <table><tr><td>a</td><td>b</td></tr></table><p hidden>secret</p></body></html>";
        assert_eq!(text(page), "Menu\nThe bridge\nIt was closed in\u{a0}May.\na\tb\n");
    }

    #[test]
    fn a_hundred_thousand_elements_deep_is_no_recursion() {
        let deep = format!("{}deep", "<i>".repeat(100_000));
        assert_eq!(text(&deep), "deep\n");
    }
}
