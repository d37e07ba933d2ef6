//! A running server: waited for until it answers, watched through `/proc`, ended by its id.

use std::{
    fs::{self, File},
    io,
    path::PathBuf,
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

use super::{CLIENT_KEY, Contender};
use crate::{
    bench::{
        http::{self, Call},
        measure::proc::Group,
    },
    process,
};

/// How long a server may take to answer first, and to end when asked.
const PATIENCE: Duration = Duration::from_secs(120);

pub struct Server {
    child: Child,
    name: &'static str,
    port: u16,
    log: PathBuf,
    /// From the process's start to its first complete answer.
    pub first_answer: Duration,
}

impl Server {
    pub(super) fn start(contender: &Contender, state: &str) -> Result<Self> {
        let name = contender.name;
        let log = contender.folder.join(format!("{name}-{state}.log"));
        let output =
            File::create(&log).with_context(|| format!("cannot write {}", log.display()))?;
        let mut command = Command::new(&contender.program);
        command
            .args(&contender.arguments)
            // nobody writes a line a request: what is compared is forwarding
            .env("RUST_LOG", "warn")
            .stdin(Stdio::null())
            .stdout(output.try_clone()?)
            .stderr(output);
        if let Some(flag) = contender.state_flag {
            let folder = contender.state_folder(state);
            fs::create_dir_all(&folder)
                .with_context(|| format!("cannot make {}", folder.display()))?;
            command.arg(flag).arg(folder);
        }
        let started = Instant::now();
        let child = command
            .spawn()
            .with_context(|| format!("cannot start {name}"))?;
        let mut server = Self {
            child,
            name,
            port: contender.port,
            log,
            first_answer: Duration::ZERO,
        };
        server.wait_for_answer(started)?;
        server.first_answer = started.elapsed();
        Ok(server)
    }

    /// Its processes: itself and those that it started.
    pub fn group(&self) -> Group {
        Group::of(self.child.id())
    }

    /// Asks it to end, and waits until it has.
    pub fn stop(mut self) -> Result<()> {
        self.end()
    }

    fn wait_for_answer(&mut self, started: Instant) -> Result<()> {
        let call = Call::chat(CLIENT_KEY);
        loop {
            if let Some(status) = self.child.try_wait()? {
                bail!("{} ended at once: {status}\n{}", self.name, self.said());
            }
            let trouble = match http::status(self.port, &call) {
                Ok(200) => return Ok(()),
                Ok(status) => format!("status {status}"),
                Err(error) => error.to_string(),
            };
            if started.elapsed() > PATIENCE {
                bail!("{} gives no answer: {trouble}\n{}", self.name, self.said());
            }
            sleep(Duration::from_micros(500));
        }
    }

    fn end(&mut self) -> Result<()> {
        if self.child.try_wait()?.is_some() {
            return Ok(());
        }
        process::run(Command::new("kill").args(["-TERM", &self.child.id().to_string()]))?;
        let asked = Instant::now();
        while self.child.try_wait()?.is_none() {
            if asked.elapsed() > PATIENCE {
                bail!("{} does not end\n{}", self.name, self.said());
            }
            sleep(Duration::from_millis(2));
        }
        Ok(())
    }

    /// The last lines of its log, for an error message.
    fn said(&self) -> String {
        let log = fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<_> = log.lines().collect();
        lines[lines.len().saturating_sub(20)..].join("\n")
    }
}

impl Drop for Server {
    /// Only a failed run comes here with the process alive.
    fn drop(&mut self) {
        let ids = self.group();
        if self.end().is_err() {
            let ids = ids.ids().iter().map(u32::to_string);
            let _: Result<()> = process::run(Command::new("kill").arg("-KILL").args(ids));
            let _: io::Result<_> = self.child.wait();
        }
    }
}
