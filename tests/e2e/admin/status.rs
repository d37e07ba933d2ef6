//! The status: how the installation is doing, and what to see to.

use std::os::unix::fs::PermissionsExt;

use routex_entity::Dialect::OpenaiChat;
use routex_tests::{Channel, Config, FakeProvider, TestApp, answers, app::run_to_end};
use serde_json::{Value, json};

fn codes(status: &Value) -> Vec<&str> {
    let warnings = status["warnings"].as_array().unwrap().iter();
    warnings
        .map(|warning| warning["code"].as_str().unwrap())
        .collect()
}

/// The test made the directory, not Routex.
fn mode(app: &TestApp, mode: u32) {
    let permissions = std::fs::Permissions::from_mode(mode);
    std::fs::set_permissions(app.data_dir(), permissions).unwrap();
}

#[tokio::test]
async fn a_healthy_installation_tells_that_it_is() {
    let provider = FakeProvider::always(answers::good(OpenaiChat, "Yes.", false)).await;
    let app = Config::new()
        .operated()
        .channel(Channel::new("a", OpenaiChat, &provider))
        .channel(Channel::new("b", OpenaiChat, &provider).set("enabled = false"))
        .start()
        .await;
    mode(&app, 0o700);

    let status = app.admin("GET", "/status").send().await.json();

    assert_eq!(status["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(status["database"], "sqlite");
    assert!(status["started_at"].as_str().unwrap().ends_with('Z'));
    assert!(status["uptime_seconds"].as_u64() < Some(60), "{status}");
    assert_eq!(status["channels"]["closed"], 1, "{status}");
    assert_eq!(status["channels"]["disabled"], 1);
    assert_eq!(status["channels"]["open"], 0);
    for part in ["router", "ledger"] {
        assert_eq!(status[part]["responds"], true, "{status}");
        assert_eq!(status[part]["refused"], 0);
    }
    assert_eq!(status["journal"]["max_bytes"], 256 << 20);
    assert_eq!(codes(&status), Vec::<&str>::new());
}

#[tokio::test]
async fn what_an_operator_should_see_to_is_told() {
    let app = Config::new()
        .operated()
        .set("server", "require_client_key = false")
        .start()
        .await;
    mode(&app, 0o755);

    let status = app.admin("GET", "/status").send().await.json();

    let expected = ["no_channel", "open_to_everyone", "data_dir_open"];
    assert_eq!(codes(&status), expected, "{status}");
    assert_eq!(status["event_listeners"], json!(0));
}

#[tokio::test]
async fn a_data_directory_that_routex_makes_is_private() {
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().join("deep/data");
    let path = data.display().to_string();
    let output = run_to_end(directory.path(), &["migrate", "up", "--data-dir", &path]).await;
    assert!(output.status.success(), "{output:?}");

    let mode = std::fs::metadata(&data).unwrap().permissions().mode();

    assert_eq!(mode & 0o777, 0o700);
}
