//! What a page says of itself: `<meta>`, JSON-LD (schema.org), title, canonical
//! address, language.

use scraper::Html;
use scraper::node::Element;
use serde_json::Value;

use crate::read::Provenance;
use crate::read::extract::{Output, Stop, dates, xml};

/// JSON-LD objects that are looked at: a page has one or a few.
const OBJECTS: usize = 1000;

/// Tells metadata and provenance.
pub(super) fn tell(page: &Html, output: &mut Output<'_>) -> Result<(), Stop> {
    let mut claims = Claims::default();
    for node in page.tree.nodes() {
        let Some(element) = node.value().as_element() else { continue };
        let inside =
            || node.children().filter_map(|child| child.value().as_text()).map(|text| &**text).collect::<String>();
        match element.name() {
            "meta" => claims.meta(element, output)?,
            "title" if claims.page.title.is_none() => claims.page.title = Some(inside()),
            "html" => claims.page.language = element.attr("lang").map(str::to_owned),
            "link" if element.attr("rel") == Some("canonical") => {
                claims.page.url = element.attr("href").map(str::to_owned);
            }
            "script" if element.attr("type") == Some("application/ld+json") => claims.linked_data(&inside()),
            _ => {}
        }
    }
    for (key, value) in &claims.linked {
        output.metadata(&format!("html.ld.{key}"), value)?;
    }
    output.provenance(&claims.weighed())
}

/// What was found, by how it was said: JSON-LD first, then `<meta>`, then the page.
#[derive(Default)]
struct Claims {
    linked: Vec<(String, String)>,
    metas: Vec<(String, String)>,
    page: Provenance,
}

impl Claims {
    fn meta(&mut self, element: &Element, output: &mut Output<'_>) -> Result<(), Stop> {
        let names = ["property", "name", "itemprop", "http-equiv"];
        let name = names.into_iter().find_map(|name| element.attr(name));
        let (Some(name), Some(content)) = (name, element.attr("content")) else { return Ok(()) };
        let name = name.to_ascii_lowercase();
        output.metadata(&format!("html.meta.{name}"), content)?;
        self.metas.push((name, content.to_owned()));
        Ok(())
    }

    /// Every object of a JSON-LD block, without recursion of ours.
    fn linked_data(&mut self, text: &str) {
        let Ok(root) = serde_json::from_str::<Value>(text) else { return };
        let mut waiting = vec![&root];
        let mut looked = 0;
        while let Some(value) = waiting.pop() {
            looked += 1;
            match value {
                _ if looked > OBJECTS => return,
                Value::Array(items) => waiting.extend(items.iter().rev()),
                Value::Object(object) if object.contains_key("@graph") => waiting.extend(object.get("@graph")),
                Value::Object(object) => {
                    let wanted =
                        ["headline", "datePublished", "dateModified", "author", "publisher", "inLanguage", "url"];
                    for key in wanted {
                        let value = object.get(key).map(names).filter(|value| !value.is_empty());
                        self.linked.extend(value.map(|value| (xml::kebab(key), value)));
                    }
                }
                _ => {}
            }
        }
    }

    fn weighed(self) -> Provenance {
        let linked = |key: &str| find(&self.linked, key);
        let meta = |keys: &[&str]| keys.iter().find_map(|key| find(&self.metas, key));
        let published =
            [linked("date-published"), meta(&["article:published_time", "datepublished", "dc.date.issued"])];
        let later = [meta(&["dcterms.created", "dc.date", "pubdate", "date"])];
        let published = published.into_iter().chain(later).flatten().find_map(|date| dates::day(&date));
        Provenance {
            title: linked("headline").or_else(|| meta(&["og:title", "dc.title"])).or(self.page.title),
            author: linked("author").or_else(|| meta(&["author", "article:author", "dc.creator"])),
            publisher: linked("publisher").or_else(|| meta(&["og:site_name", "publisher", "dc.publisher"])),
            url: self.page.url.or_else(|| meta(&["og:url"])).or_else(|| linked("url")),
            published,
            language: self.page.language.or_else(|| linked("in-language")).or_else(|| meta(&["og:locale"])),
        }
    }
}

fn find(claims: &[(String, String)], key: &str) -> Option<String> {
    claims.iter().find(|(name, value)| name == key && !value.trim().is_empty()).map(|(_, value)| value.clone())
}

/// A text, or the names of a person, an organisation, or several.
fn names(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Object(object) => object.get("name").and_then(Value::as_str).unwrap_or_default().to_owned(),
        Value::Array(items) => {
            let each = items.iter().map(|item| match item {
                Value::String(text) => text.as_str(),
                other => other.get("name").and_then(Value::as_str).unwrap_or_default(),
            });
            each.filter(|name| !name.is_empty()).collect::<Vec<_>>().join(", ")
        }
        _ => String::new(),
    }
}
