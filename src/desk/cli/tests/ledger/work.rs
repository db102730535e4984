//! What a claim asks of the corpus, and what it still lacks.

use super::{ledger, line};
use crate::fixture::Desk;
use crate::ledger::claim;

#[test]
fn a_claim_asks_the_corpus_without_its_own_mailboxes() {
    let (mut desk, _server, _folder) = ledger();
    let question = claim::question(desk.case.db(), "C1".parse().unwrap()).unwrap();
    assert_eq!((question.tips, question.sources, question.mailboxes.len()), (vec![1], vec![1], 1));
    line(&mut desk, "source merge S1 S2 --reason 'one and the same clerk'");
    let question = claim::question(desk.case.db(), "C1".parse().unwrap()).unwrap();
    assert_eq!((question.text.as_str(), question.sources), ("The bridge was closed on 3 March.", vec![1, 2]));
    line(&mut desk, "source distinct S1 S2 --reason 'met both'");
    let question = claim::question(desk.case.db(), "C1".parse().unwrap()).unwrap();
    assert_eq!(question.sources, [1], "and a merge can be taken back");
}

#[test]
fn what_is_missing_comes_cheapest_first_and_goes_when_it_is_done() {
    let (mut desk, _server, _folder) = ledger();
    line(&mut desk, "claim add 'The closing was reckless.' --kind opinion");
    let missing = |desk: &mut Desk, claim: &str| -> Vec<String> {
        let list = line(desk, &format!("missing {claim}"))["missing"].as_array().unwrap().clone();
        list.iter()
            .map(|lack| format!("{} {} {}", lack["claim"], lack["rule"], lack["cost"]).replace('"', ""))
            .collect()
    };
    // That nobody signed, or named a circle, is of the gate's own tests.
    let missing = |desk: &mut Desk, claim: &str| -> Vec<String> {
        missing(desk, claim)
            .into_iter()
            .filter(|lack| !lack.contains("signoff") && !lack.contains("exposure"))
            .collect()
    };
    let all = ["C1 assessment 1", "C2 grounds 2", "C1 evidence 3"];
    assert_eq!(missing(&mut desk, ""), all);
    line(&mut desk, "link C1 D1 supports");
    line(&mut desk, "assess C1 --credibility 2 --label probable");
    assert_eq!(missing(&mut desk, "C1"), ["C1 judged 2", "C1 sources 3"], "and nobody is named who says it");
    line(&mut desk, "flag D1 damaged --reason 'the scan is cut'");
    assert_eq!(
        missing(&mut desk, "C1"),
        ["C1 damaged-evidence 1", "C1 evidence 3"],
        "unsound evidence supports nothing"
    );
    assert_eq!(line(&mut desk, "claim show C1")["missing"].as_array().unwrap().len(), 4, "and the page says so too");
}
