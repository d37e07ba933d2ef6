//! OpenTelemetry: what became of a request, told to a collector as a trace and as metrics.
//!
//! Every request that is observed carries a `Witness`, which knows what the record does not: the trace it belongs to, and
//! moments more exact than milliseconds. At its end witness and record go into a bounded inbox; a thread of its own makes
//! spans and measurements of them and delivers them. Nothing waits for a collector, and while no endpoint is configured
//! there is no witness at all.

mod condition;
mod courier;
mod exporter;
mod inbox;
mod metrics;
mod names;
mod resource;
mod spans;
mod trace;
mod witness;

use std::{sync::Arc, time::Instant};

use actix_http::header::HeaderMap;

pub use self::{
    exporter::{Exporting, start},
    witness::Witness,
};
use self::{inbox::Inbox, trace::Trace};
use crate::protocol::endpoint::Endpoint;

/// Makes witnesses. Cheap to clone; the default makes none.
#[derive(Debug, Clone, Default)]
pub struct Otel(Option<Arc<Watch>>);

#[derive(Debug)]
struct Watch {
    inbox: Arc<Inbox>,
    /// The share of traces that begin here and are kept. `None`: there are no traces.
    sample_ratio: Option<f64>,
    metrics: bool,
}

impl Otel {
    /// Somebody to observe a request that `arrived` with these headers. `None`: nobody wants to know.
    pub fn witness(
        &self,
        endpoint: &Endpoint,
        headers: &HeaderMap,
        arrived: Instant,
    ) -> Option<Box<Witness>> {
        let watch = self.0.as_deref()?;
        let trace = watch.sample_ratio.map(|ratio| Trace::begin(headers, ratio));
        let inbox = Arc::clone(&watch.inbox);
        let witness = Witness::new(endpoint, arrived, trace, watch.metrics, inbox);
        Some(Box::new(witness))
    }
}
