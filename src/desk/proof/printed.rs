//! Sentences and the claims that they print → findings and states.

use super::finding::{Finding, Kind};
use super::ledger::{Behind, Ledger};
use super::quotation::Quotation;
use super::sentence::Sentence;
use super::source::Verdict;
use super::{Row, State, stated};
use crate::check::hint;
use crate::gate;
use crate::ledger::ClaimRef;

type Quoted = (Quotation, Verdict);

/// What is wrong with the sentences of a draft, quotations aside.
pub(super) fn findings(sentences: &[Sentence], ledger: &Ledger, quotations: &[Quoted]) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut missing: Vec<(usize, Vec<usize>)> = Vec::new();
    for (index, sentence) in sentences.iter().enumerate() {
        let claims = ledger.printed.get(index).map(Vec::as_slice).unwrap_or_default();
        let behind: Vec<&Behind> = claims.iter().filter_map(|claim| ledger.behind.get(claim)).collect();
        found.extend(behind.iter().flat_map(|behind| of_claim(sentence, behind)));
        found.extend(novelty(sentence, &behind));
        if is_open(sentence, claims, quotations) {
            match missing.last_mut() {
                Some((block, all)) if *block == sentence.block => all.push(index),
                _ => missing.push((sentence.block, vec![index])),
            }
        }
    }
    found.extend(missing.iter().filter_map(|(_, all)| claim_missing(sentences, ledger, all)));
    found
}

/// Whether it states facts with no claim behind them. Its quotations are judged by
/// themselves: what counts is what it says around them.
fn is_open(sentence: &Sentence, claims: &[ClaimRef], quotations: &[Quoted]) -> bool {
    let quoted = quotations.iter().filter(|(quotation, _)| touches(sentence, quotation));
    let quoted: Vec<String> = quoted.map(|(quotation, _)| spaced(&quotation.text)).collect();
    let around = quoted.iter().fold(sentence.text.clone(), |text, quoted| text.replace(quoted.as_str(), " "));
    claims.is_empty() && stated::is_checkable(sentence.kind, &around)
}

/// As a sentence has it: with single spaces.
fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn touches(sentence: &Sentence, quotation: &Quotation) -> bool {
    sentence.range.start < quotation.range.end && quotation.range.start < sentence.range.end
}

fn of_claim(sentence: &Sentence, behind: &Behind) -> Vec<Finding> {
    let number = behind.claim.number;
    let at = |kind, message: String| {
        let mut finding = Finding::new(kind, sentence.range.clone(), &sentence.text, message);
        finding.claim = Some(number.to_string());
        finding
    };
    let hedged = hint::is_hedged(&sentence.text);
    match behind.judged.verdict {
        gate::Verdict::Publish if hedged && !hint::is_hedged(&behind.claim.text) => {
            vec![at(Kind::HedgeNeedless, format!("{number} may be printed without a hedge"))]
        }
        gate::Verdict::PublishHedged if !hedged => {
            vec![
                at(Kind::HedgeMissing, format!("{number} is speculative, and the sentence does not say so"))
                    .fix("say in the sentence that it may be so, or find more and assess it anew"),
            ]
        }
        gate::Verdict::Publish | gate::Verdict::PublishHedged => Vec::new(),
        verdict => {
            let rule = behind.judged.rules.iter().find(|rule| !rule.pass);
            let reason = rule.map(|rule| rule.reason.clone()).unwrap_or_default();
            let message = format!("the gate says {} to {number}: {reason}", verdict.word());
            let fix = rule.and_then(|rule| rule.fix.clone()).unwrap_or_else(|| format!("subrosa-desk gate {number}"));
            vec![at(Kind::ClaimNotGated, message).fix(fix)]
        }
    }
}

fn novelty(sentence: &Sentence, behind: &[&Behind]) -> Option<Finding> {
    let words = stated::novelty(&sentence.text)?;
    let public = |behind: &&Behind| {
        let mut all = behind.evidence.iter();
        let before = all.find(|evidence| evidence.relation == "supports" && evidence.standing == "public");
        before.map(|evidence| (evidence.item.clone(), evidence.range.clone()))
    };
    let reported = behind.iter().find_map(public);
    let known = behind.iter().any(|behind| behind.claim.novelty == "public");
    let new = !behind.is_empty() && behind.iter().all(|behind| behind.claim.novelty == "new");
    let message = match &reported {
        Some((item, _)) => format!("“{words}”, and {item} reports it"),
        None if known => format!("“{words}”, and the ledger says that it was reported"),
        None if new => return None,
        None => format!("“{words}”, and nobody recorded a search outside that shows it"),
    };
    let mut finding = Finding::new(Kind::NoveltyWrong, sentence.range.clone(), &sentence.text, message);
    (finding.item, finding.place) = reported.map_or((None, None), |(item, range)| (Some(item), range));
    finding.claim = behind.first().map(|behind| behind.claim.number.to_string());
    Some(
        finding.fix(
            "leave it out, or record the search: `searched C1 --where TEXT --day D`, `claim set C1 --novelty new`",
        ),
    )
}

/// One finding for all such sentences of a paragraph.
fn claim_missing(sentences: &[Sentence], ledger: &Ledger, all: &[usize]) -> Option<Finding> {
    let first = sentences.get(*all.first()?)?;
    let last = sentences.get(*all.last()?)?;
    let contrary = all.iter().find_map(|index| *ledger.contrary.get(*index)?);
    let message = match (all.len(), contrary) {
        (_, Some(claim)) => format!("no claim stands behind it; {claim} is about this and says otherwise"),
        (1, None) => "no claim stands behind this sentence".to_owned(),
        (count, None) => format!("no claim stands behind {count} sentences of this paragraph"),
    };
    let range = first.range.start..last.range.end;
    let mut finding = Finding::new(Kind::ClaimMissing, range, &first.text, message);
    finding.claim = contrary.map(|claim| claim.to_string());
    Some(finding.fix("enter the claim and mark it as {C1}, or let `proof --stubs` propose them"))
}

/// The sentences with their states.
pub(super) fn rows(sentences: Vec<Sentence>, ledger: &Ledger, findings: &[Finding], quotations: &[Quoted]) -> Vec<Row> {
    let row = |(index, sentence): (usize, Sentence)| {
        let claims = ledger.printed.get(index).cloned().unwrap_or_default();
        let behind: Vec<&Behind> = claims.iter().filter_map(|claim| ledger.behind.get(claim)).collect();
        let evidence = behind.iter().flat_map(|behind| &behind.evidence);
        let evidence = evidence.filter(|evidence| evidence.relation != "mentions");
        let evidence = evidence.map(|evidence| evidence.number.to_string()).collect();
        let state = state(&sentence, &claims, &behind, findings, quotations);
        Row { sentence, state, claims, evidence }
    };
    sentences.into_iter().enumerate().map(row).collect()
}

fn state(
    sentence: &Sentence,
    claims: &[ClaimRef],
    behind: &[&Behind],
    findings: &[Finding],
    quotations: &[Quoted],
) -> State {
    let here =
        |finding: &&Finding| finding.range.start < sentence.range.end && sentence.range.start < finding.range.end;
    let mut quoted = quotations.iter().filter(|(quotation, _)| touches(sentence, quotation)).peekable();
    let shown = quoted.peek().is_some() && quoted.all(|(_, verdict)| matches!(verdict, Verdict::Exact(_)));
    match () {
        () if findings.iter().filter(here).any(Finding::blocks) => State::Blocked,
        () if is_open(sentence, claims, quotations) => State::Open,
        () if behind.iter().any(|behind| behind.judged.verdict == gate::Verdict::PublishHedged) => State::Hedged,
        () if !behind.is_empty() && behind.iter().all(|behind| behind.claim.kind == "opinion") => State::Opinion,
        () if !behind.is_empty() || shown => State::Proved,
        () if stated::is_opinion(&sentence.text) => State::Opinion,
        () => State::Common,
    }
}
