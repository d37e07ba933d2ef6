//! Calls and their results. OpenAI refuses a call without a result and a result without a call, both of which an
//! interruption or a conversation that was cut leaves behind.

use std::{borrow::Cow, collections::HashMap};

use crate::{
    hub::NO_RESULT,
    json::{Node, Object},
};

/// Gives every call a result, and tells a result that answers no call in words.
pub(super) fn mend(items: Vec<Node<'_>>) -> Vec<Node<'_>> {
    // By its call's id: where the call stands that has no result yet.
    let mut open: HashMap<String, usize> = HashMap::new();
    let mut mended: Vec<Node<'_>> = Vec::with_capacity(items.len());
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
        let mut result = Object::new();
        result.put("type", format!("{}_output", kind(&mended[at])));
        result.put("call_id", call_id(&mended[at]).to_owned());
        result.put("output", NO_RESULT);
        mended.insert(at + 1, result.into());
    }
    mended
}

fn in_words(item: Node<'_>) -> Node<'_> {
    let intro = format!("Result of the tool call {}:", call_id(&item));
    let mut content = vec![text(intro.into())];
    match item.into_member("output") {
        Some(Node::List(parts)) => content.extend(parts),
        Some(Node::Text(said)) if !said.is_empty() => content.push(text(said)),
        _ => {}
    }
    let mut message = Object::new();
    message.put("type", "message");
    message.put("role", "user");
    message.put("content", content);
    message.into()
}

fn text(text: Cow<'_, str>) -> Node<'_> {
    let mut part = Object::new();
    part.put("type", "input_text");
    part.put("text", text);
    part.into()
}

fn kind<'n>(item: &'n Node<'_>) -> &'n str {
    item.text("type").unwrap_or_default()
}

fn call_id<'n>(item: &'n Node<'_>) -> &'n str {
    item.text("call_id").unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_call_has_a_result_and_every_result_a_call() {
        let call =
            |id| json!({"type": "function_call", "call_id": id, "name": "f", "arguments": "{}"});
        let result =
            |id, text| json!({"type": "function_call_output", "call_id": id, "output": text});
        let output = |id: &'static str, text: &'static str| {
            let mut output = Object::new();
            output.put("type", "function_call_output");
            output.put("call_id", id);
            output.put("output", text);
            output.into()
        };
        let mended = mend(vec![
            output("x", "lost"),
            call("a").into(),
            call("b").into(),
            output("b", "found"),
        ]);
        let mended = serde_json::to_value(&mended).unwrap();
        let content = json!([{"type": "input_text", "text": "Result of the tool call x:"},
            {"type": "input_text", "text": "lost"}]);
        assert_eq!(
            mended,
            json!([
                json!({"type": "message", "role": "user", "content": content}),
                call("a"),
                result("a", NO_RESULT),
                call("b"),
                result("b", "found"),
            ])
        );
    }
}
