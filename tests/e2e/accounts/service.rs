//! Identities of services: tokens for a client or for a key, and signatures, all without a person.

use std::{
    collections::HashMap,
    sync::{Arc, LazyLock, Mutex},
};

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use futures_util::future::join_all;
use ring::{digest, hmac, signature};
use routex_entity::Dialect::OpenaiChat;
use routex_tests::{Answer, Config, FakeProvider, Reply, Seen, TestApp, answers};
use rsa::{
    RsaPrivateKey,
    pkcs1::EncodeRsaPublicKey as _,
    pkcs8::{EncodePrivateKey as _, LineEnding},
    rand_core::OsRng,
};
use serde_json::{Value, json};

static KEY: LazyLock<RsaPrivateKey> =
    LazyLock::new(|| RsaPrivateKey::new(&mut OsRng, 2048).unwrap());

/// A provider that gives tokens to services and serves whoever shows the last one.
struct Scene {
    provider: FakeProvider,
    books: Arc<Mutex<Books>>,
    app: TestApp,
    channel: String,
}

#[derive(Default)]
struct Books {
    /// Tokens given so far.
    given: u32,
    access: String,
    /// Forms of the questions for tokens, with what was shown in `Authorization`.
    asked: Vec<(HashMap<String, String>, Option<String>)>,
    /// Answers every question for a token, instead of one.
    trouble: Option<Reply>,
}

impl Scene {
    /// The channel is disabled and has no credential.
    async fn empty() -> Self {
        let books = Arc::new(Mutex::new(Books::default()));
        let provider = FakeProvider::start().await;
        let at_work = Arc::clone(&books);
        provider.respond(move |seen| {
            let mut books = at_work.lock().unwrap();
            match seen.path() {
                "/token" => books.token(seen),
                _ if seen.credential() == Some(books.access.as_str()) => {
                    answers::good(OpenaiChat, "One two three.", false)
                }
                _ => answers::refusal(OpenaiChat, 401),
            }
        });
        let config = Config::new().operated().set("log", "level = \"trace\"");
        let app = config.start().await;
        let channel = json!({
            "name": "service", "provider": "openai_compatible", "base_url": format!("{}/v1", provider.url()),
            "dialects": ["openai_chat"], "api_keys": [], "enabled": false, "allow_private_network": true,
        });
        let channel = super::made(&app, "/channels", &channel).await;
        Self {
            provider,
            books,
            app,
            channel,
        }
    }

    /// The channel serves with a credential made of this.
    async fn with(identity: impl FnOnce(&Self) -> Value) -> (Self, Value) {
        let scene = Self::empty().await;
        let path = format!("/channels/{}/credentials", scene.channel);
        let made = scene.app.admin("POST", &path).json(&identity(&scene));
        let made = made.send().await;
        assert_eq!(made.status, 201, "{}", made.text());
        let path = format!("/channels/{}", scene.channel);
        let enabled = scene.app.admin("PATCH", &path);
        let enabled = enabled.json(&json!({ "enabled": true })).send().await;
        assert_eq!(enabled.status, 200, "{}", enabled.text());
        (scene, made.json())
    }

    fn client(&self) -> Value {
        json!({ "client_credentials": {
            "token_url": format!("{}/token", self.provider.url()), "client_id": "routex-service",
            "client_secret": "canary-client-secret", "scopes": ["models", "more"], "audience": "https://models.example",
        } })
    }

    fn account(&self) -> Value {
        let file = json!({
            "type": "service_account", "private_key_id": "kid-1", "private_key": *KEY.to_pkcs8_pem(LineEnding::LF).unwrap(),
            "client_email": "robot@house.example", "token_uri": format!("{}/token", self.provider.url()),
        });
        json!({ "service_account": { "key_file": file.to_string() } })
    }

    async fn ask(&self) -> Answer {
        self.app.ask(OpenaiChat, "m", false).send().await
    }

    async fn credential(&self) -> Value {
        let path = format!("/channels/{}/credentials", self.channel);
        self.app.admin("GET", &path).send().await.json()["items"][0].clone()
    }

    async fn change(&self, credential: &Value, body: &Value) -> Answer {
        let id = credential["id"].as_str().unwrap();
        let path = format!("/channels/{}/credentials/{id}", self.channel);
        self.app.admin("PATCH", &path).json(body).send().await
    }

    fn books(&self) -> std::sync::MutexGuard<'_, Books> {
        self.books.lock().unwrap()
    }
}

impl Books {
    fn token(&mut self, seen: &Seen) -> Reply {
        let form = url::form_urlencoded::parse(&seen.body).into_owned();
        let shown = seen.header("authorization").map(str::to_owned);
        self.asked.push((form.collect(), shown));
        if let Some(trouble) = &self.trouble {
            return trouble.clone();
        }
        self.given += 1;
        self.access = format!("canary-access-{}", self.given);
        let answer =
            json!({ "access_token": self.access, "token_type": "Bearer", "expires_in": 3600 });
        Reply::json(200, &answer)
    }
}

#[tokio::test]
async fn a_client_of_its_own_gets_tokens_and_asks_once_for_fifty_requests() {
    let (scene, credential) = Scene::with(Scene::client).await;
    assert_eq!(credential["kind"], "client_credentials");
    assert_eq!(credential["label"], "routex-service");

    let answer = scene.ask().await;

    assert_eq!(answer.status, 200, "{}", answer.text());
    let (form, shown) = scene.books().asked[0].clone();
    assert_eq!(form["grant_type"], "client_credentials");
    assert_eq!(form["scope"], "models more");
    assert_eq!(form["audience"], "https://models.example");
    let basic = STANDARD.encode("routex-service:canary-client-secret");
    assert_eq!(shown, Some(format!("Basic {basic}")));
    assert!(!form.contains_key("client_secret"));

    scene.books().access = "none".to_owned();
    let answers = join_all((0..50).map(|_| scene.ask())).await;

    assert!(answers.iter().all(|answer| answer.status == 200));
    assert_eq!(scene.books().given, 2);
}

#[tokio::test]
async fn a_service_account_signs_for_its_tokens_and_keeps_them_across_a_restart() {
    let (mut scene, credential) = Scene::with(Scene::account).await;
    assert_eq!(credential["kind"], "service_account");
    assert_eq!(credential["label"], "robot@house.example");
    assert_eq!(scene.ask().await.status, 200);

    let (form, _) = scene.books().asked[0].clone();
    assert_eq!(
        form["grant_type"],
        "urn:ietf:params:oauth:grant-type:jwt-bearer"
    );
    let (signed, signature_part) = form["assertion"].rsplit_once('.').unwrap();
    let public = KEY.to_public_key().to_pkcs1_der().unwrap();
    let public = signature::UnparsedPublicKey::new(
        &signature::RSA_PKCS1_2048_8192_SHA256,
        public.as_bytes(),
    );
    let decoded = |part: &str| URL_SAFE_NO_PAD.decode(part).unwrap();
    public
        .verify(signed.as_bytes(), &decoded(signature_part))
        .unwrap();
    let (_, claims) = signed.split_once('.').unwrap();
    let claims: Value = serde_json::from_slice(&decoded(claims)).unwrap();
    assert_eq!(claims["iss"], "robot@house.example");
    assert_eq!(claims["aud"], format!("{}/token", scene.provider.url()));
    assert_eq!(
        claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(),
        3_600
    );

    scene.app.restart().await;
    assert_eq!(scene.ask().await.status, 200);
    assert_eq!(scene.books().given, 1);
}

#[tokio::test]
async fn a_client_that_is_taken_no_more_waits_for_another_secret() {
    let (scene, credential) = Scene::with(Scene::client).await;
    assert_eq!(scene.ask().await.status, 200);
    let no = Reply::json(
        401,
        &json!({ "error": "invalid_client", "error_description": "canary" }),
    );
    scene.books().trouble = Some(no);
    scene.books().access = "none".to_owned();

    assert_ne!(scene.ask().await.status, 200);

    let token = scene.credential().await["health"]["token"].clone();
    assert_eq!(token["needs_sign_in"], true, "{token}");
    let told = token["last_error"].as_str().unwrap();
    assert_eq!(
        told,
        "the provider answered invalid_client; enter the credential anew"
    );
    let asked = scene.books().asked.len();
    scene.ask().await;
    assert_eq!(scene.books().asked.len(), asked, "nobody asks in vain");

    scene.books().trouble = None;
    let key = json!({ "api_key": "sk-another" });
    let refused = scene.change(&credential, &key).await;
    assert_eq!(refused.status, 422, "{}", refused.text());
    let mut another = scene.client();
    another["client_credentials"]["client_secret"] = "canary-another".into();
    let healed = scene.change(&credential, &another).await;
    assert_eq!(healed.status, 200, "{}", healed.text());
    assert_eq!(healed.json()["id"], credential["id"]);
    assert_eq!(scene.ask().await.status, 200);

    // Where the provider has mended it, the same will do.
    scene.books().trouble = Some(Reply::json(400, &json!({ "error": "unauthorized_client" })));
    scene.books().access = "none".to_owned();
    assert_ne!(scene.ask().await.status, 200);
    scene.books().trouble = None;
    let healed = scene.change(&credential, &another).await;
    assert_eq!(healed.status, 200, "{}", healed.text());
    assert_eq!(scene.ask().await.status, 200);
}

#[tokio::test]
async fn a_key_that_signs_vouches_for_each_request_and_stays_here() {
    let aws = |_: &Scene| {
        json!({ "aws": {
            "access_key_id": "AKIDEXAMPLE", "secret_access_key": "canary/secret+key", "region": "eu-central-1",
        } })
    };
    let (scene, credential) = Scene::with(aws).await;
    assert_eq!(credential["kind"], "aws");
    assert_eq!(credential["label"], "AKIDEXAMPLE");
    scene
        .provider
        .respond(|_| answers::good(OpenaiChat, "One two three.", false));

    let answer = scene.ask().await;

    assert_eq!(answer.status, 200, "{}", answer.text());
    let seen = scene.provider.seen().pop().unwrap();
    assert_eq!(
        seen.header("authorization"),
        Some(authorization(&seen).as_str())
    );
    assert!(!seen.contains("canary"));
}

/// As Amazon says how to sign, by hand.
fn authorization(seen: &Seen) -> String {
    let sha = |bytes: &[u8]| hex(digest::digest(&digest::SHA256, bytes).as_ref());
    let date = seen.header("x-amz-date").unwrap();
    let day = &date[..8];
    let canonical = format!(
        "POST\n{}\n\nhost:{}\nx-amz-date:{date}\n\nhost;x-amz-date\n{}",
        seen.path(),
        seen.header("host").unwrap(),
        sha(&seen.body)
    );
    let scope = format!("{day}/eu-central-1/bedrock/aws4_request");
    let to_sign = format!(
        "AWS4-HMAC-SHA256\n{date}\n{scope}\n{}",
        sha(canonical.as_bytes())
    );
    let mac = |key: &[u8], text: &str| {
        let key = hmac::Key::new(hmac::HMAC_SHA256, key);
        hmac::sign(&key, text.as_bytes()).as_ref().to_vec()
    };
    let mut key = b"AWS4canary/secret+key".to_vec();
    for part in [day, "eu-central-1", "bedrock", "aws4_request"] {
        key = mac(&key, part);
    }
    let signature = hex(&mac(&key, &to_sign));
    format!(
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/{scope}, SignedHeaders=host;x-amz-date, Signature={signature}"
    )
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test]
async fn line_13_no_identity_of_a_service_is_shown_logged_or_stored_in_the_open() {
    let (mut scene, credential) = Scene::with(Scene::client).await;
    assert_eq!(scene.ask().await.status, 200);
    let wrong = json!({ "service_account": { "key_file": "{\"private_key\": \"canary-file\"}" } });
    let mut shown = scene.change(&credential, &wrong).await.text();
    let mut broken = scene.client();
    broken["client_credentials"]["client_secret"] = "canary with a space".into();
    shown += &scene.change(&credential, &broken).await.text();
    let path = format!("/channels/{}/test", scene.channel);
    let tested = scene
        .app
        .admin("POST", &path)
        .json(&json!({ "model": "m" }));
    let tested = tested.send().await;
    assert_eq!(tested.json()["ok"], true, "{}", tested.text());
    for call in ["/channels", "/export", "/audit", "/requests", "/status"] {
        shown += &scene.app.admin("GET", call).send().await.text();
    }
    shown += &scene.app.log();
    assert!(shown.contains("routex-service"));
    assert!(
        !shown.contains("canary"),
        "{}",
        super::attacks::around(&shown)
    );
    scene.app.restart().await;
    assert!(!scene.app.is_stored("canary"));
}
