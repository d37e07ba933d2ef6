//! What channels charge, catalogues that are loaded, and costs that are reckoned again.

use routex_entity::Dialect::OpenaiChat;
use routex_tests::{Channel, Config, FakeProvider, TestApp, answers, app::run_to_end};
use serde_json::{Value, json};

use super::till::{Key, set_prices};

async fn provider() -> FakeProvider {
    FakeProvider::always(answers::good(OpenaiChat, "Yes.", false)).await
}

/// Input is free, and an output token of `m` costs a dollar a thousand: 7 thousandths for a good answer.
const COST: i64 = 7_000_000;

async fn set_output_price(app: &TestApp, dollars: f64) {
    assert_eq!(answers::OUTPUT, 7);
    set_prices(app, &[("m", 0.0, dollars)]).await;
}

async fn recompute(app: &TestApp, body: Value) -> Value {
    let done = app.admin("POST", "/prices/recompute").json(&body);
    let done = done.send().await;
    assert_eq!(done.status, 200, "{}", done.text());
    done.json()
}

async fn refresh(app: &TestApp, body: Value) -> Value {
    let done = app
        .admin("POST", "/prices/refresh")
        .json(&body)
        .send()
        .await;
    assert_eq!(done.status, 200, "{}", done.text());
    done.json()
}

#[tokio::test]
async fn channels_charge_a_part_a_flat_price_or_a_price_of_their_own() {
    let provider = provider().await;
    let channel = |name, line: &str| {
        let tagged = format!("tags = [\"{name}\"]");
        Channel::new(name, OpenaiChat, &provider)
            .set(&tagged)
            .set(line)
    };
    let config = Config::new()
        .operated()
        .set("affinity", "enabled = false")
        .channel(channel("part", "price_multiplier = 0.5"))
        .channel(channel("flat", "price_per_request = 0.02"))
        .channel(channel("own", "price_multiplier = 9"));
    let app = config.start().await;
    let rate = |output: f64| json!({ "model": "m", "input": 0, "output": output });
    let mut own = rate(3_000.0);
    own["channel"] = json!("own");
    let prices = json!({ "items": [rate(1_000.0), own] });
    let set = app.admin("PUT", "/prices").json(&prices).send().await;
    assert_eq!(set.status, 200, "{}", set.text());

    for tag in ["part", "flat", "own"] {
        let key = Key::make(&app, &json!({ "name": tag, "tags": [tag] })).await;
        key.ask(&app, OpenaiChat, "m", false, 9).send().await;
    }

    let shown = app.admin("GET", "/channels").send().await.json();
    let channel = |name: &str| {
        let items = shown["items"].as_array().unwrap();
        items
            .iter()
            .find(|one| one["name"] == name)
            .unwrap()
            .clone()
    };
    assert_eq!(channel("part")["price_multiplier"], json!(0.5));
    assert_eq!(channel("part")["price_per_request"], Value::Null);
    assert_eq!(channel("flat")["price_per_request"], json!(0.02));
    let rows = app.rows().await;
    let costs: Vec<_> = rows.requests.iter().map(|row| row.cost_nano_usd).collect();
    assert_eq!(costs, [Some(COST / 2), Some(20_000_000), Some(3 * COST)]);
}

#[tokio::test]
async fn the_cheapest_channel_is_found_by_what_it_charges() {
    let provider = provider().await;
    let config = Config::new()
        .operated()
        .set("affinity", "enabled = false")
        .set("routing", "strategy = \"cheapest\"")
        .channel(Channel::new("list", OpenaiChat, &provider))
        .channel(Channel::new("reseller", OpenaiChat, &provider).set("price_multiplier = 0.8"));
    let app = config.start().await;
    set_output_price(&app, 1_000.0).await;

    for _ in 0..5 {
        let answer = app.ask(OpenaiChat, "m", false).send().await;
        assert_eq!(answer.header("x-routex-channel"), Some("reseller"));
    }
}

#[tokio::test]
async fn a_price_for_a_channel_that_is_not_there_is_refused() {
    let provider = provider().await;
    let config = Config::new()
        .operated()
        .channel(Channel::new("a", OpenaiChat, &provider));
    let app = config.start().await;
    let item = json!({ "model": "m", "channel": "b", "input": 1, "output": 1 });
    let body = json!({ "items": [item] });

    let refused = app.admin("PUT", "/prices").json(&body).send().await;

    assert_eq!(refused.status, 422, "{}", refused.text());
    assert_eq!(refused.json()["errors"][0]["field"], "items[0].channel");
}

#[tokio::test]
async fn a_catalogue_is_tried_loaded_and_given_up() {
    let provider = provider().await;
    let config = Config::new()
        .operated()
        .channel(Channel::new("a", OpenaiChat, &provider));
    let mut app = config.start().await;
    let shipped = app.admin("GET", "/prices").send().await.json();
    let foreign = json!([{ "id": "openai", "pricing_urls": ["https://openai.example/prices"], "models": [
        { "id": "m", "match": { "starts_with": "m" }, "prices": { "input_mtok": 0, "output_mtok": 1000 } },
    ] }]);

    // Act: only told at first.
    let told = refresh(&app, json!({ "catalogue": foreign, "dry_run": true })).await;
    assert_eq!(told["added"], json!(["openai/m"]));
    assert!(told["removed"].as_array().unwrap().len() > 500);
    assert_eq!(app.admin("GET", "/prices").send().await.json(), shipped);
    let done = refresh(&app, json!({ "catalogue": foreign })).await;
    assert_eq!(
        (&done["added"], &done["dry_run"]),
        (&told["added"], &json!(false))
    );

    // Assert: it counts, also after a restart.
    app.restart().await;
    let listed = app
        .admin("GET", "/prices?provider=openai")
        .send()
        .await
        .json();
    let price = &listed["items"][0];
    assert_eq!(
        (&price["model"], &price["source"], &price["source_url"]),
        (
            &json!("m"),
            &json!("refreshed"),
            &json!("https://openai.example/prices")
        )
    );
    app.ask(OpenaiChat, "m-1", false).send().await;
    let back = refresh(&app, json!({ "shipped": true })).await;
    assert_eq!(back["removed"], json!(["openai/m"]));
    assert_eq!(app.admin("GET", "/prices").send().await.json(), shipped);
    let rows = app.rows().await;
    assert_eq!(rows.only_request().cost_nano_usd, Some(COST));
}

#[tokio::test]
async fn what_is_no_catalogue_and_who_may_not_be_asked_for_one_is_refused() {
    let provider = provider().await;
    let app = Config::new().operated().start().await;
    let local = format!("http://{}/data.json", provider.address());
    for (body, status) in [
        (json!({}), 400),
        (json!({ "url": "https://a.example", "shipped": true }), 400),
        (json!({ "catalogue": { "format": "other" } }), 400),
        (json!({ "catalogue": [] }), 400),
        (json!({ "link": "https://a.example" }), 422),
        (json!({ "url": local }), 422),
        (json!({ "url": "https://169.254.169.254/latest" }), 422),
        (json!({ "url": "file:///etc/passwd" }), 422),
    ] {
        let refused = app
            .admin("POST", "/prices/refresh")
            .json(&body)
            .send()
            .await;
        assert_eq!(refused.status, status, "{body}: {}", refused.text());
    }
    assert_eq!(provider.count(), 0);
}

#[tokio::test]
async fn past_costs_follow_a_correction_with_all_that_was_summed_up() {
    // Arrange: three requests at a price that turns out wrong, one of them without a price at all.
    let provider = provider().await;
    let config = Config::new()
        .operated()
        .channel(Channel::new("a", OpenaiChat, &provider));
    let mut app = config.start().await;
    let budget =
        json!({ "name": "k", "budget_usd": 1, "budget_window": "total", "allow_unpriced": true });
    let key = Key::make(&app, &budget).await;
    let ask = |app: &TestApp| key.ask(app, OpenaiChat, "m", false, 9);
    ask(&app).send().await;
    set_output_price(&app, 5_000.0).await;
    for _ in 0..2 {
        ask(&app).send().await;
    }
    app.restart().await;
    assert_eq!(key.settled(&app).await, 10 * COST);
    set_output_price(&app, 1_000.0).await;

    // Act: told, then done, then nothing is left to do.
    let told = recompute(&app, json!({ "dry_run": true })).await;
    assert_eq!(key.settled(&app).await, 10 * COST);
    let done = recompute(&app, json!({})).await;
    let again = recompute(&app, json!({})).await;

    // Assert
    let model = json!([{ "model": "m", "attempts": 3, "before_usd": 0.07, "after_usd": 0.021 }]);
    assert_eq!((&told["models"], &done["models"]), (&model, &model));
    assert_eq!(
        (&done["requests"], &done["changed"]),
        (&json!(3), &json!(3))
    );
    assert_eq!(again["changed"], json!(0));
    assert_eq!(key.settled(&app).await, 3 * COST);
    let minute_ms = 60_000;
    let to = chrono::Utc::now().timestamp_millis() + 2 * minute_ms;
    let period = format!("/analytics/summary?from={}&to={to}", to - 600 * minute_ms);
    let summary = app.admin("GET", &period).send().await.json();
    assert_eq!(
        summary["current"]["metrics"]["cost_usd"],
        json!(0.021),
        "{summary}"
    );
    app.restart().await;
    assert_eq!(key.settled(&app).await, 3 * COST);

    // The command says the same beside a Routex that does not run.
    set_output_price(&app, 2_000.0).await;
    app.stop().await;
    let data_dir = app.data_dir().to_string_lossy().into_owned();
    let arguments = ["prices", "recompute", "--data-dir", &data_dir];
    let output = run_to_end(app.data_dir(), &arguments).await;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(
        said,
        "3 of 3 requests cost something else\nm: 3 attempts, 0.021 -> 0.042 US dollars\n",
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let rows = app.rows_so_far().await;
    let costs: Vec<_> = rows.requests.iter().map(|row| row.cost_nano_usd).collect();
    assert_eq!(costs, [Some(2 * COST); 3]);
}
