//! OpenTelemetry as a collector sees it, and as clients and providers must not.

mod collector;

use opentelemetry_proto::tonic::trace::v1::{Span, span::SpanKind, status::StatusCode};
use routex_entity::Dialect;
use routex_tests::{Channel, Config, FakeProvider, Reply, TestApp, answers};

use self::collector::{Attributes, Collector, attributes, partly_taken, series, taken};

const DIALECT: Dialect = Dialect::OpenaiChat;
const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const PARENT: &str = "00f067aa0ba902b7";

fn traceparent(flags: &str) -> String {
    format!("00-{TRACE}-{PARENT}-{flags}")
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Channels in this order, and telemetry to this endpoint.
fn config(providers: &[(&str, &FakeProvider)], endpoint: &str) -> Config {
    let config = Config::new().set("telemetry", &format!("otlp_endpoint = \"{endpoint}\""));
    let channels = (0..).zip(providers);
    channels.fold(config, |config, (priority, (name, provider))| {
        let channel = Channel::new(name, DIALECT, provider);
        config.channel(channel.set(&format!("priority = {priority}")))
    })
}

async fn good(text: &str) -> FakeProvider {
    FakeProvider::always(answers::good(DIALECT, text, false)).await
}

async fn ask(app: &TestApp) {
    let answer = app.ask(DIALECT, "m", false).send().await;
    assert_eq!(answer.status, 200, "{}", answer.text());
}

fn of_kind(spans: &[Span], kind: SpanKind) -> Vec<&Span> {
    spans.iter().filter(|span| span.kind() == kind).collect()
}

fn failed(span: &Span) -> bool {
    span.status
        .as_ref()
        .is_some_and(|status| status.code() == StatusCode::Error)
}

#[track_caller]
fn assert_has(attributes: &Attributes, expected: &[(&str, &str)]) {
    for (name, value) in expected {
        assert_eq!(
            attributes.get(*name).map(String::as_str),
            Some(*value),
            "{name} in {attributes:?}"
        );
    }
}

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

#[tokio::test]
async fn without_telemetry_nothing_is_sent_and_the_clients_headers_pass() {
    for line in ["disabled = true", "traces = false\nmetrics = false"] {
        let collector = Collector::start().await;
        let provider = good("Yes.").await;
        let app = config(&[("a", &provider)], &collector.url())
            .set("telemetry", line)
            .start()
            .await;

        let call = app.ask(DIALECT, "m", false);
        let call = call
            .header("traceparent", "anything")
            .header("tracestate", "x y");
        assert_eq!(call.send().await.status, 200);
        app.stop().await;

        assert_eq!(collector.count(), 0, "{line}");
        let seen = &provider.seen()[0];
        assert_eq!(seen.header("traceparent"), Some("anything"));
        assert_eq!(seen.header("tracestate"), Some("x y"));
    }
}

#[tokio::test]
async fn metrics_count_requests_and_attempts() {
    // Arrange
    let collector = Collector::start().await;
    let broken = FakeProvider::always(answers::refusal(DIALECT, 503)).await;
    let sound = good("Yes.").await;
    let app = config(&[("a", &broken), ("b", &sound)], &collector.url())
        .set("telemetry", "traces = false\notlp_compression = \"gzip\"")
        .set("routing", "max_attempts = 2")
        .start()
        .await;

    // Act
    ask(&app).await;
    ask(&app).await;
    app.stop().await;

    // Assert
    assert!(collector.spans().is_empty());
    let metrics = collector.metrics();
    let of = |name: &str| {
        series(
            metrics
                .get(name)
                .unwrap_or_else(|| panic!("{name} in {metrics:?}")),
        )
    };

    let attempts = of("gen_ai.client.operation.duration");
    let count = |error: Option<&str>| {
        let matching = attempts
            .iter()
            .filter(|(attributes, ..)| attributes.get("error.type").map(String::as_str) == error);
        matching.map(|(_, count, _)| count).sum::<u64>()
    };
    assert_eq!(
        (count(None), count(Some("upstream_error"))),
        (2, 2),
        "{attempts:?}"
    );
    let requests = of("gen_ai.server.request.duration");
    let [(attributes, 2, seconds)] = &requests[..] else {
        panic!("{requests:?}");
    };
    assert!((0.0..20.0).contains(seconds), "{seconds}");
    assert_has(
        attributes,
        &[
            ("gen_ai.operation.name", "chat"),
            ("gen_ai.provider.name", "openai_compatible"),
            ("gen_ai.request.model", "m"),
        ],
    );
    let tokens = of("gen_ai.client.token.usage");
    let kinds: Vec<_> = tokens
        .iter()
        .map(|(attributes, count, _)| (attributes["gen_ai.token.type"].as_str(), *count))
        .collect();
    assert!(
        kinds.contains(&("input", 2)) && kinds.contains(&("output", 2)),
        "{kinds:?}"
    );
    assert_eq!(of("gen_ai.server.time_to_first_token")[0].1, 2);
    assert_eq!(of("routex.overhead")[0].1, 2);
    assert_eq!(of("routex.telemetry.lost")[0].2, 0.0);
}

#[tokio::test]
async fn names_that_nobody_serves_make_no_series() {
    let collector = Collector::start().await;
    let provider = FakeProvider::always(answers::unknown_model(DIALECT)).await;
    let app = config(&[("a", &provider)], &collector.url()).start().await;

    for number in 0..5 {
        let model = format!("invented-{number}");
        app.ask(DIALECT, &model, false).send().await;
    }
    app.stop().await;

    let metrics = collector.metrics();
    for name in [
        "gen_ai.client.operation.duration",
        "gen_ai.server.request.duration",
    ] {
        let series = series(&metrics[name]);
        let [(attributes, 5, _)] = &series[..] else {
            panic!("{series:?}");
        };
        assert_has(attributes, &[("gen_ai.request.model", "_OTHER")]);
    }
}

#[tokio::test]
async fn a_delivery_is_tried_again_while_that_may_help() {
    let busy = Reply::status(503).header("retry-after", "0");
    let collector = Collector::that_first([busy, Reply::reset_at_once(), Reply::status(429)]).await;
    let provider = good("Yes.").await;
    let app = config(&[("a", &provider)], &collector.url())
        .set("telemetry", "metrics = false")
        .start()
        .await;

    ask(&app).await;
    let deliveries = collector.wait_for(4).await;
    app.stop().await;

    assert!(
        deliveries
            .windows(2)
            .all(|pair| pair[0].body == pair[1].body)
    );
    assert_eq!(collector.count(), 4);
    assert!(!app.log().contains("telemetry"), "{}", app.log());
}

#[tokio::test]
async fn trouble_is_told_once_and_so_is_its_end() {
    // Arrange
    let refusals = [
        Reply::status(401),
        Reply::status(400),
        Reply::raw("what?\r\n\r\n"),
    ];
    let collector = Collector::that_first(refusals).await;
    let provider = good("Yes.").await;
    let app = config(&[("a", &provider)], &collector.url())
        .set("telemetry", "metrics = false")
        .start()
        .await;

    // Act: what is refused for good is not sent again, what is no answer is
    for deliveries in 1..=2 {
        ask(&app).await;
        collector.wait_for(deliveries).await;
    }
    ask(&app).await;
    collector.wait_for(4).await;
    app.stop().await;

    // Assert
    let log = app.log();
    let lines = |text| log.lines().filter(|line| line.contains(text)).count();
    assert_eq!(lines("telemetry is not delivered"), 1, "{log}");
    assert!(log.contains("status 401; see otlp_headers"), "{log}");
    assert_eq!(lines("telemetry is delivered again"), 1, "{log}");
    assert!(
        log.contains("telemetry was lost since the start spans=4"),
        "{log}"
    );
}

#[tokio::test]
async fn what_the_receiver_refuses_in_part_is_told() {
    let collector = Collector::that_first([partly_taken(2, "too many"), taken()]).await;
    let provider = good("Yes.").await;
    let app = config(&[("a", &provider)], &collector.url())
        .set("telemetry", "metrics = false")
        .start()
        .await;

    ask(&app).await;
    app.stop().await;

    let log = app.log();
    assert!(
        log.contains("the receiver refuses part of the telemetry"),
        "{log}"
    );
    assert!(log.contains("too many"), "{log}");
}

#[tokio::test]
async fn nobody_waits_for_a_collector() {
    let silent = Collector::that_always(Reply::never()).await;
    let absent = {
        let gone = FakeProvider::start().await;
        gone.url()
    };
    for endpoint in [silent.url(), absent] {
        let provider = good("Yes.").await;
        let app = config(&[("a", &provider)], &endpoint)
            .set("telemetry", "otlp_timeout_ms = 400")
            .start()
            .await;

        for _ in 0..20 {
            ask(&app).await;
        }
        app.stop().await;

        let log = app.log();
        assert!(log.contains("telemetry is not delivered"), "{log}");
        assert!(log.contains("telemetry was lost since the start"), "{log}");
        assert_eq!(provider.count(), 20);
    }
}

#[tokio::test]
async fn the_variables_of_the_standard_turn_it_on() {
    let collector = Collector::start().await;
    let provider = good("Yes.").await;
    let config = Config::new().channel(Channel::new("a", DIALECT, &provider));
    let app = TestApp::with_variables(
        &config.to_string(),
        &[
            ("OTEL_EXPORTER_OTLP_ENDPOINT", &collector.url()),
            ("OTEL_EXPORTER_OTLP_HEADERS", "x-tenant=one%20two"),
            (
                "OTEL_RESOURCE_ATTRIBUTES",
                "service.name=gateway,deployment.environment.name=test",
            ),
        ],
    )
    .await;

    ask(&app).await;
    app.stop().await;

    assert_eq!(collector.spans().len(), 2);
    assert_has(
        &collector.resource(),
        &[
            ("service.name", "gateway"),
            ("deployment.environment.name", "test"),
        ],
    );
    let deliveries = collector.deliveries();
    assert!(
        deliveries
            .iter()
            .all(|one| one.header("x-tenant") == Some("one two"))
    );
}
