use routex_entity::api::{ChannelInput, ChannelPatch};

use super::*;
use crate::testing::channel;

fn provider(name: &str) -> Provider {
    Provider {
        name: name.to_owned(),
        endpoints: Vec::new(),
        dialects: Vec::new(),
    }
}

fn pair(name: &str, value: &str) -> Pair {
    Pair {
        name: name.to_owned(),
        value: value.to_owned(),
        kept: false,
    }
}

fn after(draft: Draft, changes: impl IntoIterator<Item = Change>) -> Draft {
    changes
        .into_iter()
        .fold(draft, |draft, change| draft.after(change))
}

/// One with something in every field.
fn full() -> Draft {
    let numbers = [
        "priority",
        "weight",
        "max_concurrency",
        "rpm",
        "tpm",
        "queue_ms",
        "probe_interval_seconds",
        "first_byte_timeout_ms",
        "price_multiplier",
        "price_per_request",
        "keep_bodies_hours",
    ];
    let draft = after(
        Draft::default(),
        [
            Change::Provider(provider("openai")),
            Change::Text("base_url", "https://gate.example/v1".to_owned()),
            Change::Text("models", "gpt-5, gpt-5-mini\n\ngpt-4".to_owned()),
            Change::Text("tags", "eu, paid".to_owned()),
            Change::Text("probe_model", "gpt-5-mini".to_owned()),
            Change::Text("proxy", "socks5://proxy.example".to_owned()),
            Change::Text("tls_ca", "-----BEGIN".to_owned()),
            Change::Keys(vec![" sk-1 ".to_owned(), String::new()]),
            Change::AllowPrivateNetwork(true),
            Change::Probe(ProbeKind::Models),
            Change::Dialect(Dialect::OpenaiChat, true),
            Change::ModelMap(vec![pair("fast", "gpt-5-mini"), pair("", "x")]),
            Change::Headers(vec![pair("x-team", "blue")]),
            Change::Capabilities(vec![Rule {
                pattern: "gpt-*".to_owned(),
                said: [(Feature::Images, false)].into(),
            }]),
        ],
    );
    numbers.into_iter().fold(draft, |draft, name| {
        draft.after(Change::Text(name, "2".to_owned()))
    })
}

#[test]
fn everything_that_the_api_takes_can_be_said() {
    let sent = full().input();
    let read: ChannelInput = serde_json::from_value(sent.clone()).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), sent);
    let ChannelInput { rest, .. } = read;
    assert_eq!(rest.models.unwrap(), ["gpt-5", "gpt-5-mini", "gpt-4"]);
    let known = serde_json::to_value(channel("a").settings).unwrap();
    let shown_only = ["endpoints", "header_names"];
    for name in known
        .as_object()
        .unwrap()
        .keys()
        .filter(|name| !shown_only.contains(&name.as_str()))
    {
        assert!(sent.get(name).is_some(), "{name} cannot be said");
    }
}

#[test]
fn what_is_left_empty_is_left_to_its_default() {
    let draft = Draft::default().after(Change::Provider(provider("anthropic")));
    assert_eq!(
        draft.input(),
        json!({ "name": "anthropic", "provider": "anthropic", "enabled": true })
    );
    let local = Draft::default().after(Change::Provider(provider("ollama")));
    assert_eq!(local.input()["api_keys"], json!(["none"]));
}

#[test]
fn a_patch_has_what_was_changed_and_nothing_else() {
    let mut there = channel("main");
    there.settings.model_map = [("a".to_owned(), "b".to_owned())].into();
    there.settings.header_names = vec!["x-one".to_owned(), "x-two".to_owned()];
    there.settings.rpm = 60;
    let before = Draft::of(&there);
    assert_eq!(before.patch(&before), json!({}));

    let mut headers = before.headers.clone();
    headers[0].value = "new".to_owned();
    headers.pop();
    let draft = after(
        before.clone(),
        [
            Change::Text("weight", "3".to_owned()),
            Change::Text("priority", "high".to_owned()),
            Change::Text("rpm", String::new()),
            Change::ModelMap(Vec::new()),
            Change::Headers(headers),
        ],
    );
    let patch = draft.patch(&before);
    let expected = json!({
        "weight": 3, "priority": "high", "rpm": null, "model_map": null, "headers": { "x-one": "new", "x-two": null },
    });
    assert_eq!(patch, expected);
    assert!(serde_json::from_value::<ChannelPatch>(json!({ "weight": 3, "rpm": null })).is_ok());
}

#[test]
fn a_key_is_for_the_provider_that_it_was_typed_for() {
    let draft = after(
        Draft::default(),
        [
            Change::Provider(provider("openai")),
            Change::Keys(vec!["sk-1".to_owned()]),
            Change::Provider(provider("groq")),
        ],
    );
    assert_eq!((draft.text("name"), draft.keys[0].as_str()), ("groq", ""));
    let named = draft.after(Change::Text("name", "work".to_owned()));
    assert_eq!(
        named
            .after(Change::Provider(provider("openai")))
            .text("name"),
        "work"
    );
}
