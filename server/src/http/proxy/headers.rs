//! Headers of proxied responses: the provider's, and those that Routex adds.

use std::time::Duration;

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use uuid::Uuid;

use super::story::Story;
use crate::{
    http::request_id::REQUEST_ID,
    upstream::response::{client_headers, common_headers},
};

/// In order, repeated ones included. A list, because it is only ever walked.
pub(super) type Headers = Vec<(HeaderName, HeaderValue)>;

const CHANNEL: HeaderName = HeaderName::from_static("x-routex-channel");
const ATTEMPTS: HeaderName = HeaderName::from_static("x-routex-attempts");
const DECISION: HeaderName = HeaderName::from_static("x-routex-decision");
const DROPPED: HeaderName = HeaderName::from_static("x-routex-dropped");
const SERVER_TIMING: HeaderName = HeaderName::from_static("server-timing");

/// What of the provider's headers goes to the client.
pub(super) fn to_client(headers: &HeaderMap) -> Headers {
    client_headers(headers)
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

/// What of them goes to a client of another dialect, whose body is not the provider's.
pub(super) fn to_client_of_another_dialect(headers: &HeaderMap) -> Headers {
    common_headers(headers)
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

/// What every proxied response carries.
pub(super) fn of_routex(id: Uuid, story: &Story) -> Headers {
    let mut headers = Headers::with_capacity(6);
    let mut put = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.push((name, value));
        }
    };
    put(
        REQUEST_ID,
        id.as_hyphenated().encode_lower(&mut Uuid::encode_buffer()),
    );
    if let Some(record) = story.record() {
        if let Some(channel) = &record.channel {
            put(CHANNEL, channel);
        }
        put(ATTEMPTS, &record.attempts.len().to_string());
        if !record.decision.is_empty() {
            put(DECISION, &record.decision);
        }
    }
    if !story.dropped().is_empty() {
        put(DROPPED, story.dropped());
    }
    let timing = story.timing();
    let (routex, upstream) = (Millis(timing.routex), Millis(timing.upstream));
    put(
        SERVER_TIMING,
        &format!("routex;dur={routex}, upstream;dur={upstream}"),
    );
    headers
}

/// Milliseconds with three decimals.
struct Millis(Duration);

impl std::fmt::Display for Millis {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let micros = self.0.as_micros();
        write!(f, "{}.{:03}", micros / 1_000, micros % 1_000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_told_in_milliseconds() {
        let told = |micros| Millis(Duration::from_micros(micros)).to_string();

        assert_eq!(told(0), "0.000");
        assert_eq!(told(45), "0.045");
        assert_eq!(told(1_002_300), "1002.300");
    }
}
