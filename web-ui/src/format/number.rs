//! Counts, rates and shares.

/// What stands for a number that nobody knows.
pub const NONE: &str = "–";

/// Every digit, in groups: `1,234,567`.
pub fn count(value: u64) -> String {
    let digits = value.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// Three digits that count: `0.25`, `12.3`, `985`, `1.23k`, `45.6M`.
pub fn compact(value: f64) -> String {
    if !value.is_finite() {
        return NONE.to_owned();
    }
    let size = value.abs();
    // From where rounding would lead to the next unit.
    for (from, unit, name) in [(999.5e6, 1e9, "B"), (999.5e3, 1e6, "M"), (999.5, 1e3, "k")] {
        if size >= from {
            return format!("{}{name}", three_digits(value / unit));
        }
    }
    three_digits(value)
}

/// `0 B`, `1.50 kB`, `268 MB`.
pub fn bytes(size: u64) -> String {
    let size = size as f64;
    for (unit, name) in [(1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB")] {
        if size >= 0.9995 * unit {
            return format!("{} {name}", three_digits(size / unit));
        }
    }
    format!("{size:.0} B")
}

/// `99.5%` of 0.995. All and nothing are said only of what is just that.
pub fn percent(share: f64) -> String {
    if !share.is_finite() {
        return NONE.to_owned();
    }
    let percent = share * 100.0;
    let shown = if percent > 99.9 && percent < 100.0 {
        99.9
    } else if percent > 0.0 && percent < 0.1 {
        0.1
    } else {
        percent
    };
    let text = format!("{shown:.1}");
    format!("{}%", text.strip_suffix(".0").unwrap_or(&text))
}

/// `part` of `whole` from 0 to 1; nothing of nothing is nothing.
pub fn share(part: u64, whole: u64) -> f64 {
    match whole {
        0 => 0.0,
        whole => (part as f64 / whole as f64).min(1.0),
    }
}

fn three_digits(value: f64) -> String {
    let size = value.abs();
    let decimals = if size >= 99.95 {
        0
    } else if size >= 9.995 {
        1
    } else {
        2
    };
    let text = format!("{value:.decimals$}");
    match text.split_once('.') {
        Some((whole, part)) if part.chars().all(|digit| digit == '0') => whole.to_owned(),
        Some(_) => text,
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_grouped() {
        for (value, text) in [
            (0, "0"),
            (999, "999"),
            (1000, "1,000"),
            (1_234_567, "1,234,567"),
            (u64::MAX, "18,446,744,073,709,551,615"),
        ] {
            assert_eq!(count(value), text);
        }
    }

    #[test]
    fn three_digits_count() {
        for (value, text) in [
            (0.0, "0"),
            (0.254, "0.25"),
            (1.0, "1"),
            (1.5, "1.50"),
            (12.34, "12.3"),
            (985.4, "985"),
            (999.6, "1k"),
            (1234.0, "1.23k"),
            (999_600.0, "1M"),
            (45_600_000.0, "45.6M"),
            (7.2e9, "7.20B"),
            (f64::NAN, "–"),
        ] {
            assert_eq!(compact(value), text, "{value}");
        }
    }

    #[test]
    fn almost_all_is_not_all() {
        for (share, text) in [
            (1.0, "100%"),
            (0.9999, "99.9%"),
            (0.995, "99.5%"),
            (0.5, "50%"),
            (0.0001, "0.1%"),
            (0.0, "0%"),
        ] {
            assert_eq!(percent(share), text);
        }
    }

    #[test]
    fn a_share_is_never_more_than_all() {
        assert_eq!(share(3, 4), 0.75);
        assert_eq!(share(5, 4), 1.0);
        assert_eq!(share(5, 0), 0.0);
    }
}
