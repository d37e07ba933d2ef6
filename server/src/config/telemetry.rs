//! `[telemetry]`: where traces and metrics go by OpenTelemetry. Off until an endpoint is given.

use std::time::Duration;

use actix_http::header::{HeaderName, HeaderValue};
use url::Url;

use super::{authorities, endpoint, section::Section};
use crate::upstream::trust::Authorities;

/// `[telemetry]`. `Debug` shows no header's value.
#[derive(Debug, Clone, PartialEq)]
pub struct TelemetrySettings {
    /// Where traces are posted. `None`: they are not made.
    pub traces: Option<Url>,
    /// Where metrics are posted. `None`: they are not counted.
    pub metrics: Option<Url>,
    /// `ROUTEX_TELEMETRY__OTLP_HEADERS`, `OTEL_EXPORTER_OTLP_HEADERS`. Sent with every export; values may be secrets.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// `ROUTEX_TELEMETRY__OTLP_TIMEOUT_MS`, `OTEL_EXPORTER_OTLP_TIMEOUT`. For one export with all its tries. Default 10 s.
    pub timeout: Duration,
    /// `ROUTEX_TELEMETRY__OTLP_COMPRESSION`, `OTEL_EXPORTER_OTLP_COMPRESSION`. Default `none`.
    pub gzip: bool,
    /// `ROUTEX_TELEMETRY__TLS_CA`, `OTEL_EXPORTER_OTLP_CERTIFICATE`. Default: the system's authorities.
    pub tls_ca: Option<Authorities>,
    /// `ROUTEX_TELEMETRY__SERVICE_NAME`, `OTEL_SERVICE_NAME`. Default `routex`.
    pub service_name: String,
    /// `ROUTEX_TELEMETRY__SAMPLE_RATIO`. Share of traces that begin here and are kept, 0 to 1. Default 1.
    pub sample_ratio: f64,
    /// `ROUTEX_TELEMETRY__METRICS_INTERVAL_MS`, `OTEL_METRIC_EXPORT_INTERVAL`. Default 60 s.
    pub metrics_interval: Duration,
}

impl Default for TelemetrySettings {
    fn default() -> Self {
        Self {
            traces: None,
            metrics: None,
            headers: Vec::new(),
            timeout: Duration::from_secs(10),
            gzip: false,
            tls_ca: None,
            service_name: "routex".to_owned(),
            sample_ratio: 1.0,
            metrics_interval: Duration::from_secs(60),
        }
    }
}

impl TelemetrySettings {
    pub(super) fn read(mut section: Section<'_, '_>) -> Self {
        let default = Self::default();
        let base = section.parsed("otlp_endpoint", |text: String| base(&text));
        let base = base.ok().flatten();
        let mut signal = |key, switch, path| {
            let own = section.parsed(key, |text: String| address(&text));
            let address = own.ok().flatten().or_else(|| Some(below(&base, path)?));
            let wanted = section.or(switch, true);
            address.filter(|_| wanted)
        };
        let traces = signal("otlp_traces_endpoint", "traces", "v1/traces");
        let metrics = signal("otlp_metrics_endpoint", "metrics", "v1/metrics");
        let settings = Self {
            headers: section
                .pairs("otlp_headers", header)
                .unwrap_or(default.headers),
            timeout: section.millis("otlp_timeout_ms", default.timeout),
            gzip: section.parsed_or("otlp_compression", default.gzip, compression),
            tls_ca: section
                .parsed("tls_ca", |text: String| authorities::read(&text, true))
                .ok()
                .flatten(),
            service_name: section.parsed_or("service_name", default.service_name, service_name),
            sample_ratio: section.parsed_or("sample_ratio", default.sample_ratio, ratio),
            metrics_interval: section.millis("metrics_interval_ms", default.metrics_interval),
            traces,
            metrics,
        };
        let _spoken = section.parsed("otlp_protocol", protocol);
        let disabled = section.or("disabled", false);
        section.finish();
        match disabled {
            true => Self {
                traces: None,
                metrics: None,
                ..settings
            },
            false => settings,
        }
    }

    pub fn is_on(&self) -> bool {
        self.traces.is_some() || self.metrics.is_some()
    }
}

/// The URL that the paths of traces and metrics are added to.
fn base(text: &str) -> Result<Url, String> {
    let url = address(text)?;
    match url.query() {
        None => Ok(url),
        Some(_) => Err(
            "must not hold a query (?…): paths are added behind it; otlp_traces_endpoint and otlp_metrics_endpoint are taken as they are"
                .to_owned(),
        ),
    }
}

fn below(base: &Option<Url>, path: &str) -> Option<Url> {
    let mut url = base.clone()?;
    let joined = format!("{}/{path}", url.path().trim_end_matches('/'));
    url.set_path(&joined);
    Some(url)
}

/// Collectors live beside what they collect from: private addresses are fine, as only the operator writes them.
fn address(text: &str) -> Result<Url, String> {
    let url = endpoint::absolute(text)?;
    if !matches!(url.scheme(), "http" | "https") {
        let scheme = url.scheme();
        return Err(format!(
            "must begin with http:// or https://, not {scheme}://"
        ));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(
            "must not hold a user or a password; put them into otlp_headers = { authorization = \"Basic …\" }"
                .to_owned(),
        );
    }
    if url.fragment().is_some() {
        return Err("must not hold a fragment (#…)".to_owned());
    }
    Ok(url)
}

/// What an exporter sets itself, or what belongs to one connection.
const RESERVED: [&str; 9] = [
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "expect",
    "host",
    "te",
    "transfer-encoding",
    "upgrade",
];

/// The value is marked as sensitive, so that `Debug` hides it. It is in no message either.
fn header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), String> {
    let header = HeaderName::from_bytes(name.as_bytes())
        .map_err(|error| format!("\"{name}\" cannot be the name of a header: {error}"))?;
    if RESERVED.contains(&header.as_str()) {
        return Err("is set by the exporter itself; remove it".to_owned());
    }
    let unsendable = "has a value that cannot be sent in a header: only visible ASCII and spaces";
    let plain = value.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    let value = HeaderValue::from_str(value).ok().filter(|_| plain);
    let mut value = value.ok_or_else(|| unsendable.to_owned())?;
    value.set_sensitive(true);
    Ok((header, value))
}

fn compression(name: String) -> Result<bool, String> {
    match name.as_str() {
        "none" => Ok(false),
        "gzip" => Ok(true),
        _ => Err(format!("\"{name}\" is not one of none, gzip")),
    }
}

fn protocol(name: String) -> Result<(), String> {
    match name.as_str() {
        "http/protobuf" => Ok(()),
        _ => Err(format!(
            "\"{name}\" is not spoken, only http/protobuf; name the receiver's port for HTTP, which is usually 4318"
        )),
    }
}

fn service_name(name: String) -> Result<String, String> {
    let plain = !name.trim().is_empty() && name.len() <= 255 && !name.contains(char::is_control);
    plain
        .then_some(name)
        .ok_or_else(|| "must have 1 to 255 characters and no line breaks".to_owned())
}

fn ratio(number: f64) -> Result<f64, String> {
    match (0.0..=1.0).contains(&number) {
        true => Ok(number),
        false => Err(format!("expected a number from 0 to 1, found {number}")),
    }
}
