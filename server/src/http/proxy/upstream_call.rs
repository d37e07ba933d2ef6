//! One attempt, up to the commit point: sent, and held back until the provider has shown content.

use std::time::{Duration, Instant, SystemTime};

use actix_web::{
    http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap},
    web::{Bytes, BytesMut},
};
use awc::ClientResponse;
use futures_util::StreamExt as _;
use routex_entity::{Outcome, TokenUsage};
use tokio::time::timeout_at;

use super::{
    failure::{Failed, Reply},
    forward::Exchange,
    story::AttemptEnd,
};
use crate::{
    channel::{ChannelId, CredentialId, Lease, messages::Settlement},
    protocol::{
        body::{self, AnswerFacts},
        request::splice,
        stream::{End, Framing, StreamFault, StreamReader},
    },
    upstream::{
        client::Failure as SendFailure,
        forecast::Forecast,
        outcome::{self, Health, Retry, Verdict},
        ratelimit, request as outgoing,
        response::client_headers,
    },
};

/// An error answer longer than this is cut.
const MAX_ERROR_BYTES: usize = 1 << 20;
/// A complete answer longer than this is refused; streams and binary answers know no limit.
const MAX_ANSWER_BYTES: usize = 128 << 20;

/// An answer at its commit point.
pub(super) struct Held {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: HeldBody,
}

pub(super) enum HeldBody {
    /// Everything is here; the attempt is settled.
    Complete {
        body: Bytes,
        facts: AnswerFacts,
        /// Which channel and credential made it. `None`: Routex itself.
        place: Option<(ChannelId, CredentialId)>,
    },
    /// The first content is here, more is to come.
    Flowing(Box<Flow>),
}

/// An answer that is still arriving.
pub(super) struct Flow {
    /// What was held back; goes to the client first.
    pub held: Bytes,
    /// A fault that came right behind the first content.
    pub fault: Option<StreamFault>,
    pub payload: ClientResponse,
    /// `None`: bytes that Routex does not read, such as audio.
    pub reader: Option<StreamReader>,
    pub framing: Framing,
    pub lease: Lease,
    pub started: Instant,
    pub ttft: Duration,
    pub forecast: Option<Forecast>,
    pub idle_timeout: Duration,
    pub deadline: Instant,
    /// Bytes that the provider announced and has not sent yet.
    pub outstanding: Option<u64>,
}

impl Held {
    /// An answer that needed no provider.
    pub fn made_here(body: Bytes) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert(
            CONTENT_TYPE,
            actix_web::http::header::HeaderValue::from_static("application/json"),
        );
        let facts = AnswerFacts::default();
        Self { status: 200, headers, body: HeldBody::Complete { body, facts, place: None } }
    }
}

/// Makes the attempt. On failure the lease is settled and the row noted; on success a complete answer is, too, while a
/// flowing one carries its lease.
pub(super) async fn make(exchange: &mut Exchange, lease: Lease) -> Result<Held, Failed> {
    let started = Instant::now();
    let first_byte = exchange.first_byte_timeout(&lease.channel);
    let mut call = Call {
        started,
        first_by: (started + first_byte).min(exchange.deadline),
        forecast: None,
        status: None,
        ttft: None,
    };
    let result = match call.send(exchange, &lease).await {
        Ok(response) => call.receive(exchange, &lease, response).await,
        Err(broken) => Err(broken),
    };
    match result {
        Ok(Received { headers, body: ReceivedBody::Complete(body, facts) }) => {
            let ttft = call.ttft.unwrap_or_else(|| started.elapsed());
            let place = Some((lease.channel.id, lease.credential.id));
            lease.settle(Settlement {
                outcome: Outcome::Success,
                health: Health::Good,
                latency: started.elapsed(),
                ttft: Some(ttft),
                tokens: Some(facts.usage.total()),
                forecast: call.forecast,
            });
            let status = call.status.unwrap_or(200);
            exchange.story.commit();
            exchange.story.end_attempt(AttemptEnd {
                outcome: Outcome::Success,
                status: Some(status),
                ttft: Some(ttft),
                usage: facts.usage,
                error: None,
            });
            Ok(Held { status, headers, body: HeldBody::Complete { body, facts, place } })
        }
        Ok(Received { headers, body: ReceivedBody::Flowing(begun) }) => {
            let ttft = started.elapsed();
            exchange.story.commit();
            let flow = Flow {
                held: begun.held,
                fault: begun.fault,
                payload: begun.payload,
                reader: begun.reader,
                framing: begun.framing,
                lease,
                started,
                ttft,
                forecast: call.forecast,
                idle_timeout: exchange.table.settings.idle_timeout,
                deadline: exchange.deadline,
                outstanding: begun.outstanding,
            };
            let status = call.status.unwrap_or(200);
            Ok(Held { status, headers, body: HeldBody::Flowing(Box::new(flow)) })
        }
        Err(broken) => Err(call.fail(exchange, lease, broken)),
    }
}

/// One attempt in progress.
struct Call {
    started: Instant,
    /// When the first content byte must be here.
    first_by: Instant,
    forecast: Option<Forecast>,
    status: Option<u16>,
    ttft: Option<Duration>,
}

struct Received {
    headers: HeaderMap,
    body: ReceivedBody,
}

enum ReceivedBody {
    Complete(Bytes, AnswerFacts),
    Flowing(Begun),
}

struct Begun {
    held: Bytes,
    fault: Option<StreamFault>,
    payload: ClientResponse,
    reader: Option<StreamReader>,
    framing: Framing,
    outstanding: Option<u64>,
}

/// Why an attempt ended before its commit point.
struct Broken {
    verdict: Verdict,
    reply: Option<Reply>,
    usage: TokenUsage,
    worth_repeating: bool,
}

impl From<Verdict> for Broken {
    fn from(verdict: Verdict) -> Self {
        Self { verdict, reply: None, usage: TokenUsage::default(), worth_repeating: false }
    }
}

impl Call {
    async fn send(&mut self, exchange: &Exchange, lease: &Lease) -> Result<ClientResponse, Broken> {
        let unreachable = |failure: &SendFailure| Broken {
            worth_repeating: true,
            ..outcome::unreachable(failure).into()
        };
        let client = exchange
            .proxy
            .clients
            .client(&lease.channel)
            .map_err(|failure| unreachable(&failure))?;
        let path = exchange.endpoint.upstream_path(&lease.model);
        let inbound = outgoing::Inbound {
            method: exchange.request.method().clone(),
            headers: exchange.request.headers(),
            query: exchange.request.query_string(),
        };
        let request = outgoing::outgoing(
            &client,
            &lease.channel,
            &lease.credential,
            lease.dialect,
            &path,
            &inbound,
        )
        .map_err(|failure| unreachable(&failure))?;
        let body = splice(&exchange.body, &exchange.facts, &lease.model);
        match timeout_at(self.first_by.into(), request.send_body(body)).await {
            Ok(Ok(response)) => Ok(response),
            Ok(Err(error)) => Err(unreachable(&SendFailure::from(error))),
            Err(_elapsed) => Err(outcome::timed_out_first_byte().into()),
        }
    }

    async fn receive(
        &mut self,
        exchange: &Exchange,
        lease: &Lease,
        mut response: ClientResponse,
    ) -> Result<Received, Broken> {
        let status = response.status().as_u16();
        self.status = Some(status);
        self.forecast = ratelimit::forecast(
            lease.dialect,
            response.headers(),
            Instant::now(),
            SystemTime::now(),
        );
        if !(200..300).contains(&status) {
            return Err(self.error_answer(exchange, lease, response).await);
        }
        let headers = client_headers(response.headers());
        let announced = announced_length(response.headers());
        let body = match shape(exchange, &response) {
            Shape::Stream(framing) => {
                let mut reader = StreamReader::new(lease.dialect, framing);
                let (held, fault) = self.hold_back(lease, &mut response, &mut reader).await?;
                ReceivedBody::Flowing(Begun {
                    held,
                    fault,
                    payload: response,
                    reader: Some(reader),
                    framing,
                    outstanding: None,
                })
            }
            Shape::Complete => {
                let idle = exchange.table.settings.idle_timeout;
                let body = self.collect(&mut response, idle, exchange.deadline, MAX_ANSWER_BYTES).await?;
                if announced.is_some_and(|length| length != body.len() as u64) {
                    return Err(outcome::truncated().into());
                }
                let facts = self.read_complete(exchange, lease, &body)?;
                ReceivedBody::Complete(body, facts)
            }
            Shape::Opaque => {
                let held = match self.next_chunk(&mut response, self.first_by).await? {
                    Some(first) => first,
                    None if announced == Some(0) || status == 204 => Bytes::new(),
                    None => return Err(outcome::empty_stream().into()),
                };
                ReceivedBody::Flowing(Begun {
                    outstanding: announced.map(|length| length.saturating_sub(held.len() as u64)),
                    held,
                    fault: None,
                    payload: response,
                    reader: None,
                    framing: Framing::Sse,
                })
            }
        };
        Ok(Received { headers, body })
    }

    /// Reads until the first content event; whatever came before it is released with it.
    async fn hold_back(
        &mut self,
        lease: &Lease,
        response: &mut ClientResponse,
        reader: &mut StreamReader,
    ) -> Result<(Bytes, Option<StreamFault>), Broken> {
        let mut held = Pieces::default();
        loop {
            let Some(chunk) = self.next_chunk(response, self.first_by).await? else {
                let (end, tail) = reader.finish();
                held.push(tail);
                return match end {
                    End::Complete => Ok((held.join(), None)),
                    End::Truncated => Err(outcome::truncated().into()),
                    End::Empty => Err(outcome::empty_stream().into()),
                };
            };
            let progress = reader.push(chunk);
            held.push(progress.ready);
            if progress.content {
                self.ttft = Some(self.started.elapsed());
                return Ok((held.join(), progress.fault));
            }
            if let Some(fault) = progress.fault {
                return Err(Broken { usage: reader.usage(), ..judge(lease, &fault).into() });
            }
        }
    }

    fn read_complete(
        &self,
        exchange: &Exchange,
        lease: &Lease,
        body: &Bytes,
    ) -> Result<AnswerFacts, Broken> {
        let facts = body::read_answer(&exchange.endpoint, body)
            .map_err(|malformed| outcome::malformed(&malformed.to_string()))?;
        if let Some(error) = &facts.error {
            let verdict = outcome::stream_error(
                lease.dialect,
                error.status,
                &error.kind,
                error.code.as_deref(),
                &error.message,
            );
            return Err(Broken { usage: facts.usage, ..verdict.into() });
        }
        if facts.empty {
            return Err(Broken { usage: facts.usage, ..outcome::empty_stream().into() });
        }
        Ok(facts)
    }

    async fn error_answer(
        &mut self,
        exchange: &Exchange,
        lease: &Lease,
        mut response: ClientResponse,
    ) -> Broken {
        let status = response.status().as_u16();
        let idle = exchange.table.settings.idle_timeout;
        // The status alone already says enough; a body that does not come changes nothing.
        let body = self
            .collect(&mut response, idle, self.first_by, MAX_ERROR_BYTES)
            .await
            .unwrap_or_default();
        let verdict =
            outcome::answered(lease.dialect, status, response.headers(), &body, SystemTime::now());
        let worth_repeating = status >= 500 && verdict.retry == Retry::OtherChannel;
        let headers = client_headers(response.headers());
        Broken {
            verdict,
            reply: Some(Reply { status, headers, body }),
            usage: TokenUsage::default(),
            worth_repeating,
        }
    }

    /// Everything until the end: the first byte within the first-byte limit, the others within the idle limit.
    async fn collect(
        &mut self,
        response: &mut ClientResponse,
        idle: Duration,
        deadline: Instant,
        limit: usize,
    ) -> Result<Bytes, Broken> {
        let mut body = Pieces::default();
        let mut by = self.first_by;
        while let Some(chunk) = self.next_chunk(response, by).await? {
            self.ttft.get_or_insert_with(|| self.started.elapsed());
            body.push(chunk);
            if body.len() > limit {
                return Err(outcome::malformed("the answer is larger than Routex holds").into());
            }
            by = (Instant::now() + idle).min(deadline);
        }
        Ok(body.join())
    }

    async fn next_chunk(
        &self,
        response: &mut ClientResponse,
        by: Instant,
    ) -> Result<Option<Bytes>, Broken> {
        match timeout_at(by.into(), response.next()).await {
            Ok(Some(Ok(chunk))) => Ok(Some(chunk)),
            Ok(Some(Err(_payload))) => Err(outcome::truncated().into()),
            Ok(None) => Ok(None),
            Err(_elapsed) if self.ttft.is_some() => Err(outcome::timed_out_idle().into()),
            Err(_elapsed) => Err(outcome::timed_out_first_byte().into()),
        }
    }

    /// Settles the lease and notes the row of a failed attempt.
    fn fail(&self, exchange: &mut Exchange, lease: Lease, broken: Broken) -> Failed {
        let Broken { mut verdict, reply, usage, worth_repeating } = broken;
        let counts_no_tokens = exchange.endpoint.counts_tokens()
            && matches!(self.status, Some(404 | 405 | 501));
        if counts_no_tokens {
            verdict.health = Health::Neutral;
        }
        let wait = match verdict.health {
            Health::RateLimited { wait } | Health::Overloaded { wait } => wait,
            _ => None,
        };
        exchange.story.end_attempt(AttemptEnd {
            outcome: verdict.outcome,
            status: self.status,
            ttft: None,
            usage,
            error: Some(verdict.message.clone()),
        });
        lease.settle(Settlement {
            outcome: verdict.outcome,
            health: verdict.health.clone(),
            latency: self.started.elapsed(),
            ttft: None,
            tokens: Some(usage.total()),
            forecast: self.forecast,
        });
        Failed { verdict, reply, wait, worth_repeating, counts_no_tokens }
    }
}

/// What a fault in a stream means.
pub(super) fn judge(lease: &Lease, fault: &StreamFault) -> Verdict {
    match fault {
        StreamFault::ErrorEvent { kind, code, message, status, .. } => {
            outcome::stream_error(lease.dialect, *status, kind, code.as_deref(), message)
        }
        StreamFault::Malformed { detail } => outcome::malformed(detail),
        StreamFault::TooLong => outcome::malformed("an event is longer than 16 MiB"),
    }
}

enum Shape {
    Stream(Framing),
    Complete,
    /// Encoded or binary: passed on as it comes.
    Opaque,
}

fn shape(exchange: &Exchange, response: &ClientResponse) -> Shape {
    let header = |name| response.headers().get(name).and_then(|value| value.to_str().ok());
    let encoded = header(CONTENT_ENCODING).is_some_and(|coding| coding != "identity");
    if encoded {
        return Shape::Opaque;
    }
    if header(CONTENT_TYPE).is_some_and(|kind| kind.starts_with("text/event-stream")) {
        return Shape::Stream(Framing::Sse);
    }
    if exchange.facts.stream && exchange.endpoint.streams_json_array() {
        return Shape::Stream(Framing::JsonArray);
    }
    if exchange.endpoint.buffers_answer() { Shape::Complete } else { Shape::Opaque }
}

fn announced_length(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.trim().parse().ok()
}

/// Chunks that become one; a single chunk is not copied.
#[derive(Default)]
struct Pieces {
    first: Bytes,
    rest: BytesMut,
}

impl Pieces {
    fn push(&mut self, chunk: Bytes) {
        if self.first.is_empty() {
            self.first = chunk;
        } else {
            self.rest.extend_from_slice(&chunk);
        }
    }

    fn len(&self) -> usize {
        self.first.len() + self.rest.len()
    }

    fn join(self) -> Bytes {
        if self.rest.is_empty() {
            return self.first;
        }
        let mut whole = BytesMut::with_capacity(self.len());
        whole.extend_from_slice(&self.first);
        whole.extend_from_slice(&self.rest);
        whole.freeze()
    }
}
