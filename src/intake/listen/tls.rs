//! TLS for the form: nothing that links one visit to the next.

use std::sync::{Arc, PoisonError, RwLock};

use rustls::crypto::aws_lc_rs::default_provider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, NoServerSessionStorage, ResolvesServerCert, ServerConfig};
use rustls::sign::CertifiedKey;
use rustls::{SupportedProtocolVersion, version};

/// Why certificate and key cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TlsError {
    /// The certificate file holds no PEM certificate.
    #[error("no certificate in PEM form")]
    Certificate,
    /// The key file holds no PEM private key.
    #[error("no private key in PEM form")]
    Key,
    /// Certificate and key do not belong together, or are of an unknown kind.
    #[error("the certificate and the private key do not fit together")]
    Pair,
}

/// The certificate in use, which can be exchanged while connections go on.
#[derive(Debug)]
pub struct Certificate(RwLock<Arc<CertifiedKey>>);

impl Certificate {
    /// Takes a certificate chain and its private key, both in PEM form.
    ///
    /// # Errors
    /// [`TlsError`].
    pub fn new(certificate: &[u8], key: &[u8]) -> Result<Self, TlsError> {
        Ok(Self(RwLock::new(Arc::new(pair(certificate, key)?))))
    }

    /// Takes another for every handshake from now on.
    ///
    /// # Errors
    /// [`TlsError`]; the one that was in use stays.
    pub fn exchange(&self, certificate: &[u8], key: &[u8]) -> Result<(), TlsError> {
        let new = Arc::new(pair(certificate, key)?);
        // A pair is written whole: a panic left none half exchanged.
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = new;
        Ok(())
    }
}

impl ResolvesServerCert for Certificate {
    /// The name that a visitor asked for changes nothing.
    fn resolve(&self, _hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.0.read().unwrap_or_else(PoisonError::into_inner).clone())
    }
}

fn pair(certificate: &[u8], key: &[u8]) -> Result<CertifiedKey, TlsError> {
    let chain: Vec<_> =
        CertificateDer::pem_slice_iter(certificate).collect::<Result<_, _>>().map_err(|_| TlsError::Certificate)?;
    if chain.is_empty() {
        return Err(TlsError::Certificate);
    }
    let key = PrivateKeyDer::from_pem_slice(key).map_err(|_| TlsError::Key)?;
    CertifiedKey::from_der(chain, key, &default_provider()).map_err(|_| TlsError::Pair)
}

/// Builds the server's side of TLS.
///
/// *Security*: no session storage, no tickets, no early data: rustls's defaults
/// would let the server, or whoever reads its memory, link a source's visits.
/// HTTP/1.1 only. The post-quantum hybrid X25519MLKEM768 comes first.
///
/// # Errors
/// [`TlsError::Pair`] when the library has no such protocol.
pub fn server_config(certificate: Arc<Certificate>, allow_tls12: bool) -> Result<ServerConfig, TlsError> {
    let modern: &[&SupportedProtocolVersion] = &[&version::TLS13];
    let both: &[&SupportedProtocolVersion] = &[&version::TLS13, &version::TLS12];
    let mut config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_protocol_versions(if allow_tls12 { both } else { modern })
        .map_err(|_| TlsError::Pair)?
        .with_no_client_auth()
        .with_cert_resolver(certificate);
    config.session_storage = Arc::new(NoServerSessionStorage {});
    config.send_tls13_tickets = 0;
    config.max_early_data_size = 0;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made() -> (String, String) {
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        (made.cert.pem(), made.signing_key.serialize_pem())
    }

    #[test]
    fn the_post_quantum_hybrid_comes_first() {
        // rustls's own order: the feature `prefer-post-quantum` is what makes it.
        let names: Vec<_> = default_provider().kx_groups.iter().map(|group| group.name()).collect();
        assert_eq!(names.first(), Some(&rustls::NamedGroup::X25519MLKEM768));
    }

    #[test]
    fn a_certificate_is_exchanged_for_one_that_fits_its_key_and_for_no_other() {
        let ((first, first_key), (second, second_key)) = (made(), made());
        let certificate = Certificate::new(first.as_bytes(), first_key.as_bytes()).unwrap();
        let shown = || certificate.0.read().unwrap().cert.clone();
        let before = shown();
        let exchange = |pem: &str, key: &str| certificate.exchange(pem.as_bytes(), key.as_bytes());
        assert_eq!(exchange(&second, &first_key), Err(TlsError::Pair));
        assert_eq!(exchange("nothing", &first_key), Err(TlsError::Certificate));
        assert_eq!(exchange(&second, &second), Err(TlsError::Key));
        assert_eq!(shown(), before);
        exchange(&second, &second_key).unwrap();
        assert_ne!(shown(), before);
    }
}
