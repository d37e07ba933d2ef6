//! Items of every type.

use proptest::prelude::*;
use serde_json::Value;

use super::{super::json::*, tools::function};

/// Members that any item may have.
fn common(mut members: Vec<Member>) -> Vec<Member> {
    members.push(maybe("id", word()));
    members.push(maybe("status", one_of(&["completed", "incomplete"])));
    members
}

fn input_part() -> BoxedStrategy<Value> {
    let breakpoint = || {
        maybe(
            "prompt_cache_breakpoint",
            object(vec![always("mode", word())]),
        )
    };
    either(vec![
        typed("input_text", vec![always("text", text()), breakpoint()]),
        typed(
            "input_image",
            vec![
                always(
                    "image_url",
                    one_of(&[
                        "https://example.org/a.png",
                        "data:image/png;base64,iVBORw0KGgo=",
                        "data:odd",
                    ]),
                ),
                maybe("detail", one_of(&["auto", "original"])),
                breakpoint(),
            ],
        ),
        typed("input_image", vec![always("file_id", word())]),
        typed(
            "input_file",
            vec![
                always(
                    "file_data",
                    one_of(&["data:application/pdf;base64,JVBERi0=", "aGVsbG8="]),
                ),
                maybe("filename", word()),
                maybe("detail", one_of(&["low"])),
                breakpoint(),
            ],
        ),
        typed("input_file", vec![always("file_url", word())]),
        typed("input_file", vec![always("file_id", word())]),
        typed(
            "input_audio",
            vec![always(
                "input_audio",
                object(vec![always("data", word()), always("format", word())]),
            )],
        ),
        typed("a_part_to_come", vec![maybe("text", text())]),
    ])
}

pub fn output_part() -> BoxedStrategy<Value> {
    let citation = typed(
        "url_citation",
        vec![
            always("start_index", count()),
            always("end_index", count()),
            always("title", text()),
            always("url", word()),
        ],
    );
    let logprob = object(vec![always("token", word()), always("logprob", fraction())]);
    either(vec![
        typed(
            "output_text",
            vec![
                always("text", text()),
                always("annotations", list(citation, 0)),
                maybe("logprobs", list(logprob, 1)),
            ],
        ),
        typed("refusal", vec![always("refusal", text())]),
    ])
}

pub fn call() -> BoxedStrategy<Value> {
    let caller = typed("program", vec![always("caller_id", word())]);
    typed(
        "function_call",
        common(vec![
            always("call_id", word()),
            always("name", word()),
            always(
                "arguments",
                one_of(&["{}", "{\"a\": [1, 2.50]}", "{\"broken"]),
            ),
            maybe("namespace", word()),
            maybe("caller", caller),
            maybe("async", flag()),
        ]),
    )
}

pub fn custom_call() -> BoxedStrategy<Value> {
    typed(
        "custom_tool_call",
        common(vec![
            always("call_id", word()),
            always("name", word()),
            always("input", text()),
            maybe("namespace", word()),
        ]),
    )
}

pub fn thought() -> BoxedStrategy<Value> {
    let texts = |kind| list(typed(kind, vec![always("text", text())]), 0);
    typed(
        "reasoning",
        common(vec![
            always("summary", texts("summary_text")),
            maybe("content", texts("reasoning_text")),
            maybe("encrypted_content", "gAAA[a-z]{3}".prop_map(Value::from)),
        ]),
    )
}

/// Items that the hub has no name for.
pub fn foreign() -> BoxedStrategy<Value> {
    let action = object(vec![always("query", text())]);
    either(vec![
        typed("web_search_call", common(vec![always("action", action)])),
        typed(
            "computer_call_output",
            common(vec![always("call_id", word())]),
        ),
        typed(
            "image_generation_call",
            common(vec![always("result", word())]),
        ),
        typed(
            "mcp_call",
            common(vec![always("name", word()), always("arguments", text())]),
        ),
        typed(
            "compaction",
            common(vec![always("encrypted_content", word())]),
        ),
        typed("local_shell_call", common(vec![always("call_id", word())])),
        typed(
            "an_item_to_come",
            vec![maybe("role", word()), maybe("content", text())],
        ),
    ])
}

pub fn item() -> BoxedStrategy<Value> {
    let output = || either(vec![text(), list(input_part(), 0)]);
    either(vec![
        object(vec![
            always("role", one_of(&["user", "system", "developer"])),
            always("content", either(vec![text(), list(input_part(), 1)])),
            maybe("type", one_of(&["message"])),
            maybe("status", one_of(&["completed"])),
        ]),
        object(vec![
            always("role", one_of(&["assistant"])),
            always("content", text()),
            maybe("phase", one_of(&["commentary"])),
        ]),
        typed(
            "message",
            common(vec![
                always("role", one_of(&["assistant"])),
                always("content", list(output_part(), 0)),
                maybe("phase", one_of(&["final_answer"])),
            ]),
        ),
        call(),
        custom_call(),
        thought(),
        typed(
            "function_call_output",
            common(vec![
                maybe("call_id", word()),
                always("output", output()),
                maybe("name", word()),
                maybe("namespace", word()),
            ]),
        ),
        typed(
            "custom_tool_call_output",
            common(vec![always("call_id", word()), always("output", output())]),
        ),
        foreign(),
        typed("item_reference", vec![always("id", word())]),
        object(vec![always("id", word())]),
        typed(
            "additional_tools",
            vec![
                always("role", one_of(&["developer"])),
                always("tools", list(function(), 1)),
            ],
        ),
        typed("compaction_trigger", vec![]),
        typed(
            "mcp_approval_response",
            vec![
                always("approval_request_id", word()),
                always("approve", flag()),
            ],
        ),
    ])
}
