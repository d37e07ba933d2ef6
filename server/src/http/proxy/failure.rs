//! A request that nothing could serve, and what its client is told.

use std::time::Duration;

use actix_web::{HttpResponse, ResponseError, web::Bytes};
use routex_entity::{Dialect, Outcome};
use uuid::Uuid;

use super::{
    bodies,
    forward::Exchange,
    headers::{self, Headers},
    story::Story,
};
use crate::{
    http::error::{Refusal, advise_retry, final_error, status},
    protocol::{
        Framing,
        error::{self as wire, ApiError, ErrorKind},
        fault::ErrorDetail,
        stream::StreamPosition,
        translate,
    },
    upstream::outcome::{self, Retry, Verdict},
};

/// An attempt that failed before anything reached the client. Its lease is settled, its row is noted.
#[derive(Debug)]
pub(super) struct Failed {
    pub verdict: Verdict,
    /// What the provider said of it, if it said anything.
    pub said: Option<Box<Said>>,
    /// How long the provider asked to wait.
    pub wait: Option<Duration>,
    /// A lone failure after which the same place may be asked once more.
    pub worth_repeating: bool,
    /// The upstream has no token counting.
    pub counts_no_tokens: bool,
}

/// What a provider said of an error, without the key that it may quote.
#[derive(Debug)]
pub(super) enum Said {
    Answer(Reply),
    /// Under a good status, in an event or in place of an answer.
    Inside(ErrorDetail),
}

impl Said {
    /// The words themselves.
    pub fn body(&self) -> Bytes {
        match self {
            Self::Answer(reply) => reply.body.clone(),
            Self::Inside(detail) => Bytes::from(detail.message.clone()),
        }
    }
}

/// A provider's complete error answer, without the key that it may quote.
#[derive(Debug)]
pub(super) struct Reply {
    pub status: u16,
    pub headers: Headers,
    pub body: Bytes,
    /// The client speaks another dialect.
    pub translated: bool,
}

/// Why the request failed as a whole.
#[derive(Debug)]
pub(super) enum Cause {
    /// Routex refused or found no route.
    Refused(Outcome, ApiError),
    /// The last attempt stands for all.
    Upstream(Failed),
}

/// The end of a request that nothing could serve.
pub(super) struct Failure {
    id: Uuid,
    dialect: Dialect,
    story: Story,
    cause: Cause,
}

impl Failure {
    pub fn new(exchange: Exchange, cause: Cause) -> Self {
        let dialect = exchange.endpoint.dialect();
        Self {
            id: exchange.id,
            dialect,
            story: exchange.story,
            cause,
        }
    }

    /// The answer to a client that has seen nothing yet.
    pub fn into_response(self) -> HttpResponse {
        let Self {
            id,
            dialect,
            mut story,
            cause,
        } = self;
        let (outcome, message) = summary(&cause);
        let mut response = match cause {
            Cause::Refused(_, error) => Refusal::new(dialect, error, id).error_response(),
            Cause::Upstream(failed) => match failed.forwardable() {
                Some(reply) if reply.translated => {
                    let error = in_callers_dialect(reply, &failed);
                    let response = Refusal::new(dialect, error, id).error_response();
                    with_headers(response, reply, advice(&failed))
                }
                Some(reply) => {
                    let mut response = HttpResponse::build(status(reply.status));
                    let response = response.body(reply.body.clone());
                    with_headers(response, reply, advice(&failed))
                }
                None => Refusal::new(dialect, own_error(&failed), id).error_response(),
            },
        };
        for (name, value) in headers::of_routex(id, &story) {
            response.headers_mut().insert(name, value);
        }
        let seen = response.status().as_u16();
        let response = bodies::told(&mut story, response);
        story.finish(outcome, Some(seen), Some(message));
        response
    }

    /// The same inside a stream that keep-alives have already opened with status 200.
    pub fn into_stream_event(self, framing: Framing) -> Bytes {
        let Self {
            id,
            dialect,
            mut story,
            cause,
        } = self;
        let (outcome, message) = summary(&cause);
        let error = match cause {
            Cause::Refused(_, error) => error,
            Cause::Upstream(failed) => match failed.forwardable() {
                Some(reply) if reply.translated => in_callers_dialect(reply, &failed),
                _ => own_error(&failed),
            },
        };
        let position = StreamPosition::default();
        let event = wire::stream_event(dialect, framing, &error, &id.to_string(), position);
        if let Some(folder) = &mut story.folder {
            folder.answer(&event);
        }
        story.finish(outcome, Some(200), Some(message));
        event
    }
}

fn summary(cause: &Cause) -> (Outcome, String) {
    match cause {
        Cause::Refused(outcome, error) => (*outcome, error.message.clone()),
        Cause::Upstream(failed) => (failed.verdict.outcome, failed.verdict.message.clone()),
    }
}

/// Whether waiting helps, and how long.
#[derive(Debug, Clone, Copy)]
struct Advice {
    retry_after: Option<Duration>,
    should_retry: Option<bool>,
}

impl Failed {
    /// The provider's own words go to the client, unless they would make it distrust its own key or follow an address
    /// that Routex did not.
    fn forwardable(&self) -> Option<&Reply> {
        match self.said.as_deref()? {
            Said::Answer(reply) => may_be_told(&self.verdict, reply.status).then_some(reply),
            Said::Inside(_) => None,
        }
    }
}

fn may_be_told(verdict: &Verdict, status: u16) -> bool {
    // Some providers say with a 400 that the key is wrong; the key is not the client's.
    verdict.outcome != Outcome::Unauthorized && !matches!(status, 0..=399 | 401 | 403)
}

/// A provider's answer of another dialect, its message kept.
fn in_callers_dialect(reply: &Reply, failed: &Failed) -> ApiError {
    let detail = ErrorDetail::of_answer(&reply.body);
    let advice = advice(failed);
    ApiError {
        retry_after: advice.retry_after,
        should_retry: advice.should_retry,
        ..translated(reply.status, detail.unwrap_or_default(), &failed.verdict)
    }
}

/// A provider's error that came under a good status, in the caller's dialect. `None`: there is nothing that may be told.
pub(super) fn told(verdict: &Verdict, detail: &ErrorDetail) -> Option<ApiError> {
    let code = detail.code.as_deref();
    let status = outcome::status_of_stream_error(detail.status, &detail.kind, code);
    if detail.message.is_empty() || !may_be_told(verdict, status) {
        return None;
    }
    let error = translated(status, detail.clone(), verdict);
    Some(match error.kind {
        // Of the provider's server, which is not the one that the client asked.
        ErrorKind::Upstream => ApiError {
            status: 502,
            ..error
        },
        _ => error,
    })
}

fn translated(status: u16, mut detail: ErrorDetail, verdict: &Verdict) -> ApiError {
    if detail.message.is_empty() {
        detail.message = format!("the provider answered with status {status} and no message");
    }
    let error = translate::error(status, &detail);
    let kind = match verdict.outcome {
        _ if verdict.context_length => ErrorKind::ContextLength,
        Outcome::QuotaExhausted => ErrorKind::Quota,
        _ => error.kind,
    };
    ApiError { kind, ..error }
}

fn advice(failed: &Failed) -> Advice {
    let waiting_helps = failed.wait.is_some() || failed.verdict.outcome == Outcome::RateLimited;
    Advice {
        retry_after: failed.wait,
        // A final answer about the request itself is left as the provider gave it.
        should_retry: (failed.verdict.retry != Retry::No && !waiting_helps).then_some(false),
    }
}

fn with_headers(mut response: HttpResponse, reply: &Reply, advice: Advice) -> HttpResponse {
    for (name, value) in &reply.headers {
        response.headers_mut().append(name.clone(), value.clone());
    }
    advise_retry(
        response.headers_mut(),
        advice.retry_after,
        advice.should_retry,
    );
    response
}

/// The failure where no answer of the provider can be passed on: its own words if it found any, else Routex's.
fn own_error(failed: &Failed) -> ApiError {
    let told = match failed.said.as_deref() {
        Some(Said::Inside(detail)) => told(&failed.verdict, detail),
        _ => None,
    };
    let advice = advice(failed);
    ApiError {
        retry_after: advice.retry_after,
        should_retry: advice.should_retry,
        ..told.unwrap_or_else(|| in_own_words(failed))
    }
}

fn in_own_words(failed: &Failed) -> ApiError {
    let (code, kind) = match failed.verdict.outcome {
        Outcome::RateLimited => (429, ErrorKind::RateLimited),
        Outcome::Overloaded => (529, ErrorKind::Overloaded),
        Outcome::TimeoutFirstByte | Outcome::TimeoutIdle => (504, ErrorKind::Timeout),
        Outcome::ClientError => (400, ErrorKind::InvalidRequest),
        _ => (502, ErrorKind::Upstream),
    };
    let message = match failed.verdict.outcome {
        // The details name addresses that are the operator's business; they are in the log.
        Outcome::ConnectError => "it could not be reached",
        _ => &failed.verdict.message,
    };
    let message = format!("the provider could not serve this request: {message}");
    final_error(code, kind, message)
}
