//! What tests of pages need: things to show, and a page to show them on.

use chrono::{DateTime, Utc};
use routex_entity::{
    Outcome,
    api::{
        Alias, AuditItem, Channel, ClientKey, Explanation, FailoverEvent, Price, RequestDetail,
        RequestRow, Routing, StatsEvent, Usd,
    },
};
use serde_json::json;
use uuid::Uuid;
use yew::{BaseComponent, LocalServerRenderer, prelude::*};

use crate::i18n::{I18n, Language, Spoken};

pub fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_514_400, 0).unwrap()
}

/// A healthy channel that did nothing yet.
pub fn channel(name: &str) -> Channel {
    let id = Uuid::from_u128(
        name.bytes()
            .fold(0, |sum, byte| sum * 256 + u128::from(byte)),
    );
    serde_json::from_value(json!({
        "id": id, "name": name, "provider": "anthropic", "base_url": null, "dialects": ["anthropic"],
        "endpoints": [], "models": [], "model_map": {}, "priority": 0, "weight": 1, "enabled": true, "tags": [],
        "max_concurrency": 0, "rpm": 0, "tpm": 0, "queue_ms": 0, "first_byte_timeout_ms": null, "capabilities": {},
        "allow_private_network": false, "header_names": [], "proxy": null, "tls_ca": null, "keep_bodies_hours": 0,
        "probe": "off", "probe_interval_seconds": 60, "probe_model": null, "price_multiplier": 1, "price_per_request": null,
        "declared": false, "last_probe": null,
        "state": "closed", "open_until": null, "in_flight": 0,
        "counters": { "attempts": 0, "outcomes": {}, "requests_in_minute": 0, "tokens_in_minute": 0 },
        "latency": { "ttft_ewma_ms": null, "ttft_p50_ms": null, "ttft_p95_ms": null, "samples": 0, "connect_ms": null },
        "credentials": [],
    }))
    .expect("every field of a channel")
}

/// A client key that may do everything.
pub fn client_key(name: &str) -> ClientKey {
    serde_json::from_value(json!({
        "id": Uuid::from_u128(7), "name": name, "prefix": "rx-abcdef", "models": [], "tags": [], "rpm": 0, "tpm": 0,
        "max_concurrency": 0, "budgets": [], "budget_usd": 0, "budget_window": null, "allowed_ips": [], "queue_ms": 0,
        "keep_bodies_hours": 0, "allow_unpriced": false, "enabled": true, "expires_at": null, "created_at": null,
        "declared": false,
    }))
    .expect("every field of a client key")
}

/// An operator makes a client key.
pub fn audit_item(number: u128) -> AuditItem {
    AuditItem {
        id: Uuid::from_u128(number),
        at: now(),
        actor: "user:admin".to_owned(),
        address: "203.0.113.7".to_owned(),
        action: "create".to_owned(),
        resource: "client_key".to_owned(),
        resource_id: None,
        before: None,
        after: Some(json!({ "name": "laptop", "rpm": 60, "models": [] })),
    }
}

pub fn stats() -> StatsEvent {
    StatsEvent {
        window_seconds: 60.0,
        in_flight: 2,
        requests: 90,
        requests_per_second: 1.5,
        success_rate: Some(0.995),
        tokens_per_second: 1234.0,
        cost_usd: Usd::from_nanos(1_500_000_000),
        ttft_p50_ms: Some(320),
        ttft_p95_ms: Some(1240),
        channels: Vec::new(),
    }
}

pub fn failover(number: u128) -> FailoverEvent {
    FailoverEvent {
        request_id: Uuid::from_u128(number),
        at: now(),
        model: "claude-sonnet-4-6".to_owned(),
        from: "eu-1".to_owned(),
        to: "us-1".to_owned(),
        reason: Outcome::Overloaded,
        error: None,
        outcome: Outcome::Success,
        attempts: 2,
    }
}

/// A price of the catalogue, or of the operator's: those have no provider.
pub fn price(model: &str, provider: Option<&str>) -> Price {
    let source = if provider.is_some() {
        "shipped"
    } else {
        "operator"
    };
    serde_json::from_value(json!({
        "model": model, "input": 1.25, "output": 10, "cache_read": 0.125, "tiers": [], "source": source,
        "provider": provider, "source_url": null, "as_of": provider.map(|_| "2026-11-23"),
    }))
    .expect("every field of a price")
}

/// An alias of two targets: a channel, and every channel with a tag.
pub fn alias(name: &str) -> Alias {
    let id = channel(name).id;
    serde_json::from_value(json!({
        "id": id, "name": name, "strategy": null, "fallbacks": [], "declared": false,
        "targets": [{ "channel": "eu-1", "model": "gpt-5" }, { "tag": "us", "model": "claude-sonnet-4-6" }],
    }))
    .expect("every field of an alias")
}

/// One channel is out, the next one serves, and one is not asked.
pub fn explanation() -> Explanation {
    let candidate = |channel: &str, order: Option<u32>, reason: &str| {
        json!({
            "channel": channel, "credential": null, "model": "gpt-5", "dialect": "openai_chat", "translated": false,
            "lacks": [], "order": order, "chosen": reason == "priority", "excluded": reason != "priority",
            "score": 0.0, "odds": null, "reason": reason, "retry_after_ms": null, "state": "closed",
        })
    };
    let mut out = candidate("eu-1", Some(1), "breaker_open");
    out["retry_after_ms"] = json!(12_000);
    serde_json::from_value(json!({
        "strategy": "priority", "alias": "smart", "session": null, "decision": "priority;eu-1=breaker_open",
        "retry_after_ms": null, "fallback": null,
        "candidates": [out, candidate("us-1", Some(2), "priority"), candidate("spare", None, "disabled")],
    }))
    .expect("every field of an explanation")
}

/// The routing behaviour that nobody changed.
pub fn routing() -> Routing {
    serde_json::from_value(json!({
        "strategy": "priority", "max_attempts": 3, "first_byte_timeout_ms": 60_000, "idle_timeout_ms": 120_000,
        "total_timeout_ms": 600_000, "keep_alive_interval_ms": 15_000,
        "affinity": { "enabled": true, "ttl_seconds": 18_000 },
        "breaker": {
            "consecutive_failures": 5, "failure_ratio": 0.5, "minimum_attempts": 20, "window_seconds": 60,
            "open_ms": 5_000, "max_open_ms": 300_000,
        },
        "source": "file",
    }))
    .expect("every field of the routing behaviour")
}

/// A request that went well, so many seconds after the others began.
pub fn request(number: u32) -> RequestRow {
    let started_at = now() + chrono::TimeDelta::seconds(number.into());
    let ms = u64::try_from(started_at.timestamp_millis()).unwrap_or_default();
    let id = uuid::Builder::from_unix_timestamp_millis(ms, &[0; 10]).into_uuid();
    serde_json::from_value(json!({
        "id": id, "started_at": started_at, "client_key": "laptop", "session": null, "dialect_in": "anthropic",
        "dialect_out": "anthropic", "endpoint": "/v1/messages", "model_requested": "claude-sonnet-4-6",
        "model_served": "claude-sonnet-4-6", "channel": "eu-1", "credential": "primary", "status": 200,
        "outcome": "success", "stream": true, "attempts": 1, "input_tokens": 1200, "cache_read_tokens": 45_600,
        "cache_write_tokens": 0, "cache_write_short_tokens": 0, "cache_write_long_tokens": 0, "output_tokens": 340,
        "reasoning_tokens": 0, "usage_partial": false, "cost_usd": 0.0123, "ttft_ms": 320, "duration_ms": 2400,
        "overhead_us": 180, "decision": "priority", "error": null,
    }))
    .expect("every field of a request")
}

/// A request of a client key that was answered.
pub fn request_of(number: u128, client_key: &str) -> RequestRow {
    let mut row = serde_json::to_value(request(0)).expect("a request is written");
    row["id"] = json!(Uuid::from_u128(number));
    row["client_key"] = json!(client_key);
    serde_json::from_value(row).expect("every field of a request")
}

/// A request that took a second: one attempt that failed after a quarter of it, and one that began at its half.
pub fn failed_over() -> RequestDetail {
    let attempt = |channel: &str,
                   outcome: Outcome,
                   after_ms: i64,
                   ttft_ms: Option<u32>,
                   took_ms: u32| {
        let good = outcome == Outcome::Success;
        json!({
            "id": Uuid::from_u128(7), "started_at": now() + chrono::TimeDelta::milliseconds(after_ms),
            "channel": channel, "credential": "primary", "model_served": "claude-sonnet-4-6",
            "status": if good { 200 } else { 529 }, "outcome": outcome, "ttft_ms": ttft_ms, "duration_ms": took_ms,
            "input_tokens": if good { 1200 } else { 0 }, "cache_read_tokens": 0, "cache_write_tokens": 0,
            "cache_write_short_tokens": 0, "cache_write_long_tokens": 0, "output_tokens": if good { 340 } else { 0 },
            "reasoning_tokens": 0, "extras": {}, "cost_usd": null,
            "error": (!good).then_some("overloaded_error: Overloaded"),
        })
    };
    let attempts = [
        attempt("eu-1", Outcome::Overloaded, 0, None, 250),
        attempt("us-1", Outcome::Success, 500, Some(250), 500),
    ];
    let mut request = serde_json::to_value(request(0)).expect("a request is written");
    request["attempts"] = json!(attempts);
    request["duration_ms"] = json!(1000);
    request["ttft_ms"] = json!(750);
    request["channel"] = json!("us-1");
    request["decision"] = json!("failover;eu-1:cooling_down");
    serde_json::from_value(request).expect("every field of a request")
}

/// What a component puts on the page, in English.
pub async fn render<C>(props: C::Properties) -> String
where
    C: BaseComponent + 'static,
    C::Properties: Clone + 'static,
{
    LocalServerRenderer::<C>::with_props(props)
        .hydratable(false)
        .render()
        .await
}

/// A component on a page in Chinese.
pub struct InChinese<C>(std::marker::PhantomData<C>);

impl<C> Component for InChinese<C>
where
    C: BaseComponent + 'static,
    C::Properties: Clone,
{
    type Message = ();
    type Properties = C::Properties;

    fn create(_: &Context<Self>) -> Self {
        Self(std::marker::PhantomData)
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let spoken = Spoken {
            i18n: I18n::new(Language::Chinese),
            choose: Callback::noop(),
        };
        html! {
            <ContextProvider<Spoken> context={spoken}>
                <C ..ctx.props().clone() />
            </ContextProvider<Spoken>>
        }
    }
}
