//! How long things take, counted in buckets without a lock. The histogram of the metrics crate takes one, which all workers
//! would share with each other and with the scrape.

use std::sync::atomic::{AtomicU64, Ordering};

/// What Routex adds on the way through, up to waiting for room. Microseconds, as all of these.
pub(super) const OVERHEAD: &[u64] = &[
    25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 100_000, 500_000, 1_000_000,
    5_000_000, 30_000_000,
];

/// The first content of an answer.
pub(super) const TTFT: &[u64] = &[
    25_000, 50_000, 100_000, 200_000, 350_000, 500_000, 750_000, 1_000_000, 1_500_000, 2_500_000,
    5_000_000, 10_000_000, 30_000_000, 60_000_000,
];

/// A whole answer.
pub(super) const DURATION: &[u64] = &[
    50_000,
    100_000,
    250_000,
    500_000,
    1_000_000,
    2_500_000,
    5_000_000,
    10_000_000,
    20_000_000,
    30_000_000,
    60_000_000,
    120_000_000,
    300_000_000,
    600_000_000,
];

#[derive(Debug)]
pub(super) struct Histogram {
    /// Where the buckets end, rising.
    bounds: &'static [u64],
    /// One bucket more than there are bounds.
    buckets: Box<[AtomicU64]>,
    sum: AtomicU64,
}

/// What was counted until a moment, in seconds.
#[derive(Debug, PartialEq)]
pub(super) struct Reading {
    /// End of each bucket and what it alone holds; the last one ends nowhere.
    pub buckets: Vec<(f64, u64)>,
    pub count: u64,
    pub sum: f64,
}

impl Histogram {
    pub(super) fn new(bounds: &'static [u64]) -> Self {
        Self {
            bounds,
            buckets: (0..=bounds.len()).map(|_| AtomicU64::new(0)).collect(),
            sum: AtomicU64::new(0),
        }
    }

    pub(super) fn observe_micros(&self, micros: u64) {
        let bucket = self.bounds.partition_point(|bound| *bound < micros);
        if let Some(bucket) = self.buckets.get(bucket) {
            bucket.fetch_add(1, Ordering::Relaxed);
            self.sum.fetch_add(micros, Ordering::Relaxed);
        }
    }

    pub(super) fn observe_millis(&self, millis: u32) {
        self.observe_micros(u64::from(millis) * 1_000);
    }

    pub(super) fn read(&self) -> Reading {
        let ends = self.bounds.iter().map(|bound| seconds(*bound));
        let ends = ends.chain([f64::INFINITY]);
        let counts = self
            .buckets
            .iter()
            .map(|bucket| bucket.load(Ordering::Relaxed));
        let buckets: Vec<_> = ends.zip(counts).collect();
        Reading {
            count: buckets.iter().map(|(_, count)| count).sum(),
            buckets,
            sum: seconds(self.sum.load(Ordering::Relaxed)),
        }
    }
}

fn seconds(micros: u64) -> f64 {
    micros as f64 / 1_000_000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_counted_where_it_does_not_exceed_the_end() {
        let histogram = Histogram::new(&[25, 50]);
        for micros in [0, 25, 26, 50, 51, 1_000_000] {
            histogram.observe_micros(micros);
        }

        let read = histogram.read();

        let buckets = vec![(0.000_025, 2), (0.000_05, 2), (f64::INFINITY, 2)];
        assert_eq!(read.buckets, buckets);
        assert_eq!((read.count, read.sum), (6, 1.000_152));
    }

    #[test]
    fn bounds_rise() {
        for bounds in [OVERHEAD, TTFT, DURATION] {
            assert!(bounds.is_sorted_by(|a, b| a < b));
        }
    }
}
