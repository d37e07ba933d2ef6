//! What is counted of finished requests. Adding one takes a lock, and memory, only for a name that comes for the first time.

use std::sync::atomic::{AtomicU64, Ordering};

use routex_entity::{AttemptRecord, Outcome, RequestRecord, TokenUsage};

use super::{
    endpoint,
    histogram::{self, Histogram},
    names::{Names, Room},
};

/// Names of channels that are told apart.
const MOST_CHANNELS: usize = 200;
/// Pairs of channel and model that are told apart.
const MOST_MODELS: usize = 500;
/// Names of client keys that are told apart.
const MOST_KEYS: usize = 200;

/// Everything that is counted.
#[derive(Debug)]
pub(super) struct Counts {
    pub channels: Names<ChannelCounts>,
    pub keys: Names<KeyCounts>,
    pub placements: [AtomicU64; PLACEMENTS.len()],
    pub overhead: Histogram,
    room_for_channels: Room,
    room_for_models: Room,
    room_for_keys: Room,
}

/// Where requests of conversations went, as labels.
pub(super) const PLACEMENTS: [&str; 3] = ["placed", "session", "pinned"];

#[derive(Debug)]
pub(super) struct ChannelCounts {
    /// By the place of the call, then by outcome.
    pub requests: [ByOutcome; endpoint::COUNT],
    pub attempts: ByOutcome,
    pub retries: AtomicU64,
    pub failovers: AtomicU64,
    pub ttft: Histogram,
    pub duration: Histogram,
    pub attempt_duration: Histogram,
    pub models: Names<ModelCounts>,
}

/// In the order of `Outcome::ALL`.
pub(super) type ByOutcome = [AtomicU64; Outcome::ALL.len()];

#[derive(Debug, Default)]
pub(super) struct ModelCounts {
    pub tokens: [AtomicU64; TOKEN_KINDS.len()],
    pub reasoning: AtomicU64,
    /// Thousand-millionths of a US dollar.
    pub cost_nanos: AtomicU64,
    pub cost_unknown: AtomicU64,
}

/// Kinds of tokens that do not overlap, as labels.
pub(super) const TOKEN_KINDS: [&str; 5] = [
    "input",
    "cache_read",
    "cache_write_short",
    "cache_write_long",
    "output",
];

#[derive(Debug, Default)]
pub(super) struct KeyCounts {
    pub requests: AtomicU64,
    pub tokens: AtomicU64,
    /// Thousand-millionths of a US dollar.
    pub cost_nanos: AtomicU64,
}

impl Default for Counts {
    fn default() -> Self {
        Self {
            channels: Names::default(),
            keys: Names::default(),
            placements: Default::default(),
            overhead: Histogram::new(histogram::OVERHEAD),
            room_for_channels: Room::new(MOST_CHANNELS),
            room_for_models: Room::new(MOST_MODELS),
            room_for_keys: Room::new(MOST_KEYS),
        }
    }
}

impl Default for ChannelCounts {
    fn default() -> Self {
        Self {
            requests: Default::default(),
            attempts: Default::default(),
            retries: AtomicU64::new(0),
            failovers: AtomicU64::new(0),
            ttft: Histogram::new(histogram::TTFT),
            duration: Histogram::new(histogram::DURATION),
            attempt_duration: Histogram::new(histogram::DURATION),
            models: Names::default(),
        }
    }
}

impl Counts {
    pub(super) fn add(&self, record: &RequestRecord) {
        let channel = record.channel.as_deref().unwrap_or_default();
        self.of_channel(channel, |counts| {
            let call = &counts.requests[endpoint::place(&record.endpoint)];
            one_more(&call[place(record.outcome)]);
            if let Some(ttft_ms) = record.ttft_ms {
                counts.ttft.observe_millis(ttft_ms);
            }
            counts.duration.observe_millis(record.duration_ms);
        });
        self.keys
            .with(&record.client_key, true, &self.room_for_keys, |counts| {
                one_more(&counts.requests);
                more(&counts.tokens, record.usage.total());
                more(&counts.cost_nanos, cost(record.cost_nano_usd));
            });
        if record.attempts.is_empty() {
            return;
        }
        self.overhead.observe_micros(record.overhead_us.into());
        if record.session.is_some() {
            one_more(&self.placements[placement(&record.decision)]);
        }
        let mut before: Option<&AttemptRecord> = None;
        for attempt in &record.attempts {
            self.add_attempt(attempt, before);
            before = Some(attempt);
        }
    }

    fn add_attempt(&self, attempt: &AttemptRecord, before: Option<&AttemptRecord>) {
        self.of_channel(&attempt.channel, |counts| {
            one_more(&counts.attempts[place(attempt.outcome)]);
            counts.attempt_duration.observe_millis(attempt.duration_ms);
            if before.is_some() {
                one_more(&counts.retries);
            }
            if attempt.usage.total() > 0 {
                // Clients may name any model where a channel has no list; only those that exist deserve a name.
                let exists = attempt.outcome == Outcome::Success;
                let room = &self.room_for_models;
                counts
                    .models
                    .with(&attempt.model_served, exists, room, |model| {
                        model.add(&attempt.usage, attempt.cost_nano_usd);
                    });
            }
        });
        if let Some(left) = before.filter(|before| before.channel != attempt.channel) {
            self.of_channel(&left.channel, |counts| one_more(&counts.failovers));
        }
    }

    fn of_channel(&self, name: &str, count: impl FnOnce(&ChannelCounts)) {
        self.channels
            .with(name, true, &self.room_for_channels, count);
    }
}

impl ModelCounts {
    fn add(&self, usage: &TokenUsage, cost_nano_usd: Option<i64>) {
        let kinds = [
            usage.input,
            usage.cache_read,
            usage.cache_write_short,
            usage.cache_write_long,
            usage.output,
        ];
        for (counter, tokens) in self.tokens.iter().zip(kinds) {
            more(counter, tokens);
        }
        more(&self.reasoning, usage.reasoning);
        match cost_nano_usd {
            Some(_) => more(&self.cost_nanos, cost(cost_nano_usd)),
            None => one_more(&self.cost_unknown),
        }
    }
}

/// The place in `PLACEMENTS`, from the beginning of `x-routex-decision`.
fn placement(decision: &str) -> usize {
    let head = decision.split(';').next();
    let known = PLACEMENTS.iter().position(|label| Some(*label) == head);
    known.unwrap_or(0)
}

/// `Outcome::ALL` is in the order of the declaration.
fn place(outcome: Outcome) -> usize {
    outcome as usize
}

fn cost(nanos: Option<i64>) -> u64 {
    nanos.map_or(0, |nanos| u64::try_from(nanos).unwrap_or(0))
}

fn one_more(counter: &AtomicU64) {
    more(counter, 1);
}

fn more(counter: &AtomicU64, amount: u64) {
    if amount > 0 {
        counter.fetch_add(amount, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests;
