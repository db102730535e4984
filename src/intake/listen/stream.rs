//! A stream of one kind or the other.

use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpStream, UnixStream};
use tokio_rustls::server::TlsStream;

use super::circuit::Circuit;

/// What HTTP is spoken on.
pub(super) enum Stream {
    /// Boxed: the state of TLS is large, and the other is small.
    Tls(Box<TlsStream<TcpStream>>),
    Tor(UnixStream),
}

/// By which door a connection came.
#[derive(Clone)]
pub(super) enum Entrance {
    Tls,
    Tor(Rc<Circuit>),
}

impl Entrance {
    /// Whether the connection may have another request.
    pub(super) fn may_go_on(&self) -> bool {
        match self {
            Self::Tls => true,
            Self::Tor(circuit) => circuit.pay(),
        }
    }
}

impl AsyncRead for Stream {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Tls(stream) => Pin::new(stream).poll_read(context, buffer),
            Self::Tor(stream) => Pin::new(stream).poll_read(context, buffer),
        }
    }
}

impl AsyncWrite for Stream {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Tls(stream) => Pin::new(stream).poll_write(context, bytes),
            Self::Tor(stream) => Pin::new(stream).poll_write(context, bytes),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Tls(stream) => Pin::new(stream).poll_flush(context),
            Self::Tor(stream) => Pin::new(stream).poll_flush(context),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Tls(stream) => Pin::new(stream).poll_shutdown(context),
            Self::Tor(stream) => Pin::new(stream).poll_shutdown(context),
        }
    }
}
