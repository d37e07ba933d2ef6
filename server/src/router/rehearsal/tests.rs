use std::time::Duration;

use proptest::prelude::*;
use routex_entity::Strategy;

use super::*;
use crate::router::strategy::{
    start,
    testing::{candidates, rng},
};

/// Candidates that differ in all that strategies look at, often by nothing.
fn varied(seeds: &[u32], now: Instant) -> Vec<Candidate> {
    let mut all = candidates(u32::try_from(seeds.len()).unwrap());
    for (candidate, seed) in all.iter_mut().zip(seeds) {
        candidate.tier = (seed % 2, 0);
        candidate.weight = 1 + seed % 3;
        candidate.in_flight = seed % 2;
        candidate.tokens_in_window = u64::from(seed % 3);
        candidate.expected_cost_nano = Some(i64::from(seed % 3));
        candidate.ttft = (seed % 4 != 0).then(|| Duration::from_millis((100 * (seed % 3)).into()));
        candidate.measured_at = candidate.ttft.map(|_| now);
    }
    all
}

/// Asks as the router does, on a copy of the turns where there are any; answers who serves.
fn really(
    strategy: &mut dyn Pick,
    all: &[Candidate],
    admits: &[bool],
    now: Instant,
    rng: &mut SmallRng,
) -> Option<usize> {
    let mut rest: Vec<usize> = (0..all.len()).collect();
    while !rest.is_empty() {
        let left: Vec<Candidate> = rest.iter().map(|index| all[*index]).collect();
        let asked = rest.remove(strategy.pick(&left, now, rng));
        if admits[asked] {
            return Some(asked);
        }
    }
    None
}

proptest! {
    #[test]
    fn the_request_is_served_by_whom_the_rehearsal_named_or_by_one_that_had_a_chance(
        kind in 0_usize..6,
        places in proptest::collection::vec((0_u32..12, any::<bool>()), 1..6),
        earlier in 0_usize..9,
    ) {
        let now = Instant::now();
        let (seeds, admits): (Vec<u32>, Vec<bool>) = places.into_iter().unzip();
        let all = varied(&seeds, now);
        let mut rng = rng();
        let mut strategy = start(Strategy::ALL[kind], &mut rng);
        for _ in 0..earlier {
            strategy.pick(&all, now, &mut rng);
        }

        let said = rehearse(&*strategy, &all, &admits, now);
        prop_assert_eq!(&rehearse(&*strategy, &all, &admits, now), &said);
        let mut asked = said.order.clone();
        asked.sort_unstable();
        prop_assert_eq!(asked, (0..all.len()).collect::<Vec<_>>());

        if strategy.turns().is_some() {
            let served = really(&mut *strategy, &all, &admits, now, &mut rng);
            prop_assert_eq!(served, said.served());
            return Ok(());
        }
        let mut seen = vec![0_u32; all.len()];
        for _ in 0..300 {
            match really(&mut *strategy, &all, &admits, now, &mut rng) {
                Some(served) => seen[served] += 1,
                None => prop_assert!(!admits.contains(&true)),
            }
        }
        let different = seen.iter().filter(|count| **count > 0).count();
        match said.served() {
            Some(only) => prop_assert_eq!(seen[only], 300),
            None => prop_assert!(different != 1, "{:?} of {:?}", seen, said),
        }
    }

    #[test]
    fn odds_are_how_often_each_is_picked(
        kind in 0_usize..6,
        seeds in proptest::collection::vec(0_u32..12, 1..5),
    ) {
        let now = Instant::now();
        let all = varied(&seeds, now);
        let mut rng = rng();
        let mut strategy = start(Strategy::ALL[kind], &mut rng);
        if strategy.turns().is_some() {
            return Ok(());
        }
        let prospects = strategy.prospects(&all, now);
        let sum: f64 = prospects.iter().map(|prospect| prospect.odds).sum();
        prop_assert!((sum - 1.0).abs() < 1e-9);

        let mut picked = vec![0.0; all.len()];
        for _ in 0..4_000 {
            picked[strategy.pick(&all, now, &mut rng)] += 1.0 / 4_000.0;
        }
        for (prospect, share) in prospects.iter().zip(&picked) {
            prop_assert!((prospect.odds - share).abs() < 0.05, "{prospects:?} {picked:?}");
        }
    }
}

#[test]
fn a_broken_equal_leaves_no_doubt_who_serves() {
    let now = Instant::now();
    let all = candidates(2);
    let strategy = start(Strategy::Priority, &mut rng());

    let said = rehearse(&*strategy, &all, &[false, true], now);
    assert_eq!((said.served(), said.odds), (Some(1), vec![0.0, 1.0]));

    let said = rehearse(&*strategy, &all, &[true, true], now);
    assert_eq!((said.served(), said.odds), (None, vec![0.5, 0.5]));
}
