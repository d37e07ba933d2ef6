//! Outbound proxies: SOCKS5, and HTTP with CONNECT.

use std::{fmt, io};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};
use tokio_socks::{TargetAddr, tcp::Socks5Stream};
use url::{Host, Url};

use super::dial;
use crate::upstream::{failure::Failure, guard};

/// A proxy's answer to CONNECT is a few lines; more than this is something else.
const LONGEST_HEAD: usize = 16 * 1024;

/// A proxy URL that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadProxy {
    #[error("the proxy's scheme must be socks5 or http, not {0}")]
    Scheme(String),
    #[error("the proxy's URL has no host")]
    NoHost,
    #[error("the proxy's user name or password is not valid")]
    Userinfo,
}

/// The address of a proxy: one that can be used. It may hold a password, so `Debug` shows scheme and host only.
#[derive(Clone, PartialEq, Eq)]
pub struct ProxyUrl(Url);

impl ProxyUrl {
    /// Its scheme, host and login must make sense. Where it leads is judged when it is resolved.
    pub fn new(url: Url) -> Result<Self, BadProxy> {
        Proxy::parse(&url)?;
        Ok(Self(url))
    }

    /// The whole address; for the one place that connects, and the one that seals it.
    pub fn expose(&self) -> &Url {
        &self.0
    }
}

impl fmt::Debug for ProxyUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let host = self.0.host_str().unwrap_or_default();
        write!(f, "ProxyUrl({}://{host})", self.0.scheme())
    }
}

/// An outbound proxy.
pub(super) struct Proxy {
    kind: Kind,
    host: Host<String>,
    port: u16,
    login: Option<(String, String)>,
}

#[derive(Clone, Copy)]
enum Kind {
    Socks5,
    Http,
}

impl Proxy {
    pub(super) fn parse(url: &Url) -> Result<Self, BadProxy> {
        let (kind, default_port) = match url.scheme() {
            "socks5" | "socks5h" => (Kind::Socks5, 1080),
            "http" => (Kind::Http, 80),
            other => return Err(BadProxy::Scheme(other.to_owned())),
        };
        let name = url
            .host_str()
            .filter(|name| !name.is_empty())
            .ok_or(BadProxy::NoHost)?;
        // For schemes it does not know, the url crate leaves IPv4 addresses as names.
        let host = Host::parse(name).map_err(|_error| BadProxy::NoHost)?;
        Ok(Self {
            kind,
            host,
            port: url.port().unwrap_or(default_port),
            login: login(url)?,
        })
    }

    /// A connection to `host:port` through the proxy.
    ///
    /// Proxies usually stand in the operator's own network, so their addresses may be private without further consent.
    /// They are spoken to as proxies and nothing they answer is passed on. What is never a provider is no proxy either.
    pub(super) async fn connect(
        &self,
        host: &Host<String>,
        port: u16,
    ) -> Result<TcpStream, Failure> {
        let in_proxy = |failure: Failure| Failure::Proxy(failure.to_string());
        let addresses = dial::resolve(&self.host, self.port)
            .await
            .map_err(in_proxy)?;
        for address in &addresses {
            guard::check_ip(address.ip(), true)
                .map_err(|refused| Failure::Blocked(format!("the outbound proxy: {refused}")))?;
        }
        let stream = dial::connect(addresses).await.map_err(in_proxy)?;
        match self.kind {
            Kind::Socks5 => self.socks5(stream, host, port).await,
            Kind::Http => self
                .http_connect(stream, host, port)
                .await
                .map_err(|error| Failure::Proxy(error.to_string())),
        }
    }

    async fn socks5(
        &self,
        stream: TcpStream,
        host: &Host<String>,
        port: u16,
    ) -> Result<TcpStream, Failure> {
        let target = match host {
            Host::Ipv4(address) => TargetAddr::Ip((*address, port).into()),
            Host::Ipv6(address) => TargetAddr::Ip((*address, port).into()),
            Host::Domain(name) => TargetAddr::Domain(name.as_str().into(), port),
        };
        let connected = match &self.login {
            None => Socks5Stream::connect_with_socket(stream, target).await,
            Some((user, password)) => {
                Socks5Stream::connect_with_password_and_socket(stream, target, user, password).await
            }
        };
        connected
            .map(Socks5Stream::into_inner)
            .map_err(|error| Failure::Proxy(error.to_string()))
    }

    async fn http_connect(
        &self,
        mut stream: TcpStream,
        host: &Host<String>,
        port: u16,
    ) -> io::Result<TcpStream> {
        let mut request = format!("CONNECT {host}:{port} HTTP/1.1\r\nhost: {host}:{port}\r\n");
        if let Some((user, password)) = &self.login {
            let login = BASE64_STANDARD.encode(format!("{user}:{password}"));
            request.push_str(&format!("proxy-authorization: Basic {login}\r\n"));
        }
        request.push_str("\r\n");
        stream.write_all(request.as_bytes()).await?;
        let head = read_head(&mut stream).await?;
        match status(&head) {
            Some(200..=299) => Ok(stream),
            Some(status) => Err(io::Error::other(format!(
                "CONNECT was answered with {status}"
            ))),
            None => Err(io::Error::other(
                "CONNECT was answered with something that is not HTTP",
            )),
        }
    }
}

/// Up to and with the empty line, and not one byte more: what follows belongs to the provider.
async fn read_head(stream: &mut TcpStream) -> io::Result<Vec<u8>> {
    let mut head = Vec::with_capacity(256);
    while !head.ends_with(b"\r\n\r\n") {
        if head.len() == LONGEST_HEAD {
            return Err(io::Error::other("the answer to CONNECT is too long"));
        }
        head.push(stream.read_u8().await?);
    }
    Ok(head)
}

/// The status of `HTTP/1.1 200 …`.
fn status(head: &[u8]) -> Option<u16> {
    let line = head.strip_prefix(b"HTTP/1.")?;
    let digits = std::str::from_utf8(line.get(2..5)?).ok()?;
    digits.parse().ok()
}

fn login(url: &Url) -> Result<Option<(String, String)>, BadProxy> {
    if url.username().is_empty() && url.password().is_none() {
        return Ok(None);
    }
    let user = percent_decode(url.username()).ok_or(BadProxy::Userinfo)?;
    let password = percent_decode(url.password().unwrap_or_default()).ok_or(BadProxy::Userinfo)?;
    // SOCKS5 counts both in one byte, and tokio-socks refuses empty ones only when it connects.
    let fits = |text: &str| text.len() <= 255;
    if user.is_empty() || !fits(&user) || !fits(&password) || (user.contains(':')) {
        return Err(BadProxy::Userinfo);
    }
    Ok(Some((user, password)))
}

fn percent_decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = tail;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let digits = std::str::from_utf8(tail.get(..2)?).ok()?;
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
        rest = &tail[2..];
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Proxy, BadProxy> {
        Proxy::parse(&Url::parse(text).unwrap())
    }

    #[test]
    fn proxies_have_a_known_scheme_a_host_and_a_sane_login() {
        assert!(parse("socks5://127.0.0.1:1080").is_ok());
        assert!(parse("http://proxy.lan:3128").is_ok());
        assert_eq!(
            parse("https://proxy.lan").err(),
            Some(BadProxy::Scheme("https".to_owned()))
        );
        assert_eq!(parse("socks5:///x").err(), Some(BadProxy::NoHost));
        assert_eq!(
            parse("http://%ff@proxy.lan").err(),
            Some(BadProxy::Userinfo)
        );
    }

    #[test]
    fn logins_are_decoded() {
        let proxy = parse("socks5://us%40er:p%3Aw@proxy.lan").ok().unwrap();

        assert_eq!(proxy.login, Some(("us@er".to_owned(), "p:w".to_owned())));
        assert_eq!(proxy.port, 1080);
    }

    #[test]
    fn only_a_status_line_is_a_status() {
        assert_eq!(status(b"HTTP/1.1 200 OK\r\n\r\n"), Some(200));
        assert_eq!(status(b"HTTP/1.0 407 No\r\n\r\n"), Some(407));
        assert_eq!(status(b"HTTP/1.1\r\n\r\n"), None);
        assert_eq!(status(b"SSH-2.0-OpenSSH\r\n\r\n"), None);
    }
}
