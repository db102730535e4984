use std::io::Cursor;

use age::secrecy::ExposeSecret;

use super::*;
use crate::Day;
use crate::envelope::{Basis, Consent, FileEntry, Form, Kind, OpenEnvelope, OpenError, SealTo, TipDocument};
use crate::limits::{FLOOR_DOCUMENT_BYTES, FLOOR_MESSAGE_BYTES, LANGUAGE_MAX_BYTES};

/// The least that Argon2 allows, where the cost is not what is tested.
fn cheap() -> Generation {
    Generation { memory_kib: 8, passes: 1, ..Generation::new(1).unwrap() }
}

fn keys() -> MailboxKeys {
    MailboxRoot::derive(&Codename::generate().unwrap(), &cheap()).unwrap().keys().unwrap()
}

/// Derived by another implementation (argon2-cffi, Python's `cryptography`, and
/// BIP 173's reference code) from the description in these modules.
#[test]
fn codename_and_salt_give_the_keys_that_another_implementation_derived() {
    let vectors = [
        (
            "abacus abdomen abdominal abide abiding ability ablaze greeter",
            Generation { salt: std::array::from_fn(|at| at as u8), ..Generation::new(1).unwrap() },
            "f0d6fc23b1ab44b85654306416fe41bc2c443f894f4cd3c55d3bfde7b5516858",
            "age19zh9rusyax962tusgv268x02uu2lkf6dv2u887dqn7t4lnhhfsasr7s3nh",
            "AGE-SECRET-KEY-1UKGLH2RZE6A46KQJY4Q79SUYSKLF6PZN4T6XJP8HHS8TJ533A32SNXM944",
            "d0d34fd796953d0e152afe6238bb0db8fa74e890b6f506c704fa48dfe4dcf245",
            "06431259fc39342ec2a08858b4ac2034144ee316cd789d8e7baf39828216e42475ef0c78e0a10d04ab75d77540f776bc88b44fac56777c9f57b33a6d8b337502",
        ),
        (
            "zoom quack motive green driver cherub abacus pedometer",
            Generation { number: 2, salt: [0xff; 16], memory_kib: 64, passes: 3, lanes: 2 },
            "e5a012c2dc4c90e1a7a70ea57bc16c2e3f626925caff784a48a3deb8c7dae0dc",
            "age1mu8hucmm3q2gzfz6346rj4wfaq6u42gu2q2hrvswtuaww957xumsssd4lk",
            "AGE-SECRET-KEY-1THQ8ELJL9RRS692QLPF9S3SH93DY4D4SHRLZXTY9EDUXNGZ45PQQA7VEVZ",
            "8a5b00f4f8fbd229581bd198d9217136d398da45b939ceff7125b7ba8c191da5",
            "5a3ea4f0542b6a2f0c1b5884cae1b81394997a324e87a72f425edb48b96a2fa1b20f1020988269d0ecb0caaa629bd6361a12df7813e117335d8101911ce8d50c",
        ),
    ];
    for (codename, generation, key, recipient, identity, id, signature) in vectors {
        let keys = MailboxRoot::derive(&Codename::parse(codename).unwrap(), &generation).unwrap().keys().unwrap();
        assert_eq!(hex::encode(keys.public().key), key);
        assert_eq!(keys.public().reply_recipient.as_str(), recipient);
        assert_eq!(keys.reply_identity().to_string().expose_secret(), identity);
        assert_eq!(keys.public().id().to_string(), id);
        assert_eq!(hex::encode(keys.sign(br#"{"a":1}"#)), signature);
    }
}

#[test]
fn another_codename_salt_or_cost_gives_another_mailbox() {
    let (codename, generation) = (Codename::generate().unwrap(), cheap());
    let id = |codename: &Codename, generation: &Generation| {
        MailboxRoot::derive(codename, generation).unwrap().keys().unwrap().public().id()
    };
    let first = id(&codename, &generation);
    assert_eq!(id(&codename, &generation), first);
    assert_ne!(id(&Codename::generate().unwrap(), &generation), first);
    assert_ne!(id(&codename, &Generation { salt: [1; 16], ..generation.clone() }), first);
    assert_ne!(id(&codename, &Generation { memory_kib: 16, ..generation.clone() }), first);
    assert_ne!(id(&codename, &Generation { passes: 2, ..generation }), first);
}

#[test]
fn an_unreasonable_generation_is_refused_before_it_costs_anything() {
    let sound = Generation::new(1).unwrap();
    assert_eq!(sound.check(), Ok(()));
    assert_eq!(serde_json::from_str::<Generation>(&serde_json::to_string(&sound).unwrap()).unwrap(), sound);
    for wrong in [
        Generation { number: 0, ..sound.clone() },
        Generation { memory_kib: 7, ..sound.clone() },
        Generation { memory_kib: u32::MAX, ..sound.clone() },
        Generation { passes: 0, ..sound.clone() },
        Generation { passes: 65, ..sound.clone() },
        Generation { lanes: 0, ..sound.clone() },
        Generation { lanes: 17, ..sound },
    ] {
        assert_eq!(wrong.check(), Err(MailboxError::Generation), "{wrong:?}");
        let derived = MailboxRoot::derive(&Codename::generate().unwrap(), &wrong).map(drop);
        assert_eq!(derived, Err(MailboxError::Generation));
    }
}

#[test]
fn keys_may_go_to_another_thread_and_show_nothing() {
    let keys = std::thread::spawn(keys).join().unwrap();
    assert_eq!(format!("{keys:?}"), "MailboxKeys(…)");
}

fn document() -> TipDocument {
    TipDocument {
        schema: 1,
        kind: Kind::FollowUp,
        basis: Basis::Document,
        consent: Consent::Paraphrase,
        language: Some("x".repeat(LANGUAGE_MAX_BYTES)),
        day: "2026-11-23".parse().unwrap(),
        decoy: true,
        message_bytes: FLOOR_MESSAGE_BYTES,
        message_sha256: [255; 32],
        files: Vec::new(),
        mailbox: None,
    }
}

#[test]
fn the_longest_document_without_files_fits_the_floor_twice() {
    let mut longest = document();
    longest.sign(&keys()).unwrap();
    let bytes = serde_json_canonicalizer::to_vec(&longest).unwrap().len() as u64;
    // Room is left for a hybrid recipient, whose text has about 2,000 bytes.
    assert!(bytes + 2_000 < FLOOR_DOCUMENT_BYTES, "{bytes}");
    assert!(bytes > 512, "the control");
}

#[test]
fn a_signature_covers_everything_that_a_document_says() {
    let keys = keys();
    let mut signed = document();
    signed.files = vec![FileEntry { name: "a".into(), declared_type: Some("b".into()), bytes: 1, sha256: [0; 32] }];
    assert_eq!(signed.check_mailbox(), Ok(None));
    signed.sign(&keys).unwrap();
    assert_eq!(signed.check_mailbox().unwrap().as_ref(), Some(keys.public()));
    let changes: [fn(&mut TipDocument); 14] = [
        |d| d.schema = 2,
        |d| d.kind = Kind::Withdrawal,
        |d| d.basis = Basis::Saw,
        |d| d.consent = Consent::Quote,
        |d| d.language = None,
        |d| d.day = Day::EPOCH,
        |d| d.decoy = false,
        |d| d.message_bytes += 1,
        |d| d.message_sha256[0] ^= 1,
        |d| d.files.clear(),
        |d| d.files[0].name.push('x'),
        |d| d.files[0].declared_type = None,
        |d| d.mailbox.as_mut().unwrap().signature = [0; 64],
        |d| {
            let other = age::x25519::Identity::generate().to_public().to_string();
            d.mailbox.as_mut().unwrap().reply_recipient = other;
        },
    ];
    for (at, change) in changes.into_iter().enumerate() {
        let mut altered = signed.clone();
        change(&mut altered);
        assert_eq!(altered.check_mailbox(), Err(MailboxError::Signature), "change {at}");
    }
    for at in 0..64 {
        let mut altered = signed.clone();
        altered.mailbox.as_mut().unwrap().signature[at] ^= 1;
        assert!(altered.check_mailbox().is_err());
    }
    let mut other = signed.clone();
    other.mailbox.as_mut().unwrap().key = self::keys().public().key;
    assert_eq!(other.check_mailbox(), Err(MailboxError::Signature));
    // A weak key, for which one signature fits many messages.
    other.mailbox.as_mut().unwrap().key = std::array::from_fn(|at| u8::from(at == 0));
    other.mailbox.as_mut().unwrap().signature = std::array::from_fn(|at| u8::from(at == 0));
    assert!(other.check_mailbox().is_err());
    signed.mailbox.as_mut().unwrap().reply_recipient.make_ascii_uppercase();
    assert_eq!(signed.check_mailbox(), Err(MailboxError::Malformed));
}

fn seal(kind: Kind, keys: Option<&MailboxKeys>) -> (age::x25519::Identity, Vec<u8>) {
    let identity = age::x25519::Identity::generate();
    let to = SealTo::new(&[identity.to_public().to_string().parse().unwrap()]).unwrap();
    let mut sealer = to.envelope(Vec::new()).unwrap();
    sealer.message(&"a".repeat(FLOOR_MESSAGE_BYTES as usize)).unwrap();
    let language = Some("x".repeat(LANGUAGE_MAX_BYTES));
    let day = "2026-11-23".parse().unwrap();
    let form = Form { kind, basis: Basis::Document, consent: Consent::Paraphrase, language, day, decoy: false };
    let (bytes, length) = match keys {
        Some(keys) => sealer.finish_signed(form, keys).unwrap(),
        None => sealer.finish(form).unwrap(),
    };
    assert_eq!(length, to.floor_bytes(), "a mailbox does not change the length");
    (identity, bytes)
}

#[test]
fn an_envelope_with_a_mailbox_has_the_floors_length_and_is_opened_with_its_signature_checked() {
    let keys = keys();
    for kind in [Kind::Tip, Kind::FollowUp, Kind::Correction, Kind::Withdrawal] {
        let (identity, sealed) = seal(kind, Some(&keys));
        let open = OpenEnvelope::open(Cursor::new(sealed), &[identity], 1).unwrap();
        assert_eq!(open.document().kind, kind);
        assert_eq!(open.document().check_mailbox().unwrap().unwrap().id(), keys.public().id());
    }
}

#[test]
fn what_follows_a_tip_is_refused_without_a_mailbox() {
    for (kind, refused) in
        [(Kind::Tip, false), (Kind::FollowUp, true), (Kind::Correction, true), (Kind::Withdrawal, true)]
    {
        let (identity, sealed) = seal(kind, None);
        let answer = OpenEnvelope::open(Cursor::new(sealed), &[identity], 1).map(drop);
        assert_eq!(matches!(answer, Err(OpenError::Unsigned)), refused, "{kind:?}: {answer:?}");
    }
}
