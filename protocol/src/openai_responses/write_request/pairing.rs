//! Calls and their results. OpenAI refuses a call without a result and a result without a call, both of which an
//! interruption or a conversation that was cut leaves behind.

use std::collections::HashMap;

use serde_json::{Value, json};

const NO_RESULT: &str = "No result was given.";

/// Gives every call a result, and tells a result that answers no call in words.
pub(super) fn mend(items: Vec<Value>) -> Vec<Value> {
    // By its call's id: where the call stands that has no result yet.
    let mut open: HashMap<String, usize> = HashMap::new();
    let mut mended: Vec<Value> = Vec::with_capacity(items.len());
    for item in items {
        match kind(&item) {
            "function_call" | "custom_tool_call" => {
                open.insert(call_id(&item).to_owned(), mended.len());
                mended.push(item);
            }
            "function_call_output" | "custom_tool_call_output" => {
                let answers = open.remove(call_id(&item)).is_some();
                mended.push(if answers { item } else { in_words(item) });
            }
            _ => mended.push(item),
        }
    }
    let mut unanswered: Vec<usize> = open.into_values().collect();
    unanswered.sort_unstable();
    for at in unanswered.into_iter().rev() {
        let result = json!({
            "type": format!("{}_output", kind(&mended[at])),
            "call_id": call_id(&mended[at]),
            "output": NO_RESULT,
        });
        mended.insert(at + 1, result);
    }
    mended
}

fn in_words(mut item: Value) -> Value {
    let intro = format!("Result of the tool call {}:", call_id(&item));
    let mut content = vec![json!({"type": "input_text", "text": intro})];
    match item.get_mut("output").map(Value::take) {
        Some(Value::Array(parts)) => content.extend(parts),
        Some(Value::String(text)) if !text.is_empty() => {
            content.push(json!({"type": "input_text", "text": text}));
        }
        _ => {}
    }
    json!({"type": "message", "role": "user", "content": content})
}

fn kind(item: &Value) -> &str {
    item.get("type").and_then(Value::as_str).unwrap_or_default()
}

fn call_id(item: &Value) -> &str {
    item.get("call_id")
        .and_then(Value::as_str)
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_call_has_a_result_and_every_result_a_call() {
        let call =
            |id| json!({"type": "function_call", "call_id": id, "name": "f", "arguments": "{}"});
        let result =
            |id, text| json!({"type": "function_call_output", "call_id": id, "output": text});
        let mended = mend(vec![
            result("x", "lost"),
            call("a"),
            call("b"),
            result("b", "found"),
        ]);
        let content = json!([{"type": "input_text", "text": "Result of the tool call x:"},
            {"type": "input_text", "text": "lost"}]);
        assert_eq!(
            mended,
            [
                json!({"type": "message", "role": "user", "content": content}),
                call("a"),
                result("a", NO_RESULT),
                call("b"),
                result("b", "found"),
            ]
        );
    }
}
