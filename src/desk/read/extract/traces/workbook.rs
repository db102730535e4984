//! What nobody sees of an XLSX (ECMA-376, part 1, 18.3 and 18.8): rows, columns, and
//! cells whose format hides them. And its comments.

use super::unseen::{TINY_POINTS, as_far_as_whole, is_white};
use crate::read::extract::Stop;
use crate::read::extract::xml::{Attributes, Step, walk};

/// Formats of a workbook that are known: more than Excel allows.
const FORMATS: usize = 70_000;

/// How a cell's format hides it, if it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Hides {
    White,
    Tiny,
    Format,
}

/// The looks of cells, by the number of their format.
#[derive(Default)]
pub(in crate::read::extract) struct Looks(Vec<Option<Hides>>);

/// A workbook's styles while they are read.
#[derive(Default)]
struct Read {
    fonts: Vec<Option<Hides>>,
    filled: Vec<bool>,
    silent: Vec<String>,
    looks: Vec<Option<Hides>>,
    within: Option<&'static str>,
}

impl Looks {
    /// Reads `xl/styles.xml`.
    pub(in crate::read::extract) fn of(styles: &[u8]) -> Result<Self, Stop> {
        let mut read = Read::default();
        as_far_as_whole(walk(styles, |step| {
            match step {
                Step::Open(name, attributes) => read.open(name, attributes),
                Step::Close("fonts" | "fills" | "cellXfs") => read.within = None,
                _ => {}
            }
            Ok(())
        }))?;
        Ok(Self(read.looks))
    }

    fn of_cell(&self, attributes: &Attributes) -> Option<Hides> {
        let format = attributes.value("s").and_then(|number| number.parse::<usize>().ok()).unwrap_or_default();
        self.0.get(format).copied().flatten()
    }
}

impl Read {
    fn open(&mut self, name: &str, attributes: &Attributes) {
        match (self.within, name) {
            (_, "fonts") => self.within = Some("fonts"),
            (_, "fills") => self.within = Some("fills"),
            (_, "cellXfs") => self.within = Some("cellXfs"),
            // `;;;`: nothing is shown of any kind of value.
            (_, "numFmt") if attributes.value("formatCode").is_some_and(|code| code.trim() == ";;;") => {
                self.silent.extend(attributes.value("numFmtId").map(str::to_owned));
            }
            (Some("fonts"), "font") if self.fonts.len() < FORMATS => self.fonts.push(None),
            (Some("fonts"), "color" | "sz") => {
                if let Some(last) = self.fonts.last_mut() {
                    *last = last.or(font(name, attributes));
                }
            }
            (Some("fills"), "patternFill") if self.filled.len() < FORMATS => {
                self.filled.push(attributes.value("patternType").is_some_and(|kind| kind != "none"));
            }
            (Some("fills"), "gradientFill") if self.filled.len() < FORMATS => self.filled.push(true),
            (Some("cellXfs"), "xf") if self.looks.len() < FORMATS => self.looks.push(self.format(attributes)),
            _ => {}
        }
    }

    fn format(&self, attributes: &Attributes) -> Option<Hides> {
        let number = |key: &str| attributes.value(key).and_then(|number| number.parse::<usize>().ok());
        let is_silent = attributes.value("numFmtId").is_some_and(|id| self.silent.iter().any(|silent| silent == id));
        let font = number("fontId").and_then(|font| self.fonts.get(font)).copied().flatten();
        let is_filled = number("fillId").and_then(|fill| self.filled.get(fill)) == Some(&true);
        match font {
            _ if is_silent => Some(Hides::Format),
            Some(Hides::White) if is_filled => None,
            other => other,
        }
    }
}

fn font(name: &str, attributes: &Attributes) -> Option<Hides> {
    if name == "sz" {
        let size = attributes.value("val").and_then(|size| size.parse::<f64>().ok());
        return size.filter(|size| *size < TINY_POINTS).map(|_| Hides::Tiny);
    }
    // The first colour of a theme is its ground, white but in the strangest.
    let ground = attributes.value("theme") == Some("0") && attributes.value("tint").is_none();
    (ground || attributes.value("rgb").is_some_and(is_white)).then_some(Hides::White)
}

/// What is hidden of one sheet: keys, and how much with the sheet's entry.
pub(in crate::read::extract) fn hidden(
    entry: &str,
    document: &[u8],
    looks: &Looks,
) -> Result<Vec<(&'static str, String)>, Stop> {
    if !entry.starts_with("xl/worksheets/") {
        return Ok(Vec::new());
    }
    let (mut rows, mut columns, mut cells) = (0_usize, 0_usize, [0_usize; 3]);
    let mut open = None;
    walk(document, |step| {
        match step {
            Step::Open("row", attributes) => rows += usize::from(is_hidden(attributes)),
            Step::Open("col", attributes) if is_hidden(attributes) => columns += span(attributes),
            Step::Open("c", attributes) => open = looks.of_cell(attributes),
            // A cell with a format and no value hides nothing.
            Step::Open("v" | "is", _) => {
                if let Some(count) = open.take().and_then(|hides| cells.get_mut(hides as usize)) {
                    *count += 1;
                }
            }
            _ => {}
        }
        Ok(())
    })?;
    let [white, tiny, format] = cells;
    let counts = [
        ("xlsx.hidden-rows", rows),
        ("xlsx.hidden-columns", columns),
        ("xlsx.white-cells", white),
        ("xlsx.tiny-cells", tiny),
        ("xlsx.format-hidden-cells", format),
    ];
    let counts = counts.into_iter().filter(|(_, count)| *count > 0);
    Ok(counts.map(|(key, count)| (key, format!("{entry}: {count}"))).collect())
}

fn is_hidden(attributes: &Attributes) -> bool {
    matches!(attributes.value("hidden"), Some("1" | "true"))
}

/// Columns that one element stands for.
fn span(attributes: &Attributes) -> usize {
    let number = |key: &str| attributes.value(key).and_then(|number| number.parse::<usize>().ok());
    number("max").zip(number("min")).map_or(1, |(max, min)| max.saturating_sub(min).saturating_add(1))
}

/// The comments on a sheet, each with its cell and its author.
pub(in crate::read::extract) fn comments(document: &[u8]) -> Result<Vec<String>, Stop> {
    let (mut authors, mut comments) = (Vec::<String>::new(), Vec::<String>::new());
    let (mut in_author, mut in_text) = (false, false);
    walk(document, |step| {
        match step {
            Step::Open("author", _) => (in_author, ()) = (true, authors.push(String::new())),
            Step::Close("author") => in_author = false,
            Step::Open("comment", attributes) => {
                let author = attributes.value("authorId").and_then(|number| number.parse::<usize>().ok());
                let author = author.and_then(|number| authors.get(number)).cloned().unwrap_or_default();
                comments.push(format!("{} {author}: ", attributes.value("ref").unwrap_or_default()));
            }
            Step::Open("t", _) => in_text = true,
            Step::Close("t") => in_text = false,
            Step::Text(text) if in_author => authors.last_mut().into_iter().for_each(|author| author.push_str(text)),
            Step::Text(text) if in_text => comments.last_mut().into_iter().for_each(|comment| comment.push_str(text)),
            _ => {}
        }
        Ok(())
    })?;
    Ok(comments)
}
