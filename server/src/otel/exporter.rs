//! The telemetry thread: takes finished requests, makes spans and measurements of them, and has them delivered.

use std::{collections::HashMap, sync::Arc, time::Duration};

use actix::Arbiter;
use anyhow::Context as _;
use opentelemetry::{InstrumentationScope, metrics::MeterProvider as _};
use opentelemetry_otlp::{
    Compression, MetricExporter, Protocol, RetryPolicy, SpanExporter, WithExportConfig,
    WithHttpConfig,
};
use opentelemetry_sdk::{
    Resource,
    metrics::{PeriodicReader, SdkMeterProvider},
    trace::{SpanData, SpanExporter as _},
};
use tokio::sync::{
    mpsc::{self, error::TrySendError},
    oneshot, watch,
};
use url::Url;

use super::{
    Otel, Watch,
    courier::{Courier, Manner, courier},
    inbox::Inbox,
    metrics::Instruments,
    resource::resource,
    spans::spans,
};
use crate::config::TelemetrySettings;

/// How long finished requests wait for others.
const PATIENCE: Duration = Duration::from_millis(500);
/// Spans that wait for their delivery, at most.
const BACKLOG: usize = 8192;
/// Spans that are delivered at once, at most.
const BATCH: usize = 512;
/// What may be spent at the end on delivering what is left.
const GRACE: Duration = Duration::from_secs(5);
const SCOPE: &str = "routex";

/// The exporting that is under way. The default exports nothing.
#[derive(Default)]
pub struct Exporting(Option<Running>);

struct Running {
    inbox: Arc<Inbox>,
    closing: watch::Sender<bool>,
    /// Every span is delivered or given up.
    done: oneshot::Receiver<()>,
    meters: Option<SdkMeterProvider>,
    arbiter: Arbiter,
}

/// Starts exporting when an endpoint is configured. The first makes the witnesses, the second is for the end.
///
/// # Errors
/// When the exporters cannot be made.
pub fn start(settings: &TelemetrySettings) -> anyhow::Result<(Otel, Exporting)> {
    if !settings.is_on() {
        return Ok((Otel::default(), Exporting::default()));
    }
    let arbiter = Arbiter::new();
    let (closing, heard) = watch::channel(false);
    let inbox = Arc::<Inbox>::default();
    let resource = resource(settings);
    let places = Places {
        settings,
        arbiter: &arbiter,
        closing: heard,
    };
    let traces = match &settings.traces {
        Some(url) => Some(places.span_exporter(url, &resource)?),
        None => None,
    };
    let meters = match &settings.metrics {
        Some(url) => Some(places.meters(url, resource)?),
        None => None,
    };
    let meter = |meters: &SdkMeterProvider| meters.meter_with_scope(scope());
    let instruments = meters
        .as_ref()
        .map(|meters| Instruments::new(&meter(meters), &inbox));

    let (finished, done) = oneshot::channel();
    let watched = Arc::clone(&inbox);
    arbiter.spawn(async move {
        work(&watched, traces, instruments).await;
        // At the end nobody may wait any more.
        let _ = finished.send(());
    });
    let otel = Otel(Some(Arc::new(Watch {
        inbox: Arc::clone(&inbox),
        sample_ratio: settings.traces.as_ref().map(|_| settings.sample_ratio),
        metrics: settings.metrics.is_some(),
    })));
    let running = Running {
        inbox,
        closing,
        done,
        meters,
        arbiter,
    };
    Ok((otel, Exporting(Some(running))))
}

impl Exporting {
    /// Delivers what is left, within a grace.
    pub async fn stop(self) {
        let Some(running) = self.0 else { return };
        let Running {
            inbox,
            closing,
            done,
            meters,
            arbiter,
        } = running;
        inbox.close();
        closing.send_replace(true);
        let rest = async {
            // It ends without a word only when its thread has died.
            let _ = done.await;
            if let Some(meters) = meters {
                let last = move || meters.shutdown_with_timeout(GRACE);
                let _ = tokio::task::spawn_blocking(last).await;
            }
        };
        if tokio::time::timeout(GRACE, rest).await.is_err() {
            tracing::warn!("the end of the telemetry could not be delivered in time");
        }
        let lost = inbox.lost();
        if lost > 0 {
            tracing::warn!(spans = lost, "telemetry was lost since the start");
        }
        arbiter.stop();
    }
}

/// What exporters are made of.
struct Places<'a> {
    settings: &'a TelemetrySettings,
    arbiter: &'a Arbiter,
    closing: watch::Receiver<bool>,
}

impl Places<'_> {
    fn span_exporter(&self, url: &Url, resource: &Resource) -> anyhow::Result<SpanExporter> {
        let builder = SpanExporter::builder().with_http();
        let mut exporter = self
            .configured(builder, "traces", url)
            .build()
            .context("cannot export traces")?;
        exporter.set_resource(resource);
        Ok(exporter)
    }

    fn meters(&self, url: &Url, resource: Resource) -> anyhow::Result<SdkMeterProvider> {
        let builder = MetricExporter::builder().with_http();
        let exporter = self
            .configured(builder, "metrics", url)
            .build()
            .context("cannot export metrics")?;
        let reader = PeriodicReader::builder(exporter)
            .with_interval(self.settings.metrics_interval)
            .build();
        Ok(SdkMeterProvider::builder()
            .with_resource(resource)
            .with_reader(reader)
            .build())
    }

    fn configured<B: WithExportConfig + WithHttpConfig>(
        &self,
        builder: B,
        signal: &'static str,
        url: &Url,
    ) -> B {
        let settings = self.settings;
        let headers: HashMap<String, String> = settings
            .headers
            .iter()
            .filter_map(|(name, value)| Some((name.to_string(), value.to_str().ok()?.to_owned())))
            .collect();
        let builder = builder
            .with_http_client(self.courier(signal, url))
            .with_endpoint(url.as_str())
            .with_protocol(Protocol::HttpBinary)
            .with_timeout(settings.timeout)
            .with_headers(headers)
            // The courier knows better: its waiting holds up no thread, and ends when Routex stops.
            .with_retry_policy(RetryPolicy::disabled());
        match settings.gzip {
            true => builder.with_compression(Compression::Gzip),
            false => builder,
        }
    }

    fn courier(&self, signal: &'static str, url: &Url) -> Courier {
        let (courier, rounds) = courier();
        let manner = Manner::new(signal, url, self.settings, self.closing.clone());
        self.arbiter.spawn_fn(move || {
            actix_rt::spawn(rounds.make(manner));
        });
        courier
    }
}

fn scope() -> InstrumentationScope {
    InstrumentationScope::builder(SCOPE)
        .with_version(env!("CARGO_PKG_VERSION"))
        .build()
}

/// Until the inbox is closed and everything in it is delivered or given up.
async fn work(inbox: &Arc<Inbox>, traces: Option<SpanExporter>, mut metrics: Option<Instruments>) {
    let scope = scope();
    let (backlog, shipping) = match traces {
        Some(exporter) => {
            let (backlog, waiting) = mpsc::channel(BACKLOG);
            let shipping = actix_rt::spawn(ship(exporter, waiting, Arc::clone(inbox)));
            (Some(backlog), Some(shipping))
        }
        None => (None, None),
    };
    while let Some(requests) = inbox.take(PATIENCE).await {
        for finished in requests {
            if let Some(metrics) = &mut metrics {
                metrics.observe(&finished);
            }
            let Some(backlog) = &backlog else { continue };
            let spans = spans(&finished, &scope);
            // A trace goes whole or not at all.
            match backlog.try_reserve_many(spans.len()) {
                Ok(room) => room.zip(spans).for_each(|(place, span)| place.send(span)),
                Err(TrySendError::Full(()) | TrySendError::Closed(())) => inbox.lose(spans.len()),
            }
        }
    }
    drop(backlog);
    if let Some(shipping) = shipping {
        // It fails only by a panic, which was told.
        let _ = shipping.await;
    }
}

async fn ship(exporter: SpanExporter, mut waiting: mpsc::Receiver<SpanData>, inbox: Arc<Inbox>) {
    let mut batch = Vec::with_capacity(BATCH);
    while waiting.recv_many(&mut batch, BATCH).await > 0 {
        let spans = batch.len();
        if exporter.export(std::mem::take(&mut batch)).await.is_err() {
            inbox.lose(spans);
        }
    }
}
