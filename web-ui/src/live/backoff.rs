//! How long to wait before the next try. Pure.

use std::time::Duration;

const FIRST_MS: u64 = 500;
const LONGEST_MS: u64 = 30_000;

/// The wait before try number `tries`, from 1: twice as long each time, up to half a minute. `chance`, from 0 to 1, spreads
/// the tries of many browsers that lost the server at once.
pub fn wait(tries: u32, chance: f64) -> Duration {
    let doubled = FIRST_MS.saturating_mul(1 << tries.saturating_sub(1).min(10));
    let whole = doubled.min(LONGEST_MS);
    let spread = 0.75 + 0.5 * chance.clamp(0.0, 1.0);
    Duration::from_millis((whole as f64 * spread) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_stop_growing() {
        let waits: Vec<_> = (1..=9).map(|tries| wait(tries, 0.5).as_millis()).collect();
        assert_eq!(
            waits,
            [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]
        );
        assert_eq!(wait(u32::MAX, 0.5), wait(9, 0.5));
    }

    #[test]
    fn waits_are_spread() {
        assert_eq!(wait(1, 0.0).as_millis(), 375);
        assert_eq!(wait(1, 1.0).as_millis(), 625);
    }
}
