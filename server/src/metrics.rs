//! What Routex tells Prometheus.
//!
//! `catalog` names every metric. Requests are counted where they end, by the worker that served them: `counts`. Everything
//! else is looked at when a scrape comes: `reading`. Both are written by `scrape`.
//!
//! Labels are bounded: names that operators choose (channels, client keys) and models that a provider has answered for, each
//! up to a number; the rest is `other`. What clients send is never a label.

pub mod catalog;
mod counts;
mod endpoint;
mod histogram;
mod names;
mod page;
mod process;
pub mod reading;
mod scrape;
#[cfg(test)]
mod tests;

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use routex_entity::RequestRecord;

pub use page::Format;
pub use reading::Reading;

use counts::Counts;
use scrape::Scrape;

/// The counters of this process. Cheap to clone; all clones are the same counters.
#[derive(Debug, Clone, Default)]
pub struct Metrics {
    counted: Arc<Counted>,
}

#[derive(Debug, Default)]
struct Counted {
    counts: Counts,
    /// In the order of `Reload::ALL`.
    reloads: [AtomicU64; Reload::ALL.len()],
}

/// How a reload of the configuration went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reload {
    Applied,
    /// The file has mistakes.
    Refused,
    Failed,
}

impl Reload {
    const ALL: [Self; 3] = [Self::Applied, Self::Refused, Self::Failed];

    const fn label(self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::Refused => "refused",
            Self::Failed => "failed",
        }
    }
}

impl Metrics {
    /// A request has ended. Less than a microsecond, without waiting.
    pub fn finished(&self, record: &RequestRecord) {
        self.counted.counts.add(record);
    }

    pub fn reloaded(&self, reload: Reload) {
        self.counted.reloads[reload as usize].fetch_add(1, Ordering::Relaxed);
    }

    /// A scrape in the format.
    ///
    /// # Errors
    /// None that a text in memory could have.
    pub fn scrape(&self, reading: Reading, format: Format) -> Result<String, fmt::Error> {
        let scrape = Scrape {
            counted: Arc::clone(&self.counted),
            reading,
        };
        page::write(scrape, format)
    }
}
