//! Publishes how the last minute went, every second while somebody listens.

use std::time::{Duration, Instant};

use routex_entity::{
    ChannelState,
    api::{ChannelPulse, StatsEvent, Usd},
};
use tokio::time::{MissedTickBehavior, interval};

use super::{EventBus, What, live_stats::Reading};
use crate::{channel::messages::Report, router::handle::RouterHandle};

const EVERY: Duration = Duration::from_secs(1);

/// Runs as long as the process.
pub async fn tick(bus: EventBus, router: RouterHandle) {
    loop {
        bus.heard().await;
        let mut ticks = interval(EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            let snapshots = router.snapshots().await;
            let in_flight = snapshots.iter().map(|one| u64::from(one.in_flight)).sum();
            let reports = router.inspect(None).await;
            let Some(reading) = bus.reading(Instant::now()) else {
                break;
            };
            bus.publish(|| What::Stats(told(&reading, in_flight, &reports)));
        }
    }
}

fn told(reading: &Reading, in_flight: u64, reports: &[Report]) -> StatsEvent {
    let per_second = |count: u64| count as f64 / reading.seconds;
    StatsEvent {
        window_seconds: reading.seconds,
        in_flight,
        requests: reading.requests,
        requests_per_second: per_second(reading.requests),
        success_rate: (reading.requests > 0)
            .then(|| reading.succeeded as f64 / reading.requests as f64),
        tokens_per_second: per_second(reading.tokens),
        cost_usd: Usd::from_nanos(reading.cost_nanos),
        ttft_p50_ms: reading.ttft_p50_ms,
        ttft_p95_ms: reading.ttft_p95_ms,
        channels: reports.iter().map(pulse).collect(),
    }
}

fn pulse(report: &Report) -> ChannelPulse {
    let waits = !matches!(
        report.live.state,
        ChannelState::Closed | ChannelState::HalfOpen
    );
    let credentials = report.credentials.iter().map(|(_, health)| health);
    let back = credentials.filter_map(|health| {
        let suspended = health.suspended.map(|suspended| suspended.until);
        let opens = health
            .models
            .iter()
            .filter_map(|model| model.open_until)
            .min();
        suspended.or(health.cooling_until).or(opens)
    });
    ChannelPulse {
        id: report.channel,
        live: report.live.clone(),
        resumes_at: back.chain(report.live.open_until).min().filter(|_| waits),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minute_without_requests_has_no_success_rate() {
        let quiet = Reading {
            seconds: 4.0,
            requests: 0,
            succeeded: 0,
            tokens: 0,
            cost_nanos: 0,
            ttft_p50_ms: None,
            ttft_p95_ms: None,
        };
        let busy = Reading {
            requests: 8,
            succeeded: 6,
            tokens: 100,
            cost_nanos: 1_500_000_000,
            ..quiet
        };

        assert_eq!(told(&quiet, 0, &[]).success_rate, None);
        let told = told(&busy, 3, &[]);
        assert_eq!(told.success_rate, Some(0.75));
        assert_eq!(
            (told.requests_per_second, told.tokens_per_second),
            (2.0, 25.0)
        );
        assert_eq!(told.cost_usd.to_string(), "1.5");
    }
}
