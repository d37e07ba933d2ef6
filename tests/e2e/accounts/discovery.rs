//! What a provider says of itself.

use routex_tests::{Answer, Config, FakeProvider, Reply, TestApp};
use serde_json::{Value, json};

use super::{Idp, Scene};

const PATH: &str = "/.well-known/openid-configuration";

async fn registered(app: &TestApp, issuer: &str) -> Answer {
    registered_as(app, "house", issuer).await
}

async fn registered_as(app: &TestApp, name: &str, issuer: &str) -> Answer {
    let provider = json!({
        "name": name, "preset": "oidc", "client_id": "routex-test", "issuer": issuer, "allow_private_network": true,
    });
    app.admin("POST", "/oauth/providers")
        .json(&provider)
        .send()
        .await
}

fn document(issuer: &str) -> Value {
    json!({
        "issuer": issuer, "authorization_endpoint": format!("{issuer}/authorize"), "token_endpoint": format!("{issuer}/token"),
        "revocation_endpoint": format!("{issuer}/revoke"), "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": true,
    })
}

#[tokio::test]
async fn an_issuer_tells_its_own_addresses() {
    let app = Config::new().operated().start().await;
    let provider = FakeProvider::start().await;
    let issuer = provider.url();
    provider.enqueue(Reply::json(200, &document(&issuer)));

    let made = registered(&app, &issuer).await;

    assert_eq!(made.status, 201, "{}", made.text());
    let seen = provider.seen().pop().unwrap();
    assert_eq!((seen.method.as_str(), seen.path()), ("GET", PATH));
    let made = made.json();
    assert_eq!(made["authorize_url"], format!("{issuer}/authorize"));
    assert_eq!(made["token_url"], format!("{issuer}/token"));
    assert_eq!(made["revoke_url"], format!("{issuer}/revoke"));
}

#[tokio::test]
async fn line_13_an_issuer_that_is_another_or_knows_no_s256_is_refused() {
    let app = Config::new().operated().start().await;
    let provider = FakeProvider::start().await;
    let issuer = provider.url();
    let mut plain = document(&issuer);
    plain["code_challenge_methods_supported"] = json!(["plain"]);
    for (reply, told) in [
        (
            Reply::json(200, &document("https://evil.example")),
            "calls itself",
        ),
        (Reply::json(200, &plain), "S256"),
        (Reply::json(200, &json!({})), "of use"),
        (Reply::redirect("https://evil.example"), "answered 302"),
        (Reply::status(404), "answered 404"),
    ] {
        provider.enqueue(reply);
        let refused = registered(&app, &issuer).await;
        assert_eq!(refused.status, 422, "{}", refused.text());
        assert!(refused.text().contains(told), "{}", refused.text());
    }
    let listed = app.admin("GET", "/oauth/providers").send().await;
    assert_eq!(listed.json()["items"], json!([]));
}

#[tokio::test]
async fn a_provider_of_the_file_needs_an_issuer_alone_which_is_asked_once_and_when_it_is_needed() {
    let idp = Idp::start().await;
    let issuer = FakeProvider::start().await;
    let url = issuer.url();
    let of_the_file = format!(
        "[[oauth_provider]]\nname = \"filed\"\npreset = \"oidc\"\nclient_id = \"me\"\nissuer = \"{url}\"\n\
         allow_private_network = true\n"
    );
    let app = Config::new().operated().table(&of_the_file).start().await;
    let filed = |listed: Value| {
        let items = listed["items"].as_array().unwrap().clone();
        items
            .into_iter()
            .find(|one| one["name"] == "filed")
            .unwrap()
    };
    let before = filed(app.admin("GET", "/oauth/providers").send().await.json());
    assert_eq!((&before["token_url"], issuer.count()), (&json!(""), 0));
    let mut scene = Scene::on(idp, app).await;
    scene.provider = before["id"].as_str().unwrap().to_owned();

    issuer.enqueue(Reply::json(200, &document("https://evil.example")));
    let ask = json!({ "provider_id": scene.provider, "channel_id": scene.channel });
    let refused = scene.app.admin("POST", "/oauth/flows").json(&ask);
    let refused = refused.send().await;
    assert_eq!(refused.status, 424, "{}", refused.text());
    assert!(
        refused.text().contains("calls itself"),
        "{}",
        refused.text()
    );
    // For half a minute it is not asked again.
    let again = scene.app.admin("POST", "/oauth/flows").json(&ask);
    assert_eq!((again.send().await.status, issuer.count()), (424, 1));

    scene.app.restart().await;
    issuer.enqueue(Reply::json(200, &document(&url)));
    let first = scene.begin(None).await;
    let second = scene.begin(None).await;

    assert!(first.as_str().starts_with(&format!("{url}/authorize?")));
    assert_ne!(first, second);
    assert_eq!(issuer.count(), 2);
    let after = filed(
        scene
            .app
            .admin("GET", "/oauth/providers")
            .send()
            .await
            .json(),
    );
    assert_eq!(after["token_url"], format!("{url}/token"));
}

#[tokio::test]
async fn an_issuer_that_does_not_answer_is_taken_by_what_it_said() {
    let app = Config::new().operated().start().await;
    let issuer = FakeProvider::start().await;
    let url = issuer.url();
    issuer.enqueue(Reply::json(200, &document(&url)));
    let mut scene = Scene::on(Idp::start().await, app).await;
    let made = registered_as(&scene.app, "other", &url).await.json();
    scene.provider = made["id"].as_str().unwrap().to_owned();
    scene.app.restart().await;

    issuer.enqueue(Reply::status(503));
    let begun = scene.begin(None).await;

    assert!(begun.as_str().starts_with(&format!("{url}/authorize?")));
    assert_eq!(issuer.count(), 2);
    // It need not be there for a change that does not concern it, and must be for one that does.
    let path = format!("/oauth/providers/{}", scene.provider);
    let patch = |body: Value| scene.app.admin("PATCH", &path).json(&body).send();
    let renamed = patch(json!({ "name": "renamed" })).await;
    assert_eq!(renamed.status, 200, "{}", renamed.text());
    assert_eq!(renamed.json()["token_url"], format!("{url}/token"));
    issuer.enqueue(Reply::status(404));
    let moved = patch(json!({ "issuer": format!("{url}/tenant") })).await;
    assert_eq!(moved.status, 422, "{}", moved.text());
    let seen = issuer.seen().pop().unwrap();
    assert_eq!(seen.path(), format!("/tenant{PATH}"));
}

#[tokio::test]
async fn line_13_an_answer_of_a_provider_that_was_discovered_names_it() {
    let issuer = FakeProvider::start().await;
    let url = issuer.url();
    let app = Config::new().operated().start().await;
    let mut scene = Scene::on(Idp::start().await, app).await;
    issuer.enqueue(Reply::json(200, &document(&url)));
    let made = registered_as(&scene.app, "other", &url).await.json();
    scene.provider = made["id"].as_str().unwrap().to_owned();
    let asked = issuer.count();

    // Of another issuer, and then of nobody.
    for iss in ["&iss=https%3A%2F%2Fissuer.example", ""] {
        let mixed_up = scene.idp.approve(&scene.begin(None).await);
        let (before, _) = mixed_up.split_once("&iss=").unwrap();
        let refused = scene.complete(&format!("{before}{iss}")).await;
        assert_eq!(refused.status, 409, "{}", refused.text());
    }
    assert_eq!(issuer.count(), asked);
}

#[tokio::test]
async fn a_provider_of_the_file_is_changed_there_and_stays_while_it_is_needed() {
    const OF_THE_FILE: &str = "[[oauth_provider]]\nname = \"filed\"\npreset = \"google\"\nclient_id = \"me\"\n\
        client_secret = \"canary-filed\"\n";
    let mut app = Config::new().operated().table(OF_THE_FILE).start().await;

    let listed = app.admin("GET", "/oauth/providers").send().await;

    assert!(!listed.text().contains("canary"), "{}", listed.text());
    let filed = listed.json()["items"][0].clone();
    assert_eq!(filed["name"], "filed");
    assert_eq!(filed["declared"], true);
    assert_eq!(filed["token_url"], "https://oauth2.googleapis.com/token");
    let path = format!("/oauth/providers/{}", filed["id"].as_str().unwrap());
    assert_eq!(app.admin("DELETE", &path).send().await.status, 409);
    app.restart().await;
    let again = app.admin("GET", "/oauth/providers").send().await.json();
    assert_eq!(again["items"][0]["id"], filed["id"]);
    assert!(!app.is_stored("canary"));
}
