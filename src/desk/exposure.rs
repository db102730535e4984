//! Could what is printed lead to the source?

pub mod circles;
pub mod words;
