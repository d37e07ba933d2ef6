//! `/routing`

mod explain;
mod reset;
mod show;
mod update;

pub use explain::explain;
pub use reset::reset;
pub use show::show;
pub use update::update;
pub(in crate::http) use {
    explain::__path_explain, reset::__path_reset, show::__path_show, update::__path_update,
};

use std::time::Duration;

use routex_entity::api::{Affinity, Breaker, Routing, RoutingSource};
use serde_json::{Map, Value};

use crate::{
    http::problem::Problem,
    inventory::{Inventory, routing},
    router::RoutingSettings,
    store::channel::{self, ChannelRow},
};

/// What operators set, as far as it can be used, and the behaviour that results.
struct InEffect {
    stored: Map<String, Value>,
    settings: RoutingSettings,
}

async fn in_effect(inventory: &Inventory) -> Result<InEffect, Problem> {
    let base = inventory.config().routing_settings();
    let stored = routing::stored(inventory.store()).await?;
    Ok(match routing::overlay(&base, &stored) {
        Ok(settings) => InEffect { stored, settings },
        // Left out when it was read, so it is not what is in effect.
        Err(_) => InEffect {
            stored: Map::new(),
            settings: base,
        },
    })
}

/// The behaviour as the API shows it.
fn view(in_effect: &InEffect) -> Routing {
    let InEffect { stored, settings } = in_effect;
    let (affinity, breaker) = (&settings.affinity, &settings.breaker);
    Routing {
        strategy: settings.strategy,
        max_attempts: settings.max_attempts,
        first_byte_timeout_ms: millis(settings.first_byte_timeout),
        idle_timeout_ms: millis(settings.idle_timeout),
        total_timeout_ms: millis(settings.total_timeout),
        keep_alive_interval_ms: millis(settings.keep_alive_interval),
        affinity: Affinity {
            enabled: affinity.enabled,
            ttl_seconds: affinity.ttl.as_secs(),
        },
        breaker: Breaker {
            consecutive_failures: breaker.consecutive_failures,
            failure_ratio: breaker.failure_ratio,
            minimum_attempts: breaker.minimum_attempts,
            window_seconds: breaker.window.as_secs(),
            open_ms: millis(breaker.open),
            max_open_ms: millis(breaker.max_open),
        },
        source: if stored.is_empty() {
            RoutingSource::File
        } else {
            RoutingSource::Database
        },
    }
}

/// The channel whose first-byte timeout could never fire under a total timeout of `total`.
fn outlasting(channels: &[ChannelRow], total: Duration) -> Option<(&str, u32)> {
    channels.iter().find_map(|channel| {
        let timeout = channel.first_byte_timeout_ms?;
        (Duration::from_millis(timeout.into()) > total).then_some((channel.name.as_str(), timeout))
    })
}

/// Refuses a total timeout that is shorter than the first-byte timeout of a channel.
async fn fits_channels(inventory: &Inventory, total: Duration) -> Result<(), Problem> {
    let channels = channel::list(inventory.store()).await?;
    let Some((name, timeout)) = outlasting(&channels, total) else {
        return Ok(());
    };
    let message = format!(
        "{} is shorter than first_byte_timeout_ms = {timeout} of channel \"{name}\"; lower that or raise this",
        millis(total)
    );
    Err(Problem::field("total_timeout_ms", message))
}

fn millis(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}
