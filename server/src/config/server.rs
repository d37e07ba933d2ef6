//! `[server]`: where Routex listens and what it accepts.

use std::{net::IpAddr, time::Duration};

use super::section::Section;

/// `[server]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerSettings {
    /// `ROUTEX_SERVER__HOST`, `--host`. Address or name to listen on, IPv6 without brackets. Default `127.0.0.1`.
    pub host: String,
    /// `ROUTEX_SERVER__PORT`, `PORT`, `--port`. 0 takes a free port. Default 8080.
    pub port: u16,
    /// `ROUTEX_SERVER__WORKERS`. Threads that serve requests; 0: one per core. Default 0.
    pub workers: usize,
    /// `ROUTEX_SERVER__MAX_BODY_BYTES`. Bytes of a request body, decompressed ones included. Default 32 MiB.
    pub max_body_bytes: usize,
    /// `ROUTEX_SERVER__REQUIRE_CLIENT_KEY`. `false`: whoever reaches the port may use it. Default `true`.
    pub require_client_key: bool,
    /// `ROUTEX_SERVER__SHUTDOWN_GRACE_MS`, milliseconds. How long open streams may take to end. Default 30 s.
    pub shutdown_grace: Duration,
}

impl Default for ServerSettings {
    fn default() -> Self {
        Self {
            host: "127.0.0.1".to_owned(),
            port: 8080,
            workers: 0,
            max_body_bytes: 32 * 1024 * 1024,
            require_client_key: true,
            shutdown_grace: Duration::from_secs(30),
        }
    }
}

impl ServerSettings {
    pub(super) fn read(mut section: Section<'_, '_>) -> Self {
        let default = Self::default();
        let settings = Self {
            host: section.parsed_or("host", default.host, |text: String| host(&text)),
            port: section.or("port", default.port),
            workers: section.within("workers", 0..=1024, default.workers),
            max_body_bytes: section.within(
                "max_body_bytes",
                1024..=1024 * 1024 * 1024,
                default.max_body_bytes,
            ),
            require_client_key: section.or("require_client_key", default.require_client_key),
            shutdown_grace: section.millis("shutdown_grace_ms", default.shutdown_grace),
        };
        section.finish();
        settings
    }
}

fn host(text: &str) -> Result<String, String> {
    let brackets = text
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    let bare = brackets.unwrap_or(text);
    if bare.parse::<IpAddr>().is_ok() || url::Host::parse(text).is_ok() {
        return Ok(bare.to_owned());
    }
    Err("is not an address to listen on; use 127.0.0.1 for this machine alone, 0.0.0.0 for every network".to_owned())
}

#[cfg(test)]
mod tests {
    use super::host;

    #[test]
    fn addresses_and_names_are_hosts() {
        for (given, expected) in [
            ("0.0.0.0", Some("0.0.0.0")),
            ("::1", Some("::1")),
            ("[::1]", Some("::1")),
            ("localhost", Some("localhost")),
            ("a b", None),
            ("http://x", None),
            ("1.2.3.4:80", None),
            ("", None),
        ] {
            assert_eq!(host(given).ok().as_deref(), expected, "{given}");
        }
    }
}
