//! Requests and attempts as rows, both ways.

use routex_entity::{
    AttemptRecord, Extras, RequestRecord, TokenUsage,
    table::{attempt, request},
};
use sea_orm::Value;
use uuid::Uuid;

use super::super::{
    error::StoreError,
    reader::{Reader, count},
};

pub(super) const REQUEST_COLUMNS: &[&str] = &[
    "id",
    "started_at_ms",
    "client_key",
    "session",
    "dialect_in",
    "dialect_out",
    "endpoint",
    "model_requested",
    "model_served",
    "channel",
    "credential",
    "status",
    "outcome",
    "stream",
    "usage_partial",
    "ttft_ms",
    "duration_ms",
    "overhead_us",
    "decision",
    "error",
    "input_tokens",
    "cache_read_tokens",
    "cache_write_short_tokens",
    "cache_write_long_tokens",
    "output_tokens",
    "reasoning_tokens",
    "cost_nano_usd",
];

pub(super) const ATTEMPT_COLUMNS: &[&str] = &[
    "request_id",
    "id",
    "started_at_ms",
    "channel",
    "credential",
    "model_served",
    "status",
    "outcome",
    "ttft_ms",
    "duration_ms",
    "error",
    "input_tokens",
    "cache_read_tokens",
    "cache_write_short_tokens",
    "cache_write_long_tokens",
    "output_tokens",
    "reasoning_tokens",
    "cost_nano_usd",
    "extras",
];

/// Appends a request's cells in the order of [`REQUEST_COLUMNS`].
pub(super) fn push_request(cells: &mut Vec<Value>, record: &RequestRecord) {
    cells.extend([
        record.id.into(),
        record.started_at_ms.into(),
        record.client_key.as_str().into(),
        record.session.clone().into(),
        record.dialect_in.as_str().into(),
        record
            .dialect_out
            .map(|dialect| dialect.as_str().to_owned())
            .into(),
        record.endpoint.as_str().into(),
        record.model_requested.as_str().into(),
        record.model_served.clone().into(),
        record.channel.clone().into(),
        record.credential.clone().into(),
        record.status.map(i64::from).into(),
        record.outcome.as_str().into(),
        record.stream.into(),
        record.usage_partial.into(),
        record.ttft_ms.map(i64::from).into(),
        i64::from(record.duration_ms).into(),
        i64::from(record.overhead_us).into(),
        record.decision.as_str().into(),
        record.error.clone().into(),
    ]);
    push_usage(cells, &record.usage, record.cost_nano_usd);
}

/// Appends an attempt's cells in the order of [`ATTEMPT_COLUMNS`].
pub(super) fn push_attempt(cells: &mut Vec<Value>, request: Uuid, record: &AttemptRecord) {
    cells.extend([
        request.into(),
        record.id.into(),
        record.started_at_ms.into(),
        record.channel.as_str().into(),
        record.credential.as_str().into(),
        record.model_served.as_str().into(),
        record.status.map(i64::from).into(),
        record.outcome.as_str().into(),
        record.ttft_ms.map(i64::from).into(),
        i64::from(record.duration_ms).into(),
        record.error.clone().into(),
    ]);
    push_usage(cells, &record.usage, record.cost_nano_usd);
    cells.push(extras_cell(&record.extras).into());
}

/// Mostly there are none.
fn extras_cell(extras: &Extras) -> Option<String> {
    if extras.is_none() {
        return None;
    }
    serde_json::to_string(extras).ok()
}

fn push_usage(cells: &mut Vec<Value>, usage: &TokenUsage, cost_nano_usd: Option<i64>) {
    cells.extend([
        count(usage.input).into(),
        count(usage.cache_read).into(),
        count(usage.cache_write_short).into(),
        count(usage.cache_write_long).into(),
        count(usage.output).into(),
        count(usage.reasoning).into(),
        cost_nano_usd.into(),
    ]);
}

pub(super) fn read_request(
    row: request::Model,
    attempts: Vec<AttemptRecord>,
) -> Result<RequestRecord, StoreError> {
    let reader = Reader {
        table: "request",
        row: &row.id,
    };
    Ok(RequestRecord {
        id: row.id,
        started_at_ms: row.started_at_ms,
        dialect_in: reader.name("dialect_in", &row.dialect_in)?,
        dialect_out: reader.name_or_null("dialect_out", row.dialect_out.as_deref())?,
        status: reader.number_or_null("status", row.status)?,
        outcome: reader.name("outcome", &row.outcome)?,
        usage: TokenUsage {
            input: reader.number("input_tokens", row.input_tokens)?,
            cache_read: reader.number("cache_read_tokens", row.cache_read_tokens)?,
            cache_write_short: reader
                .number("cache_write_short_tokens", row.cache_write_short_tokens)?,
            cache_write_long: reader
                .number("cache_write_long_tokens", row.cache_write_long_tokens)?,
            output: reader.number("output_tokens", row.output_tokens)?,
            reasoning: reader.number("reasoning_tokens", row.reasoning_tokens)?,
        },
        ttft_ms: reader.number_or_null("ttft_ms", row.ttft_ms)?,
        duration_ms: reader.number("duration_ms", row.duration_ms)?,
        overhead_us: reader.number("overhead_us", row.overhead_us)?,
        client_key: row.client_key,
        session: row.session,
        endpoint: row.endpoint,
        model_requested: row.model_requested,
        model_served: row.model_served,
        channel: row.channel,
        credential: row.credential,
        stream: row.stream,
        usage_partial: row.usage_partial,
        cost_nano_usd: row.cost_nano_usd,
        decision: row.decision,
        error: row.error,
        attempts,
    })
}

pub(super) fn read_attempt(row: attempt::Model) -> Result<AttemptRecord, StoreError> {
    let reader = Reader {
        table: "attempt",
        row: &row.id,
    };
    Ok(AttemptRecord {
        id: row.id,
        started_at_ms: row.started_at_ms,
        status: reader.number_or_null("status", row.status)?,
        outcome: reader.name("outcome", &row.outcome)?,
        ttft_ms: reader.number_or_null("ttft_ms", row.ttft_ms)?,
        duration_ms: reader.number("duration_ms", row.duration_ms)?,
        usage: TokenUsage {
            input: reader.number("input_tokens", row.input_tokens)?,
            cache_read: reader.number("cache_read_tokens", row.cache_read_tokens)?,
            cache_write_short: reader
                .number("cache_write_short_tokens", row.cache_write_short_tokens)?,
            cache_write_long: reader
                .number("cache_write_long_tokens", row.cache_write_long_tokens)?,
            output: reader.number("output_tokens", row.output_tokens)?,
            reasoning: reader.number("reasoning_tokens", row.reasoning_tokens)?,
        },
        channel: row.channel,
        credential: row.credential,
        model_served: row.model_served,
        extras: extras(row.extras.as_deref()),
        cost_nano_usd: row.cost_nano_usd,
        error: row.error,
    })
}

/// What another version wrote and this one cannot read is no reason to hide the row.
pub(super) fn extras(cell: Option<&str>) -> Extras {
    cell.and_then(|text| serde_json::from_str(text).ok())
        .unwrap_or_default()
}
