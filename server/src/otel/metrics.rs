//! Measurements of finished requests: the metrics that the semantic conventions name, and some of our own.

use std::{collections::HashSet, sync::Arc};

use opentelemetry::{
    KeyValue,
    metrics::{Counter, Histogram, Meter},
};
use routex_entity::{AttemptRecord, Outcome, RequestRecord};

use super::{
    inbox::{Finished, Inbox},
    names,
    spans::{all_input, is_failure, is_servers_fault, provider, server},
    witness::Try,
};

/// Models with a series of their own. Clients choose names freely, so only those that a provider answered to are told
/// apart, and not more than this.
const MOST_MODELS: usize = 200;
/// Every other model.
const OTHER: &str = "_OTHER";

/// Seconds, as the conventions advise.
const DURATIONS: [f64; 14] = [
    0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92,
];
/// Seconds, as the conventions advise.
const FIRST_TOKENS: [f64; 16] = [
    0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0,
];
/// Tokens, as the conventions advise.
const TOKENS: [f64; 14] = [
    1.0,
    4.0,
    16.0,
    64.0,
    256.0,
    1_024.0,
    4_096.0,
    16_384.0,
    65_536.0,
    262_144.0,
    1_048_576.0,
    4_194_304.0,
    16_777_216.0,
    67_108_864.0,
];
/// Seconds. What Routex adds is far below what providers take.
const OVERHEADS: [f64; 11] = [
    0.000_025, 0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.1, 1.0,
];

/// Where measurements are written.
pub(super) struct Instruments {
    attempt_duration: Histogram<f64>,
    attempt_tokens: Histogram<u64>,
    request_duration: Histogram<f64>,
    first_token: Histogram<f64>,
    overhead: Histogram<f64>,
    cost: Counter<u64>,
    models: HashSet<String>,
}

impl Instruments {
    pub fn new(meter: &Meter, inbox: &Arc<Inbox>) -> Self {
        let seconds = |name: &'static str, about: &'static str, bounds: &[f64]| {
            meter
                .f64_histogram(name)
                .with_unit("s")
                .with_description(about)
                .with_boundaries(bounds.to_vec())
                .build()
        };
        let inbox = Arc::clone(inbox);
        // Kept by the meter.
        let _lost = meter
            .u64_observable_counter("routex.telemetry.lost")
            .with_unit("{span}")
            .with_description("Spans that could not be delivered, or for which there was no room")
            .with_callback(move |observer| observer.observe(inbox.lost(), &[]))
            .build();
        Self {
            attempt_duration: seconds(
                "gen_ai.client.operation.duration",
                "How long an attempt at a provider took",
                &DURATIONS,
            ),
            attempt_tokens: meter
                .u64_histogram("gen_ai.client.token.usage")
                .with_unit("{token}")
                .with_description("Tokens that an attempt used")
                .with_boundaries(TOKENS.to_vec())
                .build(),
            request_duration: seconds(
                "gen_ai.server.request.duration",
                "How long a request took, from its arrival to its last byte",
                &DURATIONS,
            ),
            first_token: seconds(
                "gen_ai.server.time_to_first_token",
                "From the arrival of a request that succeeded to its first content byte",
                &FIRST_TOKENS,
            ),
            overhead: seconds(
                "routex.overhead",
                "What Routex itself added before the first byte reached the client",
                &OVERHEADS,
            ),
            cost: meter
                .u64_counter("routex.cost")
                .with_unit("n{USD}")
                .with_description("What attempts cost, in thousand-millionths of a US dollar")
                .build(),
            models: HashSet::new(),
        }
    }

    pub fn observe(&mut self, finished: &Finished) {
        let (record, account) = (&finished.record, &finished.account);
        self.learn(record);
        for (attempt, tried) in record.attempts.iter().zip(&account.tries) {
            self.observe_attempt(finished, attempt, tried);
        }
        let mut attributes = vec![
            KeyValue::new(names::OPERATION, account.operation),
            KeyValue::new(
                names::REQUEST_MODEL,
                self.told_apart(&record.model_requested),
            ),
        ];
        if let Some(last) = account.tries.last() {
            attributes.push(KeyValue::new(names::PROVIDER, provider(last)));
        }
        let first = account
            .first_content
            .filter(|_| record.outcome == Outcome::Success);
        if let Some(first) = first {
            let waited = first.saturating_duration_since(account.arrived);
            self.first_token.record(waited.as_secs_f64(), &attributes);
            let overhead = f64::from(record.overhead_us) / 1e6;
            self.overhead.record(overhead, &attributes[..1]);
        }
        if is_servers_fault(record) {
            let outcome = record.outcome.as_str();
            attributes.push(KeyValue::new(names::ERROR_TYPE, outcome));
        }
        let took = finished.ended.saturating_duration_since(account.arrived);
        self.request_duration
            .record(took.as_secs_f64(), &attributes);
    }

    fn observe_attempt(&mut self, finished: &Finished, attempt: &AttemptRecord, tried: &Try) {
        let mut attributes = vec![
            KeyValue::new(names::OPERATION, finished.account.operation),
            KeyValue::new(names::PROVIDER, provider(tried)),
            KeyValue::new(names::REQUEST_MODEL, self.told_apart(&attempt.model_served)),
            KeyValue::new(names::ROUTEX_CHANNEL, attempt.channel.clone()),
        ];
        if let Some((host, _)) = server(tried) {
            attributes.push(KeyValue::new(names::SERVER_ADDRESS, host));
        }
        let usage = &attempt.usage;
        if usage.total() > 0 {
            for (kind, tokens) in [("input", all_input(usage)), ("output", usage.output)] {
                attributes.push(KeyValue::new(names::TOKEN_TYPE, kind));
                self.attempt_tokens.record(tokens, &attributes);
                attributes.pop();
            }
        }
        if let Some(cost) = attempt
            .cost_nano_usd
            .and_then(|cost| u64::try_from(cost).ok())
        {
            self.cost.add(cost, &attributes);
        }
        if is_failure(attempt.outcome) {
            let outcome = attempt.outcome.as_str();
            attributes.push(KeyValue::new(names::ERROR_TYPE, outcome));
        }
        let ended = tried.ended.unwrap_or(finished.ended);
        let took = ended.saturating_duration_since(tried.began);
        self.attempt_duration
            .record(took.as_secs_f64(), &attributes);
    }

    /// A provider answered to the name it was asked for, and so Routex to the client's.
    fn learn(&mut self, record: &RequestRecord) {
        if record.outcome != Outcome::Success || record.attempts.is_empty() {
            return;
        }
        for name in record.model_served.iter().chain([&record.model_requested]) {
            if self.models.len() < MOST_MODELS && !self.models.contains(name) {
                self.models.insert(name.clone());
            }
        }
    }

    fn told_apart(&self, model: &str) -> String {
        match self.models.contains(model) {
            true => model.to_owned(),
            false => OTHER.to_owned(),
        }
    }
}
