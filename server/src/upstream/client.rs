//! Sending requests: one set of awc clients per worker, and the one function that sends.
//!
//! awc is the HTTP/1.1 codec and the connection pool; everything that decides *where* bytes go is Routex's own:
//! `dial` resolves, asks the guard and connects, `proxy` goes through an outbound proxy, `wire` watches the connection
//! so that a stale one is replaced and a cut answer is not taken for a complete one.
//!
//! HTTP/1.1 only, by ALPN: one request a connection means that dropping an answer closes exactly that request at the
//! provider, and one slow stream never holds up another through a shared flow-control window.

mod body;
mod dial;
mod proxy;
mod wire;

use std::{
    cell::{OnceCell, RefCell},
    sync::Arc,
    time::Duration,
};

use actix_http::{
    BoxedPayloadStream, HttpMessage as _, Method, Payload, StatusCode, Version, header,
};
use awc::{ClientRequest, ClientResponse, Connector, FrozenClientRequest};
use bytes::Bytes;

pub use self::proxy::{BadProxy, ProxyUrl};
use self::{body::WholeBody, dial::Dialer, wire::Trace};
use super::{
    failure::Failure,
    trust::{self, Authorities},
};
use crate::channel::ChannelSpec;

/// For resolving and connecting, all addresses and the outbound proxy included; and again for the TLS handshake.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// How long an unused connection is kept: under the 60 s after which common load balancers drop theirs.
const KEEP_ALIVE: Duration = Duration::from_secs(50);
/// How long a connection is used at all, so that a changed DNS record takes effect.
const LIFETIME: Duration = Duration::from_secs(300);

/// The awc clients of one worker. Not `Send`: make one on each worker's thread.
#[derive(Default)]
pub struct Clients {
    /// For channels that name no authorities of their own. Shared by all workers.
    system: OnceCell<Arc<rustls::ClientConfig>>,
    /// Few: one for each combination of guard, proxy and authorities in the configuration.
    made: RefCell<Vec<(Route, awc::Client)>>,
}

/// What connections must have in common to share a pool.
#[derive(Clone, PartialEq, Eq)]
struct Route {
    allow_private: bool,
    proxy: Option<ProxyUrl>,
    authorities: Option<Authorities>,
}

impl Clients {
    pub fn new() -> Self {
        Self::default()
    }

    /// The client for a channel: its guard, its outbound proxy and whom it trusts, with a pool shared by all channels
    /// that have the same.
    pub fn client(&self, channel: &ChannelSpec) -> Result<awc::Client, BadProxy> {
        self.shared(
            channel.allow_private_network,
            channel.proxy.as_ref(),
            channel.tls_ca.as_ref(),
        )
    }

    /// A client for what belongs to a channel at another place, as who gives its tokens: by the channel's outbound proxy and
    /// authorities, with a guard of its own.
    pub fn beside(
        &self,
        channel: &ChannelSpec,
        allow_private: bool,
    ) -> Result<awc::Client, BadProxy> {
        self.shared(
            allow_private,
            channel.proxy.as_ref(),
            channel.tls_ca.as_ref(),
        )
    }

    /// A client for what is no channel, under the same guard, trusting the system's authorities.
    pub fn plain(
        &self,
        allow_private: bool,
        proxy: Option<&ProxyUrl>,
    ) -> Result<awc::Client, BadProxy> {
        self.shared(allow_private, proxy, None)
    }

    fn shared(
        &self,
        allow_private: bool,
        proxy: Option<&ProxyUrl>,
        authorities: Option<&Authorities>,
    ) -> Result<awc::Client, BadProxy> {
        let mut made = self.made.borrow_mut();
        let known = made.iter().find(|(route, _)| {
            route.allow_private == allow_private
                && route.proxy.as_ref() == proxy
                && route.authorities.as_ref() == authorities
        });
        if let Some((_, client)) = known {
            return Ok(client.clone());
        }
        let route = Route {
            allow_private,
            proxy: proxy.cloned(),
            authorities: authorities.cloned(),
        };
        let client = self.build(&route)?;
        made.push((route, client.clone()));
        Ok(client)
    }

    fn build(&self, route: &Route) -> Result<awc::Client, BadProxy> {
        let dialer = Dialer::new(route.allow_private, route.proxy.as_ref())?;
        let tls = match &route.authorities {
            Some(authorities) => trust::only(authorities),
            None => Arc::clone(self.system.get_or_init(trust::system)),
        };
        Ok(through(dialer, tls))
    }
}

/// A client for a place that only the operator's own configuration names, as a collector of telemetry: private addresses
/// are fine.
pub fn to_own_place(authorities: Option<&Authorities>) -> awc::Client {
    let tls = authorities.map_or_else(trust::system, trust::only);
    through(Dialer::direct(true), tls)
}

fn through(dialer: Dialer, tls: Arc<rustls::ClientConfig>) -> awc::Client {
    let connector = Connector::new()
        .connector(dialer)
        .rustls_0_23(tls)
        .timeout(CONNECT_TIMEOUT)
        .handshake_timeout(CONNECT_TIMEOUT)
        .conn_keep_alive(KEEP_ALIVE)
        .conn_lifetime(LIFETIME)
        // Requests in flight, of all hosts together; beyond it they would queue unseen. Limits are the channels' matter.
        .limit(0);
    // Timeouts are the caller's, who knows the first content byte from a header.
    awc::Client::builder()
        .connector(connector)
        .disable_timeout()
        .disable_redirects()
        .no_default_headers()
        .finish()
}

/// Sends a request and waits for the head of the answer. The body is streamed, undecoded and of any length; it ends with
/// an error when it was cut. Dropping this future or the answer closes the connection.
///
/// A request that met a kept connection which the provider had already closed is sent once more; a connection made for it
/// is not tried twice, because the provider may have begun to work.
pub async fn send(request: ClientRequest, body: Bytes) -> Result<ClientResponse, Failure> {
    let request = request
        .no_decompress()
        .freeze()
        .map_err(|error| Failure::Unsendable(error.to_string()))?;
    match attempt(&request, body.clone()).await {
        Err(Lost {
            failure: Failure::Reset(_),
            stale: true,
        }) => attempt(&request, body).await.map_err(|lost| lost.failure),
        result => result.map_err(|lost| lost.failure),
    }
}

/// How long the connection took that was made for a request; with its answer.
#[derive(Debug, Clone, Copy)]
struct Connected(Duration);

/// How long the connection took that was made for this answer, names and TLS apart. `None`: a kept one was taken.
pub fn connected(response: &ClientResponse) -> Option<Duration> {
    let known = response.extensions();
    known.get::<Connected>().map(|connected| connected.0)
}

struct Lost {
    failure: Failure,
    /// The connection had been kept from an earlier request.
    stale: bool,
}

async fn attempt(request: &FrozenClientRequest, body: Bytes) -> Result<ClientResponse, Lost> {
    let without_body = matches!(
        *request.get_method(),
        Method::GET | Method::HEAD | Method::DELETE
    );
    let sending = if body.is_empty() && without_body {
        request.send()
    } else {
        request.send_body(body)
    };
    let trace = Trace::default();
    let response = trace.follow(sending).await.map_err(|error| Lost {
        failure: error.into(),
        stale: !trace.dialled(),
    })?;
    if has_lost_its_body(request.get_method(), &response) {
        return Err(Lost {
            failure: Failure::Malformed(
                "neither a content-length nor chunked, so nothing tells where the answer ends"
                    .to_owned(),
            ),
            stale: false,
        });
    }
    let ends_with_connection = response.version() == Version::HTTP_10
        && !response.headers().contains_key(header::CONTENT_LENGTH);
    let wire = trace.wire().filter(|_| !ends_with_connection);
    if let Some(took) = trace.connected() {
        response.extensions_mut().insert(Connected(took));
    }
    Ok(response.map_body(|_, payload| match payload {
        Payload::None => Payload::None,
        payload => {
            let payload: BoxedPayloadStream =
                Box::pin(WholeBody::new(payload, wire, request.clone()));
            Payload::Stream { payload }
        }
    }))
}

/// awc takes an HTTP/1.1 answer without a length for an empty one, although it ends with the connection. Harmless for
/// errors, whose status says enough; a successful answer would come out as nothing.
fn has_lost_its_body(method: &Method, response: &ClientResponse) -> bool {
    let headers = response.headers();
    response.version() == Version::HTTP_11
        && response.status().is_success()
        && response.status() != StatusCode::NO_CONTENT
        && *method != Method::HEAD
        && !headers.contains_key(header::CONTENT_LENGTH)
        && !headers.contains_key(header::TRANSFER_ENCODING)
}

#[cfg(test)]
mod tests;
