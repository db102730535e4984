//! Requests byte by byte, for what no well-behaved client sends.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{
    ClientConfig, ClientConnection, NamedGroup, ProtocolVersion, RootCertStore, StreamOwned, SupportedProtocolVersion,
};

use super::form::Form;
use super::page::Page;

/// The boundary of every form that is written here.
pub const BOUNDARY: &str = "boundary-of-a-test";

/// A connection that trusts this form's certificate and no other.
pub struct Wire(StreamOwned<ClientConnection, TcpStream>);

impl Wire {
    /// Connects.
    pub fn to(form: &Form) -> Self {
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
        let config = config.with_root_certificates(trust(form)).with_no_client_auth();
        let name = ServerName::try_from("localhost").unwrap();
        let connection = ClientConnection::new(Arc::new(config), name).unwrap();
        let socket = TcpStream::connect(("127.0.0.1", form.port())).unwrap();
        socket.set_read_timeout(Some(Duration::from_secs(120))).unwrap();
        socket.set_write_timeout(Some(Duration::from_secs(120))).unwrap();
        Self(StreamOwned::new(connection, socket))
    }

    /// The certificate that the form shows now, whatever it is.
    pub fn shown(form: &Form) -> Vec<u8> {
        let mut wire = Self::to(form);
        while wire.0.conn.is_handshaking() {
            wire.0.conn.complete_io(&mut wire.0.sock).unwrap();
        }
        wire.0.conn.peer_certificates().unwrap()[0].to_vec()
    }

    /// What a handshake agrees on with a client of these versions and key exchanges.
    pub fn greet(
        form: &Form,
        versions: &[&'static SupportedProtocolVersion],
        groups: &[NamedGroup],
    ) -> io::Result<(ProtocolVersion, NamedGroup)> {
        let mut provider = rustls::crypto::aws_lc_rs::default_provider();
        let group = |name: &NamedGroup| provider.kx_groups.iter().find(|group| group.name() == *name).copied().unwrap();
        provider.kx_groups = groups.iter().map(group).collect();
        let config = ClientConfig::builder_with_provider(Arc::new(provider)).with_protocol_versions(versions).unwrap();
        let config = config.with_root_certificates(trust(form)).with_no_client_auth();
        let mut connection =
            ClientConnection::new(Arc::new(config), ServerName::try_from("localhost").unwrap()).unwrap();
        let mut socket = TcpStream::connect(("127.0.0.1", form.port()))?;
        while connection.is_handshaking() {
            connection.complete_io(&mut socket)?;
        }
        let group = connection.negotiated_key_exchange_group().unwrap().name();
        Ok((connection.protocol_version().unwrap(), group))
    }

    /// Sends bytes. An error means that the server closed.
    pub fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.write_all(bytes)
    }

    /// Reads the answer; none when the server closed without one.
    pub fn answer(mut self) -> Option<Page> {
        self.next_answer()
    }

    /// The same, on a connection that is kept.
    pub fn next_answer(&mut self) -> Option<Page> {
        self.0.flush().ok()?;
        answer_from(&mut self.0)
    }
}

/// This form's certificates, as they lie on the disk, and no other: an earlier one beside the last.
fn trust(form: &Form) -> RootCertStore {
    let mut roots = RootCertStore::empty();
    let archive = std::fs::read_dir(form.demo().join("archive")).into_iter().flatten().flatten();
    for file in archive.map(|file| file.path()).chain([form.certificate()]) {
        if let Ok(certificate) = CertificateDer::from_pem_file(file) {
            roots.add(certificate).unwrap();
        }
    }
    roots
}

/// Reads one answer; none when the other end closed without one.
pub fn answer_from(stream: &mut impl Read) -> Option<Page> {
    let mut received = Vec::new();
    let mut buffer = [0; 16 * 1024];
    loop {
        if let Some(page) = parse(&received) {
            return Some(page);
        }
        match stream.read(&mut buffer) {
            Ok(count) if count > 0 => received.extend_from_slice(&buffer[..count]),
            _ => return None,
        }
    }
}

/// A whole answer, once it is there.
fn parse(received: &[u8]) -> Option<Page> {
    let end = received.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
    let head = std::str::from_utf8(&received[..end]).unwrap().to_ascii_lowercase();
    let status = head.split(' ').nth(1)?.parse().ok()?;
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok());
    let body = received.get(end..end + length.unwrap_or(0))?;
    Some(Page { status, html: String::from_utf8_lossy(body).into_owned() })
}

/// Head of a `POST /tip` whose body has this length.
pub fn head(length: u64) -> String {
    head_to("/tip", length)
}

fn head_to(path: &str, length: u64) -> String {
    format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary={BOUNDARY}\r\n\
         Content-Length: {length}\r\n\r\n"
    )
}

/// One part of a form; `disposition` stands after `form-data; `.
pub fn part(disposition: &[u8], content: &[u8]) -> Vec<u8> {
    let mut part = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; ").into_bytes();
    part.extend_from_slice(disposition);
    part.extend_from_slice(b"\r\n\r\n");
    part.extend_from_slice(content);
    part.extend_from_slice(b"\r\n");
    part
}

/// Sends parts as a whole form.
pub fn post_parts(form: &Form, parts: &[Vec<u8>]) -> Page {
    request_page(form, &whole_form("/tip", parts)).expect("an answer")
}

/// A request with parts as a whole form.
pub fn whole_form(path: &str, parts: &[Vec<u8>]) -> Vec<u8> {
    let mut body = parts.concat();
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    let mut request = head_to(path, body.len() as u64).into_bytes();
    request.extend_from_slice(&body);
    request
}

/// Sends a request and reads its answer.
pub fn request_page(form: &Form, request: &[u8]) -> Option<Page> {
    let mut wire = Wire::to(form);
    wire.send(request).ok()?;
    wire.answer()
}
