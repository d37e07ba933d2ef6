//! Letting a request in under the limits and budgets of its key.

use super::{Proxy, expense};
use crate::{
    http::{
        error::{key_limited, model_unpriced},
        keys::{Ask, ClientKey, Pass},
    },
    protocol::{endpoint::Endpoint, error::ApiError, request::RequestFacts},
    router::RoutingTable,
};

/// Output tokens to expect of a request that names no limit.
pub const EXPECTED_OUTPUT: u64 = 1_000;

/// Counts the request against the limits and budgets of its key; where the key has a queue, it may wait in there.
pub(super) async fn admit(
    proxy: &Proxy,
    table: &RoutingTable,
    endpoint: &Endpoint,
    facts: &RequestFacts,
    key: &ClientKey,
) -> Result<Option<Pass>, ApiError> {
    let Some(allowance) = &key.allowance else {
        return Ok(None);
    };
    let cost = if allowance.is_budgeted() && endpoint.is_charged() {
        let prices = proxy.prices.load();
        let now_ms = chrono::Utc::now().timestamp_millis();
        let cost = expense::at_most(table, &prices, endpoint, facts, key, now_ms);
        Some(cost.map_err(|unpriced| model_unpriced(&unpriced.0, &key.name))?)
    } else {
        None
    };
    let tokens = facts.estimated_input.saturating_add(expected_output(facts));
    let entered = allowance.enter(Ask { tokens, cost }).await;
    entered
        .map(Some)
        .map_err(|blocked| key_limited(&key.name, &blocked))
}

/// Output tokens to expect: what the client allows, or the usual.
pub(super) fn expected_output(facts: &RequestFacts) -> u64 {
    facts
        .max_output
        .unwrap_or(EXPECTED_OUTPUT)
        .min(EXPECTED_OUTPUT)
}
