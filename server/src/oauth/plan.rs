//! When a token is asked for, and when again. Pure.

use std::time::Duration;

use super::{Grant, Trouble};

/// A wall clock may be set; it is looked at again within this time, whatever a token promises.
const LOOK_AGAIN_MS: i64 = 60_000;
/// A token that was obtained this long after now was obtained by another clock.
const CLOCKS_DIFFER_MS: i64 = 60_000;
/// At least this long before its end a token is replaced, unless that were half of its life.
const LEAST_LEAD_MS: i64 = 60_000;
const FIRST_RETRY_MS: i64 = 1_000;
const LONGEST_RETRY_MS: i64 = 5 * 60_000;

/// What is to be done about a grant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Ask for a new token.
    Renew,
    /// Look again after this time.
    Wait(Duration),
    /// Nothing changes by itself.
    Rest,
}

/// What is to be done now, ahead of any request. `jitter`, in 0–1, spreads credentials that were made together.
pub fn next(grant: &Grant, jitter: f64, now_ms: i64) -> Step {
    match &grant.trouble {
        Some(Trouble::NeedsSignIn { .. }) => return Step::Rest,
        Some(Trouble::Failing { next_ms, .. }) => return until(*next_ms, now_ms),
        None => {}
    }
    let Some(token) = &grant.access else {
        return Step::Renew;
    };
    let Some(expires_at_ms) = token.expires_at_ms else {
        return Step::Rest;
    };
    if token.obtained_at_ms > now_ms.saturating_add(CLOCKS_DIFFER_MS) {
        return Step::Renew;
    }
    until(due_at(token.obtained_at_ms, expires_at_ms, jitter), now_ms)
}

/// When to try again after so many failures in a row, the last one now. `jitter` is in 0–1.
pub fn retry_at(failures: u32, jitter: f64, now_ms: i64) -> i64 {
    let doubled = FIRST_RETRY_MS.saturating_mul(1_i64 << failures.saturating_sub(1).min(20));
    now_ms.saturating_add(spread(doubled.min(LONGEST_RETRY_MS), jitter))
}

/// When a token is to be replaced: a tenth of its life before its end, at least a minute, and with room to try twice.
fn due_at(obtained_at_ms: i64, expires_at_ms: i64, jitter: f64) -> i64 {
    let life = expires_at_ms.saturating_sub(obtained_at_ms).max(0);
    let lead = (life / 10).max(LEAST_LEAD_MS).min(life / 2);
    let earlier = lead - spread(lead, 1.0 - jitter);
    expires_at_ms.saturating_sub(lead.saturating_add(earlier.min(lead / 2)))
}

fn until(due_ms: i64, now_ms: i64) -> Step {
    let wait = due_ms.saturating_sub(now_ms);
    match u64::try_from(wait.min(LOOK_AGAIN_MS)) {
        Ok(0) | Err(_) => Step::Renew,
        Ok(wait) => Step::Wait(Duration::from_millis(wait)),
    }
}

/// Half of the span is kept, the other half is drawn.
fn spread(span: i64, jitter: f64) -> i64 {
    let per_mille = (jitter.clamp(0.0, 1.0) * 1_000.0) as i64;
    let half = span / 2;
    // Whatever a provider promises: no product of it overflows.
    half + half / 1_000 * per_mille + half % 1_000 * per_mille / 1_000
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{oauth::AccessToken, secret::Secret};

    const HOUR: i64 = 3_600_000;

    fn grant(obtained_at_ms: i64, expires_at_ms: Option<i64>) -> Grant {
        Grant {
            access: Some(AccessToken {
                secret: Secret::new("t"),
                obtained_at_ms,
                expires_at_ms,
            }),
            ..Grant::default()
        }
    }

    #[test]
    fn a_token_of_an_hour_is_replaced_six_to_nine_minutes_before_its_end() {
        let token = grant(0, Some(HOUR));
        for (jitter, minutes) in [(0.0, 6), (1.0, 9)] {
            let due = HOUR - minutes * 60_000;
            assert_ne!(next(&token, jitter, due - 1), Step::Renew, "{jitter}");
            assert_eq!(next(&token, jitter, due), Step::Renew, "{jitter}");
        }
    }

    #[test]
    fn a_clock_that_jumps_is_noticed_within_a_minute() {
        let token = grant(10 * HOUR, Some(11 * HOUR));
        let wait = Step::Wait(Duration::from_secs(60));
        assert_eq!(next(&token, 0.5, 10 * HOUR), wait);
        // Ahead: the token seems to have ended. Back: it would seem to live for hours.
        assert_eq!(next(&token, 0.5, 20 * HOUR), Step::Renew);
        assert_eq!(next(&token, 0.5, 2 * HOUR), Step::Renew);
        // A little of that is the clocks' usual difference.
        assert_eq!(next(&token, 0.5, 10 * HOUR - 30_000), wait);
    }

    #[test]
    fn what_does_not_end_rests_and_what_is_refused_waits_for_somebody() {
        assert_eq!(next(&grant(0, None), 0.5, HOUR), Step::Rest);
        assert_eq!(next(&Grant::default(), 0.5, HOUR), Step::Renew);
        let refused = Grant {
            trouble: Some(Trouble::NeedsSignIn {
                error: String::new(),
            }),
            ..grant(0, Some(1))
        };
        assert_eq!(next(&refused, 0.5, HOUR), Step::Rest);
    }

    proptest! {
        #[test]
        fn a_token_is_used_for_a_quarter_of_its_life_and_replaced_before_its_end(
            obtained in 0..1_i64 << 45, life in 4..1_i64 << 40, jitter in 0.0..=1.0,
        ) {
            let token = grant(obtained, Some(obtained + life));
            prop_assert_eq!(next(&token, jitter, obtained + life), Step::Renew);
            prop_assert_ne!(next(&token, jitter, obtained + life / 4 - 1), Step::Renew);
            if life >= 2 * LEAST_LEAD_MS {
                prop_assert_eq!(next(&token, jitter, obtained + life - LEAST_LEAD_MS), Step::Renew);
            }
        }

        #[test]
        fn once_due_it_stays_due(life in 4..1_i64 << 40, jitter in 0.0..=1.0, at in 0..1_i64 << 41) {
            let token = grant(0, Some(life));
            if next(&token, jitter, at) == Step::Renew {
                prop_assert_eq!(next(&token, jitter, at + 1), Step::Renew);
            }
        }

        #[test]
        fn tries_are_a_second_to_five_minutes_apart(failures in 1_u32.., jitter in 0.0..=1.0) {
            let wait = retry_at(failures, jitter, 7) - 7;
            prop_assert!((FIRST_RETRY_MS / 2..=LONGEST_RETRY_MS).contains(&wait));
            prop_assert!(retry_at(failures.saturating_add(1), jitter, 7) - 7 >= wait);
        }

        #[test]
        fn no_wait_is_empty_or_longer_than_a_minute(obtained: i64, end: Option<i64>, jitter: f64, now: i64) {
            if let Step::Wait(wait) = next(&grant(obtained, end), jitter, now) {
                prop_assert!(!wait.is_zero() && wait <= Duration::from_secs(60));
            }
        }
    }
}
