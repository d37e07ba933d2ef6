//! What tests of pages need: things to show, and a page to show them on.

use chrono::{DateTime, Utc};
use routex_entity::{
    Outcome,
    api::{Channel, ClientKey, FailoverEvent, Price, RequestRow, StatsEvent, Usd},
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

/// A request that was answered.
pub fn request(number: u128, client_key: &str) -> RequestRow {
    serde_json::from_value(json!({
        "id": Uuid::from_u128(number), "started_at": now(), "client_key": client_key, "session": null,
        "dialect_in": "anthropic", "dialect_out": "anthropic", "endpoint": "/v1/messages",
        "model_requested": "claude-sonnet-4-6", "model_served": "claude-sonnet-4-6", "channel": "eu-1",
        "credential": "a1b2", "status": 200, "outcome": "success", "stream": true, "attempts": 1,
        "input_tokens": 12, "cache_read_tokens": 0, "cache_write_tokens": 0, "cache_write_short_tokens": 0,
        "cache_write_long_tokens": 0, "output_tokens": 34, "reasoning_tokens": 0, "usage_partial": false,
        "cost_usd": 0.0012, "ttft_ms": 320, "duration_ms": 1240, "overhead_us": 400, "decision": "priority", "error": null,
    }))
    .expect("every field of a request")
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
