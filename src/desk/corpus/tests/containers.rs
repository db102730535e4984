//! What holds something protected, and what lies in it.

use std::io::Write;

use super::*;

const OTHER: &str = "Something else altogether, about lamps.";

/// A container with the minutes and another paper, as each format writes it.
fn containers() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("zip", zipped()),
        ("tar", tar(&[("minutes", MINUTES.as_bytes()), ("other", OTHER.as_bytes())])),
        ("mail", mail()),
    ]
}

fn tar(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = ::tar::Builder::new(Vec::new());
    for (name, bytes) in members {
        let mut header = ::tar::Header::new_ustar();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o600);
        builder.append_data(&mut header, name, *bytes).unwrap();
    }
    builder.into_inner().unwrap()
}

fn zipped() -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in [("minutes.txt", MINUTES), ("other.txt", OTHER)] {
        writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn mail() -> Vec<u8> {
    let part = |name: &str, text: &str| {
        format!("--b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename={name}\r\n\r\n{text}\r\n")
    };
    let head = "From: a@gazette.example\r\nTo: b@gazette.example\r\nSubject: papers\r\nMIME-Version: 1.0\r\n\
        Content-Type: multipart/mixed; boundary=b\r\n\r\n";
    format!("{head}{}{}--b--\r\n", part("minutes.txt", MINUTES), part("other.txt", OTHER)).into_bytes()
}

fn add_file(desk: &mut Desk, name: &str, bytes: &[u8], origin: &Origin) -> Vec<Taken> {
    let path = file(desk, name, bytes);
    add::add(&mut desk.case, &[path], origin, |_, _| {}).unwrap().taken
}

fn stated(standing: Standing, reason: Option<&str>) -> Origin {
    Origin { stated: Some(standing), reason: reason.map(str::to_owned), ..Origin::default() }
}

fn set(desk: &mut Desk, name: &str, origin: &Origin) -> Result<change::Corrected, CorpusError> {
    change::set(&mut desk.case, name, origin)
}

#[test]
fn what_holds_a_copy_of_something_protected_is_protected_when_that_arrives_later() {
    for (name, bytes) in containers() {
        let mut desk = fixture::case();
        let before = add_file(&mut desk, name, &bytes, &Origin::default());
        assert_eq!(before.len(), 3, "{name}");
        assert!(before.iter().all(|taken| taken.standing == Standing::Internal), "the control: alone none is, {name}");
        let changes = tip(&mut desk, "words", MINUTES.as_bytes()).changes;
        let said: Vec<_> = changes.iter().map(|change| (change.name.as_str(), change.because, change.after)).collect();
        let expected = [("D1", Because::Holds, Standing::Protected), ("D2", Because::Equal, Standing::Protected)];
        assert_eq!(said, expected, "{name}");
        assert_eq!(standing(&desk.case, "D3").0, Standing::Internal, "what lies beside it is not, {name}");
        let public = Origin {
            reason: Some("x".into()),
            stated: Some(Standing::Public),
            ..published(Some("https://a.example"), Some("2020-01-01"))
        };
        assert!(matches!(set(&mut desk, "D1", &public), Err(CorpusError::HoldsProtected(_))), "{name}");
        assert_eq!(set(&mut desk, "D3", &public).unwrap().item.standing, Standing::Public, "the control");
        desk.case.verify_custody(None).unwrap();
    }
}

#[test]
fn what_holds_a_copy_of_something_protected_is_protected_when_it_comes_after_that() {
    for (name, bytes) in containers() {
        let mut desk = fixture::case();
        tip(&mut desk, "words", MINUTES.as_bytes());
        let outer = tar(&[("inner", &bytes), ("third", b"A third paper.")]);
        let after = add_file(&mut desk, name, &outer, &Origin::default());
        let said: Vec<_> = after.iter().map(|taken| (taken.name.as_str(), taken.because)).collect();
        let expected = [
            ("D1", Because::Holds),
            ("D2", Because::Holds),
            ("D3", Because::Equal),
            ("D4", Because::Nothing),
            ("D5", Because::Nothing),
        ];
        assert_eq!(said, expected, "{name}");
        for taken in &after {
            assert_eq!(standing(&desk.case, &taken.name), (taken.standing, taken.because.word().into()), "{name}");
        }
        // What was published before and elsewhere, the copy with all around it, is public.
        let origin = published(Some("https://a.example/papers"), Some("2026-01-01"));
        let bytes = tar(&[("again", &bytes)]);
        let public = add_file(&mut desk, "published", &bytes, &origin);
        assert!(public.iter().all(|taken| taken.standing == Standing::Public), "{name}: {public:?}");
    }
}

#[test]
fn what_lies_in_something_protected_is_protected_as_long_as_that_is() {
    let mut desk = fixture::case();
    let inner = tar(&[("minutes", MINUTES.as_bytes())]);
    add_file(&mut desk, "outer", &tar(&[("inner", &inner), ("other", OTHER.as_bytes())]), &Origin::default());
    add_one(&mut desk, "copy", MINUTES, &Origin::default());
    let all = |desk: &Desk| ["D1", "D2", "D3", "D4", "D5"].map(|name| standing(&desk.case, name).1);
    assert_eq!(all(&desk), ["no-origin"; 5], "the control");
    let changes = set(&mut desk, "D1", &stated(Standing::Protected, None)).unwrap().changes;
    assert_eq!(changes.len(), 4, "{changes:?}");
    let (within, equal) = ("within-protected", "equal-to-protected");
    assert_eq!(all(&desk), ["stated", within, within, within, equal]);
    let lower = stated(Standing::Internal, Some("agreed"));
    assert!(matches!(set(&mut desk, "D3", &lower), Err(CorpusError::WithinProtected(_))));
    assert!(matches!(set(&mut desk, "D5", &lower), Err(CorpusError::EqualToProtected(..))));
    set(&mut desk, "D1", &lower).unwrap();
    assert_eq!(all(&desk), ["stated", "no-origin", "no-origin", "no-origin", "no-origin"]);
    assert_eq!(standing(&desk.case, "D1").0, Standing::Internal);
}

#[test]
fn a_member_that_an_editor_protects_protects_what_holds_it_and_nothing_beside_it() {
    let mut desk = fixture::case();
    add_file(&mut desk, "papers", &zipped(), &Origin::default());
    set(&mut desk, "D2", &stated(Standing::Protected, None)).unwrap();
    let all = |desk: &Desk| ["D1", "D2", "D3"].map(|name| standing(&desk.case, name).1);
    assert_eq!(all(&desk), ["holds-protected", "stated", "no-origin"]);
    let lower = stated(Standing::Internal, Some("agreed"));
    assert!(matches!(set(&mut desk, "D1", &lower), Err(CorpusError::HoldsProtected(_))));
    let changes = set(&mut desk, "D2", &lower).unwrap().changes;
    assert_eq!(changes.len(), 1, "{changes:?}");
    assert_eq!(all(&desk), ["no-origin", "stated", "no-origin"]);
}
