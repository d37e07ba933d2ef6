//! Answers.

use proptest::{option, prelude::*};
use serde_json::{Value, json};

use super::{conversation::call, maybe, object, one_of, words};

fn logprobs() -> impl Strategy<Value = Value> {
    words().prop_map(|token| {
        let one = json!({"token": token, "bytes": [72], "logprob": -0.25, "top_logprobs": []});
        json!({"content": [one], "refusal": null})
    })
}

fn choice(index: u64) -> impl Strategy<Value = Value> {
    let calls: Vec<_> = (0..2)
        .map(|number| call(format!("call_{index}_{number}")))
        .collect();
    let citation = json!({"type": "url_citation", "url_citation": {"start_index": 0, "end_index": 1, "title": "T", "url": "https://example.com"}});
    let audio = json!({"id": "audio_1", "data": "UklGRg==", "expires_at": 1_795_438_800, "transcript": "Hi"});
    let maybe_this = |value: Value| option::of(Just(value));
    let said = (maybe(words()), maybe(words()), maybe(words()));
    let more = (
        maybe_this(json!([citation])),
        maybe_this(audio),
        0..3_usize,
        calls,
        maybe(logprobs()),
    );
    (said, more).prop_map(move |((content, refusal, thought), more)| {
        let (citations, audio, count, mut calls, logprobs) = more;
        calls.truncate(count);
        let silent = refusal.is_none() && calls.is_empty() && audio.is_none();
        let content = content.or(silent.then(|| "".into()));
        let word = match (calls.is_empty(), &refusal) {
            (false, _) => "tool_calls",
            (true, Some(_)) => "content_filter",
            (true, None) => ["stop", "length"][index as usize % 2],
        };
        let mut message = object(vec![
            ("role", Some("assistant".into())),
            ("reasoning_content", thought),
            ("annotations", citations),
            ("audio", audio),
            ("tool_calls", (!calls.is_empty()).then(|| calls.into())),
        ]);
        message["content"] = content.unwrap_or_default();
        message["refusal"] = refusal.unwrap_or_default();
        json!({"index": index, "message": message, "logprobs": logprobs, "finish_reason": word})
    })
}

fn usage() -> impl Strategy<Value = Value> {
    [0..1_000_u64, 0..1_000, 0..1_000, 0..1_000, 0..500].prop_map(|[input, cached, written, output, reasoning]| {
        let prompt = input + cached + written;
        json!({
            "prompt_tokens": prompt,
            "completion_tokens": output + reasoning,
            "total_tokens": prompt + output + reasoning,
            "prompt_tokens_details": {"cached_tokens": cached, "cache_write_tokens": written, "audio_tokens": 3, "image_tokens": 0},
            "completion_tokens_details": {"reasoning_tokens": reasoning, "accepted_prediction_tokens": 2, "rejected_prediction_tokens": 1},
        })
    })
}

pub(in super::super) fn answer() -> impl Strategy<Value = Value> {
    let tier = one_of(&["auto", "default", "flex", "priority"]);
    let choices: Vec<_> = (0..2).map(choice).collect();
    (
        tier,
        option::of("fp_[a-f0-9]{4}"),
        choices,
        1..3_usize,
        usage(),
    )
        .prop_map(|(tier, fingerprint, mut choices, count, usage)| {
            choices.truncate(count);
            object(vec![
                ("id", Some("chatcmpl-B9MHDbslfkBeAs8l4bebGdFOJ6PeG".into())),
                ("object", Some("chat.completion".into())),
                ("created", Some(1_741_570_283.into())),
                ("model", Some("gpt-6-sol".into())),
                ("choices", Some(choices.into())),
                ("usage", Some(usage)),
                ("service_tier", tier),
                ("system_fingerprint", fingerprint.map(Value::from)),
                ("metadata", Some(json!({"a": "b"}))),
            ])
        })
}
