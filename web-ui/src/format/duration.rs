//! How long something took, or will take.

use super::number::NONE;

/// `85 ms`, `1.24 s`, `12.4 s`, `3 min 5 s`, `2 h 4 min`, `3 d 2 h`.
pub fn milliseconds(ms: u64) -> String {
    match ms {
        0..1000 => format!("{ms} ms"),
        1000..9_995 => format!("{:.2} s", ms as f64 / 1e3),
        9_995..59_950 => format!("{:.1} s", ms as f64 / 1e3),
        _ => seconds(ms.saturating_add(500) / 1000),
    }
}

/// The two largest units.
pub fn seconds(seconds: u64) -> String {
    let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86_400);
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3600 => two(minutes, "min", seconds % 60, "s"),
        3600..86_400 => two(hours, "h", minutes % 60, "min"),
        _ => two(days, "d", hours % 24, "h"),
    }
}

pub fn maybe_milliseconds(ms: Option<impl Into<u64>>) -> String {
    ms.map_or_else(|| NONE.to_owned(), |ms| milliseconds(ms.into()))
}

fn two(large: u64, of_large: &str, small: u64, of_small: &str) -> String {
    match small {
        0 => format!("{large} {of_large}"),
        small => format!("{large} {of_large} {small} {of_small}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_unit_fits_the_size() {
        for (ms, text) in [
            (0, "0 ms"),
            (999, "999 ms"),
            (1000, "1.00 s"),
            (1240, "1.24 s"),
            (9_994, "9.99 s"),
            (9_995, "10.0 s"),
            (12_400, "12.4 s"),
            (59_949, "59.9 s"),
            (59_950, "1 min"),
            (185_000, "3 min 5 s"),
            (7_440_000, "2 h 4 min"),
            (266_400_000, "3 d 2 h"),
        ] {
            assert_eq!(milliseconds(ms), text, "{ms}");
        }
        assert_eq!(maybe_milliseconds(None::<u32>), "–");
        assert!(milliseconds(u64::MAX).ends_with(" h"));
    }
}
