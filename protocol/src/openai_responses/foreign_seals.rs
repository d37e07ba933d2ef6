//! Taking proofs of other dialects out of a request that goes to a provider of this one.

use serde_json::{Map, Value};

use crate::{hub::Seal, kept};

/// The request without them, and as [`kept::portable`] makes it: who has such reasoning in it has ids that Routex made,
/// too. `None`: it has none.
pub(super) fn remove(body: &[u8]) -> Option<Vec<u8>> {
    let request: Map<String, Value> = serde_json::from_slice(body).ok()?;
    let items = request.get("input")?.as_array()?;
    items.iter().any(is_enveloped).then_some(())?;
    kept::portable(body).ok()
}

fn is_enveloped(item: &Value) -> bool {
    let sealed = item.get("encrypted_content").and_then(Value::as_str);
    item.get("type").and_then(Value::as_str) == Some("reasoning")
        && sealed.and_then(Seal::open).is_some()
}

#[cfg(test)]
mod tests {
    use routex_entity::Dialect;
    use serde_json::json;

    use super::*;

    #[test]
    fn foreign_reasoning_goes_and_all_else_stays() {
        let foreign = Seal::new(Dialect::Anthropic, "EqQB").to_client(Dialect::OpenaiResponses);
        let reasoning = |sealed: &str| json!({ "type": "reasoning", "summary": [], "encrypted_content": sealed });
        let body = |items: Value| json!({ "input": items, "newMember": { "z": 1.0, "a": [null] } });
        let call =
            json!({ "type": "function_call", "call_id": "c", "name": "f", "arguments": "{}" });
        let mut named = call.clone();
        named["id"] = json!("fc_019a");

        let clean = remove(
            body(json!([reasoning(&foreign), reasoning("gAAA"), named]))
                .to_string()
                .as_bytes(),
        );

        let clean: Value = serde_json::from_slice(&clean.unwrap()).unwrap();
        assert_eq!(clean, body(json!([reasoning("gAAA"), call])));
    }

    #[test]
    fn what_has_none_is_left_alone() {
        for body in [
            json!({ "input": "cngxOmhlbGxv" }),
            json!({ "input": [{ "type": "reasoning", "id": "rs_1", "encrypted_content": "gAAA" }] }),
            json!({ "input": [{ "role": "user", "content": "cngxOmhlbGxv" }] }),
            json!([]),
        ] {
            assert_eq!(remove(body.to_string().as_bytes()), None, "{body}");
        }
    }
}
