//! Traces: what a request leaves with the collector, the provider and the client.

use opentelemetry_proto::tonic::trace::v1::span::SpanKind;
use routex_tests::{Channel, FakeProvider, answers};

use super::{
    DIALECT, PARENT, TRACE, ask, assert_has,
    collector::{Collector, attributes},
    config, failed, good, hex, of_kind, traceparent,
};

#[tokio::test]
async fn a_failover_is_one_trace_from_the_client_to_the_provider() {
    // Arrange
    let collector = Collector::start().await;
    let broken = FakeProvider::always(answers::refusal(DIALECT, 503)).await;
    let sound = FakeProvider::always(answers::good(DIALECT, "unspoken words", true)).await;
    let app = config(&[("a", &broken), ("b", &sound)], &collector.url())
        .set(
            "telemetry",
            "otlp_headers = { authorization = \"Bearer for-the-collector\" }",
        )
        .start()
        .await;

    // Act
    let answer = app
        .ask(DIALECT, "m", true)
        .header("traceparent", &traceparent("01"))
        .header("tracestate", "vendor=1")
        .send()
        .await;
    assert_eq!(answer.status, 200);
    app.stop().await;

    // Assert: one span for the request and one for each attempt
    let spans = collector.spans();
    assert_eq!(spans.len(), 3, "{spans:#?}");
    let (server, client) = (
        of_kind(&spans, SpanKind::Server),
        of_kind(&spans, SpanKind::Client),
    );
    let ([request], [first, second]) = (&server[..], &client[..]) else {
        panic!("{spans:#?}");
    };
    assert!(spans.iter().all(|span| hex(&span.trace_id) == TRACE));
    assert_eq!(hex(&request.parent_span_id), PARENT);
    assert_eq!((request.name.as_str(), failed(request)), ("chat m", false));
    for attempt in [first, second] {
        assert_eq!(attempt.parent_span_id, request.span_id);
        assert!(attempt.start_time_unix_nano >= request.start_time_unix_nano);
        assert!(attempt.end_time_unix_nano <= request.end_time_unix_nano);
        assert!(attempt.end_time_unix_nano >= attempt.start_time_unix_nano);
    }
    assert!(second.start_time_unix_nano >= first.end_time_unix_nano);
    assert_eq!((failed(first), failed(second)), (true, false));

    // what they say
    let request_id = answer.header("x-routex-request-id").unwrap();
    assert_has(
        &attributes(&request.attributes),
        &[
            ("gen_ai.operation.name", "chat"),
            ("gen_ai.request.model", "m"),
            ("gen_ai.response.model", "m"),
            ("gen_ai.request.stream", "true"),
            ("http.response.status_code", "200"),
            ("routex.attempts", "2"),
            ("routex.channel", "b"),
            ("routex.client_key", "test"),
            ("routex.outcome", "success"),
            ("routex.request_id", request_id),
            ("url.path", "/v1/chat/completions"),
        ],
    );
    let port = broken.address().port().to_string();
    assert_has(
        &attributes(&first.attributes),
        &[
            ("error.type", "upstream_error"),
            ("gen_ai.provider.name", "openai_compatible"),
            ("http.response.status_code", "503"),
            ("routex.attempt", "1"),
            ("routex.channel", "a"),
            ("server.address", "127.0.0.1"),
            ("server.port", &port),
        ],
    );
    let used = attributes(&second.attributes);
    assert!(used.contains_key("gen_ai.usage.input_tokens"), "{used:?}");
    assert!(used.contains_key("gen_ai.usage.output_tokens"), "{used:?}");
    let events: Vec<_> = request
        .events
        .iter()
        .map(|event| event.name.as_str())
        .collect();
    assert_eq!(events, ["routex.failover", "routex.first_token"]);
    assert_has(
        &attributes(&request.events[0].attributes),
        &[("routex.channel", "a"), ("routex.next_channel", "b")],
    );
    assert_has(
        &collector.resource(),
        &[
            ("service.name", "routex"),
            ("service.version", env!("CARGO_PKG_VERSION")),
        ],
    );
    assert!(collector.resource().contains_key("service.instance.id"));

    // each provider was told the span of its own attempt
    for (provider, attempt) in [(&broken, first), (&sound, second)] {
        let seen = &provider.seen()[0];
        let expected = format!("00-{TRACE}-{}-01", hex(&attempt.span_id));
        assert_eq!(seen.header("traceparent"), Some(expected.as_str()));
        assert_eq!(seen.header("tracestate"), Some("vendor=1"));
    }

    // nobody is told what is not theirs
    for delivery in collector.deliveries() {
        assert_eq!(
            delivery.header("authorization"),
            Some("Bearer for-the-collector")
        );
        for secret in ["unspoken words", routex_tests::CLIENT_KEY, "sk-a", "sk-b"] {
            assert!(!delivery.contains(secret), "{secret}");
        }
    }
    assert!(!app.log().contains("for-the-collector"));
    assert!(app.log().contains(TRACE), "{}", app.log());
}

#[tokio::test]
async fn a_request_without_a_trace_begins_one() {
    let collector = Collector::start().await;
    let provider = good("Yes.").await;
    let app = config(&[("a", &provider)], &collector.url()).start().await;

    let answer = app
        .ask(DIALECT, "m", false)
        .header("traceparent", &format!("00-{TRACE}-{PARENT}-01-"))
        .header("tracestate", "vendor=1")
        .send()
        .await;
    assert_eq!(answer.status, 200);
    app.stop().await;

    let spans = collector.spans();
    let request = of_kind(&spans, SpanKind::Server)[0];
    assert!(request.parent_span_id.is_empty());
    assert_ne!(hex(&request.trace_id), TRACE);
    let seen = &provider.seen()[0];
    let told = seen.header("traceparent").unwrap();
    assert!(told.contains(&hex(&request.trace_id)), "{told}");
    assert_eq!(seen.header("tracestate"), None);
}

#[tokio::test]
async fn the_client_decides_whether_its_trace_is_kept() {
    let collector = Collector::start().await;
    let provider = good("Yes.").await;
    let app = config(&[("a", &provider)], &collector.url())
        .set("telemetry", "sample_ratio = 0")
        .start()
        .await;

    for flags in ["00", "01"] {
        let call = app.ask(DIALECT, "m", false);
        let answer = call.header("traceparent", &traceparent(flags)).send().await;
        assert_eq!(answer.status, 200);
    }
    ask(&app).await;
    app.stop().await;

    assert_eq!(collector.spans().len(), 2, "one request, one attempt");
    let told: Vec<_> = provider
        .seen()
        .iter()
        .map(|seen| {
            let told = seen.header("traceparent").unwrap();
            (told.contains(TRACE), told.ends_with("-01"))
        })
        .collect();
    assert_eq!(told, [(true, false), (true, true), (false, false)]);
}

#[tokio::test]
async fn refusals_are_requests_without_attempts() {
    let collector = Collector::start().await;
    let provider = good("Yes.").await;
    let app = config(&[("a", &provider)], &collector.url())
        .channel(Channel::new("b", DIALECT, &provider).set("enabled = false"))
        .start()
        .await;

    let bad = app
        .call("POST", "/v1/chat/completions")
        .body("{")
        .send()
        .await;
    assert_eq!(bad.status, 400);
    app.stop().await;

    let spans = collector.spans();
    assert_eq!(spans.len(), 1);
    let told = attributes(&spans[0].attributes);
    assert_has(
        &told,
        &[
            ("routex.outcome", "client_error"),
            ("http.response.status_code", "400"),
        ],
    );
    assert_eq!(spans[0].name, "chat");
    assert!(!failed(&spans[0]), "it is the client's mistake");
}
