//! The real binary, running on a directory of its own.

mod browser;
mod config;
mod contents;
mod process;
mod rows;

use std::{
    net::{SocketAddr, TcpListener},
    path::Path,
    sync::Arc,
};

use routex_entity::Dialect;
use tempfile::TempDir;

use crate::{answers, client::Call};

pub use browser::Browser;
pub use config::{ADMIN_TOKEN, CLIENT_KEY, Channel, Config};
pub use contents::Contents;
pub use process::{
    Process, Variables, binary, run_to_end, run_with_input, run_with_small_files,
    run_with_variables,
};
pub use rows::{AttemptRow, RequestRow, Rows};

/// A running Routex. It is killed when it is dropped; its directory goes with the last restart of it.
pub struct TestApp {
    process: Process,
    directory: Arc<TempDir>,
    /// That it listens on, when it is not its own.
    socket: Option<TcpListener>,
}

impl TestApp {
    /// Starts with `routex.toml` as given.
    pub async fn with(config: &str) -> Self {
        Self::with_variables(config, &[]).await
    }

    /// The same with variables, which a later start does not have.
    pub async fn with_variables(config: &str, variables: Variables<'_>) -> Self {
        let directory = tempfile::tempdir().expect("a temporary directory");
        std::fs::write(directory.path().join("routex.toml"), config).expect("routex.toml");
        Self::on(Arc::new(directory), variables).await
    }

    /// Starts in a directory where something was done before. It gets an empty `routex.toml` when it has none.
    pub async fn on_directory(directory: TempDir) -> Self {
        let file = directory.path().join("routex.toml");
        if !file.exists() {
            std::fs::write(file, "").expect("routex.toml");
        }
        Self::on(Arc::new(directory), &[]).await
    }

    async fn on(directory: Arc<TempDir>, variables: Variables<'_>) -> Self {
        let process = Process::serve(directory.path(), variables).await;
        Self {
            process,
            directory,
            socket: None,
        }
    }

    /// Starts on a socket that outlives its restarts.
    pub async fn with_socket(config: &Config) -> Self {
        let directory = tempfile::tempdir().expect("a temporary directory");
        std::fs::write(directory.path().join("routex.toml"), config.to_string())
            .expect("routex.toml");
        let socket = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let process = Process::serve_on(directory.path(), &socket).await;
        Self {
            process,
            directory: Arc::new(directory),
            socket: Some(socket),
        }
    }

    pub fn address(&self) -> SocketAddr {
        self.process.address
    }

    pub fn data_dir(&self) -> &Path {
        self.directory.path()
    }

    /// A request with the client key.
    pub fn call(&self, method: &str, target: &str) -> Call {
        Call::new(self.address(), method, target).bearer(CLIENT_KEY)
    }

    /// A call of the admin API, with the admin token: `admin("GET", "/aliases")`.
    pub fn admin(&self, method: &str, call: &str) -> Call {
        Call::new(self.address(), method, &format!("/api/v1{call}")).bearer(ADMIN_TOKEN)
    }

    /// A request without any key.
    pub fn anonymous(&self, method: &str, target: &str) -> Call {
        Call::new(self.address(), method, target)
    }

    /// The setup token that the console shows at this start, while the setup is not completed.
    pub async fn setup_token(&self) -> String {
        let said = self.process.says("/setup#token=").await;
        let said = said.expect("a console that shows the setup token");
        let (_, rest) = said.split_once("/setup#token=").expect("the token");
        let token = rest.split([',', '\n']).next().expect("the token's end");
        token.to_owned()
    }

    /// Everything on the console up to this text.
    pub async fn console(&self, text: &str) -> String {
        let said = self.process.says(text).await;
        said.expect("a console that says it")
    }

    /// A small request in the dialect.
    pub fn ask(&self, dialect: Dialect, model: &str, stream: bool) -> Call {
        let target = answers::target(dialect, model, stream);
        self.call("POST", &target)
            .json(&answers::request(dialect, model, stream))
    }

    /// Puts another `routex.toml` in place; it is read at the next start or reload.
    pub fn rewrite(&self, config: &Config) {
        let file = self.directory.path().join("routex.toml");
        std::fs::write(file, config.to_string()).expect("routex.toml");
    }

    /// `kill -9`. Returns when the process is gone.
    pub async fn kill9(&self) {
        self.process.signal("KILL");
        self.process.exited().await;
    }

    /// SIGTERM, without waiting.
    pub fn terminate(&self) {
        self.process.signal("TERM");
    }

    /// SIGHUP, without waiting.
    pub fn hang_up(&self) {
        self.process.signal("HUP");
    }

    /// Waits for the end of the process; `None` when a signal ended it.
    pub async fn exited(&self) -> Option<i32> {
        self.process.exited().await
    }

    /// The audit log so far, oldest first.
    pub async fn audit(&self) -> Vec<serde_json::Value> {
        rows::audit(self.data_dir()).await
    }

    /// What it wrote to stdout so far.
    pub fn said(&self) -> String {
        self.process.said()
    }

    /// What it wrote to stderr so far.
    pub fn log(&self) -> String {
        self.process.log()
    }

    /// Stops in order, and starts again on the same directory.
    pub async fn restart(&mut self) {
        self.stop().await;
        self.start_again().await;
    }

    /// Starts on the same directory after the process has ended.
    pub async fn start_again(&mut self) {
        let directory = self.directory.path();
        self.process = match &self.socket {
            Some(socket) => Process::serve_on(directory, socket).await,
            None => Process::serve(directory, &[]).await,
        };
    }

    /// SIGTERM, and a clean end.
    pub async fn stop(&self) {
        self.terminate();
        let code = self.exited().await;
        assert_eq!(code, Some(0), "Routex must end cleanly:\n{}", self.log());
    }

    /// Stops in order, and reads what is in the database.
    pub async fn rows(self) -> Rows {
        self.stop().await;
        Rows::read(self.data_dir()).await
    }

    /// Everything that is in the database now.
    pub async fn contents(&self) -> Contents {
        Contents::read(self.data_dir()).await
    }

    /// Stops in order, changes the database behind Routex' back, and starts again.
    pub async fn tamper(&mut self, statements: &[&str]) {
        self.stop().await;
        contents::execute(self.data_dir(), statements).await;
        self.start_again().await;
    }

    /// Changes rows of the database while Routex runs, such as a time in them.
    pub async fn change_rows(&self, sql: &str) {
        rows::execute(self.data_dir(), sql).await;
    }

    /// Whether any file in the data directory holds these bytes.
    pub fn is_stored(&self, text: &str) -> bool {
        let files = std::fs::read_dir(self.data_dir()).expect("the data directory");
        let files = files.map(|file| file.expect("a file").path());
        files
            // What the test wrote itself.
            .filter(|path| path.is_file() && !path.ends_with("routex.toml"))
            .map(|path| std::fs::read(path).expect("a file that can be read"))
            .any(|bytes| {
                bytes
                    .windows(text.len())
                    .any(|part| part == text.as_bytes())
            })
    }

    /// Reads what is in the database now; what is still being batched is not there.
    pub async fn rows_so_far(&self) -> Rows {
        Rows::read(self.data_dir()).await
    }
}
