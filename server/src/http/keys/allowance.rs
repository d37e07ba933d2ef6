//! The limits and budgets of one client key, counted over all workers.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use tokio::time::timeout;

use super::{
    account::{Account, Ask, Blocked, Entry, Moment, Terms, Used},
    budget::{Purse, Standing},
};
use crate::line::Ticket;

/// What a key may do, and what it did so far.
///
/// The lock is held for a few counter updates: once when a request of a limited key comes in, and once when a request
/// ends that was counted in or cost something.
#[derive(Debug, Clone)]
pub struct Allowance {
    limited: bool,
    budgeted: bool,
    account: Shared,
}

type Shared = Arc<Mutex<Account>>;

/// Whoever is first in the queue looks no more often than that.
const SHORTEST_LOOK: Duration = Duration::from_millis(1);

impl Allowance {
    /// `spent`: so far, by day since the Unix epoch.
    pub fn new(terms: Terms, spent: impl IntoIterator<Item = (i64, i64)>, now_ms: i64) -> Self {
        Self {
            limited: terms.limits_anything(),
            budgeted: !terms.budgets.is_empty(),
            account: Arc::new(Mutex::new(Account::new(terms, Purse::new(spent, now_ms)))),
        }
    }

    /// Goes on counting where the same key's earlier allowance was, by the new terms; who waits looks again.
    pub fn continue_from(&mut self, earlier: &Self) {
        let terms = lock(&self.account).terms.clone();
        let mut account = lock(&earlier.account);
        account.terms = terms;
        account.line.ring();
        self.account = Arc::clone(&earlier.account);
    }

    /// Requests that wait for room under the limits of the key.
    pub fn waiting(&self) -> usize {
        lock(&self.account).line.len()
    }

    /// Whether the cost of a request matters before it is made.
    pub fn is_budgeted(&self) -> bool {
        self.budgeted
    }

    /// What a request cost was corrected: by the difference, in thousand-millionths of a US dollar.
    pub fn correct(&self, difference: i64, ended_ms: i64, now_ms: i64) {
        lock(&self.account).correct(difference, ended_ms, now_ms);
    }

    /// How every budget stands.
    pub fn standings(&self, now_ms: i64) -> Vec<Standing> {
        lock(&self.account).standings(now_ms)
    }

    /// Counts a request in, or says how long to wait. Where the key has a queue, it waits here first, behind those that
    /// came before; dropped, it leaves the queue.
    pub async fn enter(&self, ask: Ask) -> Result<Pass, Blocked> {
        if !self.limited {
            return Ok(self.pass(None));
        }
        let (place, patience) = match self.enter_or_join(ask)? {
            Begun::Entered(entry) => return Ok(self.pass(Some(entry))),
            Begun::Waiting(place, patience) => (place, patience),
        };
        let deadline = Instant::now() + patience;
        let mut look_in = patience;
        loop {
            // Rung or not, it looks; only the first can have been rung.
            let _elapsed = timeout(look_in, place.ticket.rung()).await;
            let now = now();
            let left = deadline.saturating_duration_since(now.instant);
            let blocked = {
                let mut account = lock(&self.account);
                if account.line.is_first(&place.ticket) {
                    match account.admit(ask, now) {
                        Ok(entry) => return Ok(self.pass(Some(entry))),
                        Err(blocked) => Some(blocked),
                    }
                } else {
                    None
                }
            };
            let hopeless = blocked.is_some_and(|blocked| !blocked.may_pass_within(left));
            if left.is_zero() || hopeless {
                return Err(blocked.unwrap_or(Blocked::CROWDED));
            }
            let known = blocked.and_then(|blocked| blocked.retry_after);
            look_in = known.map_or(left, |wait| {
                wait.clamp(SHORTEST_LOOK, left.max(SHORTEST_LOOK))
            });
        }
    }

    fn enter_or_join(&self, ask: Ask) -> Result<Begun, Blocked> {
        let mut account = lock(&self.account);
        let patience = account.terms.queue;
        if account.line.is_empty() {
            match account.admit(ask, now()) {
                Ok(entry) => return Ok(Begun::Entered(entry)),
                Err(blocked) if !blocked.may_pass_within(patience) => return Err(blocked),
                Err(_) => {}
            }
        }
        let ticket = account.line.join().ok_or(Blocked::CROWDED)?;
        let account = Arc::clone(&self.account);
        Ok(Begun::Waiting(Place { account, ticket }, patience))
    }

    fn pass(&self, entry: Option<Entry>) -> Pass {
        Pass {
            account: Arc::clone(&self.account),
            entry,
            used: Used::default(),
        }
    }
}

enum Begun {
    Entered(Entry),
    Waiting(Place, Duration),
}

/// A place in the queue, given up when it is dropped.
struct Place {
    account: Shared,
    ticket: Ticket,
}

impl Drop for Place {
    fn drop(&mut self) {
        lock(&self.account).line.leave(&self.ticket);
    }
}

/// A request that was let in. Dropping it counts the request out.
#[derive(Debug)]
pub struct Pass {
    account: Shared,
    /// `None`: the key has no limits.
    entry: Option<Entry>,
    used: Used,
}

impl Pass {
    /// What the request used and cost in the end; corrects the estimates. `cost`: thousand-millionths of a US dollar.
    /// `ended_ms`: as its row says, milliseconds since the Unix epoch.
    pub fn used(&mut self, tokens: u64, cost: Option<i64>, ended_ms: i64) {
        self.used = Used {
            tokens: Some(tokens),
            cost,
            ended_ms: Some(ended_ms),
        };
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        if self.entry.is_some() || self.used.cost.is_some() {
            let now = now();
            lock(&self.account).leave(self.entry.as_ref(), self.used, now);
        }
    }
}

fn now() -> Moment {
    Moment {
        instant: Instant::now(),
        unix_ms: chrono::Utc::now().timestamp_millis(),
    }
}

/// Counters stay usable when a thread panicked while it held them: each update is a single step.
fn lock(account: &Mutex<Account>) -> MutexGuard<'_, Account> {
    account.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
