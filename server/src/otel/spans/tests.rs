use std::{sync::Arc, time::Duration};

use actix_http::header::{HeaderMap, HeaderName, HeaderValue};
use routex_entity::Dialect;
use uuid::Uuid;

use super::*;
use crate::{channel::fixture, store::testing::record};

const PARENT: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

/// A request that failed over from `a` to `b`, which answered.
fn finished() -> Finished {
    let mut record = record();
    record.model_requested = "smart".to_owned();
    record.model_served = Some("gpt-4o".to_owned());
    record.session = Some("secret-session".to_owned());
    record.error = None;
    record.outcome = Outcome::Success;
    record.status = Some(200);
    record.stream = true;
    let used = TokenUsage {
        input: 3,
        cache_read: 4,
        cache_write_short: 1,
        cache_write_long: 1,
        output: 5,
        reasoning: 2,
    };
    record.usage = used;
    record.cost_nano_usd = Some(1_234);
    let attempt = |channel: &str, outcome, status, usage| AttemptRecord {
        id: Uuid::now_v7(),
        started_at_ms: 0,
        channel: channel.to_owned(),
        credential: format!("{channel}-1"),
        model_served: "gpt-4o".to_owned(),
        status: Some(status),
        outcome,
        ttft_ms: None,
        duration_ms: 0,
        usage,
        cost_nano_usd: None,
        error: Some("quoting a prompt".to_owned()),
    };
    record.attempts = vec![
        attempt("a", Outcome::Overloaded, 529, TokenUsage::default()),
        attempt("b", Outcome::Success, 200, used),
    ];
    let mut headers = HeaderMap::new();
    headers.insert(
        HeaderName::from_static("traceparent"),
        HeaderValue::from_static(PARENT),
    );
    let ended = Instant::now();
    let at = |millis: u64| ended - Duration::from_millis(100 - millis);
    let tried = |channel: &str, began, first: Option<u64>, ended| Try {
        span: crate::otel::trace::new_span(),
        channel: Arc::new(fixture::channel(channel, 1)),
        dialect: Dialect::OpenaiChat,
        began,
        first_content: first.map(Duration::from_millis),
        ended: Some(ended),
    };
    let account = Account {
        operation: "chat",
        method: "POST",
        arrived: at(0),
        first_content: Some(at(50)),
        trace: Some(Trace::begin(&headers, 0.0)),
        tries: vec![
            tried("a", at(1), None, at(20)),
            tried("b", at(21), Some(28), at(99)),
        ],
    };
    let mut finished = Finished::now(record, account);
    finished.ended = ended;
    finished
}

fn made(finished: &Finished) -> Vec<SpanData> {
    spans(finished, &InstrumentationScope::builder("test").build())
}

fn attribute(span: &SpanData, name: &str) -> Option<String> {
    let mut found = span
        .attributes
        .iter()
        .filter(|one| one.key.as_str() == name);
    let value = found.next().map(|one| one.value.to_string());
    assert!(found.next().is_none(), "{name} is there twice");
    value
}

fn millis(finished: &Finished, time: SystemTime) -> u128 {
    let start = finished.at(finished.account.arrived);
    time.duration_since(start).unwrap().as_millis()
}

#[test]
fn attempts_hang_below_their_request_and_it_below_the_client() {
    let finished = finished();
    let spans = made(&finished);

    let [request, a, b] = &spans[..] else {
        panic!("{spans:?}");
    };
    assert_eq!(request.name, "chat smart");
    assert_eq!(request.span_kind, SpanKind::Server);
    assert_eq!(request.parent_span_id.to_string(), "00f067aa0ba902b7");
    assert!(request.parent_span_is_remote);
    for (span, tried) in [a, b].into_iter().zip(&finished.account.tries) {
        assert_eq!(span.name, "chat gpt-4o");
        assert_eq!(span.span_kind, SpanKind::Client);
        assert_eq!(span.parent_span_id, request.span_context.span_id());
        assert_eq!(span.span_context.span_id(), tried.span);
        assert!(!span.parent_span_is_remote);
    }
    for span in &spans {
        let trace = span.span_context.trace_id().to_string();
        assert_eq!(trace, "4bf92f3577b34da6a3ce929d0e0e4736");
        assert!(span.span_context.is_sampled());
    }
}

#[test]
fn times_are_those_that_were_witnessed() {
    let finished = finished();
    let spans = made(&finished);

    let times: Vec<_> = spans
        .iter()
        .map(|span| [span.start_time, span.end_time].map(|time| millis(&finished, time)))
        .collect();
    assert_eq!(times, [[0, 100], [1, 20], [21, 99]]);
    let events: Vec<_> = spans
        .iter()
        .flat_map(|span| &span.events.events)
        .map(|event| (event.name.as_ref(), millis(&finished, event.timestamp)))
        .collect();
    assert_eq!(
        events,
        [
            ("routex.failover", 20),
            ("routex.first_token", 50),
            ("routex.first_token", 49)
        ]
    );
}

#[test]
fn attributes_go_by_the_conventions() {
    let finished = finished();
    let spans = made(&finished);
    let of = |span: usize, name| attribute(&spans[span], name).unwrap_or_default();

    for (name, value) in [
        ("gen_ai.operation.name", "chat"),
        ("gen_ai.request.model", "smart"),
        ("gen_ai.response.model", "gpt-4o"),
        ("gen_ai.usage.input_tokens", "9"),
        ("gen_ai.usage.cache_read.input_tokens", "4"),
        ("gen_ai.usage.cache_creation.input_tokens", "2"),
        ("gen_ai.usage.output_tokens", "5"),
        ("gen_ai.usage.reasoning.output_tokens", "2"),
        ("http.response.status_code", "200"),
        ("routex.channel", "b"),
        ("routex.attempts", "2"),
        ("routex.cost_nano_usd", "1234"),
        ("routex.request_id", &finished.record.id.to_string()),
        ("error.type", ""),
    ] {
        assert_eq!(of(0, name), value, "{name}");
    }
    for (name, value) in [
        ("gen_ai.request.model", "gpt-4o"),
        ("routex.attempt", "1"),
        ("routex.channel", "a"),
        ("error.type", "overloaded"),
        ("http.response.status_code", "529"),
        ("gen_ai.usage.input_tokens", ""),
        ("gen_ai.response.time_to_first_chunk", ""),
    ] {
        assert_eq!(of(1, name), value, "{name}");
    }
    assert_eq!(of(2, "gen_ai.response.time_to_first_chunk"), "0.028");
    assert!(!of(2, "server.address").is_empty());
    let failed: Vec<_> = spans
        .iter()
        .map(|span| span.status == Status::error(""))
        .collect();
    assert_eq!(failed, [false, true, false]);
}

#[test]
fn what_was_said_is_nowhere() {
    let text = format!("{:?}", made(&finished()));

    for secret in ["quoting a prompt", "secret-session"] {
        assert!(!text.contains(secret));
    }
}

#[test]
fn a_trace_that_is_not_kept_makes_no_span() {
    let mut finished = finished();
    finished.account.trace.as_mut().unwrap().sampled = false;
    assert!(made(&finished).is_empty());
    finished.account.trace = None;
    assert!(made(&finished).is_empty());
}

#[test]
fn the_clients_own_mistakes_are_not_the_servers() {
    for (outcome, status, fault) in [
        (Outcome::Success, Some(200), false),
        (Outcome::ClientCancelled, None, false),
        (Outcome::ClientError, Some(400), false),
        (Outcome::RateLimited, Some(429), false),
        (Outcome::Overloaded, Some(503), true),
        (Outcome::Truncated, Some(200), true),
        (Outcome::NoRoute, Some(404), false),
        (Outcome::Unknown, None, true),
    ] {
        let mut record = record();
        (record.outcome, record.status) = (outcome, status);
        assert_eq!(is_servers_fault(&record), fault, "{outcome:?} {status:?}");
    }
}

#[test]
fn long_names_are_cut_between_characters() {
    let long = "ä".repeat(LONGEST);
    assert_eq!(short(&long).len(), LONGEST);
    assert_eq!(short(&format!("x{long}")).len(), LONGEST - 1);
    assert_eq!(short("gpt"), "gpt");
}
