//! Requests with every documented member.

mod items;
mod tools;

use proptest::prelude::*;
use serde_json::{Value, json};

pub use self::items::{call, custom_call, foreign, output_part, thought};
use self::{
    items::item,
    tools::{tool, tool_choice},
};
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
    if kind == "message" {
        item["content"] = normal_content(&item);
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

/// An answer in the history that has no id is a text; everything else is a list.
fn normal_content(item: &Value) -> Value {
    let plain = json!(["type", "text", "annotations"]);
    let answers = item["role"] == "assistant";
    match &item["content"] {
        Value::String(_) if answers => item["content"].clone(),
        Value::String(text) => json!([{"type": "input_text", "text": text}]),
        Value::Array(parts) if answers && item.get("id").is_none() && parts.len() == 1 => {
            let names: Value = parts[0].as_object().unwrap().keys().cloned().collect();
            if names == plain && parts[0]["annotations"] == json!([]) {
                parts[0]["text"].clone()
            } else {
                item["content"].clone()
            }
        }
        content => content.clone(),
    }
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
