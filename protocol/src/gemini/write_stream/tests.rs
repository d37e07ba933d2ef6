use routex_entity::{Dialect, TokenUsage};
use serde_json::{Value, json};

use super::*;
use crate::hub::{EndReason, Request};

fn written(events: Vec<Event>, framing: Framing) -> String {
    let mut writer = Writer::new(Arc::new(Context {
        request: Arc::new(Request::new(Dialect::Gemini, "asked")),
        names: Default::default(),
        id: "0-1".to_owned(),
        now: 0,
        estimated_input: 0,
        framing,
    }));
    let mut out = BytesMut::new();
    for event in events {
        writer.event(event, &mut out);
    }
    assert_eq!(writer.position().begun, !out.is_empty());
    String::from_utf8(out.to_vec()).unwrap()
}

fn opened(part: PartId, opening: Opening) -> Event {
    Event::Opened {
        part,
        choice: 0,
        opening,
    }
}

fn piece(part: PartId, text: &str) -> Event {
    Event::Piece {
        part,
        text: text.to_owned(),
    }
}

fn ended() -> [Event; 2] {
    let end = End::new(EndReason::Natural);
    [Event::Ended { choice: 0, end }, Event::Done]
}

fn parts(stream: &str) -> Vec<Value> {
    let chunks: Vec<Value> = serde_json::from_str(stream).unwrap();
    chunks
        .iter()
        .map(|chunk| chunk["candidates"][0]["content"]["parts"][0].clone())
        .collect()
}

#[test]
fn an_array_is_one_however_short() {
    for events in [vec![Event::Done], ended().into(), {
        let mut events = vec![opened(0, Opening::Text), piece(0, "a"), piece(0, "b")];
        events.extend(ended());
        events
    }] {
        let stream = written(events, Framing::JsonArray);
        let chunks: Vec<Value> = serde_json::from_str(&stream).unwrap();
        let last = chunks.last().unwrap();
        assert_eq!(last["candidates"][0]["finishReason"], "STOP");
        assert_eq!(last["modelVersion"], "asked");
        assert_eq!(last["responseId"], "01");
    }
}

#[test]
fn a_call_comes_whole_with_its_seal() {
    let call = Opening::ToolCall {
        id: "c".to_owned(),
        name: "f".to_owned(),
        custom: false,
    };
    let seal = Seal::new(Dialect::Anthropic, "x");
    let signature = seal.to_client(Dialect::Gemini);
    let mut events = vec![
        opened(0, call),
        piece(0, "{\"a\""),
        piece(0, ":1}"),
        Event::Sealed { part: 0, seal },
        Event::Closed { part: 0 },
    ];
    events.extend(ended());
    let expected = json!({"functionCall": {"id": "c", "name": "f", "args": {"a": 1}},
        "thoughtSignature": signature});
    assert_eq!(parts(&written(events, Framing::JsonArray))[0], expected);
}

#[test]
fn paragraphs_of_a_thought_stay_apart() {
    let mut events = vec![
        opened(0, Opening::Thought),
        Event::Paragraph { part: 0 },
        piece(0, "One."),
        Event::Paragraph { part: 0 },
        piece(0, "Two."),
        Event::Closed { part: 0 },
    ];
    events.extend(ended());
    let parts = parts(&written(events, Framing::JsonArray));
    assert_eq!(parts[0], json!({"text": "One.", "thought": true}));
    assert_eq!(parts[1], json!({"text": "\n\nTwo.", "thought": true}));
}

#[test]
fn usage_is_in_the_last_object_alone() {
    let usage = Usage::from(TokenUsage {
        input: 10,
        cache_read: 4,
        cache_write_short: 2,
        output: 9,
        reasoning: 3,
        ..TokenUsage::default()
    });
    let mut events = vec![
        Event::Usage(Usage::default()),
        opened(0, Opening::Text),
        piece(0, "a"),
    ];
    events.extend([Event::Usage(usage)]);
    events.extend(ended());
    let stream = written(events, Framing::JsonArray);
    let chunks: Vec<Value> = serde_json::from_str(&stream).unwrap();
    assert_eq!(chunks[0]["usageMetadata"], Value::Null);
    let expected = json!({"promptTokenCount": 16, "cachedContentTokenCount": 4,
        "candidatesTokenCount": 6, "thoughtsTokenCount": 3, "totalTokenCount": 25});
    assert_eq!(chunks[1]["usageMetadata"], expected);
}
