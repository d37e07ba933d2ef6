//! The JSON merge patch (RFC 7396) that leads from one object to another. Pure.

use serde_json::{Map, Value};

/// What is the same is left out; what is gone becomes `null`.
pub fn between(before: &Map<String, Value>, after: &Map<String, Value>) -> Map<String, Value> {
    let gone = before.keys().filter(|name| !after.contains_key(*name));
    let mut patch: Map<_, _> = gone.map(|name| (name.clone(), Value::Null)).collect();
    for (name, new) in after {
        let change = match (before.get(name), new) {
            (Some(old), new) if old == new => continue,
            (Some(Value::Object(old)), Value::Object(new)) => between(old, new).into(),
            (_, new) => new.clone(),
        };
        patch.insert(name.clone(), change);
    }
    patch
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_patch_says_what_is_new_and_what_is_gone() {
        for (before, after, patch) in [
            (json!({}), json!({}), json!({})),
            (json!({"a": 1}), json!({"a": 1}), json!({})),
            (
                json!({"a": 1}),
                json!({"a": 2, "b": 3}),
                json!({"a": 2, "b": 3}),
            ),
            (json!({"a": 1}), json!({}), json!({"a": null})),
            (
                json!({"a": [1]}),
                json!({"a": [1, 2]}),
                json!({"a": [1, 2]}),
            ),
            (
                json!({"m": {"a": "b", "c": "d"}}),
                json!({"m": {"a": "x"}}),
                json!({"m": {"a": "x", "c": null}}),
            ),
            (
                json!({"m": {"a": {"b": true}}}),
                json!({"m": {"a": {"c": true}}}),
                json!({"m": {"a": {"b": null, "c": true}}}),
            ),
        ] {
            let (before, after) = (before.as_object().unwrap(), after.as_object().unwrap());
            assert_eq!(Value::from(between(before, after)), patch);
        }
    }
}
