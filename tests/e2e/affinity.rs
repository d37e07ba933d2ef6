//! A conversation stays where it began: on one credential, across restarts, until that place dies.

use std::collections::BTreeSet;

use routex_entity::Dialect;
use routex_tests::{CLIENT_KEY, Channel, Config, FakeProvider, Reply, TestApp, answers};
use serde_json::json;

const DIALECT: Dialect = Dialect::Anthropic;
const OTHER_KEY: &str = "rx-test-of-somebody-else-42";

#[tokio::test]
async fn fifty_requests_of_one_session_stay_on_one_of_eight_credentials() {
    // Arrange
    let provider = FakeProvider::always(answers::good(DIALECT, "Yes.", false)).await;
    let mut app = eight_credentials(&provider).start().await;

    // Act: a restart in the middle changes nothing.
    for _ in 0..25 {
        ask(&app, "conversation").await;
    }
    app.restart().await;
    for _ in 0..25 {
        ask(&app, "conversation").await;
    }

    // Assert
    assert_eq!(provider.count(), 50);
    assert_eq!(credentials(&provider, 0).len(), 1);
}

#[tokio::test]
async fn different_sessions_spread_over_the_credentials() {
    let provider = FakeProvider::always(answers::good(DIALECT, "Yes.", false)).await;
    let app = eight_credentials(&provider).start().await;
    for n in 0..40 {
        ask(&app, &format!("conversation-{n}")).await;
    }
    assert!(credentials(&provider, 0).len() > 1);
}

#[tokio::test]
async fn killing_the_place_of_a_session_moves_it_once() {
    // Arrange
    let provider = FakeProvider::always(answers::good(DIALECT, "Yes.", false)).await;
    let app = eight_credentials(&provider).start().await;
    ask(&app, "conversation").await;
    let first_home = credentials(&provider, 0).pop_first().unwrap();

    // Act: its credential is revoked, and valid again later.
    let revoked = first_home.clone();
    provider.respond(move |seen| match seen.credential() {
        Some(key) if key == revoked => answers::refusal(DIALECT, 401),
        _ => answers::good(DIALECT, "Yes.", false),
    });
    for _ in 0..10 {
        ask(&app, "conversation").await;
    }
    provider.respond(|_| answers::good(DIALECT, "Yes.", false));
    let before_recovery = provider.count();
    for _ in 0..10 {
        ask(&app, "conversation").await;
    }

    // Assert: one refusal by the old home, then one new home for good.
    let tried = credentials(&provider, 1);
    assert_eq!(tried.len(), 2, "{tried:?}");
    let at_old_home = provider.seen().into_iter().skip(1);
    let at_old_home = at_old_home.filter(|seen| seen.credential() == Some(&first_home));
    assert_eq!(at_old_home.count(), 1);
    assert_eq!(credentials(&provider, before_recovery).len(), 1);
}

#[tokio::test]
async fn the_same_session_name_of_two_client_keys_is_two_sessions() {
    // Arrange
    let provider = FakeProvider::always(answers::good(DIALECT, "Yes.", false)).await;
    let other = format!("[[client_key]]\nname = \"other\"\nkey = \"{OTHER_KEY}\"\n");
    let app = eight_credentials(&provider).table(&other).start().await;

    // Act
    for _ in 0..4 {
        for key in [CLIENT_KEY, OTHER_KEY] {
            let call = app.anonymous("POST", "/v1/messages").bearer(key);
            let call = call.header("x-session-id", "same");
            call.json(&answers::request(DIALECT, "m", false))
                .send()
                .await;
        }
    }

    // Assert: each is faithful to its own place.
    let seen = provider.seen();
    let homes_of = |offset: usize| -> BTreeSet<_> {
        let of_key = seen.iter().skip(offset).step_by(2);
        of_key
            .filter_map(|seen| seen.credential().map(str::to_owned))
            .collect()
    };
    assert_eq!(homes_of(0).len(), 1);
    assert_eq!(homes_of(1).len(), 1);
    assert_ne!(homes_of(0), homes_of(1));
}

#[tokio::test]
async fn a_previous_response_is_a_hard_pin() {
    // Arrange: two accounts, each of which knows only its own responses.
    let dialect = Dialect::OpenaiResponses;
    let account = |id: &'static str| {
        let mut body = answers::whole(dialect, "Yes.");
        body["id"] = json!(id);
        Reply::json(200, &body)
    };
    let a = FakeProvider::always(account("resp_of_a")).await;
    let b = FakeProvider::always(account("resp_of_b")).await;
    let app = Config::new()
        .set("routing", "strategy = \"round_robin\"")
        .set("affinity", "enabled = true")
        .channel(Channel::new("a", dialect, &a))
        .channel(Channel::new("b", dialect, &b))
        .start()
        .await;
    let first = app.ask(dialect, "m", false).send().await;
    let id = first.json()["id"].as_str().unwrap_or_default().to_owned();
    let (home, elsewhere) = if id == "resp_of_a" {
        (&a, &b)
    } else {
        (&b, &a)
    };
    let elsewhere_before = elsewhere.count();

    // Act
    let mut request = answers::request(dialect, "m", false);
    request["previous_response_id"] = json!(id);
    let follow_up = || app.call("POST", "/v1/responses").json(&request).send();
    for _ in 0..5 {
        assert_eq!(follow_up().await.status, 200);
    }
    home.respond(move |_| answers::refusal(dialect, 503));
    let refused = follow_up().await;

    // Assert: a clear error, never a silent switch.
    assert!(refused.status >= 400, "{}", refused.text());
    assert!(
        answers::is_error(dialect, &refused.json()),
        "{}",
        refused.text()
    );
    assert_eq!(elsewhere.count(), elsewhere_before);
}

/// Four channels with two credentials each, in turn.
fn eight_credentials(provider: &FakeProvider) -> Config {
    let config = Config::new().set("routing", "strategy = \"round_robin\"");
    (0..4).fold(config, |config, n| {
        let keys = [format!("sk-{n}-a"), format!("sk-{n}-b")];
        let keys = [keys[0].as_str(), keys[1].as_str()];
        config.channel(Channel::new(&format!("channel-{n}"), DIALECT, provider).keys(&keys))
    })
}

async fn ask(app: &TestApp, session: &str) {
    let call = app.ask(DIALECT, "m", false).header("x-session-id", session);
    let answer = call.send().await;
    assert_eq!(answer.status, 200, "{}", answer.text());
}

/// The credentials the provider saw, from the request of that number on.
fn credentials(provider: &FakeProvider, from: usize) -> BTreeSet<String> {
    let seen = provider.seen().into_iter().skip(from);
    seen.filter_map(|seen| seen.credential().map(str::to_owned))
        .collect()
}
