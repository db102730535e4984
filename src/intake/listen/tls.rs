//! TLS for the form: nothing that links one visit to the next.

use std::sync::Arc;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{NoServerSessionStorage, ServerConfig};
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

/// Builds the server's side of TLS.
///
/// *Security*: no session storage, no tickets, no early data: rustls's defaults
/// would let the server, or whoever reads its memory, link a source's visits.
/// HTTP/1.1 only. The post-quantum hybrid X25519MLKEM768 comes first.
///
/// # Errors
/// [`TlsError`].
pub fn server_config(certificate: &[u8], key: &[u8], allow_tls12: bool) -> Result<ServerConfig, TlsError> {
    let chain: Vec<_> =
        CertificateDer::pem_slice_iter(certificate).collect::<Result<_, _>>().map_err(|_| TlsError::Certificate)?;
    if chain.is_empty() {
        return Err(TlsError::Certificate);
    }
    let key = PrivateKeyDer::from_pem_slice(key).map_err(|_| TlsError::Key)?;
    let modern: &[&SupportedProtocolVersion] = &[&version::TLS13];
    let both: &[&SupportedProtocolVersion] = &[&version::TLS13, &version::TLS12];
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(if allow_tls12 { both } else { modern })
        .map_err(|_| TlsError::Pair)?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .map_err(|_| TlsError::Pair)?;
    config.session_storage = Arc::new(NoServerSessionStorage {});
    config.send_tls13_tickets = 0;
    config.max_early_data_size = 0;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}
