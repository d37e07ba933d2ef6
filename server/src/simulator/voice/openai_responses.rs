//! OpenAI Responses. Every answer has an id of its own, so plans carry two marks in the place of ids that `stamp` fills in.

use std::borrow::Cow;

use bytes::Bytes;
use serde_json::{Value, json};

use super::{
    super::{
        plan::{Frames, Recording, named_event},
        script::Behaviour,
        speech::{Call, Part, Pieces, Speech},
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
    let items = speech.parts.iter().map(|part| item(speech, part, true));
    response(speech, "completed", &items.collect())
}

pub(in super::super) fn frames(speech: &Speech<'_>) -> Frames {
    let mut events = Events::default();
    let started = || json!({"response": response(speech, "in_progress", &json!([]))});
    events.push("response.created", started());
    events.push("response.in_progress", started());
    for (index, part) in speech.parts.iter().enumerate() {
        events.push(
            "response.output_item.added",
            json!({"output_index": index, "item": item(speech, part, false)}),
        );
        match part {
            Part::Text { pieces, .. } => text(&mut events, &message_id(speech), index, pieces),
            Part::Call(call) => arguments(&mut events, index, call),
            Part::Thought(thought) if thought.pieces.is_empty() => {}
            Part::Thought(thought) => {
                summary(&mut events, &thought_id(speech), index, &thought.pieces);
            }
        }
        events.push(
            "response.output_item.done",
            json!({"output_index": index, "item": item(speech, part, true)}),
        );
    }
    events.push("response.completed", json!({"response": complete(speech)}));
    let sent_before = if speech.script.behaviour == Behaviour::StreamError {
        0
    } else {
        events.recording.half()
    };
    events.recording.finish(named_event(
        "error",
        &json!({
            "type": "error",
            "sequence_number": sent_before,
            "code": "server_error",
            "message": "The server had an error",
            "param": null,
        }),
    ))
}

/// Numbers events.
#[derive(Default)]
struct Events {
    recording: Recording,
    number: u64,
}

impl Events {
    fn push(&mut self, name: &str, data: Value) {
        let event = self.event(name, data);
        self.recording.push(event);
    }

    fn content(&mut self, name: &str, deltas: Vec<Value>) {
        let events: Vec<Bytes> = deltas
            .into_iter()
            .map(|delta| self.event(name, delta))
            .collect();
        self.recording.content(events);
    }

    fn event(&mut self, name: &str, mut data: Value) -> Bytes {
        data["type"] = json!(name);
        data["sequence_number"] = json!(self.number);
        self.number += 1;
        named_event(name, &data)
    }
}

fn text(events: &mut Events, id: &str, index: usize, pieces: &Pieces) {
    let place = json!({"item_id": id, "output_index": index, "content_index": 0});
    events.push(
        "response.content_part.added",
        with(&place, "part", text_part("")),
    );
    let deltas = pieces.iter().map(|piece| {
        let mut delta = with(&place, "delta", json!(piece));
        delta["logprobs"] = json!([]);
        delta
    });
    events.content("response.output_text.delta", deltas.collect());
    let text = pieces.concat();
    let mut done = with(&place, "text", json!(text));
    done["logprobs"] = json!([]);
    events.push("response.output_text.done", done);
    events.push(
        "response.content_part.done",
        with(&place, "part", text_part(&text)),
    );
}

fn arguments(events: &mut Events, index: usize, call: &Call) {
    let place = json!({"item_id": format!("fc_{}", call.key), "output_index": index});
    let pieces = call.arguments.iter();
    let deltas = pieces.map(|piece| with(&place, "delta", json!(piece)));
    events.content("response.function_call_arguments.delta", deltas.collect());
    let mut done = with(&place, "arguments", json!(call.arguments.concat()));
    done["name"] = json!(call.name);
    events.push("response.function_call_arguments.done", done);
}

fn summary(events: &mut Events, id: &str, index: usize, pieces: &Pieces) {
    let place = json!({"item_id": id, "output_index": index, "summary_index": 0});
    events.push(
        "response.reasoning_summary_part.added",
        with(&place, "part", summary_part("")),
    );
    let deltas = pieces
        .iter()
        .map(|piece| with(&place, "delta", json!(piece)));
    events.content("response.reasoning_summary_text.delta", deltas.collect());
    let text = pieces.concat();
    events.push(
        "response.reasoning_summary_text.done",
        with(&place, "text", json!(text)),
    );
    events.push(
        "response.reasoning_summary_part.done",
        with(&place, "part", summary_part(&text)),
    );
}

fn summary_part(text: &str) -> Value {
    json!({"type": "summary_text", "text": text})
}

fn message_id(speech: &Speech<'_>) -> String {
    format!("msg_{}", speech.key)
}

/// The id of the item that holds what an answer with this key was thought.
fn thought_id(speech: &Speech<'_>) -> String {
    format!("rs_{}", speech.key)
}

fn with(place: &Value, key: &str, value: Value) -> Value {
    let mut data = place.clone();
    data[key] = value;
    data
}

fn text_part(text: &str) -> Value {
    json!({"type": "output_text", "text": text, "annotations": [], "logprobs": []})
}

fn item(speech: &Speech<'_>, part: &Part, done: bool) -> Value {
    let status = if done { "completed" } else { "in_progress" };
    match part {
        Part::Call(call) => {
            let arguments = if done {
                call.arguments.concat()
            } else {
                String::new()
            };
            json!({
                "id": format!("fc_{}", call.key),
                "type": "function_call",
                "status": status,
                "call_id": format!("call_{}", call.key),
                "name": call.name,
                "arguments": arguments,
            })
        }
        Part::Text { pieces, .. } => {
            let content = if done {
                json!([text_part(&pieces.concat())])
            } else {
                json!([])
            };
            json!({
                "id": message_id(speech),
                "type": "message",
                "status": status,
                "role": "assistant",
                "content": content,
            })
        }
        Part::Thought(thought) => {
            let summary = if done && !thought.pieces.is_empty() {
                json!([summary_part(&thought.pieces.concat())])
            } else {
                json!([])
            };
            let mut item = json!({
                "id": thought_id(speech),
                "type": "reasoning",
                "summary": summary,
            });
            if let Some(seal) = &thought.seal {
                item["encrypted_content"] = json!(seal);
            }
            item
        }
    }
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
