//! Asks a server that runs on the data, and prints how long its answers took.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
    time::Duration,
};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::{calls::CALLS, client::Client};
use crate::{bench::measure::proc::Group, process};

const TOKEN: &str = "rx-admin-token-of-the-measurement";
const WEEK_MS: u64 = 7 * 86_400_000;
/// Wanted of 95 of 100 answers.
const BUDGET_MS: f64 = 100.0;

pub fn run(routex: &Path, dir: &Path, times: u32) -> Result<()> {
    let mut server = Server::start(routex, dir)?;
    let mut client = Client::connect(&server.address, TOKEN)?;
    let log = Log::look(&mut client)?;
    // Where others use the machine, this is what can be compared.
    let process = Group::of(server.child.id());
    println!(
        "| call | p50 ms | p95 ms | max ms | CPU ms | items a page | |\n| --- | ---: | ---: | ---: | ---: | ---: | --- |"
    );
    for (name, path) in CALLS {
        let (mut took, mut items) = (Vec::new(), 0);
        let worked = process.cpu_us()?;
        for round in 0..times {
            let answer = client.get(&log.fill_in(path, round))?;
            took.push(answer.took);
            items += answer.body["items"].as_array().map_or(0, Vec::len);
        }
        let cpu = (process.cpu_us()? - worked) as f64 / 1e3 / f64::from(times);
        took.sort_unstable();
        let at = |share: f64| ms(took[((took.len() - 1) as f64 * share).round() as usize]);
        let verdict = if at(0.95) < BUDGET_MS {
            "kept"
        } else {
            "MISSED"
        };
        let items = items as f64 / f64::from(times);
        let (p50, p95, max) = (at(0.5), at(0.95), at(1.0));
        println!("| {name} | {p50:.1} | {p95:.1} | {max:.1} | {cpu:.1} | {items:.0} | {verdict} |");
    }
    server.stop()
}

fn ms(took: Duration) -> f64 {
    took.as_secs_f64() * 1e3
}

/// What is in the log, to ask for.
struct Log {
    first_ms: u64,
    last_ms: u64,
    /// Ids and sessions of some requests.
    some: Vec<(String, String)>,
}

impl Log {
    fn look(client: &mut Client) -> Result<Self> {
        let newest = client.get("/requests?limit=1")?.body;
        let last_ms = time_of(&newest["items"][0]).context("the log is empty")?;
        // Whoever made the rows spread them evenly; the first is found by halving.
        let (mut low, mut high) = (0, last_ms);
        while high - low > 60_000 {
            let middle = low.midpoint(high);
            let older = client.get(&format!("/requests?limit=1&to={middle}"))?.body;
            match time_of(&older["items"][0]) {
                Some(_) => high = middle,
                None => low = middle,
            }
        }
        let mut log = Self {
            first_ms: high,
            last_ms,
            some: Vec::new(),
        };
        for round in 0..50 {
            let page = client
                .get(&log.fill_in("/requests?limit=20&to={time}", round))?
                .body;
            let items = page["items"].as_array().into_iter().flatten();
            log.some.extend(items.filter_map(|item| {
                let text = |field: &str| Some(item[field].as_str()?.to_owned());
                Some((text("id")?, text("session")?))
            }));
        }
        Ok(log)
    }

    fn fill_in(&self, path: &str, round: u32) -> String {
        // A step that is no part of the whole comes everywhere.
        let place = |count: u64| u64::from(round).wrapping_mul(2_654_435_761) % count.max(1);
        let time = self.first_ms + place(self.last_ms - self.first_ms);
        let mut path = path
            .replace("{time}", &time.to_string())
            .replace("{first}", &self.first_ms.to_string())
            .replace("{week}", &self.last_ms.saturating_sub(WEEK_MS).to_string())
            .replace("{day}", &(time + 86_400_000).to_string())
            .replace("{n}", &format!("{:02}", 1 + round % 20));
        if let Some((id, session)) = self.some.get(place(self.some.len() as u64) as usize) {
            path = path.replace("{id}", id).replace("{session}", session);
        }
        path
    }
}

/// When a request arrived, by its id.
fn time_of(item: &Value) -> Option<u64> {
    let id = item["id"].as_str()?.replace('-', "");
    u64::from_str_radix(id.get(..12)?, 16).ok()
}

struct Server {
    child: Child,
    address: String,
    /// Kept so that the server can go on to print.
    output: BufReader<ChildStdout>,
}

impl Server {
    fn start(routex: &Path, dir: &Path) -> Result<Self> {
        let mut child = Command::new(routex)
            .args(["serve", "--port", "0", "--data-dir"])
            .arg(dir)
            .env("ROUTEX_ADMIN__TOKEN", TOKEN)
            .env("RUST_LOG", "warn")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {}", routex.display()))?;
        let output = child.stdout.take().context("the server has no output")?;
        let mut server = Self {
            child,
            address: String::new(),
            output: BufReader::new(output),
        };
        let mut line = String::new();
        server.output.read_line(&mut line)?;
        match line.trim().rsplit_once("http://") {
            Some((_, address)) => address.clone_into(&mut server.address),
            None => bail!("the server did not say where it listens: {line:?}"),
        }
        Ok(server)
    }

    fn stop(&mut self) -> Result<()> {
        process::run(Command::new("kill").args(["-TERM", &self.child.id().to_string()]))?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Server {
    /// Only a failed run comes here with the process alive.
    fn drop(&mut self) {
        if let Ok(None) = self.child.try_wait() {
            let _: Result<()> = self.stop();
        }
    }
}
