//! `router_settings`, `litellm_settings`, `general_settings` and whatever else a configuration has.

use routex_entity::Strategy;
use serde_json::{Map, Value, json};

use crate::{router::RoutingSettings, transfer::Bundle};

/// Reads what can be set here, and tells the rest by name.
pub(super) fn read(document: Map<String, Value>, bundle: &mut Bundle) {
    let mut routing = Map::new();
    for (section, settings) in document {
        let Value::Object(settings) = settings else {
            if !settings.is_null() {
                bundle.leave_out(section, "Routex has no place for it");
            }
            continue;
        };
        for (name, value) in settings {
            if let Err(reason) = setting(&name, &value, &mut routing) {
                bundle.leave_out(format!("{section}.{name}"), reason);
            }
        }
    }
    if !routing.is_empty() {
        bundle
            .settings
            .insert("routing".to_owned(), Value::Object(routing));
    }
}

fn setting(name: &str, value: &Value, routing: &mut Map<String, Value>) -> Result<(), String> {
    match name {
        "routing_strategy" => {
            let strategy = strategy(value.as_str().unwrap_or_default())?;
            routing.insert("strategy".to_owned(), json!(strategy));
        }
        "num_retries" => {
            let retries = value.as_u64().filter(|retries| *retries < 100);
            let retries = retries.ok_or("is not a number of retries below 100")?;
            routing.insert("max_attempts".to_owned(), json!(retries + 1));
        }
        "timeout" | "request_timeout" => {
            let seconds = value
                .as_f64()
                .filter(|seconds| (0.001..1e7).contains(seconds));
            let seconds = seconds.ok_or("is not a time in seconds")?;
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "within the bounds above"
            )]
            let millis = (seconds * 1000.0) as u64;
            routing.insert("total_timeout_ms".to_owned(), json!(millis));
            let usual = RoutingSettings::default().first_byte_timeout;
            routing.remove("first_byte_timeout_ms");
            if u128::from(millis) < usual.as_millis() {
                // Nothing may take longer than the whole.
                routing.insert("first_byte_timeout_ms".to_owned(), json!(millis));
            }
        }
        "master_key" => {
            return Err(
                "a key of LiteLLM opens nothing here; make client keys and an admin token"
                    .to_owned(),
            );
        }
        "database_url" => {
            return Err(
                "Routex keeps its own database; keys that LiteLLM issued stay there".to_owned(),
            );
        }
        _ => return Err("Routex has no place for it".to_owned()),
    }
    Ok(())
}

/// The nearest strategy.
fn strategy(name: &str) -> Result<Strategy, String> {
    match name {
        "simple-shuffle" => Ok(Strategy::Weighted),
        "least-busy" | "usage-based-routing" | "usage-based-routing-v2" => Ok(Strategy::LeastUsed),
        "latency-based-routing" => Ok(Strategy::Fastest),
        "cost-based-routing" => Ok(Strategy::Cheapest),
        _ => Err("is a strategy that Routex does not know".to_owned()),
    }
}
