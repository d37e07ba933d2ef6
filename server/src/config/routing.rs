//! `[routing]`, `[affinity]` and `[breaker]`: the routing behaviour to begin with.

use std::time::Duration;

use routex_entity::Strategy;

use super::section::Section;
use crate::router::{
    RoutingSettings,
    settings::{AffinitySettings, BreakerSettings},
};

/// `[routing]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoutingSection {
    /// `ROUTEX_ROUTING__STRATEGY`. Default `priority`.
    pub strategy: Strategy,
    /// `ROUTEX_ROUTING__MAX_ATTEMPTS`. Attempts of a request, the first included. Default 3.
    pub max_attempts: u32,
    /// `ROUTEX_ROUTING__FIRST_BYTE_TIMEOUT_MS`, milliseconds from dispatch to the first content byte. Default 60 s.
    pub first_byte_timeout: Duration,
    /// `ROUTEX_ROUTING__IDLE_TIMEOUT_MS`, milliseconds of silence within an answer. Default 120 s.
    pub idle_timeout: Duration,
    /// `ROUTEX_ROUTING__TOTAL_TIMEOUT_MS`, milliseconds for a whole request. Default 600 s.
    pub total_timeout: Duration,
    /// `ROUTEX_ROUTING__KEEP_ALIVE_INTERVAL_MS`, milliseconds between signs of life to a client that waits for its
    /// stream. Default 15 s.
    pub keep_alive_interval: Duration,
}

/// `[affinity]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AffinitySection {
    /// `ROUTEX_AFFINITY__ENABLED`. Sessions stay on their credential. Default `true`.
    pub enabled: bool,
    /// `ROUTEX_AFFINITY__TTL_SECONDS`, seconds that a pin lives after its last use. Default 5 h.
    pub ttl: Duration,
}

/// `[breaker]`.
#[derive(Debug, Clone, PartialEq)]
pub struct BreakerSection {
    /// `ROUTEX_BREAKER__CONSECUTIVE_FAILURES`. Opens after this many failures in a row. Default 5.
    pub consecutive_failures: u32,
    /// `ROUTEX_BREAKER__FAILURE_RATIO`. Opens at this share of failures, above 0 and at most 1. Default 0.5.
    pub failure_ratio: f64,
    /// `ROUTEX_BREAKER__MINIMUM_ATTEMPTS`. The share counts from this many attempts in the window. Default 20.
    pub minimum_attempts: u32,
    /// `ROUTEX_BREAKER__WINDOW_SECONDS`, seconds. Default 60.
    pub window: Duration,
    /// `ROUTEX_BREAKER__OPEN_MS`, milliseconds of the first pause; doubles with every failed probe. Default 5 s.
    pub open: Duration,
    /// `ROUTEX_BREAKER__MAX_OPEN_MS`, milliseconds of the longest pause. Default 300 s.
    pub max_open: Duration,
}

impl RoutingSection {
    /// The three sections as the router takes them.
    pub fn settings(
        &self,
        affinity: &AffinitySection,
        breaker: &BreakerSection,
    ) -> RoutingSettings {
        RoutingSettings {
            strategy: self.strategy,
            max_attempts: self.max_attempts,
            first_byte_timeout: self.first_byte_timeout,
            idle_timeout: self.idle_timeout,
            total_timeout: self.total_timeout,
            affinity: AffinitySettings {
                enabled: affinity.enabled,
                ttl: affinity.ttl,
            },
            breaker: BreakerSettings {
                consecutive_failures: breaker.consecutive_failures,
                failure_ratio: breaker.failure_ratio,
                minimum_attempts: breaker.minimum_attempts,
                window: breaker.window,
                open: breaker.open,
                max_open: breaker.max_open,
            },
            keep_alive_interval: self.keep_alive_interval,
        }
    }

    pub(super) fn read(mut section: Section<'_, '_>) -> Self {
        let settings = Self::keys(&mut section, &RoutingSettings::default());
        section.finish();
        settings
    }

    /// The keys of a section that may have others; what is not written is as in `base`.
    fn keys(section: &mut Section<'_, '_>, base: &RoutingSettings) -> Self {
        let settings = Self {
            strategy: section.parsed_or("strategy", base.strategy, |text: String| strategy(&text)),
            max_attempts: section.within("max_attempts", 1..=100, base.max_attempts),
            first_byte_timeout: section.millis("first_byte_timeout_ms", base.first_byte_timeout),
            idle_timeout: section.millis("idle_timeout_ms", base.idle_timeout),
            total_timeout: section.millis("total_timeout_ms", base.total_timeout),
            keep_alive_interval: section.millis("keep_alive_interval_ms", base.keep_alive_interval),
        };
        if settings.first_byte_timeout > settings.total_timeout {
            let total = settings.total_timeout.as_millis();
            section.problem("first_byte_timeout_ms", longer_than_total(total));
        }
        settings
    }
}

/// The three sections as one table, as operators set them while Routex runs; what is not written is as in `base`.
pub(super) fn settings(mut section: Section<'_, '_>, base: &RoutingSettings) -> RoutingSettings {
    let routing = RoutingSection::keys(&mut section, base);
    let affinity = section.table_or_empty("affinity", |section| {
        AffinitySection::over(section, &base.affinity)
    });
    let breaker = section.table_or_empty("breaker", |section| {
        BreakerSection::over(section, &base.breaker)
    });
    section.finish();
    routing.settings(&affinity, &breaker)
}

/// The message for a first-byte timeout that could never fire.
pub(super) fn longer_than_total(total_ms: u128) -> String {
    format!("is longer than [routing] total_timeout_ms = {total_ms}; lower this or raise that")
}

/// A strategy by its name.
pub(super) fn strategy(name: &str) -> Result<Strategy, String> {
    name.parse().map_err(|error| format!("{error}"))
}

impl AffinitySection {
    pub(super) fn read(section: Section<'_, '_>) -> Self {
        Self::over(section, &AffinitySettings::default())
    }

    fn over(mut section: Section<'_, '_>, base: &AffinitySettings) -> Self {
        let settings = Self {
            enabled: section.or("enabled", base.enabled),
            ttl: section.seconds("ttl_seconds", base.ttl),
        };
        section.finish();
        settings
    }
}

impl BreakerSection {
    pub(super) fn read(section: Section<'_, '_>) -> Self {
        Self::over(section, &BreakerSettings::default())
    }

    fn over(mut section: Section<'_, '_>, base: &BreakerSettings) -> Self {
        let counts = 1..=1_000_000;
        let settings = Self {
            consecutive_failures: section.within(
                "consecutive_failures",
                counts.clone(),
                base.consecutive_failures,
            ),
            failure_ratio: section.parsed_or("failure_ratio", base.failure_ratio, ratio),
            minimum_attempts: section.within("minimum_attempts", counts, base.minimum_attempts),
            window: section.seconds("window_seconds", base.window),
            open: section.millis("open_ms", base.open),
            max_open: section.millis("max_open_ms", base.max_open),
        };
        if settings.open > settings.max_open {
            let most = settings.max_open.as_millis();
            section.problem(
                "open_ms",
                format!("is longer than max_open_ms = {most}; lower this or raise that"),
            );
        }
        section.finish();
        settings
    }
}

/// At 0 a breaker would open without a failure.
fn ratio(number: f64) -> Result<f64, String> {
    if number > 0.0 && number <= 1.0 {
        Ok(number)
    } else {
        Err("must be above 0 and at most 1; 0.5 is one half".to_owned())
    }
}
