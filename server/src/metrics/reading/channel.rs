//! How one channel is doing, as numbers. Pure.

use routex_entity::ChannelState;

use crate::channel::{
    ChannelSpec,
    messages::{Left, Report},
};

#[derive(Debug, Clone, Default)]
pub struct ChannelReading {
    pub name: String,
    pub state: ChannelState,
    pub in_flight: u32,
    /// In the order of `ChannelState::ALL`.
    pub credentials: Vec<u64>,
    /// Breakers of credential and model: closed, open, half open.
    pub breakers: [u64; 3],
    pub cooldowns: u64,
    pub limits: Vec<Limit>,
    /// What the provider's headers leave. `None`: they said nothing that still holds.
    pub upstream: Left,
}

/// A limit of the operator's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    pub label: &'static str,
    pub most: u64,
    pub remaining: u64,
}

/// The states of a breaker, in the order of `ChannelReading::breakers`.
pub const BREAKER_STATES: [ChannelState; 3] = [
    ChannelState::Closed,
    ChannelState::Open,
    ChannelState::HalfOpen,
];

impl ChannelReading {
    pub fn of(spec: &ChannelSpec, report: &Report) -> Self {
        let live = &report.live;
        let health = || report.credentials.iter().map(|(_, health)| health);
        let models = || health().flat_map(|health| &health.models);
        let count = |found: usize| found as u64;
        Self {
            name: spec.name.clone(),
            state: live.state,
            in_flight: live.in_flight,
            credentials: ChannelState::ALL
                .iter()
                .map(|state| count(health().filter(|one| one.state == *state).count()))
                .collect(),
            breakers: BREAKER_STATES
                .map(|state| count(models().filter(|one| one.breaker == state).count())),
            cooldowns: count(models().filter(|one| one.cooling_until.is_some()).count()),
            limits: [
                ("rpm", spec.rpm, live.counters.requests_in_minute),
                ("tpm", spec.tpm, live.counters.tokens_in_minute),
                ("concurrency", spec.max_concurrency, live.in_flight.into()),
            ]
            .into_iter()
            .filter(|(_, most, _)| *most > 0)
            .map(|(label, most, used)| Limit {
                label,
                most: most.into(),
                remaining: u64::from(most).saturating_sub(used),
            })
            .collect(),
            upstream: report.left,
        }
    }
}
