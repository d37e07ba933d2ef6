//! The sole classifier: what the end of an attempt means for the breaker, for failover and for the client. Pure.
//!
//! `Verdict::retry` speaks of the time before the commit point; after it nothing is tried again, whatever it says.

mod error_body;
mod rules;

use std::time::{Duration, SystemTime};

use actix_http::header::{HeaderMap, HeaderName};
use routex_entity::{Dialect, Outcome};

use self::error_body::ErrorBody;
use super::{failure::Failure, ratelimit, request::OutgoingError, reset};

/// What one attempt's end means. Everything else reads this and nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    pub outcome: Outcome,
    pub health: Health,
    pub retry: Retry,
    /// The request is too long for the model's context; a larger one may take it.
    pub context_length: bool,
    /// One line for the log and the request's row; no secrets, no bodies.
    pub message: String,
}

/// What it says about the place that was tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Health {
    /// Counts as a success.
    Good,
    /// Counts as a failure of the credential × model.
    Failure,
    /// Nothing could be reached: counts for the whole channel.
    HostFailure,
    /// A failure, and a short pause.
    Overloaded { wait: Option<Duration> },
    /// Not a failure: wait this long, or by backoff when the provider did not say.
    RateLimited { wait: Option<Duration> },
    /// No money or quota left on this credential.
    QuotaExhausted,
    /// The provider rejected this credential.
    Rejected,
    /// This credential has no such model.
    ModelUnknown,
    /// Says nothing.
    Neutral,
}

/// Whether another attempt may help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retry {
    /// The answer is final.
    No,
    /// Another credential may do, the same channel's included.
    OtherCredential,
    /// The host failed: another channel is better.
    OtherChannel,
}

/// A complete answer that is not a success: its status (not 2xx), headers and body. A body that is no error object of
/// an API (HTML of an edge, gzip, nothing) leaves the decision to the status.
pub fn answered(
    dialect: Dialect,
    status: u16,
    headers: &HeaderMap,
    body: &[u8],
    wall_now: SystemTime,
) -> Verdict {
    let error = ErrorBody::parse(body);
    let wait = wait(headers, &error, wall_now);
    let mut verdict = rules::judge(dialect, status, &error, wait);
    let final_for_provider = reset::text(headers, &SHOULD_RETRY) == Some("false");
    if status >= 500 && final_for_provider {
        verdict.retry = Retry::No;
    }
    verdict
}

/// An error that arrived inside a stream that had begun with 200. `status`: when the event carries one; otherwise its
/// `kind` (`error.type`, Gemini's `status`) tells.
pub fn stream_error(
    dialect: Dialect,
    status: Option<u16>,
    kind: &str,
    code: Option<&str>,
    message: &str,
) -> Verdict {
    let error = ErrorBody::of_event(kind, code, message);
    let status = event_status(status, &error);
    let mut verdict = rules::judge(dialect, status, &error, None);
    verdict.message.push_str(", inside the stream");
    verdict
}

/// The HTTP status that such an error stands for.
pub fn status_of_stream_error(status: Option<u16>, kind: &str, code: Option<&str>) -> u16 {
    event_status(status, &ErrorBody::of_event(kind, code, ""))
}

fn event_status(status: Option<u16>, error: &ErrorBody) -> u16 {
    status
        .filter(|status| *status >= 300)
        .or_else(|| rules::status_of(error))
        .unwrap_or(500)
}

/// No answer at all.
pub fn unreachable(failure: &Failure) -> Verdict {
    let (outcome, health) = match failure {
        Failure::Dns(_)
        | Failure::Blocked(_)
        | Failure::Connect(_)
        | Failure::Proxy(_)
        | Failure::Tls(_) => (Outcome::ConnectError, Health::HostFailure),
        Failure::Reset(_) => (Outcome::ConnectError, Health::Failure),
        Failure::Malformed(_) => (Outcome::Malformed, Health::Failure),
        Failure::Unsendable(_) => (Outcome::ConnectError, Health::Neutral),
    };
    verdict(outcome, health, Retry::OtherChannel, failure.to_string())
}

/// The request could not even be made for this channel.
pub fn unsendable(error: &OutgoingError) -> Verdict {
    let (outcome, health, retry) = match error {
        OutgoingError::Credential { .. } | OutgoingError::Unsigned(_) => (
            Outcome::Unauthorized,
            Health::Rejected,
            Retry::OtherCredential,
        ),
        OutgoingError::NoEndpoint { .. } => {
            (Outcome::ConnectError, Health::Neutral, Retry::OtherChannel)
        }
        OutgoingError::Path | OutgoingError::Url(_) => {
            (Outcome::ClientError, Health::Neutral, Retry::No)
        }
    };
    verdict(outcome, health, retry, error.to_string())
}

/// There was no token to send it with. Whoever keeps the credential's tokens knows; it says nothing of the provider.
pub fn tokenless(why: &str) -> Verdict {
    verdict(
        Outcome::Unauthorized,
        Health::Neutral,
        Retry::OtherCredential,
        why.to_owned(),
    )
}

/// No content within the first-byte limit.
pub fn timed_out_first_byte() -> Verdict {
    failed(
        Outcome::TimeoutFirstByte,
        "no content within the first-byte limit",
    )
}

/// The answer began, and then nothing came.
pub fn timed_out_idle() -> Verdict {
    failed(Outcome::TimeoutIdle, "the answer stalled")
}

/// The request's total time was over: says nothing about the provider. `outcome` tells how far it had come.
pub fn out_of_time(outcome: Outcome) -> Verdict {
    let message = "the total time limit was reached".to_owned();
    verdict(outcome, Health::Neutral, Retry::No, message)
}

/// The answer ended before it was complete.
pub fn truncated() -> Verdict {
    failed(Outcome::Truncated, "the answer was cut off")
}

/// The answer was not what the protocol allows. `why` says what was wrong, without quoting it.
pub fn malformed(why: &str) -> Verdict {
    failed(Outcome::Malformed, why)
}

/// A 200 whose stream ended without content.
pub fn empty_stream() -> Verdict {
    failed(Outcome::UpstreamError, "the stream ended without content")
}

/// The client went away first.
pub fn client_cancelled() -> Verdict {
    let message = "the client went away".to_owned();
    verdict(
        Outcome::ClientCancelled,
        Health::Neutral,
        Retry::No,
        message,
    )
}

/// The client did not take the answer before its time was up, and was hung up on.
pub fn client_stalled() -> Verdict {
    let message = "the client did not take the answer within total_timeout_ms".to_owned();
    verdict(
        Outcome::ClientCancelled,
        Health::Neutral,
        Retry::No,
        message,
    )
}

/// A complete answer.
pub fn success() -> Verdict {
    verdict(Outcome::Success, Health::Good, Retry::No, String::new())
}

fn failed(outcome: Outcome, message: &str) -> Verdict {
    verdict(
        outcome,
        Health::Failure,
        Retry::OtherChannel,
        message.to_owned(),
    )
}

fn verdict(outcome: Outcome, health: Health, retry: Retry, message: String) -> Verdict {
    Verdict {
        outcome,
        health,
        retry,
        context_length: false,
        message,
    }
}

const SHOULD_RETRY: HeaderName = HeaderName::from_static("x-should-retry");
const RETRY_AFTER: HeaderName = HeaderName::from_static("retry-after");
const RETRY_AFTER_MS: HeaderName = HeaderName::from_static("retry-after-ms");

/// How long the provider asks to wait: what it says outright, then what its counters imply.
fn wait(headers: &HeaderMap, error: &ErrorBody, wall: SystemTime) -> Option<Duration> {
    let milliseconds = || reset::text(headers, &RETRY_AFTER_MS).and_then(reset::milliseconds);
    let seconds_or_date =
        || reset::text(headers, &RETRY_AFTER).and_then(|text| reset::seconds_or_date(text, wall));
    milliseconds()
        .or_else(seconds_or_date)
        .or_else(|| error.retry_delay())
        .or_else(|| ratelimit::exhausted_for(headers, wall))
}

#[cfg(test)]
mod tests;
