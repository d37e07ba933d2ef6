//! The load: rounds in which every contender has its turn, in an order that rotates.

use std::{fs, path::Path, time::Duration};

use anyhow::{Context, Result};

use super::wrk::{self, Load};
use crate::bench::{
    contender::{CLIENT_KEY, Contender, Contenders, Server},
    http::Call,
    ledger::{self, Ledger},
    stats::median,
};

const CONNECTIONS: u32 = 32;

#[derive(Clone, Copy)]
pub struct Plan {
    pub rounds: u32,
    /// Of each load of a turn.
    pub seconds: u32,
}

/// Medians over the rounds.
pub struct Figures {
    pub requests_per_second: f64,
    pub streams_per_second: f64,
    /// At one connection.
    pub p50_us: f64,
    pub p99_us: f64,
    /// Processor time of the server, what it did after the last answer included.
    pub cpu_us_per_request: f64,
    pub cpu_us_per_stream: f64,
    /// The same requests and streams of Routex, answered by a provider of another dialect.
    pub translated: Option<Translated>,
    /// Before the first load, in bytes.
    pub idle_bytes: u64,
    /// After the last one.
    pub loaded_bytes: u64,
    /// The longest it worked on after a load had ended.
    pub catch_up: Duration,
}

/// Medians of what was translated.
pub struct Translated {
    pub requests_per_second: f64,
    pub streams_per_second: f64,
    pub cpu_us_per_request: f64,
    pub cpu_us_per_stream: f64,
}

/// Figures of the simulator alone and of those before it.
pub struct Field {
    pub direct: Figures,
    /// In the order of [`Contenders::proxies`].
    pub proxies: [Figures; 3],
}

/// Runs the plan; then asks Routex's ledger whether every request is in it.
pub fn all(
    field: &Contenders,
    simulator: &Server,
    plan: Plan,
    folder: &Path,
) -> Result<(Field, Ledger)> {
    const STATE: &str = "rounds";
    let scripts = Scripts::write(folder)?;
    let [haproxy, nginx, routex] = field.proxies();
    let servers = [
        haproxy.start(STATE)?,
        nginx.start(STATE)?,
        routex.start(STATE)?,
    ];
    let mut lanes = [
        Lane::new(&field.simulator, simulator, false)?,
        Lane::new(haproxy, &servers[0], false)?,
        Lane::new(nginx, &servers[1], false)?,
        Lane::new(routex, &servers[2], true)?,
    ];
    for lane in &mut lanes {
        lane.warm_up(&scripts)?;
    }
    for round in 0..plan.rounds as usize {
        for turn in 0..lanes.len() {
            let lane = &mut lanes[(round + turn) % 4];
            eprintln!("  round {}: {}", round + 1, lane.contender.name);
            lane.turn(&scripts, plan.seconds)?;
        }
    }

    let answered = lanes[3].answered;
    let cut = lanes[3].cut;
    let [direct, haproxy, nginx, loaded_routex] = lanes.map(|lane| lane.figures());
    let figures = Field {
        direct: direct?,
        proxies: [haproxy?, nginx?, loaded_routex?],
    };
    for server in servers {
        server.stop()?;
    }
    let ledger = ledger::count(&routex.state_folder(STATE), answered, cut)?;
    Ok((figures, ledger))
}

struct Scripts {
    chat: std::path::PathBuf,
    stream: std::path::PathBuf,
    translated_chat: std::path::PathBuf,
    translated_stream: std::path::PathBuf,
}

impl Scripts {
    fn write(folder: &Path) -> Result<Self> {
        let scripts = Self {
            chat: folder.join("chat.lua"),
            stream: folder.join("stream.lua"),
            translated_chat: folder.join("translated-chat.lua"),
            translated_stream: folder.join("translated-stream.lua"),
        };
        let write = |path: &Path, call: Call| {
            fs::write(path, call.wrk_script())
                .with_context(|| format!("cannot write {}", path.display()))
        };
        write(&scripts.chat, Call::chat(CLIENT_KEY))?;
        write(&scripts.stream, Call::stream(CLIENT_KEY))?;
        write(&scripts.translated_chat, Call::translated_chat(CLIENT_KEY))?;
        write(
            &scripts.translated_stream,
            Call::translated_stream(CLIENT_KEY),
        )?;
        Ok(scripts)
    }
}

/// One contender's samples.
struct Lane<'a> {
    contender: &'a Contender,
    server: &'a Server,
    translates: bool,
    idle_bytes: u64,
    samples: Vec<Sample>,
    catch_up: Duration,
    /// Requests that were answered whole, the one that it was started with included.
    answered: u64,
    /// Requests that wrk may have left in the middle, at the most.
    cut: u64,
}

struct Sample {
    chat: Costed,
    single: Costed,
    stream: Costed,
    translated: Option<[Costed; 2]>,
}

struct Costed {
    load: Load,
    cpu_us_each: f64,
}

impl<'a> Lane<'a> {
    fn new(contender: &'a Contender, server: &'a Server, translates: bool) -> Result<Self> {
        let group = server.group();
        group.wait_until_quiet()?;
        Ok(Self {
            contender,
            server,
            translates,
            idle_bytes: group.resident_bytes()?,
            samples: Vec::new(),
            catch_up: Duration::ZERO,
            answered: 1,
            cut: 0,
        })
    }

    fn warm_up(&mut self, scripts: &Scripts) -> Result<()> {
        self.load(&scripts.chat, CONNECTIONS, 1)?;
        self.load(&scripts.stream, CONNECTIONS, 1)?;
        Ok(())
    }

    fn turn(&mut self, scripts: &Scripts, seconds: u32) -> Result<()> {
        let sample = Sample {
            chat: self.load(&scripts.chat, CONNECTIONS, seconds)?,
            single: self.load(&scripts.chat, 1, seconds)?,
            stream: self.load(&scripts.stream, CONNECTIONS, seconds)?,
            translated: match self.translates {
                true => Some([
                    self.load(&scripts.translated_chat, CONNECTIONS, seconds)?,
                    self.load(&scripts.translated_stream, CONNECTIONS, seconds)?,
                ]),
                false => None,
            },
        };
        self.samples.push(sample);
        Ok(())
    }

    fn load(&mut self, script: &Path, connections: u32, seconds: u32) -> Result<Costed> {
        let group = self.server.group();
        let before = group.cpu_us()?;
        let load = wrk::drive(script, self.contender.port, connections, seconds)
            .with_context(|| format!("driving {}", self.contender.name))?;
        self.catch_up = self.catch_up.max(group.wait_until_quiet()?);
        self.answered += load.requests;
        self.cut += u64::from(connections);
        Ok(Costed {
            cpu_us_each: (group.cpu_us()? - before) as f64 / load.requests as f64,
            load,
        })
    }

    fn figures(self) -> Result<Figures> {
        let over = |pick: fn(&Sample) -> f64| median(self.samples.iter().map(pick));
        let translated = || {
            let over = |figure: fn(&[Costed; 2]) -> f64| {
                let samples = self.samples.iter();
                median(samples.filter_map(|sample| sample.translated.as_ref().map(figure)))
            };
            Translated {
                requests_per_second: over(|[chat, _]| chat.load.per_second()),
                streams_per_second: over(|[_, stream]| stream.load.per_second()),
                cpu_us_per_request: over(|[chat, _]| chat.cpu_us_each),
                cpu_us_per_stream: over(|[_, stream]| stream.cpu_us_each),
            }
        };
        Ok(Figures {
            translated: self.translates.then(translated),
            requests_per_second: over(|sample| sample.chat.load.per_second()),
            streams_per_second: over(|sample| sample.stream.load.per_second()),
            p50_us: over(|sample| sample.single.load.p50_us),
            p99_us: over(|sample| sample.single.load.p99_us),
            cpu_us_per_request: over(|sample| sample.chat.cpu_us_each),
            cpu_us_per_stream: over(|sample| sample.stream.cpu_us_each),
            idle_bytes: self.idle_bytes,
            loaded_bytes: self.server.group().resident_bytes()?,
            catch_up: self.catch_up,
        })
    }
}
