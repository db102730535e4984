//! Puts the pieces together: budget → TLS → guard → HTTP → handlers.
//!
//! Workers accept by themselves, without asking for the peer's address: an
//! accept thread that does holds the last one on its stack for as long as
//! nobody else comes.

use std::future::{poll_fn, ready};
use std::io;
use std::net::TcpListener;
use std::os::fd::OwnedFd;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use actix_http::error::DispatchError;
use actix_http::{HttpService, KeepAlive, Protocol, Request};
use actix_service::{Service, ServiceFactory, ServiceFactoryExt, fn_service, map_config};
use actix_web::dev::AppConfig;
use actix_web::{App, web};
use tokio::io::unix::AsyncFd;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::watch;
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
/// Pause when no socket can be accepted: out of files, or the network is gone.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);
/// Time that requests have to end after the server was told to stop.
const STOPPING: Duration = Duration::from_secs(10);

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
type Incoming = (Stream, Protocol, Option<std::net::SocketAddr>);

/// Serves until the process is told to stop, then lets requests end.
///
/// # Errors
/// When the listener or a worker cannot be used.
pub fn serve(listening: Listening, intake: &web::Data<Intake>) -> io::Result<()> {
    listening.listener.set_nonblocking(true)?;
    let (stop, stopped) = watch::channel(false);
    let mut workers = Vec::new();
    for number in 0..listening.workers {
        let worker = Worker {
            listener: listening.listener.try_clone()?.into(),
            acceptor: TlsAcceptor::from(listening.tls.clone()),
            budget: listening.budget.clone(),
            intake: intake.clone(),
        };
        let stopped = stopped.clone();
        let thread = std::thread::Builder::new().name(format!("worker-{number}"));
        workers.push(thread.spawn(move || actix_rt::System::new().block_on(worker.run(stopped)))?);
    }
    drop(listening.listener);
    actix_rt::System::new().block_on(told_to_stop())?;
    // Workers that are gone already need not be told.
    let _told = stop.send(true);
    workers.into_iter().try_for_each(|worker| worker.join().map_err(|_| io::Error::other("a worker failed"))?)
}

async fn told_to_stop() -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    tokio::select! {
        _ = interrupt.recv() => Ok(()),
        _ = terminate.recv() => Ok(()),
    }
}

struct Worker {
    listener: OwnedFd,
    acceptor: TlsAcceptor,
    budget: Budget,
    intake: web::Data<Intake>,
}

impl Worker {
    async fn run(self, mut stopped: watch::Receiver<bool>) -> io::Result<()> {
        let http = http(self.intake.clone()).new_service(()).await.map_err(|()| io::Error::other("no handlers"))?;
        let (worker, http) = (Rc::new(self), Rc::new(http));
        let listener = AsyncFd::register(worker.listener.try_clone()?)?;
        loop {
            let socket = tokio::select! {
                socket = accept(&listener) => socket,
                _ = stopped.changed() => break,
            };
            match socket {
                Ok(socket) => drop(actix_rt::spawn(worker.clone().connection(socket, http.clone()))),
                Err(_) => tokio::time::sleep(ACCEPT_PAUSE).await,
            }
        }
        drop(listener);
        worker.budget.wait_until_free(STOPPING).await;
        Ok(())
    }

    /// Serves one connection to its end.
    async fn connection(self: Rc<Self>, socket: TcpStream, http: Rc<impl Service<Incoming, Error = DispatchError>>) {
        let Some(stream) = self.greet(socket).await else { return };
        if poll_fn(|context| http.poll_ready(context)).await.is_ok() {
            // A connection that breaks off is nothing to note down.
            let _ended = http.call((stream, Protocol::Http1, None)).await;
        }
    }

    /// A place and TLS, or a page that says that there is none.
    async fn greet(&self, socket: TcpStream) -> Option<Stream> {
        let place = self.budget.take()?;
        // Without it only the last small packet of an answer waits.
        let _best_effort = socket.set_nodelay(true);
        let stream = tokio::time::timeout(HANDSHAKE, self.acceptor.accept(socket)).await.ok()?.ok()?;
        if place.is_standing {
            // Gone or not: nothing was received of them.
            let _told = tokio::time::timeout(HEAD, tell_busy(stream, &self.intake.pages.busy())).await;
            return None;
        }
        Some(Guarded::new(stream, place))
    }
}

/// The next socket, and not a word about whose it is.
async fn accept(listener: &AsyncFd<OwnedFd>) -> io::Result<TcpStream> {
    loop {
        let mut ready = listener.readable().await?;
        let accepted = ready.try_io(|listener| Ok(rustix::net::accept(listener)?));
        if let Ok(socket) = accepted {
            let socket = std::net::TcpStream::from(socket?);
            socket.set_nonblocking(true)?;
            return TcpStream::from_std(socket);
        }
    }
}

fn http(
    intake: web::Data<Intake>,
) -> impl ServiceFactory<Incoming, Config = (), Response = (), Error = DispatchError, InitError = ()> {
    let app = App::new()
        .app_data(intake)
        .service(web::resource("/").get(form))
        .service(web::resource("/tip").post(submit))
        .default_service(web::to(not_found));
    let stripped = fn_service(|request: Request| ready(Ok::<_, actix_web::Error>(strip(request))));
    HttpService::build()
        .keep_alive(KeepAlive::Timeout(IDLE))
        .client_request_timeout(HEAD)
        .client_disconnect_timeout(GOODBYE)
        .finish(stripped.and_then(map_config(app, |()| AppConfig::default())))
        .map_init_err(|_| ())
}

/// Reads a head, so that the client is not reset while it writes, and answers 503.
async fn tell_busy(mut stream: TlsStream<TcpStream>, page: &[u8]) -> io::Result<()> {
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
