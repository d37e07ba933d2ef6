//! Requests and answers with everything that Anthropic documents, in any combination.

use proptest::prelude::*;
use serde_json::{Map, Value, json};

type Any = BoxedStrategy<Value>;

/// An object that has these members, each unless it is optional and left out.
fn object(members: Vec<(&'static str, bool, Any)>) -> Any {
    let members: Vec<BoxedStrategy<Option<(&'static str, Value)>>> = members
        .into_iter()
        .map(|(name, needed, value)| {
            let named = value.prop_map(move |value| (name, value));
            if needed {
                named.prop_map(Some).boxed()
            } else {
                prop::option::weighted(0.4, named).boxed()
            }
        })
        .collect();
    members
        .prop_map(|members| {
            let named = members.into_iter().flatten();
            Value::Object(
                named
                    .map(|(name, value)| (name.to_owned(), value))
                    .collect(),
            )
        })
        .boxed()
}

macro_rules! object {
    ($($name:literal $(($optional:ident))?: $value:expr),* $(,)?) => {
        object(vec![$(($name, stringify!($($optional)?).is_empty(), any_value($value))),*])
    };
}

fn any_value(value: impl Into<Piece>) -> Any {
    match value.into() {
        Piece::Fixed(value) => Just(value).boxed(),
        Piece::Made(strategy) => strategy,
    }
}

enum Piece {
    Fixed(Value),
    Made(Any),
}

impl From<&str> for Piece {
    fn from(text: &str) -> Self {
        Self::Fixed(text.into())
    }
}

impl From<Value> for Piece {
    fn from(value: Value) -> Self {
        Self::Fixed(value)
    }
}

impl From<Any> for Piece {
    fn from(strategy: Any) -> Self {
        Self::Made(strategy)
    }
}

fn one_of(values: &[Value]) -> Any {
    prop::sample::select(values.to_vec()).boxed()
}

fn words(values: &[&str]) -> Any {
    let values: Vec<Value> = values.iter().map(|word| (*word).into()).collect();
    one_of(&values)
}

fn text() -> Any {
    "[a-zA-Zäé模 \"\\\\\n]{0,12}[a-z]"
        .prop_map(Value::from)
        .boxed()
}

fn id() -> Any {
    "[a-z]{4}_[A-Za-z0-9]{8}".prop_map(Value::from).boxed()
}

fn bool() -> Any {
    any::<bool>().prop_map(Value::from).boxed()
}

fn count() -> Any {
    (1..60_000_u64).prop_map(Value::from).boxed()
}

fn share() -> Any {
    one_of(&[json!(0), json!(0.25), json!(1), json!(1.0)])
}

fn list(item: Any, most: usize) -> Any {
    prop::collection::vec(item, 1..=most)
        .prop_map(Value::from)
        .boxed()
}

/// A list of one to three.
fn several(items: Vec<Any>) -> Any {
    list(prop::strategy::Union::new(items).boxed(), 3)
}

fn cache() -> Any {
    one_of(&[
        json!({ "type": "ephemeral" }),
        json!({ "type": "ephemeral", "ttl": "1h" }),
    ])
}

fn citations() -> Any {
    one_of(&[json!([{
        "type": "char_location", "cited_text": "c", "document_index": 0, "document_title": null,
        "start_char_index": 0, "end_char_index": 1,
    }])])
}

fn text_block() -> Any {
    object! { "type": "text", "text": text(), "cache_control"(optional): cache(), "citations"(optional): citations() }
}

fn image() -> Any {
    let source = one_of(&[
        json!({ "type": "base64", "media_type": "image/png", "data": "iVBORw0KGgo=" }),
        json!({ "type": "url", "url": "https://example.com/a.png" }),
        json!({ "type": "file", "file_id": "file_1" }),
    ]);
    object! {
        "type": "image", "source": source, "cache_control"(optional): cache(),
        "transformations"(optional): json!({ "oversized_image": "error" }),
    }
}

fn document() -> Any {
    let source = one_of(&[
        json!({ "type": "base64", "media_type": "application/pdf", "data": "JVBERi0xLjc=" }),
        json!({ "type": "text", "media_type": "text/plain", "data": "Some text." }),
        json!({ "type": "url", "url": "https://example.com/a.pdf" }),
        json!({ "type": "file", "file_id": "file_1" }),
        json!({ "type": "content", "content": "Some text." }),
        json!({ "type": "content", "content": [{ "type": "text", "text": "One." }, { "type": "text", "text": "Two." }] }),
    ]);
    object! {
        "type": "document", "source": source, "title"(optional): text(), "context"(optional): text(),
        "citations"(optional): json!({ "enabled": true }), "cache_control"(optional): cache(),
    }
}

fn search_result() -> Any {
    object! {
        "type": "search_result", "source": "https://example.com", "title": text(), "content": list(text_block(), 2),
        "citations"(optional): json!({ "enabled": false }), "cache_control"(optional): cache(),
    }
}

fn input() -> Any {
    one_of(&[
        json!({}),
        json!({ "b": [1, 2.5, null], "a": { "ä": "\"" } }),
    ])
}

fn caller() -> Any {
    one_of(&[
        json!({ "type": "direct" }),
        json!({ "type": "code_execution_20260120", "tool_id": "srvtoolu_1" }),
    ])
}

fn tool_use() -> Any {
    object! {
        "type": "tool_use", "id": id(), "name": "get_weather", "input": input(), "cache_control"(optional): cache(),
        "caller"(optional): caller(), "toolset_name"(optional): "browser",
    }
}

fn tool_result() -> Any {
    let reference = any_value(json!({ "type": "tool_reference", "tool_name": "get_weather" }));
    let blocks = several(vec![
        text_block(),
        image(),
        document(),
        search_result(),
        reference,
    ]);
    object! {
        "type": "tool_result", "tool_use_id": id(), "is_error"(optional): bool(), "cache_control"(optional): cache(),
        "content"(optional): prop_oneof![text(), blocks].boxed(), "toolset_name"(optional): "browser",
    }
}

fn thought() -> Any {
    let thinking = object! { "type": "thinking", "thinking": prop_oneof![Just(json!("")), text()].boxed(), "signature": id() };
    let redacted = object! { "type": "redacted_thinking", "data": id() };
    prop_oneof![thinking, redacted].boxed()
}

fn server_block() -> Any {
    one_of(&[
        json!({ "type": "server_tool_use", "id": "srvtoolu_1", "name": "web_search", "input": { "query": "q" } }),
        json!({ "type": "web_search_tool_result", "tool_use_id": "srvtoolu_1", "content": [{
            "type": "web_search_result", "url": "https://example.com", "title": "t", "encrypted_content": "E", "page_age": null,
        }] }),
        json!({ "type": "code_execution_tool_result", "tool_use_id": "srvtoolu_2", "content": {
            "type": "code_execution_result", "stdout": "1", "stderr": "", "return_code": 0, "content": [],
        } }),
        json!({ "type": "container_upload", "file_id": "file_1" }),
    ])
}

fn message() -> Any {
    let user = several(vec![
        text_block(),
        image(),
        document(),
        search_result(),
        tool_result(),
    ]);
    let assistant = several(vec![thought(), text_block(), tool_use(), server_block()]);
    let user = object! { "role": "user", "content": prop_oneof![text(), user].boxed() };
    let assistant =
        object! { "role": "assistant", "content": prop_oneof![text(), assistant].boxed() };
    let system = object! { "role": "system", "content": text() };
    let directive =
        any_value(json!({ "role": "system", "content": [], "output_config": { "effort": "low" } }));
    prop_oneof![4 => user, 4 => assistant, 1 => system, 1 => directive].boxed()
}

fn tool() -> Any {
    let schema = json!({ "type": "object", "properties": { "city": { "type": "string" } }, "required": ["city"] });
    let function = object! {
        "name": "get_weather", "description"(optional): text(), "input_schema": schema, "strict"(optional): bool(),
        "cache_control"(optional): cache(), "allowed_callers"(optional): json!(["direct"]), "defer_loading"(optional): bool(),
        "eager_input_streaming"(optional): bool(), "input_examples"(optional): json!([{ "city": "Oslo" }]),
    };
    let known = one_of(&[
        json!({ "type": "web_search_20260318", "name": "web_search", "max_uses": 3 }),
        json!({ "type": "bash_20250124", "name": "bash", "cache_control": { "type": "ephemeral" } }),
        json!({ "type": "browser_toolset_20260801", "configs": { "navigate": { "enabled": false } } }),
    ]);
    prop_oneof![3 => function, 1 => known].boxed()
}

fn tool_choice() -> Any {
    let plain =
        object! { "type": words(&["auto", "any"]), "disable_parallel_tool_use"(optional): bool() };
    let named = object! {
        "type": "tool", "name": words(&["get_weather", "web_search"]), "disable_parallel_tool_use"(optional): bool(),
    };
    prop_oneof![plain, named, Just(json!({ "type": "none" }))].boxed()
}

fn thinking() -> Any {
    let display = || words(&["summarized", "omitted"]);
    prop_oneof![
        object! { "type": "enabled", "budget_tokens": count(), "display"(optional): display() },
        object! { "type": "adaptive", "display"(optional): display() },
        one_of(&[
            json!({ "type": "disabled" }),
            json!({ "type": "between_tools" })
        ]),
    ]
    .boxed()
}

fn output_config() -> Any {
    let schema =
        json!({ "type": "object", "properties": { "n": { "type": "integer", "minimum": 1 } } });
    object! {
        "effort"(optional): words(&["low", "medium", "high", "xhigh", "max", "ultra"]),
        "format"(optional): json!({ "type": "json_schema", "schema": schema }),
        "task_budget": json!({ "type": "tokens", "total": 20_000 }),
    }
}

pub(super) fn request() -> Any {
    object! {
        "model": words(&["claude-opus-5-5", "claude-haiku-4-5"]),
        "max_tokens": count(),
        "messages": list(message(), 4),
        "system"(optional): prop_oneof![text(), list(text_block(), 2)].boxed(),
        "stream"(optional): json!(true),
        "stop_sequences"(optional): list(text(), 2),
        "temperature"(optional): share(),
        "top_p"(optional): share(),
        "top_k"(optional): count(),
        "tools"(optional): list(tool(), 3),
        "tool_choice"(optional): tool_choice(),
        "thinking"(optional): thinking(),
        "output_config"(optional): output_config(),
        "metadata"(optional): json!({ "user_id": "{\"session_id\":\"s\"}", "later": 1 }),
        "service_tier"(optional): words(&["auto", "standard_only"]),
        "cache_control"(optional): cache(),
        "container"(optional): json!({ "id": "c", "skills": [] }),
        "context_management"(optional): json!({ "edits": [{ "type": "clear_tool_uses_20250919" }] }),
        "mcp_servers"(optional): json!([{ "type": "url", "url": "https://example.com/mcp", "name": "m" }]),
        "diagnostics"(optional): json!({ "previous_message_id": "msg_1" }),
        "inference_geo"(optional): "eu",
        "speed"(optional): "fast",
        "user_profile_id"(optional): id(),
    }
}

fn usage() -> Any {
    let split = (0..50_u64, 0..50_u64, 1..90_u64);
    (count(), count(), split, count())
        .prop_map(|(input, read, (short, long, thinking), output)| {
            json!({
                "input_tokens": input,
                "cache_creation_input_tokens": short + long,
                "cache_read_input_tokens": read,
                "cache_creation": { "ephemeral_5m_input_tokens": short, "ephemeral_1h_input_tokens": long },
                "output_tokens": output,
                "output_tokens_details": { "thinking_tokens": thinking },
                "server_tool_use": { "web_search_requests": 1, "web_fetch_requests": 0 },
                "service_tier": "standard",
                "inference_geo": "eu",
            })
        })
        .boxed()
}

pub(super) fn answer() -> Any {
    let ends = words(&[
        "end_turn",
        "max_tokens",
        "tool_use",
        "pause_turn",
        "refusal",
        "model_context_window_exceeded",
        "compaction",
    ]);
    let cited = object! { "type": "text", "text": text(), "citations"(optional): citations() };
    let called = object! { "type": "tool_use", "id": id(), "name": "get_weather", "input": input(), "caller"(optional): caller() };
    object! {
        "id": id(), "type": "message", "role": "assistant", "model": "claude-opus-5-5",
        "content": several(vec![thought(), cited, called, server_block()]),
        "stop_reason": ends, "stop_sequence": json!(null), "usage": usage(),
        "stop_details"(optional): json!({ "type": "refusal", "category": "cyber", "explanation": null }),
        "container"(optional): json!({ "id": "c", "expires_at": "2026-11-23T00:00:00Z" }),
        "context_management"(optional): json!({ "applied_edits": [] }),
    }
}

/// The same request, said in one of the ways that mean the same.
pub(super) fn plain(value: Value) -> Value {
    match value {
        Value::Object(members) => Value::Object(plain_members(members)),
        Value::Array(items) => items.into_iter().map(plain).collect(),
        other => other,
    }
}

fn plain_members(members: Map<String, Value>) -> Map<String, Value> {
    let members = members.into_iter().filter(|(_, value)| !value.is_null());
    members
        .map(|(name, value)| {
            let value = match (name.as_str(), plain(value)) {
                ("content" | "system", Value::Array(blocks)) => one_text(blocks),
                (_, value) => value,
            };
            (name, value)
        })
        .collect()
}

fn one_text(blocks: Vec<Value>) -> Value {
    match blocks.as_slice() {
        [Value::Object(block)] if block.len() == 2 && block.get("type") == Some(&json!("text")) => {
            block["text"].clone()
        }
        _ => blocks.into(),
    }
}
