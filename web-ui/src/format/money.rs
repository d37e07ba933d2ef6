//! US dollars.

use routex_entity::api::Usd;

use super::number::count;

const NANOS: u64 = 1_000_000_000;

/// Cents where there are dollars, and two digits that count below a cent: `$1,234.50`, `$0.0012`.
pub fn usd(amount: Usd) -> String {
    let nanos = amount.nanos().unsigned_abs();
    let sign = if amount.nanos() < 0 { "-" } else { "" };
    if nanos == 0 || nanos >= NANOS / 100 {
        let cents = (nanos + NANOS / 200) / (NANOS / 100);
        return format!("{sign}${}.{:02}", count(cents / 100), cents % 100);
    }
    let mut unit = 1;
    while unit * 100 <= nanos {
        unit *= 10;
    }
    let rounded = Usd::from_nanos(((nanos + unit / 2) / unit * unit).cast_signed());
    format!("{sign}${rounded}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_amounts_keep_two_digits() {
        for (nanos, text) in [
            (0, "$0.00"),
            (1, "$0.000000001"),
            (1_234_567, "$0.0012"),
            (1_250_000, "$0.0013"),
            (9_999_999, "$0.01"),
            (10_000_000, "$0.01"),
            (1_234_500_000_000, "$1,234.50"),
            (-250_000_000, "-$0.25"),
            (i64::MAX, "$9,223,372,036.85"),
            (i64::MIN, "-$9,223,372,036.85"),
        ] {
            assert_eq!(usd(Usd::from_nanos(nanos)), text, "{nanos}");
        }
    }
}
