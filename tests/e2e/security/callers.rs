//! Kinds of callers, each with a secret that is, was or never will be worth something.

use routex::http::RouteInfo;
use routex_tests::{ADMIN_TOKEN, CLIENT_KEY, Call, Config, TestApp};
use serde_json::json;

use super::routes;

/// Client key whose time is over.
const EXPIRED_KEY: &str = "rx-test-of-a-former-client-0";
/// Client key that is no longer declared.
const REVOKED_KEY: &str = "rx-test-of-a-revoked-client-0";
/// Admin token that is no longer declared.
const REVOKED_TOKEN: &str = "ra-test-of-a-revoked-operator-0";

const PASSWORD: &str = "correct horse battery staple";

/// Who calls, and where the secret is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Caller {
    Nobody,
    Garbage,
    Empty,
    ClientKey,
    ClientKeyAsApiKey,
    ClientKeyInQuery,
    ExpiredClientKey,
    RevokedClientKey,
    AdminToken,
    /// Where clients put theirs; no operator's call reads it there.
    AdminTokenAsApiKey,
    AdminTokenInQuery,
    AdminTokenAsBasic,
    ExpiredAdminToken,
    RevokedAdminToken,
    /// The cookie, and the token that only Routex' own pages can read.
    Session,
    SessionWithoutToken,
    SessionOfAnotherSite,
    ExpiredSession,
    /// Signed out.
    EndedSession,
}

pub const CALLERS: [Caller; 19] = [
    Caller::Nobody,
    Caller::Garbage,
    Caller::Empty,
    Caller::ClientKey,
    Caller::ClientKeyAsApiKey,
    Caller::ClientKeyInQuery,
    Caller::ExpiredClientKey,
    Caller::RevokedClientKey,
    Caller::AdminToken,
    Caller::AdminTokenAsApiKey,
    Caller::AdminTokenInQuery,
    Caller::AdminTokenAsBasic,
    Caller::ExpiredAdminToken,
    Caller::RevokedAdminToken,
    Caller::Session,
    Caller::SessionWithoutToken,
    Caller::SessionOfAnotherSite,
    Caller::ExpiredSession,
    Caller::EndedSession,
];

/// What the callers have. Every one of them was worth something once, but for garbage.
pub struct Secrets {
    session: Session,
    expired_session: Session,
    ended_session: Session,
    expired_token: String,
}

/// A browser that is signed in.
#[derive(Debug, Clone)]
pub struct Session {
    /// `name=value`
    cookie: String,
    csrf_token: String,
}

impl Secrets {
    /// A Routex that has met all of them.
    pub async fn all() -> (TestApp, Self) {
        let revoked = format!("[[client_key]]\nname = \"revoked\"\nkey = \"{REVOKED_KEY}\"\n");
        let mut app = config(REVOKED_TOKEN).table(&revoked).start().await;
        for (path, secret) in [
            ("/api/v1/aliases", REVOKED_TOKEN),
            ("/v1/models", REVOKED_KEY),
        ] {
            let call = app.anonymous("GET", path).bearer(secret);
            assert_eq!(
                call.send().await.status,
                200,
                "{path}: it is valid at first"
            );
        }
        app.rewrite(&config(ADMIN_TOKEN));

        let body = json!({ "name": "former", "expires_at": "2999-01-01T00:00:00Z" });
        let call = app
            .anonymous("POST", "/api/v1/tokens")
            .bearer(REVOKED_TOKEN);
        let made = call.json(&body).send().await;
        let expired_token = made.json()["token"].as_str().unwrap().to_owned();
        let expired_session = Session::begin(&app).await;
        app.tamper(&[
            "UPDATE admin_token SET expires_at_ms = 1 WHERE name = 'former'",
            "UPDATE admin_session SET created_at_ms = 1, last_seen_ms = 1",
        ])
        .await;
        // Signing in clears away what has expired, so it is looked at before.
        let call = app.anonymous("GET", "/api/v1/session");
        let answer = expired_session.on(call).send().await;
        assert_eq!(answer.status, 401, "{}", answer.text());

        let ended_session = Session::begin(&app).await;
        let call = app.anonymous("DELETE", "/api/v1/session");
        assert_eq!(ended_session.on(call).send().await.status, 204);
        let secrets = Self {
            session: Session::begin(&app).await,
            expired_session,
            ended_session,
            expired_token,
        };
        (app, secrets)
    }

    pub async fn sign_in_again(&mut self, app: &TestApp) {
        self.session = Session::begin(app).await;
    }

    pub fn call(&self, caller: Caller, app: &TestApp, route: &RouteInfo) -> Call {
        let call = routes::call(app, route);
        match caller {
            Caller::Nobody => call,
            Caller::Garbage => call.bearer("garbage' OR '1'='1"),
            Caller::Empty => call.bearer("").header("x-api-key", ""),
            Caller::ClientKey => call.bearer(CLIENT_KEY),
            Caller::ClientKeyAsApiKey => call.header("x-goog-api-key", CLIENT_KEY),
            Caller::ClientKeyInQuery => call.query(&format!("key={CLIENT_KEY}")),
            Caller::ExpiredClientKey => call.bearer(EXPIRED_KEY),
            Caller::RevokedClientKey => call.bearer(REVOKED_KEY),
            Caller::AdminToken => call.bearer(ADMIN_TOKEN),
            Caller::AdminTokenAsApiKey => call.header("x-api-key", ADMIN_TOKEN),
            Caller::AdminTokenInQuery => call.query(&format!("key={ADMIN_TOKEN}")),
            Caller::AdminTokenAsBasic => {
                call.header("authorization", &format!("Basic {ADMIN_TOKEN}"))
            }
            Caller::ExpiredAdminToken => call.bearer(&self.expired_token),
            Caller::RevokedAdminToken => call.bearer(REVOKED_TOKEN),
            Caller::Session => self.session.on(call),
            Caller::SessionWithoutToken => call.header("cookie", &self.session.cookie),
            Caller::SessionOfAnotherSite => self
                .session
                .on(call)
                .header("origin", "https://elsewhere.example")
                .header("sec-fetch-site", "cross-site"),
            Caller::ExpiredSession => self.expired_session.on(call),
            Caller::EndedSession => self.ended_session.on(call),
        }
    }
}

impl Session {
    /// Signs in.
    pub async fn begin(app: &TestApp) -> Self {
        let body = json!({ "username": "admin", "password": PASSWORD });
        let call = app.anonymous("POST", "/api/v1/session").json(&body);
        let answer = call.send().await;
        assert_eq!(answer.status, 204, "{}", answer.text());
        let cookie = answer.header("set-cookie").expect("a cookie");
        let cookie = cookie.split(';').next().expect("a pair").to_owned();
        let call = app
            .anonymous("GET", "/api/v1/session")
            .header("cookie", &cookie);
        let csrf_token = call.send().await.json()["csrf_token"].clone();
        Self {
            cookie,
            csrf_token: csrf_token.as_str().expect("a token").to_owned(),
        }
    }

    /// The call as Routex' own pages make it.
    pub fn on(&self, call: Call) -> Call {
        call.header("cookie", &self.cookie)
            .header("x-csrf-token", &self.csrf_token)
    }
}

/// Set up, with a user, this token, and a client key that has expired.
fn config(token: &str) -> Config {
    Config::new()
        .set("admin", &format!("token = \"{token}\""))
        .set("admin", &format!("password = \"{PASSWORD}\""))
        .table(&format!(
            "[[client_key]]\nname = \"former\"\nkey = \"{EXPIRED_KEY}\"\nexpires_at = \"2020-01-01T00:00:00Z\"\n"
        ))
}
