//! A provider that gives accounts, and answers questions of whoever has a token of it. Refresh tokens are used once.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use routex_entity::Dialect::OpenaiChat;
use routex_tests::{FakeProvider, Gate, Reply, Seen, answers};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use url::Url;

pub(super) struct Idp {
    pub provider: FakeProvider,
    books: Arc<Mutex<Books>>,
}

struct Books {
    /// Tokens given so far.
    given: u32,
    expires_in: u32,
    /// The tokens of now. Empty: none is taken.
    access: String,
    refresh: String,
    /// Challenge and redirect address of each code.
    codes: HashMap<String, (String, String)>,
    /// Answers every question for a token, instead of one.
    trouble: Option<Reply>,
    gate: Option<Gate>,
    /// Its answers say whose the tokens are.
    names: bool,
    userinfo: Value,
    device: Device,
}

/// What becomes of a sign-in on another device.
#[derive(Clone, Copy)]
pub(super) enum Device {
    Approved,
    /// The standard's word for why not, or not yet.
    Says(&'static str),
}

impl Idp {
    pub async fn start() -> Self {
        let books = Arc::new(Mutex::new(Books {
            given: 0,
            expires_in: 3600,
            access: String::new(),
            refresh: String::new(),
            codes: HashMap::new(),
            trouble: None,
            gate: None,
            names: true,
            userinfo: json!({}),
            device: Device::Says("authorization_pending"),
        }));
        let provider = FakeProvider::start().await;
        let at_work = Arc::clone(&books);
        provider.respond(move |seen| {
            let mut books = at_work.lock().unwrap();
            match seen.path() {
                "/token" => books.token(seen),
                "/revoke" => Reply::status(200),
                "/device" => Reply::json(200, &device_code()),
                "/userinfo" if seen.credential() == Some(books.access.as_str()) => {
                    Reply::json(200, &books.userinfo)
                }
                _ if seen.credential() == Some(books.access.as_str()) => {
                    answers::good(OpenaiChat, "One two three.", false)
                }
                _ => answers::refusal(OpenaiChat, 401),
            }
        });
        Self { provider, books }
    }

    pub fn address(&self, path: &str) -> String {
        format!("{}{path}", self.provider.url())
    }

    /// Somebody signs in there. Answers where the browser is sent.
    pub fn approve(&self, url: &Url) -> String {
        let asked: HashMap<_, _> = url.query_pairs().into_owned().collect();
        assert_eq!(asked["code_challenge_method"], "S256");
        assert_eq!(asked["response_type"], "code");
        let redirect = &asked["redirect_uri"];
        let mut books = self.books();
        let code = format!("canary-code-{}", books.codes.len());
        let known = (asked["code_challenge"].clone(), redirect.clone());
        books.codes.insert(code.clone(), known);
        let state = &asked["state"];
        format!("{redirect}?code={code}&state={state}&iss=https%3A%2F%2Fissuer.example")
    }

    /// Its answers do not say whose the tokens are; whoever asks is told this.
    pub fn says_whose(&self, userinfo: Value) {
        let mut books = self.books();
        books.names = false;
        books.userinfo = userinfo;
    }

    pub fn device(&self, device: Device) {
        self.books().device = device;
    }

    pub fn expires_in(&self, seconds: u32) {
        self.books().expires_in = seconds;
    }

    /// From now on no access token is taken; the refresh token still is.
    pub fn forget_access(&self) {
        self.books().access = "none".to_owned();
    }

    /// The account is gone.
    pub fn revoke(&self) {
        let mut books = self.books();
        books.access = "none".to_owned();
        books.refresh = "none".to_owned();
    }

    pub fn trouble(&self, reply: Option<Reply>) {
        self.books().trouble = reply;
    }

    /// Answers to questions for tokens wait.
    pub fn hold(&self, gate: &Gate) {
        self.books().gate = Some(gate.clone());
    }

    /// Questions for tokens so far.
    pub fn asked_for_tokens(&self) -> usize {
        let seen = self.provider.seen();
        seen.iter().filter(|seen| seen.path() == "/token").count()
    }

    fn books(&self) -> std::sync::MutexGuard<'_, Books> {
        self.books.lock().unwrap()
    }
}

const DEVICE_CODE: &str = "canary-device-code";

fn device_code() -> Value {
    json!({
        "device_code": DEVICE_CODE, "user_code": "WDJB-MJHT", "verification_uri": "https://id.example/activate",
        "verification_uri_complete": "https://id.example/activate?user_code=WDJB-MJHT", "expires_in": 600, "interval": 1,
    })
}

impl Books {
    fn token(&mut self, seen: &Seen) -> Reply {
        if let Some(trouble) = &self.trouble {
            return trouble.clone();
        }
        let form: HashMap<String, String> = url::form_urlencoded::parse(&seen.body)
            .into_owned()
            .collect();
        let granted = match form["grant_type"].as_str() {
            "authorization_code" => {
                let verifier = Sha256::digest(&form["code_verifier"]);
                let proof = (
                    URL_SAFE_NO_PAD.encode(verifier),
                    form["redirect_uri"].clone(),
                );
                self.codes.remove(&form["code"]) == Some(proof)
            }
            "refresh_token" => form["refresh_token"] == self.refresh,
            _ => match self.device {
                Device::Approved => form["device_code"] == DEVICE_CODE,
                Device::Says(word) => return Reply::json(400, &json!({ "error": word })),
            },
        };
        if !granted {
            return Reply::json(400, &json!({ "error": "invalid_grant" }));
        }
        self.given += 1;
        self.access = format!("canary-access-{}", self.given);
        self.refresh = format!("canary-refresh-{}", self.given);
        let mut answer = json!({
            "access_token": self.access, "refresh_token": self.refresh, "token_type": "Bearer",
            "expires_in": self.expires_in, "account": { "email_address": "me@example.com" },
        });
        if !self.names {
            answer["account"].take();
        }
        let reply = Reply::json(200, &answer);
        match &self.gate {
            Some(gate) => reply.held_by(gate),
            None => reply,
        }
    }
}
