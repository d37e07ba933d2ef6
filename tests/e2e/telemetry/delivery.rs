//! Deliveries: tried again, told when they fail, waited for by nobody.

use routex_tests::{FakeProvider, Reply};

use super::{
    ask,
    collector::{Collector, partly_taken, taken},
    config, good,
};

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
