//! A source who comes back with a codename.

use super::form::Form;
use super::page::Page;
use super::wire::request_page;

impl Form {
    /// Opens a page.
    pub fn open(&self, path: &str) -> Page {
        request_page(self, format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n").as_bytes()).expect("a page")
    }

    /// Sends the fields of a short form.
    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        request_page(self, urlencoded(path, fields).as_bytes()).expect("an answer")
    }

    /// Signs in.
    pub fn sign_in(&self, codename: &str) -> Page {
        self.post("/replies", &[("codename", codename)])
    }

    /// Reads every reply of a mailbox, in order.
    pub fn read_all(&self, codename: &str) -> Vec<String> {
        let mut page = self.sign_in(codename);
        assert_eq!(page.status, 200, "{}", page.summary());
        let mut replies: Vec<String> = page.reply().into_iter().collect();
        while page.html.contains("name=\"go\" value=\"next\"") {
            page = self.post("/replies", &[("state", &page.state()), ("go", "next")]);
            replies.extend(page.reply());
        }
        replies
    }
}

/// A request as a browser sends a short form.
pub fn urlencoded(path: &str, fields: &[(&str, &str)]) -> String {
    let escape = |text: &str| text.bytes().map(escaped).collect::<String>();
    let body: Vec<_> = fields.iter().map(|(name, value)| format!("{name}={}", escape(value))).collect();
    let body = body.join("&");
    format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

fn escaped(byte: u8) -> String {
    match byte {
        b' ' => "+".into(),
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    }
}
