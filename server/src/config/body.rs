//! Bodies of the admin API, held to the same rules as the file: one set of rules, one set of messages.
//!
//! What a body says is meant literally: `${NAME}` is not read from the environment.

mod credential;
mod identity;
mod oauth;
mod trial;

use std::{collections::BTreeSet, time::Duration};

use routex_entity::api::{AlertRules, Settings};
use serde_json::{Number, Value as Json};

pub use credential::{
    ChangedCredential, Matter, NewCredential, changed_credential, new_credential,
};
pub use oauth::{oauth_flow, oauth_provider, oauth_return};
pub use trial::trial;

use super::{
    AlertTargetDecl, AliasDecl, ChannelDecl, ClientKeyDecl, Environment, Problem, Reachable,
    alert_rules,
    client_key::Taken,
    node::{Node, Origin, Table, Value},
    places::Places,
    price::{self, PriceDecl},
    routing,
    section::{Read, Reader, Section},
};
use crate::router::RoutingSettings;

pub use identity::{
    PasswordChange, SetupDecl, SetupTrial, SignIn, TokenDecl, admin_token, password_change, setup,
    setup_trial, sign_in,
};

/// Everything that is wrong with a body. The keys of the problems are the names of its fields.
pub type Problems = Vec<Problem>;

/// A channel. `total_timeout`: that of the routing settings, which no channel may exceed.
pub fn channel(body: Json, total_timeout: Duration) -> Result<ChannelDecl, Problems> {
    changed_channel(body, total_timeout, false)
}

/// A channel as a change leaves it. `has_credentials`: it keeps those that it has, so the body need not name any.
pub fn changed_channel(
    body: Json,
    total_timeout: Duration,
    has_credentials: bool,
) -> Result<ChannelDecl, Problems> {
    read(body, |section| {
        ChannelDecl::read(
            section,
            total_timeout,
            has_credentials,
            &mut BTreeSet::new(),
        )
    })
}

/// An alias, whose targets must lead to `channels` and whose fallbacks to them or to other `aliases`.
pub fn alias(
    body: Json,
    channels: Vec<Reachable>,
    aliases: BTreeSet<String>,
) -> Result<AliasDecl, Problems> {
    let places = Places::new(BTreeSet::new(), channels, aliases, false);
    read(body, |section| {
        AliasDecl::read(section, &places, &mut BTreeSet::new())
    })
}

/// A client key.
pub fn client_key(body: Json) -> Result<ClientKeyDecl, Problems> {
    read(body, |section| {
        ClientKeyDecl::read(section, &mut Taken::default())
    })
}

/// A target of alerts.
pub fn alert_target(body: Json) -> Result<AlertTargetDecl, Problems> {
    read(body, |section| {
        AlertTargetDecl::read(section, &mut BTreeSet::new())
    })
}

/// The rules of alerts; what the body leaves out stays as it is.
pub fn alert_rules(body: Json, current: &AlertRules) -> Result<AlertRules, Problems> {
    read(body, |section| Ok(alert_rules::read(section, current)))
}

/// The operator's prices, all of them.
pub fn prices(body: Json) -> Result<Vec<PriceDecl>, Problems> {
    read(body, price::read)
}

/// The settings of the installation; what the body leaves out stays as it is.
pub fn installation(body: Json, current: &Settings) -> Result<Settings, Problems> {
    read(body, |section| {
        Ok(super::installation::read(section, current))
    })
}

/// Routing behaviour: what the body does not say is as in `base`.
pub fn routing(body: Json, base: &RoutingSettings) -> Result<RoutingSettings, Problems> {
    read(body, |section| Ok(routing::settings(section, base)))
}

/// Reads an object. `null` is the same as absent.
fn read<T>(body: Json, rules: impl FnOnce(Section<'_, '_>) -> Read<T>) -> Result<T, Problems> {
    let nothing = Environment::new();
    let mut reader = Reader {
        env: &nothing,
        problems: Vec::new(),
    };
    let Value::Table(entries) = node(body).value else {
        return Err(vec![Problem {
            origin: Origin::Body,
            key: String::new(),
            variables: Vec::new(),
            message: "the body must be a JSON object".to_owned(),
        }]);
    };
    let section = Section::new(&mut reader, String::new(), Origin::Body, entries);
    match rules(section) {
        Ok(read) if reader.problems.is_empty() => Ok(read),
        _ => Err(reader.problems),
    }
}

fn node(json: Json) -> Node {
    let value = match json {
        // Inside lists, where absence has no meaning; no rule takes an empty text there.
        Json::Null => Value::Text(String::new()),
        Json::Bool(value) => Value::Bool(value),
        Json::Number(number) => Value::Number(plain(&number)),
        Json::String(text) => Value::Text(text),
        Json::Array(items) => Value::List(items.into_iter().map(node).collect()),
        Json::Object(fields) => Value::Table(table(fields)),
    };
    Node::new(value, Origin::Body)
}

/// The digits of a number, which JSON may write with an exponent.
fn plain(number: &Number) -> String {
    match number.as_f64().filter(|_| number.is_f64()) {
        Some(fraction) => fraction.to_string(),
        None => number.to_string(),
    }
}

fn table(fields: serde_json::Map<String, Json>) -> Table {
    fields
        .into_iter()
        .filter(|(_, value)| !value.is_null())
        .map(|(name, value)| (name, node(value)))
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::usage::pricing::Rate;

    #[test]
    fn a_body_is_held_to_the_rules_of_the_file() {
        let body = json!({ "name": "a b", "provider": "opnai", "rpm": -1, "weigth": 2 });

        let problems = channel(body, Duration::from_secs(600)).unwrap_err();

        let keys: Vec<&str> = problems
            .iter()
            .map(|problem| problem.key.as_str())
            .collect();
        assert_eq!(keys, ["name", "provider", "api_keys", "rpm", "weigth"]);
    }

    #[test]
    fn what_looks_like_a_variable_is_text() {
        let body =
            json!({ "name": "a", "provider": "openai", "api_keys": ["sk-${HOME}"], "proxy": null });

        let decl = channel(body, Duration::from_secs(600)).unwrap();

        assert_eq!(decl.credentials[0].secret.expose(), "sk-${HOME}");
    }

    #[test]
    fn prices_are_read_exactly_and_told_field_by_field() {
        let tier = json!({ "above_input_tokens": 10, "input": 1, "output": 2 });
        let good = json!({ "model": "m", "input": 2.5, "cache_read": 0.1, "output": 0.001, "tiers": [tier] });
        let read = prices(json!({ "items": [good] })).unwrap();
        let (model, price) = (&read[0].model, &read[0].price);
        assert_eq!(model, "m");
        let thousandths = |count: u64| Rate(count * 1_000_000);
        assert_eq!(
            (price.rates.input, price.rates.cache_read),
            (thousandths(2_500), Some(thousandths(100)))
        );
        assert_eq!(
            (price.rates.output, price.tiers[0].rates.output),
            (thousandths(1), thousandths(2_000))
        );

        let mut elsewhere = good.clone();
        elsewhere["channel"] = json!("a");
        elsewhere["service_tier"] = json!("batch");
        elsewhere["from"] = json!("2026-11-30");
        elsewhere["hours"] = json!("16:30-00:30");
        let both = prices(json!({ "items": [good, elsewhere] })).unwrap();
        assert_eq!(both[1].channel.as_deref(), Some("a"));

        let bad =
            json!({ "model": "m", "input": 0.0000000001, "outptu": 1, "tiers": [tier, tier] });
        let problems = prices(json!({ "items": [good, bad] })).unwrap_err();
        let keys: Vec<&str> = problems
            .iter()
            .map(|problem| problem.key.as_str())
            .collect();
        let expected = [
            "items[1] model",
            "items[1] input",
            "items[1] output",
            "items[1] tiers[1] above_input_tokens",
            "items[1] outptu",
        ];
        assert_eq!(keys, expected);
    }

    #[test]
    fn a_number_is_the_same_however_json_writes_it() {
        let rpm = |text: &str| {
            let body = format!(r#"{{ "name": "a", "rpm": {text} }}"#);
            client_key(serde_json::from_str(&body).unwrap()).map(|decl| decl.rpm)
        };
        for same in ["5", "5.0", "0.5e1", "50E-1"] {
            assert_eq!(rpm(same).unwrap(), 5, "{same}");
        }
        assert!(rpm("5.5").is_err() && rpm("5e300").is_err());
        let tiny = json!({ "name": "a", "budget_usd": 1e-9, "budget_window": "day" });
        assert_eq!(client_key(tiny).unwrap().budgets[0].amount.0, 1);
    }

    #[test]
    fn routing_is_laid_over_its_base_and_held_to_the_rules_as_a_whole() {
        let base = RoutingSettings {
            max_attempts: 7,
            total_timeout: Duration::from_secs(90),
            ..RoutingSettings::default()
        };
        let body = json!({ "strategy": "fastest", "breaker": { "open_ms": 50 } });

        let settings = routing(body, &base).unwrap();

        assert_eq!(settings.strategy.as_str(), "fastest");
        assert_eq!(settings.breaker.open, Duration::from_millis(50));
        assert_eq!(settings.max_attempts, 7);
        assert_eq!(settings.breaker.max_open, base.breaker.max_open);

        let body = json!({
            "max_attempts": 0, "first_byte_timeout_ms": 90_001, "affinity": { "ttl": 5 }, "breaker": 3,
        });
        let problems = routing(body, &base).unwrap_err();
        let keys: Vec<&str> = problems.iter().map(|it| it.key.as_str()).collect();
        assert_eq!(
            keys,
            [
                "max_attempts",
                "first_byte_timeout_ms",
                "affinity ttl",
                "breaker"
            ]
        );
    }

    #[test]
    fn only_an_object_is_a_body() {
        for body in [json!(null), json!([]), json!("x"), json!(1)] {
            assert!(client_key(body).is_err());
        }
    }
}
