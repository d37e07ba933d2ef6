//! What this process knows of the sums without asking the database.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Shared by all clones of a store.
#[derive(Debug)]
pub struct Sums {
    /// Cells that wait to be folded, or a few more: a transaction may have failed after they were counted.
    waiting: AtomicU64,
    /// Every request of the log is counted.
    whole: AtomicBool,
}

impl Default for Sums {
    /// A life before may have left something to fold.
    fn default() -> Self {
        Self {
            waiting: AtomicU64::new(1),
            whole: AtomicBool::new(false),
        }
    }
}

impl Sums {
    pub fn waiting(&self) -> u64 {
        self.waiting.load(Ordering::Acquire)
    }

    /// What was seen waiting before everything was folded does not wait any more.
    pub fn settle(&self, seen: u64) {
        self.waiting.fetch_sub(seen, Ordering::AcqRel);
    }

    pub(super) fn appended(&self, cells: usize) {
        self.waiting.fetch_add(cells as u64, Ordering::AcqRel);
    }

    pub(super) fn whole(&self) -> bool {
        self.whole.load(Ordering::Acquire)
    }

    pub(super) fn are_whole(&self) {
        self.whole.store(true, Ordering::Release);
    }
}
