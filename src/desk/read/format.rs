//! What a document is.

use serde::{Deserialize, Serialize};

macro_rules! formats {
    ($($(#[$doc:meta])* $name:ident = $word:literal, $media:literal;)*) => {
        /// What a document is, by its content.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum Format { $($(#[$doc])* #[serde(rename = $word)] $name,)* }

        impl Format {
            /// Every format, for whoever lists them.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The word for it in kebab-case, as it is stored.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }

            /// The media type (IANA registry where it has one).
            #[must_use]
            pub fn media_type(self) -> &'static str {
                match self { $(Self::$name => $media,)* }
            }
        }
    };
}

formats! {
    /// Plain text in any encoding.
    Text = "text", "text/plain";
    /// Markdown: plain text with its marks.
    Markdown = "markdown", "text/markdown";
    /// A page of the web.
    Html = "html", "text/html";
    /// Portable Document Format.
    Pdf = "pdf", "application/pdf";
    /// Office Open XML text.
    Docx = "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    /// Office Open XML slides.
    Pptx = "pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation";
    /// Office Open XML sheets.
    Xlsx = "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    /// OpenDocument text.
    Odt = "odt", "application/vnd.oasis.opendocument.text";
    /// OpenDocument slides.
    Odp = "odp", "application/vnd.oasis.opendocument.presentation";
    /// OpenDocument sheets.
    Ods = "ods", "application/vnd.oasis.opendocument.spreadsheet";
    /// Values separated by commas, semicolons or tabs.
    Csv = "csv", "text/csv";
    /// One e-mail (RFC 5322).
    Eml = "eml", "message/rfc822";
    /// A mailbox of e-mails (RFC 4155).
    Mbox = "mbox", "application/mbox";
    /// A ZIP archive.
    Zip = "zip", "application/zip";
    /// A tar archive, compressed with gzip or not.
    Tar = "tar", "application/x-tar";
    /// One file compressed with gzip.
    Gzip = "gzip", "application/gzip";
    /// A web archive (ISO 28500).
    Warc = "warc", "application/warc";
    /// A web archive collection in a ZIP.
    Wacz = "wacz", "application/wacz";
    /// A JPEG picture.
    Jpeg = "jpeg", "image/jpeg";
    /// A PNG picture.
    Png = "png", "image/png";
    /// A TIFF picture.
    Tiff = "tiff", "image/tiff";
    /// A HEIF picture, as phones make them.
    Heic = "heic", "image/heic";
}

impl Format {
    /// The format that [`Format::as_str`] calls so.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|format| format.as_str() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_leads_back_to_its_format() {
        for format in Format::ALL {
            assert_eq!(Format::from_word(format.as_str()), Some(*format));
        }
        // The control.
        assert_eq!(Format::from_word("TEXT"), None);
    }
}
