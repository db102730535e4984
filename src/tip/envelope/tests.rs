use std::io::Cursor;

use super::*;
use crate::limits::{ENVELOPE_FLOOR_BYTES, FLOOR_MESSAGE_BYTES};
use crate::ring::Recipient;

fn identities(count: usize) -> (Vec<age::x25519::Identity>, SealTo) {
    let identities: Vec<_> = (0..count).map(|_| age::x25519::Identity::generate()).collect();
    let recipients: Vec<Recipient> = identities.iter().map(|i| i.to_public().to_string().parse().unwrap()).collect();
    let to = SealTo::new(&recipients).unwrap();
    (identities, to)
}

fn form() -> Form {
    Form {
        kind: Kind::Tip,
        basis: Basis::Saw,
        consent: Consent::Paraphrase,
        language: Some("en".into()),
        day: "2026-11-23".parse().unwrap(),
        decoy: false,
    }
}

fn seal(to: &SealTo, message: &str, files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut sealer = to.envelope(Vec::new()).unwrap();
    sealer.message(message).unwrap();
    for (name, content) in files {
        let mut file = sealer.file().unwrap();
        content.chunks(1_000).for_each(|piece| file.write(piece).unwrap());
        file.end((*name).to_owned(), Some("text/plain".into()));
    }
    let (bytes, class) = sealer.finish(form()).unwrap();
    assert_eq!(bytes.len() as u64, class);
    bytes
}

#[test]
fn what_was_sealed_is_read_back() {
    let (identities, to) = identities(2);
    let large: Vec<u8> = (0..300_000_u32).map(|n| (n % 251) as u8).collect();
    let sealed = seal(&to, "Die Brücke – 橋", &[("../../etc/passwd", b"one"), ("same", b""), ("same", &large)]);
    for identity in identities {
        let mut open = OpenEnvelope::open(Cursor::new(&sealed), &[identity], 2).unwrap();
        assert_eq!(open.message().unwrap(), "Die Brücke – 橋");
        assert_eq!(open.document().basis, Basis::Saw);
        let names: Vec<_> = open.document().files.iter().map(|file| file.name.clone()).collect();
        assert_eq!(names, ["../../etc/passwd", "same", "same"]);
        let mut copy = Vec::new();
        open.copy_file(3, &mut copy).unwrap();
        assert!(copy == large);
        assert!(open.copy_file(4, &mut copy).is_err());
        assert!(open.copy_file(0, &mut copy).is_err());
    }
}

#[test]
fn texts_up_to_the_floor_have_one_length_whatever_the_script() {
    for recipients in [1, 5] {
        let (_, to) = identities(recipients);
        assert_eq!(to.floor_bytes(), ENVELOPE_FLOOR_BYTES);
        let floor = FLOOR_MESSAGE_BYTES as usize;
        let mut texts: Vec<String> = (0..250).map(|n| "a".repeat(1 + n * (floor - 1) / 249)).collect();
        for letter in ["ж", "橋", "🜁"] {
            texts.extend((0..84).map(|n| letter.repeat((1 + n * floor / 84).min(floor / letter.len()))));
        }
        assert!(texts.iter().any(|text| text.len() == floor));
        for text in &texts {
            assert_eq!(seal(&to, text, &[]).len() as u64, ENVELOPE_FLOOR_BYTES, "{} bytes", text.len());
        }
    }
}

#[test]
fn a_longer_text_falls_into_another_class() {
    // The control of the test above: the length can differ at all.
    let (_, to) = identities(1);
    assert!(seal(&to, &"a".repeat(40_000), &[]).len() as u64 > ENVELOPE_FLOOR_BYTES);
}

#[test]
fn the_largest_header_is_bounded_as_computed() {
    let (_, to) = identities(3);
    let header = |_| to.envelope(std::io::sink()).unwrap().header_bytes();
    let longest = (0..3_000).map(header).max().unwrap();
    assert!(longest <= 22 + 48 + 256 + 3 * 98, "{longest}");
    assert!(longest > 22 + 48 + 3 * 98, "grease was seen");
}

#[test]
fn any_flipped_byte_and_any_cut_is_found() {
    let (identities, to) = identities(1);
    let sealed = seal(&to, "a tip of fiction", &[("name", b"content")]);
    let opens = |bytes: &[u8]| OpenEnvelope::open(Cursor::new(bytes), &identities, 1).map(|_| ());
    opens(&sealed).unwrap();
    for at in 0..sealed.len() {
        let mut altered = sealed.clone();
        altered[at] ^= 0x01;
        opens(&altered).expect_err("a flipped byte");
    }
    for length in (0..sealed.len()).step_by(97) {
        opens(&sealed[..length]).expect_err("a cut envelope");
    }
    opens(&[sealed.as_slice(), b"x"].concat()).expect_err("a longer envelope");
}

#[test]
fn other_recipients_than_the_rings_are_refused() {
    let (mut keys, to) = identities(2);
    let sealed = seal(&to, "a tip", &[]);
    let open = |expected, keys: &[_]| OpenEnvelope::open(Cursor::new(&sealed), keys, expected).map(|_| ());
    assert!(matches!(open(1, &keys), Err(OpenError::Recipients { expected: 1, found: 2 })));
    assert!(matches!(open(3, &keys), Err(OpenError::Recipients { .. })));
    open(2, &keys).unwrap();
    keys.clear();
    assert!(matches!(open(2, &keys), Err(OpenError::NoIdentity)));
}

#[test]
fn an_absurd_header_is_refused_before_it_is_parsed() {
    let bytes = ["age-encryption.org/v1\n".as_bytes(), &b"-> X a\nAAAA\n".repeat(200_000)].concat();
    let answer = OpenEnvelope::open(Cursor::new(bytes), &identities(1).0, 1).map(|_| ());
    assert!(matches!(answer, Err(OpenError::NotAge)));
}

/// Seals a ZIP made by hand, as a hostile server could.
fn seal_archive(to: &SealTo, write: impl FnOnce(&mut zip::ZipWriter<Cursor<Vec<u8>>>)) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    write(&mut zip);
    let plaintext = zip.finish().unwrap().into_inner();
    let mut sealed = Vec::new();
    to.encrypt_raw(&plaintext, &mut sealed);
    sealed
}

impl SealTo {
    fn encrypt_raw(&self, plaintext: &[u8], sealed: &mut Vec<u8>) {
        let recipients = self.test_recipients();
        let recipients = recipients.iter().map(|r| r as &dyn age::Recipient);
        let mut stream = age::Encryptor::with_recipients(recipients).unwrap().wrap_output(sealed).unwrap();
        std::io::Write::write_all(&mut stream, plaintext).unwrap();
        stream.finish().unwrap();
    }
}

#[test]
fn an_archive_that_breaks_a_rule_is_damage() {
    use std::io::Write;
    let (keys, to) = identities(1);
    let stored = || zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let document = |files: &str| {
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        format!(
            r#"{{"basis":"saw","consent":"quote","day":"2026-01-01","files":[{files}],"kind":"tip","message_bytes":0,"message_sha256":"{empty}","schema":1}}"#
        )
    };
    let build = |names: &[&str], files: &str| {
        seal_archive(&to, |zip| {
            for name in names {
                zip.start_file(*name, stored()).unwrap();
                if *name == DOCUMENT {
                    zip.write_all(document(files).as_bytes()).unwrap();
                }
            }
        })
    };
    let open = |sealed: Vec<u8>| OpenEnvelope::open(Cursor::new(sealed), &keys, 1).map(|_| ());
    // The control: the same archive without a fault opens.
    open(build(&[MESSAGE, DOCUMENT, PADDING], "")).unwrap();
    for names in [
        vec![MESSAGE, DOCUMENT],
        vec![MESSAGE, DOCUMENT, PADDING, "files/0001"],
        vec![MESSAGE, DOCUMENT, PADDING, "../../escape"],
        vec![MESSAGE, DOCUMENT, PADDING, "/absolute"],
        vec![MESSAGE, PADDING],
    ] {
        assert!(matches!(open(build(&names, "")), Err(OpenError::Archive(_))), "{names:?}");
    }
    let listed =
        r#"{"bytes":1,"name":"x","sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}"#;
    let mut lying =
        OpenEnvelope::open(Cursor::new(build(&[MESSAGE, DOCUMENT, PADDING, "files/0001"], listed)), &keys, 1).unwrap();
    assert!(matches!(lying.copy_file(1, &mut Vec::new()), Err(OpenError::Mismatch)));
    let unread = build(&[MESSAGE, DOCUMENT, PADDING], "7");
    assert!(matches!(open(unread), Err(OpenError::Document)));
}

#[test]
fn contents_are_equal_for_equal_submissions_only() {
    let (_, to) = identities(1);
    let contents = |message: &str, files: &[(&str, &[u8])]| {
        let mut sealer = to.envelope(std::io::sink()).unwrap();
        sealer.message(message).unwrap();
        for (name, content) in files {
            let mut file = sealer.file().unwrap();
            file.write(content).unwrap();
            file.end((*name).to_owned(), None);
        }
        sealer.contents()
    };
    let base = contents("a", &[("n", b"1")]);
    assert_eq!(base, contents("a", &[("n", b"1")]));
    for other in [
        contents("b", &[("n", b"1")]),
        contents("a", &[("m", b"1")]),
        contents("a", &[("n", b"2")]),
        contents("a", &[]),
    ] {
        assert_ne!(base, other);
    }
}

#[test]
fn an_envelope_without_recipient_cannot_be_begun() {
    assert!(matches!(SealTo::new(&[]), Err(SealError::NoRecipient)));
}

#[test]
fn a_file_that_was_not_ended_spoils_the_envelope() {
    let (_, to) = identities(1);
    let mut sealer = to.envelope(Vec::new()).unwrap();
    sealer.file().unwrap().write(b"cut off").unwrap();
    assert!(matches!(sealer.finish(form()), Err(SealError::Archive)));
}
