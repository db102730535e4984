//! Plain text.

use super::{Output, Stop};
use crate::read::Format;
use crate::read::error::Refusal;

/// Reads plain text.
pub(super) fn read(document: &[u8], output: &mut Output<'_>) -> Result<(), Stop> {
    let text = std::str::from_utf8(document).map_err(|_| Refusal::Unsupported)?;
    output.format(Format::Text)?;
    output.text(text)
}
