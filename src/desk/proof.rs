//! The last reader before print: a draft, sentence by sentence, against the ledger.
//!
//! *What enters*: a draft in Markdown, HTML, DOCX, ODT or plain text, and the case. *What
//! leaves*: each sentence with its state and evidence, findings with their places, what
//! changed since the last time. It says what stops printing, and decides nothing else.
//!
//! | Module | Holds |
//! |---|---|
//! | [`draft`] | a file → its text, blocks and marks, read by a worker |
//! | [`sentence`] | blocks → sentences with places and lasting ids: pure |
//! | [`quotation`] | what stands between marks of quotation, and how it is to be read: pure |
//! | [`align`] | a quotation against a text, word by word: pure |
//! | [`source`] | where in the case a quotation stands |

pub mod align;
#[cfg(test)]
mod articles;
pub mod draft;
pub mod quotation;
pub mod sentence;
pub mod source;
