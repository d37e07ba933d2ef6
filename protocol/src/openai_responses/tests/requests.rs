//! Requests with every documented member.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{ALL, json::*};
use crate::openai_responses::{read_request, write_request};

pub fn request() -> BoxedStrategy<Value> {
    let logprobs = (any::<bool>(), request_object());
    logprobs
        .prop_map(|(logprobs, mut request)| {
            if logprobs {
                request["top_logprobs"] = json!(3);
                request["include"] =
                    json!(["message.output_text.logprobs", "file_search_call.results"]);
            }
            request
        })
        .boxed()
}

fn request_object() -> BoxedStrategy<Value> {
    object(vec![
        always("model", word()),
        maybe(
            "input",
            either(vec![text(), list(item(), 0), list(item(), 3)]),
        ),
        maybe("instructions", text()),
        maybe("max_output_tokens", count()),
        maybe("parallel_tool_calls", flag()),
        maybe("temperature", fraction()),
        maybe("top_p", fraction()),
        maybe("stream", Just(json!(true))),
        maybe(
            "stream_options",
            object(vec![always("include_obfuscation", flag())]),
        ),
        maybe("store", flag()),
        maybe("service_tier", one_of(&["auto", "flex"])),
        maybe("prompt_cache_key", word()),
        maybe("safety_identifier", word()),
        maybe("user", word()),
        maybe("metadata", object(vec![maybe("team", text())])),
        maybe("truncation", one_of(&["auto", "disabled"])),
        maybe("previous_response_id", word()),
        maybe(
            "conversation",
            either(vec![word(), object(vec![always("id", word())])]),
        ),
        maybe("background", flag()),
        maybe(
            "prompt",
            object(vec![always("id", word()), maybe("version", word())]),
        ),
        maybe("max_tool_calls", count()),
        maybe("prompt_cache_options", object(vec![always("ttl", word())])),
        maybe("prompt_cache_retention", word()),
        maybe("context_management", list(typed("compaction", vec![]), 1)),
        maybe("moderation", object(vec![always("model", word())])),
        maybe("access_programs", object(vec![always("cyber", word())])),
        maybe(
            "background_options",
            object(vec![always("continuation_id", word())]),
        ),
        maybe("image", object(vec![always("context_compression", word())])),
        maybe("something_new", list(count(), 0)),
        maybe("reasoning", reasoning()),
        maybe("text", text_config()),
        maybe("tools", list(tool(), 1)),
        maybe("tool_choice", tool_choice()),
    ])
}

fn reasoning() -> BoxedStrategy<Value> {
    object(vec![
        always(
            "effort",
            one_of(&["none", "low", "max", "an_effort_to_come"]),
        ),
        maybe("summary", one_of(&["auto", "detailed"])),
        maybe("generate_summary", one_of(&["concise"])),
        maybe("context", one_of(&["all_turns"])),
        maybe("mode", word()),
    ])
}

fn text_config() -> BoxedStrategy<Value> {
    let schema = typed(
        "json_schema",
        vec![
            always("name", word()),
            always("schema", object(vec![always("type", one_of(&["object"]))])),
            maybe("description", text()),
            maybe("strict", flag()),
        ],
    );
    let format = either(vec![
        typed("text", vec![]),
        typed("json_object", vec![]),
        schema,
    ]);
    object(vec![
        always("format", format),
        maybe("verbosity", one_of(&["low", "high"])),
    ])
}

fn function() -> BoxedStrategy<Value> {
    typed(
        "function",
        vec![
            always("name", word()),
            maybe("description", text()),
            maybe(
                "parameters",
                object(vec![maybe("type", one_of(&["object"]))]),
            ),
            maybe("strict", flag()),
            maybe("defer_loading", flag()),
            maybe("async", flag()),
            maybe("allowed_callers", list(word(), 1)),
            maybe("output_schema", object(vec![])),
        ],
    )
}

fn custom() -> BoxedStrategy<Value> {
    let grammar = typed(
        "grammar",
        vec![always("definition", text()), always("syntax", word())],
    );
    typed(
        "custom",
        vec![
            always("name", word()),
            maybe("description", text()),
            maybe("format", grammar),
        ],
    )
}

fn tool() -> BoxedStrategy<Value> {
    let namespace = typed(
        "namespace",
        vec![
            // Neighbours of one name would be one group.
            always("name", "[a-z]{12}(__)?".prop_map(Value::from)),
            always("description", text()),
            always("tools", list(either(vec![function(), custom()]), 1)),
        ],
    );
    let hosted = vec![
        typed("web_search", vec![maybe("search_context_size", word())]),
        typed(
            "mcp",
            vec![
                always("server_label", word()),
                maybe("require_approval", word()),
            ],
        ),
        typed("local_shell", vec![]),
    ];
    either([vec![function(), custom(), namespace], hosted].concat())
}

fn tool_choice() -> BoxedStrategy<Value> {
    let function = || {
        typed(
            "function",
            vec![always("name", "[A-Z]{3}".prop_map(Value::from))],
        )
    };
    let mcp = || typed("mcp", vec![always("server_label", word())]);
    let allowed = |tools| {
        typed(
            "allowed_tools",
            vec![
                always("mode", one_of(&["auto", "required"])),
                always("tools", tools),
            ],
        )
    };
    either(vec![
        one_of(&["auto", "none", "required"]),
        function(),
        typed("shell", vec![]),
        mcp(),
        allowed(list(function(), 1)),
        allowed(list(either(vec![function(), mcp()]), 1)),
    ])
}

/// Members that any item may have.
fn common(mut members: Vec<Member>) -> Vec<Member> {
    members.push(maybe("id", word()));
    members.push(maybe("status", one_of(&["completed", "incomplete"])));
    members
}

fn input_part() -> BoxedStrategy<Value> {
    let breakpoint = || {
        maybe(
            "prompt_cache_breakpoint",
            object(vec![always("mode", word())]),
        )
    };
    either(vec![
        typed("input_text", vec![always("text", text()), breakpoint()]),
        typed(
            "input_image",
            vec![
                always(
                    "image_url",
                    one_of(&[
                        "https://example.org/a.png",
                        "data:image/png;base64,iVBORw0KGgo=",
                        "data:odd",
                    ]),
                ),
                maybe("detail", one_of(&["auto", "original"])),
                breakpoint(),
            ],
        ),
        typed("input_image", vec![always("file_id", word())]),
        typed(
            "input_file",
            vec![
                always(
                    "file_data",
                    one_of(&["data:application/pdf;base64,JVBERi0=", "aGVsbG8="]),
                ),
                maybe("filename", word()),
                maybe("detail", one_of(&["low"])),
                breakpoint(),
            ],
        ),
        typed("input_file", vec![always("file_url", word())]),
        typed("input_file", vec![always("file_id", word())]),
        typed(
            "input_audio",
            vec![always(
                "input_audio",
                object(vec![always("data", word()), always("format", word())]),
            )],
        ),
        typed("a_part_to_come", vec![maybe("text", text())]),
    ])
}

pub fn output_part() -> BoxedStrategy<Value> {
    let citation = typed(
        "url_citation",
        vec![
            always("start_index", count()),
            always("end_index", count()),
            always("title", text()),
            always("url", word()),
        ],
    );
    let logprob = object(vec![always("token", word()), always("logprob", fraction())]);
    either(vec![
        typed(
            "output_text",
            vec![
                always("text", text()),
                always("annotations", list(citation, 0)),
                maybe("logprobs", list(logprob, 1)),
            ],
        ),
        typed("refusal", vec![always("refusal", text())]),
    ])
}

pub fn call() -> BoxedStrategy<Value> {
    let caller = typed("program", vec![always("caller_id", word())]);
    typed(
        "function_call",
        common(vec![
            always("call_id", word()),
            always("name", word()),
            always(
                "arguments",
                one_of(&["{}", "{\"a\": [1, 2.50]}", "{\"broken"]),
            ),
            maybe("namespace", word()),
            maybe("caller", caller),
            maybe("async", flag()),
        ]),
    )
}

pub fn custom_call() -> BoxedStrategy<Value> {
    typed(
        "custom_tool_call",
        common(vec![
            always("call_id", word()),
            always("name", word()),
            always("input", text()),
            maybe("namespace", word()),
        ]),
    )
}

pub fn thought() -> BoxedStrategy<Value> {
    let texts = |kind| list(typed(kind, vec![always("text", text())]), 0);
    typed(
        "reasoning",
        common(vec![
            always("summary", texts("summary_text")),
            maybe("content", texts("reasoning_text")),
            maybe("encrypted_content", "gAAA[a-z]{3}".prop_map(Value::from)),
        ]),
    )
}

/// Items that the hub has no name for.
pub fn foreign() -> BoxedStrategy<Value> {
    let action = object(vec![always("query", text())]);
    either(vec![
        typed("web_search_call", common(vec![always("action", action)])),
        typed(
            "computer_call_output",
            common(vec![always("call_id", word())]),
        ),
        typed(
            "image_generation_call",
            common(vec![always("result", word())]),
        ),
        typed(
            "mcp_call",
            common(vec![always("name", word()), always("arguments", text())]),
        ),
        typed(
            "compaction",
            common(vec![always("encrypted_content", word())]),
        ),
        typed("local_shell_call", common(vec![always("call_id", word())])),
        typed(
            "an_item_to_come",
            vec![maybe("role", word()), maybe("content", text())],
        ),
    ])
}

fn item() -> BoxedStrategy<Value> {
    let output = || either(vec![text(), list(input_part(), 0)]);
    either(vec![
        object(vec![
            always("role", one_of(&["user", "system", "developer"])),
            always("content", either(vec![text(), list(input_part(), 1)])),
            maybe("type", one_of(&["message"])),
            maybe("status", one_of(&["completed"])),
        ]),
        object(vec![
            always("role", one_of(&["assistant"])),
            always("content", text()),
            maybe("phase", one_of(&["commentary"])),
        ]),
        typed(
            "message",
            common(vec![
                always("role", one_of(&["assistant"])),
                always("content", list(output_part(), 0)),
                maybe("phase", one_of(&["final_answer"])),
            ]),
        ),
        call(),
        custom_call(),
        thought(),
        typed(
            "function_call_output",
            common(vec![
                maybe("call_id", word()),
                always("output", output()),
                maybe("name", word()),
                maybe("namespace", word()),
            ]),
        ),
        typed(
            "custom_tool_call_output",
            common(vec![always("call_id", word()), always("output", output())]),
        ),
        foreign(),
        typed("item_reference", vec![always("id", word())]),
        object(vec![always("id", word())]),
        typed(
            "additional_tools",
            vec![
                always("role", one_of(&["developer"])),
                always("tools", list(function(), 1)),
            ],
        ),
        typed("compaction_trigger", vec![]),
        typed(
            "mcp_approval_response",
            vec![
                always("approval_request_id", word()),
                always("approve", flag()),
            ],
        ),
    ])
}

/// The one form of what can be said in two.
fn normal(mut request: Value) -> Value {
    let input = request.get("input").cloned().unwrap_or_else(|| json!([]));
    let items = match input {
        Value::Array(items) => items,
        text => vec![json!({"role": "user", "content": text})],
    };
    request["input"] = items.into_iter().map(normal_item).collect();
    let mut include = vec![json!("reasoning.encrypted_content")];
    if let Some(Value::Array(more)) = request.get("include") {
        include.extend(more.iter().cloned());
    }
    request["include"] = Value::Array(include);
    request
}

fn normal_item(mut item: Value) -> Value {
    let kind = item.get("type").and_then(Value::as_str).map(str::to_owned);
    let kind = match kind {
        Some(kind) => kind,
        None if item.get("role").is_some() => "message".to_owned(),
        None => "item_reference".to_owned(),
    };
    item["type"] = json!(kind);
    if kind == "message" && item["content"].is_string() {
        let text = item["content"].take();
        item["content"] = match item["role"].as_str() {
            Some("assistant") => json!([{"type": "output_text", "text": text, "annotations": []}]),
            _ => json!([{"type": "input_text", "text": text}]),
        };
    }
    if kind == "function_call_output" && item.get("call_id").is_none() {
        return item;
    }
    if kind.ends_with("call_output")
        && let Some(Value::Array(parts)) = item.get("output")
    {
        let plain = match parts.as_slice() {
            [] => Some(json!("")),
            [part] if part["type"] == "input_text" && part.as_object().unwrap().len() == 2 => {
                Some(part["text"].clone())
            }
            _ => None,
        };
        if let Some(text) = plain {
            item["output"] = text;
        }
    }
    item
}

proptest! {
    #[test]
    fn every_member_comes_back(request in request()) {
        let hub = read_request::read(request.to_string().as_bytes()).unwrap();
        let written = write_request::write(&hub, &ALL).unwrap();
        let written: Value = serde_json::from_slice(&written.body).unwrap();
        let mut expected = normal(request);
        expected["model"] = json!(ALL.model);
        prop_assert_eq!(written, expected);
    }
}
