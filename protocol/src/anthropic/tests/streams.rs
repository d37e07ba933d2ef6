//! Streams, from providers and to clients.

use bytes::BytesMut;
use routex_entity::{Dialect, TokenUsage};
use serde_json::{Value, json};

use super::context;
use crate::{
    anthropic::CODEC,
    codec::Codec,
    hub::{Content, End, EndReason, Event, Opening, Part, Seal, Usage},
};

/// What a provider's events mean.
fn read(events: &[Value]) -> Vec<Event> {
    let mut reader = CODEC.read_stream();
    let mut hub = Vec::new();
    for event in events {
        reader
            .event(None, event.to_string().as_bytes(), &mut hub)
            .unwrap();
    }
    reader.finish(&mut hub);
    hub
}

/// What a client gets, but for `message_start` and `ping`.
fn write(events: Vec<Event>) -> Vec<Value> {
    let mut written = write_all(events);
    assert_eq!(written[0]["type"], "message_start");
    assert_eq!(written[1], json!({ "type": "ping" }));
    written.split_off(2)
}

fn write_all(events: Vec<Event>) -> Vec<Value> {
    let mut writer = CODEC.write_stream(context(Dialect::Anthropic));
    let mut out = BytesMut::new();
    assert!(!writer.position().begun);
    for event in events {
        writer.event(event, &mut out);
    }
    assert!(writer.position().begun);
    let text = String::from_utf8(out.to_vec()).unwrap();
    text.trim_end()
        .split("\n\n")
        .map(|frame| {
            let (name, data) = frame.split_once('\n').unwrap();
            let data: Value = serde_json::from_str(data.strip_prefix("data: ").unwrap()).unwrap();
            assert_eq!(name.strip_prefix("event: ").unwrap(), data["type"]);
            data
        })
        .collect()
}

fn started() -> Event {
    Event::Started {
        id: "resp_1".to_owned(),
        model: "gpt-6-sol".to_owned(),
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

fn called(id: &str) -> Opening {
    Opening::ToolCall {
        id: id.to_owned(),
        name: "f".to_owned(),
        custom: false,
    }
}

fn start(index: u32, block: Value) -> Value {
    let mut event = json!({ "type": "content_block_start", "index": index });
    event["content_block"] = block;
    event
}

fn delta(index: u32, delta: Value) -> Value {
    let mut event = json!({ "type": "content_block_delta", "index": index });
    event["delta"] = delta;
    event
}

fn stop(index: u32) -> Value {
    json!({ "type": "content_block_stop", "index": index })
}

#[test]
fn the_beginning_estimates_and_the_end_tells() {
    let usage = TokenUsage {
        input: 9,
        output: 3,
        ..TokenUsage::default()
    };
    let written = write_all(vec![
        started(),
        opened(0, Opening::Text),
        piece(0, "Hi"),
        closed(0),
        Event::Usage(Usage::from(usage)),
        ended(EndReason::Natural),
        Event::Done,
    ]);
    let message = &written[0]["message"];
    assert_eq!(message["id"], "msg_019ab");
    assert_eq!(message["model"], "gpt-6-sol");
    assert_eq!(message["usage"]["input_tokens"], 25);
    let end = json!({
        "type": "message_delta",
        "delta": { "stop_reason": "end_turn", "stop_sequence": null },
        "usage": {
            "input_tokens": 9, "cache_creation_input_tokens": 0, "cache_read_input_tokens": 0, "output_tokens": 3,
        },
    });
    assert_eq!(
        written[written.len() - 2..],
        [end, json!({ "type": "message_stop" })]
    );
}

#[test]
fn what_nobody_counted_is_estimated() {
    let written = write(vec![
        started(),
        opened(0, Opening::Text),
        piece(0, "four letters a token"),
        closed(0),
        ended(EndReason::Natural),
        Event::Done,
    ]);
    let usage = &written[written.len() - 2]["usage"];
    assert_eq!(
        (&usage["input_tokens"], &usage["output_tokens"]),
        (&json!(25), &json!(5))
    );
}

#[test]
fn interleaved_calls_come_one_after_the_other() {
    let written = write(vec![
        started(),
        opened(0, Opening::Text),
        closed(0),
        opened(1, called("a")),
        opened(2, called("b")),
        piece(2, "{\"x\""),
        piece(1, "{}"),
        piece(2, ":1}"),
        closed(1),
        closed(2),
        ended(EndReason::ToolUse),
        Event::Done,
    ]);
    let tool = |id: &str| json!({ "type": "tool_use", "id": id, "name": "f", "input": {} });
    let input = |json: &str| json!({ "type": "input_json_delta", "partial_json": json });
    let expected = [
        start(0, tool("a")),
        delta(0, input("{}")),
        stop(0),
        start(1, tool("b")),
        delta(1, input("{\"x\"")),
        delta(1, input(":1}")),
        stop(1),
    ];
    assert_eq!(written[..7], expected);
    assert_eq!(written[7]["delta"]["stop_reason"], "tool_use");
}

#[test]
fn thoughts_are_begun_when_they_say_something_or_are_sealed() {
    let sealed = |part, redacted| Event::Sealed {
        part,
        seal: Seal {
            redacted,
            ..Seal::new(Dialect::Anthropic, "S")
        },
    };
    let written = write(vec![
        started(),
        opened(0, Opening::Thought),
        piece(0, "One."),
        Event::Paragraph { part: 0 },
        piece(0, "Two."),
        Event::Paragraph { part: 0 },
        sealed(0, false),
        closed(0),
        opened(1, Opening::Thought),
        sealed(1, true),
        closed(1),
        opened(2, Opening::Thought),
        closed(2),
        opened(3, Opening::Thought),
        sealed(3, false),
        closed(3),
    ]);
    let thinking = json!({ "type": "thinking", "thinking": "", "signature": "" });
    let said = |text: &str| json!({ "type": "thinking_delta", "thinking": text });
    let signature = json!({ "type": "signature_delta", "signature": "S" });
    let expected = [
        start(0, thinking.clone()),
        delta(0, said("One.")),
        delta(0, said("\n\n")),
        delta(0, said("Two.")),
        delta(0, signature.clone()),
        stop(0),
        start(1, json!({ "type": "redacted_thinking", "data": "S" })),
        stop(1),
        start(2, thinking),
        delta(2, signature),
        stop(2),
    ];
    assert_eq!(written, expected);
}

#[test]
fn other_choices_and_foreign_parts_are_not_heard() {
    let foreign = Part::new(Content::Foreign(json!({ "type": "web_search_call" })));
    let written = write(vec![
        started(),
        opened(0, Opening::Whole(Box::new(foreign))),
        closed(0),
        Event::Opened {
            part: 1,
            choice: 1,
            opening: Opening::Text,
        },
        piece(1, "other"),
        closed(1),
        Event::Ended {
            choice: 1,
            end: End::new(EndReason::Length),
        },
        opened(2, Opening::Whole(Box::new(Part::text("Hi")))),
        closed(2),
        ended(EndReason::Natural),
        Event::Done,
        piece(2, "late"),
    ]);
    let text = json!({ "type": "text", "text": "" });
    let expected = [
        start(0, text),
        delta(0, json!({ "type": "text_delta", "text": "Hi" })),
        stop(0),
    ];
    assert_eq!(written[..3], expected);
    assert_eq!(written[3]["delta"]["stop_reason"], "end_turn");
    assert_eq!(written.len(), 5);
}

#[test]
fn the_seal_of_a_call_goes_before_it() {
    let seal = Seal::new(Dialect::Gemini, "G");
    let part = 0;
    let written = write(vec![
        started(),
        opened(part, called("a")),
        Event::Sealed {
            part,
            seal: seal.clone(),
        },
        piece(part, "{}"),
        closed(part),
        opened(1, called("b")),
        closed(1),
    ]);
    let signature = seal.to_client(Dialect::Anthropic);
    let types: Vec<&Value> = written
        .iter()
        .filter_map(|event| event.get("content_block")?.get("type"))
        .collect();
    assert_eq!(types, ["thinking", "tool_use", "tool_use"]);
    assert_eq!(written[1]["delta"]["signature"], signature);
}

#[test]
fn free_text_of_a_call_goes_into_an_object() {
    let custom = Opening::ToolCall {
        id: "a".to_owned(),
        name: "f".to_owned(),
        custom: true,
    };
    let written = write(vec![
        started(),
        opened(0, custom),
        piece(0, "ls "),
        piece(0, "-l"),
        closed(0),
    ]);
    assert_eq!(written[1]["delta"]["partial_json"], r#"{"input":"ls -l"}"#);
}

#[test]
fn blocks_become_parts() {
    let hub = read(&[
        json!({ "type": "message_start", "message": { "id": "msg_1", "model": "m", "usage": { "input_tokens": 9 } } }),
        start(
            0,
            json!({ "type": "thinking", "thinking": "", "signature": "" }),
        ),
        delta(0, json!({ "type": "thinking_delta", "thinking": "Hm." })),
        delta(0, json!({ "type": "signature_delta", "signature": "S" })),
        stop(0),
        start(
            1,
            json!({ "type": "server_tool_use", "id": "s", "name": "web_search", "input": {} }),
        ),
        delta(
            1,
            json!({ "type": "input_json_delta", "partial_json": "{\"query\":\"q\"}" }),
        ),
        stop(1),
        start(
            2,
            json!({ "type": "tool_use", "id": "t", "name": "f", "input": {} }),
        ),
        stop(2),
        json!({ "type": "message_delta", "delta": { "stop_reason": "tool_use" }, "usage": { "output_tokens": 5 } }),
        json!({ "type": "message_stop" }),
        json!({ "type": "message_stop" }),
    ]);
    let usage = |input, output| {
        Event::Usage(Usage::from(TokenUsage {
            input,
            output,
            ..TokenUsage::default()
        }))
    };
    let searched = json!({ "type": "server_tool_use", "id": "s", "name": "web_search", "input": { "query": "q" } });
    let expected = vec![
        Event::Started {
            id: "msg_1".to_owned(),
            model: "m".to_owned(),
        },
        usage(9, 0),
        opened(0, Opening::Thought),
        piece(0, "Hm."),
        Event::Sealed {
            part: 0,
            seal: Seal::new(Dialect::Anthropic, "S"),
        },
        closed(0),
        opened(
            1,
            Opening::Whole(Box::new(Part::new(Content::Foreign(searched)))),
        ),
        closed(1),
        opened(2, called("t")),
        closed(2),
        usage(9, 5),
        Event::Ended {
            choice: 0,
            end: End {
                native: "tool_use".to_owned(),
                ..End::new(EndReason::ToolUse)
            },
        },
        Event::Done,
    ];
    assert_eq!(hub, expected);
}

#[test]
fn imitators_may_leave_things_out() {
    let hub = read(&[
        delta(0, json!({ "type": "text_delta", "text": "Hi" })),
        start(
            1,
            json!({ "type": "tool_use", "name": "f", "input": { "a": 1 } }),
        ),
        json!({ "type": "message_delta", "delta": { "stop_reason": "end_turn" } }),
    ]);
    let expected = vec![
        Event::Started {
            id: String::new(),
            model: String::new(),
        },
        opened(0, Opening::Text),
        piece(0, "Hi"),
        opened(1, called("toolu_1")),
        closed(0),
        piece(1, "{\"a\":1}"),
        closed(1),
        Event::Ended {
            choice: 0,
            end: End {
                native: "end_turn".to_owned(),
                ..End::new(EndReason::ToolUse)
            },
        },
        Event::Done,
    ];
    assert_eq!(hub, expected);
}

#[test]
fn arguments_that_are_no_object_become_one() {
    for (pieces, input) in [
        (&["nul", "l"][..], "{}"),
        (&["\"Os", "lo\""], r#"{"arguments":"\"Oslo\""}"#),
        (&[" ", "{\"n\":1.50}"], " {\"n\":1.50}"),
        (&["{\"n\":", "1.50}"], "{\"n\":1.50}"),
    ] {
        let mut events = vec![
            started(),
            Event::Opened {
                part: 0,
                choice: 0,
                opening: Opening::ToolCall {
                    id: "call_1".to_owned(),
                    name: "weather".to_owned(),
                    custom: false,
                },
            },
        ];
        events.extend(pieces.iter().map(|text| Event::Piece {
            part: 0,
            text: (*text).to_owned(),
        }));
        events.extend([Event::Closed { part: 0 }, Event::Done]);
        let written: String = write(events)
            .iter()
            .filter_map(|event| event["delta"]["partial_json"].as_str())
            .collect();
        assert_eq!(written.trim(), input.trim(), "{pieces:?}");
    }
}
