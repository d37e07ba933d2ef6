//! What a token or a call costs, and how the sum is rounded.

use std::fmt;

use routex_entity::api::Usd;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// Thousand-millionths of a US dollar for a million tokens, or for one call.
///
/// As fine as a price with nine decimals, so every rate that a provider quotes is a whole number of these, halves and
/// other fractions of it included. Written as dollars.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Rate(pub u64);

/// The highest rate: a dollar a token. Keeps sums of believable usage far from overflowing.
pub const MAX_RATE: u64 = 1_000_000_000_000_000;

/// Tokens that a rate is for.
const TOKENS: u128 = 1_000_000;
/// A factor of 1.
pub const WHOLE: u64 = 1_000_000;

impl Rate {
    /// Millionths of a thousand-millionth of a dollar, for so many tokens.
    pub(super) fn tokens(self, tokens: u64) -> u128 {
        u128::from(self.0) * u128::from(tokens)
    }

    /// The same unit, for so many calls.
    pub(super) fn calls(self, calls: u64) -> u128 {
        u128::from(self.0)
            .saturating_mul(u128::from(calls))
            .saturating_mul(TOKENS)
    }
}

/// A sum in the unit of [`Rate::tokens`], times so many millionths, in thousand-millionths of a dollar: rounded once, a
/// half to the even side. Beyond all measure it stays at the end of the scale.
pub(super) fn rounded(sum: u128, millionths: u64) -> i64 {
    let divisor = TOKENS * u128::from(WHOLE);
    let exact = sum.saturating_mul(u128::from(millionths));
    let (whole, rest) = (exact / divisor, exact % divisor);
    let up = match (rest * 2).cmp(&divisor) {
        std::cmp::Ordering::Less => 0,
        std::cmp::Ordering::Equal => whole % 2,
        std::cmp::Ordering::Greater => 1,
    };
    i64::try_from(whole + up).unwrap_or(i64::MAX)
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        usd(*self).fmt(f)
    }
}

impl Serialize for Rate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        usd(*self).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Rate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let nanos = Usd::deserialize(deserializer)?.nanos();
        match u64::try_from(nanos) {
            Ok(nanos @ ..=MAX_RATE) => Ok(Self(nanos)),
            _ => Err(D::Error::custom("a price is from 0 to 1000000 US dollars")),
        }
    }
}

impl From<Rate> for Usd {
    fn from(rate: Rate) -> Self {
        usd(rate)
    }
}

fn usd(rate: Rate) -> Usd {
    Usd::from_nanos(i64::try_from(rate.0).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_half_goes_to_the_even_side() {
        let halves = |count: u128| count * 500_000;
        for (sum, nanos) in [
            (halves(0), 0),
            (halves(1), 0),
            (halves(1) + 1, 1),
            (halves(2), 1),
            (halves(3), 2),
            (halves(5), 2),
        ] {
            assert_eq!(rounded(sum, WHOLE), nanos, "{sum}");
        }
        assert_eq!(rounded(halves(2), WHOLE / 2), 0);
        assert_eq!(rounded(u128::MAX, WHOLE), i64::MAX);
    }

    #[test]
    fn rates_are_written_as_dollars() {
        let rate: Rate = serde_json::from_str("0.000000001").unwrap();
        assert_eq!(rate, Rate(1));
        assert_eq!(serde_json::to_string(&Rate(2_500_000_000)).unwrap(), "2.5");
        for odd in ["-1", "1000000.1", "1e-10", "\"1\""] {
            assert!(serde_json::from_str::<Rate>(odd).is_err(), "{odd}");
        }
    }

    proptest! {
        #[test]
        fn the_sum_of_parts_is_the_whole(rate in 0..=MAX_RATE, some: u32, more: u32) {
            let rate = Rate(rate);
            let parts = rate.tokens(some.into()) + rate.tokens(more.into());
            prop_assert_eq!(parts, rate.tokens(u64::from(some) + u64::from(more)));
        }
    }
}
