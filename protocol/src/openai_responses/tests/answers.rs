//! Answers with every documented member.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{json::*, plain_context, requests};
use crate::openai_responses::{read_answer, write_answer};

pub fn response() -> BoxedStrategy<Value> {
    let complete = (Just("completed"), Just(Value::Null));
    let incomplete = (
        Just("incomplete"),
        one_of(&[
            "max_output_tokens",
            "content_filter",
            "max_messages",
            "steered",
        ])
        .prop_map(|reason| json!({"reason": reason})),
    );
    (
        response_object(),
        prop_oneof![complete.boxed(), incomplete.boxed()],
    )
        .prop_map(|(mut response, (status, details))| {
            response["status"] = json!(status);
            response["incomplete_details"] = details;
            response
        })
        .boxed()
}

fn response_object() -> BoxedStrategy<Value> {
    object(vec![
        always("id", word()),
        always("object", one_of(&["response"])),
        always("created_at", count()),
        always("model", word()),
        always("output", items()),
        always("parallel_tool_calls", flag()),
        always("tool_choice", one_of(&["auto"])),
        always(
            "tools",
            list(typed("function", vec![always("name", word())]), 0),
        ),
        maybe("instructions", text()),
        maybe("metadata", object(vec![maybe("team", text())])),
        maybe("temperature", fraction()),
        maybe("top_p", fraction()),
        maybe("completed_at", count()),
        maybe("previous_response_id", word()),
        maybe("conversation", object(vec![always("id", word())])),
        maybe("prompt_cache_key", word()),
        maybe("reasoning", object(vec![always("effort", word())])),
        maybe("service_tier", one_of(&["default", "priority"])),
        maybe("store", flag()),
        maybe("text", object(vec![always("verbosity", word())])),
        maybe(
            "tool_usage",
            object(vec![always("web_search", object(vec![]))]),
        ),
        maybe("truncation", one_of(&["disabled"])),
        maybe("something_new", text()),
        maybe("usage", usage()),
    ])
}

fn usage() -> BoxedStrategy<Value> {
    (
        0_u64..900,
        0_u64..900,
        0_u64..900,
        1_u64..900,
        0_u64..900,
        0_u64..900,
    )
        .prop_map(|(input, read, short, long, output, reasoning)| {
            let (input, output) = (input + read + short + long, output + reasoning);
            json!({
                "input_tokens": input,
                "input_tokens_details": {
                    "cached_tokens": read,
                    "cache_write_tokens": short + long,
                    "cache_write_tokens_details": {"ttl_30m_tokens": short, "ttl_12h_tokens": long},
                },
                "output_tokens": output,
                "output_tokens_details": {"reasoning_tokens": reasoning},
                "total_tokens": input + output,
                "something_new": 1,
            })
        })
        .boxed()
}

/// Ids are different from each other, as they are in life.
fn items() -> BoxedStrategy<Value> {
    let message = typed(
        "message",
        vec![
            always("status", one_of(&["completed", "incomplete"])),
            always("role", one_of(&["assistant"])),
            always("content", list(requests::output_part(), 1)),
            maybe("phase", one_of(&["final_answer"])),
        ],
    );
    let item = either(vec![
        message,
        requests::call(),
        requests::custom_call(),
        requests::thought(),
        requests::foreign(),
    ]);
    list(item, 1)
        .prop_map(|mut items| {
            for (index, item) in items.as_array_mut().unwrap().iter_mut().enumerate() {
                item["id"] = json!(format!("id_{index}"));
            }
            items
        })
        .boxed()
}

/// Everything that was there is there, the same.
fn keeps(written: &Value, source: &Value) -> Result<(), TestCaseError> {
    for (name, value) in source.as_object().unwrap() {
        if value.is_null() {
            prop_assert!(written.get(name).is_none_or(Value::is_null), "{}", name);
        } else if name == "output" {
            let (written, source) = (&written[name], value);
            let pairs = written
                .as_array()
                .unwrap()
                .iter()
                .zip(source.as_array().unwrap());
            for (written, source) in pairs {
                keeps_item(written, source)?;
            }
            prop_assert_eq!(
                written.as_array().unwrap().len(),
                source.as_array().unwrap().len()
            );
        } else {
            prop_assert_eq!(&written[name], value, "{}", name);
        }
    }
    Ok(())
}

/// Required members that the source left out may come; empty log probabilities do.
fn keeps_item(written: &Value, source: &Value) -> Result<(), TestCaseError> {
    for (name, value) in source.as_object().unwrap() {
        let mut written = written[name].clone();
        if source["type"] == "message" && name == "content" {
            for part in written.as_array_mut().unwrap() {
                let part = part.as_object_mut().unwrap();
                part.retain(|name, value| name != "logprobs" || *value != json!([]));
            }
        }
        prop_assert_eq!(&written, value, "{}", name);
    }
    Ok(())
}

#[test]
fn a_summary_that_says_what_the_reasoning_says_is_still_one() {
    let source = json!({"output": [{
        "type": "reasoning",
        "id": "rs_1",
        "summary": [{"type": "summary_text", "text": "2 + 2 = 4"}],
        "content": [{"type": "reasoning_text", "text": "2 + 2 = 4"}],
    }]});
    let answer = read_answer::read(source.to_string().as_bytes()).unwrap();
    let written = write_answer::write(&answer, &plain_context());
    let written: Value = serde_json::from_slice(&written).unwrap();
    assert_eq!(written["output"], source["output"]);
}

proptest! {
    #[test]
    fn every_member_comes_back(source in response()) {
        let answer = read_answer::read(source.to_string().as_bytes()).unwrap();
        let written = write_answer::write(&answer, &plain_context());
        let written: Value = serde_json::from_slice(&written).unwrap();
        keeps(&written, &source)?;
    }
}
