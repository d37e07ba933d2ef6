//! An answer on its way to the client.

mod together;

use std::time::Instant;

use actix_web::web::Bytes;
use futures_util::{StreamExt as _, stream::unfold};
use routex_entity::{Dialect, Outcome};
use tokio::time::timeout_at;
use uuid::Uuid;

use self::together::with_what_is_there;
use super::{
    failure,
    pins::Pins,
    story::{AttemptEnd, Story},
    upstream_call::{Flow, judge, told},
};
use crate::{
    bodies::Folder,
    channel::messages::Settlement,
    http::error::final_error,
    protocol::{
        Framing,
        error::{self as wire, ApiError, ErrorKind},
        stream::{End, StreamFault, StreamReader},
    },
    upstream::{
        excerpt,
        outcome::{self, Health, Verdict},
    },
};

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
    /// Of the story, which ends before the last bytes are on their way.
    folder: Option<Box<Folder>>,
}

/// Breaks the connection, so that an answer that Routex cannot mark as broken is not taken for complete.
#[derive(Debug, thiserror::Error)]
#[error("the answer broke off")]
pub(super) struct BrokenOff;

impl Live {
    pub fn new(
        flow: Flow,
        mut story: Story,
        pins: Pins,
        dialect: Dialect,
        id: Uuid,
        status: u16,
    ) -> Self {
        Self {
            folder: story.folder.take(),
            flow: Some(flow),
            story: Some(story),
            pins,
            dialect,
            id,
            status,
            begun: false,
        }
    }

    pub fn into_stream(self) -> impl futures_util::Stream<Item = Result<Bytes, BrokenOff>> {
        unfold(self, |mut live| async move {
            live.next().await.map(|item| (item, live))
        })
    }

    /// The next bytes for the client; `None` when it has everything.
    pub async fn next(&mut self) -> Option<Result<Bytes, BrokenOff>> {
        let next = self.go_on().await;
        if let (Some(folder), Some(Ok(bytes))) = (&mut self.folder, &next) {
            folder.answer(bytes);
        }
        next
    }

    async fn go_on(&mut self) -> Option<Result<Bytes, BrokenOff>> {
        let flow = self.flow.as_mut()?;
        if !self.begun {
            self.begun = true;
            let held = std::mem::take(&mut flow.held);
            flow.keep_if_complete();
            if !held.is_empty() {
                return Some(Ok(held));
            }
        }
        if let Some(fault) = flow.fault.take() {
            return self.fault(&fault);
        }
        // What arrives may amount to nothing for the client for long, as when a call is told in pieces and wanted whole.
        let company_by = Instant::now() + flow.keep_alive_interval;
        loop {
            let flow = self.flow.as_mut()?;
            let now = Instant::now();
            // A client that reads slowly may find more every time that it looks.
            if now >= flow.deadline {
                return self.ended(&outcome::out_of_time(Outcome::TimeoutIdle), false);
            }
            let by = (flow.heard + flow.idle_timeout).min(flow.deadline);
            // Between whole events only, so that nothing is torn.
            let until = match flow.reader {
                Some(_) => by.min(company_by),
                None => by,
            };
            match timeout_at(until.into(), flow.payload.next()).await {
                Ok(Some(Ok(chunk))) => {
                    flow.heard = Instant::now();
                    let chunk = match flow.reader {
                        Some(_) => with_what_is_there(chunk, &mut flow.payload),
                        None => chunk,
                    };
                    if let Some(item) = self.pass_on(chunk) {
                        return Some(item);
                    }
                }
                Ok(Some(Err(_payload))) => return self.ended(&outcome::truncated(), false),
                Ok(None) => return self.ended(&outcome::truncated(), true),
                Err(_elapsed) if Instant::now() < by => {
                    return Some(Ok(wire::keep_alive(self.dialect, flow.framing)));
                }
                Err(_elapsed) if Instant::now() >= flow.deadline => {
                    return self.ended(&outcome::out_of_time(Outcome::TimeoutIdle), false);
                }
                Err(_elapsed) => return self.ended(&outcome::timed_out_idle(), false),
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
        self.pins.keep(reader.response_id(), &flow.lease);
        flow.keep_if_complete();
        match progress.fault {
            Some(fault) if progress.ready.is_empty() => return self.fault(&fault),
            // Told with the next poll, behind what was good.
            fault => flow.fault = fault,
        }
        (!progress.ready.is_empty()).then_some(Ok(progress.ready))
    }

    /// The provider sent an error, or something that is no event.
    fn fault(&mut self, fault: &StreamFault) -> Option<Result<Bytes, BrokenOff>> {
        let flow = self.flow.as_ref()?;
        let verdict = judge(&flow.lease, fault);
        match fault {
            StreamFault::ErrorEvent { .. } if self.is_translated() => {
                let error = told(&flow.lease, fault)
                    .and_then(|detail| failure::told(&verdict, &detail))
                    .unwrap_or_else(|| {
                        let message = format!("the provider could not go on: {}", verdict.message);
                        final_error(502, ErrorKind::Upstream, message)
                    });
                self.end_with(&verdict, &error)
            }
            StreamFault::ErrorEvent { frame, .. } => {
                let secret = flow.lease.secret();
                let frame = excerpt::without_secret(frame.clone(), secret);
                let frame = closed(frame, flow.framing);
                self.settle(&verdict);
                Some(Ok(frame))
            }
            StreamFault::Malformed { .. } | StreamFault::TooLong => self.break_off(&verdict),
        }
    }

    /// No more bytes: a stream that had its proper end is a success, however the connection ended.
    fn ended(&mut self, otherwise: &Verdict, eof: bool) -> Option<Result<Bytes, BrokenOff>> {
        let flow = self.flow.as_mut()?;
        let (complete, tail) = match &mut flow.reader {
            Some(reader) => {
                let finish = reader.finish();
                if let Some(fault) = finish.fault {
                    return self.fault(&fault);
                }
                (finish.end == End::Complete, finish.rest)
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
    fn break_off(&mut self, verdict: &Verdict) -> Option<Result<Bytes, BrokenOff>> {
        let kind = match verdict.outcome {
            Outcome::TimeoutIdle => ErrorKind::Timeout,
            _ => ErrorKind::Upstream,
        };
        let message = format!("the answer is not complete: {}", verdict.message);
        self.end_with(verdict, &final_error(502, kind, message))
    }

    /// The error is the last that the client hears.
    fn end_with(
        &mut self,
        verdict: &Verdict,
        error: &ApiError,
    ) -> Option<Result<Bytes, BrokenOff>> {
        let flow = self.flow.as_ref()?;
        let position = flow.reader.as_ref().map(StreamReader::position);
        let framing = flow.framing;
        self.settle(verdict);
        let Some(position) = position else {
            return Some(Err(BrokenOff));
        };
        let id = self.id.to_string();
        Some(Ok(wire::stream_event(
            self.dialect,
            framing,
            error,
            &id,
            position,
        )))
    }

    fn is_translated(&self) -> bool {
        let provider = self.flow.as_ref().map(|flow| flow.lease.dialect);
        provider.is_some_and(|provider| provider != self.dialect)
    }

    /// Ends the flow: the channel learns how it went, the ledger what it cost.
    fn settle(&mut self, verdict: &Verdict) {
        let (Some(mut flow), Some(mut story)) = (self.flow.take(), self.story.take()) else {
            return;
        };
        flow.keep_if_complete();
        let good = verdict.health == Health::Good;
        let counted = flow.reader.as_ref().filter(|_| flow.charged);
        let error = (!good).then(|| verdict.message.clone());
        let usage = story.end_attempt(AttemptEnd {
            outcome: verdict.outcome,
            status: Some(self.status),
            ttft: Some(flow.ttft),
            usage: counted.map(StreamReader::usage).unwrap_or_default(),
            extras: counted.map(StreamReader::extras).unwrap_or_default(),
            partial: flow.charged && (!good || counted.is_none_or(StreamReader::usage_is_partial)),
            error: error.clone(),
        });
        flow.lease.settle(Settlement {
            outcome: verdict.outcome,
            health: verdict.health.clone(),
            latency: flow.started.elapsed(),
            ttft: Some(flow.ttft),
            tokens: Some(usage.total()),
            forecast: flow.forecast,
            connect: flow.connect,
        });
        story.finish(verdict.outcome, Some(self.status), error);
    }
}

/// An error inside a JSON array is its last element.
fn closed(frame: Bytes, framing: Framing) -> Bytes {
    match framing {
        Framing::Sse => frame,
        Framing::JsonArray => [&frame[..], b"]"].concat().into(),
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        // The client left: dropping the flow closes the upstream connection. It may have everything already and not
        // have waited for the connection's own end.
        let Some(flow) = &self.flow else { return };
        let verdict = if flow.reader.as_ref().is_some_and(StreamReader::is_finished) {
            outcome::success()
        } else if Instant::now() >= flow.deadline {
            outcome::client_stalled()
        } else {
            outcome::client_cancelled()
        };
        self.settle(&verdict);
    }
}
