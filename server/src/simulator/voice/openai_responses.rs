//! OpenAI Responses. Every answer has an id of its own, so plans carry two marks in the place of ids that `stamp` fills in.

use std::borrow::Cow;

use bytes::Bytes;
use serde_json::{Value, json};

use super::{
    super::{
        plan::{Frames, Speech, TOOL, TOOL_ARGUMENTS, named_event},
        script::Behaviour,
    },
    openai_chat::CREATED,
};

const ID_MARK: &str = "resp_sim_this";
const PREVIOUS_MARK: &str = "\"resp_sim_previous\"";

/// Puts the ids of one answer in the place of the marks.
pub(in super::super) fn stamp(frame: &Bytes, id: &str, previous: Option<&str>) -> Bytes {
    let Ok(text) = std::str::from_utf8(frame) else {
        return frame.clone();
    };
    if !text.contains(ID_MARK) {
        return frame.clone();
    }
    let previous = previous.map_or(Cow::Borrowed("null"), |id| json!(id).to_string().into());
    let stamped = text.replace(ID_MARK, id).replace(PREVIOUS_MARK, &previous);
    Bytes::from(stamped)
}

pub(in super::super) fn complete(speech: &Speech<'_>) -> Value {
    response(speech, "completed", &json!([item(speech, true)]))
}

pub(in super::super) fn frames(speech: &Speech<'_>) -> Frames {
    let mut number = 0_u64;
    let mut event = |name: &str, mut data: Value| {
        data["type"] = json!(name);
        data["sequence_number"] = json!(number);
        number += 1;
        named_event(name, &data)
    };
    let started = || json!({"response": response(speech, "in_progress", &json!([]))});
    let mut preamble = vec![
        event("response.created", started()),
        event("response.in_progress", started()),
        event(
            "response.output_item.added",
            json!({"output_index": 0, "item": item(speech, false)}),
        ),
    ];
    let mut ending = Vec::new();
    let content: Vec<Bytes> = if speech.calls_tool() {
        let place = json!({"item_id": "fc_sim", "output_index": 0});
        let name = "response.function_call_arguments";
        let deltas = TOOL_ARGUMENTS.iter().map(|piece| {
            event(
                &format!("{name}.delta"),
                with(&place, "delta", json!(piece)),
            )
        });
        let deltas = deltas.collect();
        let mut done = with(&place, "arguments", json!(TOOL_ARGUMENTS.concat()));
        done["name"] = json!(TOOL);
        ending.push(event(&format!("{name}.done"), done));
        deltas
    } else {
        let place = json!({"item_id": "msg_sim", "output_index": 0, "content_index": 0});
        preamble.push(event(
            "response.content_part.added",
            with(&place, "part", text_part("")),
        ));
        let deltas = speech.words.iter().map(|word| {
            let mut delta = with(&place, "delta", json!(word));
            delta["logprobs"] = json!([]);
            event("response.output_text.delta", delta)
        });
        let deltas = deltas.collect();
        let mut done = with(&place, "text", json!(speech.text()));
        done["logprobs"] = json!([]);
        ending.push(event("response.output_text.done", done));
        ending.push(event(
            "response.content_part.done",
            with(&place, "part", text_part(&speech.text())),
        ));
        deltas
    };
    ending.push(event(
        "response.output_item.done",
        json!({"output_index": 0, "item": item(speech, true)}),
    ));
    ending.push(event(
        "response.completed",
        json!({"response": complete(speech)}),
    ));
    let sent_before = if speech.script.behaviour == Behaviour::StreamError {
        0
    } else {
        preamble.len() + content.len() / 2
    };
    let error = named_event(
        "error",
        &json!({
            "type": "error",
            "sequence_number": sent_before,
            "code": "server_error",
            "message": "The server had an error",
            "param": null,
        }),
    );
    Frames {
        preamble,
        content,
        ending,
        error,
    }
}

fn with(place: &Value, key: &str, value: Value) -> Value {
    let mut data = place.clone();
    data[key] = value;
    data
}

fn text_part(text: &str) -> Value {
    json!({"type": "output_text", "text": text, "annotations": [], "logprobs": []})
}

fn item(speech: &Speech<'_>, done: bool) -> Value {
    let status = if done { "completed" } else { "in_progress" };
    if speech.calls_tool() {
        let arguments = if done {
            TOOL_ARGUMENTS.concat()
        } else {
            String::new()
        };
        return json!({
            "id": "fc_sim",
            "type": "function_call",
            "status": status,
            "call_id": "call_sim",
            "name": TOOL,
            "arguments": arguments,
        });
    }
    let content = if done {
        json!([text_part(&speech.text())])
    } else {
        json!([])
    };
    json!({
        "id": "msg_sim",
        "type": "message",
        "status": status,
        "role": "assistant",
        "content": content,
    })
}

fn response(speech: &Speech<'_>, status: &str, output: &Value) -> Value {
    let usage = (status == "completed").then(|| usage(speech));
    json!({
        "id": ID_MARK,
        "object": "response",
        "created_at": CREATED,
        "status": status,
        "background": false,
        "error": null,
        "incomplete_details": null,
        "instructions": null,
        "max_output_tokens": null,
        "metadata": {},
        "model": speech.model,
        "output": output,
        "parallel_tool_calls": true,
        "previous_response_id": "resp_sim_previous",
        "reasoning": {"effort": null, "summary": null},
        "service_tier": "default",
        "store": true,
        "temperature": 1.0,
        "text": {"format": {"type": "text"}},
        "tool_choice": "auto",
        "tools": [],
        "top_p": 1.0,
        "truncation": "disabled",
        "usage": usage,
        "user": null,
    })
}

fn usage(speech: &Speech<'_>) -> Value {
    let usage = &speech.script.usage;
    json!({
        "input_tokens": speech.whole_input(),
        "input_tokens_details": {
            "cached_tokens": usage.cache_read,
            "cache_write_tokens": usage.cache_write(),
        },
        "output_tokens": usage.output,
        "output_tokens_details": {"reasoning_tokens": usage.reasoning},
        "total_tokens": speech.whole_input() + usage.output,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stamping_leaves_no_mark() {
        let frame = Bytes::from(format!(
            "{{\"id\":\"{ID_MARK}\",\"previous_response_id\":{PREVIOUS_MARK}}}"
        ));
        let first = stamp(&frame, "resp_1", None);
        assert_eq!(first, r#"{"id":"resp_1","previous_response_id":null}"#);
        let second = stamp(&frame, "resp_2", Some("resp_1"));
        assert_eq!(second, r#"{"id":"resp_2","previous_response_id":"resp_1"}"#);
    }

    #[test]
    fn frames_without_ids_are_shared() {
        let frame = Bytes::from_static(b"data: {}\n\n");
        assert_eq!(stamp(&frame, "resp_1", None).as_ptr(), frame.as_ptr());
    }
}
