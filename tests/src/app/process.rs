//! The `routex` binary as a child process.

use std::{
    env,
    io::{BufRead, BufReader, Read, Seek, Write},
    net::{SocketAddr, TcpListener},
    os::fd::OwnedFd,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Output, Stdio},
    sync::{Arc, Mutex},
    thread,
};

use tokio::sync::watch;

use crate::patience::within;

/// A running `routex serve`, killed when it is dropped.
pub struct Process {
    pub address: SocketAddr,
    child: Running,
}

struct Running {
    id: u32,
    status: watch::Receiver<Option<ExitStatus>>,
    stdout: watch::Receiver<String>,
    stderr: Arc<Mutex<String>>,
}

/// Where the binary is: `ROUTEX_BIN`, or beside the test executable in the target directory.
pub fn binary() -> PathBuf {
    let path = env::var_os("ROUTEX_BIN").map_or_else(
        || {
            let test = env::current_exe().expect("the path of the test executable");
            let target = test.ancestors().nth(2).expect("a target directory");
            target.join("routex")
        },
        PathBuf::from,
    );
    assert!(
        path.exists(),
        "there is no routex binary at {}: build it with `cargo build -p routex`, or name another in ROUTEX_BIN",
        path.display()
    );
    path
}

/// Variables of a process, name and value.
pub type Variables<'a> = &'a [(&'a str, &'a str)];

/// Runs the binary with these arguments in this directory, and waits for its end.
pub async fn run_to_end(directory: &Path, arguments: &[&str]) -> Output {
    run(directory, arguments, &[], "").await
}

/// The same with a text on standard input.
pub async fn run_with_input(directory: &Path, arguments: &[&str], input: &str) -> Output {
    run(directory, arguments, &[], input).await
}

/// The same with variables.
pub async fn run_with_variables(
    directory: &Path,
    arguments: &[&str],
    variables: Variables<'_>,
) -> Output {
    run(directory, arguments, variables, "").await
}

/// Runs the binary where no file may become longer than so many KiB, as on a disk that is full.
pub async fn run_with_small_files(directory: &Path, arguments: &[&str], kib: u32) -> Output {
    let mut command = isolated(Command::new("sh"), directory);
    // Otherwise the signal ends it.
    let script = "trap '' XFSZ; ulimit -f $(($0 * 2)); exec \"$@\"";
    command.args(["-c", script, &kib.to_string()]);
    command.arg(binary()).args(arguments);
    let running = tokio::task::spawn_blocking(move || command.output());
    let output = within("the end of routex", running).await;
    output.expect("a running thread").expect("a shell")
}

async fn run(
    directory: &Path,
    arguments: &[&str],
    variables: Variables<'_>,
    input: &str,
) -> Output {
    let mut command = command(directory);
    command.args(arguments).envs(variables.iter().copied());
    let mut typed = tempfile::tempfile().expect("a temporary file");
    typed.write_all(input.as_bytes()).expect("a written file");
    typed.rewind().expect("a file that can be read again");
    command.stdin(typed);
    let running = tokio::task::spawn_blocking(move || command.output());
    let what = format!("the end of routex {}", arguments.join(" "));
    let output = within(&what, running).await.expect("a running thread");
    output.expect("the routex binary can be run")
}

impl Process {
    pub(super) async fn serve(directory: &Path, variables: Variables<'_>) -> Self {
        let data_dir = directory.display().to_string();
        let arguments = [
            "serve",
            "--config",
            "routex.toml",
            "--port",
            "0",
            "--data-dir",
            &data_dir,
        ];
        Self::listening_with(directory, &arguments, variables).await
    }

    /// The same on a socket that outlives it, handed over as systemd does it.
    pub(super) async fn serve_on(directory: &Path, socket: &TcpListener) -> Self {
        let mut command = isolated(Command::new("sh"), directory);
        let socket = socket.try_clone().expect("another handle of the socket");
        command
            .args([
                "-c",
                "exec 3<&0 </dev/null; LISTEN_FDS=1 LISTEN_PID=$$ exec \"$0\" \"$@\"",
            ])
            .arg(binary())
            .args(["serve", "--config", "routex.toml", "--data-dir"])
            .arg(directory)
            .stdin(OwnedFd::from(socket));
        Self::started(command).await
    }

    /// Starts the binary with these arguments and waits for the line that says where it listens.
    pub async fn listening(directory: &Path, arguments: &[&str]) -> Self {
        Self::listening_with(directory, arguments, &[]).await
    }

    async fn listening_with(
        directory: &Path,
        arguments: &[&str],
        variables: Variables<'_>,
    ) -> Self {
        let mut command = command(directory);
        command.args(arguments).envs(variables.iter().copied());
        Self::started(command).await
    }

    /// The same under a shell's soft limit of file descriptors.
    pub async fn listening_within(directory: &Path, arguments: &[&str], descriptors: u32) -> Self {
        let mut command = isolated(Command::new("sh"), directory);
        command
            .args(["-c", "ulimit -Sn \"$0\" && exec \"$@\""])
            .arg(descriptors.to_string())
            .arg(binary())
            .args(arguments);
        Self::started(command).await
    }

    async fn started(command: Command) -> Self {
        let child = Running::spawn(command);
        let first_line = within("the first line of routex", child.says("\n")).await;
        let address = first_line.and_then(|said| {
            let (_, address) = said.lines().next()?.split_once(" listening on http://")?;
            address.trim().parse().ok()
        });
        let Some(address) = address else {
            child.exited().await;
            panic!("routex did not start:\n{}", child.log());
        };
        Self { address, child }
    }

    /// Sends a signal by name: `TERM`, `HUP`, `KILL`.
    pub(super) fn signal(&self, name: &str) {
        self.child.signal(name);
    }

    pub(super) async fn exited(&self) -> Option<i32> {
        self.child.exited().await.code()
    }

    pub(super) fn log(&self) -> String {
        self.child.log()
    }

    pub(super) fn said(&self) -> String {
        self.child.stdout.borrow().clone()
    }

    /// Waits until its stdout has this text; returns everything up to then. `None`: it ended without.
    pub(super) async fn says(&self, text: &str) -> Option<String> {
        within(&format!("{text:?} on the console"), self.child.says(text)).await
    }
}

impl Running {
    fn spawn(mut command: Command) -> Self {
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the routex binary can be run");
        let id = child.id();
        let stdout = collect_stdout(&mut child);
        let stderr = Arc::<Mutex<String>>::default();
        collect_stderr(&mut child, stderr.clone());
        let (ended, status) = watch::channel(None);
        thread::spawn(move || ended.send(child.wait().ok()));
        Self {
            id,
            status,
            stdout,
            stderr,
        }
    }

    async fn says(&self, text: &str) -> Option<String> {
        let mut stdout = self.stdout.clone();
        let said = stdout.wait_for(|said| said.contains(text)).await;
        said.ok().map(|said| said.clone())
    }

    async fn exited(&self) -> ExitStatus {
        let mut status = self.status.clone();
        let status = within("the end of routex", status.wait_for(Option::is_some)).await;
        let status = status.expect("the thread that waits for routex");
        status.expect("an exit status")
    }

    fn signal(&self, name: &str) {
        // Once it is reaped, the id may belong to someone else.
        if self.status.borrow().is_some() {
            return;
        }
        let kill = Command::new("sh")
            .args(["-c", "kill -s \"$0\" \"$1\"", name, &self.id.to_string()])
            .status();
        assert!(kill.is_ok(), "a shell that sends signals: {kill:?}");
    }

    fn log(&self) -> String {
        self.stderr.lock().unwrap().clone()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.signal("KILL");
        if thread::panicking() {
            eprintln!("--- stderr of routex ---\n{}", self.log());
        }
    }
}

/// The binary with an environment in which nothing of the machine shines through.
fn command(directory: &Path) -> Command {
    isolated(Command::new(binary()), directory)
}

fn isolated(mut command: Command, directory: &Path) -> Command {
    command.env_clear().current_dir(directory);
    command.env("HOME", directory).env("RUST_BACKTRACE", "1");
    if let Some(path) = env::var_os("PATH") {
        command.env("PATH", path);
    }
    command.stdin(Stdio::null());
    command
}

/// What it says, as far as it has. The sender goes when the process ends.
fn collect_stdout(child: &mut Child) -> watch::Receiver<String> {
    let mut stdout = BufReader::new(child.stdout.take().expect("a piped stdout"));
    let (sender, receiver) = watch::channel(String::new());
    thread::spawn(move || {
        let mut line = String::new();
        while stdout.read_line(&mut line).is_ok_and(|length| length > 0) {
            // Whole lines only; and somebody must read them, because a full pipe would block the process.
            sender.send_modify(|said| said.push_str(&line));
            line.clear();
        }
    });
    receiver
}

fn collect_stderr(child: &mut Child, into: Arc<Mutex<String>>) {
    let mut stderr = child.stderr.take().expect("a piped stderr");
    thread::spawn(move || {
        let mut buffer = [0; 4096];
        while let Ok(length @ 1..) = stderr.read(&mut buffer) {
            let text = String::from_utf8_lossy(&buffer[..length]);
            into.lock().unwrap().push_str(&text);
        }
    });
}
