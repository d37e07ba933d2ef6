//! Streams of other dialects, as Chat clients get them.

use std::sync::Arc;

use bytes::BytesMut;
use routex_entity::{Dialect, TokenUsage};
use serde_json::{Value, json};

use super::{CODEC, Codec, context};
use crate::hub::{End, EndReason, Event, Opening, Request, Tool, ToolKind};

fn write(request: Request, events: Vec<Event>) -> Vec<Value> {
    let mut writer = CODEC.write_stream(Arc::new(context(request)));
    let mut out = BytesMut::new();
    for event in events {
        writer.event(event, &mut out);
    }
    let text = String::from_utf8(out.to_vec()).unwrap();
    let frames = text.strip_suffix("data: [DONE]\n\n").unwrap();
    let data = |frame: &str| serde_json::from_str(frame.strip_prefix("data: ").unwrap()).unwrap();
    frames.split_terminator("\n\n").map(data).collect()
}

fn asked() -> Request {
    Request::new(Dialect::OpenaiChat, "asked")
}

fn started() -> Event {
    Event::Started {
        id: "msg_1".to_owned(),
        model: "claude-opus-5-5".to_owned(),
    }
}

fn opened(part: u32, opening: Opening) -> Event {
    Event::Opened {
        part,
        choice: 0,
        opening,
    }
}

fn piece(part: u32, text: &str) -> Event {
    Event::Piece {
        part,
        text: text.to_owned(),
    }
}

fn closed(part: u32) -> Event {
    Event::Closed { part }
}

fn ended(reason: EndReason) -> Event {
    Event::Ended {
        choice: 0,
        end: End::new(reason),
    }
}

fn call(name: &str) -> Opening {
    Opening::ToolCall {
        id: "toolu_1".to_owned(),
        name: name.to_owned(),
        custom: false,
    }
}

fn deltas(chunks: &[Value]) -> Vec<&Value> {
    chunks
        .iter()
        .map(|chunk| &chunk["choices"][0]["delta"])
        .collect()
}

#[test]
fn thought_text_and_calls_become_chunks() {
    let chunks = write(
        asked(),
        vec![
            started(),
            opened(0, Opening::Thought),
            piece(0, "Hm."),
            Event::Paragraph { part: 0 },
            piece(0, "So."),
            closed(0),
            opened(1, Opening::Text),
            piece(1, "Hi"),
            closed(1),
            opened(2, call("f")),
            closed(2),
            opened(3, Opening::Text),
            piece(3, "Wait"),
            closed(3),
            ended(EndReason::ToolUse),
            Event::Usage(TokenUsage::default().into()),
            Event::Done,
        ],
    );
    let expected = [
        json!({"role": "assistant", "content": ""}),
        json!({"reasoning_content": "Hm."}),
        json!({"reasoning_content": "\n\n"}),
        json!({"reasoning_content": "So."}),
        json!({"content": "Hi"}),
        json!({"tool_calls": [{"index": 0, "id": "toolu_1", "type": "function", "function": {"name": "f", "arguments": ""}}]}),
        json!({"tool_calls": [{"index": 0, "function": {"arguments": "{}"}}]}),
        json!({"content": "\n\n"}),
        json!({"content": "Wait"}),
        json!({}),
    ];
    assert_eq!(deltas(&chunks), expected.iter().collect::<Vec<_>>());
    let first = &chunks[0];
    assert_eq!(first["id"], "chatcmpl-019a2b3c4d5e");
    assert_eq!(first["object"], "chat.completion.chunk");
    assert_eq!(first["model"], "claude-opus-5-5");
    // Usage was not asked for.
    assert!(first.get("usage").is_none());
    assert_eq!(
        chunks.last().unwrap()["choices"][0]["finish_reason"],
        "tool_calls"
    );
}

#[test]
fn usage_comes_last_when_it_was_asked_for() {
    let mut request = asked();
    request.stream_usage = true;
    let usage = TokenUsage {
        input: 3,
        output: 2,
        ..TokenUsage::default()
    };
    let chunks = write(
        request,
        vec![
            started(),
            Event::Usage(usage.into()),
            ended(EndReason::Natural),
            Event::Done,
        ],
    );
    assert_eq!(chunks[0]["usage"], Value::Null);
    let last = chunks.last().unwrap();
    assert_eq!(last["choices"], json!([]));
    assert_eq!(last["usage"]["total_tokens"], 5);
}

#[test]
fn custom_tools_get_their_text_out_of_the_json() {
    let mut request = asked();
    request.tools = vec![Tool {
        kind: ToolKind::Custom {
            name: "shell".to_owned(),
            description: None,
            format: None,
        },
        ..Tool::function("", None, None)
    }];
    let chunks = write(
        request,
        vec![
            started(),
            opened(0, call("shell")),
            piece(0, "{\"inp"),
            piece(0, "ut\":\"ls\"}"),
            closed(0),
            ended(EndReason::ToolUse),
            Event::Done,
        ],
    );
    let deltas = deltas(&chunks);
    assert_eq!(
        deltas[1]["tool_calls"][0]["custom"],
        json!({"name": "shell", "input": ""})
    );
    assert_eq!(deltas[2]["tool_calls"][0]["custom"], json!({"input": "ls"}));
    assert_eq!(deltas.len(), 4);
}

#[test]
fn who_speaks_of_functions_hears_of_functions() {
    let mut request = asked();
    request.legacy_functions = true;
    let chunks = write(
        request,
        vec![
            started(),
            opened(0, call("f")),
            piece(0, "{\"a\":1}"),
            closed(0),
            opened(1, call("g")),
            closed(1),
            ended(EndReason::ToolUse),
            Event::Done,
        ],
    );
    let deltas = deltas(&chunks);
    assert_eq!(
        deltas[1]["function_call"],
        json!({"name": "f", "arguments": ""})
    );
    assert_eq!(
        deltas[2]["function_call"],
        json!({"arguments": "{\"a\":1}"})
    );
    assert_eq!(deltas.len(), 4);
    assert_eq!(chunks[3]["choices"][0]["finish_reason"], "function_call");
}

#[test]
fn several_choices_each_say_who_speaks() {
    let chunks = write(
        asked(),
        vec![
            started(),
            Event::Opened {
                part: 0,
                choice: 1,
                opening: Opening::Text,
            },
            piece(0, "b"),
            closed(0),
            Event::Ended {
                choice: 1,
                end: End::new(EndReason::Length),
            },
            ended(EndReason::Natural),
            Event::Done,
        ],
    );
    let told: Vec<_> = chunks
        .iter()
        .map(|chunk| {
            let choice = &chunk["choices"][0];
            (
                choice["index"].as_u64().unwrap(),
                choice["delta"]["role"].is_string(),
                choice["finish_reason"].as_str(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            (0, true, None),
            (1, true, None),
            (1, false, None),
            (1, false, Some("length")),
            (0, false, Some("stop"))
        ]
    );
}

#[test]
fn a_refused_prompt_ends_as_an_answer_does() {
    let chunks = write(asked(), vec![started(), Event::Done]);
    assert_eq!(
        chunks.last().unwrap()["choices"][0]["finish_reason"],
        "content_filter"
    );
}

#[test]
fn who_is_refused_in_words_hears_that_the_model_stopped() {
    let said = [opened(0, Opening::Refusal), piece(0, "No."), closed(0)];
    for (said, word) in [(&said[..], "stop"), (&[], "content_filter")] {
        let mut events = vec![started()];
        events.extend_from_slice(said);
        events.extend([ended(EndReason::Refused), Event::Done]);
        let chunks = write(asked(), events);
        assert_eq!(chunks.last().unwrap()["choices"][0]["finish_reason"], word);
    }
}
