//! What good declarations become.

use std::time::Duration;

use routex_entity::{BudgetWindow, Dialect, Strategy};

use crate::config::{ChannelDecl, NanoUsd, PlaceDecl, Reachable};

use super::good;

fn channel(lines: &str) -> ChannelDecl {
    let text = format!("[[channel]]\nname = \"a\"\napi_keys = [\"k\"]\n{lines}\n");
    good(&text, &[]).channels.remove(0)
}

fn endpoints(channel: &ChannelDecl) -> Vec<(Dialect, &str)> {
    channel
        .endpoints
        .iter()
        .map(|(dialect, url)| (*dialect, url.as_str()))
        .collect()
}

#[test]
fn a_preset_gives_addresses_and_dialects() {
    assert_eq!(
        endpoints(&channel("provider = \"deepseek\"")),
        [
            (Dialect::OpenaiChat, "https://api.deepseek.com/"),
            (Dialect::Anthropic, "https://api.deepseek.com/anthropic"),
        ]
    );
    assert_eq!(
        endpoints(&channel(
            "provider = \"deepseek\"\ndialects = [\"anthropic\", \"anthropic\"]"
        )),
        [(Dialect::Anthropic, "https://api.deepseek.com/anthropic")]
    );
}

#[test]
fn one_base_url_serves_the_dialects_that_share_it() {
    let own = "base_url = \"https://gateway.example/v1/\"";
    let url = "https://gateway.example/v1";

    assert_eq!(
        endpoints(&channel(&format!("provider = \"openai\"\n{own}"))),
        [(Dialect::OpenaiChat, url), (Dialect::OpenaiResponses, url)]
    );
    assert_eq!(
        endpoints(&channel(&format!("provider = \"gemini\"\n{own}"))),
        [(Dialect::Gemini, url)]
    );
    let both = "dialects = [\"anthropic\", \"openai_chat\"]";
    assert_eq!(
        endpoints(&channel(&format!(
            "provider = \"openai_compatible\"\n{own}\n{both}"
        ))),
        [(Dialect::Anthropic, url), (Dialect::OpenaiChat, url)]
    );
}

#[test]
fn private_addresses_are_allowed_where_the_channel_says_so() {
    let own = channel(
        "provider = \"openai_compatible\"\nbase_url = \"http://127.0.0.1:4010/v1\"\nallow_private_network = true",
    );

    assert!(own.allow_private_network);
    assert!(
        endpoints(&own)
            .iter()
            .all(|(_, url)| *url == "http://127.0.0.1:4010/v1")
    );
}

#[test]
fn every_key_of_a_channel_arrives() {
    let own = channel(
        r#"provider = "openai"
models = ["gpt-4o"]
model_map = { "big" = "gpt-4o", "a.b" = "c" }
priority = -3
weight = 5
enabled = false
tags = ["eu"]
max_concurrency = 1
rpm = 2
tpm = 3
first_byte_timeout_ms = 4
headers = { "X-Extra" = "1" }
proxy = "socks5://me:pass@proxy.example:1080""#,
    );

    let reach = Reachable::from(&own);
    assert!(reach.serves("gpt-4o") && reach.serves("big") && !reach.serves("gpt-5"));
    assert_eq!(own.model_map["a.b"], "c");
    assert_eq!((own.priority, own.weight, own.enabled), (-3, 5, false));
    assert_eq!(own.tags, ["eu"]);
    assert_eq!((own.max_concurrency, own.rpm, own.tpm), (1, 2, 3));
    assert_eq!(own.first_byte_timeout, Some(Duration::from_millis(4)));
    assert_eq!(own.headers[0].0.as_str(), "x-extra");
    assert_eq!(own.headers[0].1, "1");
    assert_eq!(own.proxy.unwrap().expose().password(), Some("pass"));
}

#[test]
fn aliases_lead_to_channels_and_tags() {
    let config = good(
        r#"
[[channel]]
name = "a"
provider = "openai"
api_keys = ["k"]
tags = ["eu"]

[[alias]]
name = "team/smart:v1"
strategy = "weighted"
targets = [{ channel = "a", model = "x" }, { tag = "eu", model = "y" }, { channel = "gemini", model = "z" }]
"#,
        &[("GEMINI_API_KEY", "g")],
    );

    let alias = &config.aliases[0];
    assert_eq!(alias.name, "team/smart:v1");
    assert_eq!(alias.strategy, Some(Strategy::Weighted));
    let targets: Vec<_> = alias
        .targets
        .iter()
        .map(|target| (target.place.clone(), target.model.as_str()))
        .collect();
    assert_eq!(
        targets,
        [
            (PlaceDecl::Channel("a".into()), "x"),
            (PlaceDecl::Tag("eu".into()), "y"),
            (PlaceDecl::Channel("gemini".into()), "z"),
        ]
    );
}

#[test]
fn client_keys_have_exact_budgets_and_instants() {
    let config = good(
        r#"
[[client_key]]
name = "laptop"
key = "01234567890123456789"
models = ["m"]
rpm = 1
budget_usd = 0.1
budget_window = "day"
expires_at = 2027-01-01T01:00:00+01:00

[[client_key]]
name = "generated"
budget_usd = 0
"#,
        &[],
    );

    let [laptop, generated] = config.client_keys.as_slice() else {
        panic!("two keys are declared");
    };
    let [budget] = laptop.budgets[..] else {
        panic!("one budget is declared");
    };
    assert_eq!(budget.amount, NanoUsd(100_000_000));
    assert_eq!(budget.window, BudgetWindow::Day);
    assert_eq!(
        laptop.expires_at.unwrap().to_rfc3339(),
        "2027-01-01T00:00:00+00:00"
    );
    assert_eq!(generated.key, None);
    assert_eq!(generated.budgets, []);
}

#[test]
fn a_client_key_has_budgets_in_several_windows_and_places_it_is_used_from() {
    let config = good(
        r#"
[[client_key]]
name = "laptop"
budgets = [{ window = "day", usd = 1.5 }, { window = "total", usd = "20" }]
allowed_ips = ["203.0.113.7", "10.1.2.3/8", "2001:db8::/32"]
queue_ms = 250
allow_unpriced = true
enabled = false
"#,
        &[],
    );

    let key = &config.client_keys[0];
    let budgets: Vec<_> = key
        .budgets
        .iter()
        .map(|budget| (budget.window, budget.amount.0))
        .collect();
    assert_eq!(
        budgets,
        [
            (BudgetWindow::Day, 1_500_000_000),
            (BudgetWindow::Total, 20_000_000_000)
        ]
    );
    let places: Vec<String> = key.allowed_ips.iter().map(ToString::to_string).collect();
    assert_eq!(places, ["203.0.113.7/32", "10.0.0.0/8", "2001:db8::/32"]);
    assert_eq!(key.queue, Duration::from_millis(250));
    assert!(key.allow_unpriced && !key.enabled);
}

#[test]
fn provider_keys_in_the_environment_make_channels_unless_declared() {
    let variables = [
        ("ANTHROPIC_API_KEY", "sk-ant-0123456789abcd\n"),
        ("OPENAI_API_KEY", "sk-openai"),
        ("GEMINI_API_KEY", ""),
    ];
    let names = |text: &str| -> Vec<String> {
        let config = good(text, &variables);
        let made = config.environment_channels().iter();
        made.map(|channel| channel.name.clone()).collect()
    };

    assert_eq!(names(""), ["anthropic", "openai"]);
    let declared = "[[channel]]\nname = \"openai\"\nprovider = \"openai\"\napi_keys = [\"k\"]\n";
    assert_eq!(names(declared), ["anthropic"]);

    let config = good("", &variables);
    let credential = &config.environment_channels()[0].credentials[0];
    assert_eq!(credential.secret.expose(), "sk-ant-0123456789abcd");
    assert_eq!(credential.label, "…abcd");
}

#[test]
fn debug_shows_no_secret() {
    let canary = "canary-0123456789-canary";
    let text = r#"
[database]
url = "sqlite://${CANARY}"
[admin]
password = "${CANARY}"
token = "${CANARY}"
[[channel]]
name = "a"
provider = "openai"
api_keys = ["${CANARY}"]
headers = { x-extra = "${CANARY}" }
proxy = "http://me:${CANARY}@proxy.example"
[[client_key]]
name = "k"
key = "${CANARY}"
"#;
    let config = good(text, &[("CANARY", canary), ("OPENAI_API_KEY", canary)]);

    let shown = format!("{config:?} {config:#?}");
    assert!(shown.contains("proxy.example"), "{shown}");
    assert!(!shown.contains("0123456789"), "{shown}");
}
