//! Who tells it: this installation, this version, this process.

use opentelemetry::{Key, KeyValue, Value};
use opentelemetry_sdk::{
    Resource,
    resource::{EnvResourceDetector, ResourceDetector as _},
};
use uuid::Uuid;

use crate::config::TelemetrySettings;

const NAME: Key = Key::from_static_str("service.name");
const INSTANCE: Key = Key::from_static_str("service.instance.id");
const VERSION: Key = Key::from_static_str("service.version");

/// What `OTEL_RESOURCE_ATTRIBUTES` tells, completed.
pub(super) fn resource(settings: &TelemetrySettings) -> Resource {
    let told = EnvResourceDetector::new().detect();
    let instance = told
        .get(&INSTANCE)
        .unwrap_or_else(|| Value::from(Uuid::now_v7().to_string()));
    // A name that was chosen for Routex stands above one for everything in this environment, the default does not.
    let chosen = settings.service_name != TelemetrySettings::default().service_name;
    let name = told
        .get(&NAME)
        .filter(|_| !chosen)
        .unwrap_or_else(|| Value::from(settings.service_name.clone()));
    Resource::builder()
        .with_attributes([
            KeyValue::new(NAME, name),
            KeyValue::new(VERSION, env!("CARGO_PKG_VERSION")),
            KeyValue::new(INSTANCE, instance),
        ])
        .build()
}
