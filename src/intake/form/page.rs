//! One page as it goes out: its content, then padding up to its class.
//!
//! The padding is never held in memory: of a thousand pages on their way, 128 KiB
//! each, only what they say is.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::body::{BodySize, MessageBody};
use bytes::Bytes;

/// Padding that is handed out at once.
const PIECE: &[u8] = &[b' '; 8 * 1024];
const OPEN: &[u8] = b"<!--";
const CLOSE: &[u8] = b"-->";

/// A page with the length of its class.
pub struct Page {
    /// Content and the beginning of the comment that is the padding.
    content: Bytes,
    /// Length of the whole page, in bytes.
    length: usize,
    sent: usize,
}

impl Page {
    /// Fills a page up to its class: the least of its kind, or the next power of two.
    pub(super) fn pad(rendered: askama::Result<String>, least: usize) -> Self {
        // Rendering into a String fails only if a template does: a test renders all.
        let mut content = rendered.unwrap_or_default().into_bytes();
        content.extend_from_slice(OPEN);
        let length = (content.len() + CLOSE.len()).next_power_of_two().max(least);
        Self { content: content.into(), length, sent: 0 }
    }

    /// The whole page.
    #[must_use]
    pub fn to_bytes(mut self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.length);
        while let Some(piece) = self.next() {
            bytes.extend_from_slice(&piece);
        }
        bytes
    }

    fn next(&mut self) -> Option<Bytes> {
        let left = self.length - self.sent;
        let piece = if self.sent == 0 {
            std::mem::take(&mut self.content)
        } else if left > CLOSE.len() {
            Bytes::from_static(PIECE).split_to(PIECE.len().min(left - CLOSE.len()))
        } else if left > 0 {
            Bytes::from_static(CLOSE)
        } else {
            return None;
        };
        self.sent += piece.len();
        Some(piece)
    }
}

impl MessageBody for Page {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        BodySize::Sized(self.length as u64)
    }

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Bytes, Infallible>>> {
        Poll::Ready(self.next().map(Ok))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_its_class_to_the_byte_and_says_so() {
        for length in [0, 1, 1_000, 16_377, 16_378, 20_000, 32_761, 32_762, 40_000] {
            let page = || Page::pad(Ok("x".repeat(length)), 16 * 1024);
            let bytes = page().to_bytes();
            let class = (length + 7).next_power_of_two().max(16 * 1024);
            assert_eq!((bytes.len(), page().size()), (class, BodySize::Sized(class as u64)), "{length}");
            let text = String::from_utf8(bytes).unwrap();
            let (content, padding) = text.split_once("<!--").unwrap();
            assert_eq!(content.len(), length);
            assert!(padding.strip_suffix("-->").unwrap().bytes().all(|byte| byte == b' '));
        }
    }
}
