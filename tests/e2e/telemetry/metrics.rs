//! Metrics, as they are delivered.

use routex_tests::{FakeProvider, answers};

use super::{
    DIALECT, ask, assert_has,
    collector::{Collector, series},
    config, good,
};

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
