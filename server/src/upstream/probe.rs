//! Asking a channel how it is, with a lease of its own: for its models, or for a few tokens.

use std::time::{Duration, Instant, SystemTime};

use actix_http::{Method, header};
use awc::ClientResponse;
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt as _;
use routex_entity::{Extras, TokenUsage};
use tokio::time::timeout;

use super::{
    client::{self, Clients},
    failure::Failure,
    forecast::Forecast,
    listing,
    outcome::{self, Health, Verdict},
    ratelimit,
    request::{Inbound, outgoing},
    trial::question,
};
use crate::{channel::Lease, protocol::body::read_answer};

/// A list of models may be long.
const MOST_BYTES: usize = 8 << 20;

/// How it went.
pub struct Probed {
    pub verdict: Verdict,
    /// What the provider answered.
    pub status: Option<u16>,
    pub usage: TokenUsage,
    pub extras: Extras,
    /// From sending to the end.
    pub latency: Duration,
    /// From sending to the first byte.
    pub ttft: Option<Duration>,
    /// Time that a connection took which was made for it.
    pub connect: Option<Duration>,
    pub forecast: Option<Forecast>,
}

/// Asks for the model of the lease, or for the list of models when it names none.
pub async fn ask(clients: &Clients, lease: &Lease, patience: Duration) -> Probed {
    let mut asking = Asking {
        lease,
        started: Instant::now(),
        status: None,
        usage: TokenUsage::default(),
        extras: Extras::default(),
        ttft: None,
        connect: None,
        forecast: None,
    };
    let asked = timeout(patience, asking.ask(clients)).await;
    let verdict = match asked {
        Ok(Ok(())) => outcome::success(),
        Ok(Err(verdict)) => verdict,
        Err(_late) => outcome::timed_out_first_byte(),
    };
    Probed {
        verdict,
        status: asking.status,
        usage: asking.usage,
        extras: asking.extras,
        latency: asking.started.elapsed(),
        ttft: asking.ttft,
        connect: asking.connect,
        forecast: asking.forecast,
    }
}

struct Asking<'l> {
    lease: &'l Lease,
    started: Instant,
    status: Option<u16>,
    usage: TokenUsage,
    extras: Extras,
    ttft: Option<Duration>,
    connect: Option<Duration>,
    forecast: Option<Forecast>,
}

impl Asking<'_> {
    fn wants_models(&self) -> bool {
        self.lease.model.is_empty()
    }

    async fn ask(&mut self, clients: &Clients) -> Result<(), Verdict> {
        let mut response = self.send(clients).await?;
        let status = response.status().as_u16();
        let dialect = self.lease.dialect;
        self.status = Some(status);
        self.connect = client::connected(&response);
        self.forecast = ratelimit::forecast(
            dialect,
            response.headers(),
            Instant::now(),
            SystemTime::now(),
        );
        let body = self.collect(&mut response).await?;
        if !(200..300).contains(&status) {
            let now = SystemTime::now();
            let verdict = outcome::answered(dialect, status, response.headers(), &body, now);
            return Err(
                match self.wants_models() && matches!(status, 404 | 405 | 501) {
                    true => Verdict {
                        health: Health::Neutral,
                        message: format!(
                            "it lists no models (status {status}); probe = \"request\" asks for tokens"
                        ),
                        ..verdict
                    },
                    false => verdict,
                },
            );
        }
        match self.wants_models() {
            true => match listing::read(&body) {
                Some(_models) => Ok(()),
                None => Err(outcome::malformed("the answer is no list of models")),
            },
            false => self.read(&body),
        }
    }

    async fn send(&self, clients: &Clients) -> Result<ClientResponse, Verdict> {
        let Self { lease, .. } = self;
        let client = clients
            .client(&lease.channel)
            .map_err(|bad| outcome::unreachable(&Failure::Proxy(bad.to_string())))?;
        let mut headers = header::HeaderMap::new();
        let (method, path, query, body) = if self.wants_models() {
            let (path, query) = listing::place(lease.dialect);
            (Method::GET, path.to_owned(), query, Bytes::new())
        } else {
            headers.insert(
                header::CONTENT_TYPE,
                header::HeaderValue::from_static("application/json"),
            );
            let path = question::endpoint(lease.dialect, &lease.model).upstream_path(&lease.model);
            let preset = lease.channel.provider.name();
            let body = question::body(lease.dialect, &lease.model, preset);
            (Method::POST, path.into(), "", body.to_string().into())
        };
        let inbound = Inbound {
            method: &method,
            headers: &headers,
            query,
        };
        let request = outgoing(
            &client,
            &lease.channel,
            &lease.credential,
            lease.secret(),
            lease.dialect,
            &path,
            &inbound,
            &body,
        )
        .map_err(|unsendable| outcome::unsendable(&unsendable))?;
        client::send(request, body)
            .await
            .map_err(|failure| outcome::unreachable(&failure))
    }

    async fn collect(&mut self, response: &mut ClientResponse) -> Result<Bytes, Verdict> {
        let mut body = BytesMut::new();
        while let Some(chunk) = response.next().await {
            let chunk = chunk.map_err(|_cut| outcome::truncated())?;
            self.ttft.get_or_insert_with(|| self.started.elapsed());
            body.extend_from_slice(&chunk);
            if body.len() > MOST_BYTES {
                return Err(outcome::malformed("the answer is larger than 8 MiB"));
            }
        }
        Ok(body.freeze())
    }

    /// No words are no failure here: a model that thinks may have spent its few tokens on that.
    fn read(&mut self, body: &Bytes) -> Result<(), Verdict> {
        let endpoint = question::endpoint(self.lease.dialect, &self.lease.model);
        let facts = read_answer(&endpoint, body)
            .map_err(|malformed| outcome::malformed(&malformed.to_string()))?;
        self.usage = facts.usage;
        self.extras = facts.extras;
        match facts.error {
            Some(error) => Err(outcome::stream_error(
                self.lease.dialect,
                error.status,
                &error.kind,
                error.code.as_deref(),
                &error.message,
            )),
            None => Ok(()),
        }
    }
}
