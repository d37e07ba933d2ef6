//! A provider to practise on: `routex simulate` alone, or two channels' worth of it inside `routex demo`.
//!
//! It speaks all four dialects and the OpenAI endpoints beside them, accepts any key, and always says the same thing. What it
//! does is chosen by the model name, so that any client can ask for any failure:
//!
//! | model | what happens |
//! | --- | --- |
//! | `sim-ok`, and every name not listed here | a good answer |
//! | `sim-tool` | a call of the tool `get_weather` |
//! | `sim-tools` | two parallel calls of the tools that it is offered, then a text that tells their results |
//! | `sim-see` | a text that names the images and documents of the request |
//! | `sim-json` | JSON that fits the schema that is asked for |
//! | `sim-think` | reasoning before the answer or the call; wants the proof of it back, as the provider does |
//! | `sim-echo` | JSON of what arrived: system text, settings, tools, turns |
//! | `sim-slow` | a good answer, first byte after two seconds |
//! | `sim-flaky` | every other request answers 500, the first one does |
//! | `sim-429` | 429 that says how long to wait; `sim-429-bare` does not say |
//! | `sim-quota` | 429 that means no money is left; `sim-402` says it with the status |
//! | `sim-400` … `sim-599` | that status, with the error body of the dialect |
//! | `sim-302` | a redirect to another host |
//! | `sim-hang` | headers, then silence |
//! | `sim-stall` | half an answer, then silence |
//! | `sim-cut` | half an answer, then the connection breaks |
//! | `sim-garbage` | an answer with a malformed frame in the middle |
//! | `sim-empty` | 200 and nothing in it |
//! | `sim-stream-error` | a stream that begins with an error event; 500 when not streaming |
//! | `sim-late-error` | an error event after half the content; 500 when not streaming |
//!
//! `sim-tools`, `sim-see`, `sim-json`, `sim-think` and `sim-echo` read the request, and as strictly as the provider whose
//! dialect it is: what that one refuses they refuse, in its words. The others look at the model's name only.
//!
//! A family may stand before a name, `gemini-3-sim-tools`, for whoever treats families differently. Gemini's third one wants
//! a thought signature on every step's first call.
//!
//! A `sim-…` name takes parameters, `sim-ok:tokens=100,chunk_ms=5`:
//!
//! | parameter | meaning | default |
//! | --- | --- | --- |
//! | `tokens` | output tokens, one word each | 16 |
//! | `input` | uncached input tokens | 25 |
//! | `cached`, `written` | input tokens read from and written to a cache | 0 |
//! | `reasoning` | the part of `tokens` reported as reasoning | 0 |
//! | `delay_ms` | milliseconds before the first byte | 0 |
//! | `chunk_ms` | milliseconds between the frames of a stream | 0 |
//! | `retry_after` | seconds that a 429 asks to wait | 5 |
//! | `remaining` | requests left, reported in the dialect's rate-limit headers | not reported |
//! | `reset` | seconds until those are renewed | 60 |
//!
//! Silence ends after ten minutes. Answers are rendered once for each model name and then sent as they are: the simulator is
//! also what Routex is measured against and must not be what is measured.

mod ask;
mod attentive;
mod beside;
mod failure;
mod generate;
mod models;
mod plan;
mod playback;
mod routes;
mod script;
mod speech;
mod stored;
mod voice;
mod worker;

use std::{
    io::{self, Write},
    net::{SocketAddr, TcpListener},
    sync::Arc,
};

use actix_web::{App, HttpServer, dev::Server, web};
use anyhow::Context;

use worker::{Shared, Worker};

/// Requests larger than this are refused with 413.
const MAX_BODY_BYTES: usize = 64 * 1024 * 1024;

/// The provider simulator.
#[derive(Debug, Clone, Copy)]
pub struct Simulator;

impl Simulator {
    /// Listens on `host:port` (0: any free port) with `workers` threads (0: one per core). The server runs while the
    /// returned future is polled; it leaves signals alone.
    ///
    /// # Errors
    /// When the address cannot be listened on.
    pub fn bind(host: &str, port: u16, workers: usize) -> io::Result<(Server, SocketAddr)> {
        let listener = TcpListener::bind((host, port))?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared::default());
        let server = HttpServer::new(move || {
            App::new()
                .app_data(web::Data::new(Worker::new(shared.clone())))
                .app_data(web::PayloadConfig::new(MAX_BODY_BYTES))
                .configure(routes::configure)
        })
        .disable_signals()
        .tcp_nodelay(true);
        let server = match workers {
            0 => server,
            n => server.workers(n),
        };
        Ok((server.listen(listener)?.run(), address))
    }
}

/// Runs the simulator until the process is told to end. The first line on stdout says where it listens.
///
/// # Errors
/// When the address cannot be listened on, or the server fails.
pub fn run(host: &str, port: u16) -> anyhow::Result<()> {
    actix_web::rt::System::new().block_on(async {
        let (server, address) = Simulator::bind(host, port, 0)
            .with_context(|| format!("the simulator cannot listen on {host}:{port}"))?;
        let version = env!("CARGO_PKG_VERSION");
        writeln!(
            io::stdout(),
            "routex simulator {version} listening on http://{address}"
        )?;
        server.await.context("the simulator stopped")
    })
}

#[cfg(test)]
mod tests;
