//! The largest, each by itself, and the rest together.

use std::cmp::Reverse;

use routex_entity::Ranking;

use super::figures::{failures, tokens};
use crate::rollup::{Cell, Number};

/// Things by name.
pub(super) type Named<T> = Vec<(String, T)>;

/// What somebody is sorted by; the largest first, then by name.
pub(super) fn weight(cell: &Cell, sort: Ranking) -> i64 {
    let count = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    match sort {
        Ranking::Requests => count(cell.requests()),
        Ranking::Failures => count(failures(cell)),
        Ranking::Tokens => tokens(cell),
        Ranking::Cost => cell.sum(Number::CostNanoUsd),
        Ranking::Ttft => cell.ttft.percentile(95).map_or(-1, i64::from),
        Ranking::Duration => cell.duration.percentile(95).map_or(-1, i64::from),
    }
}

/// Sorts by weight and name, and divides behind the first `limit`. One alone is no rest: it keeps its place.
pub(super) fn divide<T>(
    mut all: Named<T>,
    limit: usize,
    weight: impl Fn(&T) -> i64,
) -> (Named<T>, Named<T>) {
    all.sort_by_cached_key(|(name, item)| (Reverse(weight(item)), name.clone()));
    let rest = if all.len() > limit + 1 {
        all.split_off(limit)
    } else {
        Vec::new()
    };
    (all, rest)
}

/// A name on the wire: nobody has none.
pub(super) fn shown(name: String) -> Option<String> {
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(count: i64) -> Vec<(String, i64)> {
        (0..count)
            .map(|number| (format!("n{number}"), number / 2))
            .collect()
    }

    #[test]
    fn the_largest_come_first_and_equals_by_name() {
        let (first, rest) = divide(all(6), 3, |weight| *weight);

        let names: Vec<_> = first.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["n4", "n5", "n2"]);
        assert_eq!(rest.len(), 3);
    }

    #[test]
    fn one_alone_is_no_rest() {
        assert_eq!(divide(all(4), 3, |weight| *weight).0.len(), 4);
        assert!(divide(all(0), 3, |weight| *weight).1.is_empty());
    }
}
