//! What tor says about a connection before it passes it on.
//!
//! *Format*: HAProxy's PROXY protocol, version 1, as `HiddenServiceExportCircuitID haproxy`
//! writes it: `PROXY TCP6 fc00:dead:beef:4dad::0:36 ::1 54 80`. The prefix is tor's own,
//! the low 32 bits of the first address are the circuit. One line of at most 107 bytes.

use std::net::Ipv6Addr;
use std::time::Duration;

use ppp::v1::{Addresses, Header};
use tokio::io::{AsyncRead, AsyncReadExt};

/// Longest line, in bytes, by the protocol.
const LINE_BYTES: usize = 107;
/// tor writes it at once.
const PATIENCE: Duration = Duration::from_secs(2);
/// `fc00:dead:beef:4dad::/64`
const TOR: [u16; 4] = [0xfc00, 0xdead, 0xbeef, 0x4dad];

/// Reads the line, and no byte more; none when it is missing, late, too long, or not tor's.
pub(super) async fn circuit<S: AsyncRead + Unpin>(stream: &mut S) -> Option<u32> {
    let line = tokio::time::timeout(PATIENCE, line(stream)).await.ok()??;
    parse(&line)
}

async fn line<S: AsyncRead + Unpin>(stream: &mut S) -> Option<Vec<u8>> {
    let mut line = Vec::with_capacity(LINE_BYTES);
    while !line.ends_with(b"\r\n") {
        if line.len() == LINE_BYTES {
            return None;
        }
        line.push(stream.read_u8().await.ok()?);
    }
    Some(line)
}

fn parse(line: &[u8]) -> Option<u32> {
    let Addresses::Tcp6(addresses) = Header::try_from(line).ok()?.addresses else { return None };
    number(addresses.source_address)
}

fn number(address: Ipv6Addr) -> Option<u32> {
    let [prefix @ .., _, _, high, low] = address.segments();
    (prefix == TOR).then_some(u32::from(high) << 16 | u32::from(low))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_circuit_is_the_low_half_of_an_address_of_tors_own() {
        assert_eq!(parse(b"PROXY TCP6 fc00:dead:beef:4dad::0:36 ::1 54 80\r\n"), Some(0x36));
        assert_eq!(parse(b"PROXY TCP6 fc00:dead:beef:4dad::ffff:fffe ::1 65535 80\r\n"), Some(0xffff_fffe));
    }

    #[test]
    fn whatever_else_stands_there_is_refused() {
        for line in [
            "PROXY TCP6 2001:db8::1 ::1 54 80\r\n",
            "PROXY TCP4 192.0.2.1 192.0.2.2 54 80\r\n",
            "PROXY UNKNOWN\r\n",
            "GET / HTTP/1.1\r\n",
            "PROXY TCP6 fc00:dead:beef:4dad::0:36 ::1 54\r\n",
            "proxy TCP6 fc00:dead:beef:4dad::0:36 ::1 54 80\r\n",
            "\r\n",
        ] {
            assert_eq!(parse(line.as_bytes()), None, "{line}");
        }
        assert!(parse(b"PROXY TCP6 fc00:dead:beef:4dad::0:36 ::1 54 80\r\n").is_some(), "the control");
    }

    #[tokio::test]
    async fn no_byte_behind_the_line_is_taken_and_a_long_line_is_refused() {
        let mut sent: &[u8] = b"PROXY TCP6 fc00:dead:beef:4dad::0:36 ::1 54 80\r\nGET /";
        assert_eq!(circuit(&mut sent).await, Some(0x36));
        assert_eq!(sent, b"GET /");
        let long = [b'P'; 2 * LINE_BYTES];
        let mut sent: &[u8] = &long;
        assert_eq!(circuit(&mut sent).await, None);
        assert_eq!(sent.len(), LINE_BYTES);
    }

    #[tokio::test]
    async fn a_line_that_does_not_end_is_not_waited_for() {
        let (_silent, mut stream) = tokio::io::duplex(64);
        assert_eq!(circuit(&mut stream).await, None);
    }
}
