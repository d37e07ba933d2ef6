//! The fields that are one text each: how they are called, and what their text means.

/// What the text of a field is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Text,
    /// Of several lines.
    Lines,
    Number,
    /// Several texts, between them commas or the ends of lines.
    List,
}

#[derive(Debug, PartialEq, Eq)]
pub struct Field {
    /// As the API calls it.
    pub name: &'static str,
    pub kind: Kind,
    pub label: &'static str,
    pub help: &'static str,
    /// What holds when it is left empty.
    pub empty: &'static str,
}

const fn field(
    name: &'static str,
    kind: Kind,
    label: &'static str,
    help: &'static str,
    empty: &'static str,
) -> Field {
    Field {
        name,
        kind,
        label,
        help,
        empty,
    }
}

use Kind::{Lines, List, Number, Text};

pub const NAME: Field = field("name", Text, "channels-name", "channels-name-help", "");
pub const BASE_URL: Field = field(
    "base_url",
    Text,
    "channels-base-url",
    "channels-base-url-help",
    "",
);
pub const MODELS: Field = field(
    "models",
    List,
    "channels-models",
    "channels-models-help",
    "",
);

pub const ORDER: &[Field] = &[
    field(
        "priority",
        Number,
        "channels-priority",
        "channels-priority-help",
        "0",
    ),
    field(
        "weight",
        Number,
        "channels-weight",
        "channels-weight-help",
        "1",
    ),
    field("tags", List, "channels-tags", "channels-tags-help", ""),
];

pub const LIMITS: &[Field] = &[
    field(
        "max_concurrency",
        Number,
        "channels-max-concurrency",
        "channels-max-concurrency-help",
        "∞",
    ),
    field("rpm", Number, "channels-rpm", "channels-rpm-help", "∞"),
    field("tpm", Number, "channels-tpm", "channels-tpm-help", "∞"),
    field(
        "queue_ms",
        Number,
        "channels-queue",
        "channels-queue-help",
        "0",
    ),
];

pub const HEALTH: &[Field] = &[
    field(
        "probe_interval_seconds",
        Number,
        "channels-probe-interval",
        "channels-probe-interval-help",
        "60",
    ),
    field(
        "probe_model",
        Text,
        "channels-probe-model",
        "channels-probe-model-help",
        "",
    ),
    field(
        "first_byte_timeout_ms",
        Number,
        "channels-first-byte-timeout",
        "channels-first-byte-timeout-help",
        "",
    ),
];

pub const MONEY: &[Field] = &[
    field(
        "price_multiplier",
        Number,
        "channels-price-multiplier",
        "channels-price-multiplier-help",
        "1",
    ),
    field(
        "price_per_request",
        Number,
        "channels-price-per-request",
        "channels-price-per-request-help",
        "",
    ),
    field(
        "keep_bodies_hours",
        Number,
        "channels-keep-bodies",
        "channels-keep-bodies-help",
        "0",
    ),
];

pub const NETWORK: &[Field] = &[
    field("proxy", Text, "channels-proxy", "channels-proxy-help", ""),
    field(
        "tls_ca",
        Lines,
        "channels-tls-ca",
        "channels-tls-ca-help",
        "",
    ),
];

/// All of them.
pub fn all() -> impl Iterator<Item = &'static Field> {
    const FIRST: &[Field] = &[NAME, BASE_URL, MODELS];
    [FIRST, ORDER, LIMITS, HEALTH, MONEY, NETWORK]
        .into_iter()
        .flatten()
}

/// Fields that stand among the advanced ones, for whoever looks for what is wrong.
pub fn is_advanced(name: &str) -> bool {
    let first = [
        "name",
        "base_url",
        "models",
        "provider",
        "api_keys",
        "allow_private_network",
    ];
    !first.contains(&name)
}
