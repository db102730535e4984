//! Whether an item is what it says, and is still what came.
//!
//! Nothing here decides that a document is genuine: it measures, names and keeps.
//! A person decides ([`decision`]), for a reason that stays visible.
//!
//! | Module | Holds |
//! |---|---|
//! | [`dkim`] | signatures of e-mail, judged offline against imported keys |
//! | [`integrity`] | the bytes of an item against the hash that they came with |
//! | [`decision`] | why an editor counts an item as genuine |
//! | [`inspection`] | one look at an item, and its entry in the custody log |

pub mod decision;
pub mod dkim;
pub mod inspection;
pub mod integrity;
