use bytes::Bytes;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::{
    endpoint::GeminiAction,
    request::{RequestFacts, read},
};

fn endpoint(dialect: Dialect) -> Endpoint {
    match dialect {
        Dialect::Anthropic => Endpoint::Messages,
        Dialect::OpenaiChat => Endpoint::ChatCompletions,
        Dialect::OpenaiResponses => Endpoint::Responses,
        Dialect::Gemini => Endpoint::Gemini {
            model: "m".into(),
            action: GeminiAction::Generate,
        },
    }
}

fn facts(endpoint: &Endpoint, mut body: Value) -> RequestFacts {
    body["model"] = "m".into();
    let body = Bytes::from(body.to_string());
    read(endpoint, &|_| None, "", &body).unwrap()
}

fn labels(dialect: Dialect, body: Value) -> Vec<&'static str> {
    let needs = facts(&endpoint(dialect), body).needs;
    needs.iter().map(Feature::as_str).collect()
}

/// A conversation whose one message has these parts.
fn saying(dialect: Dialect, parts: &Value) -> Value {
    match dialect {
        Dialect::Anthropic | Dialect::OpenaiChat => {
            json!({ "messages": [{ "role": "user", "content": parts }] })
        }
        Dialect::OpenaiResponses => {
            json!({ "input": [{ "type": "message", "role": "user", "content": parts }] })
        }
        Dialect::Gemini => json!({ "contents": [{ "role": "user", "parts": parts }] }),
    }
}

#[test]
fn media_are_found_in_every_dialect() {
    use Dialect::{Anthropic, Gemini, OpenaiChat, OpenaiResponses};
    let url = json!({ "url": "https://example.com/a.png" });
    let base64 = |kind: &str| json!({ "type": kind, "media_type": "x/y", "data": "AAAA" });
    let inline = |mime: &str| json!([{ "inlineData": { "mimeType": mime, "data": "AAAA" } }]);
    for (dialect, parts, expected) in [
        (
            Anthropic,
            json!([{ "type": "image", "source": base64("base64") }]),
            "images",
        ),
        (
            Anthropic,
            json!([{ "type": "document", "source": base64("base64") }]),
            "documents",
        ),
        (
            OpenaiChat,
            json!([{ "type": "image_url", "image_url": url }]),
            "images",
        ),
        (
            OpenaiChat,
            json!([{ "type": "file", "file": { "file_data": "AA" } }]),
            "documents",
        ),
        (
            OpenaiChat,
            json!([{ "type": "input_audio", "input_audio": {} }]),
            "audio",
        ),
        (
            OpenaiResponses,
            json!([{ "type": "input_image", "image_url": "x" }]),
            "images",
        ),
        (
            OpenaiResponses,
            json!([{ "type": "input_file", "file_data": "AA" }]),
            "documents",
        ),
        (Gemini, inline("image/png"), "images"),
        (Gemini, inline("application/pdf"), "documents"),
        (Gemini, inline("audio/wav"), "audio"),
        (
            Gemini,
            json!([{ "file_data": { "mime_type": "image/png", "file_uri": "gs://a" } }]),
            "images",
        ),
    ] {
        assert_eq!(
            labels(dialect, saying(dialect, &parts)),
            [expected],
            "{parts}"
        );
    }
}

#[test]
fn results_of_tools_are_looked_into() {
    let image = json!({ "type": "image", "source": { "type": "base64", "data": "AA" } });
    let result = json!([{ "type": "tool_result", "tool_use_id": "t", "content": [image] }]);
    assert_eq!(
        labels(Dialect::Anthropic, saying(Dialect::Anthropic, &result)),
        ["images"]
    );

    let output = json!({ "input": [{
        "type": "function_call_output", "call_id": "c", "output": [{ "type": "input_image" }],
    }] });
    assert_eq!(labels(Dialect::OpenaiResponses, output), ["images"]);

    let parts = json!([{ "inlineData": { "mimeType": "image/png" } }]);
    let response = json!([{ "functionResponse": { "name": "f", "parts": parts } }]);
    assert_eq!(
        labels(Dialect::Gemini, saying(Dialect::Gemini, &response)),
        ["images"]
    );
}

#[test]
fn what_only_looks_like_a_medium_is_none() {
    use Dialect::{Anthropic, Gemini, OpenaiChat, OpenaiResponses};
    let called = json!([{ "type": "tool_use", "id": "t", "name": "draw",
        "input": { "type": "image", "parts": [{ "type": "image" }] } }]);
    let text = json!([{ "type": "document", "source": { "type": "text", "data": "a,b" } }]);
    let quoted = json!([{ "type": "text", "text": "{\"type\":\"image\"}" }]);
    for (dialect, body) in [
        (Anthropic, saying(Anthropic, &called)),
        (Anthropic, saying(Anthropic, &text)),
        (OpenaiChat, saying(OpenaiChat, &quoted)),
        (
            OpenaiChat,
            json!({ "metadata": { "type": "image" }, "messages": [] }),
        ),
        (
            OpenaiResponses,
            json!({ "input": "inlineData", "metadata": { "type": "file" } }),
        ),
        (Gemini, saying(Gemini, &json!([{ "text": "inlineData" }]))),
        (
            Gemini,
            saying(
                Gemini,
                &json!([{ "inlineData": { "mimeType": "text/plain" } }]),
            ),
        ),
    ] {
        assert_eq!(labels(dialect, body.clone()), [""; 0], "{body}");
    }
}

#[test]
fn tools_are_told_by_their_kind() {
    use Dialect::{Anthropic, Gemini, OpenaiChat, OpenaiResponses};
    let function = json!({ "type": "function", "name": "f" });
    for (dialect, tools, expected) in [
        (
            Anthropic,
            json!([{ "name": "f", "input_schema": { "type": "object" } }]),
            vec!["tools"],
        ),
        (
            Anthropic,
            json!([{ "type": "custom", "name": "f" }]),
            vec!["tools"],
        ),
        (
            Anthropic,
            json!([{ "type": "web_search_20250305" }]),
            vec!["hosted_tools"],
        ),
        (
            OpenaiChat,
            json!([{ "type": "custom", "custom": {} }]),
            vec!["custom_tools"],
        ),
        (OpenaiResponses, json!([function]), vec!["tools"]),
        (
            OpenaiResponses,
            json!([function, { "type": "web_search" }, { "type": "custom" }]),
            vec!["tools", "hosted_tools", "custom_tools"],
        ),
        (
            Gemini,
            json!([{ "functionDeclarations": [] }]),
            vec!["tools"],
        ),
        (
            Gemini,
            json!([{ "googleSearch": {} }, { "function_declarations": [] }]),
            vec!["tools", "hosted_tools"],
        ),
        (OpenaiChat, json!([]), vec![]),
        (OpenaiChat, json!(null), vec![]),
        (OpenaiChat, json!("x"), vec![]),
    ] {
        let body = json!({ "tools": tools });
        assert_eq!(labels(dialect, body.clone()), expected, "{body}");
    }
}

#[test]
fn schemas_and_reasoning_are_needed_when_they_are_asked_for() {
    use Dialect::{Anthropic, Gemini, OpenaiChat, OpenaiResponses};
    let schema = json!({ "type": "json_schema", "schema": {} });
    let config = |config: Value| json!({ "generationConfig": config });
    let thinks = |thinking: Value| config(json!({ "thinkingConfig": thinking }));
    for (dialect, body, expected) in [
        (
            Anthropic,
            json!({ "output_config": { "format": schema, "effort": "low" } }),
            "json_schema",
        ),
        (
            Anthropic,
            json!({ "thinking": { "type": "adaptive" } }),
            "reasoning",
        ),
        (Anthropic, json!({ "thinking": { "type": "disabled" } }), ""),
        (
            OpenaiChat,
            json!({ "response_format": schema }),
            "json_schema",
        ),
        (
            OpenaiChat,
            json!({ "response_format": { "type": "json_object" } }),
            "",
        ),
        (
            OpenaiChat,
            json!({ "reasoning_effort": "low" }),
            "reasoning",
        ),
        (OpenaiChat, json!({ "reasoning_effort": "none" }), ""),
        (
            OpenaiResponses,
            json!({ "text": { "format": schema } }),
            "json_schema",
        ),
        (
            OpenaiResponses,
            json!({ "text": { "verbosity": "low" } }),
            "",
        ),
        (
            OpenaiResponses,
            json!({ "reasoning": { "effort": "high" } }),
            "reasoning",
        ),
        (
            OpenaiResponses,
            json!({ "reasoning": { "summary": "auto" } }),
            "",
        ),
        (
            Gemini,
            config(json!({ "responseJsonSchema": {} })),
            "json_schema",
        ),
        (Gemini, config(json!({ "responseSchema": null })), ""),
        (Gemini, thinks(json!({ "thinkingBudget": -1 })), "reasoning"),
        (
            Gemini,
            thinks(json!({ "thinkingBudget": 0, "includeThoughts": false })),
            "",
        ),
        (
            Gemini,
            thinks(json!({ "thinkingLevel": "low" })),
            "reasoning",
        ),
    ] {
        let expected: Vec<&str> = (!expected.is_empty())
            .then_some(expected)
            .into_iter()
            .collect();
        assert_eq!(labels(dialect, body.clone()), expected, "{body}");
    }
}

#[test]
fn only_what_generates_has_needs() {
    let body = saying(Dialect::Anthropic, &json!([{ "type": "image" }]));
    assert_eq!(facts(&Endpoint::CountTokens, body).needs, Features::NONE);
    let tools = json!({ "input": "x", "tools": [{ "type": "web_search" }] });
    assert_eq!(
        facts(&Endpoint::ResponsesCompact, tools).needs,
        Features::NONE
    );
}

fn any_json() -> impl Strategy<Value = Value> {
    let word = proptest::sample::select(vec![
        "type",
        "image",
        "content",
        "parts",
        "tools",
        "source",
        "input",
        "messages",
        "contents",
        "custom",
        "inlineData",
        "mimeType",
        "image/png",
        "output",
        "reasoning",
        "thinking",
        "text",
        "format",
    ]);
    let leaf = prop_oneof![
        word.clone().prop_map(Value::from),
        any::<i8>().prop_map(Value::from),
        Just(Value::Null),
    ];
    leaf.prop_recursive(6, 40, 4, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::btree_map(word.clone(), inner, 0..4).prop_map(|members| {
                members
                    .into_iter()
                    .map(|(name, value)| (name.to_owned(), value))
                    .collect()
            }),
        ]
    })
}

proptest! {
    #[test]
    fn any_shape_is_read_and_nothing_is_needed_that_was_not_named(
        members in proptest::collection::btree_map("messages|input|contents|tools|thinking|text|reasoning", any_json(), 0..4),
    ) {
        let body: Value = members.into_iter().collect();
        let text = body.to_string();
        for dialect in Dialect::ALL {
            let needs = facts(&endpoint(*dialect), body.clone()).needs;
            prop_assert!(!needs.has(Feature::Images) || text.contains("image"), "{text}");
            prop_assert!(!needs.has(Feature::Documents) && !needs.has(Feature::Audio), "{text}");
            prop_assert!(!needs.has(Feature::Tools) || text.contains("tools"), "{text}");
        }
    }
}
