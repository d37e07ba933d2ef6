//! When a message that was not taken is tried again, and when it is given up. Pure.

use std::time::Duration;

use super::verdict::Refusal;

const FIRST_WAIT_MS: i64 = 1_000;
const LONGEST_WAIT_MS: i64 = 10 * 60 * 1000;
/// After that nobody wants to be told any more.
const LONGEST_LIFE_MS: i64 = 24 * 60 * 60 * 1000;
/// A receiver that says no means it after so many times: about two minutes.
const DEFINITE_TRIES: u32 = 8;

/// When to try again, in milliseconds since the Unix epoch. `None`: never. `tries`: so far, at least one; `jitter`: 0 to 1.
pub fn next_try(
    tries: u32,
    refusal: &Refusal,
    created_ms: i64,
    now_ms: i64,
    jitter: f64,
) -> Option<i64> {
    if refusal.definite && tries >= DEFINITE_TRIES {
        return None;
    }
    let doublings = tries.saturating_sub(1).min(16);
    let wait_ms = (FIRST_WAIT_MS << doublings).min(LONGEST_WAIT_MS);
    // Up to a fifth more, so that receivers that come back are not met by everybody at once.
    let more = wait_ms as f64 * 0.2 * jitter.clamp(0.0, 1.0);
    let asked_ms = millis(refusal.retry_after.unwrap_or_default());
    let at_ms = now_ms.saturating_add((wait_ms + more as i64).max(asked_ms));
    (at_ms.saturating_sub(created_ms) <= LONGEST_LIFE_MS).then_some(at_ms)
}

fn millis(span: Duration) -> i64 {
    i64::try_from(span.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn refusal(definite: bool, retry_after: Option<u64>) -> Refusal {
        Refusal {
            error: String::new(),
            definite,
            retry_after: retry_after.map(Duration::from_secs),
        }
    }

    #[test]
    fn waits_double_and_what_is_asked_for_is_kept() {
        let waits: Vec<i64> = (1..=12)
            .filter_map(|tries| next_try(tries, &refusal(false, None), 0, 0, 0.0))
            .collect();
        assert_eq!(waits[..4], [1_000, 2_000, 4_000, 8_000]);
        assert_eq!(waits[10..], [600_000, 600_000]);
        let asked = next_try(1, &refusal(false, Some(30)), 0, 0, 1.0);
        assert_eq!(asked, Some(30_000));
    }

    #[test]
    fn a_definite_no_is_believed_after_a_while() {
        assert!(next_try(7, &refusal(true, None), 0, 0, 0.0).is_some());
        assert_eq!(next_try(8, &refusal(true, None), 0, 0, 0.0), None);
    }

    proptest! {
        #[test]
        fn every_message_ends_within_a_day(jitter in 0.0..1.0_f64, asked in prop::option::of(0..7200_u64)) {
            let (mut now_ms, mut tries) = (0, 0);
            loop {
                tries += 1;
                match next_try(tries, &refusal(false, asked), 0, now_ms, jitter) {
                    Some(at_ms) => {
                        prop_assert!(at_ms > now_ms);
                        now_ms = at_ms;
                    }
                    None => break,
                }
            }
            prop_assert!(now_ms <= LONGEST_LIFE_MS);
            prop_assert!(tries > 10 && tries < 300, "{tries}");
        }
    }
}
