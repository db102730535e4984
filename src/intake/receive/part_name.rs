//! The names in a part's `Content-Disposition`.
//!
//! *Source*: WHATWG HTML, "Multipart form data": a browser writes `name` and
//! `filename` in quotes and escapes only `"` as `%22`, CR as `%0D` and LF as
//! `%0A`; a backslash stands for itself. The parser in actix-web follows RFC
//! 6266 and would drop backslashes, and a name is kept as it was sent.

use actix_multipart::Field;

/// The file name of a part, unchanged but for the three escapes; none if the
/// part has no such parameter. `Err` if it is not UTF-8.
pub(super) fn file_name(field: &Field) -> Result<Option<String>, std::str::Utf8Error> {
    let header = field.headers().get("content-disposition").map_or(b"".as_slice(), |value| value.as_bytes());
    Ok(quoted_file_name(std::str::from_utf8(header)?))
}

fn quoted_file_name(header: &str) -> Option<String> {
    let (_, after) = header.split_once("; filename=\"")?;
    // Whatever stands between the first and the last quote: a client that does
    // not escape quotes is understood too.
    let value = after.rfind('"').and_then(|end| after.get(..end)).unwrap_or(after);
    let ends_early = value.find("\"; ").and_then(|end| value.get(..end));
    Some(unescape(ends_early.unwrap_or(value)))
}

fn unescape(value: &str) -> String {
    let escapes = [("%22", "\""), ("%0D", "\r"), ("%0d", "\r"), ("%0A", "\n"), ("%0a", "\n")];
    escapes.iter().fold(value.to_owned(), |text, (from, to)| text.replace(from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(header: &str) -> Option<String> {
        quoted_file_name(header)
    }

    #[test]
    fn a_name_is_kept_as_it_was_sent() {
        let header = |name: &str| format!("form-data; name=\"files\"; filename=\"{name}\"");
        for kept in [
            "a.txt",
            "",
            "../../etc/passwd",
            "a\\b.txt",
            "Отчёт 2026.pdf",
            "報告.docx",
            "a; b.txt",
            "\u{202e}fdp.exe",
            "100%.txt",
        ] {
            assert_eq!(name(&header(kept)).as_deref(), Some(kept));
        }
        assert_eq!(name(&header("say %22hi%22%0Athere")).as_deref(), Some("say \"hi\"\nthere"));
        assert_eq!(name(&header("say \"hi\".txt")).as_deref(), Some("say \"hi\".txt"));
        assert_eq!(name("form-data; filename=\"first.txt\"; name=\"files\"").as_deref(), Some("first.txt"));
        assert_eq!(name("form-data; name=\"message\""), None);
    }
}
