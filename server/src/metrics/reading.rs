//! What is not counted but looked at when somebody asks: channels, queues, journal, process.

mod channel;

use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::time::timeout;

pub use channel::{BREAKER_STATES, ChannelReading, Limit};

use super::process::Process;
use crate::{
    events::EventBus,
    inventory::Inventory,
    usage::{Journal, UsageHandle},
};

/// A part that does not answer within this time is told to be silent.
const PATIENCE: Duration = Duration::from_secs(1);

/// How things are at one moment.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// In the order of their names. Empty while the router is silent.
    pub channels: Vec<ChannelReading>,
    pub router: Router,
    pub ledger: Ledger,
    pub journal: JournalReading,
    /// Requests that wait under the limits of their client key.
    pub waiting_for_keys: usize,
    pub event_listeners: usize,
    pub ready: bool,
    pub started_at: DateTime<Utc>,
    /// `None`: this system does not tell.
    pub process: Option<Process>,
}

#[derive(Debug, Clone, Copy, Default)]
pub struct Router {
    pub responds: bool,
    pub asks: usize,
    pub refused: u64,
    /// Requests that wait for room at a channel.
    pub waiting: usize,
}

#[derive(Debug, Clone, Copy, Default)]
pub struct Ledger {
    pub responds: bool,
    pub waiting: usize,
    pub behind: bool,
    pub refused: u64,
}

#[derive(Debug, Clone, Copy, Default)]
pub struct JournalReading {
    pub entries: usize,
    pub bytes: u64,
    pub max_bytes: u64,
}

/// Looks at everything. `ready`: what `/health/ready` says.
pub async fn read(
    inventory: &Inventory,
    usage: &UsageHandle,
    journal: &Journal,
    events: &EventBus,
    started_at: DateTime<Utc>,
    ready: bool,
) -> Reading {
    let router = inventory.router();
    let (reports, answers, process) = tokio::join!(
        timeout(PATIENCE, router.inspect(None)),
        timeout(PATIENCE, usage.answers()),
        tokio::task::spawn_blocking(Process::read),
    );
    let reports = reports.unwrap_or_default();
    let table = router.table();
    let mut channels: Vec<_> = table
        .channels
        .iter()
        .filter_map(|spec| {
            let report = reports.iter().find(|report| report.channel == spec.id)?;
            Some(ChannelReading::of(spec, report))
        })
        .collect();
    channels.sort_unstable_by(|a, b| a.name.cmp(&b.name));
    let (entries, bytes) = journal.size();
    let keys = inventory.keys();
    let waiting = keys.allowances().values().map(|one| one.waiting()).sum();
    Reading {
        router: Router {
            // Without its actor there are channels and nothing is known of them.
            responds: !channels.is_empty() || table.channels.is_empty(),
            asks: router.asks(),
            refused: router.refused(),
            waiting: router.queue().len(),
        },
        ledger: Ledger {
            responds: answers.unwrap_or(false),
            waiting: usage.waiting(),
            behind: usage.is_behind(),
            refused: usage.refused(),
        },
        journal: JournalReading {
            entries,
            bytes,
            max_bytes: journal.max_bytes(),
        },
        channels,
        waiting_for_keys: waiting,
        event_listeners: events.listeners(),
        ready,
        started_at,
        process: process.unwrap_or_default(),
    }
}
