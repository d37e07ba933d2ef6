//! Line 11: the log has no bodies, no credentials and no query strings, not even at its most talkative.

use routex_entity::Dialect::{Gemini, OpenaiChat};
use routex_tests::{ADMIN_TOKEN, CLIENT_KEY, Channel, Config, FakeProvider, Reply, answers};
use serde_json::json;

#[tokio::test]
async fn line_11_the_log_tells_no_secret_and_no_content() {
    let provider = FakeProvider::start().await;
    provider.respond(|seen| match seen.json()["model"].as_str() {
        Some("good") => answers::good(OpenaiChat, "canary-answer", false),
        Some("broken") => Reply::raw("canary-noise"),
        _ => Reply::json(500, &json!({ "error": { "message": "canary-refusal" } })),
    });
    let app = Config::new()
        .operated()
        .set("log", "level = \"trace\"")
        .channel(Channel::new("a", OpenaiChat, &provider).keys(&["sk-canary-provider"]))
        .channel(Channel::new("g", Gemini, &provider).keys(&["sk-canary-provider-2"]))
        .start()
        .await;

    for model in ["good", "broken", "bad"] {
        let body = format!(
            r#"{{"model":"{model}","messages":[{{"role":"user","content":"canary-prompt"}}]}}"#
        );
        let target = format!("/v1/chat/completions?key={CLIENT_KEY}&canary-query=1");
        let call = app
            .anonymous("POST", &target)
            .header("cookie", "canary-cookie=1");
        call.body(body).send().await;
    }
    let gemini = format!("/v1beta/models/m:generateContent?key={CLIENT_KEY}&canary-query=1");
    app.anonymous("POST", &gemini)
        .body("{\"contents\":\"canary-prompt\"")
        .send()
        .await;
    app.anonymous("GET", "/v1/models?key=rx-canary-of-nobody")
        .send()
        .await;
    app.admin("POST", "/aliases?canary-query=1")
        .body("{\"name\":\"canary-field\"")
        .send()
        .await;
    app.admin("POST", "/aliases")
        .json(&json!({ "name": "canary field" }))
        .send()
        .await;
    app.anonymous("GET", "/api/v1/aliases")
        .bearer("ra-canary-of-nobody")
        .send()
        .await;
    app.stop().await;

    let log = app.log();
    assert!(
        log.contains("/v1/chat/completions"),
        "requests are logged at this level: {log}"
    );
    for secret in ["canary", CLIENT_KEY, ADMIN_TOKEN] {
        let line = log.lines().find(|line| line.contains(secret));
        assert_eq!(line, None, "{secret} is in the log");
    }
}
