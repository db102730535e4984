//! ZIP, tar and gzip: what lies in them is given away, member by member. A name is
//! what the archive says and never a path.

use std::io::{BufRead, BufReader, Cursor, Read};

use flate2::bufread::MultiGzDecoder;
use zip::ZipArchive;

use super::office::{self, Package};
use super::{Output, Stop, detect, open, sheet, slides, wacz, warc, word};
use crate::read::error::Refusal;
use crate::read::{Format, Provenance};

/// As much of what a gzip holds as shows what it is.
const HEAD_BYTES: u64 = 4096;

/// Reads a ZIP, or what it is made into.
pub(super) fn zip(document: &[u8], output: &mut Output<'_>) -> Result<(), Stop> {
    let mut package = Package::open(document, output.limits())?;
    if package.has(word::MAIN) {
        word::read(&mut package, output)
    } else if package.has(slides::MAIN) {
        slides::read(&mut package, output)
    } else if package.has(sheet::MAIN) {
        sheet::excel(&mut package, document, output)
    } else if let Some(format) = open::format(&mut package)? {
        if format == Format::Ods {
            sheet::opened(&mut package, document, output)
        } else {
            open::read(&mut package, format, output)
        }
    } else if wacz::is_one(&package) {
        wacz::read(&mut package, document, output)
    } else {
        output.format(Format::Zip)?;
        members(document, |_| true, output)
    }
}

/// Gives away the entries of a ZIP that are wanted.
pub(super) fn members(document: &[u8], wanted: impl Fn(&str) -> bool, output: &mut Output<'_>) -> Result<(), Stop> {
    let mut zip = ZipArchive::new(Cursor::new(document)).map_err(|_| Refusal::Unreadable)?;
    let (mut given, mut encrypted, mut damaged) = (0_usize, 0_usize, 0_usize);
    for index in 0..zip.len() {
        let mut entry = match zip.by_index(index) {
            Ok(entry) => entry,
            Err(error) if office::refusal(&error) == Refusal::Encrypted => {
                encrypted += 1;
                continue;
            }
            Err(_) => {
                damaged += 1;
                continue;
            }
        };
        let name = String::from_utf8_lossy(entry.name_raw()).into_owned();
        if entry.is_dir() || !wanted(&name) {
            continue;
        }
        if output.member(&name, &Provenance::default(), &mut entry)? { given += 1 } else { damaged += 1 }
    }
    if given == 0 && encrypted > 0 {
        return Err(Refusal::Encrypted.into());
    }
    let lost = entries(document).saturating_sub(zip.len());
    count(lost, "have the name of another one and were not read", output)?;
    count(encrypted, "need a password and were not read", output)?;
    count(damaged, "are damaged or compressed in a way that is not known here, and were not read", output)
}

/// Entries that the end of a ZIP counts (APPNOTE 4.3.16), or none where it does not
/// say: those of one name are one in the list above.
fn entries(document: &[u8]) -> usize {
    let Some(at) = memchr::memmem::rfind(document, b"PK\x05\x06") else { return 0 };
    let count = document.get(at + 10..at + 12).and_then(|bytes| bytes.try_into().ok()).map(u16::from_le_bytes);
    count.filter(|count| *count != u16::MAX).map_or(0, usize::from)
}

fn count(number: usize, what: &str, output: &mut Output<'_>) -> Result<(), Stop> {
    if number > 0 { output.note(&format!("{number} members {what}")) } else { Ok(()) }
}

/// Reads a tar archive as it passes.
pub(super) fn tar(input: &mut dyn Read, output: &mut Output<'_>) -> Result<(), Stop> {
    output.format(Format::Tar)?;
    let mut archive = tar::Archive::new(input);
    let entries = archive.entries().map_err(|_| Refusal::Unreadable)?;
    let mut others = 0;
    for entry in entries {
        let Ok(mut entry) = entry else { return cut(output) };
        let kind = entry.header().entry_type();
        if !(kind.is_file() || kind.is_contiguous() || kind.is_gnu_sparse()) {
            others += usize::from(!kind.is_dir());
            continue;
        }
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let bytes = entry.size();
        let mut counted = Counted { input: &mut entry, left: bytes };
        if !output.member(&name, &Provenance::default(), &mut counted)? {
            return cut(output);
        }
    }
    count(others, "are links or devices and hold nothing", output)
}

fn cut(output: &mut Output<'_>) -> Result<(), Stop> {
    output.note("the archive is cut off or damaged; what came before was read")
}

/// A member that ends before its length is damaged, whatever tar makes of it.
struct Counted<'a> {
    input: &'a mut dyn Read,
    left: u64,
}

impl Read for Counted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.input.read(buffer)?;
        if count == 0 && self.left > 0 && !buffer.is_empty() {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        self.left = self.left.saturating_sub(count as u64);
        Ok(count)
    }
}

/// Where a compressed file is cut off.
struct Broken;

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
        Err(std::io::ErrorKind::UnexpectedEof.into())
    }
}

/// Reads what gzip compressed: a tar or a web archive as it passes, anything else
/// as one member.
pub(super) fn gzip(input: impl BufRead, output: &mut Output<'_>) -> Result<(), Stop> {
    let mut content = MultiGzDecoder::new(input);
    let mut head = Vec::new();
    let is_cut = content.by_ref().take(HEAD_BYTES).read_to_end(&mut head).is_err();
    if is_cut && head.is_empty() {
        return Err(Refusal::Unreadable.into());
    }
    let name =
        content.header().and_then(|header| header.filename()).map(|name| String::from_utf8_lossy(name).into_owned());
    let format = detect::stream(&head);
    // A decoder that failed once is not asked again: it might call that the end.
    let rest: Box<dyn Read + '_> = if is_cut { Box::new(Broken) } else { Box::new(content) };
    let mut content = head.as_slice().chain(rest);
    match format {
        Some(Format::Tar) => tar(&mut content, output),
        Some(Format::Warc) => warc::read(&mut BufReader::new(content), output),
        _ => {
            output.format(Format::Gzip)?;
            let name = name.unwrap_or_else(|| "content".to_owned());
            let whole = output.member(&name, &Provenance::default(), &mut content)?;
            if whole { Ok(()) } else { cut(output) }
        }
    }
}
