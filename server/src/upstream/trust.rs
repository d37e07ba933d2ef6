//! Whom TLS connections to providers trust: the system's authorities, or those that a channel names in their stead.

use std::{
    fmt,
    sync::{Arc, OnceLock},
};

use actix_tls::connect::rustls_0_23::webpki_roots_cert_store;
use rustls::{
    ClientConfig, RootCertStore,
    crypto::{CryptoProvider, ring},
    pki_types::{CertificateDer, pem::PemObject as _},
};

/// Certificates of authorities, read from PEM text. Equal when the text is.
#[derive(Clone)]
pub struct Authorities {
    pem: Arc<str>,
    roots: Arc<RootCertStore>,
}

/// Text that names no authorities.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadAuthorities {
    #[error("holds no certificate; it must hold \"-----BEGIN CERTIFICATE-----\" and what follows")]
    Empty,
    /// It would be kept and shown like the certificates are.
    #[error("holds a private key; give the certificates alone")]
    PrivateKey,
    #[error("is not PEM: {0}")]
    NotPem(String),
    #[error("its certificate number {number} cannot be used: {why}")]
    Unusable { number: usize, why: String },
}

impl Authorities {
    /// How PEM text begins, as opposed to a path.
    pub const BEGIN: &'static str = "-----BEGIN";

    pub fn parse(pem: &str) -> Result<Self, BadAuthorities> {
        let pem = pem.trim();
        if pem.contains("PRIVATE KEY-----") {
            return Err(BadAuthorities::PrivateKey);
        }
        let mut roots = RootCertStore::empty();
        for (index, certificate) in CertificateDer::pem_slice_iter(pem.as_bytes()).enumerate() {
            let certificate =
                certificate.map_err(|error| BadAuthorities::NotPem(error.to_string()))?;
            roots
                .add(certificate)
                .map_err(|error| BadAuthorities::Unusable {
                    number: index + 1,
                    why: error.to_string(),
                })?;
        }
        if roots.is_empty() {
            return Err(BadAuthorities::Empty);
        }
        Ok(Self {
            pem: pem.into(),
            roots: Arc::new(roots),
        })
    }

    /// The text they were read from.
    pub fn pem(&self) -> &str {
        &self.pem
    }
}

impl PartialEq for Authorities {
    fn eq(&self, other: &Self) -> bool {
        self.pem == other.pem
    }
}

impl Eq for Authorities {}

impl fmt::Debug for Authorities {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Authorities({} certificates)", self.roots.len())
    }
}

/// TLS that trusts these authorities and nobody else.
pub(super) fn only(authorities: &Authorities) -> Arc<ClientConfig> {
    config(Arc::clone(&authorities.roots))
}

/// TLS that trusts whom the system trusts. Read once for the process, on the first call, which takes milliseconds.
pub fn system() -> Arc<ClientConfig> {
    static SYSTEM: OnceLock<Arc<ClientConfig>> = OnceLock::new();
    Arc::clone(SYSTEM.get_or_init(|| config(Arc::new(system_roots()))))
}

/// Also used with roots that a test made.
pub(super) fn config(roots: Arc<RootCertStore>) -> Arc<ClientConfig> {
    // awc builds a configuration of its own before it can be given this one, and that panics without a process-wide
    // provider as soon as two are compiled in. An error means that one is installed already.
    let _ = CryptoProvider::install_default(ring::default_provider());
    let mut tls = ClientConfig::builder()
        .with_root_certificates(roots)
        .with_no_client_auth();
    tls.alpn_protocols = vec![b"http/1.1".to_vec()];
    Arc::new(tls)
}

fn system_roots() -> RootCertStore {
    let found = rustls_native_certs::load_native_certs();
    for error in &found.errors {
        tracing::warn!(%error, "some of the system's certificate authorities could not be read");
    }
    let mut roots = RootCertStore::empty();
    let (added, ignored) = roots.add_parsable_certificates(found.certs);
    if added == 0 {
        tracing::warn!(
            "the system has no certificate authorities, those that come with Routex are trusted; install ca-certificates, or set SSL_CERT_FILE"
        );
        return webpki_roots_cert_store();
    }
    tracing::debug!(
        added,
        ignored,
        "the system's certificate authorities are trusted"
    );
    roots
}

#[cfg(test)]
mod tests {
    use super::*;

    fn certificate() -> String {
        rcgen::generate_simple_self_signed(["ca.test".to_owned()])
            .unwrap()
            .cert
            .pem()
    }

    #[test]
    fn authorities_are_read_from_pem() {
        let (one, other) = (certificate(), certificate());

        let both = Authorities::parse(&format!("\n# ours\n{one}\n{other}\n")).unwrap();

        assert_eq!(both.roots.len(), 2);
        assert_eq!(both, Authorities::parse(both.pem()).unwrap());
        assert_ne!(both, Authorities::parse(&one).unwrap());
        assert_eq!(format!("{both:?}"), "Authorities(2 certificates)");
    }

    #[test]
    fn what_holds_no_authority_is_refused() {
        let key = rcgen::KeyPair::generate().unwrap().serialize_pem();
        let garbled = certificate().replace("-----END CERTIFICATE-----", "");
        let no_certificate = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        for (text, expected) in [
            ("", "Empty"),
            ("hello", "Empty"),
            (key.as_str(), "PrivateKey"),
            (&format!("{}{key}", certificate()), "PrivateKey"),
            (&garbled, "NotPem"),
            (no_certificate, "Unusable"),
        ] {
            let refused = Authorities::parse(text).unwrap_err();
            assert!(format!("{refused:?}").starts_with(expected), "{refused:?}");
        }
    }

    #[test]
    fn the_systems_authorities_are_read_once() {
        assert!(Arc::ptr_eq(&system(), &system()));
    }
}
