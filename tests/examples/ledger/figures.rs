//! How long writings took.

use std::{fmt, time::Duration};

#[derive(Default)]
pub struct Figures(Vec<Duration>);

impl Figures {
    pub fn push(&mut self, took: Duration) {
        self.0.push(took);
    }

    fn at(&self, share: f64) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let index = (sorted.len() as f64 * share) as usize;
        let took = sorted.get(index.min(sorted.len().saturating_sub(1)));
        took.map_or(f64::NAN, |took| took.as_secs_f64() * 1e3)
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.0.len();
        let (p50, p95, p99, max) = (self.at(0.5), self.at(0.95), self.at(0.99), self.at(1.0));
        write!(f, "{count} | {p50:.2} | {p95:.2} | {p99:.2} | {max:.2}")
    }
}
