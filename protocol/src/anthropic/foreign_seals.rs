//! Taking proofs of other dialects out of a request that goes to a provider of this one.

use routex_entity::Dialect;
use serde_json::{Map, Value};

use crate::hub::Seal;

/// The request without them. `None`: it has none.
pub(super) fn remove(body: &[u8]) -> Option<Vec<u8>> {
    let mut request: Map<String, Value> = serde_json::from_slice(body).ok()?;
    let messages = request.get_mut("messages")?.as_array_mut()?;
    let mut changed = false;
    // A message that was a thought and nothing else goes as a whole: it may not be empty.
    messages.retain_mut(|message| match message.get_mut("content") {
        Some(Value::Array(blocks)) => {
            let removed = block_by_block(blocks);
            changed |= removed;
            !(removed && blocks.is_empty())
        }
        _ => true,
    });
    if !changed {
        return None;
    }
    if loop_lacks_thought(messages) {
        think_not(&mut request);
    }
    serde_json::to_vec(&request).ok()
}

/// Whether there was something to remove.
fn block_by_block(blocks: &mut Vec<Value>) -> bool {
    let mut changed = false;
    blocks.retain_mut(|block| {
        let member = match kind(block) {
            "thinking" => "signature",
            "redacted_thinking" => "data",
            _ => return true,
        };
        let Some(Value::String(sealed)) = block.get_mut(member) else {
            return true;
        };
        let Some(seal) = Seal::open(sealed) else {
            return true;
        };
        changed = true;
        match seal.for_provider(Dialect::Anthropic) {
            Some(own) => {
                own.clone_into(sealed);
                true
            }
            None => false,
        }
    });
    changed
}

/// The tool loop under way, which begins behind the last thing that the user said, does not begin with a thought.
fn loop_lacks_thought(messages: &[Value]) -> bool {
    let blocks = messages.iter().flat_map(|message| {
        let by_model = message.get("role").and_then(Value::as_str) == Some("assistant");
        let content = message.get("content");
        let blocks = content.and_then(Value::as_array).map(Vec::as_slice);
        let blocks = blocks.unwrap_or_else(|| content.map_or(&[], std::slice::from_ref));
        blocks.iter().map(move |block| (by_model, kind(block)))
    });
    let blocks: Vec<_> = blocks.collect();
    let said_by_user = |(by_model, kind): &(bool, &str)| !by_model && *kind != "tool_result";
    let begin = blocks.iter().rposition(said_by_user).map_or(0, |at| at + 1);
    let mut by_model = blocks[begin..].iter().filter(|(by_model, _)| *by_model);
    let first = by_model.clone().next().map(|(_, kind)| *kind);
    !matches!(first, Some("thinking" | "redacted_thinking"))
        && by_model.any(|(_, kind)| *kind == "tool_use")
}

/// A model that thinks within a budget refuses a tool loop without the thought that began it; until the loop is over it
/// goes on without. One that thinks as it sees fit takes both.
fn think_not(request: &mut Map<String, Value>) {
    let thinking = request
        .get("thinking")
        .and_then(|thinking| thinking.get("type"));
    if thinking.and_then(Value::as_str) != Some("enabled") {
        return;
    }
    request.shift_remove("thinking");
    let edits = request
        .get_mut("context_management")
        .and_then(|management| management.get_mut("edits"));
    // It is refused where nothing is thought.
    if let Some(Value::Array(edits)) = edits {
        edits.retain(|edit| !kind(edit).starts_with("clear_thinking"));
    }
}

fn kind(object: &Value) -> &str {
    let kind = object.get("type").and_then(Value::as_str);
    kind.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn without(body: &Value) -> Option<Value> {
        let body = remove(body.to_string().as_bytes())?;
        Some(serde_json::from_slice(&body).unwrap())
    }

    fn foreign() -> String {
        Seal::new(Dialect::Gemini, "CiQB").to_client(Dialect::Anthropic)
    }

    fn thought(signature: &str) -> Value {
        json!({ "type": "thinking", "thinking": "hm", "signature": signature })
    }

    fn call() -> Value {
        json!({ "type": "tool_use", "id": "t", "name": "f", "input": {} })
    }

    #[test]
    fn foreign_thoughts_go_and_all_else_stays() {
        let body = |messages: Value| {
            json!({
                "model": "m", "max_tokens": 9, "newMember": { "z": 1.0, "a": [null] },
                "thinking": { "type": "enabled", "budget_tokens": 1024 },
                "messages": messages,
            })
        };
        let asked = json!({ "role": "user", "content": "a" });
        let said = |blocks: Value| json!({ "role": "assistant", "content": blocks });
        let text =
            json!({ "type": "text", "text": "So", "cache_control": { "type": "ephemeral" } });
        let redacted = json!({ "type": "redacted_thinking", "data": foreign() });

        let clean = without(&body(json!([
            asked,
            said(json!([
                thought(&foreign()),
                redacted,
                text,
                thought("EqQB")
            ])),
            asked,
            said(json!([thought(&foreign())])),
            asked,
        ])));

        let expected = body(json!([
            asked,
            said(json!([text, thought("EqQB")])),
            asked,
            asked
        ]));
        assert_eq!(clean, Some(expected));
    }

    #[test]
    fn a_tool_loop_whose_thought_is_gone_goes_on_without_thinking() {
        let result =
            json!({ "role": "user", "content": [{ "type": "tool_result", "tool_use_id": "t" }] });
        let body = |said: Value, last: Value, thinking: Value| {
            json!({
                "messages": [{ "role": "user", "content": "a" }, { "role": "assistant", "content": said }, last],
                "thinking": thinking,
                "context_management": { "edits": [{ "type": "clear_thinking_20251015", "keep": "all" }] },
            })
        };
        let enabled = json!({ "type": "enabled", "budget_tokens": 1024 });
        let adaptive = json!({ "type": "adaptive" });
        let said = json!([thought(&foreign()), call()]);

        let clean = without(&body(said.clone(), result.clone(), enabled.clone())).unwrap();
        assert_eq!(clean.get("thinking"), None);
        assert_eq!(clean["context_management"]["edits"], json!([]));

        let both = json!([thought(&foreign()), thought("EqQB"), call()]);
        let user = json!({ "role": "user", "content": "b" });
        for (said, last, thinking) in [
            (said.clone(), result.clone(), adaptive),
            (both, result, enabled.clone()),
            (said, user, enabled),
        ] {
            let clean = without(&body(said, last, thinking.clone())).unwrap();
            assert_eq!(clean["thinking"], thinking);
            assert_ne!(clean["context_management"]["edits"], json!([]));
        }
    }

    #[test]
    fn what_has_none_is_left_alone() {
        let said =
            |block: Value| json!({ "messages": [{ "role": "assistant", "content": [block] }] });
        for body in [
            said(json!({ "type": "text", "text": "cngxOmhlbGxv" })),
            said(thought("EqQB")),
            said(thought("cngxOg==")),
            json!({ "messages": [{ "content": "cngxOmhlbGxv" }, 1] }),
            json!([]),
        ] {
            assert_eq!(without(&body), None, "{body}");
        }
    }
}
