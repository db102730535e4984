//! A submission, sent as a browser sends it, by `curl`.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::folder::Folder;
use super::page::Page;

/// What a source sends. Parts go out in the order in which they were added.
#[derive(Default)]
pub struct Tip {
    parts: Vec<Part>,
    is_follow_up: bool,
}

enum Part {
    Field(String, String),
    File(String, Content),
}

enum Content {
    Bytes(Vec<u8>),
    Path(PathBuf),
}

impl Tip {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A follow-up in place of a tip.
    pub fn follow_up() -> Self {
        Self { is_follow_up: true, ..Self::default() }
    }

    /// With the codename and the number of a form that was opened, written down.
    pub fn on(self, form: &Page) -> Self {
        self.field("codename", &form.codename()).field("submission", &form.submission()).field("saved", "yes")
    }

    /// With a message.
    pub fn message(self, text: &str) -> Self {
        self.field("message", text)
    }

    /// With a field of the form.
    pub fn field(mut self, name: &str, value: &str) -> Self {
        self.parts.push(Part::Field(name.into(), value.into()));
        self
    }

    /// With a file.
    pub fn file(mut self, name: &str, bytes: impl Into<Vec<u8>>) -> Self {
        self.parts.push(Part::File(name.into(), Content::Bytes(bytes.into())));
        self
    }

    /// With a file that lies on the disk.
    pub fn file_at(mut self, name: &str, path: PathBuf) -> Self {
        self.parts.push(Part::File(name.into(), Content::Path(path)));
        self
    }

    /// Sends it.
    pub fn send(&self, address: &str, certificate: &Path) -> Page {
        self.try_send(address, certificate).expect("an answer")
    }

    /// Sends it to a server that may go away meanwhile.
    pub fn try_send(&self, address: &str, certificate: &Path) -> Option<Page> {
        let folder = Folder::new();
        let body = folder.join("answer.html");
        let mut curl = Command::new("curl");
        curl.args(["--silent", "--max-time", "300", "--write-out", "%{http_code}"]);
        curl.arg("--cacert").arg(certificate).arg("--output").arg(&body);
        for (index, part) in self.parts.iter().enumerate() {
            curl.args(part.arguments(&folder, index));
        }
        if self.parts.is_empty() {
            // A form without a single part: only the closing boundary.
            curl.args(["-H", "Content-Type: multipart/form-data; boundary=x", "--data-binary", "--x--\r\n"]);
        }
        let output =
            curl.arg(format!("{address}{}", if self.is_follow_up { "follow-up" } else { "tip" })).output().unwrap();
        output.status.success().then(|| Page {
            status: String::from_utf8(output.stdout).unwrap().parse().unwrap(),
            html: String::from_utf8(std::fs::read(&body).unwrap_or_default()).unwrap(),
        })
    }
}

impl Part {
    /// Arguments of `curl`. Values go through files: they may be longer than an argument.
    fn arguments(&self, folder: &Folder, index: usize) -> [String; 2] {
        match self {
            Self::Field(name, value) => {
                let path = folder.write(format!("field-{index}"), value);
                ["--form".into(), format!("{name}=<{}", path.display())]
            }
            Self::File(name, content) => {
                let path = match content {
                    Content::Bytes(bytes) => folder.write(format!("file-{index}"), bytes),
                    Content::Path(path) => path.clone(),
                };
                // Within curl's own quotes; on the wire it writes names as browsers do.
                let name = name.replace('\\', "\\\\").replace('"', "\\\"");
                ["--form".into(), format!("files=@{};filename=\"{name}\"", path.display())]
            }
        }
    }
}
