//! What goes back to the client once a provider has shown content.

use std::{sync::Arc, time::Instant};

use actix_web::{
    HttpResponse,
    http::header::{HeaderMap, HeaderName, HeaderValue},
    web::Bytes,
};
use futures_util::{StreamExt as _, stream::unfold};
use routex_entity::{Dialect, Outcome, TokenUsage};
use tokio::time::timeout_at;
use uuid::Uuid;

use super::{
    forward::Exchange,
    story::{AttemptEnd, Story},
    upstream_call::{Flow, Held, HeldBody, judge},
};
use crate::{
    channel::{Lease, messages::Settlement},
    http::error::{final_error, status},
    protocol::{
        body::AnswerFacts,
        error::{self as wire, ErrorKind},
        stream::{End, StreamFault},
    },
    router::handle::RouterHandle,
    upstream::outcome::{self, Health, Verdict},
};

/// An answer and everything that must be settled when it has gone out.
pub(super) struct Answer {
    id: Uuid,
    status: u16,
    headers: HeaderMap,
    story: Story,
    body: Body,
}

enum Body {
    Complete(Bytes, AnswerFacts),
    Flowing(Box<Flow>, Pins, Dialect),
}

/// Remembers which account keeps the objects that an answer creates.
struct Pins {
    router: RouterHandle,
    client_key: Arc<str>,
    wanted: bool,
}

impl Answer {
    pub fn new(exchange: Exchange, held: Held) -> Self {
        let pins = Pins {
            wanted: exchange.endpoint.creates_objects(),
            client_key: Arc::clone(&exchange.route.client_key),
            router: exchange.proxy.router.clone(),
        };
        let body = match held.body {
            HeldBody::Complete { body, facts, place } => {
                if let Some((channel, credential)) = place {
                    pins.keep(facts.response_id.as_deref(), channel, credential);
                }
                Body::Complete(body, facts)
            }
            HeldBody::Flowing(flow) => Body::Flowing(flow, pins, exchange.endpoint.dialect()),
        };
        let Exchange { id, story, .. } = exchange;
        Self { id, status: held.status, headers: held.headers, story, body }
    }

    /// The response to a client that has seen nothing yet.
    pub fn into_response(self) -> HttpResponse {
        let Self { id, status: code, headers, story, body } = self;
        let mut response = HttpResponse::build(status(code));
        let mut response = match body {
            Body::Complete(body, facts) => {
                let mut response = response.body(body);
                routex_headers(response.headers_mut(), id, &story);
                let answered = Some((facts.usage, facts.usage_partial));
                story.finish(Outcome::Success, Some(code), answered, None);
                response
            }
            Body::Flowing(flow, pins, dialect) => {
                let mut head = HeaderMap::new();
                routex_headers(&mut head, id, &story);
                let live = Live::new(*flow, story, pins, dialect, id, code);
                let mut response = response.streaming(live.into_stream());
                for (name, value) in head {
                    response.headers_mut().insert(name, value);
                }
                response
            }
        };
        for (name, value) in headers {
            response.headers_mut().append(name, value);
        }
        response
    }

    /// The same for a client whose stream keep-alives have already opened. `Err`: the provider did not stream, and its
    /// whole answer cannot be put into one.
    pub fn into_live(self) -> Result<Live, (Story, AnswerFacts)> {
        match self.body {
            Body::Flowing(flow, pins, dialect) => {
                Ok(Live::new(*flow, self.story, pins, dialect, self.id, self.status))
            }
            Body::Complete(_, facts) => Err((self.story, facts)),
        }
    }
}

impl Pins {
    fn keep(&self, object: Option<&str>, channel: Uuid, credential: Uuid) {
        if let Some(object) = object.filter(|_| self.wanted) {
            self.router.pin_object(
                Arc::clone(&self.client_key),
                object.to_owned(),
                channel,
                credential,
            );
        }
    }
}

/// The headers that every proxied response carries.
pub(super) fn routex_headers(headers: &mut HeaderMap, id: Uuid, story: &Story) {
    let mut put = |name: &'static str, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(HeaderName::from_static(name), value);
        }
    };
    put("x-routex-request-id", id.as_hyphenated().encode_lower(&mut Uuid::encode_buffer()));
    if let Some(record) = story.record() {
        if let Some(channel) = &record.channel {
            put("x-routex-channel", channel);
        }
        put("x-routex-attempts", &record.attempts.len().to_string());
        if !record.decision.is_empty() {
            put("x-routex-decision", &record.decision);
        }
    }
    let timing = story.timing();
    let millis = |duration: std::time::Duration| duration.as_secs_f64() * 1_000.0;
    put(
        "server-timing",
        &format!(
            "routex;dur={:.3}, upstream;dur={:.3}",
            millis(timing.routex),
            millis(timing.upstream)
        ),
    );
}

/// An answer on its way to the client, event by event.
///
/// Ends in exactly one of three ways: complete, with an error in the caller's dialect, or dropped because the client
/// left. Each settles the lease and finishes the story.
pub(super) struct Live {
    flow: Option<Flow>,
    story: Option<Story>,
    pins: Pins,
    dialect: Dialect,
    id: Uuid,
    status: u16,
    begun: bool,
}

/// Breaks the connection, so that an answer that Routex cannot mark as broken is not taken for complete.
#[derive(Debug, thiserror::Error)]
#[error("the answer broke off")]
pub(super) struct BrokenOff;

impl Live {
    fn new(
        flow: Flow,
        story: Story,
        pins: Pins,
        dialect: Dialect,
        id: Uuid,
        status: u16,
    ) -> Self {
        Self { flow: Some(flow), story: Some(story), pins, dialect, id, status, begun: false }
    }

    pub fn into_stream(self) -> impl futures_util::Stream<Item = Result<Bytes, BrokenOff>> {
        unfold(self, |mut live| async move { live.next().await.map(|item| (item, live)) })
    }

    /// The next bytes for the client; `None` when it has everything.
    pub async fn next(&mut self) -> Option<Result<Bytes, BrokenOff>> {
        let flow = self.flow.as_mut()?;
        if !self.begun {
            self.begun = true;
            let held = std::mem::take(&mut flow.held);
            if !held.is_empty() {
                return Some(Ok(held));
            }
        }
        if let Some(fault) = flow.fault.take() {
            return self.fault(&fault);
        }
        loop {
            let flow = self.flow.as_mut()?;
            let by = (Instant::now() + flow.idle_timeout).min(flow.deadline);
            match timeout_at(by.into(), flow.payload.next()).await {
                Ok(Some(Ok(chunk))) => {
                    if let Some(item) = self.pass_on(chunk) {
                        return Some(item);
                    }
                }
                Ok(Some(Err(_payload))) => return self.ended(outcome::truncated(), false),
                Ok(None) => return self.ended(outcome::truncated(), true),
                Err(_elapsed) => return self.ended(outcome::timed_out_idle(), false),
            }
        }
    }

    /// What of a chunk can go on now; `None` when an event is still incomplete.
    fn pass_on(&mut self, chunk: Bytes) -> Option<Result<Bytes, BrokenOff>> {
        let flow = self.flow.as_mut()?;
        let Some(reader) = &mut flow.reader else {
            if let Some(outstanding) = &mut flow.outstanding {
                *outstanding = outstanding.saturating_sub(chunk.len() as u64);
            }
            return Some(Ok(chunk));
        };
        let progress = reader.push(chunk);
        if progress.fault.is_some() {
            if progress.ready.is_empty() {
                return progress.fault.and_then(|fault| self.fault(&fault));
            }
            flow.fault = progress.fault;
            // The fault is told with the next poll, behind what was good.
        }
        (!progress.ready.is_empty()).then_some(Ok(progress.ready))
    }

    /// The provider sent an error, or something that is no event.
    fn fault(&mut self, fault: &StreamFault) -> Option<Result<Bytes, BrokenOff>> {
        let lease = &self.flow.as_ref()?.lease;
        let verdict = judge(lease, fault);
        match fault {
            StreamFault::ErrorEvent { frame, .. } => {
                let frame = frame.clone();
                self.settle(&verdict);
                Some(Ok(frame))
            }
            StreamFault::Malformed { .. } | StreamFault::TooLong => self.break_off(verdict),
        }
    }

    /// No more bytes: a stream that had its proper end is a success, however the connection ended.
    fn ended(&mut self, otherwise: Verdict, eof: bool) -> Option<Result<Bytes, BrokenOff>> {
        let flow = self.flow.as_mut()?;
        let (complete, tail) = match &mut flow.reader {
            Some(reader) => {
                let (end, tail) = reader.finish();
                (end == End::Complete, tail)
            }
            None => (eof && flow.outstanding.unwrap_or(0) == 0, Bytes::new()),
        };
        if !complete {
            return self.break_off(otherwise);
        }
        self.settle(&outcome::success());
        (!tail.is_empty()).then_some(Ok(tail))
    }

    /// Tells the client in its dialect that the answer is not complete.
    fn break_off(&mut self, verdict: Verdict) -> Option<Result<Bytes, BrokenOff>> {
        let flow = self.flow.as_ref()?;
        let framing = flow.reader.is_some().then_some(flow.framing);
        let kind = match verdict.outcome {
            Outcome::TimeoutIdle => ErrorKind::Timeout,
            _ => ErrorKind::Upstream,
        };
        let message = format!("the answer is not complete: {}", verdict.message);
        self.settle(&verdict);
        let Some(framing) = framing else { return Some(Err(BrokenOff)) };
        let error = final_error(502, kind, message);
        Some(Ok(wire::stream_event(self.dialect, framing, &error, &self.id.to_string())))
    }

    /// Ends the flow: the channel learns how it went, the ledger what it cost.
    fn settle(&mut self, verdict: &Verdict) {
        let (Some(flow), Some(mut story)) = (self.flow.take(), self.story.take()) else { return };
        let good = verdict.health == Health::Good;
        let read = flow.reader.as_ref();
        let usage = read.map(|reader| reader.usage()).unwrap_or_default();
        let partial = !good || read.is_none_or(|reader| reader.usage_is_partial());
        if let Some(reader) = read.filter(|_| good) {
            self.pins.keep(
                reader.response_id(),
                flow.lease.channel.id,
                flow.lease.credential.id,
            );
        }
        let error = (!good).then(|| verdict.message.clone());
        settle_lease(flow.lease, verdict, flow.started, flow.ttft, usage, flow.forecast);
        story.end_attempt(AttemptEnd {
            outcome: verdict.outcome,
            status: Some(self.status),
            ttft: Some(flow.ttft),
            usage,
            error: error.clone(),
        });
        story.finish(verdict.outcome, Some(self.status), Some((usage, partial)), error);
    }
}

fn settle_lease(
    lease: Lease,
    verdict: &Verdict,
    started: Instant,
    ttft: std::time::Duration,
    usage: TokenUsage,
    forecast: Option<crate::upstream::forecast::Forecast>,
) {
    lease.settle(Settlement {
        outcome: verdict.outcome,
        health: verdict.health.clone(),
        latency: started.elapsed(),
        ttft: Some(ttft),
        tokens: Some(usage.total()),
        forecast,
    });
}

impl Drop for Live {
    fn drop(&mut self) {
        // The client left: dropping the flow closes the upstream connection.
        self.settle(&outcome::client_cancelled());
    }
}
