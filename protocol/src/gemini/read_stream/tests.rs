use super::*;
use crate::hub::{Collector, Seal, ToolCall};

fn events(chunks: &[&str]) -> Vec<Event> {
    let mut reader = Reader::default();
    let mut hub = Vec::new();
    for chunk in chunks {
        reader.event(None, chunk.as_bytes(), &mut hub).unwrap();
    }
    reader.finish(&mut hub);
    reader.finish(&mut hub);
    hub
}

fn answer(chunks: &[&str]) -> hub::Answer {
    let mut collector = Collector::new(routex_entity::Dialect::Gemini);
    for event in events(chunks) {
        collector.event(&event).unwrap();
    }
    collector.answer()
}

#[test]
fn everything_opens_closes_and_ends_once() {
    let hub = events(&[
        r#"{"candidates":[{"content":{"parts":[{"text":"a"}]},"finishReason":"STOP"}],"responseId":"r"}"#,
        r#"{"candidates":[{"content":{"parts":[{"text":"b"}]},"finishReason":"STOP"}]}"#,
    ]);
    let text = |text: &str| Event::Piece {
        part: 0,
        text: text.to_owned(),
    };
    let expected = [
        Event::Started {
            id: "r".to_owned(),
            model: String::new(),
        },
        Event::Opened {
            part: 0,
            choice: 0,
            opening: Opening::Text,
        },
        text("a"),
        text("b"),
        Event::Closed { part: 0 },
        Event::Ended {
            choice: 0,
            end: end::read("STOP", false),
        },
        Event::Done,
    ];
    assert_eq!(hub, expected);
}

#[test]
fn a_signature_without_a_word_seals_a_thought_of_its_own() {
    let answer = answer(&[
        r#"{"candidates":[{"content":{"parts":[{"text":"","thoughtSignature":"c2ln"}]}}]}"#,
        r#"{"candidates":[{"content":{"parts":[{"text":"Yes."},{"text":"","thoughtSignature":"ZWwy"}]},
            "finishReason":"STOP"}]}"#,
    ]);
    let parts = &answer.choices[0].parts;
    let seal = |value| Some(Seal::new(routex_entity::Dialect::Gemini, value));
    assert_eq!(parts[0].content, hub::Content::Thought(Vec::new()));
    assert_eq!(parts[0].seal, seal("c2ln"));
    assert_eq!(parts[1].as_text(), Some("Yes."));
    assert_eq!(parts[1].seal, seal("ZWwy"));
}

#[test]
fn calls_without_ids_get_them_and_make_the_end() {
    let answer = answer(&[
        r#"{"candidates":[{"content":{"parts":[{"functionCall":{"name":"f","args":{"a": 1}}}]}}],"responseId":"r"}"#,
        r#"{"candidates":[{"content":{"parts":[{"functionCall":{"name":"f"}}]},"finishReason":"STOP"}]}"#,
    ]);
    let choice = &answer.choices[0];
    let ids: Vec<_> = choice
        .parts
        .iter()
        .filter_map(|part| match &part.content {
            hub::Content::ToolCall(ToolCall { id, arguments, .. }) => {
                Some((id.as_str(), arguments.to_json()))
            }
            _ => None,
        })
        .collect();
    let first = ("call_r_0", r#"{"a": 1}"#.to_owned());
    assert_eq!(ids, [first, ("call_r_1", "{}".to_owned())]);
    assert_eq!(choice.end.reason, EndReason::ToolUse);
}

#[test]
fn a_blocked_prompt_is_a_refusal() {
    let answer = answer(&[
        r#"{"promptFeedback":{"blockReason":"SAFETY","blockReasonMessage":"No."},
            "usageMetadata":{"promptTokenCount":4,"totalTokenCount":4}}"#,
    ]);
    let choice = &answer.choices[0];
    assert_eq!(choice.end.reason, EndReason::Refused);
    assert_eq!(choice.end.native, "SAFETY");
    assert_eq!(
        choice.parts[0].content,
        hub::Content::Refusal("No.".to_owned())
    );
    assert_eq!(answer.usage.unwrap().tokens.input, 4);
}

#[test]
fn wild_indexes_share_one_choice() {
    let chunk = |index: u64| {
        format!(r#"{{"candidates":[{{"index":{index},"content":{{"parts":[{{"text":"x"}}]}}}}]}}"#)
    };
    let mut reader = Reader::default();
    let mut hub = Vec::new();
    for index in [0, 99, u64::MAX, 5_000_000_000] {
        reader
            .event(None, chunk(index).as_bytes(), &mut hub)
            .unwrap();
    }
    assert_eq!(reader.choices.len(), 2);
}

#[test]
fn a_whole_answer_and_a_stream_of_it_mean_the_same() {
    let chunk = r#"{"candidates":[{"content":{"role":"model","parts":[{"text":"Hm.","thought":true},{"text":"Yes."},
        {"functionCall":{"name":"f","args":{"a":1}},"thoughtSignature":"c2ln"}]},"finishReason":"STOP","index":0}],
        "usageMetadata":{"promptTokenCount":9,"candidatesTokenCount":5,"totalTokenCount":14},
        "modelVersion":"m","responseId":"r"}"#;
    let whole = super::super::read_answer::read(chunk.as_bytes()).unwrap();
    assert_eq!(answer(&[chunk]), whole);
}
