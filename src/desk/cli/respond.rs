//! `respond`

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde_json::{Value, json};
use subrosa_tip::Day;

use super::corpus::index;
use super::usage::unreadable;
use crate::case::Case;
use crate::failure::Failure;
use crate::ledger::ClaimRef;
use crate::ledger::response::{self, Answered, LETTER_MAX, Letter, Offer, Reply, ResponseError};
use crate::output::Output;

pub(super) const EXAMPLE: &str = "Example:\n  subrosa-desk respond offer 'Harbour Office' --claims C1 C2 \
                                  --sent 2026-11-20 --deadline 2026-11-27T18:00:00Z --text-file letter.txt";
const ANSWER_EXAMPLE: &str = "Example:\n  subrosa-desk respond answer 'Harbour Office' --text-file answer.txt";

#[derive(Args)]
pub(super) struct Respond {
    #[command(subcommand)]
    act: Act,
}

#[derive(Subcommand)]
enum Act {
    /// Keep a letter that asks somebody to respond to what is said of them
    #[command(after_help = EXAMPLE)]
    Offer(OfferLetter),
    /// Keep what they answered, or that they did not
    #[command(after_help = ANSWER_EXAMPLE)]
    Answer(GiveAnswer),
    /// List who was asked what, until when, and what came of it
    #[command(after_help = "Example:\n  subrosa-desk respond list")]
    List,
}

#[derive(Args)]
struct OfferLetter {
    /// Whom, as the claims name them
    name: String,
    /// The claims that the letter puts to them, such as C1 C2
    #[arg(long, value_name = "C", required = true, num_args = 1..)]
    claims: Vec<ClaimRef>,
    /// The day on which it was sent
    #[arg(long)]
    sent: Day,
    /// Until when they may answer, such as 2026-11-27T18:00:00Z; a day alone means its end
    #[arg(long, value_name = "TIME")]
    deadline: String,
    /// The letter as it was sent, as UTF-8
    #[arg(long, value_name = "FILE")]
    text_file: PathBuf,
}

#[derive(Args)]
#[group(id = "reply", required = true, multiple = false, args = ["text_file", "declined", "silent"])]
struct GiveAnswer {
    /// Who was asked
    name: String,
    /// What they said, as UTF-8
    #[arg(long, value_name = "FILE")]
    text_file: Option<PathBuf>,
    /// They said that they say nothing
    #[arg(long)]
    declined: bool,
    /// They let the deadline pass
    #[arg(long)]
    silent: bool,
}

pub(super) fn run(case: &mut Case, Respond { act }: Respond) -> Result<Output, Failure> {
    match act {
        Act::Offer(offer) => keep(case, offer),
        Act::Answer(answer) => give(case, answer),
        Act::List => list(case),
    }
}

fn keep(case: &mut Case, offer: OfferLetter) -> Result<Output, Failure> {
    let OfferLetter { name, claims, sent, deadline, text_file } = offer;
    let words = read(&text_file)?;
    let number = response::offer(case, &Letter { name, claims, sent, deadline, words })?;
    let offers = response::all(case.db())?;
    let kept = offers.iter().find(|offer| offer.number == number).ok_or_else(|| super::usage::unknown(number))?;
    Ok(Output::new(object(kept, case.now()?)?)
        .line(format!("Offer {number}: {} may answer until {}.", kept.name, kept.deadline)))
}

fn give(case: &mut Case, answer: GiveAnswer) -> Result<Output, Failure> {
    let GiveAnswer { name, text_file, declined, .. } = answer;
    let reply = match text_file {
        Some(path) => Reply::Words(read(&path)?),
        None if declined => Reply::Declined,
        None => Reply::Silent,
    };
    let Answered { offers, claims, item } = response::answer(case, &name, &reply)?;
    let claims: Vec<_> = claims.iter().map(ToString::to_string).collect();
    let output = Output::new(json!({ "offers": offers, "claims": claims, "kind": reply.kind().word(), "item": item }));
    let Some(item) = item else {
        return Ok(output.line(format!(
            "Kept as {}, for {}. It confirms nothing.",
            reply.kind().word(),
            claims.join(", ")
        )));
    };
    let output = output.line(format!("The answer is {item}, on record, for {}.", claims.join(", "))).line(format!(
        "If it denies a claim: `link {} {item} contradicts`, then `answer` it by printing it.",
        claims.join("|")
    ));
    Ok(match index(case) {
        Ok(()) => output,
        Err(failure) => output.notice(format!("{}; the next search indexes it", failure.message)),
    })
}

fn read(path: &Path) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|error| unreadable(path, &error))?;
    // No character has more than four bytes.
    file.take(4 * LETTER_MAX as u64 + 1).read_to_end(&mut bytes).map_err(|error| unreadable(path, &error))?;
    Ok(String::from_utf8(bytes).map_err(|_| ResponseError::Letter)?)
}

fn list(case: &Case) -> Result<Output, Failure> {
    let (offers, now) = (response::all(case.db())?, case.now()?);
    let objects: Result<Vec<_>, _> = offers.iter().map(|offer| object(offer, now)).collect();
    let output = Output::new(json!({ "offers": objects? }));
    if offers.is_empty() {
        return Ok(output.line("Nobody was asked: `subrosa-desk respond offer NAME` keeps a letter."));
    }
    let rows: Result<Vec<_>, Failure> = offers.iter().map(|offer| row(offer, now)).collect();
    Ok(output.table(["OFFER", "TO", "CLAIMS", "SENT", "DEADLINE", "STATE", "ITEM"], &rows?))
}

fn row(offer: &Offer, now: i64) -> Result<[String; 7], Failure> {
    Ok([
        offer.number.to_string(),
        offer.name.clone(),
        claims(offer).join(" "),
        offer.sent.to_string(),
        offer.deadline.clone(),
        state(offer, now)?.to_owned(),
        offer.answer.as_ref().and_then(|answer| answer.item.clone()).unwrap_or_default(),
    ])
}

fn claims(offer: &Offer) -> Vec<String> {
    offer.claims.iter().map(ToString::to_string).collect()
}

/// `waiting`, `overdue`, or what came of it.
pub(super) fn state(offer: &Offer, now: i64) -> Result<&'static str, Failure> {
    Ok(match &offer.answer {
        Some(answer) => answer.kind.word(),
        None if offer.is_over(now)? => "overdue",
        None => "waiting",
    })
}

pub(super) fn object(offer: &Offer, now: i64) -> Result<Value, Failure> {
    let answer = offer.answer.as_ref().map(
        |answer| json!({ "kind": answer.kind.word(), "text": answer.words, "item": answer.item, "day": answer.by.day }),
    );
    Ok(json!({
        "offer": offer.number,
        "name": offer.name,
        "claims": claims(offer),
        "sent": offer.sent,
        "deadline": offer.deadline,
        "state": state(offer, now)?,
        "letter": offer.letter,
        "answer": answer,
    }))
}
