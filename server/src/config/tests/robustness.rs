//! Whatever is written, reading ends with a configuration or with problems.

use std::{collections::BTreeSet, time::Duration};

use proptest::prelude::*;
use serde_json::{Value, json};

use super::read;
use crate::{config::body, router::RoutingSettings};

const SECTIONS: &str = "(server|database|admin|routing|affinity|breaker|log|journal|telemetry|channel|alias|client_key|alert_target|oauth_provider|x)";
const KEYS: &str = "(host|port|url|password|token|strategy|failure_ratio|max_open_ms|level|name|provider|base_url|\
                    dialects|api_keys|models|model_map|weight|tags|tpm|headers|proxy|targets|key|budget_usd|\
                    budget_window|budgets|allowed_ips|queue_ms|keep_bodies_hours|expires_at|kind|chat_id|kinds|y)";
const VALUES: &str = "(0|1|-1|1_0|0xff|1.5|nan|1e400|99999999999999999999999999999999999999999999|true|\\[\\]|\\{\\}|\
                      \"\"|\"\\$\\{A\\}\"|\"\\$\\{B\\}\"|\"\\$\\{\"|\"a,b\"|\"openai\"|\"http://127\\.0\\.0\\.1\"|\
                      \\[1, \"x\", \\{ channel = \"a\" \\}\\]|\\{ a = 1, \"b c\" = \"d\" \\}|2027-01-01|\
                      2027-01-01T00:00:00Z|'''é\n…''')";

fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        1 => SECTIONS.prop_map(|name| format!("[{name}]")),
        1 => SECTIONS.prop_map(|name| format!("[[{name}]]")),
        3 => (KEYS, VALUES).prop_map(|(key, value)| format!("{key} = {value}")),
    ]
}

fn leaf() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        "(a|openai|eu|priority|month|total|https://a\\.example/v1|http://127\\.0\\.0\\.1:1|socks5://u:p@h|\\$\\{A\\}|2027-01-01T00:00:00Z)"
            .prop_map(Value::from),
    ]
}

fn nested() -> impl Strategy<Value = Value> {
    leaf().prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-z]{1,6}|channel|model|tag|when", inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

fn reads(body: Value) {
    let _ = body::channel(body.clone(), Duration::from_secs(600));
    let _ = body::alias(body.clone(), Vec::new(), BTreeSet::new());
    let _ = body::routing(body.clone(), &RoutingSettings::default());
    let _ = body::client_key(body);
}

proptest! {
    #[test]
    fn arbitrary_bodies_never_panic(body in nested()) {
        reads(body);
    }

    /// A valid body in which some fields hold what they must not.
    #[test]
    fn nearly_valid_bodies_never_panic(
        changes in prop::collection::btree_map(KEYS, nested(), 0..4),
    ) {
        let mut body = json!({
            "name": "a", "provider": "openai", "api_keys": ["sk-01234567890123456789"],
            "targets": [{ "tag": "eu", "model": "m" }],
        });
        for (key, value) in changes {
            body[key] = value;
        }
        reads(body);
    }

    #[test]
    fn arbitrary_text_never_panics(text in "\\PC*|[\\[\\]{}=\"'\\\\$#.,\na-z0-9-]{0,80}") {
        let _ = read(&text, &[]).map_err(|errors| errors.to_string());
    }

    #[test]
    fn arbitrary_values_in_known_places_never_panic(
        lines in prop::collection::vec(line(), 0..12),
        section in SECTIONS,
        key in KEYS,
        value in "\\PC*",
    ) {
        let variable = format!("ROUTEX_{section}__{key}").to_uppercase();
        let variables = [("A", value.as_str()), (variable.as_str(), value.as_str())];
        if let Err(errors) = read(&lines.join("\n"), &variables) {
            prop_assert!(!errors.problems.is_empty());
            prop_assert!(errors.to_string().lines().count() > errors.problems.len());
        }
    }
}
