//! `routex secrets rotate`: a new master key, everything sealed anew.

use routex_entity::Dialect::OpenaiChat;
use routex_tests::{
    Config, FakeProvider, TestApp, answers,
    app::{run_to_end, run_with_variables},
};
use serde_json::json;

/// A Routex with a stored channel, made through the API.
async fn app() -> (FakeProvider, TestApp) {
    let provider = FakeProvider::start().await;
    provider.respond(|_| answers::good(OpenaiChat, "Yes.", false));
    let app = Config::new().operated().start().await;
    let text = format!(
        "model_list:\n  - model_name: smart\n    litellm_params:\n      model: custom_openai/gpt-x\n      \
         api_base: {}/v1\n      api_key: sk-canary-stored\n",
        provider.url()
    );
    let body = json!({ "text": text, "allow_private_network": true });
    let imported = app.admin("POST", "/import").json(&body).send().await;
    assert_eq!(imported.status, 200, "{}", imported.text());
    (provider, app)
}

#[tokio::test]
async fn line_01_a_new_master_key_opens_everything_and_the_old_one_nothing() {
    let (provider, mut app) = app().await;
    let key = app.data_dir().join("master.key");
    let old = std::fs::read_to_string(&key).unwrap();
    let data_dir = app.data_dir().display().to_string();
    let rotate = [
        "secrets",
        "rotate",
        "--config",
        "routex.toml",
        "--data-dir",
        &data_dir,
    ];

    let beside_a_server = run_to_end(app.data_dir(), &rotate).await;
    app.stop().await;
    let alone = run_to_end(app.data_dir(), &rotate).await;

    let said = String::from_utf8_lossy(&beside_a_server.stderr).into_owned();
    assert_eq!(beside_a_server.status.code(), Some(1), "{said}");
    assert!(said.contains("stop Routex"), "{said}");
    let said = String::from_utf8_lossy(&alone.stdout).into_owned();
    assert_eq!(alone.status.code(), Some(0), "{said}");
    assert!(said.contains("credentials: 1"), "{said}");
    assert_ne!(std::fs::read_to_string(&key).unwrap(), old);

    app.start_again().await;
    let answer = app.ask(OpenaiChat, "smart", false).send().await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert!(provider.seen()[0].contains("Bearer sk-canary-stored"));
    let log = app.audit().await;
    let rotated = log.iter().find(|entry| entry["action"] == "rotate");
    assert_eq!(rotated.unwrap()["actor"], "cli");

    app.stop().await;
    std::fs::write(&key, old).unwrap();
    app.start_again().await;
    let answer = app.ask(OpenaiChat, "smart", false).send().await;
    assert_ne!(answer.status, 200);
    assert_eq!(provider.seen().len(), 1, "nothing was sent");
}

#[tokio::test]
async fn a_flag_without_its_variable_changes_nothing() {
    let (_provider, app) = app().await;
    let before = std::fs::read(app.data_dir().join("master.key")).unwrap();
    app.stop().await;
    let data_dir = app.data_dir().display().to_string();

    let arguments = ["secrets", "rotate", "--new-key", "--data-dir", &data_dir];
    let refused = run_to_end(app.data_dir(), &arguments).await;

    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("ROUTEX_MASTER_KEY"));
    let after = std::fs::read(app.data_dir().join("master.key")).unwrap();
    assert_eq!(after, before);
}

#[tokio::test]
async fn a_key_of_the_environment_is_changed_to_another() {
    const OLD: (&str, &str) = (
        "ROUTEX_MASTER_KEY",
        "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=",
    );
    const NEXT: &str = "AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=";
    let dir = tempfile::tempdir().unwrap();
    let text = "model_list:\n  - model_name: smart\n    litellm_params:\n      model: openai/gpt-x\n      \
         api_key: sk-canary-stored\n";
    std::fs::write(dir.path().join("config.yaml"), text).unwrap();
    let data_dir = dir.path().display().to_string();
    let run = |arguments: &[&'static str], variables: Vec<(&'static str, &'static str)>| {
        let mut arguments: Vec<&str> = arguments.to_vec();
        arguments.extend(["--data-dir", data_dir.as_str()]);
        let folder = dir.path();
        async move { run_with_variables(folder, &arguments, &variables).await }
    };
    let imported = run(&["import", "config.yaml"], vec![OLD]).await;
    assert_eq!(imported.status.code(), Some(0), "{imported:?}");
    let rotate = ["secrets", "rotate", "--new-key"];

    let same = run(&rotate, vec![OLD, ("ROUTEX_NEW_MASTER_KEY", OLD.1)]).await;
    let changed = run(&rotate, vec![OLD, ("ROUTEX_NEW_MASTER_KEY", NEXT)]).await;

    assert_eq!(same.status.code(), Some(1), "{same:?}");
    let said = String::from_utf8_lossy(&changed.stdout).into_owned();
    assert_eq!(changed.status.code(), Some(0), "{changed:?}");
    assert!(said.contains("credentials: 1"), "{said}");
    assert!(!said.contains(OLD.1) && !said.contains(NEXT));
    let passphrase = ("ROUTEX_PASSPHRASE", "correct horse battery");
    let export = ["export", "--secrets"];
    let with_old = run(&export, vec![OLD, passphrase]).await;
    let with_new = run(&export, vec![("ROUTEX_MASTER_KEY", NEXT), passphrase]).await;
    assert_eq!(with_old.status.code(), Some(1), "{with_old:?}");
    assert_eq!(with_new.status.code(), Some(0), "{with_new:?}");
    for file in ["master.key", "master.key.new"] {
        assert!(!dir.path().join(file).exists(), "{file}");
    }
}
