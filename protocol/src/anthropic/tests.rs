//! The codec as a whole.

mod answers;
mod documented;
mod forced;
mod never_panics;
mod requests;
mod round_trip;
mod streams;
mod thinking;
mod turns;

use std::sync::Arc;

use routex_entity::Dialect;
use serde_json::Value;

use super::CODEC;
use crate::{
    Framing,
    codec::{Codec, Context, Feature, Features, Names, Purpose, Target, Untranslatable, Written},
    endpoint::Endpoint,
    hub::Request,
};

/// Reads a request of the dialect.
fn read(request: &Value) -> Request {
    CODEC
        .read_request(&Endpoint::Messages, request.to_string().as_bytes())
        .unwrap()
}

fn target(model: &str) -> Target<'_> {
    Target {
        model,
        features: Features::all(),
        purpose: Purpose::Generate,
    }
}

/// What a provider with every feature but these gets.
fn write_without(
    lacks: &[Feature],
    model: &str,
    request: &Request,
) -> Result<Written, Untranslatable> {
    let features = lacks
        .iter()
        .fold(Features::all(), |all, lacks| all.without(*lacks));
    let target = Target {
        features,
        ..target(model)
    };
    CODEC.write_request(request, &target)
}

/// What a model gets, and what is left behind.
fn written(model: &str, request: &Request) -> (Value, Vec<String>) {
    let written = write_without(&[], model, request).unwrap();
    let body = serde_json::from_slice(&written.body).unwrap();
    (body, written.dropped.names().to_vec())
}

fn context(client: Dialect) -> Arc<Context> {
    Arc::new(Context {
        request: Arc::new(Request::new(client, "asked-model")),
        names: Names::default(),
        id: "019a-b".to_owned(),
        now: 1_795_435_200,
        estimated_input: 25,
        framing: Framing::Sse,
    })
}
