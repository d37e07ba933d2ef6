//! What a strategy would do with the next request, found out without moving its turns. Pure.

use std::time::Instant;

use rand::{SeedableRng, rngs::SmallRng};

use super::strategy::{Candidate, Pick, Prospect};

/// The next request as a strategy would place it. Indices are those of the candidates.
#[derive(Debug, Clone, PartialEq)]
pub struct Rehearsal {
    /// In the order in which they would be asked, if all refused; where lots decide, the likeliest order.
    pub order: Vec<usize>,
    /// In the strategy's own measure.
    pub scores: Vec<Option<f64>>,
    /// Probability of serving, 0–1, were those that refuse not there.
    pub odds: Vec<f64>,
    /// Those who may serve; only one when lots have no say in it.
    pub possible: Vec<usize>,
}

impl Rehearsal {
    /// Of `count` candidates of whom nothing is said yet.
    pub fn nobody(count: usize) -> Self {
        Self {
            order: Vec::with_capacity(count),
            scores: vec![None; count],
            odds: vec![0.0; count],
            possible: Vec::new(),
        }
    }

    /// Then those of `group` would be asked, as `among` says of them by their places in it. They have no chance if
    /// somebody before them serves.
    pub fn then(&mut self, group: &[usize], among: Self) {
        let serves = self.possible.is_empty();
        for (index, place) in group.iter().enumerate() {
            self.scores[*place] = among.scores[index];
            if serves {
                self.odds[*place] = among.odds[index];
            }
        }
        let places = |indices: Vec<usize>| indices.into_iter().map(|index| group[index]);
        self.order.extend(places(among.order));
        if serves {
            self.possible.extend(places(among.possible));
        }
    }

    /// Who serves, when that is certain.
    pub fn served(&self) -> Option<usize> {
        match self.possible.as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    }
}

/// `admits` tells of each candidate whether it would let the request in.
pub fn rehearse(
    strategy: &dyn Pick,
    candidates: &[Candidate],
    admits: &[bool],
    now: Instant,
) -> Rehearsal {
    let prospects = strategy.prospects(candidates, now);
    let scores = prospects.iter().map(|prospect| prospect.score).collect();
    let admitting: Vec<usize> = (0..candidates.len())
        .filter(|index| admits[*index])
        .collect();
    if let Some(turns) = strategy.turns() {
        let order = in_turn(turns, candidates, now);
        let served = order.iter().copied().find(|index| admits[*index]);
        let odds = (0..candidates.len())
            .map(|index| f64::from(u8::from(served == Some(index))))
            .collect();
        return Rehearsal {
            order,
            scores,
            odds,
            possible: served.into_iter().collect(),
        };
    }
    let mut odds = vec![0.0; candidates.len()];
    for (index, prospect) in admitting
        .iter()
        .zip(among(strategy, candidates, &admitting, now))
    {
        odds[*index] = prospect.odds;
    }
    // Whoever can be drawn at all can be drawn while everybody is there, or when only those who admit are left.
    let mut possible = admitting;
    possible.retain(|index| odds[*index] > 0.0 || prospects[*index].odds > 0.0);
    Rehearsal {
        order: by_odds(strategy, candidates, now),
        scores,
        odds,
        possible,
    }
}

/// The order of turns, each taken on the copy.
fn in_turn(mut turns: Box<dyn Pick>, candidates: &[Candidate], now: Instant) -> Vec<usize> {
    // Turns that have begun draw no lots.
    let mut rng = SmallRng::seed_from_u64(0);
    let mut rest: Vec<usize> = (0..candidates.len()).collect();
    let mut order = Vec::with_capacity(rest.len());
    while !rest.is_empty() {
        let left: Vec<Candidate> = rest.iter().map(|index| candidates[*index]).collect();
        order.push(rest.remove(turns.pick(&left, now, &mut rng)));
    }
    order
}

/// The likeliest of those that are left, again and again.
fn by_odds(strategy: &dyn Pick, candidates: &[Candidate], now: Instant) -> Vec<usize> {
    let mut rest: Vec<usize> = (0..candidates.len()).collect();
    let mut order = Vec::with_capacity(rest.len());
    while !rest.is_empty() {
        let prospects = among(strategy, candidates, &rest, now);
        let odds = |place: &usize| prospects.get(*place).map_or(0.0, |prospect| prospect.odds);
        // Of equals the first.
        let likeliest = (0..rest.len())
            .rev()
            .max_by(|a, b| odds(a).total_cmp(&odds(b)));
        order.push(rest.remove(likeliest.unwrap_or(0)));
    }
    order
}

fn among(
    strategy: &dyn Pick,
    candidates: &[Candidate],
    some: &[usize],
    now: Instant,
) -> Vec<Prospect> {
    let left: Vec<Candidate> = some.iter().map(|index| candidates[*index]).collect();
    strategy.prospects(&left, now)
}

#[cfg(test)]
mod tests;
