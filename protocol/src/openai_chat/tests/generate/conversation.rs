//! Messages of every role, and calls.

use proptest::{collection::vec, option, prelude::*, sample::select};
use serde_json::{Value, json};

use super::{maybe, name, object, one_of, schema, words};

fn breakpoint() -> impl Strategy<Value = Option<Value>> {
    option::of(select(&["30m", "12h"][..]).prop_map(|ttl| json!({"mode": "explicit", "ttl": ttl})))
}

fn text_part() -> impl Strategy<Value = Value> {
    (words(), breakpoint()).prop_map(|(text, mark)| {
        object(vec![
            ("type", Some("text".into())),
            ("text", Some(text)),
            ("prompt_cache_breakpoint", mark),
        ])
    })
}

fn user_part() -> impl Strategy<Value = Value> {
    let url = select(
        &[
            "https://example.com/a.png",
            "data:image/png;base64,iVBORw0KGgo=",
        ][..],
    );
    let image = (
        url,
        one_of(&["auto", "low", "high", "original"]),
        breakpoint(),
    );
    let image = image.prop_map(|(url, detail, mark)| {
        object(vec![
            ("type", Some("image_url".into())),
            (
                "image_url",
                Some(object(vec![("url", Some(url.into())), ("detail", detail)])),
            ),
            ("prompt_cache_breakpoint", mark),
        ])
    });
    let audio = select(&["wav", "mp3"][..]).prop_map(
        |format| json!({"type": "input_audio", "input_audio": {"data": "UklGRg==", "format": format}}),
    );
    let data = select(&["data:application/pdf;base64,JVBERi0xLjc="][..]);
    let file = prop_oneof![
        (data, maybe(words())).prop_map(|(data, name)| {
            object(vec![("filename", name), ("file_data", Some(data.into()))])
        }),
        Just(json!({"file_id": "file-abc"})),
    ];
    let file = file.prop_map(|file| json!({"type": "file", "file": file}));
    prop_oneof![text_part(), image, audio, file]
}

/// A string, or parts that are more than one bare text.
fn content(part: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    let several = vec(part, 2..4).prop_map(Value::Array);
    prop_oneof![words(), several]
}

pub(super) fn call(id: String) -> impl Strategy<Value = Value> {
    let function = (Just(id.clone()), name(), schema()).prop_map(|(id, name, arguments)| {
        json!({"id": id, "type": "function", "function": {"name": name, "arguments": arguments.to_string()}})
    });
    let custom = (Just(id), name(), words()).prop_map(
        |(id, name, input)| json!({"id": id, "type": "custom", "custom": {"name": name, "input": input}}),
    );
    prop_oneof![3 => function, 1 => custom]
}

/// An assistant's message and, if it calls tools, their results in any order.
fn exchange(number: usize) -> impl Strategy<Value = Vec<Value>> {
    let refusal = words().prop_map(|refusal| json!({"type": "refusal", "refusal": refusal}));
    let said = (
        content(prop_oneof![text_part(), refusal]),
        maybe(words()),
        option::of(name()),
        maybe(words()),
    )
        .prop_map(|(content, refusal, name, thought)| {
            vec![object(vec![
                ("role", Some("assistant".into())),
                ("name", name.map(Value::from)),
                ("reasoning_content", thought),
                ("content", Some(content)),
                ("refusal", refusal),
            ])]
        });
    let calls: Vec<_> = (0..3)
        .map(|index| call(format!("call_{number}_{index}")))
        .collect();
    let called = (
        calls,
        1..4_usize,
        vec(content(text_part()), 3),
        any::<bool>(),
        maybe(words()),
    );
    let called = called.prop_map(|(mut calls, count, results, reverse, text)| {
        calls.truncate(count);
        let mut messages: Vec<Value> = calls
            .iter()
            .zip(results)
            .map(|(call, content)| json!({"role": "tool", "tool_call_id": call["id"], "content": content}))
            .collect();
        if reverse {
            messages.reverse();
        }
        let caller = json!({"role": "assistant", "content": text, "tool_calls": calls});
        messages.insert(0, caller);
        messages
    });
    let spoke = (select(&["user", "system", "developer"][..]), maybe(words()));
    let other = spoke.prop_flat_map(|(role, name)| {
        let part = if role == "user" {
            user_part().boxed()
        } else {
            text_part().boxed()
        };
        content(part).prop_map(move |content| {
            vec![object(vec![
                ("role", Some(role.into())),
                ("name", name.clone()),
                ("content", Some(content)),
            ])]
        })
    });
    prop_oneof![said, called, other]
}

pub(super) fn messages() -> impl Strategy<Value = Value> {
    let exchanges: Vec<_> = (0..4).map(exchange).collect();
    (exchanges, 1..5_usize).prop_map(|(mut exchanges, count)| {
        exchanges.truncate(count);
        Value::Array(exchanges.concat())
    })
}
