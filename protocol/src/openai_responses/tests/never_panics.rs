//! Nothing that anybody sends makes a codec panic.

use std::{path::Path, sync::Arc};

use bytes::BytesMut;
use proptest::prelude::*;
use routex_entity::Dialect;
use serde_json::{Map, Value, json};

use super::{context, plain_context, requests};
use crate::{
    codec::{Feature, Features, Purpose, ReadEvents, Target, WriteEvents},
    hub::{Event, Request},
    openai_responses::{
        read_answer, read_request, read_stream::Reader, write_answer, write_request,
        write_stream::Writer,
    },
};

/// Names that mean something, so that chance gets somewhere.
const NAMES: [&str; 24] = [
    "type",
    "input",
    "output",
    "content",
    "role",
    "text",
    "call_id",
    "name",
    "arguments",
    "summary",
    "encrypted_content",
    "item",
    "part",
    "response",
    "output_index",
    "delta",
    "tools",
    "reasoning",
    "tool_choice",
    "format",
    "image_url",
    "usage",
    "namespace",
    "annotation",
];
const WORDS: [&str; 22] = [
    "message",
    "user",
    "assistant",
    "function_call",
    "function_call_output",
    "custom_tool_call",
    "reasoning",
    "input_text",
    "output_text",
    "refusal",
    "input_image",
    "input_file",
    "function",
    "namespace",
    "json_schema",
    "allowed_tools",
    "response.output_item.added",
    "response.output_item.done",
    "response.output_text.delta",
    "response.completed",
    "response.reasoning_summary_text.delta",
    "web_search_call",
];

fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        prop::sample::select(&WORDS[..]).prop_map(Value::from),
        ".{0,6}".prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 60, 6, |inner| {
        let name = prop::sample::select(&NAMES[..]).prop_map(str::to_owned);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::Array),
            prop::collection::vec((name, inner), 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

fn write_everywhere(mut request: Request, features: Features) {
    for origin in Dialect::ALL {
        request.origin = *origin;
        for purpose in [Purpose::Generate, Purpose::Count] {
            let target = Target {
                model: "m",
                features,
                purpose,
            };
            if let Ok(written) = write_request::write(&request, &target) {
                let _: Value = serde_json::from_slice(&written.body).unwrap();
            }
        }
    }
    let mut writer = Writer::new(Arc::new(context(request)));
    writer.event(Event::Done, &mut BytesMut::new());
}

fn read_and_write_stream<'a>(frames: impl IntoIterator<Item = &'a [u8]>) {
    let mut reader = Reader::default();
    let mut writer = Writer::new(Arc::new(plain_context()));
    let mut hub = Vec::new();
    for frame in frames {
        let _ = reader.event(Some(b"response.completed"), frame, &mut hub);
    }
    reader.finish(&mut hub);
    assert_eq!(hub.iter().filter(|event| **event == Event::Done).count(), 1);
    let mut out = BytesMut::new();
    for event in hub {
        writer.event(event, &mut out);
    }
    assert!(!out.is_empty());
}

fn features() -> impl Strategy<Value = Features> {
    any::<u16>().prop_map(|bits| {
        let all = Feature::ALL.iter().copied().enumerate();
        all.filter(|(index, _)| bits >> index & 1 == 1)
            .fold(Features::NONE, |set, (_, feature)| set.with(feature))
    })
}

/// What came in, of all golden cases of a direction.
fn samples(direction: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("golden")
        .join(direction)
        .join("openai_responses");
    let files = std::fs::read_dir(folder).unwrap();
    files
        .map(|file| {
            let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
            let (_, rest) = text.split_once("\n## openai_responses\n\n```").unwrap();
            let (block, _) = rest.split_once("\n```").unwrap();
            block.split_once('\n').unwrap().1.to_owned()
        })
        .collect()
}

proptest! {
    #[test]
    fn any_request(body in anything(), mut members in anything(), features in features()) {
        if let Value::Object(object) = &mut members {
            object.insert("model".to_owned(), json!("m"));
        }
        for body in [body, members] {
            if let Ok(request) = read_request::read(body.to_string().as_bytes()) {
                write_everywhere(request, features);
            }
        }
    }

    #[test]
    fn any_good_request_for_any_model(body in requests::request(), features in features()) {
        let request = read_request::read(body.to_string().as_bytes()).unwrap();
        write_everywhere(request, features);
    }

    #[test]
    fn any_answer(body in anything(), output in anything()) {
        for body in [body, json!({"output": [output]})] {
            if let Ok(answer) = read_answer::read(body.to_string().as_bytes()) {
                write_answer::write(&answer, &plain_context());
            }
        }
    }

    #[test]
    fn any_stream(events in prop::collection::vec(anything(), 0..8)) {
        let frames: Vec<String> = events.iter().map(Value::to_string).collect();
        read_and_write_stream(frames.iter().map(String::as_bytes));
    }
}

#[test]
fn half_a_request() {
    for sample in samples("request") {
        for end in (0..sample.len()).step_by(5).chain([sample.len()]) {
            if let Ok(request) = read_request::read(&sample.as_bytes()[..end]) {
                write_everywhere(request, Features::all());
            }
        }
    }
}

#[test]
fn half_an_answer() {
    for sample in samples("answer") {
        for end in 0..=sample.len() {
            let _ = read_answer::read(&sample.as_bytes()[..end]);
        }
    }
}

#[test]
fn half_a_stream() {
    for sample in samples("stream") {
        let frames: Vec<&[u8]> = sample
            .lines()
            .filter_map(|line| line.strip_prefix("data: "))
            .map(str::as_bytes)
            .collect();
        for end in 0..=frames.len() {
            read_and_write_stream(frames[..end].iter().copied());
        }
    }
}
