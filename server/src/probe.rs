//! Health probes: channels that want it are asked how they are, apart from requests.
//!
//! A probe has a lease from its channel like any attempt, and settles it by the same rules: breakers and suspended
//! credentials learn from it, an open breaker before a client has to be its probe. Probes that cost have rows of their
//! own, with the endpoint `probe` and no client key. `plan` says when; here it is done.

mod plan;

use std::{
    rc::Rc,
    sync::Arc,
    time::{Duration, Instant},
};

use chrono::Utc;
use rand::Rng;
use routex_entity::{
    Dialect, Outcome, ProbeKind, RequestRecord, TokenUsage,
    api::{ProbeEvent, ProbeResult},
};
use tokio::{
    sync::mpsc,
    time::{Interval, MissedTickBehavior, interval},
};
use uuid::Uuid;

use self::plan::Plan;
use crate::{
    channel::{
        ChannelId, ChannelSpec, Lease,
        messages::{Admit, Settlement},
    },
    events::{EventBus, What},
    http::{AttemptEnd, Story, millisecond_of},
    router::handle::RouterHandle,
    upstream::{
        client::Clients,
        excerpt,
        probe::{Probed, ask},
    },
    usage::{Journal, JournalWriter, UsageHandle, pricing::Prices},
};

/// Between two looks at who is due.
const LOOK: Duration = Duration::from_millis(500);
/// What a probe may take.
const PATIENCE: Duration = Duration::from_secs(15);
/// Tokens that the small question has and its answer may have.
const TOKENS: u64 = 32;

/// What probes work with.
pub struct Prober {
    pub router: RouterHandle,
    pub journal: Journal,
    pub usage: UsageHandle,
    pub prices: Prices,
    pub events: EventBus,
}

type Ended = mpsc::UnboundedReceiver<(ChannelId, bool)>;

/// The same on the thread that probes.
struct At {
    router: RouterHandle,
    clients: Clients,
    journal: JournalWriter,
    usage: UsageHandle,
    prices: Prices,
    events: EventBus,
}

/// Probes until the process ends. Each channel by itself, one probe at a time.
pub async fn run(prober: Prober) {
    let at = Rc::new(At {
        router: prober.router,
        clients: Clients::new(),
        journal: JournalWriter::new(prober.journal),
        usage: prober.usage,
        prices: prober.prices,
        events: prober.events,
    });
    let mut plan = Plan::default();
    let (done, mut ended) = mpsc::unbounded_channel();
    let mut looks = interval(LOOK);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        if let Some((channel, ok)) = next(&mut looks, &mut ended).await {
            plan.ended(channel, ok, Instant::now());
            continue;
        }
        let table = at.router.table();
        let probed =
            |channel: &&Arc<ChannelSpec>| channel.enabled && channel.probe.kind != ProbeKind::Off;
        let wanted = table.channels.iter().filter(probed);
        let wanted = wanted.map(|channel| (channel.id, channel.probe.interval));
        let due = plan.due(wanted, Instant::now(), || rand::rng().random());
        for id in due {
            let Some(channel) = table.channels.iter().find(|channel| channel.id == id) else {
                continue;
            };
            let (at, channel, done) = (Rc::clone(&at), Arc::clone(channel), done.clone());
            actix_rt::spawn(async move {
                let ok = at.probe(&channel).await;
                // The receiver lives as long as this thread.
                let _ = done.send((id, ok));
            });
        }
    }
}

/// The next probe that has ended, and whether all was well. `None`: it is time to look who is due, which no number of ends
/// puts off.
async fn next(looks: &mut Interval, ended: &mut Ended) -> Option<(ChannelId, bool)> {
    tokio::select! {
        biased;
        _ = looks.tick() => None,
        Some(end) = ended.recv() => Some(end),
    }
}

impl At {
    /// Tells whether all is well, as far as can be told.
    async fn probe(&self, channel: &Arc<ChannelSpec>) -> bool {
        let Some((dialect, _)) = channel.endpoints.first() else {
            return true;
        };
        let model = model_of(channel);
        let admit = Admit {
            dialect: *dialect,
            model: channel.upstream_model(&model).into(),
            pinned: None,
            hard_pin: false,
            excluded: Vec::new(),
            estimated_tokens: if model.is_empty() { 0 } else { TOKENS },
            last_resort: true,
        };
        let lease = match self.router.probe(channel.id, admit).await {
            Ok(lease) => lease,
            // At its limits it is busy and well; otherwise what keeps it out has an end of its own.
            Err(_refused) => return true,
        };
        let told = match model.is_empty() {
            true => self.ask_for_models(lease).await,
            false => self.ask_for_tokens(lease, *dialect, model).await,
        };
        let Some(result) = told else { return true };
        if !result.ok {
            tracing::info!(channel = channel.name, error = result.error, "probe failed");
        }
        let ok = result.ok;
        self.events.publish(|| {
            What::Probe(ProbeEvent {
                id: channel.id,
                name: channel.name.clone(),
                result: result.clone(),
            })
        });
        self.router.probed(channel.id, result);
        ok
    }

    async fn ask_for_models(&self, lease: Lease) -> Option<ProbeResult> {
        let probed = ask(&self.clients, &lease, PATIENCE).await;
        let result = result_of(&probed, &lease);
        lease.settle(settlement(&probed, None));
        Some(result)
    }

    /// It costs, so it is journalled and has its row like any request. `None`: the journal is full.
    async fn ask_for_tokens(
        &self,
        lease: Lease,
        dialect: Dialect,
        model: String,
    ) -> Option<ProbeResult> {
        let mut story = Story::new(
            record(dialect, model),
            Instant::now(),
            0,
            self.journal.clone(),
            self.usage.clone(),
            self.prices.clone(),
            None,
        );
        if story.begin_attempt(&lease, String::new()).await.is_err() {
            lease.give_back();
            story.finish(
                Outcome::NoRoute,
                None,
                Some("the journal is full".to_owned()),
            );
            return None;
        }
        let probed = ask(&self.clients, &lease, PATIENCE).await;
        let result = result_of(&probed, &lease);
        let usage = story.end_attempt(AttemptEnd {
            outcome: probed.verdict.outcome,
            status: probed.status,
            ttft: probed.ttft,
            usage: probed.usage,
            extras: probed.extras,
            partial: false,
            error: result.error.clone(),
        });
        story.finish(probed.verdict.outcome, probed.status, result.error.clone());
        lease.settle(settlement(&probed, Some(usage.total())));
        Some(result)
    }
}

/// As clients name it. Empty: the list of models is asked for.
fn model_of(channel: &ChannelSpec) -> String {
    if channel.probe.kind != ProbeKind::Request {
        return String::new();
    }
    let named = channel.probe.model.as_ref().or(channel.models.first());
    named.cloned().unwrap_or_default()
}

fn settlement(probed: &Probed, tokens: Option<u64>) -> Settlement {
    Settlement {
        outcome: probed.verdict.outcome,
        health: probed.verdict.health.clone(),
        latency: probed.latency,
        // A list of models comes at another speed than tokens do.
        ttft: probed.ttft.filter(|_| tokens.is_some()),
        tokens: Some(tokens.unwrap_or(0)),
        forecast: probed.forecast,
        connect: probed.connect,
    }
}

fn result_of(probed: &Probed, lease: &Lease) -> ProbeResult {
    let ok = probed.verdict.outcome == Outcome::Success;
    let error = (!ok).then(|| {
        excerpt::without_secrets(&probed.verdict.message, &lease.channel, &lease.credential)
    });
    ProbeResult {
        at: Utc::now(),
        ok,
        latency_ms: u64::try_from(probed.latency.as_millis()).unwrap_or(u64::MAX),
        error,
    }
}

fn record(dialect: Dialect, model: String) -> Box<RequestRecord> {
    let id = Uuid::now_v7();
    Box::new(RequestRecord {
        id,
        started_at_ms: millisecond_of(id),
        client_key: String::new(),
        session: None,
        dialect_in: dialect,
        dialect_out: None,
        endpoint: "probe".to_owned(),
        model_requested: model,
        model_served: None,
        channel: None,
        credential: None,
        status: None,
        outcome: Outcome::Unknown,
        stream: false,
        usage: TokenUsage::default(),
        usage_partial: false,
        cost_nano_usd: None,
        ttft_ms: None,
        duration_ms: 0,
        overhead_us: 0,
        decision: String::new(),
        error: None,
        attempts: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[actix_rt::test]
    async fn who_is_due_is_looked_for_however_many_probes_end() {
        let (done, mut ended) = mpsc::unbounded_channel();
        let mut looks = interval(Duration::from_millis(20));
        assert_eq!(next(&mut looks, &mut ended).await, None);

        let mut ends = 0;
        done.send((Uuid::from_u128(1), true)).unwrap();
        while let Some(end) = next(&mut looks, &mut ended).await {
            ends += 1;
            done.send(end).unwrap();
        }

        assert!(ends > 0);
    }
}
