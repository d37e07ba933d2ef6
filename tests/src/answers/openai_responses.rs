//! OpenAI Responses.

use serde_json::{Value, json};

use super::{CACHED, Frames, INPUT, OUTPUT, event, words};

pub(super) fn whole(text: &str) -> Value {
    response(
        "completed",
        &json!([item("completed", &json!([part(text)]))]),
    )
}

pub(super) fn frames(text: &str) -> Frames {
    let mut number = 0_u64;
    let mut event = |name: &str, mut data: Value| {
        data["type"] = json!(name);
        data["sequence_number"] = json!(number);
        number += 1;
        event(name, &data)
    };
    let started = || json!({"response": response("in_progress", &json!([]))});
    let place = |key: &str, value: Value| {
        let mut data = json!({"item_id": "msg_fake", "output_index": 0, "content_index": 0});
        data[key] = value;
        data
    };
    let preamble = vec![
        event("response.created", started()),
        event("response.in_progress", started()),
        event(
            "response.output_item.added",
            json!({"output_index": 0, "item": item("in_progress", &json!([]))}),
        ),
        event("response.content_part.added", place("part", part(""))),
    ];
    let content = words(text)
        .into_iter()
        .map(|word| event("response.output_text.delta", place("delta", json!(word))))
        .collect();
    let ending = vec![
        event("response.output_text.done", place("text", json!(text))),
        event("response.content_part.done", place("part", part(text))),
        event(
            "response.output_item.done",
            json!({"output_index": 0, "item": item("completed", &json!([part(text)]))}),
        ),
        event("response.completed", json!({"response": whole(text)})),
    ];
    Frames {
        preamble,
        content,
        ending,
    }
}

fn part(text: &str) -> Value {
    json!({"type": "output_text", "text": text, "annotations": []})
}

fn item(status: &str, content: &Value) -> Value {
    json!({
        "id": "msg_fake",
        "type": "message",
        "role": "assistant",
        "status": status,
        "content": content,
    })
}

fn response(status: &str, output: &Value) -> Value {
    let usage = (status == "completed").then(|| {
        json!({
            "input_tokens": INPUT + CACHED,
            "input_tokens_details": {"cached_tokens": CACHED},
            "output_tokens": OUTPUT,
            "output_tokens_details": {"reasoning_tokens": 0},
            "total_tokens": INPUT + CACHED + OUTPUT,
        })
    });
    json!({
        "id": "resp_fake",
        "object": "response",
        "created_at": 1_767_225_600,
        "status": status,
        "error": null,
        "incomplete_details": null,
        "model": "fake",
        "output": output,
        "usage": usage,
    })
}
