//! Imports: an export makes the same Routex elsewhere; files of other routers are taken over as far as they can be.

use routex_entity::Dialect::OpenaiChat;
use routex_tests::{
    ADMIN_TOKEN, CLIENT_KEY, Channel, Config, FakeProvider, TestApp, answers, app::run_to_end,
};
use serde_json::{Value, json};

const PASSPHRASE: &str = "correct horse battery";

/// Somebody else's Routex with one channel, an alias and the client key of all tests.
async fn source() -> (FakeProvider, TestApp) {
    let provider = FakeProvider::start().await;
    provider.respond(|_| answers::good(OpenaiChat, "Yes.", false));
    let channel = Channel::new("main", OpenaiChat, &provider)
        .set("headers = { x-extra = \"canary-header\" }");
    let alias =
        "[[alias]]\nname = \"smart\"\ntargets = [{ channel = \"main\", model = \"gpt-x\" }]\n";
    let config = Config::new().operated().channel(channel).table(alias);
    (provider, config.start().await)
}

/// A Routex with an admin token and nothing else.
async fn empty() -> TestApp {
    TestApp::with(&format!("[admin]\ntoken = \"{ADMIN_TOKEN}\"\n")).await
}

async fn exported(app: &TestApp) -> Value {
    let body = json!({ "passphrase": PASSPHRASE });
    app.admin("POST", "/export").json(&body).send().await.json()
}

async fn import(app: &TestApp, body: &Value) -> routex_tests::Answer {
    app.admin("POST", "/import").json(body).send().await
}

#[tokio::test]
async fn an_export_makes_the_same_elsewhere_and_old_keys_go_on_working() {
    let (provider, source) = source().await;
    let document = exported(&source).await;
    source.stop().await;
    let app = empty().await;
    assert_eq!(app.ask(OpenaiChat, "smart", false).send().await.status, 401);

    let body = json!({ "document": document, "passphrase": PASSPHRASE });
    let imported = import(&app, &body).await;

    assert_eq!(imported.status, 200, "{}", imported.text());
    let report = imported.json();
    let made: Vec<&Value> = report["made"]
        .as_array()
        .unwrap()
        .iter()
        .map(|m| &m["name"])
        .collect();
    assert_eq!(made, ["main", "smart", "test"]);
    assert_eq!(report["secrets_needed"], json!([]));
    let answer = app.ask(OpenaiChat, "smart", false).send().await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let seen = provider.seen();
    let seen = seen.last().unwrap();
    assert_eq!(seen.json()["model"], "gpt-x");
    assert!(seen.contains("authorization: Bearer sk-main"));
    assert!(seen.contains("x-extra: canary-header"));
    let log = app.audit().await;
    assert_eq!(log.iter().filter(|e| e["action"] == "create").count(), 3);
    assert!(!format!("{log:?}").contains("canary"), "{log:?}");
}

#[tokio::test]
async fn a_wrong_passphrase_and_a_changed_box_import_nothing() {
    let (_provider, source) = source().await;
    let document = exported(&source).await;
    let app = empty().await;
    let mut changed = document.clone();
    let text = changed["box"]["ciphertext"].as_str().unwrap();
    let flipped = if text.starts_with('A') { "B" } else { "A" };
    changed["box"]["ciphertext"] = json!(format!("{flipped}{}", &text[1..]));
    let mut redirected = document.clone();
    redirected["channels"][0]["channel"]["base_url"] = json!("https://thief.example/v1");

    for (document, passphrase) in [
        (document, "correct horse batterx"),
        (changed, PASSPHRASE),
        (redirected, PASSPHRASE),
    ] {
        let body = json!({ "document": document, "passphrase": passphrase });
        let refused = import(&app, &body).await;
        assert_eq!(refused.status, 422, "{}", refused.text());
    }
    let left = app.admin("GET", "/export").send().await.json();
    assert_eq!(left["channels"], json!([]));
    assert!(app.audit().await.is_empty());
}

#[tokio::test]
async fn a_dry_run_tells_everything_and_changes_nothing() {
    let (_provider, source) = source().await;
    let document = exported(&source).await;
    let app = empty().await;
    let body = json!({ "document": document, "passphrase": PASSPHRASE, "dry_run": true });

    let tried = import(&app, &body).await;

    assert_eq!(tried.status, 200, "{}", tried.text());
    assert_eq!(tried.json()["made"].as_array().unwrap().len(), 3);
    assert_eq!(tried.json()["dry_run"], true);
    let left = app.admin("GET", "/export").send().await.json();
    assert_eq!(left["channels"], json!([]));
    assert!(app.audit().await.is_empty());
}

#[tokio::test]
async fn without_the_passphrase_channels_wait_disabled_for_their_secrets() {
    let (_provider, source) = source().await;
    let document = source.admin("GET", "/export").send().await.json();
    let app = empty().await;

    let imported = import(&app, &json!({ "document": document })).await;

    assert_eq!(imported.status, 200, "{}", imported.text());
    let needed = &imported.json()["secrets_needed"];
    assert_eq!(needed[0]["channel"], "main", "{needed}");
    let after = app.admin("GET", "/export").send().await.json();
    assert_eq!(after["channels"][0]["channel"]["enabled"], false);
}

#[tokio::test]
async fn what_is_there_is_kept_replaced_or_refused_as_the_caller_says() {
    let (_provider, source) = source().await;
    let document = exported(&source).await;
    let app = empty().await;
    let body = |on_conflict: &str, passphrase: Option<&str>| json!({ "document": document, "passphrase": passphrase, "on_conflict": on_conflict });
    import(&app, &body("fail", Some(PASSPHRASE))).await;

    let skipped = import(&app, &body("skip", Some(PASSPHRASE))).await.json();
    let failed = import(&app, &body("fail", Some(PASSPHRASE))).await;
    let replaced = import(&app, &body("replace", Some(PASSPHRASE)))
        .await
        .json();
    let mut moved = body("replace", None);
    moved["document"]["channels"][0]["channel"]["base_url"] = json!("https://thief.example/v1");
    let moved = import(&app, &moved).await;

    assert_eq!(skipped["skipped"].as_array().unwrap().len(), 3, "{skipped}");
    assert_eq!(
        (failed.status, &failed.json()["code"]),
        (409, &json!("conflict"))
    );
    assert_eq!(
        replaced["changed"].as_array().unwrap().len(),
        3,
        "{replaced}"
    );
    assert_eq!(moved.status, 422, "{}", moved.text());
    assert_eq!(moved.json()["code"], "secret_required");
    let answer = app.ask(OpenaiChat, "smart", false).send().await;
    assert_eq!(answer.status, 200, "{}", answer.text());
}

#[tokio::test]
async fn declared_things_are_left_to_the_file() {
    let (_provider, source) = source().await;
    let document = exported(&source).await;
    let body = json!({ "document": document, "passphrase": PASSPHRASE, "on_conflict": "replace" });

    let imported = import(&source, &body).await;

    assert_eq!(imported.status, 200, "{}", imported.text());
    let skipped = imported.json();
    let skipped = skipped["skipped"].as_array().unwrap();
    assert_eq!(skipped.len(), 3);
    assert!(skipped[0]["reason"].as_str().unwrap().contains("declared"));
}

#[tokio::test]
async fn a_litellm_configuration_serves_under_its_model_names() {
    let provider = FakeProvider::start().await;
    provider.respond(|_| answers::good(OpenaiChat, "Yes.", false));
    let text = format!(
        "model_list:\n  - model_name: smart\n    litellm_params:\n      model: custom_openai/gpt-x\n      \
         api_base: {}/v1\n      api_key: sk-canary-litellm\n  - model_name: later\n    litellm_params:\n      \
         model: openai/gpt-y\n      api_key: os.environ/HOME\ngeneral_settings:\n  master_key: sk-canary-master\n",
        provider.url()
    );
    let app = Config::new().operated().start().await;

    let guarded = import(&app, &json!({ "text": text })).await;
    let body = json!({ "text": text, "allow_private_network": true, "on_conflict": "replace" });
    let imported = import(&app, &body).await;

    assert_eq!(
        (guarded.status, imported.status),
        (200, 200),
        "{}",
        imported.text()
    );
    let told = guarded.json()["left_out"].to_string();
    assert!(told.contains("allow_private_network"), "{told}");
    let report = imported.json();
    assert_eq!(report["format"], "litellm");
    // The server's environment is not for its callers.
    assert_eq!(report["secrets_needed"][0]["secret"], "HOME", "{report}");
    assert!(
        report["left_out"]
            .to_string()
            .contains("general_settings.master_key")
    );
    assert!(!imported.text().contains("canary"), "{}", imported.text());
    let answer = app.ask(OpenaiChat, "smart", false).send().await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert!(provider.seen()[0].contains("authorization: Bearer sk-canary-litellm"));
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_clearly() {
    let app = Config::new().operated().start().await;
    let mut bomb = "model_list: []\na0: &a0 [x,x,x,x,x,x,x,x,x,x]\n".to_owned();
    for level in 1..12 {
        let list = vec![format!("*a{}", level - 1); 10].join(",");
        bomb.push_str(&format!("a{level}: &a{level} [{list}]\n"));
    }
    for body in [
        json!({}),
        json!([]),
        json!({ "text": "" }),
        json!({ "text": "model_list: 1", "document": {} }),
        json!({ "text": bomb }),
        json!({ "base64": "not base64!" }),
        json!({ "base64": "U1FMaXRlIGZvcm1hdCAzAA==" }),
        json!({ "base64": "AAAA", "format": "ccflare" }),
        json!({ "document": { "routex_export": 2 } }),
        json!({ "document": { "routex_export": 1 }, "colour": 1 }),
        json!({ "document": 1, "format": "routex" }),
    ] {
        let refused = import(&app, &body).await;
        assert_eq!(refused.status, 422, "{body}: {}", refused.text());
        assert_eq!(refused.json()["code"], "invalid_fields");
    }
}

#[tokio::test]
async fn the_command_line_takes_over_the_same_file() {
    let (_provider, source) = source().await;
    let document = source.admin("GET", "/export").send().await.text();
    let app = empty().await;
    std::fs::write(app.data_dir().join("export.json"), document).unwrap();
    let data_dir = app.data_dir().display().to_string();
    let arguments = ["import", "export.json", "--data-dir", &data_dir];

    let beside_a_server = run_to_end(app.data_dir(), &arguments).await;
    app.stop().await;
    let alone = run_to_end(app.data_dir(), &arguments).await;
    let exported = run_to_end(app.data_dir(), &["export", "--data-dir", &data_dir]).await;

    assert_eq!(beside_a_server.status.code(), Some(1));
    let said = String::from_utf8_lossy(&alone.stdout);
    assert_eq!(alone.status.code(), Some(0), "{said}");
    assert!(said.contains("made channel main"), "{said}");
    assert!(
        said.contains("channel main is disabled until you enter"),
        "{said}"
    );
    let document: Value = serde_json::from_slice(&exported.stdout).unwrap();
    assert_eq!(document["channels"][0]["channel"]["name"], "main");
    assert!(!String::from_utf8_lossy(&exported.stdout).contains(CLIENT_KEY));
}
