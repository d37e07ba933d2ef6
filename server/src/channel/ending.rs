//! The end of an attempt as it is judged, and what the judgement changed.

use std::time::{Duration, Instant};

use super::suspension::Cause;
use crate::{
    router::settings::BreakerSettings,
    upstream::{forecast::Forecast, outcome::Health},
};

/// How an attempt ended, and by which rules that is judged.
#[derive(Debug)]
pub struct Ending<'a> {
    pub health: &'a Health,
    pub forecast: Option<Forecast>,
    pub breaker: &'a BreakerSettings,
    pub now: Instant,
    /// Drawn by the caller, 0–1.
    pub jitter: f64,
}

/// What it changed: worth remembering across a panic, and some of it worth a log line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Changes {
    pub opened: bool,
    pub closed: bool,
    pub cooling: bool,
    pub healed: bool,
    /// The credential was suspended; how long until a live request may probe it.
    pub suspended: Option<(Cause, Duration)>,
}

impl Changes {
    pub fn any(&self) -> bool {
        *self != Self::default()
    }
}
