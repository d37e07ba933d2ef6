//! What must hold for whatever comes in, and the traps that golden files show badly.

mod answers;
mod generate;
mod odd_requests;
mod odd_streams;
mod round_trip;
mod survival;
mod written_requests;
mod written_streams;

use std::sync::Arc;

use routex_entity::Dialect;
use serde_json::Value;

use super::CODEC;
use crate::{
    codec::{Codec, Context, Features, Names, Purpose, Target, Written},
    endpoint::Endpoint,
    frames::Framing,
    hub::{Event, Request},
};

fn request(json: &Value) -> Request {
    CODEC
        .read_request(&Endpoint::ChatCompletions, json.to_string().as_bytes())
        .unwrap()
}

fn target(features: Features) -> Target<'static> {
    Target {
        model: "m",
        features,
        purpose: Purpose::Generate,
    }
}

fn written(request: &Request, features: Features) -> (Value, Written) {
    let written = CODEC.write_request(request, &target(features)).unwrap();
    (serde_json::from_slice(&written.body).unwrap(), written)
}

/// As it goes to a provider that can do everything.
fn body(request: &Request) -> Value {
    written(request, Features::all()).0
}

fn context(request: Request) -> Context {
    Context {
        request: Arc::new(request),
        names: Names::default(),
        id: "019a2b3c-4d5e".to_owned(),
        now: 1_795_435_200,
        estimated_input: 25,
        framing: Framing::Sse,
    }
}

/// What a Chat client gets that asked nothing special.
fn plain_context() -> Context {
    context(Request::new(Dialect::OpenaiChat, "asked"))
}

/// The events of a stream of these chunks, which ends as it should.
fn read(chunks: &[Value]) -> Vec<Event> {
    let mut reader = CODEC.read_stream();
    let mut events = Vec::new();
    for chunk in chunks {
        let data = chunk.to_string();
        reader.event(None, data.as_bytes(), &mut events).unwrap();
    }
    reader.finish(&mut events);
    events
}
