//! What tokens cost, shipped and set by the operator.

use routex_entity::Dialect::OpenaiChat;
use routex_tests::{Channel, Config, FakeProvider, TestApp, answers};
use serde_json::{Value, json};

use super::till::set_prices;

async fn app() -> (FakeProvider, TestApp) {
    let provider = FakeProvider::always(answers::good(OpenaiChat, "Yes.", false)).await;
    let config = Config::new()
        .operated()
        .channel(Channel::new("a", OpenaiChat, &provider));
    let app = config.start().await;
    (provider, app)
}

fn price<'a>(prices: &'a Value, model: &str) -> &'a Value {
    let items = prices["items"].as_array();
    let mut items = items.into_iter().flatten();
    items
        .find(|item| item["model"] == model)
        .unwrap_or(&Value::Null)
}

#[tokio::test]
async fn prices_are_replaced_as_a_whole_and_survive_a_restart() {
    let (_provider, mut app) = app().await;
    let shipped = app.admin("GET", "/prices").send().await.json();
    let known = price(&shipped, "gpt-5.4").clone();
    assert_eq!(known["source"], "shipped");
    let tier = json!({ "above_input_tokens": 1000, "input": 2, "output": 4.125 });
    let own = json!({ "model": "house", "input": 0.001, "cache_read": 0, "output": 2.5, "tiers": [tier] });
    let cheaper = json!({ "model": "gpt-5.4", "input": 1, "output": 1 });

    let set = json!({ "items": [own, cheaper] });
    let set = app.admin("PUT", "/prices").json(&set).send().await;
    assert_eq!(set.status, 200, "{}", set.text());
    app.restart().await;
    let both = app.admin("GET", "/prices").send().await.json();
    assert_eq!(both, set.json());
    let house = price(&both, "house");
    assert_eq!(house["source"], "operator");
    assert_eq!(
        (&house["input"], &house["output"]),
        (&json!(0.001), &json!(2.5))
    );
    assert_eq!(house["tiers"][0]["output"], 4.125);
    assert_eq!(price(&both, "gpt-5.4")["input"], 1);

    set_prices(&app, &[]).await;
    let again = app.admin("GET", "/prices").send().await.json();
    assert_eq!(again, shipped);
}

#[tokio::test]
async fn a_price_that_is_none_is_refused() {
    let (_provider, app) = app().await;
    for (field, value) in [
        ("input", json!(0.000_000_000_1)),
        ("output", json!(-1)),
        ("input", json!("much")),
    ] {
        let mut item = json!({ "model": "m", "input": 1, "output": 1 });
        item[field] = value;
        let body = json!({ "items": [item] });

        let refused = app.admin("PUT", "/prices").json(&body).send().await;

        assert_eq!(refused.status, 422, "{}", refused.text());
        let problem = refused.json();
        assert_eq!(problem["errors"][0]["field"], format!("items[0].{field}"));
    }
}

#[tokio::test]
async fn a_request_costs_what_the_price_says_when_it_ends() {
    let (_provider, app) = app().await;
    let ask = || app.ask(OpenaiChat, "m", false).send();

    ask().await;
    set_prices(&app, &[("m", 1.0, 2.0)]).await;
    ask().await;
    set_prices(&app, &[("m", 0.0, 3.0)]).await;
    ask().await;

    let rows = app.rows().await;
    let costs: Vec<_> = rows.requests.iter().map(|row| row.cost_nano_usd).collect();
    let input = i64::try_from(answers::INPUT + answers::CACHED).unwrap();
    let output = i64::try_from(answers::OUTPUT).unwrap();
    let dear = input * 1_000 + output * 2_000;
    assert_eq!(costs, [None, Some(dear), Some(output * 3_000)]);
}
