//! Every metric in one list: what a scrape says before the samples, and what docs/en/metrics.md says.

use prometheus_client::{metrics::MetricType, registry::Unit};

/// A metric family.
#[derive(Debug, PartialEq, Eq)]
pub struct Metric {
    /// Without its unit and without `_total`.
    name: &'static str,
    pub kind: Kind,
    unit: Option<&'static str>,
    pub labels: &'static [&'static str],
    pub about: &'static str,
}

/// What the samples of a family mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Counter,
    Gauge,
    Histogram,
}

impl Kind {
    pub const fn label(self) -> &'static str {
        match self {
            Self::Counter => "counter",
            Self::Gauge => "gauge",
            Self::Histogram => "histogram",
        }
    }
}

impl From<Kind> for MetricType {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Counter => Self::Counter,
            Kind::Gauge => Self::Gauge,
            Kind::Histogram => Self::Histogram,
        }
    }
}

impl Metric {
    pub(super) fn stem(&self) -> &'static str {
        self.name
    }

    /// The name of the family, unit included.
    pub fn family(&self) -> String {
        match self.unit {
            Some(unit) => format!("{}_{unit}", self.name),
            None => self.name.to_owned(),
        }
    }

    /// The name that queries use; of a histogram, what its parts begin with.
    pub fn name(&self) -> String {
        let total = if self.kind == Kind::Counter {
            "_total"
        } else {
            ""
        };
        self.family() + total
    }

    pub(super) fn unit(&self) -> Option<Unit> {
        self.unit.map(|unit| match unit {
            "seconds" => Unit::Seconds,
            "bytes" => Unit::Bytes,
            other => Unit::Other(other.to_owned()),
        })
    }

    pub fn unit_name(&self) -> &'static str {
        self.unit.unwrap_or_default()
    }
}

macro_rules! catalog {
    ($(#[doc = $about:literal] $id:ident: $kind:ident $name:literal $(in $unit:literal)? [$($label:literal),*];)+) => {
        $(#[doc = $about] pub static $id: Metric = Metric {
            name: $name,
            kind: Kind::$kind,
            unit: unit!($($unit)?),
            labels: &[$($label),*],
            about: $about.trim_ascii(),
        };)+

        /// Every metric, in the order of a scrape.
        pub static ALL: &[&Metric] = &[$(&$id),+];
    };
}

macro_rules! unit {
    () => {
        None
    };
    ($unit:literal) => {
        Some($unit)
    };
}

catalog! {
    /// Requests that have ended, one for each row of the request log. `channel` is empty when none was asked.
    REQUESTS: Counter "routex_requests" ["endpoint", "dialect", "channel", "outcome"];
    /// Attempts that have ended, one for each request to a credential.
    ATTEMPTS: Counter "routex_attempts" ["channel", "outcome"];
    /// Attempts after the first of their request, by the channel that they went to.
    RETRIES: Counter "routex_retries" ["channel"];
    /// Requests that left a channel for another one, by the channel that they left.
    FAILOVERS: Counter "routex_failovers" ["channel"];
    /// Requests of conversations that were sent to a provider: `session` to where the conversation was served before, `pinned` to where something it names is kept, `placed` wherever the strategy or a failover led.
    SESSION_REQUESTS: Counter "routex_session_requests" ["placement"];

    /// From the arrival of a request to the first content byte of its answer. Answers without content are left out.
    TTFT: Histogram "routex_request_ttft" in "seconds" ["channel"];
    /// From the arrival of a request to the last byte of its answer.
    DURATION: Histogram "routex_request_duration" in "seconds" ["channel"];
    /// What Routex itself added before the first byte of an answer, waiting for room included. Requests that no provider was asked for are left out.
    OVERHEAD: Histogram "routex_request_overhead" in "seconds" [];
    /// From sending an attempt to its end.
    ATTEMPT_DURATION: Histogram "routex_attempt_duration" in "seconds" ["channel"];

    /// Tokens by kind; each token is counted once, so that kinds can be added up. `model` is the provider's name of it.
    TOKENS: Counter "routex_tokens" ["channel", "model", "kind"];
    /// The part of the output tokens that was spent on reasoning.
    REASONING_TOKENS: Counter "routex_reasoning_tokens" ["channel", "model"];
    /// Cost of attempts whose price is known.
    COST: Counter "routex_cost" in "usd" ["channel", "model"];
    /// Attempts that used tokens of a model without a price: their cost is in no sum.
    COST_UNKNOWN: Counter "routex_cost_unknown" ["channel", "model"];
    /// Requests that have ended, by the name of the client key.
    KEY_REQUESTS: Counter "routex_client_key_requests" ["client_key"];
    /// Tokens by the name of the client key.
    KEY_TOKENS: Counter "routex_client_key_tokens" ["client_key"];
    /// Known cost by the name of the client key.
    KEY_COST: Counter "routex_client_key_cost" in "usd" ["client_key"];

    /// 1 for the state that the channel is in, 0 for the others.
    CHANNEL_STATE: Gauge "routex_channel_state" ["channel", "state"];
    /// Attempts on their way.
    CHANNEL_IN_FLIGHT: Gauge "routex_channel_in_flight" ["channel"];
    /// Credentials by the state that they are in.
    CHANNEL_CREDENTIALS: Gauge "routex_channel_credentials" ["channel", "state"];
    /// Pairs of credential and model that were used lately, by the state of their breaker.
    CHANNEL_BREAKERS: Gauge "routex_channel_breakers" ["channel", "state"];
    /// Pairs of credential and model that wait because the provider asked to, or does not know the model.
    CHANNEL_COOLDOWNS: Gauge "routex_channel_cooldowns" ["channel"];
    /// Limits that the operator set: `rpm` requests a minute, `tpm` tokens a minute, `concurrency` attempts at once. Without a limit there is no series.
    CHANNEL_LIMIT: Gauge "routex_channel_limit" ["channel", "limit"];
    /// What is left of such a limit now.
    CHANNEL_LIMIT_REMAINING: Gauge "routex_channel_limit_remaining" ["channel", "limit"];
    /// Requests or tokens that the provider's own headers leave, less what was sent since: of each credential's scarcest model, added up. Without such headers there is no series.
    CHANNEL_UPSTREAM_REMAINING: Gauge "routex_channel_upstream_remaining" ["channel", "limit"];

    /// Requests that wait for room, at a channel or under the limits of their client key.
    QUEUE_WAITING: Gauge "routex_queue_waiting" ["queue"];
    /// Requests that wait for the router's answer.
    ROUTER_ASKS: Gauge "routex_router_asks" [];
    /// Messages that the router could not take.
    ROUTER_REFUSED: Counter "routex_router_refused" [];
    /// Finished requests in memory that wait to be written.
    LEDGER_WAITING: Gauge "routex_ledger_waiting" [];
    /// 1 while finished requests wait in the journal because the ledger could not take them.
    LEDGER_BEHIND: Gauge "routex_ledger_behind" [];
    /// Finished requests that the ledger could not take at once, and finds in the journal later.
    LEDGER_REFUSED: Counter "routex_ledger_refused" [];
    /// 1 when the part of Routex answered this scrape within a second.
    PART_RESPONDS: Gauge "routex_part_responds" ["part"];
    /// Requests that are not in the database yet, those in flight included.
    JOURNAL_ENTRIES: Gauge "routex_journal_entries" [];
    /// The same in bytes.
    JOURNAL_BYTES: Gauge "routex_journal" in "bytes" [];
    /// Bytes of the journal at which new requests are refused.
    JOURNAL_MAX: Gauge "routex_journal_max" in "bytes" [];
    /// Who listens to live events.
    EVENT_LISTENERS: Gauge "routex_event_listeners" [];
    /// Reloads of the configuration file: `applied`, `refused` because it has mistakes, or `failed`.
    CONFIG_RELOADS: Counter "routex_config_reloads" ["result"];
    /// 1 when `/health/ready` says that requests can be served.
    READY: Gauge "routex_ready" [];
    /// Always 1; the label tells what runs.
    BUILD_INFO: Gauge "routex_build_info" ["version"];

    /// CPU time of the process, user and system. This and the following are there on Linux only, but for the start.
    PROCESS_CPU: Counter "process_cpu" in "seconds" [];
    /// Memory of the process that is resident.
    PROCESS_RESIDENT: Gauge "process_resident_memory" in "bytes" [];
    /// Address space of the process.
    PROCESS_VIRTUAL: Gauge "process_virtual_memory" in "bytes" [];
    /// File descriptors that are open.
    PROCESS_FDS: Gauge "process_open_fds" [];
    /// File descriptors that may be open.
    PROCESS_MAX_FDS: Gauge "process_max_fds" [];
    /// Threads of the process.
    PROCESS_THREADS: Gauge "process_threads" [];
    /// When Routex started, since the Unix epoch.
    PROCESS_START: Gauge "process_start_time" in "seconds" [];
}
