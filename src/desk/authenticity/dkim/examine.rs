//! The worker's side: a message → the claims of its signatures, hashed.
//!
//! *Security*: runs on hostile bytes, in the worker. What it answers is JSON, so
//! that the desk takes over numbers and names and nothing that it would obey.

use std::io::Read;

use mail_parser::{DateTime, MessageParser};
use serde::{Deserialize, Serialize};
use sha1::Sha1;
use sha2::{Digest, Sha256};

use super::canonical::{self, Form};
use super::fault::Fault;
use super::message::{Field, Message, Unfit};
use super::signature::{self, Algorithm, Claims, Recipe};
use super::tags::without_signature;
use crate::read::Format;
use crate::read::error::Refusal;
use crate::read::extract::{Output, Stop};

/// Most signatures that are looked at; honest mail has one to three.
pub const SIGNATURES: usize = 16;
/// Most addresses that From fields are looked through for.
const SENDERS: usize = 50;
/// Most names of fields that are listed as not covered.
const NAMES: usize = 200;

/// What a message says that bears on its signatures.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Examination {
    /// Number of its From fields.
    pub from_fields: usize,
    /// Domains of the addresses in its From fields, in lower case.
    pub senders: Vec<String>,
    /// Every Date field, in seconds since 1970; none for one that is no date.
    pub dates: Vec<Option<i64>>,
    /// Its signatures, top to bottom.
    pub signatures: Vec<Examined>,
    /// Signatures beyond [`SIGNATURES`], which were not looked at.
    pub more: usize,
}

/// One signature without its key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Examined {
    /// It breaks a rule.
    Faulty(Fault),
    /// It keeps the rules.
    Sound(Box<Hashed>),
}

/// A signature with what it is made over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hashed {
    /// What it says of itself.
    pub claims: Claims,
    /// Whether the body has the hash that it says.
    pub body_matches: bool,
    /// Bytes of the canonical body after those that it covers.
    pub uncovered_bytes: u64,
    /// Hash of the fields that it covers and of itself.
    #[serde(with = "hex::serde")]
    pub hash: Vec<u8>,
    /// The date in the one Date field that it covers; none otherwise.
    pub covered_date: Option<i64>,
    /// Names of fields with an instance that it does not cover, each with how many.
    pub not_covered: Vec<(String, usize)>,
    /// Names that it covers more often than they stand there: one that is added breaks it.
    pub closed: Vec<String>,
}

/// What the worker answers: an examination, or why there is none.
pub type Answer = Result<Examination, Unfit>;

/// Reads a message and answers with JSON in place of text.
///
/// # Errors
/// [`Stop`].
pub fn document(input: &mut dyn Read, bytes: u64, output: &mut Output<'_>) -> Result<(), Stop> {
    if bytes > output.limits().held_bytes {
        return Err(Refusal::TooLarge.into());
    }
    let mut document = Vec::with_capacity(usize::try_from(bytes).unwrap_or_default());
    input.read_to_end(&mut document).map_err(Stop::Pipe)?;
    output.format(Format::Eml)?;
    let answer: Answer = Message::parse(&document).map(|message| examine(&message));
    output.text(&serde_json::to_string(&answer).map_err(|_| Refusal::Unreadable)?)
}

/// Looks at every signature of a message.
#[must_use]
pub fn examine(message: &Message<'_>) -> Examination {
    let is_signature = |field: &&(usize, Field<'_>)| field.1.is("DKIM-Signature");
    let fields: Vec<(usize, Field<'_>)> = message.fields.iter().copied().enumerate().collect();
    let own: Vec<_> = fields.iter().filter(is_signature).collect();
    Examination {
        from_fields: message.fields.iter().filter(|field| field.is("From")).count(),
        senders: senders(message),
        dates: message.fields.iter().filter(|field| field.is("Date")).map(|field| date(*field)).collect(),
        signatures: own.iter().take(SIGNATURES).map(|(place, _)| one(message, *place)).collect(),
        more: own.len().saturating_sub(SIGNATURES),
    }
}

fn one(message: &Message<'_>, place: usize) -> Examined {
    let Some(own) = message.fields.get(place).copied() else { return Examined::Faulty(Fault::Tags) };
    match signature::parse(own.value).and_then(|(claims, recipe)| hashed(message, place, own, claims, &recipe)) {
        Ok(hashed) => Examined::Sound(Box::new(hashed)),
        Err(fault) => Examined::Faulty(fault),
    }
}

fn hashed(
    message: &Message<'_>,
    place: usize,
    own: Field<'_>,
    claims: Claims,
    recipe: &Recipe,
) -> Result<Hashed, Fault> {
    let covered = covered(&message.fields, &claims.fields, place);
    let (body_hash, hash, bytes) = match claims.algorithm {
        Algorithm::RsaSha1 => hashes::<Sha1>(message, &covered, own, &claims, recipe),
        Algorithm::RsaSha256 | Algorithm::Ed25519Sha256 => hashes::<Sha256>(message, &covered, own, &claims, recipe),
    };
    let length = claims.length.unwrap_or(bytes);
    Ok(Hashed {
        body_matches: body_hash == recipe.body_hash,
        uncovered_bytes: bytes.checked_sub(length).ok_or(Fault::Length)?,
        hash,
        covered_date: covered_date(&message.fields, &covered),
        not_covered: not_covered(&message.fields, &covered, place),
        closed: closed(&message.fields, &claims.fields),
        claims,
    })
}

/// The fields that are covered, in the order of `h=`: of each name the lowest that
/// is not taken yet (section 5.4.2). A name without a field stands for its absence.
fn covered(fields: &[Field<'_>], names: &[String], own: usize) -> Vec<usize> {
    let mut taken = vec![false; fields.len()];
    let mut places = Vec::new();
    for name in names {
        let is_next = |place: &usize| {
            let free = taken.get(*place) == Some(&false) && *place != own;
            free && fields.get(*place).is_some_and(|field| field.is(name))
        };
        let Some(place) = (0..fields.len()).rev().find(is_next) else { continue };
        places.push(place);
        if let Some(taken) = taken.get_mut(place) {
            *taken = true;
        }
    }
    places
}

/// Hash of the body, hash of the header, bytes of the body.
fn hashes<D: Digest>(
    message: &Message<'_>,
    covered: &[usize],
    own: Field<'_>,
    claims: &Claims,
    recipe: &Recipe,
) -> (Vec<u8>, Vec<u8>, u64) {
    let mut body = D::new();
    let bytes = canonical::body(recipe.body, message.body, claims.length, &mut body);
    (body.finalize().to_vec(), header::<D>(message, covered, own, recipe.header), bytes)
}

/// Section 3.7: the fields that are covered, then the signature without itself.
fn header<D: Digest>(message: &Message<'_>, covered: &[usize], own: Field<'_>, form: Form) -> Vec<u8> {
    let mut hash = D::new();
    for field in covered.iter().filter_map(|place| message.fields.get(*place)) {
        hash.update(canonical::field(form, *field));
        hash.update(b"\r\n");
    }
    let bare = without_signature(own.value);
    hash.update(canonical::field(form, Field { value: &bare, ..own }));
    hash.finalize().to_vec()
}

fn covered_date(fields: &[Field<'_>], covered: &[usize]) -> Option<i64> {
    let mut dates = covered.iter().filter_map(|place| fields.get(*place)).filter(|field| field.is("Date"));
    let (first, second) = (dates.next()?, dates.next());
    if second.is_none() { date(*first) } else { None }
}

fn not_covered(fields: &[Field<'_>], covered: &[usize], own: usize) -> Vec<(String, usize)> {
    let mut names: Vec<(String, usize)> = Vec::new();
    for (place, field) in fields.iter().enumerate() {
        if place == own || covered.contains(&place) {
            continue;
        }
        let key: String = field.key().chars().take(100).collect();
        let known = names.iter().position(|(name, _)| *name == key);
        match known {
            Some(known) => names.iter_mut().skip(known).take(1).for_each(|(_, count)| *count += 1),
            None if names.len() < NAMES => names.push((key, 1)),
            None => {}
        }
    }
    names
}

fn closed(fields: &[Field<'_>], names: &[String]) -> Vec<String> {
    let mut closed: Vec<String> = Vec::new();
    for name in names {
        let covered = names.iter().filter(|other| *other == name).count();
        let present = fields.iter().filter(|field| field.is(name)).count();
        if covered > present && !closed.contains(name) {
            closed.push(name.clone());
        }
    }
    closed
}

fn date(field: Field<'_>) -> Option<i64> {
    let text = String::from_utf8_lossy(field.value);
    DateTime::parse_rfc822(text.trim()).filter(DateTime::is_valid).map(|date| date.to_timestamp())
}

fn senders(message: &Message<'_>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for field in message.fields.iter().filter(|field| field.is("From")) {
        let alone = [b"From:", field.value, b"\r\n\r\n"].concat();
        let Some(parsed) = MessageParser::default().parse_headers(&alone) else { continue };
        let addresses = parsed.from().into_iter().flat_map(|from| from.iter());
        for address in addresses.filter_map(|one| one.address.as_deref()) {
            let domain = address.rsplit_once('@').map(|(_, domain)| domain.trim().to_lowercase());
            let domain: Option<String> = domain.map(|domain| domain.chars().take(300).collect());
            found.extend(domain.filter(|domain| found.len() < SENDERS && !found.contains(domain)));
        }
    }
    found
}
