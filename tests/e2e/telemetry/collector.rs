//! A receiver of OTLP over HTTP that reads what it gets by the published protocol.

use std::{collections::BTreeMap, io::Read, sync::Arc};

use flate2::read::GzDecoder;
use opentelemetry_proto::tonic::{
    collector::{
        metrics::v1::ExportMetricsServiceRequest,
        trace::v1::{ExportTraceServiceRequest, ExportTraceServiceResponse},
    },
    common::v1::{AnyValue, KeyValue, any_value::Value},
    metrics::v1::{Metric, metric::Data, number_data_point},
    resource::v1::Resource,
    trace::v1::Span,
};
use prost::Message;
use routex_tests::{FakeProvider, Reply, Seen};

pub struct Collector(FakeProvider);

pub type Attributes = BTreeMap<String, String>;

impl Collector {
    /// Takes everything.
    pub async fn start() -> Self {
        Self(FakeProvider::always(taken()).await)
    }

    /// Answers with these first.
    pub async fn that_first(replies: impl IntoIterator<Item = Reply>) -> Self {
        let collector = Self::start().await;
        for reply in replies {
            collector.0.enqueue(reply);
        }
        collector
    }

    pub async fn that_always(reply: Reply) -> Self {
        Self(FakeProvider::always(reply).await)
    }

    pub fn url(&self) -> String {
        self.0.url()
    }

    pub fn count(&self) -> usize {
        self.0.count()
    }

    pub async fn wait_for(&self, deliveries: usize) -> Vec<Arc<Seen>> {
        self.0.wait_for_seen(deliveries).await
    }

    pub fn deliveries(&self) -> Vec<Arc<Seen>> {
        self.0.seen()
    }

    /// Every span that came, the same one as often as it came.
    pub fn spans(&self) -> Vec<Span> {
        let requests = self.of("/v1/traces").into_iter();
        requests
            .flat_map(|body| {
                ExportTraceServiceRequest::decode(&body[..])
                    .unwrap()
                    .resource_spans
            })
            .flat_map(|part| part.scope_spans)
            .flat_map(|part| part.spans)
            .collect()
    }

    /// Who the spans came from.
    pub fn resource(&self) -> Attributes {
        let body = &self.of("/v1/traces")[0];
        let request = ExportTraceServiceRequest::decode(&body[..]).unwrap();
        let resource: Resource = request.resource_spans[0].resource.clone().unwrap();
        attributes(&resource.attributes)
    }

    /// The metrics of the last delivery, by name.
    pub fn metrics(&self) -> BTreeMap<String, Metric> {
        let body = self.of("/v1/metrics").pop().unwrap_or_default();
        let request = ExportMetricsServiceRequest::decode(&body[..]).unwrap();
        request
            .resource_metrics
            .into_iter()
            .flat_map(|part| part.scope_metrics)
            .flat_map(|part| part.metrics)
            .map(|metric| (metric.name.clone(), metric))
            .collect()
    }

    fn of(&self, path: &str) -> Vec<Vec<u8>> {
        let seen = self.0.seen().into_iter();
        seen.filter(|seen| seen.path() == path)
            .map(|seen| {
                assert_eq!(seen.method, "POST");
                assert_eq!(seen.header("content-type"), Some("application/x-protobuf"));
                unpacked(&seen)
            })
            .collect()
    }
}

/// A delivery that was taken.
pub fn taken() -> Reply {
    partly_taken(0, "")
}

/// A delivery of which some was refused.
pub fn partly_taken(refused: i64, why: &str) -> Reply {
    use opentelemetry_proto::tonic::collector::trace::v1::ExportTracePartialSuccess;
    let partial = ExportTracePartialSuccess {
        rejected_spans: refused,
        error_message: why.to_owned(),
    };
    let answer = ExportTraceServiceResponse {
        partial_success: (refused > 0).then_some(partial),
    };
    Reply::status(200)
        .header("content-type", "application/x-protobuf")
        .piece(answer.encode_to_vec())
}

fn unpacked(seen: &Seen) -> Vec<u8> {
    match seen.header("content-encoding") {
        None => seen.body.to_vec(),
        Some("gzip") => {
            let mut plain = Vec::new();
            GzDecoder::new(&seen.body[..])
                .read_to_end(&mut plain)
                .unwrap();
            plain
        }
        Some(other) => panic!("{other} was not asked for"),
    }
}

pub fn attributes(pairs: &[KeyValue]) -> Attributes {
    let shown = |value: &AnyValue| match value.value.as_ref().unwrap() {
        Value::StringValue(text) => text.clone(),
        Value::IntValue(number) => number.to_string(),
        Value::DoubleValue(number) => number.to_string(),
        Value::BoolValue(yes) => yes.to_string(),
        other => panic!("{other:?} is not expected in an attribute"),
    };
    pairs
        .iter()
        .map(|pair| (pair.key.clone(), shown(pair.value.as_ref().unwrap())))
        .collect()
}

/// The series of a metric: attributes, how often it was measured, and the sum.
pub fn series(metric: &Metric) -> Vec<(Attributes, u64, f64)> {
    match metric.data.as_ref().unwrap() {
        Data::Histogram(histogram) => histogram
            .data_points
            .iter()
            .map(|point| {
                let sum = point.sum.unwrap_or_default();
                (attributes(&point.attributes), point.count, sum)
            })
            .collect(),
        Data::Sum(sum) => sum
            .data_points
            .iter()
            .map(|point| match point.value {
                Some(number_data_point::Value::AsInt(number)) => {
                    (attributes(&point.attributes), 1, number as f64)
                }
                ref other => panic!("{other:?} is no count"),
            })
            .collect(),
        other => panic!("{other:?} is not expected"),
    }
}
