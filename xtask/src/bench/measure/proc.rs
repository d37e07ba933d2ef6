//! A server's processor time and memory, as `/proc` tells them.

use std::{
    fs,
    thread::sleep,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};

/// Microseconds of one tick: `USER_HZ` is 100 on every architecture that Linux still builds for.
const TICK_US: u64 = 10_000;

/// How often a server is looked at until it is quiet, and how long at the most.
const GLANCE: Duration = Duration::from_millis(250);
const QUIET_LIMIT: Duration = Duration::from_secs(60);

/// A process and its children.
pub struct Group {
    ids: Vec<u32>,
}

impl Group {
    pub fn of(parent: u32) -> Self {
        let children = fs::read_dir("/proc")
            .into_iter()
            .flatten()
            .flatten()
            .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
            .filter(|&id| Stat::read(id).is_ok_and(|stat| stat.parent == parent));
        Self {
            ids: std::iter::once(parent).chain(children).collect(),
        }
    }

    pub fn ids(&self) -> &[u32] {
        &self.ids
    }

    /// Processor time since the start, user and system, in microseconds.
    pub fn cpu_us(&self) -> Result<u64> {
        self.ids
            .iter()
            .map(|&id| Ok(Stat::read(id)?.ticks * TICK_US))
            .sum()
    }

    /// Resident memory in bytes. Pages that processes share count in each.
    pub fn resident_bytes(&self) -> Result<u64> {
        self.ids.iter().map(|&id| resident_bytes(id)).sum()
    }

    /// Waits until no more than background work is done, and says how long that took.
    pub fn wait_until_quiet(&self) -> Result<Duration> {
        let started = Instant::now();
        let mut before = self.cpu_us()?;
        loop {
            sleep(GLANCE);
            let now = self.cpu_us()?;
            let waited = started.elapsed();
            if now - before <= TICK_US || waited > QUIET_LIMIT {
                return Ok(waited.saturating_sub(GLANCE));
            }
            before = now;
        }
    }
}

struct Stat {
    parent: u32,
    ticks: u64,
}

impl Stat {
    fn read(id: u32) -> Result<Self> {
        let path = format!("/proc/{id}/stat");
        let text = fs::read_to_string(&path).with_context(|| format!("cannot read {path}"))?;
        Self::parse(&text).with_context(|| format!("cannot make sense of {path}"))
    }

    /// The name in parentheses may hold anything, so fields are counted from its end.
    fn parse(text: &str) -> Option<Self> {
        let (_, after_name) = text.rsplit_once(')')?;
        let mut fields = after_name.split_ascii_whitespace();
        let parent = fields.nth(1)?.parse().ok()?;
        let user: u64 = fields.nth(9)?.parse().ok()?;
        let system: u64 = fields.next()?.parse().ok()?;
        Some(Self {
            parent,
            ticks: user + system,
        })
    }
}

fn resident_bytes(id: u32) -> Result<u64> {
    let path = format!("/proc/{id}/status");
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {path}"))?;
    parse_resident(&text).with_context(|| format!("{path} has no VmRSS"))
}

fn parse_resident(status: &str) -> Option<u64> {
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kib: u64 = line.split_ascii_whitespace().next()?.parse().ok()?;
    Some(kib * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_blanks_and_parentheses_shifts_no_field() {
        let stat = Stat::parse(
            "42 (a) b (c) S 7 42 42 0 -1 4194560 9 0 0 0 120 30 5 6 20 0 3 0 100 1 2 3",
        )
        .unwrap();
        assert_eq!((stat.parent, stat.ticks), (7, 150));
    }

    #[test]
    fn resident_memory_is_read_in_bytes() {
        let status = "VmHWM:\t  9000 kB\nVmRSS:\t  2048 kB\nThreads:\t3\n";
        assert_eq!(parse_resident(status), Some(2 * 1024 * 1024));
        assert_eq!(parse_resident("Name:\tx\n"), None);
    }
}
