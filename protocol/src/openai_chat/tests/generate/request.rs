//! Requests.

use proptest::{collection::vec, option, prelude::*, sample::select};
use serde_json::{Value, json};

use super::{
    Members, conversation::messages, maybe, name, number, object, one_of, schema, tools::tools,
    words,
};

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

pub(in super::super) fn request() -> impl Strategy<Value = Value> {
    let tools = prop_oneof![Just(Vec::new()), tools()];
    (messages(), tools, sampling(), options(), own()).prop_map(
        |(messages, tools, sampling, options, own)| {
            let first = vec![("model", Some("m".into())), ("messages", Some(messages))];
            object([first, tools, sampling, options, own].concat())
        },
    )
}
