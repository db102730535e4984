use std::fs;
use std::io::Cursor;

use subrosa_tip::bag::BagError;
use subrosa_tip::bag::chain::{ChainError, Gap, Place};
use subrosa_tip::envelope::{EnvelopeId, Kind};

use super::bag::{Arrival, ArriveError, import};
use super::epoch::{EpochError, trust};
use super::pairing::{PairError, pair};
use crate::case::Case;
use crate::fixture::{self, Bag, Server};
use crate::ledger::{TipRef, tip};

const START: [u8; 32] = [0; 32];

fn take(case: &mut Case, bag: &Bag) -> Result<Arrival, ArriveError> {
    import(case, Cursor::new(&bag.bytes), |_, _| {})
}

/// Everything that an import could have changed.
fn state(case: &Case) -> (u64, usize, usize) {
    let envelopes = fs::read_dir(case.envelope_path(EnvelopeId([0; 16])).parent().unwrap()).unwrap().count();
    (case.verify_custody(None).unwrap().entries, tip::all(case).unwrap().len(), envelopes)
}

#[test]
fn a_bag_becomes_tips_with_their_words_and_files() {
    let mut desk = fixture::case();
    let server = Server::paired(&mut desk.case);
    let large: Vec<u8> = (0..2_500_000_u32).map(|n| (n % 253) as u8).collect();
    let words = "Die Brücke – 橋 \u{1b}[2J\r\n\u{202e}";
    let files: [(&str, &[u8]); 3] = [("../../etc/passwd", b"one"), ("same", b""), ("same", &large)];
    let bag = server.bag(1, START, &[(1, server.seal(words, &files)), (2, server.seal("", &[]))]);
    let arrival = take(&mut desk.case, &bag).unwrap();
    assert_eq!((arrival.tips.as_slice(), arrival.already, arrival.decoys), ([1, 2].as_slice(), 0, 0));
    let tip = tip::find(&desk.case, TipRef(1)).unwrap().unwrap();
    assert_eq!(tip::message(&desk.case, &tip).unwrap().unwrap().as_str(), words);
    assert_eq!(tip.characters, Some(words.chars().count() as u64));
    assert_eq!((tip.basis.as_str(), tip.consent.as_str(), tip.state.as_str()), ("second-hand", "quote", "new"));
    let names: Vec<_> = tip.files.iter().map(|file| file.name.as_deref().unwrap()).collect();
    assert_eq!(names, ["../../etc/passwd", "same", "same"]);
    let mut copy = Vec::new();
    crate::case::content::copy(desk.case.db(), tip.files[2].content.unwrap(), &mut copy).unwrap();
    assert!(copy == large);
    let sources: Vec<_> = tip::all(&desk.case).unwrap().iter().map(|tip| tip.source).collect();
    assert_eq!(sources, [1, 2], "each tip without a mailbox is a source of its own");
    let health = desk.case.health().unwrap();
    assert_eq!((health.damage.len(), health.envelopes, health.unclaimed), (0, 2, 0));
}

#[test]
fn the_same_bag_again_changes_nothing() {
    let mut desk = fixture::case();
    let server = Server::paired(&mut desk.case);
    let bag = server.bag(1, START, &[(1, server.seal("a", &[])), (2, server.seal_as("", &[], Kind::Tip, true))]);
    let first = take(&mut desk.case, &bag).unwrap();
    assert_eq!((first.tips.len(), first.decoys), (1, 1));
    let before = state(&desk.case);
    assert_eq!(before.2, 1, "the decoy was dropped");
    let again = take(&mut desk.case, &bag).unwrap();
    assert_eq!((again.place, again.tips.len(), again.already, again.decoys), (Place::Known, 0, 2, 0));
    assert_eq!(state(&desk.case), before);
    // Bags are cumulative: the next one brings the same envelopes, and one more.
    let next = [(1, server.seal("a", &[])), (3, server.seal("c", &[]))];
    let other = take(&mut desk.case, &server.bag(2, bag.hash, &next)).unwrap();
    assert_eq!(other.damaged.len(), 1, "an id that comes again with other bytes is named");
    assert_eq!(other.tips, [2]);
}

#[test]
fn lost_overtaken_and_doubled_bags_are_named() {
    let mut desk = fixture::case();
    let server = Server::paired(&mut desk.case);
    let tip = |id: u8| [(id, server.seal("x", &[]))];
    let one = server.bag(1, START, &tip(1));
    let two = server.bag(2, one.hash, &tip(2));
    let three = server.bag(3, two.hash, &tip(3));
    let four = server.bag(4, three.hash, &tip(4));
    assert_eq!(take(&mut desk.case, &one).unwrap().place, Place::Next);
    let late = take(&mut desk.case, &four).unwrap();
    assert_eq!((late.gap(), late.tips), (Some(Gap { first: 2, last: 3 }), vec![2]));
    let refused = |case: &mut Case, bag: &Bag, expected: ChainError| {
        let before = state(case);
        match take(case, bag) {
            Err(ArriveError::Chain(error)) => assert_eq!(error, expected),
            other => panic!("{other:?}"),
        }
        assert_eq!(state(case), before);
    };
    refused(&mut desk.case, &server.bag(3, two.hash, &tip(9)), ChainError::Link);
    let overtaken = take(&mut desk.case, &three).unwrap();
    assert_eq!((overtaken.place, overtaken.tips), (Place::Overtaken, vec![3]));
    assert_eq!(take(&mut desk.case, &two).unwrap().place, Place::Overtaken);
    refused(&mut desk.case, &server.bag(4, three.hash, &tip(9)), ChainError::SameNumber);
    refused(&mut desk.case, &server.bag(5, three.hash, &tip(9)), ChainError::Link);
    refused(&mut desk.case, &server.bag_of_epoch("e2", 1, START, &tip(9)), ChainError::Epoch);
    assert_eq!(take(&mut desk.case, &server.bag(5, four.hash, &tip(9))).unwrap().place, Place::Next);
    let log = desk.case.custody(None).unwrap();
    let told = |name: &str| log.iter().filter(|(entry, _)| entry.detail.contains_key(name)).count();
    assert_eq!((told("missing_first"), told("overtaken")), (1, 2));
}

#[test]
fn only_a_paired_server_is_listened_to() {
    let mut desk = fixture::case();
    let server = Server::of(&desk.case);
    let bag = server.bag(1, START, &[(1, server.seal("a", &[]))]);
    let before = state(&desk.case);
    assert!(matches!(take(&mut desk.case, &bag), Err(ArriveError::Unpaired)));
    let card = server.card();
    assert!(matches!(pair(&mut desk.case, &card, "eight other words"), Err(PairError::OtherWords)));
    let mut forged = card.clone();
    forged.installation.push('0');
    assert!(matches!(pair(&mut desk.case, &forged, &card.fingerprint), Err(PairError::Inconsistent)));
    assert_eq!(state(&desk.case), before);
    assert!(!pair(&mut desk.case, &card, &card.fingerprint.to_uppercase()).unwrap());
    assert!(pair(&mut desk.case, &card, &card.fingerprint).unwrap());
    let other = Server::of(&desk.case).card();
    assert!(matches!(pair(&mut desk.case, &other, &other.fingerprint), Err(PairError::OtherKey)));
    assert_eq!(take(&mut desk.case, &bag).unwrap().tips, [1]);
    // A thief with another key, under the same name.
    let thief = Server::of(&desk.case);
    let bag = thief.bag(2, bag.hash, &[(2, thief.seal("b", &[]))]);
    assert!(matches!(take(&mut desk.case, &bag), Err(ArriveError::Bag(BagError::Signature(_)))));
}

#[test]
fn a_bag_cut_or_flipped_anywhere_leaves_the_case_as_it_was() {
    let mut desk = fixture::case();
    let server = Server::paired(&mut desk.case);
    let bag = server.bag(1, START, &[(1, server.seal("a", &[]))]);
    let before = state(&desk.case);
    for at in (0..bag.bytes.len()).step_by(61) {
        let mut bytes = bag.bytes.clone();
        bytes[at] ^= 1;
        assert!(take(&mut desk.case, &Bag { bytes, hash: bag.hash }).is_err(), "byte {at}");
        let bytes = bag.bytes[..at].to_vec();
        assert!(take(&mut desk.case, &Bag { bytes, hash: bag.hash }).is_err(), "cut to {at}");
    }
    let bytes = [bag.bytes.as_slice(), b"x"].concat();
    assert!(matches!(take(&mut desk.case, &Bag { bytes, hash: bag.hash }), Err(ArriveError::Bag(BagError::Trailing))));
    assert_eq!(state(&desk.case), before);
    assert_eq!(take(&mut desk.case, &bag).unwrap().tips, [1]);
}

#[test]
fn a_damaged_envelope_does_not_hold_up_the_others() {
    let mut desk = fixture::case();
    let server = Server::paired(&mut desk.case);
    let mut flipped = server.seal("b", &[]);
    let last = flipped.len() - 1;
    flipped[last] ^= 1;
    let stranger = Server::of(&fixture::case().case).seal("c", &[]);
    let follow_up = server.seal_as("d", &[], Kind::FollowUp, false);
    let envelopes = [
        (1, server.seal("a", &[])),
        (2, flipped),
        (3, stranger),
        (4, b"no age file".to_vec()),
        (5, follow_up),
        (6, server.seal("f", &[])),
    ];
    let bag = server.bag(1, START, &envelopes);
    for round in 0..2 {
        let arrival = take(&mut desk.case, &bag).unwrap();
        let damaged: Vec<_> = arrival.damaged.iter().map(|damaged| &damaged.envelope[..2]).collect();
        assert_eq!(damaged, ["02", "03", "04", "05"], "named each time");
        assert_eq!((arrival.tips.len(), arrival.already), if round == 0 { (2, 0) } else { (0, 2) });
    }
    let log = desk.case.custody(None).unwrap();
    assert_eq!(log.iter().filter(|(entry, _)| entry.action == "damaged-envelope").count(), 4, "logged once");
    let health = desk.case.health().unwrap();
    assert_eq!((health.damage.len(), health.envelopes), (0, 6), "what a source sent is kept");
}

#[test]
fn what_a_killed_import_left_is_taken_up_once() {
    let mut desk = fixture::case();
    let server = Server::paired(&mut desk.case);
    let (one, two) = (server.seal("a", &[]), server.seal("b", &[]));
    let bag = server.bag(1, START, &[(1, one.clone()), (2, two.clone())]);
    // Killed while copying the first, and between the copy and the commit of the second.
    fs::write(desk.case.unfinished_envelope_path(EnvelopeId([1; 16])), &one[..100]).unwrap();
    fs::write(desk.case.envelope_path(EnvelopeId([2; 16])), &two).unwrap();
    assert_eq!(desk.case.health().unwrap().unclaimed, 2);
    let folder = desk.closed();
    let mut case = fixture::open(&folder).unwrap();
    assert_eq!(case.health().unwrap().unclaimed, 1, "opening swept the unfinished copy");
    assert_eq!(take(&mut case, &bag).unwrap().tips, [1, 2]);
    assert_eq!(case.health().unwrap().unclaimed, 0);
    assert_eq!(take(&mut case, &bag).unwrap().already, 2);
}

#[test]
fn a_missing_or_altered_original_is_found_by_verify() {
    let mut desk = fixture::case();
    let server = Server::paired(&mut desk.case);
    let bag = server.bag(1, START, &[(1, server.seal("a", &[])), (2, server.seal("b", &[]))]);
    take(&mut desk.case, &bag).unwrap();
    assert!(desk.case.health().unwrap().damage.is_empty());
    let [one, two] = [1, 2].map(|id| desk.case.envelope_path(EnvelopeId([id; 16])));
    fs::remove_file(one).unwrap();
    let mut bytes = fs::read(&two).unwrap();
    bytes[500] ^= 1;
    fs::write(&two, bytes).unwrap();
    let damage = desk.case.health().unwrap().damage;
    assert!(damage[0].contains("missing") && damage[1].contains("altered"), "{damage:?}");
}

#[test]
fn the_custody_log_holds_no_word_of_a_source() {
    let mut desk = fixture::case();
    let server = Server::paired(&mut desk.case);
    let bag = server.bag(1, START, &[(1, server.seal("MARKER", &[("MARKER.txt", b"MARKER")]))]);
    take(&mut desk.case, &bag).unwrap();
    let log = format!("{:?}", desk.case.custody(None).unwrap());
    assert!(!log.contains("MARKER"));
    assert!(log.contains("open-envelope"), "the control");
}

#[test]
fn a_new_epoch_is_taken_only_after_an_editor_named_it_and_never_an_earlier_one() {
    let mut desk = fixture::case();
    let server = Server::paired(&mut desk.case);
    let one = server.bag(1, START, &[(1, server.seal("a", &[]))]);
    take(&mut desk.case, &one).unwrap();
    let restored = server.bag_of_epoch("e2", 1, START, &[(1, server.seal("a", &[])), (2, server.seal("b", &[]))]);
    let refused = |case: &mut Case, bag: &Bag| matches!(take(case, bag), Err(ArriveError::Chain(ChainError::Epoch)));
    assert!(refused(&mut desk.case, &restored));
    for wrong in ["", "a b", "../e2", &"e".repeat(65)] {
        assert!(matches!(trust(&mut desk.case, None, wrong), Err(EpochError::Malformed)), "{wrong}");
    }
    assert!(matches!(trust(&mut desk.case, Some("other"), "e2"), Err(EpochError::Choice(_))));
    assert!(refused(&mut desk.case, &restored));
    assert!(!trust(&mut desk.case, None, "e2").unwrap().already);
    assert!(trust(&mut desk.case, Some(&server.installation), "e2").unwrap().already);
    let arrival = take(&mut desk.case, &restored).unwrap();
    assert_eq!((arrival.place, arrival.tips), (Place::Next, vec![2]));
    // What was imported is known still; what is new in the old epoch is refused.
    assert_eq!(take(&mut desk.case, &one).unwrap().place, Place::Known);
    assert!(refused(&mut desk.case, &server.bag(2, one.hash, &[(3, server.seal("c", &[]))])));
    assert!(matches!(trust(&mut desk.case, None, "e1"), Err(EpochError::Replaced)));
    let log = desk.case.custody(None).unwrap();
    assert_eq!(log.iter().filter(|(entry, _)| entry.action == "trust-epoch").count(), 1);
    assert!(matches!(trust(&mut fixture::case().case, None, "e1"), Err(EpochError::Choice(_))));
}
