//! Budgets hold: in parallel, through streams, after a kill, and whatever providers report.

use routex_entity::Dialect::{self, OpenaiChat};
use routex_tests::{Channel, Config, FakeProvider, Gate, Piece, TestApp, answers, within};
use serde_json::json;
use tokio::task::JoinSet;

use super::till::{Key, set_prices};

/// Thousand-millionths of a US dollar that a request costs at `set_output_price`.
const COST: i64 = 7_000_000;

async fn app(dialect: Dialect, provider: &FakeProvider) -> TestApp {
    let config = Config::new()
        .operated()
        .set("affinity", "enabled = false")
        .channel(Channel::new("a", dialect, provider));
    config.start().await
}

/// Input is free and an output token costs a tenth of a cent: a good answer has seven.
async fn set_output_price(app: &TestApp) {
    assert_eq!(answers::OUTPUT, 7);
    set_prices(app, &[("m", 0.0, 1_000.0)]).await;
}

#[tokio::test]
async fn line_14_a_hundred_at_once_overshoot_a_budget_for_ten_by_less_than_one() {
    // Arrange: each request may take twice what it will.
    let gate = Gate::closed();
    let held = answers::good(OpenaiChat, "Yes.", false).held_by(&gate);
    let provider = FakeProvider::always(held).await;
    let app = app(OpenaiChat, &provider).await;
    set_output_price(&app).await;
    let budget = json!({ "name": "k", "budget_usd": 0.07, "budget_window": "total" });
    let key = Key::make(&app, &budget).await;
    let ask = || key.ask(&app, OpenaiChat, "m", false, 14).send();

    // Act: five reservations fill it.
    let mut clients: JoinSet<_> = (0..100).map(|_| ask()).collect();
    for _ in 0..95 {
        let refused = clients.join_next().await.unwrap().unwrap();
        assert_eq!(refused.status, 429, "{}", refused.text());
        assert_eq!(refused.header("retry-after"), Some("1"));
    }
    assert_eq!(key.standing(&app).await, (0, 10 * COST));
    gate.open();
    while let Some(served) = clients.join_next().await {
        assert_eq!(served.unwrap().status, 200);
    }

    // Assert: what was reserved too much is there again, until the budget is used up.
    let mut clients: JoinSet<_> = (0..100).map(|_| ask()).collect();
    while clients.join_next().await.is_some() {}
    while ask().await.status == 200 {}
    assert_eq!(key.settled(&app).await, 10 * COST);
    assert_eq!(provider.count(), 10);
    let rows = app.rows().await;
    let spent: i64 = rows
        .requests
        .iter()
        .filter_map(|row| row.cost_nano_usd)
        .sum();
    assert_eq!(spent, 10 * COST);
}

#[tokio::test]
async fn a_request_that_names_no_limit_cannot_run_beside_others_on_a_small_budget() {
    let gate = Gate::closed();
    let held = answers::good(OpenaiChat, "Yes.", false).held_by(&gate);
    let provider = FakeProvider::always(held).await;
    let app = app(OpenaiChat, &provider).await;
    set_output_price(&app).await;
    let budget = json!({ "name": "k", "budget_usd": 0.07, "budget_window": "total" });
    let key = Key::make(&app, &budget).await;
    let body = answers::request(OpenaiChat, "m", false);
    let target = answers::target(OpenaiChat, "m", false);
    let ask = || {
        app.anonymous("POST", &target)
            .bearer(&key.secret)
            .json(&body)
            .send()
    };

    let mut clients: JoinSet<_> = (0..100).map(|_| ask()).collect();
    for _ in 0..99 {
        assert_eq!(clients.join_next().await.unwrap().unwrap().status, 429);
    }
    gate.open();

    assert_eq!(clients.join_next().await.unwrap().unwrap().status, 200);
    assert_eq!(key.settled(&app).await, COST);
}

#[tokio::test]
async fn a_used_up_budget_is_told_in_the_clients_dialect() {
    for dialect in answers::ALL_DIALECTS {
        for (window, resets) in [
            ("day", true),
            ("week", true),
            ("month", true),
            ("total", false),
        ] {
            // Arrange
            let provider = FakeProvider::always(answers::good(dialect, "Yes.", false)).await;
            let app = app(dialect, &provider).await;
            set_output_price(&app).await;
            let budgets = json!([{ "window": window, "usd": 0.001 }]);
            let key = Key::make(&app, &json!({ "name": "k", "budgets": budgets })).await;
            let ask = || key.ask(&app, dialect, "m", false, 7).send();
            assert_eq!(ask().await.status, 200, "{dialect}");

            // Act
            let refused = ask().await;

            // Assert
            let text = refused.text();
            assert_eq!(refused.status, 429, "{dialect} {window}: {text}");
            assert!(answers::is_error(dialect, &refused.json()), "{text}");
            assert!(text.contains("budget"), "{text}");
            assert_eq!(refused.header("x-should-retry"), Some("false"));
            let wait = refused
                .header("retry-after")
                .map(|wait| wait.parse::<u64>().unwrap());
            assert_eq!(
                wait.is_some_and(|wait| wait <= 31 * 86_400),
                resets,
                "{wait:?}"
            );
            if let OpenaiChat | Dialect::OpenaiResponses = dialect {
                assert_eq!(refused.json()["error"]["code"], "insufficient_quota");
            }
            assert_eq!(provider.count(), 1, "{dialect}");
            let more = json!({ "budgets": [{ "window": window, "usd": 1 }] });
            key.change(&app, &more).await;
            assert_eq!(ask().await.status, 200, "{dialect}");
        }
    }
}

#[tokio::test]
async fn a_model_without_a_price_needs_leave_where_there_is_a_budget() {
    for dialect in answers::ALL_DIALECTS {
        // Arrange
        let provider = FakeProvider::always(answers::good(dialect, "Yes.", false)).await;
        let app = app(dialect, &provider).await;
        set_output_price(&app).await;
        let targets =
            json!([{ "channel": "a", "model": "m" }, { "channel": "a", "model": "house" }]);
        let alias = json!({ "name": "smart", "targets": targets });
        app.admin("POST", "/aliases").json(&alias).send().await;
        let body = json!({ "name": "k", "budget_usd": 1, "budget_window": "day" });
        let key = Key::make(&app, &body).await;
        let ask = |model| key.ask(&app, dialect, model, false, 7).send();

        // Act
        let refused = [ask("house").await, ask("smart").await];
        let priced = ask("m").await.status;
        key.change(&app, &json!({ "allow_unpriced": true })).await;
        let allowed = [ask("house").await.status, ask("smart").await.status];

        // Assert
        for refused in refused {
            let text = refused.text();
            assert_eq!(refused.status, 403, "{dialect}: {text}");
            assert!(answers::is_error(dialect, &refused.json()), "{text}");
            assert!(
                text.contains("house") && text.contains("/api/v1/prices"),
                "{text}"
            );
        }
        assert_eq!((priced, allowed), (200, [200, 200]), "{dialect}");
    }
}

#[tokio::test]
async fn streams_are_paid_for_when_they_end_and_when_their_client_leaves() {
    for dialect in answers::ALL_DIALECTS {
        // Arrange
        let provider = FakeProvider::start().await;
        let app = app(dialect, &provider).await;
        set_prices(&app, &[("m", 1_000.0, 1_000.0)]).await;
        let body = json!({ "name": "k", "budget_usd": 1_000, "budget_window": "day" });
        let key = Key::make(&app, &body).await;
        let gate = Gate::closed();
        let frames = answers::frames(dialect, "One two three.");
        let cut = routex_tests::Reply::events()
            .pieces(frames.preamble)
            .pieces(frames.content)
            .gate(&gate)
            .pieces(frames.ending)
            .end();
        provider.enqueue(answers::good(dialect, "Yes.", true));
        provider.enqueue(cut);

        // Act
        let whole = key.ask(&app, dialect, "m", true, 50).send().await;
        assert_eq!(whole.status, 200, "{dialect}: {}", whole.text());
        let paid = key.settled(&app).await;
        let mut left = key.ask(&app, dialect, "m", true, 50).open().await;
        left.read_until("three").await;
        let (_, reserved) = key.standing(&app).await;
        drop(left);
        let total = key.settled(&app).await;

        // Assert
        let tokens = answers::INPUT + answers::CACHED + answers::OUTPUT;
        assert_eq!(
            paid,
            i64::try_from(tokens).unwrap() * 1_000_000,
            "{dialect}"
        );
        assert!(reserved > 0, "{dialect}");
        assert!(total > paid, "{dialect}");
        let rows = app.rows().await;
        let costs: Vec<_> = rows
            .requests
            .iter()
            .map(|row| row.cost_nano_usd.unwrap())
            .collect();
        assert_eq!(costs, [paid, total - paid], "{dialect}");
        assert!(rows.requests[1].usage_partial, "{dialect}");
    }
}

#[tokio::test]
async fn after_a_kill_a_key_has_spent_what_the_rows_say() {
    // Arrange
    let provider = FakeProvider::start().await;
    provider.respond(|seen| answers::good(OpenaiChat, "Yes.", seen.json()["stream"] == true));
    let mut app = app(OpenaiChat, &provider).await;
    set_output_price(&app).await;
    let body = json!({ "name": "k", "budget_usd": 1_000, "budget_window": "total" });
    let key = Key::make(&app, &body).await;

    for _ in 0..3 {
        // Act
        let mut clients = JoinSet::new();
        for client in 0..8 {
            let call = key.ask(&app, OpenaiChat, "m", client % 2 == 0, 14);
            clients.spawn(async move {
                while let Ok(mut answer) = call.clone().try_open().await {
                    while let Piece::Data(_) = answer.next().await {}
                }
            });
        }
        provider.wait_for_seen(provider.count() + 60).await;
        app.kill9().await;
        clients.join_all().await;
        app.start_again().await;

        // Assert
        let (spent, reserved) = key.standing(&app).await;
        let rows = app.rows_so_far().await;
        let costs: i64 = rows
            .requests
            .iter()
            .filter_map(|row| row.cost_nano_usd)
            .sum();
        assert_eq!((spent, reserved), (costs, 0));
        assert!(spent > 0);
    }

    // And it goes on from there, once more counted by rows and in memory alike.
    let before = key.settled(&app).await;
    assert_eq!(
        key.ask(&app, OpenaiChat, "m", false, 14)
            .send()
            .await
            .status,
        200
    );
    assert_eq!(key.settled(&app).await, before + COST);
    app.restart().await;
    assert_eq!(key.settled(&app).await, before + COST);
}

#[tokio::test]
async fn an_attempt_that_breaks_off_before_its_content_is_paid_for() {
    let dialect = Dialect::Anthropic;
    let provider = FakeProvider::start().await;
    let broken = routex_tests::Reply::events().pieces(answers::frames(dialect, "Yes.").preamble);
    provider.enqueue(broken.end());
    provider.enqueue(answers::good(dialect, "Yes.", true));
    let channel = |name| Channel::new(name, dialect, &provider);
    let config = Config::new().operated().set("affinity", "enabled = false");
    let app = config
        .channel(channel("a"))
        .channel(channel("b"))
        .start()
        .await;
    set_prices(&app, &[("m", 1_000.0, 1_000.0)]).await;
    let body = json!({ "name": "k", "budget_usd": 1_000, "budget_window": "total" });
    let key = Key::make(&app, &body).await;

    let served = key.ask(&app, dialect, "m", true, 50).send().await;
    assert_eq!(served.status, 200, "{}", served.text());

    let spent = key.settled(&app).await;
    let rows = app.rows().await;
    let good = answers::INPUT + answers::CACHED + answers::OUTPUT;
    assert!(spent > i64::try_from(good).unwrap() * 1_000_000, "{spent}");
    assert_eq!(rows.requests[0].cost_nano_usd, Some(spent));
}

#[tokio::test]
async fn after_a_kill_what_failed_attempts_used_is_paid_for() {
    // Arrange: the first attempt tells its input and breaks off, the second never ends.
    let dialect = Dialect::Anthropic;
    let provider = FakeProvider::start().await;
    let broken = routex_tests::Reply::events().pieces(answers::frames(dialect, "Yes.").preamble);
    provider.enqueue(broken.end());
    provider.enqueue(routex_tests::Reply::never());
    let channel = |name| Channel::new(name, dialect, &provider);
    let config = Config::new().operated().set("affinity", "enabled = false");
    let mut app = config
        .channel(channel("a"))
        .channel(channel("b"))
        .start()
        .await;
    set_prices(&app, &[("m", 1_000.0, 1_000.0)]).await;
    let body = json!({ "name": "k", "budget_usd": 1_000, "budget_window": "total" });
    let key = Key::make(&app, &body).await;

    // Act
    let call = key.ask(&app, dialect, "m", true, 50);
    let _under_way = call.send_and_leave().await;
    provider.wait_for_seen(2).await;
    app.kill9().await;
    app.start_again().await;

    // Assert
    let (spent, reserved) = key.standing(&app).await;
    let rows = app.rows_so_far().await;
    assert_eq!(rows.requests.len(), 1);
    assert_eq!(rows.requests[0].outcome, "unknown");
    assert!(spent > 0);
    assert_eq!((rows.requests[0].cost_nano_usd, reserved), (Some(spent), 0));
}

#[tokio::test]
async fn line_14_absurd_usage_uses_a_budget_up_and_is_no_credit() {
    // Arrange
    let mut absurd = answers::whole(OpenaiChat, "Yes.");
    absurd["usage"]["prompt_tokens"] = json!(u64::MAX);
    absurd["usage"]["completion_tokens"] = json!(u64::MAX);
    let provider = FakeProvider::always(routex_tests::Reply::json(200, &absurd)).await;
    let mut app = app(OpenaiChat, &provider).await;
    set_prices(&app, &[("m", 1_000_000.0, 1_000_000.0)]).await;
    let body = json!({ "name": "k", "budget_usd": 1_000_000, "budget_window": "total" });
    let key = Key::make(&app, &body).await;
    let status = async |app: &TestApp| key.ask(app, OpenaiChat, "m", false, 9).send().await.status;

    // Act
    let first = status(&app).await;
    let second = status(&app).await;
    app.restart().await;
    let third = status(&app).await;

    // Assert
    assert_eq!([first, second, third], [200, 429, 429]);
    let rows = app.rows().await;
    let row = rows.requests.first().unwrap();
    assert!(row.output_tokens > 0 && row.input_tokens >= 0);
    assert!(row.cost_nano_usd.unwrap() > 1_000_000_000_000_000);
}

#[tokio::test]
async fn what_a_key_spent_is_forgotten_with_it() {
    let provider = FakeProvider::always(answers::good(OpenaiChat, "Yes.", false)).await;
    let mut app = app(OpenaiChat, &provider).await;
    set_output_price(&app).await;
    let body = json!({ "name": "k", "budget_usd": 0.007, "budget_window": "total" });
    let first = Key::make(&app, &body).await;
    assert_eq!(
        first
            .ask(&app, OpenaiChat, "m", false, 7)
            .send()
            .await
            .status,
        200
    );
    assert_eq!(first.settled(&app).await, COST);
    within("the row", async {
        while app.rows_so_far().await.requests.is_empty() {}
    })
    .await;

    let path = format!("/keys/{}", first.id);
    assert_eq!(app.admin("DELETE", &path).send().await.status, 204);
    let second = Key::make(&app, &body).await;
    app.restart().await;

    assert_eq!(second.standing(&app).await, (0, 0));
}
