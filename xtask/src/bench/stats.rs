//! Medians.

/// The middle of the values, or the mean of the two in the middle. No values: not a number.
pub fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut sorted: Vec<f64> = values.into_iter().collect();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => f64::NAN,
        odd if odd % 2 == 1 => sorted[middle],
        _ => f64::midpoint(sorted[middle - 1], sorted[middle]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_not_moved_by_an_outlier() {
        assert_eq!(median([3.0, 1.0, 1_000.0]), 3.0);
        assert_eq!(median([4.0, 1.0, 2.0, 1_000.0]), 3.0);
        assert!(median([]).is_nan());
    }
}
