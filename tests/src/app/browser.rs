//! A signed-in browser.

use std::net::SocketAddr;

use serde_json::json;

use super::TestApp;
use crate::client::{Answer, Call};

/// What a browser remembers after it has signed in.
#[derive(Debug, Clone)]
pub struct Browser {
    address: SocketAddr,
    /// `name=value`, as it is sent back.
    pub cookie: String,
    /// Of `GET /session`.
    pub csrf_token: String,
}

impl TestApp {
    /// `POST /session`, without anything that a browser would have.
    pub fn sign_in(&self, username: &str, password: &str) -> Call {
        let body = json!({ "username": username, "password": password });
        self.anonymous("POST", "/api/v1/session").json(&body)
    }
}

impl Browser {
    /// Signs in; fails the test when that is refused.
    pub async fn sign_in(app: &TestApp, username: &str, password: &str) -> Self {
        let answer = app.sign_in(username, password).send().await;
        assert_eq!(answer.status, 204, "{}", answer.text());
        Self::after(app, &answer).await
    }

    /// The browser that got this answer to its sign-in.
    pub async fn after(app: &TestApp, answer: &Answer) -> Self {
        let set = answer.header("set-cookie").expect("a cookie");
        let (cookie, _) = set.split_once(';').expect("a cookie with attributes");
        let mut browser = Self {
            address: app.address(),
            cookie: cookie.to_owned(),
            csrf_token: String::new(),
        };
        let session = browser.look("/session").send().await.json();
        let token = session["csrf_token"].as_str().expect("a token");
        browser.csrf_token = token.to_owned();
        browser
    }

    /// A `GET` of the admin API.
    pub fn look(&self, call: &str) -> Call {
        self.bare("GET", call)
    }

    /// A call that changes something, as a page of Routex makes it.
    pub fn call(&self, method: &str, call: &str) -> Call {
        self.bare(method, call)
            .header("x-csrf-token", &self.csrf_token)
            .header("origin", &format!("http://{}", self.address))
            .header("sec-fetch-site", "same-origin")
    }

    /// The cookie and nothing else.
    pub fn bare(&self, method: &str, call: &str) -> Call {
        Call::new(self.address, method, &format!("/api/v1{call}")).header("cookie", &self.cookie)
    }
}
