//! Documents that were made from one another, by what they say about themselves.
//!
//! | Kept by | What |
//! |---|---|
//! | XMP (ISO 16684-1) | ids of the document, of the one it was derived from, of each saving |
//! | PDF (ISO 32000-2, 14.4) | the permanent id of a file and that of a saving |
//! | Word (ECMA-376, 17.15.1.70 `rsids`) | a random number for each session of editing |
//! | e-mail (RFC 5322, 3.6.4) | which message answers which |
//!
//! Whoever wants to can change all of them: equal ids are a reason, different ones are
//! none against. Pictures that look alike are not compared: nothing among the metadata
//! says how a picture looks.

use std::collections::{BTreeMap, BTreeSet};

use super::Tie;
use crate::independence::Reason;
use crate::read::Metadata;

/// Shorter ids, or those of one repeated character, were filled in by a careless program.
const ID_LEAST: usize = 8;
/// Sessions that stand in so many documents of the case come from a template.
const TEMPLATE_LEAST: usize = 3;
/// Sessions that two documents share surely come from one file when they are so many: a
/// letterhead that only these two use brings a few of its own.
const SESSIONS_SURE: usize = 4;
/// And when they are at least this part of the smaller document's.
const SESSIONS_PART: usize = 3;

/// Editing sessions that come with a template and say nothing of a document.
#[derive(Debug, Clone, Default)]
pub struct Templates(BTreeSet<String>);

impl Templates {
    /// From the metadata of the documents of a case; ids of sessions that many share.
    #[must_use]
    pub fn of<'m>(documents: impl IntoIterator<Item = &'m [Metadata]>) -> Self {
        let mut counted: BTreeMap<String, usize> = BTreeMap::new();
        for document in documents {
            sessions(document).into_iter().for_each(|session| *counted.entry(session).or_default() += 1);
        }
        let many = counted.into_iter().filter(|(_, documents)| *documents >= TEMPLATE_LEAST);
        Self(many.map(|(session, _)| session).collect())
    }
}

/// Whether two documents have a common origin. The surest reason is given.
#[must_use]
pub fn lineage(first: &[Metadata], second: &[Metadata], templates: &Templates) -> Option<Tie> {
    let found = by_id(first, second)
        .or_else(|| by_letter(first, second))
        .or_else(|| by_sessions(first, second, templates))
        .or_else(|| by_thread(first, second));
    found.map(|(detail, sure)| Tie::between(Reason::Lineage, detail, sure))
}

/// Whether a key holds an id of this kind.
type Kind = fn(&str) -> bool;

fn by_id(first: &[Metadata], second: &[Metadata]) -> Option<(String, bool)> {
    let kinds: [(&str, Kind); 3] = [
        ("one saving of one document (XMP instance id)", |key| key.ends_with("instance-id")),
        ("one document (XMP document id)", |key| key.ends_with("document-id")),
        ("one PDF file (its id)", is_pdf_id),
    ];
    let equal = |is: Kind| !ids(first, is).is_disjoint(&ids(second, is));
    kinds.into_iter().find(|(_, is)| equal(*is)).map(|(what, _)| (what.to_owned(), true))
}

fn is_pdf_id(key: &str) -> bool {
    key.strip_prefix("pdf.").is_some_and(|key| key.split(['.', '-']).any(|part| part == "id"))
        && !key.ends_with("document-id")
        && !key.ends_with("instance-id")
}

/// The ids of a kind, without what programs put around them.
fn ids(document: &[Metadata], is: Kind) -> BTreeSet<String> {
    let values = document.iter().filter(|one| is(&one.key)).flat_map(|one| one.value.split_whitespace());
    let bare = values.map(|value| {
        let value = value.rsplit(':').next().unwrap_or_default();
        value.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>()
    });
    bare.filter(|id| id.len() >= ID_LEAST && id.chars().any(|c| !id.starts_with(c))).collect()
}

/// The same letter, or an answer to it: mail programs put the letter below the answer.
fn by_letter(first: &[Metadata], second: &[Metadata]) -> Option<(String, bool)> {
    let (ours, theirs) = (letters(first, &["eml.message-id"]), letters(second, &["eml.message-id"]));
    if !ours.is_disjoint(&theirs) {
        return Some(("one e-mail (its message id)".to_owned(), true));
    }
    let answers = ["eml.in-reply-to", "eml.references"];
    let answered = !letters(first, &answers).is_disjoint(&theirs) || !letters(second, &answers).is_disjoint(&ours);
    answered.then(|| ("the one e-mail answers the other (References)".to_owned(), true))
}

/// Two answers to a letter that is not here.
fn by_thread(first: &[Metadata], second: &[Metadata]) -> Option<(String, bool)> {
    let answers = ["eml.in-reply-to", "eml.references"];
    let common = !letters(first, &answers).is_disjoint(&letters(second, &answers));
    common.then(|| ("both e-mails answer one that is not here (References)".to_owned(), false))
}

fn letters(document: &[Metadata], keys: &[&str]) -> BTreeSet<String> {
    let values = document.iter().filter(|one| keys.contains(&one.key.as_str()));
    let ids = values.flat_map(|one| one.value.split(['<', '>', ' ', ',', '\t']));
    ids.map(str::trim).filter(|id| id.contains('@')).map(str::to_owned).collect()
}

fn by_sessions(first: &[Metadata], second: &[Metadata], templates: &Templates) -> Option<(String, bool)> {
    let own = |document| sessions(document).difference(&templates.0).cloned().collect::<BTreeSet<_>>();
    let (ours, theirs) = (own(first), own(second));
    let shared = ours.intersection(&theirs).count();
    let smaller = ours.len().min(theirs.len());
    let detail = format!("{shared} of {smaller} sessions of editing are the same (revision ids)");
    (shared > 0).then(|| (detail, shared >= SESSIONS_SURE && shared * SESSIONS_PART >= smaller))
}

/// The session in which a document was begun is among the others too.
fn sessions(document: &[Metadata]) -> BTreeSet<String> {
    let sessions = document.iter().filter(|one| one.key.ends_with(".revision-id"));
    sessions.map(|one| one.value.trim().to_uppercase()).filter(|id| id.len() == 8 && id != "00000000").collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(pairs: &[(&str, &str)]) -> Vec<Metadata> {
        pairs.iter().map(|(key, value)| Metadata { key: (*key).to_owned(), value: (*value).to_owned() }).collect()
    }

    fn word(sessions: &[&str]) -> Vec<Metadata> {
        document(&sessions.iter().map(|session| ("docx.revision-id", *session)).collect::<Vec<_>>())
    }

    fn sure(first: &[Metadata], second: &[Metadata]) -> Option<bool> {
        let found = lineage(first, second, &Templates::default());
        let turned = lineage(second, first, &Templates::default());
        assert_eq!(found, turned, "without a direction it is the same from both sides");
        found.map(|tie| tie.sure)
    }

    #[test]
    fn equal_ids_of_a_document_are_one_document_however_they_are_written() {
        let a = document(&[("xmp.document-id", "xmp.did:4F1A-9B2C-77D0")]);
        let b = document(&[("xmp.title", "x"), ("xmp.original-document-id", "uuid:{4f1a9b2c77d0}")]);
        assert_eq!(sure(&a, &b), Some(true));
        assert_eq!(sure(&a, &document(&[("xmp.document-id", "xmp.did:4F1A-9B2C-77D1")])), None);
        assert_eq!(sure(&a, &document(&[("xmp.instance-id", "xmp.did:4F1A-9B2C-77D0")])), None, "of another kind");
        let pdf = |value| document(&[("pdf.id", value)]);
        assert_eq!(sure(&pdf("a3f09c11d4 77aa01bb02"), &pdf("A3F09C11D4 0102030405")), Some(true));
    }

    #[test]
    fn an_id_that_a_program_filled_in_is_none() {
        let pdf = |value| document(&[("pdf.id", value)]);
        assert_eq!(sure(&pdf("0000000000000000"), &pdf("0000000000000000")), None);
        assert_eq!(sure(&pdf("1"), &pdf("1")), None);
        assert_eq!(sure(&pdf("0000000000000001"), &pdf("0000000000000001")), Some(true), "the control");
        assert_eq!(sure(&[], &[]), None);
        let author = document(&[("pdf.author", "Osric Vane II")]);
        assert_eq!(sure(&author, &author), None, "an author is another reason");
    }

    #[test]
    fn an_answer_and_its_letter_are_one_and_two_answers_perhaps() {
        let letter = document(&[("eml.message-id", "<one@orm.example>")]);
        let answer = document(&[("eml.message-id", "<two@orm.example>"), ("eml.in-reply-to", "<one@orm.example>")]);
        let other = document(&[
            ("eml.message-id", "<three@orm.example>"),
            ("eml.references", "<zero@orm.example> <one@orm.example>"),
        ]);
        let apart = document(&[("eml.message-id", "<four@orm.example>"), ("eml.subject", "one@orm.example")]);
        assert_eq!(sure(&letter, &answer), Some(true));
        assert_eq!(sure(&letter, &other), Some(true));
        assert_eq!(sure(&answer, &other), Some(false));
        assert_eq!(sure(&letter, &apart), None);
        assert_eq!(sure(&letter, &letter), Some(true));
    }

    #[test]
    fn sessions_of_editing_beyond_the_template_make_two_texts_one() {
        let template = ["00A1B2C3", "00A1B2C4", "00A1B2C5", "00A1B2C6"];
        let with = |own: &[&str]| word(&[&template, own].concat());
        let (a, b) = (with(&["00111111", "00111112", "00111113", "00111114"]), with(&["00222221", "00222222"]));
        let copy = with(&["00111111", "00111112", "00111113", "00111114", "00333331"]);
        let case = [a.clone(), b.clone(), copy.clone()];
        let templates = Templates::of(case.iter().map(Vec::as_slice));
        assert_eq!(lineage(&a, &b, &templates), None);
        assert!(lineage(&a, &b, &Templates::default()).is_some(), "the control: unknown, a template looks like a copy");
        let tie = lineage(&a, &copy, &templates).unwrap();
        assert!(tie.sure);
        assert_eq!(tie.detail, "4 of 4 sessions of editing are the same (revision ids)");
        assert_eq!(sure(&word(&["00111111", "00111112"]), &word(&["00111111", "00111119"])), Some(false));
    }
}
