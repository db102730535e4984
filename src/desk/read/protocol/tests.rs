use super::*;

fn messages() -> Vec<Message> {
    vec![
        Message::Format(Format::Zip),
        Message::Text("Grüße".to_owned()),
        Message::Part("page 1".to_owned()),
        Message::Metadata(Metadata { key: "a".to_owned(), value: "b".to_owned() }),
        Message::Provenance(Provenance::default()),
        Message::Note("note".to_owned()),
        Message::Begin("name".to_owned(), Provenance::default()),
        Message::Bytes(vec![0xff; MESSAGE_BYTES]),
        Message::End,
        Message::Abandon,
        Message::Refused(Refusal::Bomb),
        Message::Done,
    ]
}

fn bytes(messages: &[Message]) -> Vec<u8> {
    let mut bytes = Vec::new();
    messages.iter().for_each(|message| message.write_to(&mut bytes).unwrap());
    bytes
}

fn decoded(bytes: &[u8], piece: usize) -> Result<Vec<Message>, Malformed> {
    let (mut decoder, mut found) = (Decoder::default(), Vec::new());
    for piece in bytes.chunks(piece) {
        decoder.push(piece);
        while let Some(message) = decoder.next_message()? {
            found.push(message);
        }
    }
    Ok(found)
}

#[test]
fn every_message_arrives_however_it_is_cut() {
    for piece in [1, 5, 1000, usize::MAX] {
        assert_eq!(decoded(&bytes(&messages()), piece).unwrap(), messages());
    }
}

#[test]
fn a_message_that_breaks_the_form_is_malformed() {
    let head = |kind: u8, length: u32| [&[kind], length.to_le_bytes().as_slice()].concat();
    assert_eq!(decoded(&head(b'E', 0), 9), Ok(vec![Message::End]), "the control");
    let broken = [
        head(b'?', 0),
        // Too long is refused at the head, before anything is held.
        head(b'D', MESSAGE_BYTES as u32 + 1),
        head(b'D', u32::MAX),
        [head(b'T', 1), vec![0xff]].concat(),
        [head(b'E', 1), vec![0]].concat(),
        [head(b'F', 6), b"\"exe\" ".to_vec()].concat(),
        [head(b'X', 1), b"1".to_vec()].concat(),
    ];
    for bytes in broken {
        assert_eq!(decoded(&bytes, 64), Err(Malformed), "{bytes:?}");
    }
}

#[test]
fn a_request_is_read_to_its_last_byte_and_no_further() {
    let request = Request { task: Task::Pictures(vec![3]), bytes: 7, limits: Limits::default(), desk: 1 };
    let sent = [request.to_bytes().unwrap(), b"document".to_vec()].concat();
    let mut input = sent.as_slice();
    assert_eq!(Request::read_from(&mut input).unwrap(), request);
    assert_eq!(input, b"document");
    for cut in [0, 3, 4, 20] {
        assert!(Request::read_from(&mut &sent[..cut]).is_err(), "{cut}");
    }
    assert!(Request::read_from(&mut [0xff; 64].as_slice()).is_err());
}
