//! Folds what the ledger appends, and counts what was in the log before there were sums. A little at a time, so that
//! nobody who writes waits for long.

use std::time::{Duration, Instant};

use chrono::Utc;
use routex_entity::api::Settings;
use tokio::{sync::watch, time::sleep};

use super::Keep;
use crate::store::{Store, StoreError, rollup};

/// Between two looks at what waits.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// What came longer ago than this is folded.
const FOLD_EVERY: Duration = Duration::from_secs(60);
/// So many cells are not left to wait: every reader adds them up.
const MOST_WAITING: u64 = 4_096;
/// Between two transactions.
const PAUSE: Duration = Duration::from_millis(20);
/// After a failure.
const RETRY: Duration = Duration::from_secs(60);

/// Runs until the settings can no longer change, which is the end of the process.
pub async fn run(store: Store, settings: watch::Receiver<Settings>) {
    let mut backlog = true;
    let mut folded = Instant::now();
    let mut portion = Portion::default();
    loop {
        sleep(LOOK_EVERY).await;
        if settings.has_changed().is_err() {
            return;
        }
        let seen = store.sums().waiting();
        let due = seen >= MOST_WAITING || (seen > 0 && folded.elapsed() >= FOLD_EVERY);
        if !backlog && !due {
            continue;
        }
        let keep = Keep::at(&settings.borrow(), Utc::now().timestamp_millis());
        match work(&store, &keep, &mut portion).await {
            Ok(()) => {
                store.sums().settle(seen);
                backlog = false;
                folded = Instant::now();
            }
            Err(error) => {
                tracing::warn!(%error, "cannot bring the sums of usage up to date; it is tried again");
                sleep(RETRY).await;
            }
        }
    }
}

async fn work(store: &Store, keep: &Keep, portion: &mut Portion) -> Result<(), StoreError> {
    loop {
        let more = rollup::count_backlog(store, portion.0).await?;
        loop {
            let begun = Instant::now();
            let folded = rollup::fold(store, portion.0, keep).await?;
            portion.took(begun.elapsed());
            if folded.done {
                break;
            }
            sleep(PAUSE).await;
        }
        if !more {
            return Ok(());
        }
        sleep(PAUSE).await;
    }
}

/// How many cells a transaction: as many as take no longer than writers may wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Portion(u64);

impl Portion {
    const LEAST: u64 = 64;
    const MOST: u64 = 2_048;
    const SHORT: Duration = Duration::from_millis(5);
    const LONG: Duration = Duration::from_millis(15);

    fn took(&mut self, time: Duration) {
        if time > Self::LONG {
            self.0 = (self.0 / 2).max(Self::LEAST);
        } else if time < Self::SHORT {
            self.0 = (self.0 * 2).min(Self::MOST);
        }
    }
}

impl Default for Portion {
    fn default() -> Self {
        Self(256)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn portions_follow_the_time_that_they_take() {
        let mut portion = Portion::default();
        for _ in 0..10 {
            portion.took(Duration::ZERO);
        }
        assert_eq!(portion.0, Portion::MOST);
        portion.took(Duration::from_millis(10));
        assert_eq!(portion.0, Portion::MOST);
        for _ in 0..10 {
            portion.took(Duration::from_millis(16));
        }
        assert_eq!(portion.0, Portion::LEAST);
    }
}
