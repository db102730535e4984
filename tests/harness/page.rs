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
        unescape(text.strip_prefix('\n').unwrap_or(text))
    }

    /// The submission number that the form carries.
    pub fn submission(&self) -> String {
        self.hidden("submission")
    }

    /// The codename that the page shows.
    pub fn codename(&self) -> String {
        let (_, after) = self.html.split_once("<p id=\"codename\">").expect("a codename");
        after.split("</p>").next().unwrap().to_owned()
    }

    /// What a page of a visit carries on.
    pub fn state(&self) -> String {
        self.hidden("state")
    }

    /// The first value that the page has for this field.
    pub fn hidden(&self, name: &str) -> String {
        let field = format!("name=\"{name}\" value=\"");
        let (_, after) = self.html.split_once(&field).unwrap_or_else(|| panic!("no {name}: {}", self.summary()));
        after.split('"').next().unwrap().to_owned()
    }

    /// The reply that the page shows.
    pub fn reply(&self) -> Option<String> {
        let (_, after) = self.html.split_once("<div class=\"reply\" dir=\"auto\">")?;
        Some(unescape(after.split("</div>").next().unwrap()))
    }

    /// The page without what differs at random from one to the next.
    pub fn without_numbers(&self) -> String {
        let mut pieces = self.html.split("type=\"hidden\" name=\"");
        let first = pieces.next().unwrap().to_owned();
        pieces.fold(first, |page, piece| {
            let (name, after) = piece.split_once('"').unwrap();
            let rest = after.split_once("value=\"").unwrap().1;
            page + name + &"#".repeat(rest.find('"').unwrap()) + rest.split_once('"').unwrap().1
        })
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

fn unescape(text: &str) -> String {
    [("&#60;", "<"), ("&#62;", ">"), ("&#34;", "\""), ("&#39;", "'"), ("&#38;", "&")]
        .iter()
        .fold(text.to_owned(), |text, (escaped, plain)| text.replace(escaped, plain))
}
