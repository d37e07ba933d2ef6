//! Client keys: four places to put one, checked identically, and refusals in the caller's dialect.

use routex_entity::Dialect;
use routex_tests::{Answer, CLIENT_KEY, Channel, Config, FakeProvider, TestApp, answers};

const EXPIRED: &str = "rx-test-of-a-former-client";
const RESTRICTED: &str = "rx-test-of-a-restricted-client";

#[tokio::test]
async fn a_key_is_taken_from_every_place_a_client_may_put_it() {
    for dialect in answers::ALL_DIALECTS {
        let (provider, app) = app(dialect).await;
        for place in PLACES {
            let answer = ask(&app, dialect, "m", place, CLIENT_KEY).await;
            assert_eq!(answer.status, 200, "{dialect} {place}: {}", answer.text());
        }
        assert_eq!(provider.count(), PLACES.len(), "{dialect}");
    }
}

#[tokio::test]
async fn a_wrong_or_expired_key_is_refused_in_every_place() {
    for dialect in answers::ALL_DIALECTS {
        let (provider, app) = app(dialect).await;
        for place in PLACES {
            for key in ["rx-test-that-nobody-issued", EXPIRED, "x", ""] {
                let answer = ask(&app, dialect, "m", place, key).await;
                assert_unauthorized(dialect, &answer);
                assert!(
                    key.len() < 2 || !answer.text().contains(key),
                    "the key is echoed"
                );
            }
        }
        assert_eq!(provider.count(), 0, "{dialect}");
    }
}

#[tokio::test]
async fn no_key_is_refused() {
    for dialect in answers::ALL_DIALECTS {
        for stream in [false, true] {
            let (provider, app) = app(dialect).await;
            let target = answers::target(dialect, "m", stream);
            let call = app.anonymous("POST", &target);
            let call = call.json(&answers::request(dialect, "m", stream));
            assert_unauthorized(dialect, &call.send().await);
            assert_eq!(provider.count(), 0, "{dialect}");
        }
    }
}

#[tokio::test]
async fn lists_of_models_need_a_key_as_well() {
    let (_provider, app) = app(Dialect::OpenaiChat).await;
    for path in ["/v1/models", "/v1beta/models"] {
        let answer = app.anonymous("GET", path).send().await;
        assert_eq!(answer.status, 401, "{path}: {}", answer.text());
    }
}

#[tokio::test]
async fn a_restricted_key_reaches_its_models_only() {
    for dialect in answers::ALL_DIALECTS {
        let (provider, app) = app(dialect).await;
        let allowed = ask(&app, dialect, "allowed", "authorization", RESTRICTED).await;
        let refused = ask(&app, dialect, "other", "authorization", RESTRICTED).await;
        assert_eq!(allowed.status, 200, "{dialect}: {}", allowed.text());
        assert!(
            matches!(refused.status, 403 | 404),
            "{dialect}: {}",
            refused.status
        );
        assert!(
            answers::is_error(dialect, &refused.json()),
            "{}",
            refused.text()
        );
        assert_eq!(provider.count(), 1, "{dialect}");
    }
}

#[tokio::test]
async fn start_up_probes_of_clients_are_answered() {
    let (_provider, app) = app(Dialect::Anthropic).await;
    for path in ["/", "/api/hello"] {
        let answer = app.anonymous("HEAD", path).send().await;
        assert_eq!(answer.status, 200, "{path}");
    }
}

const PLACES: [&str; 4] = ["authorization", "x-api-key", "x-goog-api-key", "query"];

async fn app(dialect: Dialect) -> (FakeProvider, TestApp) {
    let provider = FakeProvider::always(answers::good(dialect, "Yes.", false)).await;
    let app = Config::new()
        .channel(Channel::new("only", dialect, &provider))
        .table(&format!(
            "[[client_key]]\nname = \"former\"\nkey = \"{EXPIRED}\"\nexpires_at = \"2020-01-01T00:00:00Z\"\n"
        ))
        .table(&format!(
            "[[client_key]]\nname = \"restricted\"\nkey = \"{RESTRICTED}\"\nmodels = [\"allowed\"]\n"
        ))
        .start()
        .await;
    (provider, app)
}

async fn ask(app: &TestApp, dialect: Dialect, model: &str, place: &str, key: &str) -> Answer {
    let target = answers::target(dialect, model, false);
    let call = match place {
        "authorization" => app.anonymous("POST", &target).bearer(key),
        "query" => app.anonymous("POST", &format!("{target}?key={key}")),
        header => app.anonymous("POST", &target).header(header, key),
    };
    call.json(&answers::request(dialect, model, false))
        .send()
        .await
}

fn assert_unauthorized(dialect: Dialect, answer: &Answer) {
    assert_eq!(answer.status, 401, "{dialect}: {}", answer.text());
    let body = answer.json();
    assert!(answers::is_error(dialect, &body), "{dialect}: {body}");
}
