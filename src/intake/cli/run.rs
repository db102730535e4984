//! `serve`, `key`, `rebuild`: the installation as the configuration names it.

use std::net::TcpListener;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use actix_web::http::header::HeaderValue;
use actix_web::web;
use serde_json::json;
use zeroize::Zeroizing;

use super::output::{Failure, Output};
use crate::clock;
use crate::config::{ConfigError, Loaded};
use crate::confine::{Kept, confine};
use crate::form::Pages;
use crate::host::places;
use crate::install::{InstallError, Installation};
use crate::listen::{Budget, Certificate, Door, Listening, Places, Signals, serve as serve_on, server_config};
use crate::mailbox::Mailboxes;
use crate::receive::Intake;
use crate::recipients::Recipients;
use crate::transfer::{Control, Parcel};
use crate::vault::{DirectoryLock, SledVault, VaultError, rebuild};
use crate::words::Words;
use crate::{decoys, retention};

/// Connections of the whole process. One whose upload stalls was measured at
/// 420 KB, an idle one at some tens of kilobytes.
const PLACES: Places = Places { seats: 1_024, standing: 32, greetings: 4_096 };
/// Longest wait for a server that is starting.
const STARTING: Duration = Duration::from_secs(15);

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        Self::usage("configuration", error, "every key is explained in config/intake.example.toml")
    }
}

impl From<InstallError> for Failure {
    fn from(error: InstallError) -> Self {
        match &error {
            InstallError::File { .. } => Self::machine("data-directory", error),
            InstallError::Damaged(_) => {
                Self::damaged("data-directory", error, "restore the data directory from a backup")
            }
        }
    }
}

impl From<VaultError> for Failure {
    fn from(error: VaultError) -> Self {
        match &error {
            VaultError::InUse => Self::refused("vault-in-use", error, "stop the server, or the other command"),
            VaultError::Io(cause) => Self::machine("vault", format!("{error}: {cause}")),
            VaultError::DiskFull => Self::machine("disk-full", error).with_hint("free some space, then start again"),
            VaultError::Poisoned => {
                Self::machine("vault", error).with_hint("look at the disk, then restart the server")
            }
            VaultError::Full | VaultError::Busy | VaultError::Unknown | VaultError::NotAge => {
                Self::refused("vault", error, "run `subrosa-intake check --config F`")
            }
            VaultError::Damaged | VaultError::Open(_) => {
                Self::damaged("vault", error, "stop the server and run `subrosa-intake rebuild --config F`")
            }
        }
    }
}

/// What is read and locked by name, before the vault is opened.
struct Prepared {
    installation: Installation,
    recipients: Recipients,
    lock: DirectoryLock,
}

fn prepare(loaded: &Loaded) -> Result<Prepared, Failure> {
    let installation = Installation::open(&loaded.data())?;
    let recipients = Recipients::load(loaded, clock::today())?;
    Ok(Prepared { installation, recipients, lock: DirectoryLock::take(&loaded.data())? })
}

/// Everything that a handler needs, opened in the order in which it can fail.
fn open(loaded: &Loaded, prepared: Prepared) -> Result<Intake, Failure> {
    let Prepared { installation, recipients, lock } = prepared;
    let floor = recipients
        .seal_to(clock::today())
        .map_err(|error| Failure::refused("key-ring", error, "replace the key ring"))?;
    let config = &loaded.config;
    let keys = installation.vault_keys();
    let vault = SledVault::open_locked(lock, &loaded.data(), &keys, config.vault.bytes, floor.floor_bytes())?;
    let words = Words::english().map_err(|error| Failure::machine("words", error))?;
    let pages = Pages::new(words, config.name.clone(), config.limits.clone());
    let limits = config.limits.clone();
    let mailboxes = Mailboxes::new(installation.generations().clone());
    let mailboxes = mailboxes.map_err(|error| Failure::machine("mailboxes", error))?;
    Ok(Intake {
        installation,
        recipients,
        vault: Arc::new(vault),
        limits,
        pages,
        mailboxes,
        budget: Budget::new(places(PLACES)),
        today: clock::today,
    })
}

/// Asks the running server, or works on the vault itself when there is none. A
/// server that is just starting holds the vault before it answers: wait for it.
pub(super) fn reach<T>(
    loaded: &Loaded,
    ask: impl Fn() -> Result<Option<T>, Failure>,
    own: impl FnOnce(&Intake) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let begun = Instant::now();
    loop {
        if let Some(answer) = ask()? {
            return Ok(answer);
        }
        match prepare(loaded).and_then(|prepared| open(loaded, prepared)) {
            Err(failure) if failure.code() == "vault-in-use" && begun.elapsed() < STARTING => {
                std::thread::sleep(Duration::from_millis(100));
            }
            opened => return own(&opened?),
        }
    }
}

pub(super) fn serve(file: &Path) -> Result<Output, Failure> {
    let loaded = Loaded::read(file)?;
    let config = &loaded.config;
    let (certificate, prepared) = (Arc::new(certificate(&loaded)?), prepare(&loaded)?);
    let tls = server_config(certificate.clone(), config.tls.allow_tls12)
        .map_err(|error| loaded.error("tls.certificate", &config.tls.certificate, error))?;
    let (doors, control, signals) = (doors(&loaded)?, control(&loaded)?, signals()?);
    let workers = workers();
    // From here on nothing is left but what serving takes.
    confine(&kept(&loaded)).map_err(|error| {
        Failure::machine("sandbox", error)
            .with_hint("a kernel with landlock and seccomp is needed: Linux 5.13 or later")
    })?;
    let intake = Arc::new(open(&loaded, prepared)?);
    start(&loaded, &control, &intake)?;
    tracing::info!("serving on {}", config.listen.get_ref());
    let onion = config.tor.onion.as_ref().and_then(|onion| HeaderValue::try_from(format!("http://{onion}/")).ok());
    let listening = Listening { doors, tls: Arc::new(tls), onion, budget: intake.budget.clone(), workers };
    let served = serve_on(listening, signals, || renew(&loaded, &certificate), &web::Data::from(intake));
    drop(control);
    served.map_err(|error| Failure::machine("serve", error))?;
    Ok(Output::done(json!({}), "stopped".into()))
}

fn certificate(loaded: &Loaded) -> Result<Certificate, ConfigError> {
    let tls = &loaded.config.tls;
    let (certificate, key) = read_pair(loaded)?;
    Certificate::new(&certificate, &key).map_err(|error| loaded.error("tls.certificate", &tls.certificate, error))
}

fn read_pair(loaded: &Loaded) -> Result<(Vec<u8>, Zeroizing<Vec<u8>>), ConfigError> {
    let tls = &loaded.config.tls;
    let certificate = loaded.read_named("tls.certificate", &tls.certificate)?;
    Ok((certificate, Zeroizing::new(loaded.read_named("tls.key", &tls.key)?)))
}

/// Reads the certificate again. What does not fit changes nothing.
fn renew(loaded: &Loaded, certificate: &Certificate) {
    let tls = &loaded.config.tls;
    let renewed = read_pair(loaded).and_then(|(pem, key)| {
        certificate.exchange(&pem, &key).map_err(|error| loaded.error("tls.certificate", &tls.certificate, error))
    });
    match renewed {
        Ok(()) => tracing::info!("the certificate was read again"),
        Err(error) => tracing::error!("the certificate stays as it was: {error}"),
    }
}

/// What of the file system stays.
fn kept(loaded: &Loaded) -> Kept {
    let tls = &loaded.config.tls;
    let (certificate, key) = (loaded.path(tls.certificate.get_ref()), loaded.path(tls.key.get_ref()));
    Kept::of(&loaded.data(), [certificate.as_path(), key.as_path()])
}

fn control(loaded: &Loaded) -> Result<Control, Failure> {
    Control::bind(&loaded.data()).map_err(|error| Failure::machine("control-socket", error))
}

fn signals() -> Result<Signals, Failure> {
    Signals::new().map_err(|error| Failure::machine("signals", error))
}

/// What runs beside the requests.
fn start(loaded: &Loaded, control: &Control, intake: &Arc<Intake>) -> Result<(), Failure> {
    let thread = |error| Failure::machine("threads", error);
    intake.mailboxes.start().map_err(thread)?;
    Parcel::sweep(&loaded.data()).map_err(|error| Failure::machine("data-directory", error))?;
    control.listen(intake.clone()).map_err(thread)?;
    retention::start(intake.clone(), loaded.config.retention).map_err(thread)?;
    decoys::start(intake.clone(), loaded.config.decoys.clone()).map_err(thread)
}

/// Where connections come in.
fn doors(loaded: &Loaded) -> Result<Vec<Door>, Failure> {
    let listen = loaded.config.listen.get_ref();
    let listener =
        TcpListener::bind(listen).map_err(|error| Failure::machine("listen", format!("{listen}: {error}")))?;
    Ok(std::iter::once(Door::Tls(listener)).chain(tor(loaded)?).collect())
}

/// The door for tor, where the configuration has one.
fn tor(loaded: &Loaded) -> Result<Option<Door>, Failure> {
    let Some(socket) = &loaded.config.tor.socket else { return Ok(None) };
    let door = Door::for_tor(&loaded.path(socket.get_ref()));
    Ok(Some(door.map_err(|error| loaded.error("tor.socket", socket, error))?))
}

fn workers() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

pub(super) fn key(file: &Path) -> Result<Output, Failure> {
    let loaded = Loaded::read(file)?;
    let card = Installation::open(&loaded.data())?.card();
    let text = format!(
        "installation  {}\nbag key       {}\nrecipient     {}\nfingerprint   {}",
        card.installation,
        card.bag_key.as_str(),
        card.recipient.as_str(),
        card.fingerprint
    );
    let json = serde_json::to_value(&card).map_err(|error| Failure::machine("json", error))?;
    Ok(Output::done(json, text))
}

pub(super) fn rebuild_vault(file: &Path) -> Result<Output, Failure> {
    let loaded = Loaded::read(file)?;
    let installation = Installation::open(&loaded.data())?;
    let rebuilt = rebuild(&loaded.data(), &installation.vault_keys())?;
    let json = json!({"envelopes": rebuilt.envelopes, "replies": rebuilt.replies, "damaged": rebuilt.damaged, "old": rebuilt.old});
    let text = format!(
        "{} envelopes and {} replies are in the new store; {} keys belong to none of them.\nThe old store is {}: delete it once the next bag has arrived.",
        rebuilt.envelopes,
        rebuilt.replies,
        rebuilt.damaged,
        rebuilt.old.display()
    );
    Ok(Output::done(json, text))
}
