//! Streaming clients that have to wait: keep-alives open their stream before the first content is there.

use actix_web::{HttpResponse, web::Bytes};
use futures_util::{future::LocalBoxFuture, stream::unfold};
use routex_entity::Dialect;
use tokio::time::timeout;
use uuid::Uuid;

use super::{
    answer::{ANSWERED_WHOLE, Answer, Rest},
    attempt,
    failure::Failure,
    forward::Exchange,
    live::{BrokenOff, Live},
};
use crate::{
    http::{error::final_error, request_id::REQUEST_ID},
    protocol::{
        Framing,
        error::{self as wire, ErrorKind},
        stream::StreamPosition,
    },
};

/// Answers a streaming request. The head waits for the first content, but no longer than one keep-alive interval: from
/// then on the client is kept company, and failover goes on behind the open stream.
pub(super) async fn respond(exchange: Exchange) -> HttpResponse {
    let interval = exchange.table.settings.keep_alive_interval;
    let framing = exchange.facts.framing(exchange.endpoint.dialect());
    let (id, dialect) = (exchange.id, exchange.endpoint.dialect());
    if !exchange.endpoint.converses() {
        // Some providers ignore the wish for a stream here, and their whole answer could not follow a keep-alive.
        return match attempt::run(exchange).await {
            Ok(answer) => answer.into_response(),
            Err(failure) => failure.into_response(),
        };
    }
    let mut running: LocalBoxFuture<'static, _> = Box::pin(attempt::run(exchange));
    match timeout(interval, &mut running).await {
        Ok(Ok(answer)) => answer.into_response(),
        Ok(Err(failure)) => failure.into_response(),
        Err(_elapsed) => {
            let waiting = Waiting {
                state: State::Running(running),
                interval,
                framing,
                dialect,
                id,
            };
            open(waiting, framing)
        }
    }
}

/// The head of a stream whose channel is not known yet.
fn open(waiting: Waiting, framing: Framing) -> HttpResponse {
    let content_type = match framing {
        Framing::Sse => "text/event-stream",
        Framing::JsonArray => "application/json",
    };
    HttpResponse::Ok()
        .insert_header(("content-type", content_type))
        .insert_header(("cache-control", "no-cache"))
        .insert_header((REQUEST_ID, waiting.id.to_string()))
        .insert_header(("x-routex-decision", "waiting"))
        .streaming(unfold(waiting, |mut waiting| async move {
            waiting.next().await.map(|item| (item, waiting))
        }))
}

struct Waiting {
    state: State,
    interval: std::time::Duration,
    framing: Framing,
    dialect: Dialect,
    id: Uuid,
}

enum State {
    Running(LocalBoxFuture<'static, Result<Answer, Failure>>),
    Live(Box<Live>),
    Over,
}

impl Waiting {
    async fn next(&mut self) -> Option<Result<Bytes, BrokenOff>> {
        if let State::Running(running) = &mut self.state {
            let Ok(result) = timeout(self.interval, running).await else {
                return Some(Ok(wire::keep_alive(self.dialect, self.framing)));
            };
            self.state = State::Over;
            match result {
                Ok(answer) => match answer.into_rest() {
                    Some(Rest::Live(live)) => self.state = State::Live(live),
                    Some(Rest::Whole(events)) => return Some(Ok(events)),
                    None => return Some(Ok(self.error(ANSWERED_WHOLE))),
                },
                Err(failure) => return Some(Ok(failure.into_stream_event(self.framing))),
            }
        }
        match &mut self.state {
            State::Live(live) => live.next().await,
            State::Running(_) | State::Over => None,
        }
    }

    fn error(&self, message: &str) -> Bytes {
        let error = final_error(502, ErrorKind::Upstream, message);
        let position = StreamPosition::default();
        wire::stream_event(
            self.dialect,
            self.framing,
            &error,
            &self.id.to_string(),
            position,
        )
    }
}
