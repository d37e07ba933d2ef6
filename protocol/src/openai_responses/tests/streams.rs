//! What a stream says is what the complete answer says.

use std::sync::Arc;

use bytes::BytesMut;
use proptest::prelude::*;
use routex_entity::Dialect;
use serde_json::Value;

use super::{answers, any, plain_context};
use crate::{
    codec::{Context, ReadEvents, WriteEvents},
    hub::{Answer, Collector, Content, Event, Part},
    openai_responses::{read_answer, read_stream::Reader, write_answer, write_stream::Writer},
};

fn written(events: Vec<Event>, context: Context) -> Vec<Value> {
    let mut writer = Writer::new(Arc::new(context));
    let mut out = BytesMut::new();
    for event in events {
        writer.event(event, &mut out);
    }
    let text = String::from_utf8(out.to_vec()).unwrap();
    let events: Vec<Value> = text
        .split_terminator("\n\n")
        .map(|frame| {
            let (name, data) = frame.split_once('\n').unwrap();
            let data: Value = serde_json::from_str(data.strip_prefix("data: ").unwrap()).unwrap();
            assert_eq!(name.strip_prefix("event: "), data["type"].as_str());
            data
        })
        .collect();
    for (number, event) in events.iter().enumerate() {
        assert_eq!(event["sequence_number"], number);
    }
    events
}

fn collected(events: &[Value]) -> Answer {
    let mut reader = Reader::default();
    let mut hub = Vec::new();
    for event in events {
        reader
            .event(None, event.to_string().as_bytes(), &mut hub)
            .unwrap();
    }
    let mut collector = Collector::new(Dialect::OpenaiResponses);
    for event in &hub {
        collector.event(event).unwrap();
    }
    collector.answer()
}

/// What was said, without what is said about it, and without items that say nothing.
fn said(parts: &[Part]) -> Vec<Content> {
    let says = |part: &&Part| match &part.content {
        Content::Text(text) | Content::Refusal(text) => !text.is_empty(),
        Content::Thought(paragraphs) => {
            paragraphs.iter().any(|text| !text.is_empty()) || part.seal.is_some()
        }
        _ => true,
    };
    let heard = |part: &Part| match &part.content {
        Content::Thought(paragraphs) => {
            let paragraphs = paragraphs.iter().filter(|text| !text.is_empty());
            Content::Thought(paragraphs.cloned().collect())
        }
        content => content.clone(),
    };
    parts.iter().filter(says).map(heard).collect()
}

proptest! {
    #[test]
    fn the_last_event_has_the_complete_answer(answer in any::answer()) {
        let whole = write_answer::write(&answer, &plain_context());
        let whole: Value = serde_json::from_slice(&whole).unwrap();
        let events = written(any::events(&answer), plain_context());
        prop_assert_eq!(&events.last().unwrap()["response"], &whole);
    }

    #[test]
    fn a_written_stream_is_read_as_the_written_answer(answer in any::answer()) {
        let whole = write_answer::write(&answer, &plain_context());
        let whole = read_answer::read(&whole).unwrap();
        let mut events = written(any::events(&answer), plain_context());
        let end = events.pop().unwrap();
        if end["type"] != "response.failed" {
            events.push(end);
            let read = collected(&events);
            prop_assert_eq!(said(&read.choices[0].parts), said(&whole.choices[0].parts));
            prop_assert_eq!(&read.choices[0].end, &whole.choices[0].end);
            prop_assert_eq!(read.usage, whole.usage);
        }
    }

    #[test]
    fn a_response_that_is_told_at_the_end_only_is_the_same(response in answers::response()) {
        let whole = read_answer::read(response.to_string().as_bytes()).unwrap();
        let kind = format!("response.{}", response["status"].as_str().unwrap());
        let read = collected(&[serde_json::json!({"type": kind, "response": response})]);
        prop_assert_eq!(said(&read.choices[0].parts), said(&whole.choices[0].parts));
        prop_assert_eq!(&read.choices[0].end, &whole.choices[0].end);
        prop_assert_eq!((read.id, read.model, read.usage), (whole.id, whole.model, whole.usage));
    }
}
