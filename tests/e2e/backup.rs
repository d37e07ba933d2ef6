//! Backups: made under load, put back elsewhere, and never half a file.

use std::{
    path::Path,
    process::Output,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

use routex_entity::Dialect;
use routex_tests::{
    Channel, Config, FakeProvider, TestApp, answers,
    app::{RequestRow, run_to_end, run_with_small_files},
};
use tempfile::TempDir;
use tokio::task::JoinSet;

const DIALECT: Dialect = Dialect::OpenaiChat;

#[tokio::test]
async fn a_backup_under_load_has_all_that_had_ended_and_hinders_nobody() {
    // Arrange: the model's name is the mark of a request.
    let provider = FakeProvider::always(answers::good(DIALECT, "Yes.", false)).await;
    let app = app(&provider).await;
    let ended = Arc::<Mutex<Vec<String>>>::default();
    let over = Arc::<AtomicBool>::default();
    let mut clients = JoinSet::new();
    for client in 0..4 {
        let models = (0..5_000).map(|n| format!("m-{client}-{n}"));
        let calls = models.map(|model| (app.ask(DIALECT, &model, false), model));
        let calls: Vec<_> = calls.collect();
        let (ended, over) = (Arc::clone(&ended), Arc::clone(&over));
        clients.spawn(async move {
            for (call, model) in calls {
                if over.load(Ordering::Relaxed) {
                    break;
                }
                let answer = call.send().await;
                assert_eq!(
                    (answer.status, answer.whole),
                    (200, true),
                    "{}",
                    answer.text()
                );
                ended.lock().unwrap().push(model);
            }
        });
    }
    provider.wait_for_seen(50).await;

    // Act
    let before: Vec<String> = ended.lock().unwrap().clone();
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("routex.backup");
    let output = backup(app.data_dir(), &file).await;
    over.store(true, Ordering::Relaxed);
    clients.join_all().await;
    let all = app.rows().await;
    let elsewhere = TempDir::new().unwrap();
    let restored = restore(elsewhere.path(), &file, &[]).await;
    let copy = TestApp::on_directory(elsewhere).await.rows().await;

    // Assert
    assert_eq!(said(&output).0, Some(0), "{output:?}");
    assert_eq!(said(&restored).0, Some(0), "{restored:?}");
    assert!(said(&output).1.contains("master.key"), "{output:?}");
    assert!(said(&restored).1.contains("master.key"), "{restored:?}");
    assert_eq!(names(folder.path()), ["routex.backup"]);
    for model in &before {
        let rows = copy.requests.iter();
        let rows = rows.filter(|row| &row.model_requested == model).count();
        assert_eq!(rows, 1, "rows of {model}, which had ended");
    }
    for row in &copy.requests {
        let same = |other: &&RequestRow| other.id == row.id;
        let original = all.requests.iter().find(same);
        assert_eq!(format!("{original:?}"), format!("{:?}", Some(row)));
    }
    assert_eq!(all.requests.len(), ended.lock().unwrap().len());
}

#[tokio::test]
async fn a_backup_of_what_was_killed_has_what_was_in_the_journal() {
    // Arrange
    let provider = FakeProvider::always(routex_tests::Reply::never()).await;
    let app = app(&provider).await;
    let client = app.ask(DIALECT, "in-flight", false).send_and_leave().await;
    provider.wait_for_seen(1).await;
    app.kill9().await;
    drop(client);

    // Act
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("b");
    let output = backup(app.data_dir(), &file).await;
    let elsewhere = TempDir::new().unwrap();
    restore(elsewhere.path(), &file, &[]).await;

    // Assert
    assert_eq!(said(&output).0, Some(0), "{output:?}");
    let copy = TestApp::on_directory(elsewhere).await.rows().await;
    assert_eq!(copy.only_request().outcome, "unknown");
}

#[tokio::test]
async fn nothing_that_is_there_is_overwritten() {
    // Arrange
    let provider = FakeProvider::always(answers::good(DIALECT, "Yes.", false)).await;
    let app = app(&provider).await;
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("b");
    backup(app.data_dir(), &file).await;
    assert_eq!(app.ask(DIALECT, "later", false).send().await.status, 200);
    let bytes = std::fs::read(&file).unwrap();

    // Act
    let again = backup(app.data_dir(), &file).await;
    let running = restore(app.data_dir(), &file, &["--replace"]).await;
    app.stop().await;
    let there = restore(app.data_dir(), &file, &[]).await;
    let kept = app.rows_so_far().await.requests.len();
    let replaced = restore(app.data_dir(), &file, &["--replace"]).await;

    // Assert
    for (output, reason) in [
        (again, "is there already"),
        (running, "stop Routex"),
        (there, "--replace"),
    ] {
        let (code, text) = said(&output);
        assert_eq!(code, Some(1), "{text}");
        assert!(text.contains(reason), "{text}");
    }
    assert_eq!(std::fs::read(&file).unwrap(), bytes);
    assert_eq!(kept, 1);
    let (code, text) = said(&replaced);
    assert_eq!(code, Some(0), "{text}");
    assert_eq!(app.rows_so_far().await.requests.len(), 0);
    let aside = names(app.data_dir());
    let mut aside = aside
        .iter()
        .filter(|name| name.starts_with("routex.db.before-"));
    assert!(text.contains(aside.next().unwrap()), "{text}");
    assert_eq!(aside.next(), None);
}

#[tokio::test]
async fn a_disk_that_is_full_leaves_no_half_file() {
    // Arrange
    let provider = FakeProvider::start().await;
    let app = app(&provider).await;
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("b");
    let whole = backup(app.data_dir(), &file).await;
    let data_dir = app.data_dir().display().to_string();
    let other = folder.path().join("other").display().to_string();

    // Act: of the database, 64 KiB fit.
    let arguments = ["backup", &other, "--data-dir", &data_dir];
    let output = run_with_small_files(app.data_dir(), &arguments, 64).await;
    let elsewhere = TempDir::new().unwrap();
    let (file, target) = (
        file.display().to_string(),
        elsewhere.path().display().to_string(),
    );
    let arguments = ["restore", &file, "--data-dir", &target];
    let restored = run_with_small_files(elsewhere.path(), &arguments, 64).await;

    // Assert
    assert_eq!(said(&whole).0, Some(0), "{whole:?}");
    assert_eq!(said(&output).0, Some(1), "{output:?}");
    assert_eq!(names(folder.path()), ["b"]);
    assert_eq!(said(&restored).0, Some(1), "{restored:?}");
    let left = names(elsewhere.path());
    assert!(
        left.iter().all(|name| !name.starts_with("routex.db")),
        "{left:?}"
    );
}

#[tokio::test]
async fn what_is_no_backup_is_not_restored() {
    // Arrange
    let provider = FakeProvider::start().await;
    let app = app(&provider).await;
    let folder = TempDir::new().unwrap();
    let (text, newer) = (folder.path().join("text"), folder.path().join("newer"));
    std::fs::write(&text, "no database").unwrap();
    let later = "INSERT INTO seaql_migrations VALUES ('m20990101_000001_later', 0)";
    app.change_rows(later).await;
    let in_use = app.data_dir().join("routex.db");

    // Act: a copy of a newer database is made all the same.
    let made = backup(app.data_dir(), &newer).await;
    app.stop().await;
    let data_dir = app.data_dir().display().to_string();
    let arguments = ["serve", "--port", "0", "--data-dir", &data_dir];
    let started = run_to_end(app.data_dir(), &arguments).await;

    // Assert
    assert_eq!(said(&made).0, Some(0), "{made:?}");
    for (file, reason) in [(&text, "damaged"), (&newer, "newer Routex")] {
        let elsewhere = TempDir::new().unwrap();
        let (code, said) = said(&restore(elsewhere.path(), file, &[]).await);
        assert_eq!(code, Some(1), "{said}");
        assert!(said.contains(reason), "{said}");
        assert!(!elsewhere.path().join("routex.db").exists());
    }
    let (code, text) = said(&started);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("newer Routex"), "{text}");

    std::fs::write(in_use.with_extension("db-wal"), "commits").unwrap();
    let elsewhere = TempDir::new().unwrap();
    let (code, text) = said(&restore(elsewhere.path(), &in_use, &[]).await);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("routex backup"), "{text}");
}

async fn app(provider: &FakeProvider) -> TestApp {
    let config = Config::new().channel(Channel::new("only", DIALECT, provider));
    config.start().await
}

async fn backup(data_dir: &Path, file: &Path) -> Output {
    let (data_dir, file) = (data_dir.display().to_string(), file.display().to_string());
    run_to_end(
        data_dir.as_ref(),
        &["backup", &file, "--data-dir", &data_dir],
    )
    .await
}

async fn restore(data_dir: &Path, file: &Path, flags: &[&str]) -> Output {
    let (data_dir, file) = (data_dir.display().to_string(), file.display().to_string());
    let arguments = [&["restore", &file, "--data-dir", &data_dir], flags].concat();
    run_to_end(data_dir.as_ref(), &arguments).await
}

/// Exit code and text.
fn said(output: &Output) -> (Option<i32>, String) {
    let text = [output.stdout.as_slice(), &output.stderr].concat();
    let text = String::from_utf8_lossy(&text).into_owned();
    (output.status.code(), text)
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.collect()
}
