//! Cooldown of one credential × model: the provider asked to wait, or does not know the model.

use std::time::{Duration, Instant};

use super::{
    backoff,
    messages::{Refused, RefusedReason},
};

const LONGEST_GIVEN: Duration = Duration::from_secs(60 * 60);
const RATE_LIMITED: Duration = Duration::from_secs(1);
const OVERLOADED: Duration = Duration::from_secs(2);
const LONGEST_GUESSED: Duration = Duration::from_secs(60);
const MODEL_UNKNOWN: Duration = Duration::from_secs(10 * 60);

/// Until when to stay away, and how often in a row it was asked for.
#[derive(Debug, Clone, Default)]
pub struct Cooldown {
    pause: Option<Pause>,
    strikes: u32,
}

#[derive(Debug, Clone)]
struct Pause {
    until: Instant,
    reason: RefusedReason,
}

impl Cooldown {
    pub fn check(&self, now: Instant) -> Result<(), Refused> {
        match &self.pause {
            Some(pause) if now < pause.until => Err(Refused {
                reason: pause.reason,
                retry_after: Some(pause.until - now),
            }),
            _ => Ok(()),
        }
    }

    /// 429. Answers when the cooldown ends if that is a guess, for what follows a guess is a slow start.
    pub fn rate_limited(
        &mut self,
        wait: Option<Duration>,
        now: Instant,
        jitter: f64,
    ) -> Option<Instant> {
        self.pause_for(wait, RATE_LIMITED, now, jitter)
    }

    /// 529. As `rate_limited`.
    pub fn overloaded(
        &mut self,
        wait: Option<Duration>,
        now: Instant,
        jitter: f64,
    ) -> Option<Instant> {
        self.pause_for(wait, OVERLOADED, now, jitter)
    }

    pub fn model_unknown(&mut self, now: Instant) {
        self.extend(now + MODEL_UNKNOWN, RefusedReason::ModelUnknown);
    }

    pub fn succeed(&mut self) {
        self.strikes = 0;
    }

    pub fn at_rest(&self, now: Instant) -> bool {
        self.strikes == 0 && self.check(now).is_ok()
    }

    fn pause_for(
        &mut self,
        given: Option<Duration>,
        guess: Duration,
        now: Instant,
        jitter: f64,
    ) -> Option<Instant> {
        if let Some(wait) = given {
            self.extend(now + wait.min(LONGEST_GIVEN), RefusedReason::CoolingDown);
            return None;
        }
        // Attempts that were in flight together count as one strike.
        if self.check(now).is_err() {
            return None;
        }
        let pause = backoff::doubled(guess, self.strikes, LONGEST_GUESSED);
        self.strikes = self.strikes.saturating_add(1);
        let until = now + backoff::spread(pause, jitter);
        self.extend(until, RefusedReason::CoolingDown);
        Some(until)
    }

    /// The later end wins.
    fn extend(&mut self, until: Instant, reason: RefusedReason) {
        if self.pause.as_ref().is_none_or(|pause| pause.until < until) {
            self.pause = Some(Pause { until, reason });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wait(cooldown: &Cooldown, now: Instant) -> Option<Duration> {
        cooldown.check(now).err()?.retry_after
    }

    #[test]
    fn a_given_wait_is_kept_and_capped_at_an_hour() {
        let now = Instant::now();
        let mut cooldown = Cooldown::default();
        let given = Duration::from_secs(7);
        assert_eq!(cooldown.rate_limited(Some(given), now, 0.0), None);
        assert_eq!(wait(&cooldown, now), Some(given));
        cooldown.rate_limited(Some(Duration::from_secs(1)), now, 0.0);
        assert_eq!(wait(&cooldown, now), Some(given), "a shorter wait won");
        cooldown.rate_limited(Some(Duration::MAX), now, 0.0);
        assert_eq!(wait(&cooldown, now), Some(LONGEST_GIVEN));
        assert!(cooldown.check(now + LONGEST_GIVEN).is_ok());
    }

    #[test]
    fn without_a_wait_it_doubles_from_a_second_to_a_minute() {
        let mut now = Instant::now();
        let mut cooldown = Cooldown::default();
        for expected in [1, 2, 4, 8, 16, 32, 60, 60] {
            cooldown.rate_limited(None, now, 1.0);
            // Others that were under way at the same time change nothing.
            cooldown.rate_limited(None, now, 1.0);
            let expected = Duration::from_secs(expected);
            assert_eq!(wait(&cooldown, now), Some(expected));
            now += expected;
        }
        cooldown.succeed();
        cooldown.rate_limited(None, now, 1.0);
        assert_eq!(wait(&cooldown, now), Some(Duration::from_secs(1)));
    }

    #[test]
    fn an_unknown_model_is_out_for_ten_minutes() {
        let now = Instant::now();
        let mut cooldown = Cooldown::default();
        cooldown.model_unknown(now);
        let refused = cooldown.check(now).unwrap_err();
        assert_eq!(refused.reason, RefusedReason::ModelUnknown);
        assert_eq!(refused.retry_after, Some(MODEL_UNKNOWN));
    }
}
