//! What turns it on and off.

use routex_tests::{Channel, Config, TestApp};

use super::{DIALECT, ask, assert_has, collector::Collector, config, good};

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
