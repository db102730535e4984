//! From a socket to a request that nobody's address is attached to.
//!
//! What actix-web's `HttpServer` cannot do is done beneath it: one budget of
//! connections for the process, deadlines for handshake and for every write,
//! TLS without anything that links two visits, and no peer address: the HTTP
//! service is told `None`, so no handler can see one. Through tor, where all come from
//! one address, the circuit stands in for it, hashed, and for as long as it is open.

mod circuit;
mod door;
mod guard;
mod proxy;
mod serve;
mod signals;
mod stream;
mod strip;
mod tls;

pub use door::Door;
pub use guard::{Budget, Places};
pub use serve::{Listening, serve};
pub use signals::Signals;
pub use tls::{Certificate, TlsError, server_config};
