//! OpenTelemetry as a collector sees it, and as clients and providers must not.

mod collector;
mod delivery;
mod metrics;
mod switches;
mod traces;

use opentelemetry_proto::tonic::trace::v1::{Span, span::SpanKind, status::StatusCode};
use routex_entity::Dialect;
use routex_tests::{Channel, Config, FakeProvider, TestApp, answers};

use self::collector::Attributes;

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
