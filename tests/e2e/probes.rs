//! Health probes: a channel is found dead and well again without a client.

use routex_entity::Dialect::OpenaiChat;
use routex_tests::{Channel, Config, FakeProvider, Reply, TestApp, answers, within};
use serde_json::{Value, json};

fn list_of_models() -> Reply {
    Reply::json(200, &json!({ "object": "list", "data": [{ "id": "m" }] }))
}

/// Breakers that only a probe closes within the test.
fn config() -> Config {
    Config::new()
        .operated()
        .set("breaker", "consecutive_failures = 2")
        .set("breaker", "open_ms = 300000")
        .set("affinity", "enabled = false")
}

fn probed(name: &str, provider: &FakeProvider, kind: &str) -> Channel {
    Channel::new(name, OpenaiChat, provider)
        .set(&format!("probe = \"{kind}\""))
        .set("probe_interval_seconds = 1")
        .set("models = [\"gpt-5.4\"]")
}

/// The channel, once it is as wanted.
async fn channel(app: &TestApp, name: &str, is_wanted: impl Fn(&Value) -> bool) -> Value {
    within(&format!("what is wanted of channel {name}"), async {
        loop {
            let listed = app.admin("GET", "/channels").send().await.json();
            let items = listed["items"].as_array().unwrap();
            let channel = items.iter().find(|it| it["name"] == name).unwrap();
            if is_wanted(channel) {
                return channel.clone();
            }
            tokio::task::yield_now().await;
        }
    })
    .await
}

#[tokio::test]
async fn a_channel_that_died_is_out_before_a_client_meets_it() {
    let mortal = FakeProvider::always(list_of_models()).await;
    let other = FakeProvider::always(answers::good(OpenaiChat, "Yes.", false)).await;
    let app = config()
        .channel(probed("mortal", &mortal, "models").set("priority = 0"))
        .channel(Channel::new("other", OpenaiChat, &other).set("priority = 1"))
        .start()
        .await;
    let well = channel(&app, "mortal", |it| it["last_probe"]["ok"] == true).await;
    assert_eq!(well["last_probe"]["error"], Value::Null);
    assert!(well["latency"]["connect_ms"].is_u64());
    assert_eq!(well["latency"]["ttft_ewma_ms"], Value::Null);
    assert_eq!(mortal.seen()[0].target, "/v1/models");

    drop(mortal);
    let dead = channel(&app, "mortal", |it| it["state"] == "open").await;
    let answer = app.ask(OpenaiChat, "gpt-5.4", false).send().await;

    assert_eq!(dead["last_probe"]["ok"], false);
    assert!(dead["last_probe"]["error"].is_string());
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("x-routex-channel"), Some("other"));
    assert_eq!(answer.header("x-routex-attempts"), Some("1"));
    let rows = app.rows().await;
    // A list of models costs nothing and has no row.
    assert_eq!(rows.requests.len(), 1);
}

#[tokio::test]
async fn a_channel_that_is_well_again_is_in_again_and_what_its_probes_cost_is_told() {
    let provider = FakeProvider::start().await;
    provider.respond(|_| answers::refusal(OpenaiChat, 500));
    let app = config()
        .channel(probed("a", &provider, "request"))
        .start()
        .await;
    channel(&app, "a", |it| it["state"] == "open").await;

    provider.respond(|_| answers::good(OpenaiChat, "OK.", false));
    let well = channel(&app, "a", |it| it["state"] == "closed").await;
    let answer = app.ask(OpenaiChat, "gpt-5.4", false).send().await;

    assert_eq!(well["last_probe"]["ok"], true);
    assert!(well["latency"]["ttft_ewma_ms"].is_u64());
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("x-routex-attempts"), Some("1"));
    let rows = app.rows().await;
    let (probes, requests): (Vec<_>, Vec<_>) = rows
        .requests
        .iter()
        .partition(|row| row.endpoint == "probe");
    assert_eq!(requests.len(), 1);
    let good = probes.iter().find(|row| row.outcome == "success").unwrap();
    assert_eq!(good.client_key, "");
    assert_eq!(good.channel.as_deref(), Some("a"));
    assert_eq!(good.model_served.as_deref(), Some("gpt-5.4"));
    assert_eq!(good.output_tokens as u64, answers::OUTPUT);
    assert_eq!(good.cost_nano_usd, requests[0].cost_nano_usd);
    assert!(good.cost_nano_usd > Some(0));
    assert!(probes.iter().any(|row| row.outcome == "upstream_error"));
}

#[tokio::test]
async fn a_rejected_key_is_found_by_a_probe() {
    let provider = FakeProvider::always(answers::refusal(OpenaiChat, 401)).await;
    let app = config()
        .channel(probed("a", &provider, "models"))
        .start()
        .await;

    let channel = channel(&app, "a", |it| it["state"] == "disabled").await;

    let health = &channel["credentials"][0]["health"];
    assert_eq!(health["suspended"]["cause"], "unauthorized");
    assert_eq!(channel["last_probe"]["ok"], false);
}

#[tokio::test]
async fn a_disabled_channel_and_one_that_wants_no_probes_are_left_alone() {
    let mut config = config();
    let providers = [
        FakeProvider::always(list_of_models()).await,
        FakeProvider::always(list_of_models()).await,
        FakeProvider::always(list_of_models()).await,
    ];
    let [asked, disabled, off] = &providers;
    config = config
        .channel(probed("asked", asked, "models"))
        .channel(probed("disabled", disabled, "models").set("enabled = false"))
        .channel(probed("off", off, "off"));
    let app = config.start().await;

    asked.wait_for_seen(3).await;

    assert_eq!((disabled.count(), off.count()), (0, 0));
    let listed = channel(&app, "disabled", |_| true).await;
    assert_eq!(listed["last_probe"], Value::Null);
}

#[tokio::test]
async fn probes_are_turned_on_while_routex_runs_and_told_as_events() {
    let provider = FakeProvider::always(list_of_models()).await;
    let app = config().start().await;
    let body = json!({
        "name": "a", "provider": "openai_compatible", "base_url": format!("{}/v1", provider.url()),
        "allow_private_network": true, "api_keys": ["sk-a"],
    });
    let made = app.admin("POST", "/channels").json(&body).send().await;
    assert_eq!(made.status, 201, "{}", made.text());
    let path = format!("/channels/{}", made.json()["id"].as_str().unwrap());
    let patch = |body: Value| app.admin("PATCH", &path).json(&body).send();
    let mut events = app.admin("GET", "/events?types=probe").open().await;
    assert_eq!(events.status, 200);

    let refused = patch(json!({ "probe": "request" })).await;
    let on = patch(json!({ "probe": "models", "probe_interval_seconds": 1 })).await;

    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("probe_model"), "{}", refused.text());
    assert_eq!(on.status, 200, "{}", on.text());
    let heard = events.read_until("\n\n").await;
    let heard = String::from_utf8_lossy(&heard).into_owned();
    assert!(
        heard.contains("event: probe") && heard.contains("\"ok\":true"),
        "{heard}"
    );
}
