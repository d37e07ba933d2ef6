//! A request goes through the hub and keeps every documented member.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{
    body,
    generate::{
        Json, contents, count, flag, list, number, object, one_of, opaque, some_of, some_text,
    },
    read,
};

fn openapi() -> Json {
    prop_oneof![
        Just(json!({"type": "STRING", "format": "enum", "enum": ["a", "b"], "nullable": true})),
        Just(
            json!({"type": "OBJECT", "properties": {"x_y": {"type": "INTEGER", "minimum": 1}},
            "propertyOrdering": ["x_y"], "required": ["x_y"]})
        ),
    ]
    .boxed()
}

fn json_schema() -> Json {
    Just(
        json!({"$schema": "http://json-schema.org/draft-07/schema#", "type": "object",
        "properties": {"x_y": {"type": ["string", "null"]}}, "additionalProperties": false}),
    )
    .boxed()
}

fn tools() -> Json {
    let declaration = |schema: Option<(&'static str, Json)>| {
        let mut all = vec![("name", one_of(&["f", "g.h", "a:b"]))];
        all.extend(schema);
        object(
            all,
            vec![
                ("description", some_text()),
                ("response", openapi()),
                ("behavior", one_of(&["BLOCKING"])),
            ],
        )
    };
    let declaration = prop_oneof![
        declaration(None),
        declaration(Some(("parameters", openapi()))),
        declaration(Some(("parametersJsonSchema", json_schema()))),
    ];
    let names = [
        "googleSearch",
        "codeExecution",
        "urlContext",
        "computerUse",
        "fileSearch",
    ];
    let hosted = (proptest::sample::select(names.to_vec()), opaque());
    let hosted = hosted
        .prop_map(|(name, value)| json!({name: value}))
        .boxed();
    (list(declaration.boxed(), 0), list(hosted, 0))
        .prop_map(|(functions, mut hosted)| {
            let tools = hosted.as_array_mut().unwrap();
            if functions != json!([]) {
                tools.insert(0, json!({"functionDeclarations": functions}));
            }
            hosted
        })
        .boxed()
}

fn tool_config() -> Json {
    let mode = prop_oneof![
        one_of(&["AUTO", "ANY", "NONE", "VALIDATED"]).prop_map(|mode| json!({"mode": mode})),
        list(some_text(), 1)
            .prop_map(|names| json!({"mode": "ANY", "allowedFunctionNames": names})),
        list(some_text(), 1)
            .prop_map(|names| json!({"mode": "VALIDATED", "allowedFunctionNames": names})),
    ];
    let mode = (mode, proptest::option::of(flag())).prop_map(|(mut mode, streams)| {
        if let Some(streams) = streams {
            mode["streamFunctionCallArguments"] = streams;
        }
        mode
    });
    some_of(vec![
        ("functionCallingConfig", mode.boxed()),
        ("retrievalConfig", opaque()),
        ("includeServerSideToolInvocations", flag()),
    ])
}

fn generation_config() -> Json {
    let thinking = object(
        vec![("includeThoughts", flag())],
        vec![
            (
                "thinkingBudget",
                prop_oneof![Just(json!(-1)), Just(json!(0)), count()].boxed(),
            ),
            (
                "thinkingLevel",
                one_of(&["MINIMAL", "LOW", "HIGH", "XHIGH", "NEW"]),
            ),
        ],
    );
    let config = some_of(vec![
        ("temperature", number()),
        ("topP", number()),
        ("topK", count()),
        ("candidateCount", count()),
        ("maxOutputTokens", count()),
        ("stopSequences", list(some_text(), 1)),
        ("presencePenalty", number()),
        ("frequencyPenalty", number()),
        ("seed", count()),
        ("thinkingConfig", thinking),
        ("responseModalities", list(one_of(&["TEXT", "IMAGE"]), 1)),
        ("speechConfig", opaque()),
        ("mediaResolution", one_of(&["MEDIA_RESOLUTION_LOW"])),
        ("imageConfig", opaque()),
        ("enableEnhancedCivicAnswers", flag()),
    ]);
    let logprobs = prop_oneof![
        Just(json!({})),
        Just(json!({"responseLogprobs": true})),
        count().prop_map(|logprobs| json!({"responseLogprobs": true, "logprobs": logprobs})),
    ];
    let kind = "application/json";
    let format = prop_oneof![
        Just(json!({})),
        Just(json!({"responseMimeType": "text/plain"})),
        Just(json!({"responseMimeType": kind})),
        openapi().prop_map(move |it| json!({"responseMimeType": kind, "responseSchema": it})),
        json_schema()
            .prop_map(move |it| json!({"responseMimeType": kind, "responseJsonSchema": it})),
        openapi().prop_map(|it| json!({"responseMimeType": "text/x.enum", "responseSchema": it})),
    ];
    (config, logprobs, format)
        .prop_map(|(mut config, logprobs, format)| {
            let members = config.as_object_mut().unwrap();
            members.extend(logprobs.as_object().unwrap().clone());
            members.extend(format.as_object().unwrap().clone());
            config
        })
        .boxed()
}

fn request() -> Json {
    let instruction = list(
        some_text().prop_map(|text| json!({"text": text})).boxed(),
        1,
    );
    let instruction = instruction
        .prop_map(|parts| json!({"parts": parts}))
        .boxed();
    object(
        vec![("contents", contents())],
        vec![
            ("systemInstruction", instruction),
            ("tools", tools()),
            ("toolConfig", tool_config()),
            ("generationConfig", generation_config()),
            ("safetySettings", list(opaque(), 1)),
            ("cachedContent", one_of(&["cachedContents/abc"])),
            ("labels", opaque()),
            ("serviceTier", one_of(&["flex", "standard", "priority"])),
            ("store", flag()),
        ],
    )
}

/// Members that say nothing may vanish.
fn without_empty(mut request: Value) -> Value {
    let members = request.as_object_mut().unwrap();
    for name in ["tools", "toolConfig", "generationConfig"] {
        if members
            .get(name)
            .is_some_and(|it| *it == json!([]) || *it == json!({}))
        {
            members.remove(name);
        }
    }
    request
}

/// Its members in snake_case, as Google's own reader takes them too.
fn in_snake_case(value: &Value) -> Value {
    let names = [
        "contents",
        "parts",
        "inlineData",
        "fileData",
        "functionCall",
        "functionResponse",
        "systemInstruction",
        "toolConfig",
        "functionCallingConfig",
        "generationConfig",
        "thinkingConfig",
        "functionDeclarations",
        "tools",
    ];
    match value {
        Value::Object(members) => Value::Object(
            members
                .iter()
                .map(|(name, value)| {
                    let mut snake = String::new();
                    for letter in name.chars() {
                        if letter.is_ascii_uppercase() {
                            snake.push('_');
                        }
                        snake.push(letter.to_ascii_lowercase());
                    }
                    let inside = names.contains(&name.as_str());
                    (
                        snake,
                        if inside {
                            in_snake_case(value)
                        } else {
                            value.clone()
                        },
                    )
                })
                .collect(),
        ),
        Value::Array(list) => Value::Array(list.iter().map(in_snake_case).collect()),
        other => other.clone(),
    }
}

proptest! {
    #[test]
    fn a_request_keeps_every_documented_member(request in request()) {
        let request = without_empty(request);
        let written = body(&read(&request), "gemini-3-pro-preview");
        prop_assert_eq!(&written, &request);
        let written = body(&read(&in_snake_case(&request)), "gemini-2.5-flash");
        prop_assert_eq!(&written, &request);
    }
}
