//! What the provider's rate-limit headers leave us, less what was granted since they arrived.

use std::time::Instant;

use super::{
    messages::{Left, Refused, RefusedReason},
    window::Minute,
};
use crate::upstream::forecast::{Allowance, Forecast};

/// The forecast of one credential × model.
#[derive(Debug, Clone)]
pub struct Outlook {
    forecast: Forecast,
    /// Granted since the headers arrived.
    requests: u64,
    /// Estimates granted since the headers arrived.
    tokens: u64,
    recent_requests: Minute,
    recent_tokens: Minute,
}

impl Outlook {
    pub fn new(forecast: Forecast) -> Self {
        Self {
            forecast,
            requests: 0,
            tokens: 0,
            recent_requests: Minute::minute(),
            recent_tokens: Minute::minute(),
        }
    }

    /// Takes newer headers. A long answer reports late, so what was granted meanwhile is counted against them.
    pub fn update(&mut self, forecast: Forecast, now: Instant) {
        if forecast.at >= self.forecast.at {
            self.requests = self.recent_requests.since(now, forecast.at);
            self.tokens = self.recent_tokens.since(now, forecast.at);
            self.forecast = forecast;
        }
    }

    pub fn granted(&mut self, estimate: u64, now: Instant) {
        self.requests = self.requests.saturating_add(1);
        self.tokens = self.tokens.saturating_add(estimate);
        self.recent_requests.add(now, 1);
        self.recent_tokens.add(now, estimate);
    }

    /// What was granted at `entered` was not used.
    pub fn given_back(&mut self, estimate: u64, entered: Instant, now: Instant) {
        self.recent_requests.take_back(now, entered, 1);
        self.recent_tokens.take_back(now, entered, estimate);
        if entered >= self.forecast.at {
            self.requests = self.requests.saturating_sub(1);
            self.tokens = self.tokens.saturating_sub(estimate);
        }
    }

    /// What is left of the allowances that have not been renewed since.
    pub fn left(&self, now: Instant) -> Left {
        let left = |allowance: Option<Allowance>, used: u64| {
            let allowance = allowance.filter(|known| now < self.forecast.at + known.reset_in)?;
            Some(allowance.remaining.saturating_sub(used))
        };
        Left {
            requests: left(self.forecast.requests, self.requests),
            tokens: left(self.forecast.tokens, self.tokens),
        }
    }

    /// Refuses what the provider would answer with 429.
    pub fn check(&self, estimate: u64, now: Instant) -> Result<(), Refused> {
        let forecast = &self.forecast;
        let dry = |allowance: &Allowance, used: u64, need: u64| {
            let until = forecast.at + allowance.reset_in;
            let left = allowance.remaining.saturating_sub(used);
            (now < until && left < need).then(|| until - now)
        };
        let requests = forecast
            .requests
            .as_ref()
            .and_then(|allowance| dry(allowance, self.requests, 1));
        let tokens = forecast
            .tokens
            .as_ref()
            .and_then(|allowance| dry(allowance, self.tokens, estimate));
        match requests.max(tokens) {
            None => Ok(()),
            wait => Err(Refused {
                reason: RefusedReason::ForecastDry,
                retry_after: wait,
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const RESET: Duration = Duration::from_secs(30);

    fn forecast(at: Instant, requests: u64, tokens: u64) -> Forecast {
        let allowance = |remaining| {
            Some(Allowance {
                remaining,
                reset_in: RESET,
            })
        };
        Forecast {
            at,
            requests: allowance(requests),
            tokens: allowance(tokens),
        }
    }

    #[test]
    fn passes_over_exactly_when_the_allowance_is_granted_away() {
        let now = Instant::now();
        let mut outlook = Outlook::new(forecast(now, 2, 1_000));
        for _ in 0..2 {
            assert_eq!(outlook.check(10, now), Ok(()));
            outlook.granted(10, now);
        }
        let refused = outlook.check(10, now).unwrap_err();
        assert_eq!(refused.reason, RefusedReason::ForecastDry);
        assert_eq!(refused.retry_after, Some(RESET));
        assert_eq!(outlook.check(10, now + RESET), Ok(()));
    }

    #[test]
    fn tells_what_is_left_until_the_allowance_is_renewed() {
        let now = Instant::now();
        let mut outlook = Outlook::new(forecast(now, 2, 1_000));
        outlook.granted(600, now);
        let left = Left {
            requests: Some(1),
            tokens: Some(400),
        };
        assert_eq!(outlook.left(now), left);
        outlook.granted(600, now);
        assert_eq!(outlook.left(now).tokens, Some(0));
        assert_eq!(outlook.left(now + RESET), Left::default());
    }

    #[test]
    fn tokens_must_cover_the_estimate() {
        let now = Instant::now();
        let mut outlook = Outlook::new(forecast(now, 100, 1_000));
        outlook.granted(600, now);
        assert_eq!(outlook.check(400, now), Ok(()));
        assert!(outlook.check(401, now).is_err());
    }

    #[test]
    fn late_headers_count_what_was_granted_meanwhile_and_old_ones_are_ignored() {
        let start = Instant::now();
        let mut outlook = Outlook::new(forecast(start, 100, 100_000));
        for second in 0..10 {
            outlook.granted(1, start + Duration::from_secs(second));
        }
        let now = start + Duration::from_secs(10);
        outlook.update(forecast(start + Duration::from_secs(4), 5, 100_000), now);
        assert!(outlook.check(1, now).is_err(), "five were left, five went");
        outlook.update(forecast(start, 90, 100_000), now);
        assert!(
            outlook.check(1, now).is_err(),
            "older headers were believed"
        );
    }
}
