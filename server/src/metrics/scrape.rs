//! The samples of a scrape: what was counted, then what was looked at.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use prometheus_client::{collector::Collector, encoding::DescriptorEncoder};
use routex_entity::{ChannelState, Outcome};

use super::{
    Counted, Reload, catalog,
    counts::{ByOutcome, ChannelCounts, ModelCounts, PLACEMENTS, TOKEN_KINDS},
    endpoint::CALLS,
    page::{Family, Page},
    reading::{BREAKER_STATES, ChannelReading, Reading},
};

/// Everything that one scrape tells.
#[derive(Debug)]
pub(super) struct Scrape {
    pub counted: Arc<Counted>,
    pub reading: Reading,
}

impl Collector for Scrape {
    fn encode(&self, encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let page = &mut Page::new(encoder);
        self.requests(page)?;
        self.durations(page)?;
        self.usage(page)?;
        self.client_keys(page)?;
        channels(page, &self.reading.channels)?;
        self.parts(page)?;
        process(page, &self.reading)
    }
}

impl Scrape {
    fn requests(&self, page: &mut Page<'_>) -> fmt::Result {
        page.family(&catalog::REQUESTS, |family| {
            self.each_channel(|channel, counts| {
                for (call, requests) in CALLS.iter().zip(&counts.requests) {
                    by_outcome(
                        family,
                        &[call.label, call.dialect.as_str(), channel],
                        requests,
                    )?;
                }
                Ok(())
            })
        })?;
        page.family(&catalog::ATTEMPTS, |family| {
            self.each_channel(|channel, counts| by_outcome(family, &[channel], &counts.attempts))
        })?;
        page.family(&catalog::RETRIES, |family| {
            self.each_channel(|channel, counts| {
                family.counter_if_any(&[channel], value(&counts.retries))
            })
        })?;
        page.family(&catalog::FAILOVERS, |family| {
            self.each_channel(|channel, counts| {
                family.counter_if_any(&[channel], value(&counts.failovers))
            })
        })?;
        page.family(&catalog::SESSION_REQUESTS, |family| {
            let placements = PLACEMENTS.iter().zip(&self.counted.counts.placements);
            for (placement, counter) in placements {
                family.counter(&[placement], value(counter))?;
            }
            Ok(())
        })
    }

    fn durations(&self, page: &mut Page<'_>) -> fmt::Result {
        page.family(&catalog::TTFT, |family| {
            self.each_channel(|channel, counts| family.histogram(&[channel], &counts.ttft))
        })?;
        page.family(&catalog::DURATION, |family| {
            self.each_channel(|channel, counts| family.histogram(&[channel], &counts.duration))
        })?;
        page.family(&catalog::OVERHEAD, |family| {
            family.histogram(&[], &self.counted.counts.overhead)
        })?;
        page.family(&catalog::ATTEMPT_DURATION, |family| {
            self.each_channel(|channel, counts| {
                family.histogram(&[channel], &counts.attempt_duration)
            })
        })
    }

    fn usage(&self, page: &mut Page<'_>) -> fmt::Result {
        page.family(&catalog::TOKENS, |family| {
            self.each_model(|channel, model, counts| {
                for (kind, counter) in TOKEN_KINDS.iter().zip(&counts.tokens) {
                    family.counter_if_any(&[channel, model, kind], value(counter))?;
                }
                Ok(())
            })
        })?;
        page.family(&catalog::REASONING_TOKENS, |family| {
            self.each_model(|channel, model, counts| {
                family.counter(&[channel, model], value(&counts.reasoning))
            })
        })?;
        page.family(&catalog::COST, |family| {
            self.each_model(|channel, model, counts| {
                family.counter(&[channel, model], usd(&counts.cost_nanos))
            })
        })?;
        page.family(&catalog::COST_UNKNOWN, |family| {
            self.each_model(|channel, model, counts| {
                family.counter(&[channel, model], value(&counts.cost_unknown))
            })
        })
    }

    fn client_keys(&self, page: &mut Page<'_>) -> fmt::Result {
        let keys = &self.counted.counts.keys;
        page.family(&catalog::KEY_REQUESTS, |family| {
            keys.visit(|key, counts| family.counter(&[key], value(&counts.requests)))
        })?;
        page.family(&catalog::KEY_TOKENS, |family| {
            keys.visit(|key, counts| family.counter(&[key], value(&counts.tokens)))
        })?;
        page.family(&catalog::KEY_COST, |family| {
            keys.visit(|key, counts| family.counter(&[key], usd(&counts.cost_nanos)))
        })
    }

    fn parts(&self, page: &mut Page<'_>) -> fmt::Result {
        let reading = &self.reading;
        let (router, ledger, journal) = (&reading.router, &reading.ledger, &reading.journal);
        page.family(&catalog::QUEUE_WAITING, |family| {
            family.gauge(&["channel"], router.waiting)?;
            family.gauge(&["client_key"], reading.waiting_for_keys)
        })?;
        page.gauge(&catalog::ROUTER_ASKS, router.asks)?;
        page.counter(&catalog::ROUTER_REFUSED, router.refused)?;
        page.gauge(&catalog::LEDGER_WAITING, ledger.waiting)?;
        page.gauge(&catalog::LEDGER_BEHIND, u32::from(ledger.behind))?;
        page.counter(&catalog::LEDGER_REFUSED, ledger.refused)?;
        page.family(&catalog::PART_RESPONDS, |family| {
            family.gauge(&["router"], u32::from(router.responds))?;
            family.gauge(&["ledger"], u32::from(ledger.responds))
        })?;
        page.gauge(&catalog::JOURNAL_ENTRIES, journal.entries)?;
        page.gauge(&catalog::JOURNAL_BYTES, journal.bytes)?;
        page.gauge(&catalog::JOURNAL_MAX, journal.max_bytes)?;
        page.gauge(&catalog::EVENT_LISTENERS, reading.event_listeners)?;
        page.family(&catalog::CONFIG_RELOADS, |family| {
            let mut reloads = Reload::ALL.iter().zip(&self.counted.reloads);
            reloads
                .try_for_each(|(result, counter)| family.counter(&[result.label()], value(counter)))
        })?;
        page.gauge(&catalog::READY, u32::from(reading.ready))?;
        page.family(&catalog::BUILD_INFO, |family| {
            family.gauge(&[env!("CARGO_PKG_VERSION")], 1_u32)
        })
    }

    fn each_channel(&self, visit: impl FnMut(&str, &ChannelCounts) -> fmt::Result) -> fmt::Result {
        self.counted.counts.channels.visit(visit)
    }

    fn each_model(
        &self,
        mut visit: impl FnMut(&str, &str, &ModelCounts) -> fmt::Result,
    ) -> fmt::Result {
        self.each_channel(|channel, counts| {
            counts
                .models
                .visit(|model, counts| visit(channel, model, counts))
        })
    }
}

fn channels(page: &mut Page<'_>, channels: &[ChannelReading]) -> fmt::Result {
    page.family(&catalog::CHANNEL_STATE, |family| {
        each(channels, |one| {
            let states = ChannelState::ALL.iter();
            let mut states = states.map(|state| (state.as_str(), u32::from(*state == one.state)));
            states.try_for_each(|(state, is)| family.gauge(&[&one.name, state], is))
        })
    })?;
    page.family(&catalog::CHANNEL_IN_FLIGHT, |family| {
        each(channels, |one| family.gauge(&[&one.name], one.in_flight))
    })?;
    page.family(&catalog::CHANNEL_CREDENTIALS, |family| {
        each(channels, |one| {
            let mut states = ChannelState::ALL.iter().zip(&one.credentials);
            states.try_for_each(|(state, count)| family.gauge(&[&one.name, state.as_str()], *count))
        })
    })?;
    page.family(&catalog::CHANNEL_BREAKERS, |family| {
        each(channels, |one| {
            let mut states = BREAKER_STATES.iter().zip(one.breakers);
            states.try_for_each(|(state, count)| family.gauge(&[&one.name, state.as_str()], count))
        })
    })?;
    page.family(&catalog::CHANNEL_COOLDOWNS, |family| {
        each(channels, |one| family.gauge(&[&one.name], one.cooldowns))
    })?;
    page.family(&catalog::CHANNEL_LIMIT, |family| {
        each(channels, |one| {
            let mut limits = one.limits.iter();
            limits.try_for_each(|limit| family.gauge(&[&one.name, limit.label], limit.most))
        })
    })?;
    page.family(&catalog::CHANNEL_LIMIT_REMAINING, |family| {
        each(channels, |one| {
            let mut limits = one.limits.iter();
            limits.try_for_each(|limit| family.gauge(&[&one.name, limit.label], limit.remaining))
        })
    })?;
    page.family(&catalog::CHANNEL_UPSTREAM_REMAINING, |family| {
        each(channels, |one| {
            let left = [
                ("requests", one.upstream.requests),
                ("tokens", one.upstream.tokens),
            ];
            let mut known = left
                .iter()
                .filter_map(|(label, left)| Some((label, (*left)?)));
            known.try_for_each(|(label, left)| family.gauge(&[&one.name, label], left))
        })
    })
}

fn process(page: &mut Page<'_>, reading: &Reading) -> fmt::Result {
    if let Some(process) = &reading.process {
        page.counter(&catalog::PROCESS_CPU, process.cpu_seconds)?;
        page.gauge(&catalog::PROCESS_RESIDENT, process.resident_bytes)?;
        page.gauge(&catalog::PROCESS_VIRTUAL, process.virtual_bytes)?;
        page.gauge(&catalog::PROCESS_FDS, process.open_fds)?;
        if let Some(max_fds) = process.max_fds {
            page.gauge(&catalog::PROCESS_MAX_FDS, max_fds)?;
        }
        page.gauge(&catalog::PROCESS_THREADS, process.threads)?;
    }
    let started = reading.started_at.timestamp_millis() as f64 / 1_000.0;
    page.gauge(&catalog::PROCESS_START, started)
}

fn each(
    channels: &[ChannelReading],
    visit: impl FnMut(&ChannelReading) -> fmt::Result,
) -> fmt::Result {
    channels.iter().try_for_each(visit)
}

fn by_outcome(family: &mut Family<'_>, labels: &[&str], counts: &ByOutcome) -> fmt::Result {
    for (outcome, counter) in Outcome::ALL.iter().zip(counts) {
        let labels = [labels, &[outcome.as_str()]].concat();
        family.counter_if_any(&labels, value(counter))?;
    }
    Ok(())
}

fn value(counter: &AtomicU64) -> u64 {
    counter.load(Ordering::Relaxed)
}

/// From thousand-millionths.
fn usd(nanos: &AtomicU64) -> f64 {
    value(nanos) as f64 / 1_000_000_000.0
}
