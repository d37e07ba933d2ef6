//! Accounts that are signed in to: the way there, tokens that come and go, and what becomes of them.

mod attacks;
mod device;
mod discovery;
mod idp;
mod refresh;
mod removal;
mod service;
mod standing;
mod update;
mod whose;

use routex_entity::Dialect::OpenaiChat;
use routex_tests::{Answer, Config, TestApp};
use serde_json::{Value, json};
use url::Url;

use self::idp::Idp;

const SECRET: &str = "canary-client-secret-0123456789";

/// A Routex whose channel "account" has one account at the provider.
struct Scene {
    idp: Idp,
    app: TestApp,
    provider: String,
    channel: String,
}

impl Scene {
    /// Nobody has signed in; the channel is disabled.
    async fn before_sign_in() -> Self {
        let idp = Idp::start().await;
        let config = Config::new().operated().set("log", "level = \"trace\"");
        Self::on(idp, config.start().await).await
    }

    async fn on(idp: Idp, app: TestApp) -> Self {
        let provider = json!({
            "name": "house", "preset": "oidc", "client_id": "routex-test", "client_secret": SECRET,
            "authorize_url": idp.address("/authorize"), "token_url": idp.address("/token"), "revoke_url": idp.address("/revoke"),
            "userinfo_url": idp.address("/userinfo"), "device_url": idp.address("/device"),
            "issuer": "https://issuer.example", "scopes": ["models"], "allow_private_network": true,
        });
        let provider = made(&app, "/oauth/providers", &provider).await;
        let channel = json!({
            "name": "account", "provider": "openai_compatible", "base_url": idp.address("/v1"),
            "dialects": ["openai_chat"], "api_keys": [], "enabled": false, "allow_private_network": true,
        });
        let channel = made(&app, "/channels", &channel).await;
        Self {
            idp,
            app,
            provider,
            channel,
        }
    }

    /// Somebody has signed in, and the channel serves.
    async fn signed_in() -> Self {
        let scene = Self::before_sign_in().await;
        scene.sign_in(None).await;
        let path = format!("/channels/{}", scene.channel);
        let enabled = scene.app.admin("PATCH", &path);
        let enabled = enabled.json(&json!({ "enabled": true })).send().await;
        assert_eq!(enabled.status, 200, "{}", enabled.text());
        scene
    }

    /// Where the browser is sent.
    async fn begin(&self, credential: Option<&str>) -> Url {
        let mut ask = json!({ "provider_id": self.provider, "channel_id": self.channel });
        if let Some(id) = credential {
            ask["credential_id"] = id.into();
        }
        let begun = self
            .app
            .admin("POST", "/oauth/flows")
            .json(&ask)
            .send()
            .await;
        assert_eq!(begun.status, 201, "{}", begun.text());
        begun.json()["url"].as_str().unwrap().parse().unwrap()
    }

    async fn complete(&self, url: &str) -> Answer {
        let call = self.app.admin("POST", "/oauth/flows/complete");
        call.json(&json!({ "url": url })).send().await
    }

    async fn sign_in(&self, credential: Option<&str>) -> Value {
        let url = self.begin(credential).await;
        let answer = self.complete(&self.idp.approve(&url)).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()
    }

    async fn credential(&self) -> Value {
        let path = format!("/channels/{}/credentials", self.channel);
        let listed = self.app.admin("GET", &path).send().await.json();
        listed["items"][0].clone()
    }

    async fn ask(&self) -> Answer {
        self.app.ask(OpenaiChat, "m", false).send().await
    }
}

async fn made(app: &TestApp, path: &str, body: &Value) -> String {
    let made = app.admin("POST", path).json(body).send().await;
    assert_eq!(made.status, 201, "{}", made.text());
    made.json()["id"].as_str().unwrap().to_owned()
}
