//! Nothing that is read makes the codec panic.

use proptest::{collection::vec, prelude::*};
use routex_entity::Dialect;
use serde_json::{Value, json};

use super::{context, endpoint, target};
use crate::{
    Framing,
    codec::{Codec, codec},
    endpoint::{Endpoint, GeminiAction},
    gemini::CODEC,
};

const NAMES: [&str; 40] = [
    "contents",
    "role",
    "parts",
    "text",
    "thought",
    "thoughtSignature",
    "inlineData",
    "mimeType",
    "data",
    "fileData",
    "fileUri",
    "functionCall",
    "functionResponse",
    "name",
    "args",
    "id",
    "response",
    "systemInstruction",
    "tools",
    "functionDeclarations",
    "parameters",
    "type",
    "nullable",
    "properties",
    "anyOf",
    "toolConfig",
    "functionCallingConfig",
    "mode",
    "allowedFunctionNames",
    "generationConfig",
    "thinkingConfig",
    "thinkingBudget",
    "candidates",
    "content",
    "index",
    "finishReason",
    "usageMetadata",
    "promptFeedback",
    "blockReason",
    "messages",
];

/// JSON of any shape whose members often have names that mean something.
fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[a-zA-Z_/:=;,. é]{0,12}".prop_map(Value::from),
        proptest::sample::select(vec![
            "user",
            "model",
            "STOP",
            "ANY",
            "data:image/png;base64,AA=="
        ])
        .prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 48, 5, |inner| {
        let name = prop_oneof![
            8 => proptest::sample::select(NAMES.to_vec()).prop_map(str::to_owned),
            1 => "[a-z_.=]{0,6}",
        ];
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            vec((name, inner), 0..5).prop_map(|it| Value::Object(it.into_iter().collect())),
        ]
    })
}

fn survives(body: &[u8]) {
    for action in [GeminiAction::Generate, GeminiAction::CountTokens] {
        if let Ok(request) = CODEC.read_request(&endpoint(action), body) {
            let _ = CODEC.write_request(&request, &target("gemini-3-pro-preview"));
        }
    }
    if let Ok(answer) = CODEC.read_answer(body) {
        CODEC.write_answer(&answer, &context(Framing::Sse));
    }
    let mut hub = Vec::new();
    let mut reader = CODEC.read_stream();
    for _ in 0..2 {
        let _ = reader.event(None, body, &mut hub);
    }
    reader.finish(&mut hub);
    let mut writer = CODEC.write_stream(context(Framing::JsonArray));
    let mut out = bytes::BytesMut::new();
    for event in hub {
        writer.event(event, &mut out);
    }
    let _: Value = serde_json::from_slice(&out).expect("a whole array");
    let _ = CODEC.read_count(body);
}

const REQUEST: &str = r#"{"system_instruction":{"parts":{"text":"Be brief."}},"contents":[
    {"role":"user","parts":[{"text":"Weather?"},{"inlineData":{"mimeType":"image/png","data":"iVBO"}}]},
    {"role":"model","parts":[{"functionCall":{"name":"weather","args":{"city":"Paris"}},"thoughtSignature":"c2ln"}]},
    {"role":"user","parts":[{"functionResponse":{"name":"weather","response":{"output":"sun"}}}]}],
    "tools":[{"functionDeclarations":[{"name":"weather","parameters":{"type":"OBJECT"}}]}],
    "generationConfig":{"thinkingConfig":{"thinkingBudget":-1}}}"#;

const ANSWER: &str = r#"{"candidates":[{"content":{"role":"model","parts":[{"text":"Hm.","thought":true},
    {"functionCall":{"name":"f","args":{"a":[1]}},"thoughtSignature":"c2ln"}]},"finishReason":"STOP","index":0}],
    "usageMetadata":{"promptTokenCount":9,"candidatesTokenCount":"5","totalTokenCount":14},"modelVersion":"m"}"#;

proptest! {
    #[test]
    fn any_json_is_survived(value in anything()) {
        survives(value.to_string().as_bytes());
    }

    #[test]
    fn any_member_may_be_anything(value in anything(), at in 0..NAMES.len()) {
        for document in [REQUEST, ANSWER] {
            let mut document: Value = serde_json::from_str(document).unwrap();
            replace(&mut document, NAMES[at], &value);
            survives(document.to_string().as_bytes());
        }
    }

    #[test]
    fn any_cut_is_survived(at in 0..REQUEST.len()) {
        survives(REQUEST.get(..at).unwrap_or_default().as_bytes());
        survives(ANSWER.get(..at).unwrap_or_default().as_bytes());
    }

    #[test]
    fn any_request_of_another_dialect_is_survived(value in anything()) {
        for (dialect, call, list) in [
            (Dialect::Anthropic, Endpoint::Messages, "messages"),
            (Dialect::OpenaiChat, Endpoint::ChatCompletions, "messages"),
            (Dialect::OpenaiResponses, Endpoint::Responses, "input"),
        ] {
            let body = json!({"model": "m", "max_tokens": 9, list: value}).to_string();
            if let Ok(request) = codec(dialect).read_request(&call, body.as_bytes()) {
                for model in ["gemini-3-pro-preview", "gemini-2.5-flash", "gemma"] {
                    let _ = CODEC.write_request(&request, &target(model));
                }
            }
        }
    }
}

fn replace(document: &mut Value, name: &str, by: &Value) {
    match document {
        Value::Object(members) => {
            for (member, value) in members.iter_mut() {
                if member == name {
                    *value = by.clone();
                } else {
                    replace(value, name, by);
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|item| replace(item, name, by)),
        _ => {}
    }
}
