//! How long to stay away: doubling, bounded, and spread so that many do not come back at once.

use std::time::Duration;

/// `first · 2^strikes`, at most `longest`, without jitter.
pub fn doubled(first: Duration, strikes: u32, longest: Duration) -> Duration {
    let factor = 2_u32.saturating_pow(strikes.min(20));
    first.saturating_mul(factor).min(longest)
}

/// Equal jitter: half of the span is kept, the other half is drawn. `jitter` is in 0–1.
pub fn spread(span: Duration, jitter: f64) -> Duration {
    let half = span / 2;
    half + half.mul_f64(jitter.clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubles_up_to_the_longest() {
        let second = Duration::from_secs(1);
        let minute = Duration::from_secs(60);
        assert_eq!(doubled(second, 0, minute), second);
        assert_eq!(doubled(second, 3, minute), Duration::from_secs(8));
        assert_eq!(doubled(second, u32::MAX, minute), minute);
    }

    #[test]
    fn jitter_moves_within_the_upper_half() {
        let span = Duration::from_secs(10);
        assert_eq!(spread(span, 0.0), Duration::from_secs(5));
        assert_eq!(spread(span, 1.0), span);
        assert_eq!(spread(span, 7.0), span);
    }
}
