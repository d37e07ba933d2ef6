//! Which sums make up a time: days in its middle, hours and minutes at its ends.

use crate::{
    rollup::{Grain, Keep},
    store::rollup::Stretch,
};

/// A time that whole sums make up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Covered {
    /// Milliseconds since the Unix epoch, inclusive.
    pub from_ms: i64,
    /// Exclusive.
    pub to_ms: i64,
    /// One after the other, without gaps.
    pub stretches: Vec<Stretch>,
}

/// The time from `from_ms` to `to_ms`, extended to what is kept: to minutes, or to hours or days where minutes are kept no
/// more. `finest`: nothing finer is to be used.
pub fn cover(from_ms: i64, to_ms: i64, finest: Grain, keep: &Keep) -> Covered {
    let from_ms = kept_at(from_ms, finest, keep).floor(from_ms);
    let to_ms = kept_at(to_ms, finest, keep).ceil(to_ms);
    let mut stretches = Vec::new();
    let mut at = from_ms;
    while at < to_ms {
        let grain = largest(at, to_ms);
        let end = match grain {
            Grain::Day => Grain::Day.floor(to_ms),
            Grain::Hour => Grain::Hour.floor(to_ms).min(Grain::Day.ceil(at + 1)),
            Grain::Minute => to_ms.min(Grain::Hour.ceil(at + 1)),
        };
        stretches.push(Stretch {
            grain,
            from_ms: at,
            to_ms: end,
        });
        at = end;
    }
    Covered {
        from_ms,
        to_ms,
        stretches,
    }
}

/// The finest that there is of a time.
fn kept_at(at_ms: i64, finest: Grain, keep: &Keep) -> Grain {
    let mut grains = Grain::ALL.into_iter();
    grains
        .find(|grain| *grain >= finest && grain.floor(at_ms) >= keep.from_ms(*grain))
        .unwrap_or(Grain::Day)
}

/// The largest that begins here and does not reach beyond the end.
fn largest(at: i64, to_ms: i64) -> Grain {
    let fits =
        |grain: &Grain| grain.floor(at) == at && at.saturating_add(grain.length_ms()) <= to_ms;
    [Grain::Day, Grain::Hour]
        .into_iter()
        .find(fits)
        .unwrap_or(Grain::Minute)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HOUR: i64 = 3_600_000;
    const DAY: i64 = 24 * HOUR;

    proptest! {
        #[test]
        fn a_time_is_covered_once_by_what_is_kept(
            from_ms in 0..60 * DAY,
            length_ms in prop_oneof![1..3 * HOUR, 1..60 * DAY],
            minutes_from in 0..60 * 24_i64,
            hours_from in 0..60_i64,
            finest in prop_oneof![Just(Grain::Minute), Just(Grain::Hour), Just(Grain::Day)],
        ) {
            let keep = Keep {
                minutes_from_ms: (minutes_from * HOUR).max(hours_from * DAY),
                hours_from_ms: hours_from * DAY,
            };
            let to_ms = from_ms + length_ms;

            let covered = cover(from_ms, to_ms, finest, &keep);

            prop_assert!(covered.from_ms <= from_ms && to_ms <= covered.to_ms);
            prop_assert!(from_ms - covered.from_ms < DAY && covered.to_ms - to_ms < DAY);
            prop_assert!(covered.stretches.len() <= 5);
            let mut at = covered.from_ms;
            for stretch in &covered.stretches {
                prop_assert_eq!(stretch.from_ms, at);
                prop_assert!(stretch.to_ms > at);
                prop_assert_eq!(stretch.grain.floor(at), at);
                prop_assert_eq!(stretch.grain.floor(stretch.to_ms), stretch.to_ms);
                prop_assert!(stretch.grain >= finest);
                prop_assert!(at >= keep.from_ms(stretch.grain));
                at = stretch.to_ms;
            }
            prop_assert_eq!(at, covered.to_ms);
        }
    }

    #[test]
    fn the_ends_are_fine_and_the_middle_is_coarse() {
        let keep = Keep {
            minutes_from_ms: 0,
            hours_from_ms: 0,
        };

        let covered = cover(DAY - HOUR - 1, 3 * DAY + HOUR + 1, Grain::Minute, &keep);

        let grains: Vec<_> = covered.stretches.iter().map(|part| part.grain).collect();
        assert_eq!(
            grains,
            [
                Grain::Minute,
                Grain::Hour,
                Grain::Day,
                Grain::Hour,
                Grain::Minute
            ]
        );
    }
}
