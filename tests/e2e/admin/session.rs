//! Signing in and out: passwords, cookies, forged calls, guessing.

use routex_tests::{Answer, Browser, Config, TestApp};
use serde_json::{Value, json};

const PASSWORD: &str = "correct horse battery staple";

fn with_user() -> Config {
    Config::new().set("admin", &format!("password = {PASSWORD:?}"))
}

async fn signed_in() -> (TestApp, Browser) {
    let app = with_user().start().await;
    let browser = Browser::sign_in(&app, "admin", PASSWORD).await;
    (app, browser)
}

/// An answer without what differs between any two.
fn without_id(answer: &Answer) -> Value {
    let mut body = answer.json();
    body["request_id"].take();
    body
}

#[tokio::test]
async fn line_04_a_browser_signs_in_sees_who_it_is_and_signs_out() {
    let (app, browser) = signed_in().await;

    let session = browser.look("/session").send().await.json();
    assert_eq!(session["kind"], "user");
    assert_eq!(session["name"], "admin");
    let cookie = app.sign_in("admin", PASSWORD).send().await;
    let cookie = cookie.header("set-cookie").unwrap();
    assert!(cookie.starts_with("routex_session="), "{cookie}");
    assert!(cookie.ends_with("HttpOnly; SameSite=Strict"), "{cookie}");

    let out = browser.call("DELETE", "/session").send().await;
    assert_eq!(out.status, 204, "{}", out.text());
    assert_eq!(browser.look("/session").send().await.status, 401);
}

#[tokio::test]
async fn line_03_an_unknown_user_and_a_wrong_password_get_the_same_answer() {
    let app = with_user().start().await;

    let unknown = app.sign_in("nobody", PASSWORD).send().await;
    let wrong = app.sign_in("admin", "wrong horse").send().await;

    assert_eq!((unknown.status, wrong.status), (401, 401));
    assert_eq!(without_id(&unknown), without_id(&wrong));
    assert!(unknown.header("set-cookie").is_none());
}

#[tokio::test]
async fn line_03_neither_password_nor_cookie_is_stored() {
    let (app, browser) = signed_in().await;
    let (_, value) = browser.cookie.split_once('=').unwrap();
    assert!(app.is_stored("$argon2id$v=19$m=19456,t=2,p=1$"));
    assert!(!app.is_stored(PASSWORD));
    assert!(!app.is_stored(value));
    assert!(!app.log().contains(PASSWORD));
}

#[tokio::test]
async fn line_04_a_planted_session_is_not_taken_over_at_sign_in() {
    let app = with_user().start().await;
    let planted = "routex_session=planted-by-somebody-else-planted-by-somebody";

    let call = app.sign_in("admin", PASSWORD).header("cookie", planted);
    let first = Browser::after(&app, &call.send().await).await;
    assert_ne!(first.cookie, planted);
    let by_planted = app.anonymous("GET", "/api/v1/session");
    let by_planted = by_planted.header("cookie", planted).send().await;
    assert_eq!(by_planted.status, 401);

    let again = app
        .sign_in("admin", PASSWORD)
        .header("cookie", &first.cookie);
    let second = Browser::after(&app, &again.send().await).await;
    assert_ne!(second.cookie, first.cookie);
    assert_ne!(second.csrf_token, first.csrf_token);
    assert_eq!(first.look("/session").send().await.status, 401);
}

#[tokio::test]
async fn line_04_sessions_end_when_idle_and_at_the_latest_after_a_day() {
    for (column, span_ms, status) in [
        ("last_seen_ms", 119 * 60_000, 200),
        ("last_seen_ms", 121 * 60_000, 401),
        ("created_at_ms", (24 * 60 - 1) * 60_000, 200),
        ("created_at_ms", (24 * 60 + 1) * 60_000, 401),
    ] {
        let (app, browser) = signed_in().await;
        let sql = format!("UPDATE admin_session SET {column} = {column} - {span_ms}");
        app.change_rows(&sql).await;
        let answer = browser.look("/session").send().await;
        assert_eq!(answer.status, status, "{column} {span_ms}");
    }
}

#[tokio::test]
async fn line_04_a_session_survives_a_restart_and_ends_with_another_password_in_the_file() {
    let (mut app, before) = signed_in().await;
    app.restart().await;
    let cookie = |app: &TestApp| {
        app.anonymous("GET", "/api/v1/session")
            .header("cookie", &before.cookie)
    };
    assert_eq!(cookie(&app).send().await.status, 200);

    app.rewrite(&Config::new().set("admin", "password = \"battery staple\""));
    app.restart().await;
    assert_eq!(cookie(&app).send().await.status, 401);
    Browser::sign_in(&app, "admin", "battery staple").await;
}

#[tokio::test]
async fn line_05_a_call_with_the_cookie_needs_the_token_and_our_own_origin() {
    let (app, browser) = signed_in().await;
    let body = json!({ "name": "forged" });
    let own = format!("http://{}", app.address());
    let wrong = "x".repeat(browser.csrf_token.len());
    let with = |name: &str, value: &str| browser.bare("POST", "/tokens").header(name, value);
    let token = |call: routex_tests::Call| call.header("x-csrf-token", &browser.csrf_token);

    for (what, call) in [
        ("no token", with("origin", &own)),
        ("a wrong token", with("x-csrf-token", &wrong)),
        (
            "another origin",
            token(with("origin", "https://evil.example")),
        ),
        ("no origin", token(with("origin", "null"))),
        ("another site", token(with("sec-fetch-site", "cross-site"))),
        ("a neighbour", token(with("sec-fetch-site", "same-site"))),
    ] {
        let answer = call.json(&body).send().await;
        assert_eq!(answer.status, 403, "{what}: {}", answer.text());
    }
    // What a form of another site could send, whatever it had learnt.
    let form = token(browser.bare("POST", "/tokens")).header("content-type", "text/plain");
    assert_eq!(form.send().await.status, 415);
    let listed = browser.look("/tokens").send().await.json();
    assert_eq!(listed["items"], json!([]));

    let ours = browser.call("POST", "/tokens").json(&body).send().await;
    assert_eq!(ours.status, 201, "{}", ours.text());
}

#[tokio::test]
async fn line_05_another_site_cannot_sign_a_browser_in() {
    let app = with_user().start().await;
    let foreign = app
        .sign_in("admin", PASSWORD)
        .header("origin", "https://evil.example");
    assert_eq!(foreign.send().await.status, 403);
}

#[tokio::test]
async fn a_wrong_bearer_never_falls_back_to_the_cookie() {
    let (_app, browser) = signed_in().await;
    for sent in ["Bearer wrong", "Bearer", "bearer "] {
        let both = browser.look("/session").header("authorization", sent);
        assert_eq!(both.send().await.status, 401, "{sent}");
    }
    // A proxy before Routex may have a password of its own.
    let proxied = browser
        .look("/session")
        .header("authorization", "Basic dTpw");
    assert_eq!(proxied.send().await.status, 200);
}

#[tokio::test]
async fn line_04_behind_tls_the_cookie_is_bound_to_it() {
    let config = with_user().set("server", "public_url = \"https://routex.example\"");
    let app = config.start().await;

    let answer = app
        .sign_in("admin", PASSWORD)
        .header("origin", "https://routex.example")
        .send()
        .await;
    let set = answer.header("set-cookie").unwrap();
    assert!(set.starts_with("__Host-routex_session="), "{set}");
    assert!(set.ends_with("; Secure"), "{set}");
    let browser = Browser::after(&app, &answer).await;

    let plain = browser.cookie.replace("__Host-", "");
    let planted = app.anonymous("GET", "/api/v1/session");
    assert_eq!(planted.header("cookie", &plain).send().await.status, 401);
    // The host header says so, the configuration does not.
    let by_host = browser.call("DELETE", "/session").send().await;
    assert_eq!(by_host.status, 403);
}

#[tokio::test]
async fn line_04_tls_is_believed_from_a_trusted_proxy_alone() {
    for (proxies, expected) in [("[]", "routex_session="), ("[\"127.0.0.0/8\"]", "__Host-")] {
        let line = format!("trusted_proxies = {proxies}");
        let app = with_user().set("server", &line).start().await;
        let call = app.sign_in("admin", PASSWORD);
        let answer = call.header("x-forwarded-proto", "https").send().await;
        let set = answer.header("set-cookie").unwrap();
        assert!(set.starts_with(expected), "{proxies}: {set}");
    }
}

#[tokio::test]
async fn line_06_guessing_at_an_account_is_throttled_even_when_it_is_right_at_last() {
    let app = with_user().start().await;
    for _ in 0..10 {
        let answer = app.sign_in("admin", "guess").send().await;
        assert_eq!(answer.status, 401, "{}", answer.text());
    }

    let refused = app.sign_in("admin", PASSWORD).send().await;

    assert_eq!(refused.status, 429);
    assert_eq!(refused.json()["code"], "throttled");
    let wait: u64 = refused.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=30).contains(&wait), "{wait}");
}

#[tokio::test]
async fn line_06_a_valid_sign_in_resets_the_count() {
    let app = with_user().start().await;
    for _ in 0..3 {
        for _ in 0..8 {
            assert_eq!(app.sign_in("admin", "guess").send().await.status, 401);
        }
        Browser::sign_in(&app, "admin", PASSWORD).await;
    }
}

#[tokio::test]
async fn line_06_forwarded_addresses_help_a_guesser_only_behind_a_trusted_proxy() {
    for (proxies, expected) in [("[]", 429), ("[\"127.0.0.1\"]", 401)] {
        let line = format!("trusted_proxies = {proxies}");
        let app = with_user().set("server", &line).start().await;
        let mut last = 0;
        for guess in 0..21 {
            let call = app.sign_in(&format!("user-{guess}"), "guess");
            let call = call.header("x-forwarded-for", &format!("203.0.113.{guess}"));
            last = call.send().await.status;
        }
        assert_eq!(last, expected, "{proxies}");
    }
}

#[tokio::test]
async fn a_declared_password_is_changed_in_the_file_alone() {
    let (_app, browser) = signed_in().await;
    let body = json!({ "current": PASSWORD, "new": "another password" });
    let answer = browser.call("PUT", "/session/password").json(&body);
    let answer = answer.send().await;
    assert_eq!(answer.status, 409);
    assert_eq!(answer.json()["code"], "declared");
}

#[tokio::test]
async fn a_token_has_neither_session_nor_password() {
    let app = Config::new().operated().start().await;
    let session = app.admin("GET", "/session").send().await.json();
    assert_eq!(session["kind"], "token");
    assert_eq!(session["csrf_token"], Value::Null);
    assert_eq!(app.admin("DELETE", "/session").send().await.status, 409);
    let body = json!({ "current": PASSWORD, "new": "another password" });
    let change = app.admin("PUT", "/session/password").json(&body);
    assert_eq!(change.send().await.status, 409);
}
