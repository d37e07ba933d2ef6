//! Secrets that were put in are found nowhere but sealed: not in a file, not in a log, not in an answer.

mod entered;

use std::path::{Path, PathBuf};

use routex_entity::Dialect::OpenaiChat;
use routex_tests::{Answer, Channel, Config, FakeProvider, Reply, TestApp, answers};
use serde_json::json;

const PROVIDER_KEY: &str = "sk-canary-declared-0123456789";
const HEADER: &str = "canary-header-value-0123456789";
const PROXY_PASSWORD: &str = "canary-proxy-password-0123456789";
const STORED_KEY: &str = "sk-canary-stored-0123456789";
const PASSPHRASE: &str = "canary-passphrase-0123456789";
const CLIENT: &str = "rx-canary-client-key-0123456789";
const PASSWORD: &str = "canary-admin-password-0123456789";
const TOKEN: &str = "ra-canary-admin-token-0123456789";

const SECRETS: [&str; 8] = [
    PROVIDER_KEY,
    HEADER,
    PROXY_PASSWORD,
    STORED_KEY,
    PASSPHRASE,
    CLIENT,
    PASSWORD,
    TOKEN,
];

/// What a provider answers that repeats what it was sent.
const REFUSALS: [u16; 8] = [400, 401, 403, 404, 413, 429, 500, 529];

struct Nest {
    app: TestApp,
    provider: FakeProvider,
    /// What came back over HTTP.
    answers: Vec<(String, Answer)>,
}

impl Nest {
    async fn new() -> Self {
        let provider = FakeProvider::start().await;
        let declared = Channel::new("declared", OpenaiChat, &provider)
            .keys(&[PROVIDER_KEY])
            .set(&format!("headers = {{ x-extra = \"{HEADER}\" }}"))
            .set("models = [\"m\"]");
        let proxied = Channel::new("proxied", OpenaiChat, &provider)
            .keys(&[PROVIDER_KEY])
            .set(&format!(
                "proxy = \"http://user:{PROXY_PASSWORD}@127.0.0.1:9\""
            ))
            .set("models = [\"through-proxy\"]");
        let refusing = REFUSALS.map(|status| {
            Channel::new(&format!("refusing-{status}"), OpenaiChat, &provider)
                .keys(&[PROVIDER_KEY])
                .set(&format!("headers = {{ x-extra = \"{HEADER}\" }}"))
                .set(&format!("models = [\"refused-{status}\"]"))
        });
        let key = format!("[[client_key]]\nname = \"canary\"\nkey = \"{CLIENT}\"\n");
        let config = refusing
            .into_iter()
            .fold(Config::new(), Config::channel)
            .set(
                "admin",
                &format!("token = \"{TOKEN}\"\npassword = \"{PASSWORD}\""),
            )
            .set("log", "level = \"trace\"")
            .channel(declared)
            .channel(proxied)
            .table(&key);
        Self {
            app: config.start().await,
            provider,
            answers: Vec::new(),
        }
    }

    async fn operate(&mut self, method: &str, call: &str, body: Option<serde_json::Value>) -> u16 {
        let target = format!("/api/v1{call}");
        let mut request = self.app.anonymous(method, &target).bearer(TOKEN);
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer = request.send().await;
        let status = answer.status;
        self.answers.push((format!("{method} {call}"), answer));
        status
    }

    async fn ask(&mut self, model: &str, stream: bool) -> u16 {
        let target = answers::target(OpenaiChat, model, stream);
        let body = answers::request(OpenaiChat, model, stream);
        let request = self.app.anonymous("POST", &target).bearer(CLIENT);
        let answer = request.json(&body).send().await;
        let status = answer.status;
        self.answers.push((format!("{target} {model}"), answer));
        status
    }

    /// A stored channel, and what an operator does wrong.
    async fn set_up(&mut self) {
        let text = format!(
            "model_list:\n  - model_name: stored\n    litellm_params:\n      model: custom_openai/gpt-x\n      \
             api_base: {}/v1\n      api_key: {STORED_KEY}\n",
            self.provider.url()
        );
        let body = json!({ "text": text, "allow_private_network": true });
        assert_eq!(self.operate("POST", "/import", Some(body)).await, 200);
        let body = json!({ "passphrase": PASSPHRASE });
        assert_eq!(self.operate("POST", "/export", Some(body)).await, 200);
        for wrong in [
            json!({ "text": format!("model_list: [{STORED_KEY}") }),
            json!({ "text": format!("model_list:\n  - {STORED_KEY}") }),
            json!({ "base64": STORED_KEY }),
            json!({ "document": { "routex_export": 1 }, "passphrase": PASSPHRASE }),
        ] {
            self.operate("POST", "/import", Some(wrong)).await;
        }
    }

    /// Traffic of all kinds: served, refused, broken; with a provider that repeats what it was sent.
    async fn traffic(&mut self) {
        self.provider.respond(|seen| {
            let refused = REFUSALS
                .into_iter()
                .find(|status| seen.contains(&format!("refused-{status}")));
            let Some(status) = refused else {
                return answers::good(OpenaiChat, "Yes.", seen.contains("\"stream\":true"));
            };
            let text = format!("refused: {PROVIDER_KEY}, {HEADER}");
            let error = json!({ "message": text, "type": text, "code": text, "param": text });
            Reply::json(status, &json!({ "error": error })).header("x-request-id", PROVIDER_KEY)
        });
        for model in ["m", "stored"] {
            assert_eq!(self.ask(model, false).await, 200, "{model}");
            assert_eq!(self.ask(model, true).await, 200, "{model}");
        }
        assert_ne!(self.ask("through-proxy", false).await, 200);
        assert_ne!(self.ask("nobody-serves-this", false).await, 200);
        let answered = self.answers.len();
        for status in REFUSALS {
            assert_ne!(self.ask(&format!("refused-{status}"), false).await, 200);
            assert_ne!(self.ask(&format!("refused-{status}"), true).await, 200);
        }
        // What a provider says of a request goes to the client, but for the key that it quotes; nothing of it may be kept.
        let refusals = self.answers.split_off(answered);
        assert!(
            refusals
                .iter()
                .any(|(_, answer)| answer.text().contains(HEADER)),
            "the provider's own words are forwarded"
        );
        for (call, answer) in refusals {
            let told = format!("{call}: {:?} {}", answer.headers, answer.text());
            assert!(!told.contains(PROVIDER_KEY), "{told}");
        }
        self.provider.enqueue(Reply::reset_at_once());
        self.ask("m", false).await;
        for target in [
            format!("/v1beta/models?key={CLIENT}"),
            format!("/v1/models?key=wrong-{CLIENT}"),
            format!("/no/such/path?key={CLIENT}"),
        ] {
            let answer = self.app.anonymous("GET", &target).send().await;
            self.answers.push(("GET with ?key=".to_owned(), answer));
        }
        let answer = self.app.anonymous("GET", "/v1/models").bearer(PASSWORD);
        self.answers
            .push(("a wrong key".to_owned(), answer.send().await));
    }

    /// The metrics, and every call of the admin API that only reads and needs no id.
    async fn read_everything(&mut self) {
        let metrics = self.app.anonymous("GET", "/metrics").bearer(TOKEN);
        let metrics = metrics.send().await;
        assert!(metrics.text().contains("routex_requests_total{"));
        self.answers.push(("GET /metrics".to_owned(), metrics));
        self.operate("GET", "/openapi.json", None).await;
        let document = self.answers.last().map(|(_, answer)| answer.json());
        let paths = document.and_then(|document| document["paths"].as_object().cloned());
        let Some(paths) = paths else {
            panic!("the document lists paths");
        };
        for (path, item) in paths {
            // A stream of events does not end.
            let readable = item.get("get").is_some() && !path.contains('{');
            if let Some(call) = path.strip_prefix("/api/v1")
                && readable
                && !path.ends_with("/events")
            {
                self.operate("GET", call, None).await;
            }
        }
    }
}

#[tokio::test]
async fn line_01_secrets_are_found_nowhere_but_sealed() {
    let mut nest = Nest::new().await;

    nest.set_up().await;
    nest.traffic().await;
    nest.read_everything().await;

    assert_no_secret_in_files(nest.app.data_dir(), &SECRETS);
    nest.app.stop().await;
    assert_no_secret_in_files(nest.app.data_dir(), &SECRETS);
    for (call, answer) in &nest.answers {
        assert_no_secret(call, &answer.body, &SECRETS);
        for (name, value) in &answer.headers {
            assert_no_secret(
                &format!("{call}, header {name}"),
                value.as_bytes(),
                &SECRETS,
            );
        }
    }
    let log = nest.app.log();
    assert!(log.contains("DEBUG"), "the log is talkative");
    assert_no_secret("stderr", log.as_bytes(), &SECRETS);
    assert_no_secret("stdout", nest.app.said().as_bytes(), &SECRETS);
}

/// A search that finds nothing must be able to find.
#[test]
fn the_search_finds_what_is_there() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir(dir.path().join("journal")).unwrap();
    std::fs::write(
        dir.path().join("journal/0"),
        format!("\0\u{1}{STORED_KEY}\0"),
    )
    .unwrap();

    let found = std::panic::catch_unwind(|| assert_no_secret_in_files(dir.path(), &SECRETS));

    assert!(found.is_err());
}

pub fn assert_no_secret_in_files(folder: &Path, secrets: &[&str]) {
    let files = files(folder);
    assert!(!files.is_empty());
    for path in files {
        // The configuration is where they come from.
        if path.ends_with("routex.toml") {
            continue;
        }
        // A file of the database may go while it is looked for.
        if let Ok(bytes) = std::fs::read(&path) {
            assert_no_secret(&path.display().to_string(), &bytes, secrets);
        }
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        panic!("{} cannot be listed", folder.display());
    };
    let (folders, mut found): (Vec<_>, Vec<_>) = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .partition(|path| path.is_dir());
    found.extend(folders.iter().flat_map(|folder| files(folder)));
    found
}

pub fn assert_no_secret(place: &str, bytes: &[u8], secrets: &[&str]) {
    for secret in secrets {
        let found = memchr::memmem::find(bytes, secret.as_bytes());
        if let Some(at) = found {
            let around = &bytes[at.saturating_sub(200)..(at + secret.len() + 40).min(bytes.len())];
            let around = String::from_utf8_lossy(around).replace(secret, "CANARY");
            panic!("a secret is in {place}: …{around}…");
        }
    }
}
