//! Who observes one request from its arrival to its end.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use actix_http::header::HeaderMap;
use opentelemetry::SpanId;
use routex_entity::{Dialect, RequestRecord};

use super::{
    inbox::{Finished, Inbox},
    names,
    trace::{self, Trace},
};
use crate::{
    channel::{ChannelSpec, Lease},
    protocol::endpoint::Endpoint,
};

/// Observes a request. What is told is what was true when it was told: nothing is reckoned here.
#[derive(Debug)]
pub struct Witness {
    account: Account,
    metrics: bool,
    inbox: Arc<Inbox>,
}

/// What is known of a request besides its record.
#[derive(Debug)]
pub(super) struct Account {
    pub operation: &'static str,
    /// HTTP method.
    pub method: &'static str,
    pub arrived: Instant,
    /// When the first content byte was ready for the client.
    pub first_content: Option<Instant>,
    /// `None`: there are no traces.
    pub trace: Option<Trace>,
    /// In the order of the record's attempts.
    pub tries: Vec<Try>,
}

/// What is known of an attempt besides its record.
#[derive(Debug)]
pub(super) struct Try {
    pub span: SpanId,
    pub channel: Arc<ChannelSpec>,
    pub dialect: Dialect,
    pub began: Instant,
    /// From `began` to the first content byte.
    pub first_content: Option<Duration>,
    pub ended: Option<Instant>,
}

impl Witness {
    pub(super) fn new(
        endpoint: &Endpoint,
        arrived: Instant,
        trace: Option<Trace>,
        metrics: bool,
        inbox: Arc<Inbox>,
    ) -> Self {
        Self {
            account: Account {
                operation: names::operation(endpoint),
                method: endpoint.method(),
                arrived,
                first_content: None,
                trace,
                tries: Vec::new(),
            },
            metrics,
            inbox,
        }
    }

    /// An attempt is about to be sent.
    pub fn attempt_begins(&mut self, lease: &Lease) {
        self.account.tries.push(Try {
            span: trace::new_span(),
            channel: Arc::clone(&lease.channel),
            dialect: lease.dialect,
            began: Instant::now(),
            first_content: None,
            ended: None,
        });
    }

    /// The attempt that began last has ended. `first_content`: from its beginning.
    pub fn attempt_ends(&mut self, first_content: Option<Duration>) {
        if let Some(last) = self.account.tries.last_mut() {
            last.first_content = first_content;
            last.ended = Some(Instant::now());
        }
    }

    /// The first content byte is about to go to the client.
    pub fn commits(&mut self) {
        self.account.first_content = Some(Instant::now());
    }

    /// Names the attempt that began last in a request to its provider, so that the provider's trace hangs below it.
    pub fn introduce(&self, headers: &mut HeaderMap) {
        if let (Some(trace), Some(last)) = (&self.account.trace, self.account.tries.last()) {
            trace.put_into(headers, last.span);
        }
    }

    /// For log lines.
    pub fn trace_id(&self) -> Option<impl std::fmt::Display + use<>> {
        self.account.trace.as_ref().map(|trace| trace.id)
    }

    /// The request has ended, and this is its record. Never waits.
    pub fn finish(self, record: &RequestRecord) {
        let sampled = self
            .account
            .trace
            .as_ref()
            .is_some_and(|trace| trace.sampled);
        if sampled || self.metrics {
            self.inbox.put(Finished::now(record.clone(), self.account));
        }
    }
}
