//! `[server]`: where Routex listens and what it accepts.

use std::{net::IpAddr, time::Duration};

use ipnet::IpNet;
use url::Url;

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
    /// `ROUTEX_SERVER__HEAD_TIMEOUT_MS`, milliseconds. How long a client may take for the first lines of a request.
    /// Default 30 s.
    pub head_timeout: Duration,
    /// `ROUTEX_SERVER__BODY_TIMEOUT_MS`, milliseconds. A request body must be complete within it; every 64 KiB that arrive
    /// renew it. Default 60 s.
    pub body_timeout: Duration,
    /// `ROUTEX_SERVER__KEEP_ALIVE_MS`, milliseconds. How long an unused connection is kept. Default 75 s: longer than common
    /// proxies before Routex keep theirs, so that they close first and never send into a closing connection.
    pub keep_alive: Duration,
    /// `ROUTEX_SERVER__MAX_CONNECTIONS`. Connections of clients at once, of all workers together; more wait until one
    /// ends. Default 10 000.
    pub max_connections: usize,
    /// `ROUTEX_SERVER__REQUIRE_CLIENT_KEY`. `false`: whoever reaches the port may use it. Default `true`.
    pub require_client_key: bool,
    /// `ROUTEX_SERVER__SHUTDOWN_GRACE_MS`, milliseconds. How long open streams may take to end. Default 30 s.
    pub shutdown_grace: Duration,
    /// `ROUTEX_SERVER__PUBLIC_URL`. Where browsers find Routex, when that is not where it listens: scheme, host, port.
    /// Default: none.
    pub public_url: Option<Url>,
    /// `ROUTEX_SERVER__TRUSTED_PROXIES`. Addresses and networks whose `x-forwarded-for` and `x-forwarded-proto` are
    /// believed. Default: none.
    pub trusted_proxies: Vec<IpNet>,
}

impl Default for ServerSettings {
    fn default() -> Self {
        Self {
            host: "127.0.0.1".to_owned(),
            port: 8080,
            workers: 0,
            max_body_bytes: 32 * 1024 * 1024,
            head_timeout: Duration::from_secs(30),
            body_timeout: Duration::from_secs(60),
            keep_alive: Duration::from_secs(75),
            max_connections: 10_000,
            require_client_key: true,
            shutdown_grace: Duration::from_secs(30),
            public_url: None,
            trusted_proxies: Vec::new(),
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
            head_timeout: section.millis("head_timeout_ms", default.head_timeout),
            body_timeout: section.millis("body_timeout_ms", default.body_timeout),
            keep_alive: section.millis("keep_alive_ms", default.keep_alive),
            max_connections: section.within(
                "max_connections",
                1..=1_000_000,
                default.max_connections,
            ),
            require_client_key: section.or("require_client_key", default.require_client_key),
            shutdown_grace: section.millis("shutdown_grace_ms", default.shutdown_grace),
            public_url: section.parsed_or("public_url", None, |text: String| {
                public_url(&text).map(Some)
            }),
            trusted_proxies: section
                .list("trusted_proxies", |text: String| network(&text))
                .ok()
                .flatten()
                .unwrap_or_default(),
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

fn public_url(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).ok().filter(|url| {
        matches!(url.scheme(), "http" | "https")
            && url.username().is_empty()
            && url.password().is_none()
            && url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none()
    });
    url.ok_or_else(|| {
        "is not where browsers find Routex; write scheme and host alone, such as https://routex.example"
            .to_owned()
    })
}

/// An address stands for the network that holds it alone. IPv4 in IPv6 clothes is IPv4, as callers' addresses are.
fn network(text: &str) -> Result<IpNet, String> {
    let address = text
        .parse::<IpAddr>()
        .map(|address| IpNet::from(address.to_canonical()));
    address
        .or_else(|_not_an_address| text.parse::<IpNet>())
        .map_err(|_neither| {
            "is not an address or a network; write 10.0.0.1 or 10.0.0.0/8".to_owned()
        })
}

#[cfg(test)]
mod tests {
    use super::{host, network, public_url};

    #[test]
    fn a_public_url_is_scheme_and_host() {
        for (given, fine) in [
            ("https://routex.example", true),
            ("http://localhost:8080/", true),
            ("https://routex.example/sub", false),
            ("https://u:p@routex.example", false),
            ("https://routex.example?x", false),
            ("ftp://routex.example", false),
            ("routex.example", false),
        ] {
            assert_eq!(public_url(given).is_ok(), fine, "{given}");
        }
    }

    #[test]
    fn addresses_and_networks_can_be_trusted() {
        for (given, expected) in [
            ("10.0.0.1", Some("10.0.0.1/32")),
            ("::ffff:10.0.0.1", Some("10.0.0.1/32")),
            ("10.0.0.0/8", Some("10.0.0.0/8")),
            ("fd00::/8", Some("fd00::/8")),
            ("proxy.example", None),
            ("10.0.0.0/33", None),
        ] {
            let read = network(given).ok().map(|network| network.to_string());
            assert_eq!(read.as_deref(), expected, "{given}");
        }
    }

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
