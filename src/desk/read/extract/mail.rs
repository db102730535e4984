//! E-mails (RFC 5322, MIME) and mailboxes: the head and the letter as text, what is
//! attached as members, a mailbox's messages as members.

use std::collections::HashSet;
use std::io::BufRead;

use mail_parser::mailbox::mbox::MessageIterator;
use mail_parser::{Address, Message, MessageParser, MessagePart, MimeHeaders, PartType};

use super::{Output, Stop, html};
use crate::read::error::Refusal;
use crate::read::{Format, Provenance};

/// Fields that are shown above a letter, as mail programs do.
const SHOWN: [&str; 6] = ["From", "To", "Cc", "Date", "Subject", "Reply-To"];

/// Reads one message.
pub(super) fn read(document: &[u8], output: &mut Output<'_>) -> Result<(), Stop> {
    let message = MessageParser::default().parse(document).ok_or(Refusal::Unreadable)?;
    output.format(Format::Eml)?;
    for (name, value) in message.headers_raw() {
        output.metadata(&format!("eml.{}", name.to_ascii_lowercase()), &unfolded(value))?;
    }
    output.provenance(&provenance(&message))?;
    output.part("headers")?;
    head(&message, output)?;
    output.part("body")?;
    for part in message.text_bodies() {
        letter(part, output)?;
    }
    pages(&message, output)?;
    for (part, number) in message.attachments().zip(1_u32..) {
        let named = part.attachment_name().map(str::to_owned);
        let name = named.unwrap_or_else(|| format!("attachment {number}"));
        output.member(&name, &Provenance::default(), &mut content(part))?;
    }
    Ok(())
}

fn content<'a>(part: &'a MessagePart<'_>) -> &'a [u8] {
    match &part.body {
        PartType::Message(message) => message.raw_message(),
        _ => part.contents(),
    }
}

/// A letter is plain text, or a page of the web.
fn letter(part: &MessagePart<'_>, output: &mut Output<'_>) -> Result<(), Stop> {
    match &part.body {
        PartType::Html(page) => output.text(&html::text(page))?,
        PartType::Text(text) => output.text(&text.replace("\r\n", "\n"))?,
        _ => {}
    }
    output.text("\n")
}

/// A letter often comes twice, as text and as a page. Where the page has words that
/// the text has not, both are kept.
fn pages(message: &Message<'_>, output: &mut Output<'_>) -> Result<(), Stop> {
    let shown: Vec<&str> = message.text_bodies().filter_map(|part| part.text_contents()).collect();
    let shown: HashSet<&str> = shown.iter().flat_map(|text| words(text)).collect();
    for part in message.html_bodies() {
        let PartType::Html(page) = &part.body else { continue };
        if message.text_bodies().any(|body| std::ptr::eq(body, part)) {
            continue;
        }
        let text = html::text(page);
        if words(&text).any(|word| !shown.contains(word)) {
            output.part("body as a page")?;
            output.text(&text)?;
        }
    }
    Ok(())
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// The head as it reads: decoded, and only what people wrote.
fn head(message: &Message<'_>, output: &mut Output<'_>) -> Result<(), Stop> {
    let addresses = |address: Option<&Address<'_>>| address.map(people).unwrap_or_default();
    for name in SHOWN {
        let value = match name {
            "From" => addresses(message.from()),
            "To" => addresses(message.to()),
            "Cc" => addresses(message.cc()),
            "Reply-To" => addresses(message.reply_to()),
            "Subject" => message.subject().unwrap_or_default().to_owned(),
            _ => message.header_raw(name).map(unfolded).unwrap_or_default(),
        };
        if !value.is_empty() {
            output.text(&format!("{name}: {value}\n"))?;
        }
    }
    output.text("\n")
}

fn people(address: &Address<'_>) -> String {
    let each = address.iter().map(|one| match (&one.name, &one.address) {
        (Some(name), Some(address)) => format!("{name} <{address}>"),
        (Some(text), None) | (None, Some(text)) => text.to_string(),
        (None, None) => String::new(),
    });
    each.collect::<Vec<_>>().join(", ")
}

fn provenance(message: &Message<'_>) -> Provenance {
    // The day that the sender wrote, in the sender's zone.
    let day =
        message.date().and_then(|date| format!("{:04}-{:02}-{:02}", date.year, date.month, date.day).parse().ok());
    Provenance {
        title: message.subject().map(str::to_owned),
        author: message.from().map(people),
        published: day,
        ..Provenance::default()
    }
}

/// A field on one line.
fn unfolded(value: &str) -> String {
    value.lines().map(str::trim).collect::<Vec<_>>().join(" ").trim().to_owned()
}

/// Reads a mailbox as it passes: each message is a member.
pub(super) fn mailbox(input: &mut dyn BufRead, output: &mut Output<'_>) -> Result<(), Stop> {
    output.format(Format::Mbox)?;
    for (message, number) in MessageIterator::new(input).zip(1_u64..) {
        let message = message.map_err(Stop::Pipe)?;
        output.member(&format!("message {number}"), &Provenance::default(), &mut message.contents())?;
    }
    Ok(())
}
