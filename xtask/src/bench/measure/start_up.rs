//! How long from a server's start to its first answer to a proxied request.

use std::time::Duration;

use anyhow::Result;

use crate::bench::{
    contender::{Contender, Contenders},
    stats::median,
};

const STARTS: usize = 7;

/// Medians in milliseconds.
pub struct StartUp {
    /// With nothing kept from before.
    pub first_ms: f64,
    /// With what the start before it kept.
    pub next_ms: f64,
}

/// In the order of [`Contenders::proxies`].
pub fn all(field: &Contenders) -> Result<[StartUp; 3]> {
    let [haproxy, nginx, routex] = field.proxies();
    Ok([of(haproxy)?, of(nginx)?, of(routex)?])
}

fn of(contender: &Contender) -> Result<StartUp> {
    let mut first = Vec::new();
    let mut next = Vec::new();
    for start in 0..STARTS {
        let state = format!("start-{start}");
        first.push(once(contender, &state)?);
        next.push(once(contender, &state)?);
    }
    let in_ms = |times: Vec<Duration>| median(times.iter().map(|time| time.as_secs_f64() * 1e3));
    Ok(StartUp {
        first_ms: in_ms(first),
        next_ms: in_ms(next),
    })
}

fn once(contender: &Contender, state: &str) -> Result<Duration> {
    let server = contender.start(state)?;
    let first_answer = server.first_answer;
    server.stop()?;
    Ok(first_answer)
}
