//! Days in the forms that documents have.

use subrosa_tip::Day;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;

/// The day of a text that begins with one: `2024-05-03`, `2024-05-03T10:00:00Z`,
/// `20240503…`, or of a date as e-mail and HTTP write it (RFC 5322, RFC 9110).
/// The day is the one that is written, wherever it was that day.
pub(super) fn day(text: &str) -> Option<Day> {
    let text = text.trim();
    let iso = text.get(..10).and_then(|head| head.parse().ok());
    iso.or_else(|| compact(text)).or_else(|| mail(text))
}

fn compact(text: &str) -> Option<Day> {
    let digits = text.strip_prefix("D:").unwrap_or(text).get(..8)?;
    let (year, month, day) = (digits.get(..4)?, digits.get(4..6)?, digits.get(6..)?);
    format!("{year}-{month}-{day}").parse().ok()
}

fn mail(text: &str) -> Option<Day> {
    // RFC 2822 calls a time zone "GMT" obsolete, HTTP knows no other.
    let text = text.replace(" GMT", " +0000");
    let moment = OffsetDateTime::parse(&text, &Rfc2822).ok()?;
    let date = moment.date();
    format!("{:04}-{:02}-{:02}", date.year(), u8::from(date.month()), date.day()).parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_found_in_each_form_and_in_nothing_else() {
        let forms = [
            "2024-05-03",
            "2024-05-03T23:59:59-11:00",
            "20240503101112",
            "D:20240503101112+02'00'",
            "Fri, 03 May 2024 10:11:12 GMT",
            "Fri, 3 May 2024 10:11:12 +0200",
        ];
        for form in forms {
            assert_eq!(day(form).map(|day| day.to_string()).as_deref(), Some("2024-05-03"), "{form}");
        }
        for form in ["", "yesterday", "2024-13-03", "20240230", "05/03/2024", "2024"] {
            assert_eq!(day(form), None, "{form}");
        }
    }
}
