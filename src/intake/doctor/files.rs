//! Certificate, key ring, and the directory of tor's socket.

use std::os::unix::fs::MetadataExt;
use std::path::Path;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use x509_parser::prelude::{FromDer, X509Certificate};

use super::{Finding, Level};
use crate::clock;
use crate::config::{ConfigError, Loaded};
use crate::listen::Certificate;
use crate::recipients::Recipients;
use subrosa_tip::Day;

/// An expiry nearer than this is worth a warning, in days.
const SOON_DAYS: i32 = 21;

pub(super) fn examine(loaded: &Loaded) -> Vec<Finding> {
    let key = loaded.path(loaded.config.tls.key.get_ref());
    let config = loaded.file();
    [check_tls(loaded), check_secret(&key), check_changeable(config), check_ring(loaded), check_tor(loaded)]
        .into_iter()
        .flatten()
        .collect()
}

fn check_tls(loaded: &Loaded) -> Option<Finding> {
    let tls = &loaded.config.tls;
    let read = || -> Result<Vec<u8>, ConfigError> {
        let certificate = loaded.read_named("tls.certificate", &tls.certificate)?;
        let key = zeroize::Zeroizing::new(loaded.read_named("tls.key", &tls.key)?);
        let pair = Certificate::new(&certificate, &key);
        pair.map_err(|error| loaded.error("tls.certificate", &tls.certificate, error)).map(|_| certificate)
    };
    match read() {
        Err(error) => {
            Some(Finding::of("tls", &error, "name a certificate chain and its private key, both in PEM form"))
        }
        Ok(certificate) => check_dates(&certificate),
    }
}

/// A key that everybody of this machine can read is nobody's.
fn check_secret(key: &Path) -> Option<Finding> {
    let open = std::fs::metadata(key).ok()?.mode() & 0o007 != 0;
    let message = format!("{}: other users of this machine can read the private key", key.display());
    open.then(|| Finding::new("tls-key-permissions", Level::Error, message, "chmod 640, for the server's group"))
}

/// Whoever can change the configuration names another root.
fn check_changeable(file: &Path) -> Option<Finding> {
    let open = std::fs::metadata(file).ok()?.mode() & 0o022 != 0;
    let message = format!("{}: others than its owner can change the configuration", file.display());
    open.then(|| Finding::new("config-permissions", Level::Warning, message, "chmod go-w on the file"))
}

fn check_dates(pem: &[u8]) -> Option<Finding> {
    let fix = "renew the certificate, then tell the server: systemctl reload subrosa-intake";
    let der = CertificateDer::from_pem_slice(pem).ok()?;
    let Ok((_, certificate)) = X509Certificate::from_der(&der) else {
        return Some(Finding::new("tls-dates", Level::Warning, "the certificate's dates cannot be read", fix));
    };
    let day = |seconds| Day::from_unix_seconds(seconds).unwrap_or(Day::EPOCH);
    let (from, until) = (certificate.validity().not_before.timestamp(), certificate.validity().not_after.timestamp());
    judge_dates(day(from), day(until), clock::today())
        .map(|(level, message)| Finding::new("tls-dates", level, message, fix))
}

fn judge_dates(from: Day, until: Day, today: Day) -> Option<(Level, String)> {
    if today < from {
        Some((Level::Error, format!("the certificate holds only from {from}; is the clock right?")))
    } else if until < today {
        Some((Level::Error, format!("the certificate expired on {until}")))
    } else if until.number() - today.number() < SOON_DAYS {
        Some((Level::Warning, format!("the certificate expires on {until}")))
    } else {
        None
    }
}

fn check_ring(loaded: &Loaded) -> Option<Finding> {
    let ring = Recipients::load(loaded, clock::today());
    ring.err()
        .map(|error| Finding::of("key-ring", &error, "write the ring again at the desk: subrosa-desk key --ring F"))
}

fn check_tor(loaded: &Loaded) -> Option<Finding> {
    let socket = loaded.config.tor.socket.as_ref()?;
    let path = loaded.path(socket.get_ref());
    let folder = path.parent().and_then(|folder| std::fs::metadata(folder).ok()).filter(std::fs::Metadata::is_dir);
    if let Some(folder) = folder {
        return judge_entrance(folder.mode(), path.parent()?);
    }
    let error = loaded.error("tor.socket", socket, "its directory does not exist");
    Some(Finding::of("tor-socket", &error, "make the directory, for tor's group to enter: see deploy/tor"))
}

/// tor runs as another user, and comes in by the group.
fn judge_entrance(mode: u32, folder: &Path) -> Option<Finding> {
    let message = format!("{}: no other user can enter it, so tor cannot reach its socket", folder.display());
    (mode & 0o011 == 0).then(|| {
        Finding::new(
            "tor-entrance",
            Level::Warning,
            message,
            "chmod 710, and tor's user into the group: see deploy/tor",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_is_judged_by_its_days() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        let judge = |today| judge_dates(day("2026-01-01"), day("2026-12-31"), day(today)).map(|(level, _)| level);
        assert_eq!(judge("2025-12-31"), Some(Level::Error));
        assert_eq!(judge("2026-06-01"), None);
        assert_eq!(judge("2026-12-20"), Some(Level::Warning));
        assert_eq!(judge("2026-12-31"), Some(Level::Warning));
        assert_eq!(judge("2027-01-01"), Some(Level::Error));
    }

    #[test]
    fn what_others_can_read_change_or_not_enter_is_found() {
        use std::os::unix::fs::PermissionsExt;
        let file = std::env::temp_dir().join(format!("subrosa-doctor-key-{}", std::process::id()));
        std::fs::write(&file, "key").unwrap();
        for (mode, read, changed) in
            [(0o600, false, false), (0o640, false, false), (0o644, true, false), (0o660, false, true)]
        {
            std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).unwrap();
            assert_eq!((check_secret(&file).is_some(), check_changeable(&file).is_some()), (read, changed), "{mode:o}");
        }
        std::fs::remove_file(&file).unwrap();
        let entrance = |mode| judge_entrance(mode, Path::new("/run/subrosa-intake")).map(|finding| finding.id);
        assert_eq!([0o700, 0o710, 0o2710, 0o711].map(entrance), [Some("tor-entrance"), None, None, None]);
    }

    #[test]
    fn a_real_certificate_is_read() {
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        assert_eq!(check_dates(made.cert.pem().as_bytes()), None);
    }
}
