//! Suspension of a whole credential: the provider rejected it, or it has no money left. Never for good.

use std::time::{Duration, Instant};

use routex_entity::TransitionReason;

use super::{
    backoff,
    messages::{Refused, RefusedReason},
};

/// Why a credential is out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// 401 or 403.
    Rejected,
    /// 402, or a 429 that means so.
    QuotaExhausted,
}

/// Idle unless the credential is suspended.
#[derive(Debug, Clone, Default)]
pub struct Suspension {
    sentence: Option<Sentence>,
}

#[derive(Debug, Clone)]
struct Sentence {
    cause: Cause,
    /// From here on one live request may find out whether it still holds.
    until: Instant,
    repeats: u32,
    probing: bool,
}

impl Cause {
    const fn first(self) -> Duration {
        match self {
            Self::Rejected => Duration::from_secs(5 * 60),
            Self::QuotaExhausted => Duration::from_secs(15 * 60),
        }
    }

    const fn longest(self) -> Duration {
        match self {
            Self::Rejected => Duration::from_secs(60 * 60),
            Self::QuotaExhausted => Duration::from_secs(6 * 60 * 60),
        }
    }

    /// As the history of the channel tells it.
    pub const fn transition(self) -> TransitionReason {
        match self {
            Self::Rejected => TransitionReason::Unauthorized,
            Self::QuotaExhausted => TransitionReason::QuotaExhausted,
        }
    }

    const fn reason(self) -> RefusedReason {
        match self {
            Self::Rejected => RefusedReason::CredentialRejected,
            Self::QuotaExhausted => RefusedReason::QuotaExhausted,
        }
    }
}

impl Suspension {
    /// Whether a request may use the credential, and whether it would be the probe.
    pub fn check(&self, now: Instant) -> Result<bool, Refused> {
        match &self.sentence {
            None => Ok(false),
            Some(sentence) if sentence.probing || now < sentence.until => Err(Refused {
                reason: sentence.cause.reason(),
                retry_after: Some(sentence.until.saturating_duration_since(now))
                    .filter(|wait| !wait.is_zero()),
            }),
            Some(_) => Ok(true),
        }
    }

    pub fn begin_probe(&mut self) {
        if let Some(sentence) = &mut self.sentence {
            sentence.probing = true;
        }
    }

    /// The probe ended without saying anything about the credential; the next request probes.
    pub fn release_probe(&mut self) {
        if let Some(sentence) = &mut self.sentence {
            sentence.probing = false;
        }
    }

    /// The probe went well. Answers whether there was anything to heal.
    pub fn heal(&mut self) -> bool {
        self.sentence.take().is_some()
    }

    /// The provider refused the credential. Answers for how long it is out, when that is news.
    pub fn suspend(&mut self, cause: Cause, now: Instant, probe: bool) -> Option<Duration> {
        let repeats = match &self.sentence {
            None => 0,
            Some(sentence) if probe => sentence.repeats.saturating_add(1),
            // Others that were in flight when it was suspended.
            Some(_) => return None,
        };
        let length = backoff::doubled(cause.first(), repeats, cause.longest());
        self.sentence = Some(Sentence {
            cause,
            until: now + length,
            repeats,
            probing: false,
        });
        Some(length)
    }

    /// Why it is out, and until when. The end may have passed: then the next request finds out.
    pub fn sentence(&self) -> Option<(Cause, Instant)> {
        self.sentence
            .as_ref()
            .map(|sentence| (sentence.cause, sentence.until))
    }

    pub fn is_suspended(&self) -> bool {
        self.sentence.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    #[test]
    fn one_live_request_probes_and_the_sentence_doubles() {
        let mut now = Instant::now();
        let mut suspension = Suspension::default();
        suspension.suspend(Cause::Rejected, now, false);
        for minutes in [5, 10, 20, 40, 60, 60] {
            let refused = suspension.check(now).unwrap_err();
            assert_eq!(refused.reason, RefusedReason::CredentialRejected);
            assert_eq!(refused.retry_after, Some(minutes * MINUTE));
            now += minutes * MINUTE;
            assert_eq!(suspension.check(now), Ok(true));
            suspension.begin_probe();
            assert!(suspension.check(now).is_err(), "two probes at once");
            suspension.suspend(Cause::Rejected, now, true);
        }
    }

    #[test]
    fn a_success_heals_and_silence_frees_the_probe() {
        let now = Instant::now();
        let mut suspension = Suspension::default();
        suspension.suspend(Cause::QuotaExhausted, now, false);
        assert!(suspension.check(now + 14 * MINUTE).is_err());
        let due = now + 15 * MINUTE;
        suspension.begin_probe();
        suspension.release_probe();
        assert_eq!(suspension.check(due), Ok(true));
        assert!(suspension.heal());
        assert_eq!(suspension.check(due), Ok(false));
    }

    #[test]
    fn requests_that_were_in_flight_do_not_lengthen_it() {
        let now = Instant::now();
        let mut suspension = Suspension::default();
        assert_eq!(
            suspension.suspend(Cause::Rejected, now, false),
            Some(5 * MINUTE)
        );
        assert_eq!(
            suspension.suspend(Cause::Rejected, now + MINUTE, false),
            None
        );
        assert_eq!(suspension.check(now + 5 * MINUTE), Ok(true));
    }
}
