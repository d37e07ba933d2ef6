//! Whatever comes, nothing breaks.

use bytes::BytesMut;
use proptest::prelude::*;
use routex_entity::Dialect;
use serde_json::Value;

use super::{context, documented};
use crate::{
    anthropic::CODEC,
    codec::{Codec, Feature, Features, Purpose, Target, codec},
    endpoint::{Endpoint, GeminiAction},
    hub::Request,
};

/// Words that mean something somewhere, so that odd requests come far.
const WORDS: &[&str] = &[
    "model",
    "messages",
    "role",
    "content",
    "type",
    "text",
    "user",
    "assistant",
    "system",
    "tool",
    "tools",
    "name",
    "input",
    "id",
    "tool_use",
    "tool_result",
    "tool_use_id",
    "thinking",
    "signature",
    "source",
    "base64",
    "data",
    "image",
    "document",
    "usage",
    "delta",
    "index",
    "content_block",
    "content_block_start",
    "content_block_delta",
    "message_start",
    "message_delta",
    "message",
    "output_config",
    "format",
    "schema",
    "tool_choice",
    "contents",
    "parts",
    "functionCall",
    "function",
    "tool_calls",
    "function_call",
    "call_id",
    "output",
    "arguments",
    "properties",
];

fn word() -> impl Strategy<Value = String> {
    prop::sample::select(WORDS).prop_map(str::to_owned)
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,4}".prop_map(Value::from),
        word().prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 60, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(word(), inner, 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

fn write_for_all(request: &Request) {
    let features = [
        Features::all(),
        Features::NONE,
        Features::all().without(Feature::JsonSchema),
    ];
    for features in features {
        for model in ["claude-opus-5-5", "claude-haiku-4-5", "other"] {
            for purpose in [Purpose::Generate, Purpose::Count] {
                let target = Target {
                    model,
                    features,
                    purpose,
                };
                if let Ok(written) = CODEC.write_request(request, &target) {
                    assert!(serde_json::from_slice::<Value>(&written.body).is_ok());
                }
            }
        }
    }
}

fn read_anywhere(body: &[u8]) {
    for dialect in Dialect::ALL {
        let endpoint = match dialect {
            Dialect::Anthropic => Endpoint::Messages,
            Dialect::OpenaiChat => Endpoint::ChatCompletions,
            Dialect::OpenaiResponses => Endpoint::Responses,
            Dialect::Gemini => Endpoint::Gemini {
                model: "m".to_owned(),
                action: GeminiAction::Generate,
            },
        };
        if let Ok(request) = codec(*dialect).read_request(&endpoint, body) {
            write_for_all(&request);
        }
    }
}

fn read_answer(body: &[u8]) {
    if let Ok(answer) = CODEC.read_answer(body) {
        let written = CODEC.write_answer(&answer, &context(Dialect::Anthropic));
        assert!(serde_json::from_slice::<Value>(&written).is_ok());
    }
}

fn follow(events: &[Value]) {
    let mut reader = CODEC.read_stream();
    let mut writer = CODEC.write_stream(context(Dialect::Anthropic));
    let mut hub = Vec::new();
    for event in events {
        let _ = reader.event(
            Some(b"content_block_delta"),
            event.to_string().as_bytes(),
            &mut hub,
        );
    }
    reader.finish(&mut hub);
    let mut out = BytesMut::new();
    for event in hub {
        writer.event(event, &mut out);
    }
    assert!(out.ends_with(b"event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"));
}

proptest! {
    #[test]
    fn any_json_is_survived(json in any_json()) {
        let body = json.to_string();
        read_anywhere(body.as_bytes());
        read_answer(body.as_bytes());
    }

    #[test]
    fn any_conversation_is_survived(messages in prop::collection::vec(any_json(), 0..4), other in any_json()) {
        let request = serde_json::json!({
            "model": "m", "max_tokens": 9, "messages": messages, "input": messages, "contents": messages, "tools": other,
        });
        read_anywhere(request.to_string().as_bytes());
    }

    #[test]
    fn cut_requests_are_survived(request in documented::request(), cut in 0.0..1.0) {
        let body = request.to_string();
        let end = body.floor_char_boundary((body.len() as f64 * cut) as usize);
        read_anywhere(&body.as_bytes()[..end]);
    }

    #[test]
    fn any_request_can_be_asked_of_any_model(request in documented::request(), origin in prop::sample::select(Dialect::ALL)) {
        let mut request = super::read(&request);
        request.origin = origin;
        write_for_all(&request);
    }

    #[test]
    fn any_events_end_well(events in prop::collection::vec(any_json(), 0..12)) {
        follow(&events);
    }
}
