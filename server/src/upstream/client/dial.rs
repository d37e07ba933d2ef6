//! Making connections: resolve, ask the guard about every address, connect to exactly what it allowed.

use std::{
    io,
    net::{IpAddr, SocketAddr},
    rc::Rc,
    task::{Context, Poll},
    time::{Duration, Instant},
};

use actix_http::Uri;
use actix_service::Service;
use actix_tls::connect::{ConnectError, ConnectInfo, Connection};
use futures_util::{StreamExt as _, future::LocalBoxFuture, stream::FuturesUnordered};
use tokio::{
    net::{TcpStream, lookup_host},
    time::sleep,
};
use url::Host;

use super::{
    proxy::{BadProxy, Proxy, ProxyUrl},
    wire::{self, Wire},
};
use crate::upstream::{failure::Failure, guard};

/// How long an address gets before the next one is tried beside it (RFC 8305 suggests this much).
const HEAD_START: Duration = Duration::from_millis(250);

/// The connector that awc's pool calls when it has no connection to offer.
#[derive(Clone)]
pub(super) struct Dialer {
    allow_private: bool,
    proxy: Option<Rc<Proxy>>,
}

impl Dialer {
    pub(super) fn new(allow_private: bool, proxy: Option<&ProxyUrl>) -> Result<Self, BadProxy> {
        let proxy = proxy
            .map(|url| Proxy::parse(url.expose()))
            .transpose()?
            .map(Rc::new);
        Ok(Self {
            allow_private,
            proxy,
        })
    }

    pub(super) fn direct(allow_private: bool) -> Self {
        Self {
            allow_private,
            proxy: None,
        }
    }

    async fn dial(&self, uri: &Uri) -> Result<TcpStream, Failure> {
        let cleartext = uri.scheme_str() != Some("https");
        let port = uri.port_u16().unwrap_or(if cleartext { 80 } else { 443 });
        let name = uri.host().unwrap_or_default();
        let host = Host::parse(name).map_err(|error| Failure::Dns(format!("{name}: {error}")))?;
        let blocked = |error: &dyn std::fmt::Display| Failure::Blocked(error.to_string());
        guard::check_host(&host, self.allow_private).map_err(|error| blocked(&error))?;

        let stream = match &self.proxy {
            // The proxy resolves the name, often because nobody else can, so there is no address to judge. What is left
            // is the name itself, and TLS: a key goes only to who can prove to have that name.
            Some(proxy) => {
                guard::check_unresolved(&host, cleartext, self.allow_private)
                    .map_err(|error| blocked(&error))?;
                let started = Instant::now();
                let stream = proxy.connect(&host, port).await?;
                wire::note_connected(started.elapsed());
                stream
            }
            None => {
                let addresses = resolve(&host, port).await?;
                let mut allowed = Vec::with_capacity(addresses.len());
                for address in addresses {
                    guard::check_ip(address.ip(), self.allow_private)
                        .map_err(|error| blocked(&error))?;
                    if cleartext {
                        guard::check_cleartext(address.ip()).map_err(|error| blocked(&error))?;
                    }
                    allowed.push(address);
                }
                let started = Instant::now();
                let stream = connect(allowed).await?;
                wire::note_connected(started.elapsed());
                stream
            }
        };
        Ok(stream)
    }
}

impl Service<ConnectInfo<Uri>> for Dialer {
    type Response = Connection<Uri, Wire>;
    type Error = ConnectError;
    type Future = LocalBoxFuture<'static, Result<Self::Response, Self::Error>>;

    fn poll_ready(&self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&self, info: ConnectInfo<Uri>) -> Self::Future {
        wire::note_dial();
        let dialer = self.clone();
        Box::pin(async move {
            let uri = info.request().clone();
            match dialer.dial(&uri).await {
                Ok(stream) => Ok(Connection::new(uri, Wire::new(stream))),
                Err(failure) => Err(ConnectError::Io(failure.into())),
            }
        })
    }
}

/// The addresses of a host, IPv6 and IPv4 in turns, so that one broken family costs one head start.
pub(super) async fn resolve(host: &Host<String>, port: u16) -> Result<Vec<SocketAddr>, Failure> {
    let name = match host {
        Host::Ipv4(address) => return Ok(vec![(IpAddr::from(*address), port).into()]),
        Host::Ipv6(address) => return Ok(vec![(IpAddr::from(*address), port).into()]),
        Host::Domain(name) => name.as_str(),
    };
    let found = lookup_host((name, port))
        .await
        .map_err(|error| Failure::Dns(format!("{name}: {error}")))?;
    let addresses = in_turns(found);
    if addresses.is_empty() {
        return Err(Failure::Dns(format!("{name} has no address")));
    }
    Ok(addresses)
}

/// Starts with the family that the resolver put first.
fn in_turns(found: impl Iterator<Item = SocketAddr>) -> Vec<SocketAddr> {
    let mut found = found.peekable();
    let first_is_v6 = found.peek().is_some_and(SocketAddr::is_ipv6);
    let (first, second): (Vec<_>, Vec<_>) =
        found.partition(|address| address.is_ipv6() == first_is_v6);
    let mut turns = Vec::with_capacity(first.len() + second.len());
    let mut second = second.into_iter();
    for address in first {
        turns.push(address);
        turns.extend(second.next());
    }
    turns.extend(second);
    turns
}

/// The first address that answers. Each gets a head start over the next, or less when it fails at once.
pub(super) async fn connect(addresses: Vec<SocketAddr>) -> Result<TcpStream, Failure> {
    let mut waiting = addresses.into_iter();
    let mut dialling = FuturesUnordered::new();
    let mut failed = Failure::Connect("no address to connect to".to_owned());
    loop {
        if let Some(address) = waiting.next() {
            dialling.push(async move { (address, TcpStream::connect(address).await) });
        } else if dialling.is_empty() {
            return Err(failed);
        }
        let more = waiting.len() > 0;
        tokio::select! {
            Some((address, result)) = dialling.next() => match result.and_then(without_delay) {
                Ok(stream) => return Ok(stream),
                Err(error) => failed = unconnected(address, &error),
            },
            () = sleep(HEAD_START), if more => {}
        }
    }
}

fn unconnected(address: SocketAddr, error: &io::Error) -> Failure {
    let why = format!("{address}: {error}");
    if is_own_shortage(error) {
        Failure::Unsendable(why)
    } else {
        Failure::Connect(why)
    }
}

/// Routex or its machine has no file descriptors left, for which no channel is to blame.
fn is_own_shortage(error: &io::Error) -> bool {
    const ENFILE: i32 = 23;
    const EMFILE: i32 = 24;
    cfg!(unix) && matches!(error.raw_os_error(), Some(ENFILE | EMFILE))
}

/// Small writes would otherwise wait for the peer's delayed acknowledgement, some 40 ms.
fn without_delay(stream: TcpStream) -> io::Result<TcpStream> {
    stream.set_nodelay(true)?;
    Ok(stream)
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpListener;

    use super::*;
    use crate::upstream::outcome::{Health, unreachable};

    fn address(text: &str) -> SocketAddr {
        text.parse().unwrap()
    }

    #[test]
    fn families_take_turns_beginning_with_the_resolvers_choice() {
        let found = ["[2a00::1]:1", "[2a00::2]:1", "[2a00::3]:1", "1.1.1.1:1"].map(address);

        let turns = in_turns(found.into_iter());

        assert_eq!(
            turns,
            ["[2a00::1]:1", "1.1.1.1:1", "[2a00::2]:1", "[2a00::3]:1"].map(address)
        );
    }

    #[actix_rt::test]
    async fn connections_do_not_delay_small_writes() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();

        let stream = connect(vec![listener.local_addr().unwrap()]).await.unwrap();

        assert!(stream.nodelay().unwrap());
    }

    #[actix_rt::test]
    async fn an_address_that_refuses_does_not_hide_one_that_works() {
        let refusing = TcpListener::bind("127.0.0.1:0")
            .await
            .unwrap()
            .local_addr()
            .unwrap();
        let working = TcpListener::bind("127.0.0.1:0").await.unwrap();

        let stream = connect(vec![refusing, working.local_addr().unwrap()])
            .await
            .unwrap();

        assert_eq!(stream.peer_addr().unwrap(), working.local_addr().unwrap());
    }

    #[cfg(unix)]
    #[test]
    fn a_shortage_of_descriptors_is_not_held_against_the_channel() {
        let full = unconnected(address("1.1.1.1:1"), &io::Error::from_raw_os_error(24));
        let refused = io::Error::from(io::ErrorKind::ConnectionRefused);
        let refused = unconnected(address("1.1.1.1:1"), &refused);

        assert_eq!(unreachable(&full).health, Health::Neutral);
        assert_eq!(unreachable(&refused).health, Health::HostFailure);
    }

    #[actix_rt::test]
    async fn when_all_refuse_the_last_reason_is_told() {
        let refusing = TcpListener::bind("127.0.0.1:0")
            .await
            .unwrap()
            .local_addr()
            .unwrap();

        let failure = connect(vec![refusing]).await.unwrap_err();

        assert!(matches!(&failure, Failure::Connect(why) if why.contains(&refusing.to_string())));
    }
}
