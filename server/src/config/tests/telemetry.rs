//! `[telemetry]`, and the variables of the OpenTelemetry standard that stand for its keys.

use std::time::Duration;

use super::{good, problems};
use crate::config::TelemetrySettings;

fn places(settings: &TelemetrySettings) -> [Option<&str>; 2] {
    [&settings.traces, &settings.metrics].map(|url| url.as_ref().map(url::Url::as_str))
}

#[test]
fn without_an_endpoint_it_is_off() {
    let text = "[telemetry]\nsample_ratio = 0.5\ntraces = true\nmetrics = false\n";
    let telemetry = good(text, &[]).telemetry;

    assert!(!telemetry.is_on());
    assert_eq!(places(&telemetry), [None, None]);
}

#[test]
fn signals_go_below_the_endpoint_or_where_they_are_sent() {
    let both = good(
        "[telemetry]\notlp_endpoint = \"https://c.test:4318/x/\"\n",
        &[],
    );
    let one = good(
        "[telemetry]\notlp_endpoint = \"http://c.test\"\notlp_metrics_endpoint = \"http://m.test/otlp?a=b\"\n",
        &[],
    );
    let only = good(
        "[telemetry]\notlp_endpoint = \"http://c.test\"\nmetrics = false\n",
        &[],
    );

    assert_eq!(
        places(&both.telemetry),
        [
            Some("https://c.test:4318/x/v1/traces"),
            Some("https://c.test:4318/x/v1/metrics")
        ]
    );
    assert_eq!(
        places(&one.telemetry),
        [
            Some("http://c.test/v1/traces"),
            Some("http://m.test/otlp?a=b")
        ]
    );
    assert_eq!(
        places(&only.telemetry),
        [Some("http://c.test/v1/traces"), None]
    );
}

#[test]
fn the_variables_of_the_standard_are_understood() {
    let variables = [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://10.0.0.7:4318"),
        ("OTEL_EXPORTER_OTLP_HEADERS", "api-key=a%20b, x-tenant = 1"),
        ("OTEL_EXPORTER_OTLP_TIMEOUT", "3000"),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
        ("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip"),
        ("OTEL_SERVICE_NAME", "router"),
        ("OTEL_METRIC_EXPORT_INTERVAL", "5000"),
    ];
    let telemetry = good("", &variables).telemetry;

    assert!(telemetry.is_on() && telemetry.gzip);
    assert_eq!(telemetry.service_name, "router");
    assert_eq!(telemetry.timeout, Duration::from_secs(3));
    assert_eq!(telemetry.metrics_interval, Duration::from_secs(5));
    let headers: Vec<_> = telemetry
        .headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.to_str().unwrap()))
        .collect();
    assert_eq!(headers, [("api-key", "a b"), ("x-tenant", "1")]);
    assert!(!format!("{telemetry:?}").contains("a b"));

    let off = [&variables[..], &[("OTEL_SDK_DISABLED", "true")]].concat();
    assert!(!good("", &off).telemetry.is_on());
}

#[test]
fn bad_values_are_named() {
    let told = problems(
        "[telemetry]\notlp_endpoint = \"ftp://c.test\"\notlp_traces_endpoint = \"http://u:hush@c.test\"\n\
         otlp_protocol = \"grpc\"\notlp_headers = { host = \"x\", a = \"hush\\n\" }\nsample_ratio = 1.5\n\
         otlp_compression = \"br\"\nservice_name = \"\"\ndisabled = \"maybe\"\ntls_ca = \"/nowhere.pem\"\n",
        &[],
    );

    for (line, key, reason) in [
        (
            2,
            "otlp_endpoint",
            "must begin with http:// or https://, not ftp://",
        ),
        (
            3,
            "otlp_traces_endpoint",
            "must not hold a user or a password",
        ),
        (
            4,
            "otlp_protocol",
            "\"grpc\" is not spoken, only http/protobuf",
        ),
        (5, "otlp_headers.\"host\"", "is set by the exporter itself"),
        (5, "otlp_headers.\"a\"", "has a value that cannot be sent"),
        (
            6,
            "sample_ratio",
            "expected a number from 0 to 1, found 1.5",
        ),
        (7, "otlp_compression", "\"br\" is not one of none, gzip"),
        (8, "service_name", "must have 1 to 255 characters"),
        (9, "disabled", "expected true or false"),
        (10, "tls_ca", "cannot read the file \"/nowhere.pem\""),
    ] {
        let begin = format!("routex.toml:{line}: [telemetry] {key}: {reason}");
        assert!(
            told.iter().any(|problem| problem.starts_with(&begin)),
            "{begin}\n{told:#?}"
        );
    }
    assert!(!told.concat().contains("hush"), "{told:?}");

    let told = problems("", &[("OTEL_EXPORTER_OTLP_HEADERS", "hush,a=%ff")]);
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(
        told[0]
            .starts_with("OTEL_EXPORTER_OTLP_HEADERS: [telemetry] otlp_headers[0]: has no \"=\"")
    );
    assert!(!told.concat().contains("hush"), "{told:?}");
}
