//! An answer of the form.

/// What a browser would get.
#[derive(Debug, Clone)]
pub struct Page {
    /// HTTP status.
    pub status: u16,
    /// The body.
    pub html: String,
}

impl Page {
    /// Whether the page has an element with this id.
    pub fn has(&self, id: &str) -> bool {
        self.html.contains(&format!(" id=\"{id}\""))
    }

    /// What stands in the element with this id, up to the end of its `div`.
    pub fn element(&self, id: &str) -> &str {
        let (_, after) = self.html.split_once(&format!(" id=\"{id}\"")).unwrap_or_else(|| panic!("no #{id}: {self:?}"));
        after.split("</div>").next().unwrap()
    }

    /// The text that is typed already.
    pub fn typed(&self) -> String {
        let (_, after) = self.html.split_once("<textarea").expect("the form");
        let (_, text) = after.split_once('>').unwrap();
        let text = text.split("</textarea>").next().unwrap();
        let text = text.strip_prefix('\n').unwrap_or(text);
        [("&#60;", "<"), ("&#62;", ">"), ("&#34;", "\""), ("&#39;", "'"), ("&#38;", "&")]
            .iter()
            .fold(text.to_owned(), |text, (escaped, plain)| text.replace(escaped, plain))
    }

    /// The submission number that the form carries.
    pub fn submission(&self) -> String {
        let (_, after) = self.html.split_once("name=\"submission\" value=\"").expect("the form");
        after.split('"').next().unwrap().to_owned()
    }

    /// Fails unless something was received.
    #[track_caller]
    pub fn expect_received(&self) -> &Self {
        assert!(self.status == 200 && self.has("received") && !self.has("refused"), "{}", self.summary());
        self
    }

    /// Fails unless the page says clearly why nothing was stored.
    #[track_caller]
    pub fn expect_refused(&self, status: u16) -> &Self {
        assert_eq!(self.status, status, "{}", self.summary());
        assert!(self.has("refused") && !self.has("received"), "{}", self.summary());
        self
    }

    /// Status and beginning, for a failed test.
    pub fn summary(&self) -> String {
        let main = self.html.split("<main>").nth(1).unwrap_or(&self.html);
        format!("{}: {}", self.status, main.chars().take(900).collect::<String>())
    }
}
