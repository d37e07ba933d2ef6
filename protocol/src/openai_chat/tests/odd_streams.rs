//! Streams as providers send them that imitate Chat in their own ways.

use serde_json::{Value, json};

use super::read;
use crate::hub::{Collector, Content, EndReason, Event, Opening, Part};

fn chunk(delta: &Value) -> Value {
    json!({"id": "c", "model": "m", "choices": [{"index": 0, "delta": delta}]})
}

fn end(word: &str) -> Value {
    json!({"id": "c", "model": "m", "choices": [{"index": 0, "delta": {}, "finish_reason": word}]})
}

fn called(delta: &Value) -> Value {
    chunk(&json!({"tool_calls": [delta]}))
}

fn parts(chunks: &[Value]) -> Vec<Part> {
    let mut collector = Collector::new(routex_entity::Dialect::OpenaiChat);
    for event in read(chunks) {
        collector.event(&event).unwrap();
    }
    let mut answer = collector.answer();
    answer.choices.remove(0).parts
}

/// Name, arguments and id of every call.
fn calls(chunks: &[Value]) -> Vec<(String, String, String)> {
    let call = |part: Part| match part.content {
        Content::ToolCall(call) => Some((call.name, call.arguments.to_json(), call.id)),
        _ => None,
    };
    parts(chunks).into_iter().filter_map(call).collect()
}

fn triple(name: &str, arguments: &str, id: &str) -> (String, String, String) {
    (name.to_owned(), arguments.to_owned(), id.to_owned())
}

#[test]
fn interleaved_calls_are_told_apart_by_index() {
    let calls = calls(&[
        called(
            &json!({"index": 0, "id": "a", "type": "function", "function": {"name": "f", "arguments": ""}}),
        ),
        called(
            &json!({"index": 1, "id": "b", "type": "function", "function": {"name": "g", "arguments": ""}}),
        ),
        called(&json!({"index": 1, "function": {"arguments": "{\"y\""}})),
        called(&json!({"index": 0, "function": {"arguments": "{\"x\""}})),
        called(&json!({"index": 1, "function": {"arguments": ":2}"}})),
        called(&json!({"index": 0, "function": {"arguments": ":1}"}})),
        end("tool_calls"),
    ]);
    assert_eq!(
        calls,
        [triple("f", "{\"x\":1}", "a"), triple("g", "{\"y\":2}", "b")]
    );
}

#[test]
fn calls_without_index_or_with_the_same_are_told_apart_by_id() {
    let expected = [triple("f", "{}", "a"), triple("g", "{\"y\":2}", "b")];
    let bare = calls(&[
        called(&json!({"id": "a", "function": {"name": "f", "arguments": "{}"}})),
        called(&json!({"id": "b", "function": {"name": "g", "arguments": "{\"y\""}})),
        called(&json!({"function": {"arguments": ":2}"}})),
        end("tool_calls"),
    ]);
    assert_eq!(bare, expected);
    let same = calls(&[
        called(&json!({"index": 0, "id": "a", "function": {"name": "f", "arguments": "{}"}})),
        called(&json!({"index": 0, "id": "b", "function": {"name": "g", "arguments": {"y": 2}}})),
        end("stop"),
    ]);
    assert_eq!(same, expected);
}

#[test]
fn a_call_waits_for_its_name_and_gets_an_id() {
    let [(name, arguments, id)] = calls(&[
        called(&json!({"index": 0, "id": "", "function": {"arguments": "{\"a\""}})),
        called(&json!({"index": 0, "function": {"name": "f", "arguments": ":1}"}})),
        end("tool_calls"),
    ])
    .try_into()
    .unwrap();
    assert_eq!((name.as_str(), arguments.as_str()), ("f", "{\"a\":1}"));
    assert!(id.starts_with("call_"), "{id}");
}

#[test]
fn the_old_form_of_a_call_is_read() {
    let calls = calls(&[
        chunk(&json!({"function_call": {"name": "f", "arguments": ""}})),
        chunk(&json!({"function_call": {"arguments": "{\"a\":1}"}})),
        end("function_call"),
    ]);
    assert_eq!(
        (calls.len(), calls[0].0.as_str(), calls[0].1.as_str()),
        (1, "f", "{\"a\":1}")
    );
}

#[test]
fn thoughts_of_all_namings_come_before_the_text() {
    let thinking = json!([{"type": "thinking", "thinking": [{"type": "text", "text": "Hm."}]}]);
    for delta in [
        json!({"reasoning_content": "Hm.", "content": null}),
        json!({"reasoning": "Hm.", "content": ""}),
        json!({"reasoning": "Hm.", "reasoning_content": "Hm."}),
        json!({"content": thinking}),
    ] {
        let parts = parts(&[
            chunk(&delta),
            chunk(&json!({"content": "Yes"})),
            end("stop"),
        ]);
        assert_eq!(
            parts,
            [Part::thought("Hm.", None), Part::text("Yes")],
            "{delta}"
        );
    }
}

#[test]
fn usage_is_found_wherever_it_is() {
    let usage = json!({"prompt_tokens": 3, "completion_tokens": 2});
    for chunk in [
        json!({"choices": [], "usage": usage}),
        json!({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}], "usage": usage}),
        json!({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop", "usage": usage}]}),
        json!({"choices": [], "x_groq": {"usage": usage}}),
    ] {
        let events = read(&[self::chunk(&json!({"content": "x"})), chunk.clone()]);
        let told = events.iter().find_map(|event| match event {
            Event::Usage(usage) => Some(usage.tokens),
            _ => None,
        });
        assert_eq!(
            told.map(|tokens| (tokens.input, tokens.output)),
            Some((3, 2)),
            "{chunk}"
        );
        assert_eq!(events.last(), Some(&Event::Done));
    }
}

#[test]
fn every_stream_starts_first_and_ends_once() {
    let azure = json!({"id": "", "model": "", "choices": [], "prompt_filter_results": []});
    let whole =
        json!({"choices": [{"index": 0, "message": {"content": "x"}, "finish_reason": "stop"}]});
    let late = [
        azure,
        chunk(&json!({"content": "x"})),
        end("stop"),
        end("stop"),
        chunk(&json!({"content": "y"})),
    ];
    for chunks in [&late[..], &[whole], &[chunk(&json!({"content": "x"}))], &[]] {
        let events = read(chunks);
        assert!(matches!(events.first(), Some(Event::Started { .. })));
        let count = |is: fn(&Event) -> bool| events.iter().filter(|event| is(event)).count();
        assert_eq!(count(|event| matches!(event, Event::Done)), 1);
        assert!(count(|event| matches!(event, Event::Ended { .. })) <= 1);
        let opened = count(|event| matches!(event, Event::Opened { .. }));
        assert_eq!(opened, count(|event| matches!(event, Event::Closed { .. })));
    }
    let events = read(&late);
    let model = matches!(&events[0], Event::Started { id, model } if id == "c" && model == "m");
    assert!(model, "{:?}", events[0]);
}

#[test]
fn choices_are_kept_apart() {
    let chunks = [
        json!({"choices": [{"index": 1, "delta": {"content": "b"}}, {"index": 0, "delta": {"content": "a"}}]}),
        json!({"choices": [{"index": 0, "delta": {}, "finish_reason": "length"}]}),
        json!({"choices": [{"index": 1, "delta": {"refusal": "No."}, "finish_reason": "stop"}]}),
    ];
    let events = read(&chunks);
    let ends: Vec<_> = events
        .iter()
        .filter_map(|event| match event {
            Event::Ended { choice, end } => Some((*choice, end.reason)),
            _ => None,
        })
        .collect();
    assert_eq!(ends, [(0, EndReason::Length), (1, EndReason::Refused)]);
    let refusals = events.iter().filter(|event| {
        matches!(
            event,
            Event::Opened {
                choice: 1,
                opening: Opening::Refusal,
                ..
            }
        )
    });
    assert_eq!(refusals.count(), 1);
}
