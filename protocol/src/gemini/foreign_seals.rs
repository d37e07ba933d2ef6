//! Taking proofs of other dialects out of a request that goes to a provider of this one.

use routex_entity::Dialect;
use serde_json::{Map, Value};

use super::{model::Model, write_request::NO_SIGNATURE};
use crate::hub::Seal;

/// The request without them. `None`: it has none.
pub(super) fn remove(body: &[u8], model: &str) -> Option<Vec<u8>> {
    let mut request: Value = serde_json::from_slice(body).ok()?;
    let third = Model::new(model).is_third();
    // What counts tokens may enclose the request.
    let enclosing = "generateContentRequest";
    let own = match request.get(enclosing) {
        Some(_) => &mut request[enclosing],
        None => &mut request,
    };
    let contents = own.get_mut("contents")?.as_array_mut()?;
    let mut changed = false;
    // A content that was a thought and nothing else goes as a whole: it may not be empty.
    contents.retain_mut(|content| match content.get_mut("parts") {
        Some(Value::Array(parts)) => {
            let removed = part_by_part(parts, third);
            changed |= removed;
            !(removed && parts.is_empty())
        }
        _ => true,
    });
    changed.then(|| serde_json::to_vec(&request).ok())?
}

/// Whether there was something to remove. From the third generation on, the first call of a step needs some signature.
fn part_by_part(parts: &mut Vec<Value>, third: bool) -> bool {
    let mut changed = false;
    let mut first_call = true;
    parts.retain_mut(|part| {
        let Value::Object(part) = part else {
            return true;
        };
        let calls = ["functionCall", "function_call"]
            .iter()
            .any(|name| part.contains_key(*name));
        let needs_one = third && calls && std::mem::take(&mut first_call);
        first_call &= !calls;
        let Some((name, seal)) = enveloped(part) else {
            return true;
        };
        changed = true;
        let own = seal.for_provider(Dialect::Gemini);
        match own.or(needs_one.then_some(NO_SIGNATURE)) {
            Some(usable) => {
                part.insert(name.to_owned(), usable.into());
                true
            }
            None => {
                part.remove(name);
                part.get("thought") != Some(&Value::Bool(true))
            }
        }
    });
    changed
}

/// The seal in an envelope, and the member that has it.
fn enveloped(part: &Map<String, Value>) -> Option<(&'static str, Seal)> {
    ["thoughtSignature", "thought_signature"]
        .into_iter()
        .find_map(|name| Some((name, Seal::open(part.get(name)?.as_str()?)?)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn without(body: &Value, model: &str) -> Option<Value> {
        let body = remove(body.to_string().as_bytes(), model)?;
        Some(serde_json::from_slice(&body).unwrap())
    }

    #[test]
    fn foreign_thoughts_go_and_all_else_stays() {
        let foreign = Seal::new(Dialect::Anthropic, "EqQB").to_client(Dialect::Gemini);
        let body = |spoken: Value| {
            json!({
                "contents": [
                    { "role": "user", "parts": [{ "text": "a" }] },
                    { "role": "model", "parts": spoken },
                    { "role": "user", "parts": [{ "functionResponse": { "name": "f", "response": {} } }] },
                ],
                "newMember": { "z": 1.0, "a": [null] },
            })
        };
        let call = |name: &str| json!({ "functionCall": { "name": name, "args": {} } });
        let signed = |mut part: Value, signature: &str| {
            part["thoughtSignature"] = signature.into();
            part
        };
        let conversation = body(json!([
            signed(json!({ "thought": true, "text": "hm" }), &foreign),
            { "thought": true, "text": "not proven" },
            signed(json!({ "text": "So" }), &foreign),
            signed(json!({ "text": "own" }), "CiQB"),
            signed(call("f"), &foreign),
            signed(call("g"), &foreign),
        ]));

        let expected = |first_call| {
            body(json!([
                { "thought": true, "text": "not proven" },
                { "text": "So" },
                signed(json!({ "text": "own" }), "CiQB"),
                first_call,
                call("g"),
            ]))
        };
        assert_eq!(
            without(&conversation, "gemini-2.5-pro"),
            Some(expected(call("f")))
        );
        assert_eq!(
            without(&conversation, "gemini-3-pro-preview"),
            Some(expected(signed(call("f"), NO_SIGNATURE)))
        );
    }

    #[test]
    fn a_call_that_has_its_own_signature_is_the_first_one() {
        let foreign = Seal::new(Dialect::Anthropic, "EqQB").to_client(Dialect::Gemini);
        let call = |signature: &str| json!({ "functionCall": { "name": "f" }, "thought_signature": signature });
        let body = |parts| json!({ "contents": [{ "role": "model", "parts": parts }] });

        let clean = without(&body(json!([call("CiQB"), call(&foreign)])), "gemini-3-pro");

        let bare = json!({ "functionCall": { "name": "f" } });
        assert_eq!(clean, Some(body(json!([call("CiQB"), bare]))));
    }

    #[test]
    fn what_has_none_is_left_alone() {
        for body in [
            json!({ "contents": [{ "parts": [{ "text": "cngxOmhlbGxv" }] }] }),
            json!({ "contents": [{ "parts": [{ "text": "a", "thoughtSignature": "CiQB" }] }] }),
            json!({ "contents": "a" }),
            json!([]),
        ] {
            assert_eq!(without(&body, "gemini-3-pro"), None, "{body}");
        }
    }
}
