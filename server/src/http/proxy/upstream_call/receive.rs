//! Reading an answer up to the commit point.

use std::time::{Duration, Instant, SystemTime};

use actix_web::{
    http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderName},
    web::Bytes,
};
use awc::ClientResponse;
use futures_util::StreamExt as _;
use routex_entity::TokenUsage;
use tokio::time::timeout_at;

use super::{Broken, Call, Whole, judge, pieces::Pieces};
use crate::{
    channel::Lease,
    http::proxy::{
        failure::Reply,
        forward::Exchange,
        headers::{Headers, to_client, to_client_of_another_dialect},
    },
    keep::Errand,
    protocol::{
        Framing,
        body::{self, AnswerFacts},
        endpoint::Endpoint,
        stream::{End, StreamFault, StreamReader},
    },
    upstream::{
        excerpt,
        outcome::{self, Retry},
        ratelimit,
    },
};

/// An error answer longer than this is cut.
const MAX_ERROR_BYTES: usize = 1 << 20;
/// A complete answer longer than this is refused; streams and binary answers know no limit.
const MAX_ANSWER_BYTES: usize = 128 << 20;

/// An answer that has shown content.
pub(super) struct Received {
    pub headers: Headers,
    pub body: ReceivedBody,
}

pub(super) enum ReceivedBody {
    Complete(Whole, Box<AnswerFacts>),
    Flowing(Box<Begun>),
}

pub(super) struct Begun {
    pub held: Bytes,
    pub fault: Option<StreamFault>,
    pub payload: ClientResponse,
    pub reader: Option<StreamReader>,
    pub errand: Option<Errand>,
    /// As the client gets it.
    pub framing: Framing,
    pub outstanding: Option<u64>,
}

impl Call {
    /// Reads the answer until it is complete or has shown content.
    pub async fn receive(
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
        if let Some(crossing) = self.crossing.take() {
            return self
                .receive_across(exchange, lease, *crossing, response)
                .await;
        }
        let headers = to_client(response.headers());
        let announced = announced_length(response.headers());
        let body = match shape(exchange, &response) {
            Shape::Stream(framing) => {
                let reader = if exchange.endpoint.is_stored() {
                    StreamReader::replaying()
                } else {
                    StreamReader::new(lease.dialect, framing)
                };
                self.begin(exchange, lease, response, reader, framing)
                    .await?
            }
            Shape::Complete => {
                let body = self.collect_answer(exchange, &mut response).await?;
                let facts = read_complete(&exchange.endpoint, lease, &body)?;
                let is_stream = false;
                ReceivedBody::Complete(Whole { body, is_stream }, Box::new(facts))
            }
            Shape::Opaque => {
                let held = match self.next_chunk(&mut response, self.first_by).await? {
                    Some(first) => first,
                    None if announced == Some(0) || status == 204 => Bytes::new(),
                    None => return Err(outcome::empty_stream().into()),
                };
                ReceivedBody::Flowing(Box::new(Begun {
                    outstanding: announced.map(|length| length.saturating_sub(held.len() as u64)),
                    held,
                    fault: None,
                    payload: response,
                    reader: None,
                    errand: None,
                    framing: Framing::Sse,
                }))
            }
        };
        Ok(Received { headers, body })
    }

    /// A stream that has shown content. `framing`: as the client gets it.
    pub(super) async fn begin(
        &mut self,
        exchange: &Exchange,
        lease: &Lease,
        mut response: ClientResponse,
        mut reader: StreamReader,
        framing: Framing,
    ) -> Result<ReceivedBody, Broken> {
        let begun = self.hold_back(lease, &mut response, &mut reader).await;
        let (held, fault) = begun.map_err(|broken| Broken {
            // However it broke, what it told by then is charged; a stored answer was charged when it was made.
            usage: match exchange.endpoint.is_charged() {
                true => reader.usage(),
                false => TokenUsage::default(),
            },
            ..broken
        })?;
        Ok(ReceivedBody::Flowing(Box::new(Begun {
            held,
            fault,
            payload: response,
            reader: Some(reader),
            errand: None,
            framing,
            outstanding: None,
        })))
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
                let finish = reader.finish();
                held.push(finish.rest);
                if let Some(fault) = &finish.fault {
                    return Err(judge(lease, fault).into());
                }
                return match finish.end {
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
                return Err(judge(lease, &fault).into());
            }
        }
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
        let verdict = outcome::answered(
            lease.dialect,
            status,
            response.headers(),
            &body,
            SystemTime::now(),
        );
        let worth_repeating = status >= 500 && verdict.retry == Retry::OtherChannel;
        // Some providers quote the key that they got; it is not the client's to see.
        let secret = &lease.credential.secret;
        let translated = self.crossing.is_some();
        let mut headers = match translated {
            true => to_client_of_another_dialect(response.headers()),
            false => to_client(response.headers()),
        };
        headers.retain(|(_, value)| !excerpt::quotes(value.as_bytes(), secret));
        let body = excerpt::without_secret(body, secret);
        Broken {
            verdict,
            reply: Some(Box::new(Reply {
                status,
                headers,
                body,
                translated,
            })),
            usage: TokenUsage::default(),
            worth_repeating,
        }
    }

    /// Everything of a good answer.
    pub(super) async fn collect_answer(
        &mut self,
        exchange: &Exchange,
        response: &mut ClientResponse,
    ) -> Result<Bytes, Broken> {
        let announced = announced_length(response.headers());
        let idle = exchange.table.settings.idle_timeout;
        let body = self
            .collect(response, idle, exchange.deadline, MAX_ANSWER_BYTES)
            .await?;
        if announced.is_some_and(|length| length != body.len() as u64) {
            return Err(outcome::truncated().into());
        }
        Ok(body)
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
            Err(_elapsed) => Err(self.silent().into()),
        }
    }
}

/// What a whole answer says; an error when it is none.
pub(super) fn read_complete(
    endpoint: &Endpoint,
    lease: &Lease,
    body: &Bytes,
) -> Result<AnswerFacts, Broken> {
    let facts = body::read_answer(endpoint, body)
        .map_err(|malformed| outcome::malformed(&malformed.to_string()))?;
    if let Some(error) = &facts.error {
        let verdict = outcome::stream_error(
            lease.dialect,
            error.status,
            &error.kind,
            error.code.as_deref(),
            &error.message,
        );
        return Err(Broken {
            usage: facts.usage,
            ..verdict.into()
        });
    }
    if facts.empty {
        return Err(Broken {
            usage: facts.usage,
            ..outcome::empty_stream().into()
        });
    }
    Ok(facts)
}

enum Shape {
    Stream(Framing),
    Complete,
    /// Encoded or binary: passed on as it comes.
    Opaque,
}

fn shape(exchange: &Exchange, response: &ClientResponse) -> Shape {
    if is_encoded(response) {
        return Shape::Opaque;
    }
    if is_event_stream(response) {
        return Shape::Stream(Framing::Sse);
    }
    let framing = exchange.facts.framing(exchange.endpoint.dialect());
    if exchange.facts.stream && framing == Framing::JsonArray {
        return Shape::Stream(framing);
    }
    if exchange.endpoint.buffers_answer() {
        Shape::Complete
    } else {
        Shape::Opaque
    }
}

pub(super) fn is_encoded(response: &ClientResponse) -> bool {
    text(response.headers(), CONTENT_ENCODING).is_some_and(|coding| coding != "identity")
}

pub(super) fn is_event_stream(response: &ClientResponse) -> bool {
    text(response.headers(), CONTENT_TYPE).is_some_and(|kind| kind.starts_with("text/event-stream"))
}

fn announced_length(headers: &HeaderMap) -> Option<u64> {
    text(headers, CONTENT_LENGTH)?.trim().parse().ok()
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}
