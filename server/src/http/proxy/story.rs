//! The row that is kept of a request, from its first attempt to its end, however it ends.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use routex_entity::{AttemptRecord, Extras, Outcome, RequestRecord, TokenUsage};
use uuid::Uuid;

use crate::{
    bodies::Folder,
    channel::Lease,
    http::keys::Pass,
    otel::Witness,
    usage::{
        JournalError, JournalWriter, UsageHandle,
        pricing::{Call, Prices},
    },
};

/// Keeps the record of one request and hands it to the ledger exactly once.
///
/// Dropped unfinished, because the client left and its handler was cancelled, it records just that.
pub(crate) struct Story {
    record: Option<Box<RequestRecord>>,
    journal: JournalWriter,
    usage: UsageHandle,
    prices: Prices,
    /// Stands in for what no provider told. 0 for calls that cost nothing.
    estimated_input: u64,
    /// Counts the request against its key until it ends.
    pass: Option<Pass>,
    arrived: Instant,
    dispatched: Option<Instant>,
    upstream: Duration,
    /// `None`: nobody else wants to know.
    witness: Option<Box<Witness>>,
    /// What the translation of the latest attempt could not carry; empty for none.
    dropped: String,
    /// Gathers the bodies. `None`: they are not kept.
    pub(super) folder: Option<Box<Folder>>,
}

/// How one attempt ended, for its row.
pub(crate) struct AttemptEnd {
    pub outcome: Outcome,
    pub status: Option<u16>,
    pub ttft: Option<Duration>,
    pub usage: TokenUsage,
    pub extras: Extras,
    /// `usage` is a lower bound: the answer was cut, or the provider told nothing.
    pub partial: bool,
    pub error: Option<String>,
}

impl Story {
    pub fn new(
        record: Box<RequestRecord>,
        arrived: Instant,
        estimated_input: u64,
        journal: JournalWriter,
        usage: UsageHandle,
        prices: Prices,
        witness: Option<Box<Witness>>,
    ) -> Self {
        Self {
            record: Some(record),
            journal,
            usage,
            prices,
            estimated_input,
            pass: None,
            arrived,
            dispatched: None,
            upstream: Duration::ZERO,
            witness,
            dropped: String::new(),
            folder: None,
        }
    }

    /// The request counts against its key from here to its end.
    pub fn admitted(&mut self, pass: Option<Pass>) {
        self.pass = pass;
    }

    /// Journals that an attempt is about to be sent. Nothing may be sent when this fails.
    pub async fn begin_attempt(
        &mut self,
        lease: &Lease,
        dropped: String,
    ) -> Result<(), Arc<JournalError>> {
        self.dropped = dropped;
        let Some(record) = &mut self.record else {
            return Ok(());
        };
        record.dialect_out = Some(lease.dialect);
        record.model_served = Some(lease.model.to_string());
        record.channel = Some(lease.channel.name.clone());
        record.credential = Some(lease.credential.label.clone());
        record.decision = lease.decision.to_string();
        // Should this process end before the request does, what it cost until here is known all the same.
        record.usage = record.attempts.iter().map(|attempt| attempt.usage).sum();
        record.cost_nano_usd = AttemptRecord::total_cost(&record.attempts);
        record.attempts.push(AttemptRecord {
            id: Uuid::now_v7(),
            started_at_ms: chrono::Utc::now().timestamp_millis(),
            channel: lease.channel.name.clone(),
            credential: lease.credential.label.clone(),
            model_served: lease.model.to_string(),
            status: None,
            outcome: Outcome::Unknown,
            ttft_ms: None,
            duration_ms: 0,
            usage: TokenUsage::default(),
            extras: Extras::default(),
            cost_nano_usd: None,
            error: None,
        });
        if let Err(full) = self.journal.intent(record).await {
            record.attempts.pop();
            return Err(full);
        }
        self.dispatched = Some(Instant::now());
        if let Some(witness) = &mut self.witness {
            witness.attempt_begins(lease);
        }
        Ok(())
    }

    /// Notes how the attempt in progress ended, and answers what it used: the input is estimated when it was not told.
    pub fn end_attempt(&mut self, end: AttemptEnd) -> TokenUsage {
        let mut usage = end.usage.believable();
        if end.partial && tells_no_input(&usage) {
            usage.input = self.estimated_input;
        }
        let Some(dispatched) = self.dispatched.take() else {
            return usage;
        };
        let took = dispatched.elapsed();
        self.upstream += took;
        if let Some(witness) = &mut self.witness {
            witness.attempt_ends(end.ttft);
        }
        let Some(record) = &mut self.record else {
            return usage;
        };
        record.usage_partial |= end.partial;
        let Some(attempt) = record.attempts.last_mut() else {
            return usage;
        };
        attempt.outcome = end.outcome;
        attempt.status = end.status;
        attempt.ttft_ms = end.ttft.map(millis);
        attempt.duration_ms = millis(took);
        attempt.usage = usage;
        attempt.extras = end.extras.believable();
        let call = Call {
            channel: &attempt.channel,
            model: &attempt.model_served,
            at_ms: attempt.started_at_ms,
        };
        let prices = self.prices.load();
        attempt.cost_nano_usd = prices.cost(&call, &usage, &attempt.extras);
        attempt.error = end.error;
        usage
    }

    /// The first content byte is about to go to the client: fixes what the client waited and what Routex added.
    pub fn commit(&mut self) {
        let Some(dispatched) = self.dispatched else {
            return;
        };
        if let Some(witness) = &mut self.witness {
            witness.commits();
        }
        let waited = self.arrived.elapsed();
        let upstream = self.upstream + dispatched.elapsed();
        if let Some(record) = &mut self.record {
            record.ttft_ms = Some(millis(waited));
            record.overhead_us = micros(waited.saturating_sub(upstream));
        }
    }

    /// Time spent waiting for providers so far, and what Routex added to it.
    pub fn timing(&self) -> Timing {
        let in_progress = self.dispatched.map_or(Duration::ZERO, |at| at.elapsed());
        let upstream = self.upstream + in_progress;
        Timing {
            upstream,
            routex: self.arrived.elapsed().saturating_sub(upstream),
        }
    }

    /// Hands the record to the ledger.
    pub fn finish(mut self, outcome: Outcome, status: Option<u16>, error: Option<String>) {
        self.close(outcome, status, error);
    }

    /// What the provider did not get of the request.
    pub fn dropped(&self) -> &str {
        &self.dropped
    }

    /// Who observes the request besides, if anybody does.
    pub fn witness(&self) -> Option<&Witness> {
        self.witness.as_deref()
    }

    pub fn record(&self) -> Option<&RequestRecord> {
        self.record.as_deref()
    }

    fn close(&mut self, outcome: Outcome, status: Option<u16>, error: Option<String>) {
        let timing = self.timing();
        let Some(mut record) = self.record.take() else {
            return;
        };
        record.outcome = outcome;
        record.status = status;
        record.error = error;
        record.duration_ms = millis(self.arrived.elapsed());
        if record.overhead_us == 0 {
            record.overhead_us = micros(timing.routex);
        }
        // What failed attempts used is paid for as well.
        record.usage = record.attempts.iter().map(|attempt| attempt.usage).sum();
        record.cost_nano_usd = AttemptRecord::total_cost(&record.attempts);
        if let Some(pass) = &mut self.pass {
            let tokens = record.usage.total();
            pass.used(tokens, record.cost_nano_usd, record.ended_at_ms());
        }
        if let Err(error) = self.journal.settle(&record) {
            // The ledger still gets the record; only a crash within the next moments would leave the attempt as unknown.
            tracing::error!(%error, request_id = %record.id, "journal did not take the end of a request");
        }
        if let Some(witness) = self.witness.take() {
            witness.finish(&record);
        }
        self.usage.record(record);
    }
}

impl Drop for Story {
    fn drop(&mut self) {
        if self.record.is_none() {
            return;
        }
        // Left while its intent was being written: nothing was sent.
        if self.dispatched.is_none()
            && let Some(record) = &mut self.record
        {
            record
                .attempts
                .pop_if(|attempt| attempt.outcome == Outcome::Unknown);
        }
        // The provider may have begun to answer, and charges for it.
        self.end_attempt(AttemptEnd {
            outcome: Outcome::ClientCancelled,
            status: None,
            ttft: None,
            usage: TokenUsage::default(),
            extras: Extras::default(),
            partial: self.estimated_input > 0,
            error: None,
        });
        self.close(Outcome::ClientCancelled, None, None);
    }
}

/// What `server-timing` tells.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Timing {
    pub upstream: Duration,
    pub routex: Duration,
}

/// An input that a cache served whole is told as well.
fn tells_no_input(usage: &TokenUsage) -> bool {
    usage.total() == usage.output
}

fn millis(duration: Duration) -> u32 {
    u32::try_from(duration.as_millis()).unwrap_or(u32::MAX)
}

fn micros(duration: Duration) -> u32 {
    u32::try_from(duration.as_micros()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_input_served_by_a_cache_is_not_estimated_on_top() {
        let cached = TokenUsage {
            cache_read: 9,
            output: 3,
            ..TokenUsage::default()
        };
        let silent = TokenUsage {
            cache_read: 0,
            ..cached
        };

        assert!(!tells_no_input(&cached));
        assert!(tells_no_input(&silent));
    }
}
