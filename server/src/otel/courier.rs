//! Delivers what the exporters have encoded, with the HTTP client that also reaches providers.
//!
//! awc stays on the thread that it was made on, while the exporters' futures may run anywhere; so a task on the telemetry
//! thread delivers, one request after the other, and exporters wait for its word.

use std::{
    cell::RefCell,
    time::{Duration, Instant},
};

use actix_http::header::{self, HeaderMap, HeaderName, HeaderValue};
use async_trait::async_trait;
use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceResponse;
use prost::Message as _;
use tokio::{
    sync::{mpsc, oneshot, watch},
    time::timeout_at,
};
use url::Url;

use super::condition::Condition;
use crate::{
    config::TelemetrySettings,
    upstream::{client, trust::Authorities},
};

/// Before the first retry; then twice as long each time.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
const LONGEST_PAUSE: Duration = Duration::from_secs(4);
/// What a receiver may answer, in bytes.
const LARGEST_ANSWER: usize = 64 * 1024;

/// What exporters hand their requests to.
#[derive(Debug)]
pub(super) struct Courier(mpsc::Sender<Job>);

#[derive(Debug)]
struct Job {
    request: Request<Bytes>,
    delivered: oneshot::Sender<Result<Response<Bytes>, Undelivered>>,
}

/// Already logged where that is due.
#[derive(Debug, thiserror::Error)]
#[error("not delivered: {0}")]
struct Undelivered(String);

#[async_trait]
impl HttpClient for Courier {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let gone = || Undelivered("Routex is stopping".to_owned());
        let (delivered, word) = oneshot::channel();
        let job = Job { request, delivered };
        self.0.send(job).await.map_err(|_closed| gone())?;
        let response = word.await.map_err(|_dropped| gone())?;
        Ok(response?)
    }
}

/// A courier and the work it waits for, to be done on the telemetry thread.
pub(super) fn courier() -> (Courier, Rounds) {
    let (sender, jobs) = mpsc::channel(1);
    (Courier(sender), Rounds(jobs))
}

/// Work that waits for a thread.
pub(super) struct Rounds(mpsc::Receiver<Job>);

/// How deliveries of a signal are made.
pub(super) struct Manner {
    pub signal: &'static str,
    pub endpoint: Url,
    /// For one delivery with all its tries.
    pub timeout: Duration,
    pub tls_ca: Option<Authorities>,
    /// Set when Routex stops: then nothing is waited for.
    pub closing: watch::Receiver<bool>,
}

impl Manner {
    pub fn new(
        signal: &'static str,
        endpoint: &Url,
        settings: &TelemetrySettings,
        closing: watch::Receiver<bool>,
    ) -> Self {
        Self {
            signal,
            endpoint: endpoint.clone(),
            timeout: settings.timeout,
            tls_ca: settings.tls_ca.clone(),
            closing,
        }
    }
}

impl Rounds {
    /// Delivers until no exporter is left.
    pub async fn make(self, manner: Manner) {
        let Self(mut jobs) = self;
        let client = client::to_own_place(manner.tls_ca.as_ref());
        let mut place = manner.endpoint.clone();
        place.set_query(None);
        let mut delivery = Delivery {
            url: manner.endpoint.to_string(),
            condition: RefCell::new(Condition::new(manner.signal, place.to_string())),
            client,
            manner,
        };
        while let Some(job) = jobs.recv().await {
            let result = delivery.make(&job.request).await;
            // The exporter may have given up.
            let _ = job.delivered.send(result);
        }
    }
}

struct Delivery {
    manner: Manner,
    url: String,
    client: awc::Client,
    condition: RefCell<Condition>,
}

/// Why a try did not succeed.
#[derive(Debug, PartialEq, Eq)]
struct Trouble {
    reason: String,
    /// Another try may succeed, but not before this has passed.
    again_in: Option<Duration>,
}

impl Delivery {
    async fn make(&mut self, request: &Request<Bytes>) -> Result<Response<Bytes>, Undelivered> {
        let by = Instant::now() + self.manner.timeout;
        let mut pause = FIRST_PAUSE;
        let reason = loop {
            let trouble = match timeout_at(by.into(), self.attempt(request)).await {
                Ok(Ok(response)) => {
                    self.arrived(response.body());
                    return Ok(response);
                }
                Ok(Err(trouble)) => trouble,
                Err(_elapsed) => break "no answer in time".to_owned(),
            };
            let Some(at_least) = trouble.again_in else {
                break trouble.reason;
            };
            // Not all installations at the same moment.
            let jitter = Duration::from_millis(rand::random_range(0..100));
            let wait = pause.max(at_least) + jitter;
            let is_closing = *self.manner.closing.borrow();
            if is_closing || Instant::now() + wait >= by {
                break trouble.reason;
            }
            let closing = self.manner.closing.wait_for(|closing| *closing);
            let _ = tokio::time::timeout(wait, closing).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        };
        let mut condition = self.condition.borrow_mut();
        condition.failed(&reason, Instant::now());
        Err(Undelivered(reason))
    }

    async fn attempt(&self, request: &Request<Bytes>) -> Result<Response<Bytes>, Trouble> {
        let mut outgoing = self.client.post(self.url.as_str());
        for (name, value) in request.headers() {
            let name = HeaderName::from_bytes(name.as_str().as_bytes());
            let value = HeaderValue::from_bytes(value.as_bytes());
            if let (Ok(name), Ok(value)) = (name, value) {
                outgoing.headers_mut().insert(name, value);
            }
        }
        let sent = client::send(outgoing, request.body().clone()).await;
        let mut response = sent.map_err(|failure| Trouble {
            reason: failure.to_string(),
            again_in: Some(Duration::ZERO),
        })?;
        let status = response.status();
        if !status.is_success() {
            return Err(trouble(status.as_u16(), response.headers()));
        }
        // What cannot be read of a success does not make it a failure.
        let body = response.body().limit(LARGEST_ANSWER).await;
        Response::builder()
            .status(status.as_u16())
            .body(body.unwrap_or_default())
            .map_err(|error| Trouble {
                reason: error.to_string(),
                again_in: None,
            })
    }

    fn arrived(&self, answer: &Bytes) {
        let mut condition = self.condition.borrow_mut();
        condition.delivered(Instant::now());
        // The answers for traces and metrics have one form.
        let answer = ExportTraceServiceResponse::decode(answer.clone());
        let partial = answer.ok().and_then(|answer| answer.partial_success);
        let partial = partial.unwrap_or_default();
        condition.refused(partial.rejected_spans, &partial.error_message);
    }
}

/// What a status other than success means, as OTLP defines it.
fn trouble(status: u16, headers: &HeaderMap) -> Trouble {
    let wait = headers
        .get(header::RETRY_AFTER)
        .and_then(|value| value.to_str().ok()?.trim().parse().ok())
        .map(Duration::from_secs);
    let hint = match status {
        300..=399 => "; redirects are not followed, name the place itself",
        401 | 403 => "; see otlp_headers",
        404 | 405 => "; see otlp_endpoint and what is below it",
        _ => "",
    };
    Trouble {
        reason: format!("status {status}{hint}"),
        again_in: match status {
            429 | 503 => Some(wait.unwrap_or_default()),
            502 | 504 => Some(Duration::ZERO),
            _ => None,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(status: u16, retry_after: Option<&'static str>) -> Option<Duration> {
        let mut headers = HeaderMap::new();
        if let Some(value) = retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static(value));
        }
        trouble(status, &headers).again_in
    }

    #[test]
    fn only_what_may_pass_is_tried_again() {
        for status in [301, 400, 401, 403, 404, 413, 500, 501] {
            assert_eq!(of(status, Some("1")), None, "{status}");
        }
        for status in [429, 502, 503, 504] {
            assert_eq!(of(status, None), Some(Duration::ZERO), "{status}");
        }
        assert_eq!(of(429, Some(" 7 ")), Some(Duration::from_secs(7)));
        assert_eq!(of(503, Some("soon")), Some(Duration::ZERO));
        assert_eq!(of(502, Some("7")), Some(Duration::ZERO));
    }

    #[test]
    fn answers_for_metrics_read_as_those_for_traces() {
        use opentelemetry_proto::tonic::collector::metrics::v1::{
            ExportMetricsPartialSuccess, ExportMetricsServiceResponse,
        };
        let told = ExportMetricsServiceResponse {
            partial_success: Some(ExportMetricsPartialSuccess {
                rejected_data_points: 3,
                error_message: "too old".to_owned(),
            }),
        };
        let read = ExportTraceServiceResponse::decode(told.encode_to_vec().as_slice()).unwrap();
        let partial = read.partial_success.unwrap();
        assert_eq!(partial.rejected_spans, 3);
        assert_eq!(partial.error_message, "too old");
    }
}
