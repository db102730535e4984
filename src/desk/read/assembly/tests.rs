use super::*;
use crate::read::limits::VALUE_BYTES;

/// Counts what members are told.
#[derive(Default)]
struct Told(Vec<&'static str>);

impl Members for Told {
    fn begin(&mut self, _: &str, _: &Provenance) -> std::io::Result<()> {
        self.0.push("begin");
        Ok(())
    }
    fn bytes(&mut self, _: &[u8]) -> std::io::Result<()> {
        self.0.push("bytes");
        Ok(())
    }
    fn end(&mut self) -> std::io::Result<()> {
        self.0.push("end");
        Ok(())
    }
    fn abandon(&mut self) -> std::io::Result<()> {
        self.0.push("abandon");
        Ok(())
    }
}

fn limits() -> Limits {
    Limits { text_bytes: 10, members: 2, member_bytes: 10, ..Limits::default() }
}

#[test]
fn messages_that_say_nothing_and_scans_of_nothing_break_the_rules() {
    let part = || Message::Part("page 1".to_owned());
    assert_eq!(assembled(vec![part(), Message::Scan, Message::Done]).0.map(|reading| reading.scans), Ok(vec![0]));
    let broken = [
        vec![Message::Text(String::new())],
        vec![Message::Begin("a".to_owned(), Provenance::default()), Message::Bytes(Vec::new())],
        vec![Message::Scan],
        vec![part(), Message::Scan, Message::Scan],
    ];
    for messages in broken {
        assert_eq!(assembled(messages).0.err(), Some("worker-output"));
    }
}

/// What comes of these messages, after the format.
fn assembled(messages: Vec<Message>) -> (Result<Reading, &'static str>, Vec<&'static str>) {
    let (limits, mut told) = (limits(), Told::default());
    let mut assembly = Assembly::new(4, &limits, &mut told);
    let mut failure = assembly.take(Message::Format(Format::Zip)).err();
    for message in messages {
        if failure.is_none() {
            failure = assembly.take(message).err();
        }
    }
    let reading = assembly.into_reading(failure).map_err(|error| error.code());
    (reading, told.0)
}

fn text(text: &str) -> Message {
    Message::Text(text.to_owned())
}

fn begin() -> Message {
    Message::Begin("member".to_owned(), Provenance::default())
}

#[test]
fn parts_begin_where_the_text_then_ends() {
    let part = |label: &str| Message::Part(label.to_owned());
    let (reading, _) = assembled(vec![part("a"), text("ü"), part("b"), text("x"), Message::Done]);
    let reading = reading.unwrap();
    let starts: Vec<_> = reading.parts.iter().map(|part| part.start).collect();
    assert_eq!((reading.text.as_str(), starts), ("üx", vec![0, 2]));
}

#[test]
fn what_breaks_a_limit_or_comes_out_of_turn_ends_the_reading() {
    let long = |bytes| "x".repeat(bytes);
    let broken = [
        ("too much text", vec![text("12345678901")]),
        ("a second format", vec![Message::Format(Format::Pdf)]),
        ("a long label", vec![Message::Part(long(NAME_BYTES + 1))]),
        ("a long note", vec![Message::Note(long(VALUE_BYTES + 1))]),
        ("a long value", vec![Message::Metadata(Metadata { key: "k".into(), value: long(VALUE_BYTES + 1) })]),
        ("a long name", vec![Message::Begin(long(NAME_BYTES + 1), Provenance::default())]),
        ("bytes of nothing", vec![Message::Bytes(vec![1])]),
        ("an end of nothing", vec![Message::End]),
        ("a member in a member", vec![begin(), begin()]),
        ("done in a member", vec![begin(), Message::Done]),
        ("a word after the last", vec![Message::Done, text("late")]),
        ("no last word", vec![text("x")]),
    ];
    for (name, messages) in broken {
        assert_eq!(assembled(messages).0, Err("worker-output"), "{name}");
    }
    // The control: the same kinds within the limits.
    assert!(
        assembled(vec![text("1234567890"), begin(), Message::Bytes(vec![1]), Message::End, Message::Done]).0.is_ok()
    );
}

#[test]
fn too_many_members_and_bombs_have_their_own_names() {
    let member = || [begin(), Message::End];
    let three: Vec<_> = (0..3).flat_map(|_| member()).collect();
    assert_eq!(assembled(three).0, Err("too-many"));
    assert_eq!(assembled(vec![begin(), Message::Bytes(vec![0; 11])]).0, Err("bomb"));
}

#[test]
fn a_member_that_is_open_at_the_end_is_abandoned() {
    let (reading, told) = assembled(vec![begin(), Message::Bytes(vec![1]), Message::Refused(Refusal::Unreadable)]);
    assert_eq!((reading, told), (Err("unreadable"), vec!["begin", "bytes", "abandon"]));
}
