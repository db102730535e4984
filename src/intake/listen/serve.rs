//! Puts the pieces together: door → greeting → TLS, or tor's line → seat → guard → HTTP
//! → handlers.
//!
//! One thread a door accepts and a few workers handle, with nothing in between that
//! would ask for the peer's address: a test found the last one on the stack of
//! actix-server's accept thread, for as long as nobody else came.

use std::future::{Future, poll_fn};
use std::io;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use actix_http::error::DispatchError;
use actix_http::{ConnectionType, HttpService, KeepAlive, Protocol, Request};
use actix_service::{Service, ServiceFactory, ServiceFactoryExt, apply_fn_factory, map_config};
use actix_web::dev::{AppConfig, ServiceResponse};
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::{App, web};
use subrosa_tip::stack;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpStream, UnixStream};
use tokio::sync::{mpsc, watch};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use super::circuit::{Circuit, Circuits};
use super::door::{Arrival, Door};
use super::guard::{Budget, Guarded, Phase};
use super::proxy;
use super::signals::Signals;
use super::stream::{Entrance, Stream};
use super::strip::strip;
use crate::receive::{Intake, follow_up, form, not_found, submit};
use crate::replies::{ask, burn, delete_reply, replies, withdraw};

/// A TLS handshake over a slow circuit takes a few seconds.
const HANDSHAKE: Duration = Duration::from_secs(20);
/// Patience with handshakes while many of them stand still.
const HANDSHAKE_CROWDED: Duration = Duration::from_secs(5);
/// A whole request head.
const HEAD: Duration = Duration::from_secs(20);
/// An idle connection between two requests: its buffers hold what was sent last,
/// and a form is filled in for longer than any connection is kept.
const IDLE: Duration = Duration::from_secs(5);
/// A client that was told goodbye.
const GOODBYE: Duration = Duration::from_secs(5);
/// Longest head that is read of someone who is only told that there is no room.
const REFUSED_HEAD_BYTES: usize = 16 * 1024;
/// Time that requests have to end after the server was told to stop.
const STOPPING: Duration = Duration::from_secs(10);

/// Tells Tor Browser that the site has an onion address.
const ONION_LOCATION: HeaderName = HeaderName::from_static("onion-location");

/// What the server listens on, and with what.
pub struct Listening {
    /// Where connections come in.
    pub doors: Vec<Door>,
    /// TLS.
    pub tls: Arc<rustls::ServerConfig>,
    /// The onion address, said to those who come by TLS.
    pub onion: Option<HeaderValue>,
    /// Connections of the process.
    pub budget: Budget,
    /// Threads that handle requests.
    pub workers: usize,
}

type Incoming = (Guarded<Stream>, Protocol, Option<std::net::SocketAddr>);

/// Serves until the process is told to stop, then lets requests end. `reload` at each
/// hangup.
///
/// # Errors
/// When a thread cannot be started, or a worker failed.
pub fn serve(listening: Listening, signals: Signals, reload: impl Fn(), intake: &web::Data<Intake>) -> io::Result<()> {
    let Listening { doors, tls, onion, budget, workers } = listening;
    let (stop, stopped) = watch::channel(false);
    let circuits = Circuits::default();
    let (mut desks, mut threads) = (Vec::new(), Vec::new());
    for number in 0..workers {
        let (desk, arrivals) = mpsc::unbounded_channel();
        desks.push(desk);
        let worker = Worker {
            acceptor: tls.clone().into(),
            circuits: circuits.clone(),
            onion: onion.clone(),
            budget: budget.clone(),
            intake: intake.clone(),
        };
        let stopped = stopped.clone();
        let thread = std::thread::Builder::new().name(format!("worker-{number}"));
        threads.push(thread.spawn(move || actix_rt::System::new().block_on(worker.run(arrivals, stopped)))?);
    }
    for door in doors {
        let (budget, desks) = (budget.clone(), desks.clone());
        std::thread::Builder::new().name("accept".into()).spawn(move || door.open_for_ever(&budget, &desks))?;
    }
    signals.wait(reload);
    // Workers that are gone already need not be told.
    let _told = stop.send(true);
    threads.into_iter().try_for_each(|thread| thread.join().map_err(|_| io::Error::other("a worker failed"))?)
}

struct Worker {
    acceptor: TlsAcceptor,
    circuits: Circuits,
    onion: Option<HeaderValue>,
    budget: Budget,
    intake: web::Data<Intake>,
}

impl Worker {
    async fn run(
        self,
        mut arrivals: mpsc::UnboundedReceiver<Arrival>,
        mut stopped: watch::Receiver<bool>,
    ) -> io::Result<()> {
        let http = http(self.intake.clone(), self.budget.clone(), self.onion.clone())
            .new_service(())
            .await
            .map_err(|()| io::Error::other("no handlers"))?;
        let (worker, http) = (Rc::new(self), Rc::new(http));
        loop {
            tokio::select! {
                Some(arrival) = arrivals.recv() => drop(actix_rt::spawn(worker.clone().connection(arrival, http.clone()))),
                _ = stopped.changed() => break,
            }
        }
        drop(arrivals);
        worker.budget.wait_until_free(STOPPING).await;
        Ok(())
    }

    /// Serves one connection to its end.
    async fn connection(self: Rc<Self>, arrival: Arrival, http: Rc<impl Service<Incoming, Error = DispatchError>>) {
        let Some(stream) = self.greet(arrival).await else { return };
        let phase = stream.phase();
        if poll_fn(|context| http.poll_ready(context)).await.is_ok() {
            // A connection that breaks off is nothing to note down.
            tokio::select! {
                _ended = http.call((stream, Protocol::Http1, None)) => {}
                () = phase.overdue() => {}
            }
        }
    }

    /// TLS or tor's line, then a seat, or a page that says that there is no room.
    async fn greet(&self, arrival: Arrival) -> Option<Guarded<Stream>> {
        let (greeting, stream, entrance) = match arrival {
            Arrival::Tls(socket, greeting) => {
                (greeting, Stream::Tls(Box::new(self.tls(socket).await?)), Some(Entrance::Tls))
            }
            Arrival::Tor(socket, greeting) => {
                let (stream, circuit) = self.tor(socket).await?;
                (greeting, Stream::Tor(stream), circuit.map(|circuit| Entrance::Tor(Rc::new(circuit))))
            }
        };
        let place = self.budget.take()?;
        drop(greeting);
        let Some(entrance) = entrance.filter(|_| !place.is_standing) else {
            // Gone or not: nothing was received of them.
            let _told = tell_busy(stream, &self.intake.pages.busy().to_bytes()).await;
            return None;
        };
        Some(Guarded::new(stream, place, entrance))
    }

    async fn tls(&self, socket: std::net::TcpStream) -> Option<TlsStream<TcpStream>> {
        // Without it only the last small packet of an answer waits.
        let _best_effort = socket.set_nodelay(true);
        socket.set_nonblocking(true).ok()?;
        let socket = TcpStream::from_std(socket).ok()?;
        let patience = if self.budget.is_crowded() { HANDSHAKE_CROWDED } else { HANDSHAKE };
        tokio::time::timeout(patience, self.acceptor.accept(socket)).await.ok()?.ok()
    }

    /// No circuit comes back with a stream whose circuit has too much already.
    async fn tor(&self, socket: std::os::unix::net::UnixStream) -> Option<(UnixStream, Option<Circuit>)> {
        socket.set_nonblocking(true).ok()?;
        let mut stream = UnixStream::from_std(socket).ok()?;
        let number = proxy::circuit(&mut stream).await?;
        Some((stream, self.circuits.enter(number)))
    }
}

fn http(
    intake: web::Data<Intake>,
    budget: Budget,
    onion: Option<HeaderValue>,
) -> impl ServiceFactory<Incoming, Config = (), Response = (), Error = DispatchError, InitError = ()> {
    let app = App::new()
        .app_data(intake)
        .service(web::resource("/").get(form).default_service(web::to(not_found)))
        .service(web::resource("/tip").post(submit).default_service(web::to(not_found)))
        .service(web::resource("/replies").get(ask).post(replies).default_service(web::to(not_found)))
        .service(web::resource("/follow-up").post(follow_up).default_service(web::to(not_found)))
        .service(web::resource("/delete-reply").post(delete_reply).default_service(web::to(not_found)))
        .service(web::resource("/withdraw").post(withdraw).default_service(web::to(not_found)))
        .service(web::resource("/burn").post(burn).default_service(web::to(not_found)))
        .default_service(web::to(not_found));
    let app = map_config(app, |()| AppConfig::default());
    let attended = apply_fn_factory(app, move |request, app: &_| attend(request, app, budget.clone(), onion.clone()));
    HttpService::build()
        .keep_alive(KeepAlive::Timeout(IDLE))
        .client_request_timeout(HEAD)
        .client_disconnect_timeout(GOODBYE)
        .on_connect_ext(|stream: &Guarded<Stream>, data| {
            data.insert(stream.phase());
            data.insert(stream.entrance());
        })
        .finish(attended)
        .map_init_err(|_| ())
}

/// Strips a request, and notes from its head to its answer that the connection
/// is at work. While seats are short, or when the circuit has had its share, nobody
/// keeps one for a next request.
fn attend<S, B>(
    request: Request,
    app: &S,
    budget: Budget,
    onion: Option<HeaderValue>,
) -> impl Future<Output = Result<ServiceResponse<B>, S::Error>> + use<S, B>
where
    S: Service<Request, Response = ServiceResponse<B>>,
{
    let phase = request.conn_data::<Phase>().cloned();
    let entrance = request.conn_data::<Entrance>().cloned();
    phase.iter().for_each(Phase::busy);
    let answer = app.call(strip(request));
    async move {
        let mut answer = answer.await;
        // Every handler worked below this frame: what it computed with stays nowhere.
        stack::wipe();
        phase.iter().for_each(Phase::idle);
        if let Ok(answer) = &mut answer {
            let head = answer.response_mut().head_mut();
            if budget.is_tight() || !entrance.as_ref().is_some_and(Entrance::may_go_on) {
                head.set_connection_type(ConnectionType::Close);
            }
            if let (Some(Entrance::Tls), Some(onion)) = (entrance, onion) {
                head.headers.insert(ONION_LOCATION, onion);
            }
        }
        answer
    }
}

/// Answers 503 without keeping anything, and reads on until the client has seen
/// it: one that is still sending would lose the page to a reset.
async fn tell_busy(mut stream: Stream, page: &[u8]) -> io::Result<()> {
    tokio::time::timeout(HEAD, answer_busy(&mut stream, page)).await??;
    let mut rest = [0; 4 * 1024];
    let to_the_end = async { while stream.read(&mut rest).await.is_ok_and(|count| count > 0) {} };
    Ok(tokio::time::timeout(GOODBYE, to_the_end).await?)
}

async fn answer_busy(stream: &mut Stream, page: &[u8]) -> io::Result<()> {
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
