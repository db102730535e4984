//! As much of WebDriver (W3C) as these tests need, over plain HTTP on loopback.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::harness::{Folder, free_port};

/// How the standard names an element in JSON.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";
/// Longest wait for a page.
const PATIENCE: Duration = Duration::from_secs(30);

/// What a page is shown on, in CSS pixels.
#[derive(Clone, Copy)]
pub struct Screen {
    /// Width.
    pub width: u64,
    /// Height.
    pub height: u64,
    /// Device pixels to one of them.
    pub scale: u64,
    /// Whether scroll bars take no room, and the page's own viewport counts.
    pub is_phone: bool,
}

/// A chromium without JavaScript, and its driver.
pub struct Browser {
    driver: Child,
    port: u16,
    session: String,
    /// Profile and everything else that the browser writes.
    home: Folder,
}

impl Browser {
    /// Starts both.
    pub fn start() -> Self {
        let (port, home) = (free_port(), Folder::new());
        let mut command = Command::new("chromedriver");
        command.arg(format!("--port={port}")).stdout(Stdio::null()).stderr(Stdio::null());
        let driver = command.env("HOME", home.path()).env("TMPDIR", home.path()).spawn().unwrap();
        let mut browser = Self { driver, port, session: String::new(), home };
        let started = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(started.elapsed() < PATIENCE, "chromedriver does not answer");
            std::thread::sleep(Duration::from_millis(50));
        }
        let options = json!({
            "args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                     "--window-size=1280,900", "--hide-scrollbars", "--force-color-profile=srgb"],
            "prefs": { "profile.managed_default_content_settings.javascript": 2 },
        });
        let wanted = json!({ "acceptInsecureCerts": true, "goog:chromeOptions": options });
        let made = browser.ask("POST", "/session", &json!({ "capabilities": { "alwaysMatch": wanted } }));
        browser.session = format!("/session/{}", made["sessionId"].as_str().unwrap());
        browser
    }

    /// Opens a page.
    pub fn open(&self, address: &str) {
        self.command("url", &json!({ "url": address }));
    }

    /// Loads the page again, sending a form again if it came from one.
    pub fn reload(&self) {
        self.command("refresh", &json!({}));
    }

    /// Presses an element.
    pub fn click(&self, selector: &str) {
        self.command(&format!("element/{}/click", self.find(selector)), &json!({}));
    }

    /// Types, or names the files of a file field, a line each.
    pub fn type_into(&self, selector: &str, text: &str) {
        self.command(&format!("element/{}/value", self.find(selector)), &json!({ "text": text }));
    }

    /// The text that is shown in an element, once it is there.
    pub fn text_of(&self, selector: &str) -> String {
        self.query(&format!("element/{}/text", self.find(selector))).as_str().unwrap().to_owned()
    }

    /// A property of an element.
    pub fn property(&self, selector: &str, name: &str) -> Value {
        self.query(&format!("element/{}/property/{name}", self.find(selector)))
    }

    /// Whether a choice is made.
    pub fn is_chosen(&self, selector: &str) -> bool {
        self.query(&format!("element/{}/selected", self.find(selector))) == true
    }

    /// Shows pages on another screen.
    pub fn show_on(&self, Screen { width, height, scale, is_phone }: Screen) {
        let screen = json!({ "width": width, "height": height, "deviceScaleFactor": scale, "mobile": is_phone });
        self.devtools("Emulation.setDeviceMetricsOverride", &screen);
    }

    /// Width of the page's content in CSS pixels: more than the screen's when it
    /// has to be scrolled sideways.
    pub fn content_width(&self) -> u64 {
        let layout = self.devtools("Page.getLayoutMetrics", &json!({}));
        layout["cssContentSize"]["width"].as_u64().unwrap()
    }

    /// Saves what is downloaded in this folder, without asking.
    pub fn download_to(&self, folder: &Path) {
        let folder = json!({ "behavior": "allow", "downloadPath": folder });
        self.devtools("Browser.setDownloadBehavior", &folder);
    }

    /// A picture of the whole page, PNG.
    pub fn screenshot(&self) -> Vec<u8> {
        let shot = self.devtools("Page.captureScreenshot", &json!({ "captureBeyondViewport": true }));
        base64(shot["data"].as_str().unwrap())
    }

    fn find(&self, selector: &str) -> String {
        let started = Instant::now();
        loop {
            let body = json!({ "using": "css selector", "value": selector });
            let found = self.command("elements", &body);
            match found.get(0) {
                Some(element) => return element[ELEMENT].as_str().unwrap().to_owned(),
                None if started.elapsed() < PATIENCE => std::thread::sleep(Duration::from_millis(50)),
                None => panic!("no {selector} on {}", self.query("source")),
            }
        }
    }

    fn devtools(&self, command: &str, parameters: &Value) -> Value {
        self.command("goog/cdp/execute", &json!({ "cmd": command, "params": parameters }))
    }

    fn command(&self, path: &str, body: &Value) -> Value {
        self.ask("POST", &format!("{}/{path}", self.session), body)
    }

    fn query(&self, path: &str) -> Value {
        self.ask("GET", &format!("{}/{path}", self.session), &Value::Null)
    }

    fn ask(&self, method: &str, path: &str, body: &Value) -> Value {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        );
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(120))).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let value = serde_json::from_slice::<Value>(&body_of(stream)).unwrap()["value"].take();
        assert!(value.get("error").is_none(), "{method} {path}: {value}");
        value
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        self.driver.kill().unwrap();
        self.driver.wait().unwrap();
        // The driver leaves the browser behind, and that its own helpers. All of
        // them were told this test's folder, and nobody else was.
        let home = format!("{}/", self.home.path().display());
        while let Some(process) = process_with(&home) {
            // It may have ended meanwhile.
            let _gone = Command::new("kill").args(["-KILL", &process]).stderr(Stdio::null()).status();
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

/// A running process whose command line holds a text. One that has ended has none.
fn process_with(text: &str) -> Option<String> {
    let processes = fs::read_dir("/proc").unwrap().flatten();
    let mut numbered = processes.filter_map(|entry| entry.file_name().into_string().ok());
    numbered.find(|number| {
        let is_process = number.bytes().all(|byte| byte.is_ascii_digit());
        let line =
            if is_process { fs::read(format!("/proc/{number}/cmdline")).unwrap_or_default() } else { Vec::new() };
        String::from_utf8_lossy(&line).contains(text)
    })
}

/// The body of an answer; the driver leaves the connection open after it.
fn body_of(stream: TcpStream) -> Vec<u8> {
    let mut stream = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).unwrap();
        match line.to_ascii_lowercase().trim_end().strip_prefix("content-length:") {
            Some(value) => length = value.trim().parse().unwrap(),
            None if line.trim_end().is_empty() => break,
            None => {}
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).unwrap();
    body
}

/// RFC 4648, without a crate for one use.
fn base64(text: &str) -> Vec<u8> {
    let digit = |byte| match byte {
        b'A'..=b'Z' => u32::from(byte - b'A'),
        b'a'..=b'z' => u32::from(byte - b'a') + 26,
        b'0'..=b'9' => u32::from(byte - b'0') + 52,
        b'+' => 62,
        _ => 63,
    };
    let digits: Vec<u32> = text.bytes().filter(|byte| *byte != b'=').map(digit).collect();
    let group = |four: &[u32]| {
        let bits = four.iter().enumerate().fold(0, |bits, (index, digit)| bits | digit << (18 - 6 * index));
        bits.to_be_bytes()[1..four.len()].to_vec()
    };
    digits.chunks(4).flat_map(group).collect()
}
