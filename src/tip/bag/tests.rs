use std::io::Cursor;

use super::*;
use crate::sign::SigningKey;
use sha2::{Digest, Sha256};

fn member(name: &str, content: &[u8]) -> Member {
    Member { name: name.into(), bytes: content.len() as u64, sha256: Sha256::digest(content).into() }
}

fn manifest(members: Vec<Member>) -> Manifest {
    Manifest {
        format: Manifest::format_name(),
        installation: "feedfeedfeedfeed".into(),
        from: "intake".into(),
        to: "desk-1".into(),
        epoch: "e1".into(),
        sequence: 1,
        previous: [0; 32],
        received: 0,
        received_manifest: None,
        ring: [7; 32],
        members,
    }
}

const NAMES: [&str; 3] = ["envelopes/00.age", "envelopes/01.age", "envelopes/02.age"];

/// A bag of three members: none, under a block, over a block.
fn bag(key: &SigningKey) -> (Vec<u8>, Vec<Vec<u8>>) {
    let contents = vec![Vec::new(), vec![3; 100], (0..1_500_u32).map(|n| n as u8).collect()];
    let members = NAMES.iter().zip(&contents).map(|(name, content)| member(name, content)).collect();
    let signed = SignedManifest::sign(manifest(members), key).unwrap();
    let mut out = Vec::new();
    let mut next = contents.iter();
    write_bag(&mut out, &signed, |_| Ok(Cursor::new(next.next().unwrap().clone()))).unwrap();
    (out, contents)
}

fn verify(bytes: &[u8], key: &SigningKey) -> Result<VerifiedBag<Cursor<Vec<u8>>>, BagError> {
    UntrustedBag::read(Cursor::new(bytes.to_vec()))?.verify(key.public(), "intake", "desk-1")
}

#[test]
fn a_bag_is_read_back() {
    let key = SigningKey::generate().unwrap();
    let (bytes, contents) = bag(&key);
    let mut verified = verify(&bytes, &key).unwrap();
    for (index, content) in contents.iter().enumerate() {
        let mut copy = Vec::new();
        verified.copy_member(index, &mut copy).unwrap();
        assert_eq!(&copy, content);
    }
    assert!(matches!(verified.copy_member(3, &mut Vec::new()), Err(BagError::Member(4))));
}

#[test]
fn a_flip_of_any_bit_group_of_any_byte_is_found() {
    let key = SigningKey::generate().unwrap();
    let (bytes, _) = bag(&key);
    for at in 0..bytes.len() {
        for flip in [0x01, 0x80] {
            let mut altered = bytes.clone();
            altered[at] ^= flip;
            assert!(verify(&altered, &key).is_err(), "byte {at}");
        }
    }
}

#[test]
fn a_cut_at_any_place_and_a_longer_bag_are_named() {
    let key = SigningKey::generate().unwrap();
    let (bytes, _) = bag(&key);
    for length in 0..bytes.len() {
        assert!(matches!(verify(&bytes[..length], &key), Err(BagError::Truncated)), "cut to {length}");
    }
    let longer = [bytes.as_slice(), b"\0"].concat();
    assert!(matches!(verify(&longer, &key), Err(BagError::Trailing)));
}

#[test]
fn another_key_another_party_and_a_swapped_member_are_refused() {
    let key = SigningKey::generate().unwrap();
    let (bytes, _) = bag(&key);
    let other = SigningKey::generate().unwrap();
    assert!(matches!(verify(&bytes, &other), Err(BagError::Signature(_))));
    let read = || UntrustedBag::read(Cursor::new(bytes.clone())).unwrap();
    assert!(matches!(read().verify(key.public(), "intake", "desk-2"), Err(BagError::WrongParties)));
    assert!(matches!(read().verify(key.public(), "desk-1", "desk-1"), Err(BagError::WrongParties)));
}

#[test]
fn a_manifest_with_another_installation_than_its_signature_is_damaged_whoever_it_names() {
    let (bytes, _) = bag(&SigningKey::generate().unwrap());
    let field = b"\"installation\":\"";
    let at = bytes.windows(field.len()).position(|window| window == field).unwrap() + field.len();
    let mut altered = bytes.clone();
    altered[at] ^= 1;
    assert!(matches!(UntrustedBag::read(Cursor::new(altered)), Err(BagError::Signature(_))));
    assert!(UntrustedBag::read(Cursor::new(bytes)).is_ok());
}

#[test]
fn a_stick_that_answers_differently_the_second_time_is_found() {
    let key = SigningKey::generate().unwrap();
    let (bytes, _) = bag(&key);
    let mut verified = verify(&bytes, &key).unwrap();
    let place = verified.places[1] as usize;
    verified.input.get_mut()[place] ^= 1;
    assert!(matches!(verified.copy_member(1, &mut Vec::new()), Err(BagError::Member(2))));
}

#[test]
fn names_that_could_leave_a_directory_are_never_signed_or_read() {
    let key = SigningKey::generate().unwrap();
    for name in [
        "../x.age",
        "/etc/passwd",
        "envelopes/../x.age",
        "envelopes/a b.age",
        "x",
        "envelopes/.age",
        "e/A.age",
        "a/b/c.age",
    ] {
        let refused = SignedManifest::sign(manifest(vec![member(name, b"")]), &key);
        assert!(matches!(refused, Err(BagError::Manifest(_))), "{name}");
    }
    let twice = vec![member(NAMES[0], b""), member(NAMES[0], b"")];
    assert!(matches!(SignedManifest::sign(manifest(twice), &key), Err(BagError::Manifest(_))));
}

#[test]
fn a_party_cannot_write_what_it_likes_into_the_others_log() {
    let key = SigningKey::generate().unwrap();
    let fields: [fn(&mut Manifest) -> &mut String; 4] =
        [|m| &mut m.installation, |m| &mut m.from, |m| &mut m.to, |m| &mut m.epoch];
    for field in fields {
        let sign = |name: &str| {
            let mut manifest = manifest(vec![]);
            name.clone_into(field(&mut manifest));
            SignedManifest::sign(manifest, &key)
        };
        sign(&"e".repeat(64)).unwrap();
        for name in ["", "a b", "../x", "\u{1b}[2J", "ü", &"e".repeat(65)] {
            assert!(matches!(sign(name), Err(BagError::Manifest(_))), "{name}");
        }
    }
}

#[test]
fn a_reader_that_gives_other_bytes_than_were_signed_spoils_the_bag() {
    let key = SigningKey::generate().unwrap();
    let signed = SignedManifest::sign(manifest(vec![member(NAMES[0], b"four")]), &key).unwrap();
    for content in ["five!", "fou", "FOUR"] {
        let answer = write_bag(&mut Vec::new(), &signed, |_| Ok(Cursor::new(content)));
        assert!(matches!(answer, Err(BagError::Member(1))), "{content}");
    }
}

#[test]
fn an_envelope_and_its_member_name_belong_together() {
    let id = EnvelopeId([0xab; 16]);
    assert_eq!(member_envelope(&envelope_member(id)), Some(id));
    for name in ["envelopes/ABAB.age", "replies/00.age", "envelopes/abababababababababababababababAB.age"] {
        assert_eq!(member_envelope(name), None, "{name}");
    }
}
