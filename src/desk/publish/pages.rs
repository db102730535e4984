//! Data → files. Pure: the same dossier is the same bytes.
//!
//! Static HTML without anything that is run, loaded or sent: the policy in each page
//! allows its one style, by its hash, and nothing else.

use askama::Template;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::dossier::{Change, Dossier, Paragraph, PrintedClaim, Shape, Shown, Sources, What};
use super::seal::{KEY, SIGNATURE, SUMS};
use super::{PublishError, linked, seal};

const STYLE: &str = include_str!("../templates/dossier.css");

/// The pages, and the dossier as data. `key` is the public key that signs.
///
/// # Errors
/// [`PublishError::Page`].
pub fn pages(dossier: &Dossier, key: &str) -> Result<seal::Files, PublishError> {
    let frame = Frame { dossier, style: STYLE, hash: STANDARD.encode(Sha256::digest(STYLE)) };
    let linked = linked::embedded(&linked::linked(dossier));
    let blocks = blocks(&dossier.printed.article);
    let data = serde_json_canonicalizer::to_string(dossier).map_err(|_| PublishError::Page)?;
    let pages = [
        ("index.html", Article { frame: &frame, linked, blocks }.render()?),
        ("changes.html", Changes { frame: &frame }.render()?),
        ("check.html", Check { frame: &frame, key, names: [SUMS, SIGNATURE, KEY] }.render()?),
        ("dossier.json", data + "\n"),
    ];
    Ok(pages.into_iter().map(|(name, text)| (name.to_owned(), text.into_bytes())).collect())
}

/// What all pages have.
struct Frame<'d> {
    dossier: &'d Dossier,
    style: &'static str,
    hash: String,
}

#[derive(Template)]
#[template(path = "dossier_article.html")]
struct Article<'d> {
    frame: &'d Frame<'d>,
    linked: String,
    blocks: Vec<Block<'d>>,
}

#[derive(Template)]
#[template(path = "dossier_changes.html")]
struct Changes<'d> {
    frame: &'d Frame<'d>,
}

#[derive(Template)]
#[template(path = "dossier_check.html")]
struct Check<'d> {
    frame: &'d Frame<'d>,
    key: &'d str,
    names: [&'static str; 3],
}

/// A paragraph, or the items of one list.
struct Block<'d> {
    shape: Shape,
    paragraphs: Vec<&'d Paragraph>,
}

fn blocks(article: &[Paragraph]) -> Vec<Block<'_>> {
    let mut blocks: Vec<Block<'_>> = Vec::new();
    for paragraph in article {
        match blocks.last_mut().filter(|last| last.shape == paragraph.shape && paragraph.shape == Shape::Item) {
            Some(list) => list.paragraphs.push(paragraph),
            None => blocks.push(Block { shape: paragraph.shape, paragraphs: vec![paragraph] }),
        }
    }
    blocks
}

impl PrintedClaim {
    /// The label as readers see it, with a sign that needs no colour.
    fn told(&self) -> (&'static str, &'static str) {
        match self.label.as_str() {
            "confirmed" => ("●", "Confirmed"),
            "probable" => ("◕", "Probable"),
            "speculative" => ("◔", "Not established"),
            "opinion" => ("◇", "Opinion"),
            _ => ("○", "Unverified"),
        }
    }

    fn class(&self) -> &'static str {
        match self.label.as_str() {
            "confirmed" => "confirmed",
            "probable" => "probable",
            "opinion" => "opinion",
            _ => "speculative",
        }
    }

    fn sentence(&self) -> String {
        match &self.sources {
            Sources::Opinion => "This is a judgement. It rests on what is listed with it.".to_owned(),
            Sources::Withheld { independent: true } => "Independent sources; details withheld.".to_owned(),
            Sources::Withheld { independent: false } => "Details of what it rests on are withheld.".to_owned(),
            Sources::Open { independent: 1, names, .. } => format!("One source: {}.", listed(names)),
            Sources::Open { independent, names, .. } => {
                format!("{independent} independent sources: {}.", listed(names))
            }
        }
    }

    /// Sources that count as one.
    fn one(&self) -> &[(String, String)] {
        match &self.sources {
            Sources::Open { one, .. } => one,
            _ => &[],
        }
    }
}

fn listed(names: &[String]) -> String {
    match names {
        [] => "not named".to_owned(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

impl Shown {
    fn said(&self) -> &'static str {
        if self.denies { "Says otherwise" } else { "Says so" }
    }
}

impl Change {
    fn told(&self) -> &'static str {
        match self.what {
            What::First => "First published",
            What::Corrected => "Corrected",
            What::Retracted => "Retracted",
            What::Reworded => "Said in other words",
            What::Relabelled => "Judged anew",
            What::Added => "Added",
            What::Dropped => "No longer printed",
            What::Article => match (&self.before, &self.after) {
                (None, _) => "Paragraph added",
                (_, None) => "Paragraph taken out",
                _ => "Paragraph changed",
            },
            What::Sources => "No sentence changed; what is shown of sources or of the publisher did",
        }
    }
}
