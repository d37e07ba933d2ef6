//! Lays the environment and the flags over what the file says.

use super::{
    Environment, Flags,
    error::Problem,
    locate::variable,
    node::{Node, Origin, Table, Value},
    suggest::did_you_mean,
};

/// Sections that exist once; their keys can be set from the environment.
pub(super) const SECTIONS: [&str; 10] = [
    "server",
    "database",
    "admin",
    "routing",
    "affinity",
    "breaker",
    "log",
    "journal",
    "metrics",
    "telemetry",
];

/// Sections that can be repeated; they are written in the file only.
pub(super) const DECLARATIONS: [&str; 5] = [
    "channel",
    "alias",
    "client_key",
    "alert_target",
    "oauth_provider",
];

/// Variables that platforms and standards set, and what they mean here.
const PLATFORM: [(&str, &str, &str); 13] = [
    ("PORT", "server", "port"),
    ("DATABASE_URL", "database", "url"),
    ("OTEL_SDK_DISABLED", "telemetry", "disabled"),
    ("OTEL_SERVICE_NAME", "telemetry", "service_name"),
    (
        "OTEL_METRIC_EXPORT_INTERVAL",
        "telemetry",
        "metrics_interval_ms",
    ),
    ("OTEL_EXPORTER_OTLP_ENDPOINT", "telemetry", "otlp_endpoint"),
    (
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
        "telemetry",
        "otlp_traces_endpoint",
    ),
    (
        "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT",
        "telemetry",
        "otlp_metrics_endpoint",
    ),
    ("OTEL_EXPORTER_OTLP_HEADERS", "telemetry", "otlp_headers"),
    ("OTEL_EXPORTER_OTLP_TIMEOUT", "telemetry", "otlp_timeout_ms"),
    (
        "OTEL_EXPORTER_OTLP_COMPRESSION",
        "telemetry",
        "otlp_compression",
    ),
    ("OTEL_EXPORTER_OTLP_PROTOCOL", "telemetry", "otlp_protocol"),
    ("OTEL_EXPORTER_OTLP_CERTIFICATE", "telemetry", "tls_ca"),
];

/// Puts the layers above the file into its table, the stronger later.
pub(super) fn lay(document: &mut Table, env: &Environment, flags: &Flags) -> Vec<Problem> {
    for (name, section, key) in PLATFORM {
        if let Some(value) = variable(env, name) {
            set(
                document,
                section,
                key,
                value,
                Origin::Variable(name.to_owned()),
            );
        }
    }
    let problems = own_variables(document, env);
    if let Some(host) = &flags.host {
        set(document, "server", "host", host, Origin::Flag("--host"));
    }
    if let Some(port) = flags.port {
        set(
            document,
            "server",
            "port",
            &port.to_string(),
            Origin::Flag("--port"),
        );
    }
    problems
}

/// `ROUTEX_SECTION__KEY`, and `ROUTEX_SECTION__TABLE__KEY` for a table in a section. Names without the double underscore are left alone: they are the operator's own for
/// `${…}`, or an orchestrator's (Kubernetes sets `ROUTEX_PORT` beside a service named routex).
fn own_variables(document: &mut Table, env: &Environment) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (name, value) in env {
        let Some((section, key)) = name
            .strip_prefix("ROUTEX_")
            .and_then(|rest| rest.split_once("__"))
        else {
            continue;
        };
        if value.is_empty() {
            continue;
        }
        let (section, key) = (section.to_lowercase(), key.to_lowercase());
        if SECTIONS.contains(&section.as_str()) {
            set(
                document,
                &section,
                &key,
                value,
                Origin::Variable(name.clone()),
            );
            continue;
        }
        let message = if DECLARATIONS.contains(&section.as_str()) {
            format!("[[{section}]] can be set in the configuration file only; unset this variable")
        } else {
            format!(
                "there is no section [{section}]{}; known: {}",
                did_you_mean(&section, SECTIONS),
                SECTIONS.join(", ")
            )
        };
        problems.push(Problem {
            origin: Origin::Variable(name.clone()),
            key: String::new(),
            variables: Vec::new(),
            message,
        });
    }
    problems
}

fn set(document: &mut Table, section: &str, key: &str, value: &str, origin: Origin) {
    let section = document
        .entry(section.to_owned())
        .or_insert_with(|| Node::new(Value::Table(Table::new()), origin.clone()));
    // A section that is no table is reported when it is read; there is nothing to lay over.
    if let Value::Table(entries) = &mut section.value {
        if let Some((table, key)) = key.split_once("__") {
            return set(entries, table, key, value, origin);
        }
        let value = Value::Text(value.to_owned());
        entries.insert(key.to_owned(), Node::new(value, origin));
    }
}
