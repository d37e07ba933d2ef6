//! Slow start: a credential that just recovered gets more requests only as answers come back well.

use std::time::{Duration, Instant};

use super::messages::{Refused, RefusedReason};

const LASTS: Duration = Duration::from_secs(10);
const FULL: u32 = 64;
/// One good answer opens the door further; this is about how long the shortest take.
const ASK_AGAIN: Duration = Duration::from_millis(100);

/// Cap on what is in flight since recovery. Idle unless a ramp is under way.
#[derive(Debug, Clone, Default)]
pub struct SlowStart {
    ramp: Option<Ramp>,
    begun: u32,
}

#[derive(Debug, Clone)]
struct Ramp {
    number: u32,
    from: Instant,
    cap: u32,
    in_flight: u32,
}

/// Membership of one lease in a ramp.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RampTicket(u32);

impl SlowStart {
    /// A ramp begins at `from`, which may lie ahead (the end of a cooldown).
    pub fn begin(&mut self, from: Instant) {
        self.begun = self.begun.wrapping_add(1);
        self.ramp = Some(Ramp {
            number: self.begun,
            from,
            cap: 1,
            in_flight: 0,
        });
    }

    pub fn check(&self, now: Instant) -> Result<(), Refused> {
        match self.active(now) {
            Some(ramp) if ramp.in_flight >= ramp.cap => Err(Refused {
                reason: RefusedReason::SlowStart,
                retry_after: Some(ASK_AGAIN),
            }),
            _ => Ok(()),
        }
    }

    /// Counts a lease in, when there is a ramp.
    pub fn enter(&mut self, now: Instant) -> Option<RampTicket> {
        self.active(now)?;
        let ramp = self.ramp.as_mut()?;
        ramp.in_flight = ramp.in_flight.saturating_add(1);
        Some(RampTicket(ramp.number))
    }

    /// Counts it out; a good answer doubles the cap.
    pub fn leave(&mut self, ticket: Option<RampTicket>, good: bool) {
        let Some(ramp) = self
            .ramp
            .as_mut()
            .filter(|ramp| ticket == Some(RampTicket(ramp.number)))
        else {
            return;
        };
        ramp.in_flight = ramp.in_flight.saturating_sub(1);
        if good {
            ramp.cap = ramp.cap.saturating_mul(2);
        }
        if ramp.cap >= FULL {
            self.ramp = None;
        }
    }

    /// Lets everything in again.
    pub fn end(&mut self) {
        self.ramp = None;
    }

    /// All leases of an earlier life are gone.
    pub fn forget_in_flight(&mut self) {
        if let Some(ramp) = &mut self.ramp {
            ramp.in_flight = 0;
        }
    }

    fn active(&self, now: Instant) -> Option<&Ramp> {
        self.ramp
            .as_ref()
            .filter(|ramp| now >= ramp.from && now < ramp.from + LASTS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sequential_clients_never_notice() {
        let now = Instant::now();
        let mut start = SlowStart::default();
        start.begin(now);
        for _ in 0..100 {
            assert_eq!(start.check(now), Ok(()));
            let ticket = start.enter(now);
            start.leave(ticket, true);
        }
    }

    #[test]
    fn the_cap_doubles_with_every_good_answer_until_it_is_full() {
        let now = Instant::now();
        let mut start = SlowStart::default();
        start.begin(now);
        for expected in [1, 2, 4, 8, 16, 32] {
            let mut tickets = Vec::new();
            while start.check(now).is_ok() {
                tickets.push(start.enter(now));
            }
            assert_eq!(tickets.len(), expected);
            start.leave(tickets.pop().unwrap(), true);
            for ticket in tickets {
                start.leave(ticket, false);
            }
        }
        for _ in 0..1000 {
            assert_eq!(start.check(now), Ok(()));
            start.enter(now);
        }
    }

    #[test]
    fn it_ends_by_itself_and_ignores_leases_from_before() {
        let now = Instant::now();
        let mut start = SlowStart::default();
        let before = start.enter(now);
        assert_eq!(before, None);
        start.begin(now + LASTS);
        assert_eq!(start.check(now), Ok(()), "not begun yet");
        let now = now + LASTS;
        start.enter(now);
        start.leave(before, true);
        assert!(
            start.check(now).is_err(),
            "a lease from before moved the cap"
        );
        assert_eq!(start.check(now + LASTS), Ok(()));
    }
}
