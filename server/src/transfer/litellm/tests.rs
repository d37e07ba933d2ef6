use super::*;

const SAMPLE: &str = r#"
model_list:
  - model_name: smart
    litellm_params:
      model: openai/gpt-big
      api_key: sk-canary-one
      rpm: 60
      order: 2
  - model_name: smart
    litellm_params:
      model: azure/big-eu
      api_base: https://res.openai.azure.com/
      api_key: os.environ/AZURE_KEY
      api_version: "2024-10-21"
      order: 1
  - model_name: small
    litellm_params:
      model: openai/gpt-small
      api_key: sk-canary-one
      temperature: 0.2
    model_info:
      mode: chat
  - model_name: cloud
    litellm_params:
      model: bedrock/anthropic.claude
  - model_name: "openrouter/*"
    litellm_params:
      model: openrouter/*
      api_key: sk-canary-two
router_settings:
  routing_strategy: latency-based-routing
  num_retries: 2
  timeout: 30
  fallbacks: [{ smart: [small, cloud] }, { nobody: [small] }]
  redis_password: canary-redis
litellm_settings:
  context_window_fallbacks: [{ small: [smart] }]
general_settings:
  master_key: sk-canary-master
"#;

fn none(_: &str) -> Option<String> {
    None
}

fn reasons(bundle: &Bundle) -> Vec<(&str, &str)> {
    let left_out = bundle.left_out.iter();
    left_out
        .map(|left| (left.what.as_str(), left.reason.as_str()))
        .collect()
}

#[test]
fn entries_of_one_account_are_one_channel() {
    let bundle = read(SAMPLE, none, false).unwrap();

    let names: Vec<&Value> = bundle.channels.iter().map(|c| &c.body["name"]).collect();
    assert_eq!(
        names,
        [
            "litellm-openai",
            "litellm-azure_openai",
            "litellm-openrouter"
        ]
    );
    let [openai, azure, open] = bundle.channels.as_slice() else {
        panic!("three channels");
    };
    assert_eq!(openai.body["models"], json!(["gpt-big", "gpt-small"]));
    assert_eq!(openai.credentials[0].secret.expose(), "sk-canary-one");
    assert!(openai.body.get("rpm").is_none(), "of one of two models");
    assert_eq!(
        azure.body["base_url"],
        "https://res.openai.azure.com/openai/v1"
    );
    assert_eq!(azure.missing, ["AZURE_KEY"]);
    assert!(azure.credentials.is_empty());
    assert!(open.body.get("models").is_none(), "a wildcard is any model");
}

#[test]
fn names_of_models_become_aliases_in_their_order_with_their_fallbacks() {
    let bundle = read(SAMPLE, none, false).unwrap();

    let bodies: Vec<Value> = bundle.aliases.iter().map(|a| json!(a.body)).collect();
    assert_eq!(
        json!(bodies),
        json!([
            {
                "name": "smart",
                "targets": [
                    { "channel": "litellm-azure_openai", "model": "big-eu" },
                    { "channel": "litellm-openai", "model": "gpt-big" }
                ],
                "fallbacks": [{ "when": "unavailable", "model": "small" }]
            },
            {
                "name": "small",
                "targets": [{ "channel": "litellm-openai", "model": "gpt-small" }],
                "fallbacks": [{ "when": "context_length", "model": "smart" }]
            }
        ])
    );
    assert_eq!(
        json!(bundle.settings["routing"]),
        json!({ "strategy": "fastest", "max_attempts": 3, "total_timeout_ms": 30_000, "first_byte_timeout_ms": 30_000 })
    );
}

#[test]
fn what_is_not_taken_over_is_told_by_name_and_never_by_value() {
    let bundle = read(SAMPLE, none, false).unwrap();

    let told = reasons(&bundle);
    for what in [
        "model_list[0] rpm, tpm, weight",
        "model_list[2] litellm_params",
        "model_list[2]",
        "model_list[3]",
        "router_settings.fallbacks[0]",
        "router_settings.fallbacks[1]",
        "router_settings.redis_password",
        "general_settings.master_key",
    ] {
        assert!(
            told.iter().any(|(left, _)| *left == what),
            "{what}: {told:?}"
        );
    }
    assert!(!format!("{told:?}").contains("canary"), "{told:?}");
}

#[test]
fn variables_are_read_only_where_the_caller_allows_it() {
    let known: Variables = |name: &str| (name == "AZURE_KEY").then(|| "sk-azure".to_owned());

    let bundle = read(SAMPLE, known, false).unwrap();

    let azure = &bundle.channels[1];
    assert_eq!(azure.credentials[0].secret.expose(), "sk-azure");
    assert!(azure.missing.is_empty());
}

#[test]
fn what_is_no_configuration_is_refused() {
    for text in ["", "[]", "a: 1", "model_list: 3", "{", "\u{0}"] {
        assert!(read(text, none, false).is_err(), "{text}");
    }
}

proptest::proptest! {
    #[test]
    fn odd_entries_never_make_it_panic(
        entries in proptest::collection::vec("[a-z_/:*{}\\[\\]\", 0-9.-]{0,60}", 0..6)
    ) {
        let text = format!("model_list:\n{}", entries.iter().map(|e| format!("  - {e}\n")).collect::<String>());
        let _read = read(&text, none, true);
    }
}
