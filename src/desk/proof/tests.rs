use crate::gate::{Judged, Verdict};
use crate::ledger::ClaimRef;
use crate::ledger::claim::Claim;
use crate::proof::draft::of_text;
use crate::proof::ledger::{Behind, Ledger};
use crate::proof::printed;
use crate::proof::sentence::{Sentence, sentences};
use crate::read::Format;

fn behind(verdict: Verdict, novelty: &str) -> Behind {
    let claim = Claim {
        number: ClaimRef::new(1),
        id: crate::case::RowId::new().unwrap(),
        text: "Orla Fenn paid for the lamps.".into(),
        kind: "fact".into(),
        day: None,
        novelty: novelty.into(),
        embargo: None,
        entered: "2026-03-01".parse().unwrap(),
        by: "editor".into(),
    };
    let judged = Judged { claim: claim.number, verdict, rules: Vec::new(), lawyer: false };
    Behind { claim, judged, evidence: Vec::new(), accuses: Vec::new() }
}

/// Kinds of findings, and the state, of one sentence that prints one claim.
fn judged(text: &str, behind: Behind) -> (Vec<&'static str>, &'static str) {
    let draft = of_text(text.into(), Format::Text, Vec::new()).unwrap();
    let all: Vec<Sentence> = sentences(&draft);
    let ledger = Ledger {
        printed: vec![vec![behind.claim.number]],
        contrary: vec![None],
        behind: [(behind.claim.number, behind)].into(),
    };
    let findings = printed::findings(&all, &ledger, &[]);
    let kinds = findings.iter().map(|finding| finding.kind.word()).collect();
    let rows = printed::rows(all, &ledger, &findings, &[]);
    (kinds, rows[0].state.word())
}

#[test]
fn a_sentence_is_as_flat_or_hedged_as_the_gate_lets_it_be() {
    let flat = "Orla Fenn paid for the lamps.";
    let hedged = "Orla Fenn may have paid for the lamps.";
    let of = |text, verdict| judged(text, behind(verdict, "unknown"));
    assert_eq!(of(flat, Verdict::Publish), (vec![], "proved"));
    assert_eq!(of(hedged, Verdict::Publish), (vec!["hedge-needless"], "proved"));
    assert_eq!(of(hedged, Verdict::PublishHedged), (vec![], "hedged"));
    assert_eq!(of(flat, Verdict::PublishHedged), (vec!["hedge-missing"], "blocked"));
    assert_eq!(of(flat, Verdict::Hold), (vec!["claim-not-gated"], "blocked"));
    assert_eq!(of(flat, Verdict::Reject), (vec!["claim-not-gated"], "blocked"));
}

#[test]
fn what_is_called_new_must_be_new_in_the_ledger() {
    let text = "Orla Fenn paid for the lamps, which was not previously reported.";
    let of = |novelty| judged(text, behind(Verdict::Publish, novelty)).0;
    assert_eq!((of("new"), of("unknown"), of("public")), (vec![], vec!["novelty-wrong"], vec!["novelty-wrong"]));
}
