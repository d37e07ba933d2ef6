//! How values are spread, in little room: exact below 16, to about three percent above. Pure.

use std::collections::BTreeMap;

/// Buckets between a number and its double are `1 << FINENESS`.
const FINENESS: u32 = 4;
const FIRST: u32 = 1 << FINENESS;

/// Counts by size.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Histogram {
    counts: BTreeMap<u32, u64>,
}

impl Histogram {
    pub fn add(&mut self, value: u32) {
        *self.counts.entry(bucket(value)).or_default() += 1;
    }

    pub fn merge(&mut self, other: &Self) {
        for (bucket, count) in &other.counts {
            *self.counts.entry(*bucket).or_default() += count;
        }
    }

    /// The value that `percent` of a hundred do not exceed. `None`: there are no values.
    pub fn percentile(&self, percent: u64) -> Option<u32> {
        let all: u64 = self.counts.values().sum();
        let rank = (all * percent).div_ceil(100).max(1);
        let mut passed = 0;
        let found = self.counts.iter().find(|(_, count)| {
            passed += **count;
            passed >= rank
        });
        found.map(|(bucket, _)| middle(*bucket))
    }
}

fn bucket(value: u32) -> u32 {
    if value < FIRST {
        return value;
    }
    let shift = value.ilog2() - FINENESS;
    shift * FIRST + (value >> shift)
}

/// The middle of what falls into a bucket.
fn middle(bucket: u32) -> u32 {
    if bucket < FIRST {
        return bucket;
    }
    let shift = bucket / FIRST - 1;
    let lowest = (FIRST + bucket % FIRST) << shift;
    lowest + ((1 << shift) - 1) / 2
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn nothing_has_no_percentile() {
        assert_eq!(Histogram::default().percentile(50), None);
    }

    proptest! {
        #[test]
        fn percentiles_are_those_of_the_sorted_values_to_three_percent(
            values in prop::collection::vec(prop_oneof![0..64_u32, 0..20_000_u32, any::<u32>()], 1..300),
            split in 0..300_usize,
            percent in 0..=100_u64,
        ) {
            let (left, right) = values.split_at(split.min(values.len()));
            let mut histogram = Histogram::default();
            left.iter().for_each(|value| histogram.add(*value));
            let mut other = Histogram::default();
            right.iter().for_each(|value| other.add(*value));
            histogram.merge(&other);

            let mut sorted = values.clone();
            sorted.sort_unstable();
            let rank = (sorted.len() as u64 * percent).div_ceil(100).max(1) as usize;
            let exact = f64::from(sorted[rank - 1]);
            let told = f64::from(histogram.percentile(percent).unwrap());

            prop_assert!((told - exact).abs() <= exact / 32.0, "{told} for {exact}");
        }
    }
}
