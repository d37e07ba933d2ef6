//! What to remove next, and when. Pure: time is an argument.

use std::{ops::RangeInclusive, time::Duration};

use routex_entity::api::Settings;

use crate::{
    keep::{Kind, life_ms},
    router::affinity::LONGEST_LIFE,
    store::Removed,
};

/// How long a transaction may hold the one connection that writes.
const HOLD: Duration = Duration::from_millis(10);
/// Rows of a transaction, at most. What rows take is not known before; their number follows what it took.
const CHUNK: RangeInclusive<u64> = 5..=5_000;
/// Rows of the first transaction in a table.
const FIRST: u64 = 20;
/// Of the time, the part in which others may write: this many times the part that was taken.
const REST: u32 = 4;
/// Between two transactions, at least.
const PAUSE: Duration = Duration::from_millis(10);
/// Between two sweeps: time goes on, and more becomes too old.
const SWEEP_EVERY: Duration = Duration::from_secs(600);
/// After a failure.
const RETRY: Duration = Duration::from_secs(60);
const HOUR_MS: i64 = 60 * 60 * 1000;
const DAY_MS: i64 = 24 * HOUR_MS;
/// The history of channels is kept as long as that of alerts.
const HISTORY_MS: i64 = 90 * DAY_MS;

/// What is kept for a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Table {
    /// With their attempts.
    Requests,
    /// Where requests are that are no longer.
    Notes,
    Audit,
    /// Sums over requests, by the minute and by the hour.
    Minutes,
    Hours,
    /// Kept responses.
    Responses,
    /// Kept reasoning.
    Reasoning,
    /// Where sessions lived that are over.
    Pins,
    /// How channels fared.
    History,
    /// What is kept for client keys that are gone, whatever its age.
    Orphans,
    /// Bodies of requests whose time is over: their rows say when.
    Bodies,
}

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// Remove at most `most` of the rows that are older than `before_ms`, the oldest first.
    Remove {
        table: Table,
        before_ms: i64,
        most: u64,
    },
    Wait(Duration),
}

/// A way through the tables, which begins anew when it is done.
#[derive(Debug)]
pub(super) struct Sweep {
    /// `None`: it is done.
    at: Option<Table>,
    /// Rows of the next transaction.
    chunk: u64,
    /// To be kept before the next step.
    pause: Option<Duration>,
}

impl Default for Sweep {
    fn default() -> Self {
        Self {
            at: Some(Table::ALL[0]),
            chunk: FIRST,
            pause: None,
        }
    }
}

impl Sweep {
    /// `now_ms`: milliseconds since the Unix epoch.
    pub(super) fn next(&mut self, keep: &Settings, now_ms: i64) -> Next {
        if let Some(pause) = self.pause.take() {
            return Next::Wait(pause);
        }
        loop {
            // Logs are kept for ever when no time is set, conversations not at all.
            let log = |days: u32| (days > 0).then(|| i64::from(days) * DAY_MS);
            let Some(table) = self.at else {
                *self = Self::default();
                return Next::Wait(SWEEP_EVERY);
            };
            let life_ms = match table {
                Table::Requests | Table::Notes => log(keep.request_retention_days),
                Table::Audit => log(keep.audit_retention_days),
                Table::Minutes => Some(i64::from(keep.analytics_minute_hours.max(1)) * HOUR_MS),
                Table::Hours => log(keep.analytics_hour_days),
                Table::Responses => Some(life_ms(Kind::Response, keep)),
                Table::Reasoning => Some(life_ms(Kind::Reasoning, keep)),
                Table::Pins => i64::try_from(LONGEST_LIFE.as_millis()).ok(),
                Table::History => Some(HISTORY_MS),
                Table::Orphans | Table::Bodies => Some(0),
            };
            if let Some(life_ms) = life_ms {
                return Next::Remove {
                    table,
                    before_ms: now_ms.saturating_sub(life_ms),
                    most: self.chunk,
                };
            }
            self.go_on();
        }
    }

    /// What the last step brought and took.
    pub(super) fn removed(&mut self, removed: Removed) {
        let whole = removed.rows >= self.chunk;
        // Even the last chunk of a table was in somebody's way.
        self.pause = (removed.rows > 0).then(|| PAUSE.max(removed.held.saturating_mul(REST)));
        if !whole {
            self.go_on();
            return;
        }
        let wanted = if removed.held > HOLD {
            self.chunk / 2
        } else if removed.held < HOLD / 2 {
            self.chunk.saturating_mul(2)
        } else {
            self.chunk
        };
        self.chunk = wanted.clamp(*CHUNK.start(), *CHUNK.end());
    }

    fn go_on(&mut self) {
        let mut from_here = Table::ALL
            .iter()
            .skip_while(|table| Some(**table) != self.at);
        self.at = from_here.nth(1).copied();
        self.chunk = FIRST;
    }

    /// Nothing could be removed.
    pub(super) fn failed(&mut self) {
        self.pause = Some(RETRY);
    }
}

impl Table {
    /// In the order of a sweep: notes of requests go after the requests.
    const ALL: [Self; 11] = [
        Self::Requests,
        Self::Notes,
        Self::Audit,
        Self::Minutes,
        Self::Hours,
        Self::Responses,
        Self::Reasoning,
        Self::Pins,
        Self::History,
        Self::Orphans,
        Self::Bodies,
    ];
}

#[cfg(test)]
mod tests;
