//! Trying a channel: one small, real request, outside of routing. It counts for no breaker, limit or row.

pub(super) mod question;

use std::time::{Duration, Instant, SystemTime};

use actix_http::{Method, header};
use awc::ClientResponse;
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt as _;
use routex_entity::{Dialect, api::ChannelTest};
use tokio::time::timeout_at;

use super::{
    client::{self, Clients},
    excerpt,
    failure::Failure,
    listing, outcome,
    request::{Inbound, outgoing},
};
use crate::{
    channel::{ChannelSpec, CredentialSpec},
    protocol::body::read_answer,
};

/// For everything together, listing models included.
const PATIENCE: Duration = Duration::from_secs(30);
const MAX_ANSWER_BYTES: usize = 1 << 20;

/// What to try.
#[derive(Debug, Clone, Default)]
pub struct Ask {
    /// As clients name it. `None`: the channel's first, else one that the provider lists.
    pub model: Option<String>,
    /// `None`: the channel's first.
    pub dialect: Option<Dialect>,
}

/// Makes the request and tells how it went. The channel need not be saved or enabled. Takes 30 s at most.
pub async fn trial(
    clients: &Clients,
    channel: &ChannelSpec,
    credential: &CredentialSpec,
    ask: &Ask,
) -> ChannelTest {
    let first = channel.endpoints.first().map(|(dialect, _)| *dialect);
    let mut trial = Trial {
        clients,
        channel,
        credential,
        dialect: ask.dialect.or(first).unwrap_or(Dialect::OpenaiChat),
        started: Instant::now(),
        status: None,
        ttft: None,
        latency: None,
    };
    let by = trial.started + PATIENCE;
    let model = match &ask.model {
        Some(model) => Ok(model.clone()),
        None => trial.pick_model(by).await,
    };
    let (model, tried) = match model {
        Ok(model) => {
            trial.started = Instant::now();
            let tried = timeout_at(by.into(), trial.make(&model)).await;
            (Some(model), tried.unwrap_or_else(|_late| Err(too_late())))
        }
        Err(error) => (None, Err(error)),
    };
    trial.tell(model, tried)
}

struct Trial<'a> {
    clients: &'a Clients,
    channel: &'a ChannelSpec,
    credential: &'a CredentialSpec,
    dialect: Dialect,
    started: Instant,
    status: Option<u16>,
    ttft: Option<Duration>,
    latency: Option<Duration>,
}

impl Trial<'_> {
    /// As clients name it.
    async fn pick_model(&self, by: Instant) -> Result<String, String> {
        let own = self.channel.models.first();
        if let Some(model) = own.or_else(|| self.channel.model_map.keys().next()) {
            return Ok(model.clone());
        }
        let listed = listing::models(self.clients, self.channel, self.credential, self.dialect);
        match timeout_at(by.into(), listed).await {
            Ok(Ok(models)) => question::likely_to_talk(&models)
                .cloned()
                .ok_or_else(|| "the provider lists no models; name one to try".to_owned()),
            Ok(Err(error)) => Err(format!("{error}; name a model to try")),
            Err(_late) => Err(too_late()),
        }
    }

    async fn make(&mut self, model: &str) -> Result<(), String> {
        let client = self
            .clients
            .client(self.channel)
            .map_err(|bad| Failure::Proxy(bad.to_string()).to_string())?;
        let model = self.channel.upstream_model(model);
        let endpoint = question::endpoint(self.dialect, model);
        let mut headers = header::HeaderMap::new();
        headers.insert(
            header::CONTENT_TYPE,
            header::HeaderValue::from_static("application/json"),
        );
        let inbound = Inbound {
            method: &Method::POST,
            headers: &headers,
            query: "",
        };
        let path = endpoint.upstream_path(model);
        let body = question::body(self.dialect, model, self.channel.provider.name()).to_string();
        let request = outgoing(
            &client,
            self.channel,
            self.credential,
            &self.credential.on_wire(),
            self.dialect,
            &path,
            &inbound,
            body.as_bytes(),
        )
        .map_err(|unsendable| unsendable.to_string())?;
        let mut response = client::send(request, body.into())
            .await
            .map_err(|failure| failure.to_string())?;
        let status = response.status().as_u16();
        self.status = Some(status);
        let body = self.collect(&mut response).await?;
        if !(200..300).contains(&status) {
            return Err(refusal(self.dialect, &response, &body));
        }
        if body.trim_ascii().is_empty() {
            return Err("the answer is empty".to_owned());
        }
        let facts = read_answer(&endpoint, &body).map_err(|malformed| malformed.to_string())?;
        // No words are no failure here: a model that thinks may have spent its few tokens on that.
        match facts.error {
            Some(error) => Err(format!("{} {}", error.kind, error.message)),
            None => Ok(()),
        }
    }

    async fn collect(&mut self, response: &mut ClientResponse) -> Result<Bytes, String> {
        let mut body = BytesMut::new();
        while let Some(chunk) = response.next().await {
            let chunk = chunk.map_err(|_cut| outcome::truncated().message)?;
            self.ttft.get_or_insert_with(|| self.started.elapsed());
            body.extend_from_slice(&chunk);
            if body.len() > MAX_ANSWER_BYTES {
                return Err("the answer to a small question is larger than 1 MiB".to_owned());
            }
        }
        self.latency = Some(self.started.elapsed());
        Ok(body.freeze())
    }

    fn tell(self, model: Option<String>, tried: Result<(), String>) -> ChannelTest {
        let error = tried
            .err()
            .map(|error| excerpt::without_secrets(&error, self.channel, self.credential));
        ChannelTest {
            ok: error.is_none(),
            status: self.status,
            latency_ms: millis(self.latency.unwrap_or_else(|| self.started.elapsed())),
            ttft_ms: self.ttft.map(millis),
            error,
            model,
            dialect: Some(self.dialect),
        }
    }
}

fn refusal(dialect: Dialect, response: &ClientResponse, body: &[u8]) -> String {
    let status = response.status();
    if status.is_redirection() {
        return format!(
            "the provider redirects ({status}), which is never followed; correct the base URL"
        );
    }
    let verdict = outcome::answered(
        dialect,
        status.as_u16(),
        response.headers(),
        body,
        SystemTime::now(),
    );
    match excerpt::message(body) {
        message if message.is_empty() => verdict.message,
        message => format!("{}: {message}", verdict.message),
    }
}

fn too_late() -> String {
    format!("no complete answer within {} s", PATIENCE.as_secs())
}

fn millis(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}
