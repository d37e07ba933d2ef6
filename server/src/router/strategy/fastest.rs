//! Power of two choices on the expected time to first token. A place that was never measured is tried once at a time,
//! the nearest first.

use std::{cmp::Ordering, time::Instant};

use rand::{Rng, RngCore};

use super::{Candidate, Pick, Prospect};
use crate::channel::counters;

/// Seconds that a place counts as while its first answer is under way.
const UNPROVEN: f64 = 60.0;

/// Remembers nothing: the measurements are the channels'.
#[derive(Debug)]
pub struct Fastest;

impl Pick for Fastest {
    fn pick(&mut self, candidates: &[Candidate], now: Instant, rng: &mut dyn RngCore) -> usize {
        let count = candidates.len();
        if count < 2 {
            return 0;
        }
        let first = rng.random_range(0..count);
        let second = (first + rng.random_range(1..count)) % count;
        if cost(&candidates[second], now) < cost(&candidates[first], now) {
            second
        } else {
            first
        }
    }

    /// Scores are expected milliseconds to the first token; a place that was never measured has none.
    fn prospects(&self, candidates: &[Candidate], now: Instant) -> Vec<Prospect> {
        let costs: Vec<f64> = candidates.iter().map(|it| cost(it, now)).collect();
        let count: f64 = costs.iter().map(|_| 1.0).sum();
        let pairs = count * (count - 1.0) / 2.0;
        let prospects = candidates.iter().zip(&costs).map(|(candidate, own)| {
            // Every pair is as likely as any other; of equals the one that was drawn first is taken. With itself a
            // candidate is even.
            let won: f64 = costs.iter().map(|rival| share(*own, *rival)).sum::<f64>() - 0.5;
            Prospect {
                score: candidate.ttft.map(|_| own * 1000.0),
                odds: if pairs > 0.0 { won / pairs } else { 1.0 },
            }
        });
        prospects.collect()
    }
}

/// How often the one is taken of a pair with the other.
fn share(own: f64, rival: f64) -> f64 {
    match own.total_cmp(&rival) {
        Ordering::Less => 1.0,
        Ordering::Equal => 0.5,
        Ordering::Greater => 0.0,
    }
}

/// Expected seconds, growing with what is in flight. Old measurements fade, so that a place that was slow is tried
/// again.
fn cost(candidate: &Candidate, now: Instant) -> f64 {
    let waiting = f64::from(candidate.in_flight);
    match (candidate.ttft, candidate.measured_at) {
        (Some(ttft), Some(at)) => {
            let kept = counters::decay(now.saturating_duration_since(at));
            ttft.as_secs_f64() * kept * (waiting + 1.0)
        }
        // Before every place that was measured.
        _ if candidate.in_flight == 0 => near(candidate) - 1.0,
        _ => UNPROVEN + waiting + near(candidate),
    }
}

/// Seconds of a connection, under 1. Where nobody knows it, it is to be found out.
fn near(candidate: &Candidate) -> f64 {
    let connect = candidate.connect.unwrap_or_default();
    connect.as_secs_f64().min(0.999)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{
        super::testing::{candidates, rng},
        *,
    };

    fn measured(millis: &[u64], now: Instant) -> Vec<Candidate> {
        let mut all = candidates(u32::try_from(millis.len()).unwrap());
        for (candidate, millis) in all.iter_mut().zip(millis) {
            candidate.ttft = Some(Duration::from_millis(*millis));
            candidate.measured_at = Some(now);
        }
        all
    }

    #[test]
    fn the_slowest_is_never_taken_and_the_fastest_most() {
        let now = Instant::now();
        let all = measured(&[300, 100, 200, 400], now);
        let mut rng = rng();
        let mut taken = [0; 4];
        for _ in 0..6000 {
            taken[Fastest.pick(&all, now, &mut rng)] += 1;
        }
        assert_eq!(taken[3], 0);
        assert!((2700..3300).contains(&taken[1]), "{taken:?}");
        assert!(taken[2] > taken[0]);
    }

    #[test]
    fn a_new_place_gets_one_trial_at_a_time() {
        let now = Instant::now();
        let mut all = measured(&[100, 100], now);
        all[1].ttft = None;
        assert_eq!(Fastest.pick(&all, now, &mut rng()), 1);
        all[1].in_flight = 1;
        assert_eq!(Fastest.pick(&all, now, &mut rng()), 0);
    }

    #[test]
    fn of_new_places_the_nearest_is_tried_first() {
        let now = Instant::now();
        let mut all = measured(&[1, 1, 1], now);
        for (candidate, millis) in all.iter_mut().zip([200, 20]) {
            candidate.ttft = None;
            candidate.connect = Some(Duration::from_millis(millis));
        }
        let mut rng = rng();
        for _ in 0..50 {
            assert_eq!(Fastest.pick(&all[..2], now, &mut rng), 1);
        }
        let odds: Vec<f64> = Fastest
            .prospects(&all, now)
            .iter()
            .map(|it| it.odds)
            .collect();
        assert!(odds[1] > odds[0] && odds[0] > odds[2], "{odds:?}");
        // While they are on trial, too.
        all[0].in_flight = 1;
        all[1].in_flight = 1;
        assert_eq!(Fastest.pick(&all[..2], now, &mut rng), 1);
    }

    #[test]
    fn a_slow_place_is_tried_again_when_its_measurement_is_old() {
        let now = Instant::now();
        let mut all = measured(&[100, 10_000], now);
        assert_eq!(Fastest.pick(&all, now, &mut rng()), 0);
        let later = now + Duration::from_secs(300);
        all[0].measured_at = Some(later);
        assert_eq!(Fastest.pick(&all, later, &mut rng()), 1);
    }
}
