//! How candidates are ordered: one small trait, one algorithm a file. Pure.

mod cheapest;
mod fastest;
mod least_used;
mod priority;
mod round_robin;
mod weighted;

use std::time::{Duration, Instant};

use rand::{Rng, RngCore};
use routex_entity::Strategy;

/// A place that could serve, as far as an algorithm cares.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Candidate {
    /// Stable through configuration changes.
    pub id: u64,
    /// Position among all places of the alias or model; ascending in every list of candidates.
    pub order: u32,
    /// The alias' target, then the channel's priority; lower first.
    pub tier: (u32, i32),
    /// At least 1.
    pub weight: u32,
    /// Requests in flight, those being placed included.
    pub in_flight: u32,
    /// Tokens in the running minute.
    pub tokens_in_window: u64,
    /// Peak-EWMA of the time to first token when it was last updated.
    pub ttft: Option<Duration>,
    pub measured_at: Option<Instant>,
    /// Average time of a new connection. `None`: never measured.
    pub connect: Option<Duration>,
    /// Thousand-millionths of a US dollar. `None`: the price is unknown.
    pub expected_cost_nano: Option<i64>,
}

/// One algorithm and what it remembers of one alias or model.
pub trait Pick {
    /// The index of the candidate to ask. Called again with the rest when that one refused.
    /// `candidates` is never empty.
    fn pick(&mut self, candidates: &[Candidate], now: Instant, rng: &mut dyn RngCore) -> usize;

    /// What `pick` would do now, one a candidate. Moves nothing.
    fn prospects(&self, candidates: &[Candidate], now: Instant) -> Vec<Prospect>;

    /// A copy to try picks on, which then draw no lots. `None`: it remembers nothing, each pick is a lot of its own.
    fn turns(&self) -> Option<Box<dyn Pick>> {
        None
    }
}

/// How an algorithm sees a candidate among others.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Prospect {
    /// What it goes by, in the algorithm's own measure. `None`: not known.
    pub score: Option<f64>,
    /// Probability of being picked, 0–1.
    pub odds: f64,
}

/// A fresh memory for an algorithm. Turns begin at a random phase: if every model began with the first channel, many
/// rarely used models would all burden it.
pub fn start(strategy: Strategy, rng: &mut dyn RngCore) -> Box<dyn Pick> {
    match strategy {
        Strategy::Priority => Box::new(priority::Priority),
        Strategy::RoundRobin => Box::new(round_robin::RoundRobin::starting_at(rng)),
        Strategy::Weighted => Box::new(weighted::Weighted::starting_at(rng)),
        Strategy::LeastUsed => Box::new(least_used::LeastUsed),
        Strategy::Fastest => Box::new(fastest::Fastest),
        Strategy::Cheapest => Box::new(cheapest::Cheapest),
    }
}

/// Draws among the candidates that pass `filter`, in proportion to their weights.
fn draw(
    candidates: &[Candidate],
    filter: impl Fn(&Candidate) -> bool,
    rng: &mut dyn RngCore,
) -> usize {
    let weights = || {
        candidates
            .iter()
            .enumerate()
            .filter(|(_, candidate)| filter(candidate))
            .map(|(index, candidate)| (index, u64::from(candidate.weight.max(1))))
    };
    let total: u64 = weights().map(|(_, weight)| weight).sum();
    let mut left = rng.random_range(0..total.max(1));
    for (index, weight) in weights() {
        if left < weight {
            return index;
        }
        left -= weight;
    }
    0
}

/// The prospects when `draw` decides among the candidates that pass `filter`.
fn lots(
    candidates: &[Candidate],
    filter: impl Fn(&Candidate) -> bool,
    score: impl Fn(&Candidate) -> Option<f64>,
) -> Vec<Prospect> {
    let weight = |candidate: &Candidate| {
        if filter(candidate) {
            f64::from(candidate.weight.max(1))
        } else {
            0.0
        }
    };
    let total: f64 = candidates.iter().map(weight).sum();
    let prospects = candidates.iter().map(|candidate| Prospect {
        score: score(candidate),
        odds: weight(candidate) / total.max(1.0),
    });
    prospects.collect()
}

/// The prospects when it is certain who is picked.
fn turn_of(winner: usize, scores: impl Iterator<Item = f64>) -> Vec<Prospect> {
    let prospects = scores.enumerate().map(|(index, score)| Prospect {
        score: Some(score),
        odds: if index == winner { 1.0 } else { 0.0 },
    });
    prospects.collect()
}

#[cfg(test)]
pub(crate) mod testing {
    use rand::{SeedableRng, rngs::SmallRng};

    use super::*;

    /// `count` equal candidates.
    pub(crate) fn candidates(count: u32) -> Vec<Candidate> {
        (0..count)
            .map(|order| Candidate {
                id: u64::from(order) + 100,
                order,
                tier: (0, 0),
                weight: 1,
                in_flight: 0,
                tokens_in_window: 0,
                ttft: None,
                measured_at: None,
                connect: None,
                expected_cost_nano: None,
            })
            .collect()
    }

    pub(crate) fn rng() -> SmallRng {
        SmallRng::seed_from_u64(7)
    }

    /// Picks until one does not refuse, as the router does; answers its id.
    pub(crate) fn place(
        strategy: &mut dyn Pick,
        candidates: &[Candidate],
        refuses: impl Fn(u64) -> bool,
        rng: &mut dyn RngCore,
    ) -> Option<u64> {
        let mut left = candidates.to_vec();
        while !left.is_empty() {
            let picked = left.remove(strategy.pick(&left, Instant::now(), rng));
            if !refuses(picked.id) {
                return Some(picked.id);
            }
        }
        None
    }
}
