//! How values are spread, in little room: exact below 16, to about three percent above. Pure.
//!
//! Histograms of parts, merged in any order, are the histogram of the whole.

use crate::varint;

/// Buckets between a number and its double are `1 << FINENESS`.
const FINENESS: u32 = 4;
const FIRST: u32 = 1 << FINENESS;
/// The bucket of the largest value.
const LAST: u32 = bucket(u32::MAX);

/// Counts by size.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Histogram {
    /// By bucket, in order, without empty ones.
    counts: Vec<(u32, u64)>,
}

impl Histogram {
    pub fn add(&mut self, value: u32) {
        let bucket = bucket(value);
        match self.counts.binary_search_by_key(&bucket, |entry| entry.0) {
            Ok(at) => self.counts[at].1 = self.counts[at].1.saturating_add(1),
            Err(at) => self.counts.insert(at, (bucket, 1)),
        }
    }

    pub fn merge(&mut self, other: &Self) {
        if self.counts.is_empty() {
            self.counts.clone_from(&other.counts);
            return;
        }
        let mut merged = Vec::with_capacity(self.counts.len() + other.counts.len());
        let mut own = self.counts.iter().copied().peekable();
        for &(bucket, count) in &other.counts {
            while let Some(less) = own.next_if(|entry| entry.0 < bucket) {
                merged.push(less);
            }
            let same = own.next_if(|entry| entry.0 == bucket);
            let counted = same.map_or(0, |entry| entry.1);
            merged.push((bucket, count.saturating_add(counted)));
        }
        merged.extend(own);
        self.counts = merged;
    }

    /// How many values there are.
    pub fn total(&self) -> u64 {
        let counts = self.counts.iter().map(|entry| entry.1);
        counts.fold(0, u64::saturating_add)
    }

    /// The value that `percent` of a hundred do not exceed. `None`: there are no values.
    pub fn percentile(&self, percent: u64) -> Option<u32> {
        let rank = (u128::from(self.total()) * u128::from(percent))
            .div_ceil(100)
            .max(1);
        let mut passed = 0_u128;
        let found = self.counts.iter().find(|(_, count)| {
            passed += u128::from(*count);
            passed >= rank
        });
        found.map(|(bucket, _)| middle(*bucket))
    }

    /// Appends a form that [`Histogram::decode`] reads: the number of buckets, then of each the distance from the one before
    /// it and the count.
    pub fn encode(&self, bytes: &mut Vec<u8>) {
        varint::put(bytes, self.counts.len() as u64);
        let mut before = 0;
        for (bucket, count) in &self.counts {
            varint::put(bytes, u64::from(bucket - before));
            varint::put(bytes, *count);
            before = *bucket;
        }
    }

    /// Reads what [`Histogram::encode`] wrote off the beginning. `None`: it is something else.
    pub fn decode(bytes: &mut &[u8]) -> Option<Self> {
        let length = varint::take(bytes)?;
        let mut counts = Vec::with_capacity(usize::try_from(length.min(u64::from(LAST))).ok()?);
        let mut before = 0_u32;
        for number in 0..length {
            let distance = u32::try_from(varint::take(bytes)?).ok()?;
            let bucket = before.checked_add(distance)?;
            let count = varint::take(bytes)?;
            if bucket > LAST || (number > 0 && distance == 0) {
                return None;
            }
            counts.push((bucket, count));
            before = bucket;
        }
        Some(Self { counts })
    }
}

const fn bucket(value: u32) -> u32 {
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

    fn values() -> impl Strategy<Value = Vec<u32>> {
        let value = prop_oneof![0..64_u32, 0..20_000_u32, any::<u32>()];
        prop::collection::vec(value, 0..300)
    }

    fn of(values: &[u32]) -> Histogram {
        let mut histogram = Histogram::default();
        values.iter().for_each(|value| histogram.add(*value));
        histogram
    }

    fn merged(left: &Histogram, right: &Histogram) -> Histogram {
        let mut histogram = left.clone();
        histogram.merge(right);
        histogram
    }

    proptest! {
        #[test]
        fn percentiles_are_those_of_the_sorted_values_to_three_percent(
            values in values(),
            split in 0..300_usize,
            percent in 0..=100_u64,
        ) {
            let (left, right) = values.split_at(split.min(values.len()));
            let histogram = merged(&of(left), &of(right));

            let mut sorted = values.clone();
            sorted.sort_unstable();
            let rank = (sorted.len() as u64 * percent).div_ceil(100).max(1) as usize;
            let Some(exact) = sorted.get(rank - 1) else {
                prop_assert_eq!(histogram.percentile(percent), None);
                return Ok(());
            };
            let exact = f64::from(*exact);
            let told = f64::from(histogram.percentile(percent).unwrap());

            prop_assert!((told - exact).abs() <= exact / 32.0, "{told} for {exact}");
            prop_assert_eq!(histogram.total(), values.len() as u64);
        }

        #[test]
        fn parts_make_the_same_whole_in_any_order(a in values(), b in values(), c in values()) {
            let whole = of(&[&a[..], &b, &c].concat());
            let (a, b, c) = (of(&a), of(&b), of(&c));

            prop_assert_eq!(&merged(&merged(&a, &b), &c), &whole);
            prop_assert_eq!(&merged(&a, &merged(&c, &b)), &whole);
        }

        #[test]
        fn what_was_written_is_read(values in values(), rest in prop::collection::vec(any::<u8>(), 0..4)) {
            let histogram = of(&values);
            let mut bytes = Vec::new();
            histogram.encode(&mut bytes);
            bytes.extend(&rest);

            let mut left = &bytes[..];
            prop_assert_eq!(Histogram::decode(&mut left), Some(histogram));
            prop_assert_eq!(left, &rest[..]);
        }

        #[test]
        fn nothing_that_is_read_breaks_it(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
            if let Some(histogram) = Histogram::decode(&mut &bytes[..]) {
                histogram.percentile(99);
                merged(&histogram, &histogram).percentile(50);
            }
        }
    }
}
