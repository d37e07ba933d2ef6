//! Nothing that comes in makes the codec panic, and what is written can be read.

use std::sync::Arc;

use proptest::{collection::vec, prelude::*};
use serde_json::{Map, Value, json};

use super::{CODEC, Codec, generate, plain_context, request, target};
use crate::{
    codec::{Feature, Features},
    endpoint::{Endpoint, GeminiAction},
    translate,
};

const NAMES: [&str; 38] = [
    "annotations",
    "arguments",
    "audio",
    "cache_control",
    "choices",
    "completion_tokens_details",
    "content",
    "custom",
    "delta",
    "file",
    "file_data",
    "finish_reason",
    "format",
    "function",
    "function_call",
    "functions",
    "id",
    "image_url",
    "images",
    "index",
    "input",
    "logprobs",
    "message",
    "messages",
    "model",
    "n",
    "name",
    "reasoning",
    "refusal",
    "role",
    "stop",
    "text",
    "thinking",
    "tool_call_id",
    "tool_calls",
    "type",
    "url",
    "usage",
];

const WORDS: [&str; 20] = [
    "",
    "assistant",
    "user",
    "tool",
    "function",
    "system",
    "custom",
    "text",
    "refusal",
    "thinking",
    "image_url",
    "file",
    "grammar",
    "stop",
    "tool_calls",
    "data:;base64,",
    "data:a/b;base64,AA==",
    "{",
    "{\"a\":1}",
    "m",
];

/// JSON of any shape, with the names that mean something.
fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (0..3_u8).prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        prop::sample::select(&WORDS[..]).prop_map(Value::from),
        ".{0,6}".prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 48, 5, |inner| {
        let name = prop::sample::select(&NAMES[..]);
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            vec((name, inner), 0..6).prop_map(|members| {
                let members = members
                    .into_iter()
                    .map(|(name, value)| (name.to_owned(), value));
                Value::Object(members.collect::<Map<_, _>>())
            }),
        ]
    })
}

fn features() -> impl Strategy<Value = Features> {
    vec(any::<bool>(), Feature::ALL.len()).prop_map(|there| {
        let with = |set: Features, (feature, there)| if there { set.with(feature) } else { set };
        Feature::ALL
            .iter()
            .copied()
            .zip(there)
            .fold(Features::NONE, with)
    })
}

/// Every reader with these bytes.
fn read_everything(bytes: &[u8]) {
    if let Ok(request) = CODEC.read_request(&Endpoint::ChatCompletions, bytes) {
        let _ = CODEC.write_request(&request, &target(Features::NONE));
        let _ = CODEC.write_request(&request, &target(Features::all()));
    }
    if let Ok(answer) = CODEC.read_answer(bytes) {
        let written = CODEC.write_answer(&answer, &plain_context());
        assert!(serde_json::from_slice::<Value>(&written).is_ok());
    }
    let mut reader = CODEC.read_stream();
    let mut events = Vec::new();
    let _ = reader.event(None, bytes, &mut events);
    let _ = reader.event(None, bytes, &mut events);
    reader.finish(&mut events);
    let mut writer = CODEC.write_stream(Arc::new(plain_context()));
    let mut out = bytes::BytesMut::new();
    for event in events {
        writer.event(event, &mut out);
    }
    assert!(out.ends_with(b"data: [DONE]\n\n"));
}

proptest! {
    #[test]
    fn any_json_is_survived(value in json()) {
        read_everything(value.to_string().as_bytes());
    }

    #[test]
    fn any_bytes_are_survived(bytes: Vec<u8>) {
        read_everything(&bytes);
    }

    #[test]
    fn any_members_of_requests_and_answers_are_survived(one in json(), other in json(), third in json()) {
        let message = json!({"role": "assistant", "content": one, "tool_calls": other, "name": third});
        let request = json!({"model": "m", "messages": [message, one, other], "tools": third, "tool_choice": one});
        read_everything(request.to_string().as_bytes());
        for said in ["message", "delta"] {
            let answer = json!({"choices": [{"index": 1, said: message, "finish_reason": other}], "usage": third});
            read_everything(answer.to_string().as_bytes());
            let answer = json!({"choices": [{said: {"content": one, "tool_calls": [{"function": other, "index": third}]}}]});
            read_everything(answer.to_string().as_bytes());
        }
    }

    #[test]
    fn cut_requests_and_answers_are_survived(given in generate::request(), answer in generate::answer(), cut: prop::sample::Index) {
        for text in [given.to_string(), answer.to_string()] {
            let bytes = text.as_bytes();
            read_everything(&bytes[..cut.index(bytes.len())]);
        }
    }

    #[test]
    fn a_request_is_written_whatever_the_target_can(given in generate::request(), features in features()) {
        if let Ok(written) = CODEC.write_request(&request(&given), &target(features)) {
            prop_assert!(serde_json::from_slice::<Value>(&written.body).is_ok());
        }
    }

    #[test]
    fn what_other_dialects_ask_is_written_or_refused(members in json(), items in vec(json(), 0..4), features in features()) {
        let gemini = Endpoint::Gemini { model: "m".to_owned(), action: GeminiAction::Generate };
        let message = json!({"role": "user", "content": items, "parts": items});
        let body = json!({
            "model": "m", "max_tokens": 1, "system": members, "messages": [message], "input": items,
            "contents": [message], "tools": members,
        });
        for endpoint in [Endpoint::Messages, Endpoint::Responses, gemini] {
            if let Ok(request) = translate::read(&endpoint, body.to_string().as_bytes())
                && let Ok(written) = CODEC.write_request(&request, &target(features))
            {
                prop_assert!(serde_json::from_slice::<Value>(&written.body).is_ok());
            }
        }
    }
}
