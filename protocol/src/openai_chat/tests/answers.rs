//! Complete answers, odd ones and those of other dialects.

use routex_entity::{Dialect, TokenUsage};
use serde_json::{Value, json};

use super::{CODEC, Codec, context, plain_context};
use crate::{
    codec::Context,
    hub::{
        Answer, Arguments, Choice, Content, End, EndReason, Extras, Part, Request, Tool, ToolCall,
        ToolKind,
    },
};

fn read(json: &Value) -> Answer {
    CODEC.read_answer(json.to_string().as_bytes()).unwrap()
}

fn write(answer: &Answer, context: &Context) -> Value {
    serde_json::from_slice(&CODEC.write_answer(answer, context)).unwrap()
}

fn foreign(parts: Vec<Part>, reason: EndReason) -> Answer {
    Answer {
        origin: Dialect::Anthropic,
        id: "msg_1".to_owned(),
        model: String::new(),
        created: None,
        choices: vec![Choice {
            parts,
            end: End::new(reason),
            extras: Extras::new(),
        }],
        usage: None,
        extras: Extras::new(),
    }
}

fn called(name: &str, arguments: &str) -> Part {
    Part::new(Content::ToolCall(ToolCall {
        id: "toolu_1".to_owned(),
        name: name.to_owned(),
        arguments: Arguments::Json(arguments.to_owned()),
    }))
}

#[test]
fn imitators_are_understood() {
    let answer = read(&json!({
        "id": null,
        "choices": [{
            "message": {
                "content": [
                    {"type": "thinking", "thinking": [{"type": "text", "text": "Hm."}]},
                    {"type": "text", "text": "Let me see."},
                ],
                "tool_calls": [{"function": {"name": "f", "arguments": {"a": 1}}}],
            },
            "finish_reason": "stop",
        }],
        "usage": {"prompt_tokens": 5, "completion_tokens": 2, "cost": 0.1},
    }));
    let choice = &answer.choices[0];
    assert_eq!(choice.end.reason, EndReason::ToolUse);
    assert_eq!(
        choice.parts[0].content,
        Content::Thought(vec!["Hm.".to_owned()])
    );
    let Content::ToolCall(call) = &choice.parts[2].content else {
        panic!("{choice:?}");
    };
    assert!(!call.id.is_empty());
    assert_eq!(call.arguments, Arguments::Json("{\"a\":1}".to_owned()));
    assert_eq!(answer.usage.unwrap().tokens.input, 5);
}

#[test]
fn every_word_for_the_end_is_understood() {
    for (word, message, reason) in [
        (json!("stop"), json!({"content": "x"}), EndReason::Natural),
        (json!("length"), json!({"content": "x"}), EndReason::Length),
        (json!("content_filter"), json!({}), EndReason::Refused),
        (json!("tool_calls"), json!({}), EndReason::ToolUse),
        (json!("model_length"), json!({}), EndReason::ContextWindow),
        (
            json!("insufficient_system_resource"),
            json!({}),
            EndReason::Length,
        ),
        (json!("error"), json!({}), EndReason::Malformed),
        (json!("stop"), json!({"refusal": "No."}), EndReason::Refused),
        (json!(null), json!({"content": "x"}), EndReason::Natural),
    ] {
        let answer = read(&json!({"choices": [{"message": message, "finish_reason": word}]}));
        assert_eq!(answer.choices[0].end.reason, reason, "{word}");
    }
    let met =
        read(&json!({"choices": [{"message": {}, "finish_reason": "stop", "stop_reason": "END"}]}));
    assert_eq!(met.choices[0].end.sequence.as_deref(), Some("END"));
    assert_eq!(met.choices[0].end.reason, EndReason::StopSequence);
}

#[test]
fn a_foreign_answer_is_whole_for_a_strict_client() {
    let mut answer = foreign(
        vec![
            Part::thought("Hm.", None),
            Part::text("One"),
            Part::text(" two."),
            called("f", ""),
            Part::text("Three."),
        ],
        EndReason::ToolUse,
    );
    let tokens = TokenUsage {
        input: 10,
        cache_read: 5,
        cache_write_short: 2,
        cache_write_long: 1,
        output: 7,
        reasoning: 3,
    };
    answer.usage = Some(tokens.into());
    let expected = json!({
        "id": "chatcmpl-019a2b3c4d5e",
        "object": "chat.completion",
        "created": 1_795_435_200,
        "model": "asked",
        "choices": [{
            "index": 0,
            "message": {
                "role": "assistant",
                "reasoning_content": "Hm.",
                "content": "One two.\n\nThree.",
                "refusal": null,
                "tool_calls": [{"id": "toolu_1", "type": "function", "function": {"name": "f", "arguments": "{}"}}],
            },
            "logprobs": null,
            "finish_reason": "tool_calls",
        }],
        "usage": {
            "prompt_tokens": 18,
            "completion_tokens": 7,
            "total_tokens": 25,
            "prompt_tokens_details": {"cached_tokens": 5, "cache_write_tokens": 3},
            "completion_tokens_details": {"reasoning_tokens": 3},
        },
    });
    assert_eq!(write(&answer, &plain_context()), expected);
}

#[test]
fn a_refused_prompt_is_an_answer_too() {
    let mut answer = foreign(Vec::new(), EndReason::Natural);
    answer.choices.clear();
    let written = write(&answer, &plain_context());
    assert_eq!(written["choices"][0]["finish_reason"], "content_filter");
    assert_eq!(written["choices"][0]["message"]["content"], "");
}

#[test]
fn who_speaks_of_functions_hears_of_functions() {
    let mut request = Request::new(Dialect::OpenaiChat, "asked");
    request.legacy_functions = true;
    let answer = foreign(vec![called("f", "{\"a\":1}")], EndReason::ToolUse);
    let written = write(&answer, &context(request));
    let choice = &written["choices"][0];
    assert_eq!(choice["finish_reason"], "function_call");
    assert_eq!(
        choice["message"]["function_call"],
        json!({"name": "f", "arguments": "{\"a\":1}"})
    );
    assert!(choice["message"].get("tool_calls").is_none());
}

#[test]
fn names_and_custom_tools_come_back_as_the_client_knows_them() {
    let mut request = Request::new(Dialect::OpenaiChat, "asked");
    let long = "shell_".repeat(20);
    request.tools = vec![Tool {
        kind: ToolKind::Custom {
            name: long.clone(),
            description: None,
            format: None,
        },
        ..Tool::function("", None, None)
    }];
    let mut context = context(request);
    let short = context.names.fit(&long, 64);
    let answer = foreign(
        vec![called(&short, "{\"input\":\"ls\"}")],
        EndReason::ToolUse,
    );
    let written = write(&answer, &context);
    let call = &written["choices"][0]["message"]["tool_calls"][0];
    assert_eq!(
        *call,
        json!({"id": "toolu_1", "type": "custom", "custom": {"name": long, "input": "ls"}})
    );
}
