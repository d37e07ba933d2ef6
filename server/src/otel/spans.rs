//! A finished request as a trace: a span for it, and one below for every attempt.
//!
//! What was said, in either direction, is in none of them: not even the provider's error text, which may quote it.

use std::time::{Instant, SystemTime};

use opentelemetry::{
    InstrumentationScope, KeyValue, SpanId,
    trace::{Event, SpanKind, Status},
};
use opentelemetry_sdk::trace::{SpanData, SpanEvents, SpanLinks};
use routex_entity::{AttemptRecord, Outcome, RequestRecord, TokenUsage};

use super::{
    inbox::Finished,
    names,
    trace::Trace,
    witness::{Account, Try},
};

/// Bytes of a text that clients choose, at most.
const LONGEST: usize = 256;

/// The spans of a request, its own first. Empty when its trace is not kept.
pub(super) fn spans(finished: &Finished, scope: &InstrumentationScope) -> Vec<SpanData> {
    let Finished {
        record, account, ..
    } = finished;
    let Some(trace) = account.trace.as_ref().filter(|trace| trace.sampled) else {
        return Vec::new();
    };
    let attempts: Vec<(&AttemptRecord, &Try)> =
        record.attempts.iter().zip(&account.tries).collect();
    let mut spans = Vec::with_capacity(1 + attempts.len());
    spans.push(SpanData {
        parent_span_id: trace.parent.unwrap_or(SpanId::INVALID),
        parent_span_is_remote: trace.parent.is_some(),
        span_kind: SpanKind::Server,
        start_time: finished.at(account.arrived),
        attributes: of_request(record, account),
        events: events(finished, &attempts),
        status: match is_servers_fault(record) {
            true => Status::error(""),
            false => Status::Unset,
        },
        ..span(finished, trace, trace.span, &record.model_requested, scope)
    });
    for (number, (attempt, tried)) in (1..).zip(attempts) {
        let ended = tried.ended.unwrap_or(finished.ended);
        let first = tried.first_content.map(|after| tried.began + after);
        let failed = is_failure(attempt.outcome);
        spans.push(SpanData {
            parent_span_id: trace.span,
            span_kind: SpanKind::Client,
            start_time: finished.at(tried.began),
            end_time: finished.at(ended),
            attributes: of_attempt(record, account, number, attempt, tried),
            events: all(first.map(|first| first_token(finished.at(first)))),
            status: match failed {
                true => Status::error(""),
                false => Status::Unset,
            },
            ..span(finished, trace, tried.span, &attempt.model_served, scope)
        });
    }
    spans
}

/// What both kinds have in common.
fn span(
    finished: &Finished,
    trace: &Trace,
    id: SpanId,
    model: &str,
    scope: &InstrumentationScope,
) -> SpanData {
    let operation = finished.account.operation;
    let name = match model {
        "" => operation.into(),
        model => format!("{operation} {}", short(model)).into(),
    };
    SpanData {
        span_context: trace.context(id),
        parent_span_id: SpanId::INVALID,
        parent_span_is_remote: false,
        span_kind: SpanKind::Internal,
        name,
        start_time: finished.at(finished.ended),
        end_time: finished.at(finished.ended),
        attributes: Vec::new(),
        dropped_attributes_count: 0,
        events: SpanEvents::default(),
        links: SpanLinks::default(),
        status: Status::Unset,
        instrumentation_scope: scope.clone(),
    }
}

fn of_request(record: &RequestRecord, account: &Account) -> Vec<KeyValue> {
    let mut attributes = vec![
        KeyValue::new(names::OPERATION, account.operation),
        KeyValue::new(names::REQUEST_STREAM, record.stream),
        KeyValue::new(names::METHOD, account.method),
        KeyValue::new(names::URL_PATH, short(&record.endpoint)),
        KeyValue::new(names::ROUTEX_REQUEST_ID, record.id.to_string()),
        KeyValue::new(names::ROUTEX_OUTCOME, record.outcome.as_str()),
        KeyValue::new(names::ROUTEX_DIALECT_IN, record.dialect_in.as_str()),
        KeyValue::new(names::ROUTEX_ATTEMPTS, count(record.attempts.len())),
        KeyValue::new(names::ROUTEX_OVERHEAD, i64::from(record.overhead_us)),
    ];
    let mut put = |name, value: &str| {
        if !value.is_empty() {
            attributes.push(KeyValue::new(name, short(value)));
        }
    };
    put(names::REQUEST_MODEL, &record.model_requested);
    put(names::ROUTEX_CLIENT_KEY, &record.client_key);
    put(names::ROUTEX_DECISION, &record.decision);
    if let Some(last) = account.tries.last() {
        put(names::PROVIDER, provider(last));
        put(names::ROUTEX_CHANNEL, &last.channel.name);
        put(names::ROUTEX_DIALECT_OUT, last.dialect.as_str());
    }
    if let Some(credential) = &record.credential {
        put(names::ROUTEX_CREDENTIAL, credential);
    }
    if let Some(served) = record.model_served.as_ref().filter(|_| succeeded(record)) {
        put(names::RESPONSE_MODEL, served);
    }
    if is_servers_fault(record) {
        put(names::ERROR_TYPE, record.outcome.as_str());
    }
    status_code(record.status, &mut attributes);
    consumption(&record.usage, record.cost_nano_usd, &mut attributes);
    if record.usage_partial {
        attributes.push(KeyValue::new(names::ROUTEX_USAGE_PARTIAL, true));
    }
    attributes
}

fn of_attempt(
    record: &RequestRecord,
    account: &Account,
    number: i64,
    attempt: &AttemptRecord,
    tried: &Try,
) -> Vec<KeyValue> {
    let mut attributes = vec![
        KeyValue::new(names::OPERATION, account.operation),
        KeyValue::new(names::PROVIDER, provider(tried)),
        KeyValue::new(names::REQUEST_STREAM, record.stream),
        KeyValue::new(names::METHOD, account.method),
        KeyValue::new(names::ROUTEX_ATTEMPT, number),
        KeyValue::new(names::ROUTEX_CHANNEL, attempt.channel.clone()),
        KeyValue::new(names::ROUTEX_CREDENTIAL, attempt.credential.clone()),
        KeyValue::new(names::ROUTEX_OUTCOME, attempt.outcome.as_str()),
        KeyValue::new(names::ROUTEX_DIALECT_OUT, tried.dialect.as_str()),
    ];
    if !attempt.model_served.is_empty() {
        let model = short(&attempt.model_served);
        attributes.push(KeyValue::new(names::REQUEST_MODEL, model));
    }
    if let Some((host, port)) = server(tried) {
        attributes.push(KeyValue::new(names::SERVER_ADDRESS, host));
        attributes.extend(port.map(|port| KeyValue::new(names::SERVER_PORT, i64::from(port))));
    }
    if is_failure(attempt.outcome) {
        let outcome = attempt.outcome.as_str();
        attributes.push(KeyValue::new(names::ERROR_TYPE, outcome));
    }
    if let Some(first) = tried.first_content.filter(|_| record.stream) {
        let seconds = first.as_secs_f64();
        attributes.push(KeyValue::new(names::TIME_TO_FIRST_CHUNK, seconds));
    }
    status_code(attempt.status, &mut attributes);
    consumption(&attempt.usage, attempt.cost_nano_usd, &mut attributes);
    attributes
}

fn status_code(status: Option<u16>, attributes: &mut Vec<KeyValue>) {
    let status = status.map(|status| KeyValue::new(names::STATUS_CODE, i64::from(status)));
    attributes.extend(status);
}

/// Tokens and what they cost; nothing when nothing is known.
fn consumption(usage: &TokenUsage, cost: Option<i64>, attributes: &mut Vec<KeyValue>) {
    let written = usage
        .cache_write_short
        .saturating_add(usage.cache_write_long);
    let mut put = |name, tokens: u64| {
        let tokens = i64::try_from(tokens).unwrap_or(i64::MAX);
        attributes.push(KeyValue::new(name, tokens));
    };
    if usage.total() > 0 {
        put(names::INPUT_TOKENS, all_input(usage));
        put(names::OUTPUT_TOKENS, usage.output);
    }
    for (name, tokens) in [
        (names::CACHE_READ_TOKENS, usage.cache_read),
        (names::CACHE_WRITE_TOKENS, written),
        (names::REASONING_TOKENS, usage.reasoning),
    ] {
        if tokens > 0 {
            put(name, tokens);
        }
    }
    attributes.extend(cost.map(|cost| KeyValue::new(names::ROUTEX_COST, cost)));
}

/// The first content on its way, and every change of place before it, in the order in which they happened.
fn events(finished: &Finished, attempts: &[(&AttemptRecord, &Try)]) -> SpanEvents {
    let changes = (1..).zip(attempts.windows(2)).filter_map(|(number, pair)| {
        let [(failed, tried), (next, _)] = pair else {
            return None;
        };
        let at = finished.at(tried.ended.unwrap_or(finished.ended));
        let attributes = vec![
            KeyValue::new(names::ROUTEX_ATTEMPT, number),
            KeyValue::new(names::ROUTEX_CHANNEL, failed.channel.clone()),
            KeyValue::new(names::ERROR_TYPE, failed.outcome.as_str()),
            KeyValue::new(names::ROUTEX_NEXT_CHANNEL, next.channel.clone()),
        ];
        Some(Event::new(names::EVENT_FAILOVER, at, attributes, 0))
    });
    let first = finished.account.first_content;
    all(changes.chain(first.map(|first: Instant| first_token(finished.at(first)))))
}

fn first_token(at: SystemTime) -> Event {
    Event::new(names::EVENT_FIRST_TOKEN, at, Vec::new(), 0)
}

fn all(events: impl IntoIterator<Item = Event>) -> SpanEvents {
    let mut list = SpanEvents::default();
    list.events.extend(events);
    list
}

/// Every input token: the conventions count cached ones in.
pub(super) fn all_input(usage: &TokenUsage) -> u64 {
    usage.total().saturating_sub(usage.output)
}

pub(super) fn provider(tried: &Try) -> &'static str {
    names::provider(tried.channel.provider.name())
}

/// Host and port of the provider.
pub(super) fn server(tried: &Try) -> Option<(String, Option<u16>)> {
    let url = tried.channel.endpoint(tried.dialect)?;
    Some((url.host_str()?.to_owned(), url.port_or_known_default()))
}

/// Whether an attempt failed in the eyes of whoever made it.
pub(super) const fn is_failure(outcome: Outcome) -> bool {
    !matches!(outcome, Outcome::Success | Outcome::ClientCancelled)
}

/// Whether a request failed by a fault that is not the client's.
pub(super) const fn is_servers_fault(record: &RequestRecord) -> bool {
    is_failure(record.outcome) && !matches!(record.status, Some(400..=499))
}

fn succeeded(record: &RequestRecord) -> bool {
    record.outcome == Outcome::Success
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// The beginning of a text.
pub(super) fn short(text: &str) -> String {
    text[..text.floor_char_boundary(LONGEST)].to_owned()
}

#[cfg(test)]
mod tests;
