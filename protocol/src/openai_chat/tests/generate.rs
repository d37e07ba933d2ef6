//! Requests and answers with every documented member, in the form that they are written in.

use proptest::{collection::vec, option, prelude::*, sample::select};
use serde_json::{Map, Value, json};

/// Members that may be there.
type Members = Vec<(&'static str, Option<Value>)>;

fn object(members: Members) -> Value {
    let there = |(name, value): (&str, Option<Value>)| Some((name.to_owned(), value?));
    Value::Object(members.into_iter().filter_map(there).collect::<Map<_, _>>())
}

fn words() -> impl Strategy<Value = Value> {
    "[a-zA-Z0-9ßé \\\\\"\n]{1,12}".prop_map(Value::from)
}

fn name() -> impl Strategy<Value = String> {
    "[a-z][a-zA-Z0-9_-]{0,11}"
}

fn maybe(one: impl Strategy<Value = Value>) -> impl Strategy<Value = Option<Value>> {
    option::of(one)
}

fn one_of(names: &'static [&'static str]) -> impl Strategy<Value = Option<Value>> {
    option::of(select(names).prop_map(Value::from))
}

fn number(most: u64) -> impl Strategy<Value = Option<Value>> {
    option::of((1..most).prop_map(Value::from))
}

fn schema() -> impl Strategy<Value = Value> {
    (name(), words()).prop_map(|(name, words)| {
        let property = json!({"type": "string", "description": words});
        json!({"type": "object", "properties": {name: property}, "required": []})
    })
}

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

fn call(id: String) -> impl Strategy<Value = Value> {
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

fn messages() -> impl Strategy<Value = Value> {
    let exchanges: Vec<_> = (0..4).map(exchange).collect();
    (exchanges, 1..5_usize).prop_map(|(mut exchanges, count)| {
        exchanges.truncate(count);
        Value::Array(exchanges.concat())
    })
}

fn tools() -> impl Strategy<Value = Members> {
    let function = (
        name(),
        maybe(words()),
        option::of(schema()),
        option::of(any::<bool>()),
    );
    let function = function.prop_map(|(name, description, parameters, strict)| {
        let function = object(vec![
            ("name", Some(name.into())),
            ("description", description),
            ("parameters", parameters),
            ("strict", strict.map(Value::from)),
        ]);
        json!({"type": "function", "function": function})
    });
    let grammar =
        json!({"type": "grammar", "grammar": {"definition": "start: A", "syntax": "lark"}});
    let format = option::of(select(vec![json!({"type": "text"}), grammar]));
    let custom = (name(), maybe(words()), format).prop_map(|(name, description, format)| {
        let custom = object(vec![
            ("name", Some(format!("c{name}").into())),
            ("description", description),
            ("format", format),
        ]);
        json!({"type": "custom", "custom": custom})
    });
    let hosted = Just(json!({"type": "web_search", "depth": 2}));
    let tools = vec(prop_oneof![4 => function, 2 => custom, 1 => hosted], 1..4);
    (tools, option::of(any::<bool>()), 0..6).prop_map(|(tools, parallel, choice)| {
        let named = |tool: &Value| {
            let kind = tool["type"].as_str().filter(|kind| *kind != "web_search")?;
            Some(json!({"type": kind, kind: {"name": tool[kind]["name"]}}))
        };
        let known: Vec<Value> = tools.iter().filter_map(named).collect();
        let choice = match choice {
            0 => None,
            1 => Some("auto".into()),
            2 => Some("none".into()),
            3 => Some("required".into()),
            4 => known.first().cloned(),
            _ => Some(
                json!({"type": "allowed_tools", "allowed_tools": {"mode": "auto", "tools": known}}),
            ),
        };
        vec![
            ("tools", Some(tools.into())),
            ("parallel_tool_calls", parallel.map(Value::from)),
            ("tool_choice", choice),
        ]
    })
}

fn format() -> impl Strategy<Value = Option<Value>> {
    let schema = (
        name(),
        maybe(words()),
        option::of(schema()),
        option::of(any::<bool>()),
    );
    let schema = schema.prop_map(|(name, description, schema, strict)| {
        let schema = object(vec![
            ("name", Some(name.into())),
            ("description", description),
            ("schema", schema),
            ("strict", strict.map(Value::from)),
        ]);
        json!({"type": "json_schema", "json_schema": schema})
    });
    let simple = select(&["text", "json_object"][..]).prop_map(|kind| json!({"type": kind}));
    option::of(prop_oneof![simple, schema])
}

fn sampling() -> impl Strategy<Value = Members> {
    // What binary numbers hold exactly.
    let float = || option::of((0..8_u8).prop_map(|quarters| (f64::from(quarters) / 4.0).into()));
    let penalties = (float(), float(), float(), float(), number(1_000));
    let limits = (number(100_000), number(5), number(50));
    let stop = option::of(vec(words(), 1..5).prop_map(Value::from));
    let logprobs = prop_oneof![
        Just((None, None)),
        Just((Some(Value::Bool(true)), None)),
        number(20).prop_map(|top| (Some(Value::Bool(true)), top)),
    ];
    (penalties, limits, stop, logprobs).prop_map(|(penalties, limits, stop, (logprobs, top))| {
        vec![
            ("temperature", penalties.0),
            ("top_p", penalties.1),
            ("frequency_penalty", penalties.2),
            ("presence_penalty", penalties.3),
            ("seed", penalties.4),
            ("max_completion_tokens", limits.0),
            ("n", limits.1),
            ("top_k", limits.2),
            ("stop", stop),
            ("logprobs", logprobs),
            ("top_logprobs", top),
        ]
    })
}

fn options() -> impl Strategy<Value = Members> {
    let effort = one_of(&["none", "minimal", "low", "medium", "high", "xhigh", "max"]);
    let named = (effort, one_of(&["low", "medium", "high"]), format());
    let tier = one_of(&["auto", "default", "flex", "scale", "priority", "fast"]);
    let account = (
        tier,
        option::of(any::<bool>()),
        maybe(words()),
        maybe(words()),
        maybe(words()),
    );
    let stream = option::of(option::of(any::<bool>()));
    (named, account, stream).prop_map(|(named, account, stream)| {
        let options = stream.map(|obfuscated| {
            let mut options = json!({"include_usage": true});
            if let Some(obfuscated) = obfuscated {
                options["include_obfuscation"] = obfuscated.into();
            }
            options
        });
        vec![
            ("reasoning_effort", named.0),
            ("verbosity", named.1),
            ("response_format", named.2),
            ("service_tier", account.0),
            ("store", account.1.map(Value::from)),
            ("user", account.2),
            ("safety_identifier", account.3),
            ("prompt_cache_key", account.4),
            ("stream", options.is_some().then(|| true.into())),
            ("stream_options", options),
        ]
    })
}

/// What only Chat has.
fn own() -> impl Strategy<Value = Members> {
    vec(any::<bool>(), 9).prop_map(|there| {
        let members = [
            ("audio", json!({"format": "mp3", "voice": {"id": "voice_1"}})),
            ("modalities", json!(["text", "audio"])),
            ("logit_bias", json!({"50256": -100})),
            ("metadata", json!({"a": "b"})),
            ("moderation", json!({"model": "omni", "policy": {"input": {"mode": "score"}}})),
            ("prediction", json!({"type": "content", "content": [{"type": "text", "text": "x"}]})),
            ("prompt_cache_options", json!({"mode": "explicit", "ttl": "30m"})),
            ("prompt_cache_retention", json!("24h")),
            ("web_search_options", json!({"search_context_size": "low", "user_location": {"type": "approximate", "approximate": {"city": "Bonn"}}})),
        ];
        let some = members.into_iter().zip(there);
        some.map(|((name, value), there)| (name, there.then_some(value))).collect()
    })
}

pub(super) fn request() -> impl Strategy<Value = Value> {
    let tools = prop_oneof![Just(Vec::new()), tools()];
    (messages(), tools, sampling(), options(), own()).prop_map(
        |(messages, tools, sampling, options, own)| {
            let first = vec![("model", Some("m".into())), ("messages", Some(messages))];
            object([first, tools, sampling, options, own].concat())
        },
    )
}

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

pub(super) fn answer() -> impl Strategy<Value = Value> {
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
