//! What counts against one key: its limits, its money, and who waits for room. Pure but for the bell of the queue.

use std::time::{Duration, Instant};

use routex_entity::BudgetWindow;

use super::budget::{Purse, Reservation, Short, Standing};
use crate::{
    channel::{
        limits::{Caps, Limits},
        messages::{Refused, RefusedReason},
    },
    config::Budget,
    line::Line,
};

/// What a key may do at most.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    pub caps: Caps,
    /// At most one a window.
    pub budgets: Vec<Budget>,
    /// How long a request may wait for room. Zero: it is refused at once.
    pub queue: Duration,
}

impl Terms {
    pub const UNLIMITED: Self = Self {
        caps: Caps {
            max_concurrency: 0,
            rpm: 0,
            tpm: 0,
        },
        budgets: Vec::new(),
        queue: Duration::ZERO,
    };

    pub fn limits_anything(&self) -> bool {
        self.caps != Self::UNLIMITED.caps || !self.budgets.is_empty()
    }
}

/// What a request is expected to need.
#[derive(Debug, Clone, Copy, Default)]
pub struct Ask {
    pub tokens: u64,
    /// Thousand-millionths of a US dollar, at most. `None`: no budget is concerned.
    pub cost: Option<i64>,
}

/// A moment on both clocks.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    pub instant: Instant,
    /// Milliseconds since the Unix epoch.
    pub unix_ms: i64,
}

/// A request that was counted in.
#[derive(Debug)]
pub struct Entry {
    at: Instant,
    tokens: u64,
    reservation: Option<Reservation>,
}

/// What a request needed in the end. `None`: nobody knows.
#[derive(Debug, Clone, Copy, Default)]
pub struct Used {
    pub tokens: Option<u64>,
    pub cost: Option<i64>,
    /// When it ended, in milliseconds since the Unix epoch. `None`: now.
    pub ended_ms: Option<i64>,
}

/// Why a request of the key may not go on now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Blocked {
    pub cause: Cause,
    /// How long until it is worth asking again, when that is known.
    pub retry_after: Option<Duration>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// A limit of requests or tokens.
    Load(RefusedReason),
    /// The budget of this window is used up.
    Spent(BudgetWindow),
    /// What is left of a budget is reserved for requests on their way.
    Reserved,
    /// Too many requests wait already.
    Crowded,
}

impl Blocked {
    pub const CROWDED: Self = Self {
        cause: Cause::Crowded,
        retry_after: Some(Duration::from_secs(1)),
    };

    /// Whether there may be room within this time.
    pub fn may_pass_within(&self, patience: Duration) -> bool {
        match self.cause {
            // Only time makes room.
            Cause::Load(RefusedReason::RequestsPerMinute) => {
                self.retry_after.is_none_or(|wait| wait <= patience)
            }
            Cause::Load(_) | Cause::Reserved => !patience.is_zero(),
            Cause::Spent(_) | Cause::Crowded => false,
        }
    }
}

/// The books of one key.
#[derive(Debug)]
pub struct Account {
    pub terms: Terms,
    pub line: Line,
    load: Limits,
    purse: Purse,
}

impl Account {
    pub fn new(terms: Terms, purse: Purse) -> Self {
        Self {
            terms,
            line: Line::default(),
            load: Limits::default(),
            purse,
        }
    }

    /// Counts a request in, or says why not.
    pub fn admit(&mut self, ask: Ask, now: Moment) -> Result<Entry, Blocked> {
        if let Some(cost) = ask.cost {
            self.purse.check(&self.terms.budgets, cost, now.unix_ms)?;
        }
        self.load.check(self.terms.caps, ask.tokens, now.instant)?;
        self.load.enter(ask.tokens, now.instant);
        Ok(Entry {
            at: now.instant,
            tokens: ask.tokens,
            reservation: ask.cost.map(|cost| self.purse.reserve(cost)),
        })
    }

    /// Counts a request out. `entry`: `None` when it was let in uncounted.
    pub fn leave(&mut self, entry: Option<&Entry>, used: Used, now: Moment) {
        if let Some(entry) = entry {
            self.load
                .leave(entry.at, entry.tokens, used.tokens, now.instant);
        }
        let ended_ms = used.ended_ms.unwrap_or(now.unix_ms);
        match (
            entry.and_then(|entry| entry.reservation.as_ref()),
            used.cost,
        ) {
            (Some(reservation), cost) => {
                self.purse.settle(reservation, cost, ended_ms, now.unix_ms);
            }
            (None, Some(cost)) => self.purse.charge(cost, ended_ms, now.unix_ms),
            (None, None) => {}
        }
        self.line.ring();
    }

    /// What a request cost was corrected.
    pub fn correct(&mut self, difference: i64, ended_ms: i64, now_ms: i64) {
        self.purse.correct(difference, ended_ms, now_ms);
        self.line.ring();
    }

    /// How every budget stands, in the order of the terms.
    pub fn standings(&mut self, now_ms: i64) -> Vec<Standing> {
        let budgets = self.terms.budgets.iter();
        budgets
            .map(|budget| self.purse.standing(*budget, now_ms))
            .collect()
    }
}

impl From<Short> for Blocked {
    fn from(short: Short) -> Self {
        match short {
            Short::Spent(window, retry_after) => Self {
                cause: Cause::Spent(window),
                retry_after,
            },
            Short::Reserved => Self {
                cause: Cause::Reserved,
                retry_after: Some(Duration::from_secs(1)),
            },
        }
    }
}

impl From<Refused> for Blocked {
    fn from(refused: Refused) -> Self {
        Self {
            cause: Cause::Load(refused.reason),
            retry_after: refused.retry_after,
        }
    }
}
