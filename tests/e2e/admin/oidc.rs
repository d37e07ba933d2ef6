//! Signing in at an OpenID provider, and what must not lead in.

mod provider;

use chrono::Utc;
use routex_tests::{Answer, Browser, Config, TestApp};
use serde_json::{Value, json};
use url::Url;

use provider::{CLIENT_ID, CLIENT_SECRET, Idp, Key, encode, unsigned};

const HOME: &str = "/";

fn config(idp: &Idp, rules: &[&str]) -> Config {
    let issuer = idp.server.url();
    let config = Config::new()
        .operated()
        .set("server", "public_url = \"http://127.0.0.1:9\"")
        .set("admin.oidc", &format!("issuer = \"{issuer}\""))
        .set("admin.oidc", &format!("client_id = \"{CLIENT_ID}\""))
        .set(
            "admin.oidc",
            &format!("client_secret = \"{CLIENT_SECRET}\""),
        )
        .set("admin.oidc", "button_label = \"House login\"");
    let add = |config: Config, rule: &&str| config.set("admin.oidc", rule);
    rules.iter().fold(config, add)
}

/// A browser that was sent to the provider.
struct Away {
    cookie: String,
    state: String,
    nonce: String,
    challenge: String,
    url: Url,
}

async fn set_out(app: &TestApp) -> Away {
    let sent = app.anonymous("GET", "/api/v1/session/oidc").send().await;
    assert_eq!(sent.status, 303, "{}", sent.text());
    let url = Url::parse(sent.header("location").unwrap()).expect("an address elsewhere");
    let asked = |name: &str| {
        let found = url.query_pairs().find(|(key, _)| key == name);
        found
            .map(|(_, value)| value.into_owned())
            .unwrap_or_default()
    };
    let set = sent.header("set-cookie").expect("a cookie");
    assert!(set.ends_with("HttpOnly; SameSite=Lax"), "{set}");
    assert!(set.contains("Max-Age=600"), "{set}");
    Away {
        cookie: set.split(';').next().unwrap().to_owned(),
        state: asked("state"),
        nonce: asked("nonce"),
        challenge: asked("code_challenge"),
        url,
    }
}

impl Away {
    fn claims(&self, idp: &Idp) -> Value {
        let now = Utc::now().timestamp();
        json!({
            "iss": idp.server.url(),
            "aud": CLIENT_ID,
            "sub": "user-7",
            "preferred_username": "ann",
            "groups": ["staff"],
            "nonce": self.nonce,
            "iat": now,
            "exp": now + 300,
        })
    }

    /// The provider sends the browser back.
    async fn come_back(&self, app: &TestApp) -> Answer {
        let query = format!("code=the-code&state={}", self.state);
        self.come_back_with(app, &query).await
    }

    async fn come_back_with(&self, app: &TestApp, query: &str) -> Answer {
        app.anonymous("GET", &format!("/api/v1/session/oidc/callback?{query}"))
            .header("cookie", &self.cookie)
            .header("sec-fetch-site", "cross-site")
            .send()
            .await
    }
}

/// Where the answer leads; nobody is signed in unless that is the dashboard's own page.
fn leads_to(answer: &Answer) -> String {
    assert_eq!(answer.status, 303, "{}", answer.text());
    let to = answer.header("location").unwrap().to_owned();
    let sets = answer.headers.iter().any(|(name, value)| {
        name.eq_ignore_ascii_case("set-cookie") && value.starts_with("routex_session=")
    });
    assert_eq!(sets, to == HOME, "{to}: {:?}", answer.headers);
    to
}

/// Signs in with these claims.
async fn sign_in(app: &TestApp, idp: &Idp, change: impl FnOnce(&mut Value)) -> Answer {
    let away = set_out(app).await;
    let mut claims = away.claims(idp);
    change(&mut claims);
    idp.will_say(&away.challenge, idp.key.sign(&claims));
    away.come_back(app).await
}

#[tokio::test]
async fn line_13_an_allowed_subject_signs_in_and_out_and_is_audited() {
    let idp = Idp::start(Key::rsa()).await;
    let app = config(&idp, &["allowed_subjects = [\"user-7\"]"])
        .start()
        .await;
    let methods = app.anonymous("GET", "/api/v1/session/methods").send().await;
    assert_eq!(methods.json()["oidc"]["label"], "House login");

    let away = set_out(&app).await;
    let asked: Vec<String> = away
        .url
        .query_pairs()
        .map(|(key, value)| format!("{key}={value}"))
        .collect();
    for part in [
        "response_type=code",
        "code_challenge_method=S256",
        "scope=openid profile email",
        "redirect_uri=http://127.0.0.1:9/api/v1/session/oidc/callback",
    ] {
        assert!(asked.iter().any(|asked| asked == part), "{part}: {asked:?}");
    }
    idp.will_say(&away.challenge, idp.key.sign(&away.claims(&idp)));
    let answer = away.come_back(&app).await;
    assert_eq!(leads_to(&answer), HOME);

    let browser = Browser::after(&app, &answer).await;
    let session = browser.look("/session").send().await.json();
    assert_eq!(
        (&session["kind"], &session["name"]),
        (&json!("oidc"), &json!("ann"))
    );
    let call = |method, path| {
        browser
            .bare(method, path)
            .header("x-csrf-token", &browser.csrf_token)
            .header("origin", "http://127.0.0.1:9")
    };
    let change = json!({ "current": "x", "new": "long enough" });
    let password = call("PUT", "/session/password").json(&change).send().await;
    assert_eq!(password.status, 409, "{}", password.text());
    let forged = browser
        .bare("POST", "/tokens")
        .json(&json!({ "name": "t" }))
        .send()
        .await;
    assert_eq!(forged.status, 403);
    assert_eq!(call("DELETE", "/session").send().await.status, 204);
    assert_eq!(browser.look("/session").send().await.status, 401);

    let entries = app.audit().await;
    let actions: Vec<_> = entries
        .iter()
        .map(|entry| (&entry["action"], &entry["actor"]))
        .collect();
    let ann = json!("oidc:user-7");
    assert_eq!(
        actions,
        [(&json!("sign_in"), &ann), (&json!("sign_out"), &ann)]
    );
    for secret in [CLIENT_SECRET, "canary-access-token", "the-code"] {
        assert!(
            !app.log().contains(secret) && !app.is_stored(secret),
            "{secret}"
        );
    }
}

#[tokio::test]
async fn line_13_tokens_that_prove_nothing_sign_nobody_in() {
    let idp = Idp::start(Key::ec()).await;
    let app = config(&idp, &["allowed_subjects = [\"user-7\"]"])
        .start()
        .await;
    assert_eq!(leads_to(&sign_in(&app, &idp, |_| {}).await), HOME);
    let past = Utc::now().timestamp() - 1;
    for (what, claim, value) in [
        ("issuer", "iss", json!("https://elsewhere.example")),
        ("audience", "aud", json!("another-client")),
        (
            "a second audience",
            "aud",
            json!([CLIENT_ID, "another-client"]),
        ),
        ("nonce", "nonce", json!("of-another-sign-in")),
        ("no nonce", "nonce", Value::Null),
        ("expired", "exp", json!(past)),
    ] {
        let answer = sign_in(&app, &idp, |claims| claims[claim] = value).await;
        assert_eq!(leads_to(&answer), "/?sign-in=failed", "{what}");
    }

    let away = set_out(&app).await;
    let claims = away.claims(&idp);
    let none = unsigned(&json!({ "alg": "none" }), &claims);
    let shared = unsigned(&json!({ "alg": "HS256" }), &claims);
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, CLIENT_SECRET.as_bytes());
    let mac = ring::hmac::sign(&key, shared.as_bytes());
    let (head, _) = idp
        .key
        .sign(&claims)
        .rsplit_once('.')
        .map(|(a, b)| (a.to_owned(), b.to_owned()))
        .unwrap();
    for (what, token) in [
        ("no signature", format!("{none}.")),
        (
            "signed with the client secret",
            format!("{shared}.{}", encode(mac.as_ref())),
        ),
        ("another key", Key::ec().sign(&claims)),
        ("a broken signature", format!("{head}.{}", encode(&[7; 64]))),
    ] {
        let away = set_out(&app).await;
        idp.will_say(&away.challenge, token);
        let answer = away.come_back(&app).await;
        assert_eq!(leads_to(&answer), "/?sign-in=failed", "{what}");
        // What many failures cost is not what is tested here.
        let again = sign_in(&app, &idp, |_| {}).await;
        assert_eq!(leads_to(&again), HOME);
    }
}

#[tokio::test]
async fn line_13_a_state_is_the_browsers_own_and_is_taken_once() {
    let idp = Idp::start(Key::ec()).await;
    let app = config(&idp, &["allowed_subjects = [\"user-7\"]"])
        .start()
        .await;
    let (away, other) = (set_out(&app).await, set_out(&app).await);
    idp.will_say(&away.challenge, idp.key.sign(&away.claims(&idp)));
    let lapsed = "/?sign-in=lapsed";

    for query in [
        "code=the-code".to_owned(),
        "code=the-code&state=".to_owned(),
        "code=the-code&state=guess".to_owned(),
        format!("code=the-code&state={}", other.state),
    ] {
        assert_eq!(leads_to(&away.come_back_with(&app, &query).await), lapsed);
    }
    let stolen = app.anonymous(
        "GET",
        &format!(
            "/api/v1/session/oidc/callback?code=the-code&state={}",
            away.state
        ),
    );
    assert_eq!(leads_to(&stolen.send().await), lapsed);
    assert_eq!(idp.exchanges(), 0);

    assert_eq!(leads_to(&away.come_back(&app).await), HOME);
    assert_eq!(leads_to(&away.come_back(&app).await), lapsed);
    assert_eq!(idp.exchanges(), 1);

    // Old cookies say when they were made; moved, they are of another journey.
    let (name, value) = other.cookie.split_once('=').unwrap();
    let (began, secret) = value.split_once('.').unwrap();
    let began: i64 = began.parse().unwrap();
    let old = Away {
        cookie: format!("{name}={}.{secret}", began - 601_000),
        ..other
    };
    assert_eq!(leads_to(&old.come_back(&app).await), lapsed);
    let issuer = set_out(&app).await;
    let query = format!(
        "code=the-code&state={}&iss=https://evil.example",
        issuer.state
    );
    let mixed_up = issuer.come_back_with(&app, &query).await;
    assert_eq!(leads_to(&mixed_up), "/?sign-in=failed");
    assert_eq!(idp.exchanges(), 1);
}

#[tokio::test]
async fn line_13_nothing_that_is_sent_along_says_where_the_browser_goes() {
    let idp = Idp::start(Key::ec()).await;
    let app = config(&idp, &["allowed_subjects = [\"user-7\"]"])
        .start()
        .await;
    let evil =
        "redirect_uri=https://evil.example&next=//evil.example&return_to=https://evil.example";
    let target = format!("/api/v1/session/oidc?{evil}");
    let sent = app
        .anonymous("GET", &target)
        .header("x-forwarded-host", "evil.example")
        .send()
        .await;
    let to = sent.header("location").unwrap();
    assert!(
        to.starts_with(&idp.server.url()) && !to.contains("evil"),
        "{to}"
    );

    let away = set_out(&app).await;
    idp.will_say(&away.challenge, idp.key.sign(&away.claims(&idp)));
    let query = format!("code=the-code&state={}&{evil}", away.state);
    assert_eq!(leads_to(&away.come_back_with(&app, &query).await), HOME);
}

#[tokio::test]
async fn who_is_not_on_the_list_stays_out_and_groups_lead_in() {
    let idp = Idp::start(Key::ec()).await;
    let rules = [
        "allowed_subjects = [\"ann\"]",
        "allowed_groups = [\"admins\"]",
    ];
    let mut app = config(&idp, &rules).start().await;

    let refused = sign_in(&app, &idp, |_| {}).await;
    assert_eq!(leads_to(&refused), "/?sign-in=not-allowed");
    let entry = app.audit().await.pop().unwrap();
    assert_eq!(
        (&entry["action"], &entry["actor"]),
        (&json!("sign_in_failed"), &json!("oidc:user-7"))
    );

    let let_in = sign_in(&app, &idp, |claims| {
        claims["groups"] = json!(["staff", "admins"]);
    })
    .await;
    assert_eq!(leads_to(&let_in), HOME);
    let browser = Browser::after(&app, &let_in).await;
    assert_eq!(browser.look("/session").send().await.status, 200);

    // A session outlives a restart, and not the rule that let it in.
    let cookie = |app: &TestApp| {
        app.anonymous("GET", "/api/v1/session")
            .header("cookie", &browser.cookie)
    };
    app.restart().await;
    assert_eq!(cookie(&app).send().await.status, 200);
    app.rewrite(&config(&idp, &["allowed_subjects = [\"ann\"]"]));
    app.restart().await;
    assert_eq!(cookie(&app).send().await.status, 401);
}

#[tokio::test]
async fn line_06_steps_are_counted_by_address() {
    let idp = Idp::start(Key::ec()).await;
    let app = config(&idp, &["allowed_subjects = [\"user-7\"]"])
        .start()
        .await;
    let mut last = String::new();
    for _ in 0..30 {
        let sent = app.anonymous("GET", "/api/v1/session/oidc").send().await;
        last = sent.header("location").unwrap().to_owned();
    }
    assert_eq!(last, "/?sign-in=throttled");
    assert!(idp.server.count() <= 2 * 21);
}

#[tokio::test]
async fn a_provider_that_is_away_is_told_and_one_that_is_not_configured_is_not_there() {
    let idp = Idp::start(Key::ec()).await;
    let app = config(&idp, &["allowed_subjects = [\"user-7\"]"])
        .start()
        .await;
    drop(idp);
    let sent = app.anonymous("GET", "/api/v1/session/oidc").send().await;
    assert_eq!(leads_to(&sent), "/?sign-in=unavailable");

    let app = Config::new().operated().start().await;
    for path in ["/oidc", "/oidc/callback?code=x&state=y"] {
        let path = format!("/api/v1/session{path}");
        assert_eq!(app.anonymous("GET", &path).send().await.status, 404);
    }
    let methods = app.anonymous("GET", "/api/v1/session/methods").send().await;
    assert_eq!(methods.json(), json!({ "oidc": null }));
}
