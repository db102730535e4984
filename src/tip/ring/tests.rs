use super::*;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn recipient() -> Recipient {
    age::x25519::Identity::generate().to_public().to_string().parse().unwrap()
}

fn window(from: &str, until: Option<&str>) -> Window {
    Window { from: day(from), until: until.map(day), recipients: vec![recipient()] }
}

fn ring(windows: Vec<Window>) -> KeyRing {
    let bag_key = SigningKey::generate().unwrap().public().clone();
    KeyRing::new(1, vec![Desk { id: "desk-1".into(), windows, bag_key, must_acknowledge: true }])
}

#[test]
fn a_ring_is_read_back_under_its_root_and_no_other() {
    let root = SigningKey::generate().unwrap();
    let ring = ring(vec![window("2026-01-01", None)]);
    let (bytes, signature) = ring.sign(&root).unwrap();
    assert_eq!(KeyRing::verify(&bytes, &signature, root.public()).unwrap(), ring);
    let other = SigningKey::generate().unwrap();
    assert!(matches!(KeyRing::verify(&bytes, &signature, other.public()), Err(RingError::Signature(_))));
}

#[test]
fn a_flip_of_any_byte_of_a_ring_is_found() {
    let root = SigningKey::generate().unwrap();
    let (bytes, signature) = ring(vec![window("2026-01-01", None)]).sign(&root).unwrap();
    for at in 0..bytes.len() {
        let mut altered = bytes.clone();
        altered[at] ^= 1;
        assert!(KeyRing::verify(&altered, &signature, root.public()).is_err(), "byte {at}");
    }
}

#[test]
fn a_private_key_in_a_ring_is_named_by_line_and_never_repeated() {
    let root = SigningKey::generate().unwrap();
    let (bytes, signature) = ring(vec![window("2026-01-01", None)]).sign(&root).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let start = text.find("age1").unwrap();
    let end = start + text[start..].find('"').unwrap();
    let altered = format!("{}\n{}{}", &text[..start - 1], "\"AGE-SECRET-KEY-1FICTION", &text[end..]);
    let message = KeyRing::verify(altered.as_bytes(), &signature, root.public()).unwrap_err().to_string();
    assert!(message.contains("private key") && message.contains("line 2"), "{message}");
    assert!(!message.contains("FICTION"), "{message}");
}

#[test]
fn the_newest_window_that_holds_the_day_is_used() {
    let ring = ring(vec![window("2026-01-01", Some("2026-03-01")), window("2026-02-01", None)]);
    let from_on = |text| ring.recipients_on(day(text)).map(|(_, from)| from.to_string());
    assert_eq!(from_on("2026-01-15").unwrap(), "2026-01-01");
    assert_eq!(from_on("2026-02-15").unwrap(), "2026-02-01");
    assert!(matches!(from_on("2025-12-31"), Err(RingError::NoRecipient(_))));
    assert!(KeyRing::new(1, vec![]).recipients_on(day("2026-01-01")).is_err());
}

#[test]
fn what_is_no_recipient_is_refused_by_kind() {
    let parse = |text: &str| text.parse::<Recipient>().unwrap_err();
    assert_eq!(parse("AGE-SECRET-KEY-1ABC"), RecipientError::PrivateKey);
    assert_eq!(parse("age1pq1abc"), RecipientError::PostQuantum);
    assert_eq!(parse("age1abc"), RecipientError::Malformed);
    assert_eq!(parse(""), RecipientError::Malformed);
}
