//! When whom to ask. Pure: time and luck are arguments.

use std::{
    collections::{HashMap, HashSet},
    time::{Duration, Instant},
};

use crate::channel::ChannelId;

/// A channel that is not well is asked again this soon, so that it is known for sure before a client finds out.
const AGAIN: Duration = Duration::from_secs(2);
/// So many times, and then less and less often, up to the interval.
const EAGER: u32 = 5;
/// New channels are asked within this time, so that not all are at once.
const SPREAD: Duration = Duration::from_secs(1);
/// The share of the interval by which probes come sooner, at most.
const JITTER: f64 = 0.2;

/// Who is due next, and when.
#[derive(Debug, Default)]
pub(super) struct Plan {
    channels: HashMap<ChannelId, Turn>,
}

#[derive(Debug)]
struct Turn {
    interval: Duration,
    due: Instant,
    /// A probe is on its way.
    busy: bool,
    /// Probes that failed in a row.
    failed: u32,
    /// When the last one began.
    began: Option<Instant>,
    luck: f64,
}

impl Plan {
    /// Those of `wanted`, with their intervals, that are to be asked now. `luck` gives numbers in 0–1.
    pub fn due(
        &mut self,
        wanted: impl IntoIterator<Item = (ChannelId, Duration)>,
        now: Instant,
        mut luck: impl FnMut() -> f64,
    ) -> Vec<ChannelId> {
        let mut seen = HashSet::new();
        let mut due = Vec::new();
        for (channel, interval) in wanted {
            seen.insert(channel);
            let turn = self.channels.entry(channel).or_insert_with(|| Turn {
                interval,
                due: now + SPREAD.min(interval).mul_f64(luck()),
                busy: false,
                failed: 0,
                began: None,
                luck: 0.0,
            });
            if turn.interval != interval {
                turn.interval = interval;
                turn.due = turn.due.min(now + interval);
            }
            if !turn.busy && turn.due <= now {
                turn.busy = true;
                turn.began = Some(now);
                turn.luck = luck();
                due.push(channel);
            }
        }
        // One that is asked just now is forgotten as well: its end finds nobody, and a new beginning is a new turn.
        self.channels.retain(|channel, _| seen.contains(channel));
        due
    }

    /// A probe has ended. `ok`: nothing is wrong.
    pub fn ended(&mut self, channel: ChannelId, ok: bool, now: Instant) {
        let Some(turn) = self.channels.get_mut(&channel) else {
            return;
        };
        turn.busy = false;
        let usual = turn.interval.mul_f64(1.0 - JITTER * turn.luck);
        if ok {
            turn.failed = 0;
            turn.due = turn.began.unwrap_or(now) + usual;
        } else {
            turn.failed = turn.failed.saturating_add(1);
            let slower = turn.failed.saturating_sub(EAGER).min(16);
            turn.due = now + AGAIN.saturating_mul(1 << slower).min(usual);
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const A: ChannelId = Uuid::from_u128(1);
    const MINUTE: Duration = Duration::from_secs(60);

    fn ask(plan: &mut Plan, now: Instant) -> Vec<ChannelId> {
        plan.due([(A, MINUTE)], now, || 0.5)
    }

    #[test]
    fn a_channel_is_asked_soon_and_then_every_interval_or_a_little_sooner() {
        let (mut plan, start) = (Plan::default(), Instant::now());
        assert!(ask(&mut plan, start).is_empty());
        let first = start + SPREAD;
        assert_eq!(ask(&mut plan, first), [A]);
        plan.ended(A, true, first + Duration::from_secs(3));

        let next = first + MINUTE.mul_f64(0.9);
        assert!(ask(&mut plan, next - Duration::from_millis(1)).is_empty());
        assert_eq!(ask(&mut plan, next), [A]);
    }

    #[test]
    fn one_probe_at_a_time_and_another_soon_when_it_failed() {
        let (mut plan, start) = (Plan::default(), Instant::now());
        ask(&mut plan, start);
        let now = start + SPREAD;
        assert_eq!(ask(&mut plan, now), [A]);
        assert!(ask(&mut plan, now + 9 * MINUTE).is_empty(), "it is asked");

        let failed = now + 9 * MINUTE;
        plan.ended(A, false, failed);

        assert!(ask(&mut plan, failed).is_empty());
        let mut now = failed;
        let mut waits = Vec::new();
        for _ in 0..10 {
            let wait =
                (1..=60).find(|wait| !ask(&mut plan, now + Duration::from_secs(*wait)).is_empty());
            waits.push(wait.unwrap());
            now += Duration::from_secs(wait.unwrap());
            plan.ended(A, false, now);
        }
        assert_eq!(waits, [2, 2, 2, 2, 2, 4, 8, 16, 32, 54]);
    }

    #[test]
    fn one_that_wants_no_more_is_forgotten_and_a_shorter_interval_counts_at_once() {
        let (mut plan, start) = (Plan::default(), Instant::now());
        ask(&mut plan, start);
        ask(&mut plan, start + SPREAD);
        plan.ended(A, true, start + SPREAD);

        let second = Duration::from_secs(1);
        let now = start + 2 * second;
        assert!(plan.due([(A, second)], now, || 0.0).is_empty());
        assert_eq!(plan.due([(A, second)], now + second, || 0.0), [A]);
        assert!(plan.due([], now + second, || 0.0).is_empty());
        plan.ended(A, true, now + second);
        assert!(plan.channels.is_empty());
    }
}
