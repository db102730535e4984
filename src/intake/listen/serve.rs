//! Puts the pieces on a listener: budget → TLS → guard → HTTP → handlers.

use std::future::ready;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use actix_http::{HttpService, KeepAlive, Protocol, Request};
use actix_server::Server;
use actix_service::{ServiceFactory, ServiceFactoryExt, fn_service, map_config};
use actix_web::dev::AppConfig;
use actix_web::{App, web};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use super::guard::{Budget, Guarded};
use super::strip::strip;
use crate::receive::{Intake, form, not_found, submit};

/// A TLS handshake over a slow circuit takes a few seconds.
const HANDSHAKE: Duration = Duration::from_secs(20);
/// A whole request head.
const HEAD: Duration = Duration::from_secs(20);
/// An idle connection between two requests: its buffers hold what was sent last,
/// and a form is filled in for longer than any connection is kept.
const IDLE: Duration = Duration::from_secs(5);
/// A client that was told goodbye.
const GOODBYE: Duration = Duration::from_secs(5);
/// Longest head that is read of someone who is only told that there is no room.
const REFUSED_HEAD_BYTES: usize = 16 * 1024;

/// What the server listens on, and with what.
pub struct Listening {
    /// A bound socket.
    pub listener: TcpListener,
    /// TLS.
    pub tls: Arc<rustls::ServerConfig>,
    /// Connections of the process.
    pub budget: Budget,
    /// Threads that handle requests.
    pub workers: usize,
}

type Stream = Guarded<TlsStream<TcpStream>>;

/// Starts the server; it runs when it is awaited.
///
/// # Errors
/// When the listener cannot be used.
pub fn serve(listening: Listening, intake: web::Data<Intake>) -> std::io::Result<Server> {
    let Listening { listener, tls, budget, workers } = listening;
    let acceptor = TlsAcceptor::from(tls);
    // Connections are bounded by the budget, which answers; actix's own bound
    // would leave them waiting without a word.
    let server =
        Server::build().workers(workers).max_concurrent_connections(usize::from(u16::MAX)).shutdown_timeout(10);
    let server = server.listen("tls", listener, move || pipeline(acceptor.clone(), budget.clone(), intake.clone()))?;
    Ok(server.run())
}

fn pipeline(
    acceptor: TlsAcceptor,
    budget: Budget,
    intake: web::Data<Intake>,
) -> impl ServiceFactory<TcpStream, Config = (), Response = (), Error = (), InitError = ()> {
    let app = App::new()
        .app_data(intake.clone())
        .service(web::resource("/").get(form))
        .service(web::resource("/tip").post(submit))
        .default_service(web::to(not_found));
    let stripped = fn_service(|request: Request| ready(Ok::<_, actix_web::Error>(strip(request))));
    let http = HttpService::build()
        .keep_alive(KeepAlive::Timeout(IDLE))
        .client_request_timeout(HEAD)
        .client_disconnect_timeout(GOODBYE)
        .finish(stripped.and_then(map_config(app, |()| AppConfig::default())));
    let accept = fn_service(move |socket: TcpStream| {
        let (acceptor, budget, intake) = (acceptor.clone(), budget.clone(), intake.clone());
        async move { accept(socket, &acceptor, &budget, &intake).await.ok_or(()) }
    });
    accept.and_then(http.map_err(|_| ()).map_init_err(|_| ()))
}

/// The stream for the HTTP service, without the peer's address.
async fn accept(
    socket: TcpStream,
    acceptor: &TlsAcceptor,
    budget: &Budget,
    intake: &Intake,
) -> Option<(Stream, Protocol, Option<std::net::SocketAddr>)> {
    let place = budget.take()?;
    // Without it only the last small packet of an answer waits.
    let _best_effort = socket.set_nodelay(true);
    let stream = tokio::time::timeout(HANDSHAKE, acceptor.accept(socket)).await.ok()?.ok()?;
    if place.is_standing {
        // Gone or not: nothing was received of them.
        let _told = tokio::time::timeout(HEAD, tell_busy(stream, &intake.pages.busy())).await;
        return None;
    }
    Some((Guarded::new(stream, place), Protocol::Http1, None))
}

/// Reads a head, so that the client is not reset while it writes, and answers 503.
async fn tell_busy(mut stream: TlsStream<TcpStream>, page: &[u8]) -> std::io::Result<()> {
    let mut head = Vec::new();
    while head.len() < REFUSED_HEAD_BYTES && !head.windows(4).any(|window| window == b"\r\n\r\n") {
        if stream.read_buf(&mut head).await? == 0 {
            return Ok(());
        }
    }
    let answer = format!(
        "HTTP/1.1 503 Service Unavailable\r\ncontent-type: text/html; charset=utf-8\r\ncache-control: no-store\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        page.len()
    );
    stream.write_all(answer.as_bytes()).await?;
    stream.write_all(page).await?;
    stream.shutdown().await
}
