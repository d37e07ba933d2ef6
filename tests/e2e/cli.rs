//! The command line: every problem at once, honest exit codes, one first line.

use routex_tests::{
    Config,
    app::{Process, run_to_end},
};
use tempfile::TempDir;

#[tokio::test]
async fn config_check_names_every_problem_at_once() {
    // Arrange
    let directory = with_config(
        "[server]\nport = 99999\n\n[routing]\nstrategy = \"fairest\"\nmax_attempts = 0\n\n\
         [[channel]]\nname = \"x\"\nprovider = \"no-such-provider\"\napi_keys = [\"${NO_SUCH_VARIABLE}\"]\n\n\
         [[client_key]]\nname = \"short\"\nkey = \"too-short\"\n",
    );

    // Act
    let output = run_to_end(
        directory.path(),
        &["config", "check", "--config", "routex.toml"],
    )
    .await;

    // Assert
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    for problem in [
        "port",
        "fairest",
        "max_attempts",
        "no-such-provider",
        "NO_SUCH_VARIABLE",
        "short",
    ] {
        assert!(said.contains(problem), "{problem} is not named in:\n{said}");
    }
    assert!(!said.contains("too-short"), "a key is printed:\n{said}");
}

#[tokio::test]
async fn config_check_is_content_with_a_good_file() {
    let directory = with_config(&Config::new().to_string());
    let output = run_to_end(
        directory.path(),
        &["config", "check", "--config", "routex.toml"],
    )
    .await;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{said}");
}

#[tokio::test]
async fn serve_refuses_a_bad_configuration() {
    let directory = with_config("[routing]\nstrategy = \"fairest\"\n");
    let output = run_to_end(
        directory.path(),
        &["serve", "--config", "routex.toml", "--port", "0"],
    )
    .await;
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("fairest"));
}

#[tokio::test]
async fn a_command_that_does_not_exist_is_a_usage_error() {
    let directory = with_config("");
    for arguments in [&["no-such-command"][..], &["serve", "--no-such-flag"]] {
        let output = run_to_end(directory.path(), arguments).await;
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    }
}

#[tokio::test]
async fn migrations_are_applied_once_and_then_known() {
    let directory = with_config("");
    let data_dir = directory.path().display().to_string();
    for arguments in [["migrate", "up"], ["migrate", "up"], ["migrate", "status"]] {
        let arguments = [&arguments[..], &["--data-dir", &data_dir]].concat();
        let output = run_to_end(directory.path(), &arguments).await;
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {said}");
    }
    assert!(directory.path().join("routex.db").exists());
}

#[tokio::test]
async fn the_first_line_says_where_it_listens() {
    // Arrange
    let directory = with_config("");

    // Act
    for arguments in [&["demo", "--port", "0"][..], &["simulate", "--port", "0"]] {
        let process = Process::listening(directory.path(), arguments).await;

        // Assert: it serves there at once.
        let answer = routex_tests::Call::new(process.address, "GET", "/v1/models").send();
        let status = answer.await.status;
        assert!(matches!(status, 200 | 401), "{arguments:?}: {status}");
    }
}

fn with_config(text: &str) -> TempDir {
    let directory = TempDir::new();
    let Ok(directory) = directory else {
        panic!("no temporary directory: {directory:?}");
    };
    let written = std::fs::write(directory.path().join("routex.toml"), text);
    assert!(written.is_ok(), "{written:?}");
    directory
}

#[tokio::test]
async fn a_relative_data_directory_is_where_it_says() {
    // Arrange
    let directory = with_config("");

    // Act
    let output = run_to_end(directory.path(), &["migrate", "up", "--data-dir", "data"]).await;

    // Assert
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(directory.path().join("data/routex.db").is_file(), "{said}");
}

#[tokio::test]
async fn an_export_asks_for_a_migrated_database() {
    let directory = with_config("");
    let data_dir = directory.path().display().to_string();
    let export = ["export", "--data-dir", &data_dir];

    let before = run_to_end(directory.path(), &export).await;
    run_to_end(
        directory.path(),
        &["migrate", "up", "--data-dir", &data_dir],
    )
    .await;
    let after = run_to_end(directory.path(), &export).await;

    let said = String::from_utf8_lossy(&before.stderr);
    assert_eq!(before.status.code(), Some(1), "{said}");
    assert!(said.contains("routex migrate up"), "{said}");
    assert_eq!(after.status.code(), Some(0));
}
