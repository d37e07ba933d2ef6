//! Round trips through the hub, and what other dialects' requests become.

mod answers;
mod calls;
mod generate;
mod requests;
mod survival;
mod traps;

use std::sync::Arc;

use routex_entity::Dialect;
use serde_json::Value;

use super::CODEC;
use crate::{
    Framing,
    codec::{Codec, Context, Features, Names, Purpose, Target, Untranslatable, Written},
    endpoint::{Endpoint, GeminiAction},
    hub::Request,
};

fn endpoint(action: GeminiAction) -> Endpoint {
    Endpoint::Gemini {
        model: "gemini-2.5-pro".to_owned(),
        action,
    }
}

fn read(body: &Value) -> Request {
    let body = body.to_string();
    CODEC
        .read_request(&endpoint(GeminiAction::Generate), body.as_bytes())
        .unwrap()
}

fn target(model: &str) -> Target<'_> {
    Target {
        model,
        features: Features::all(),
        purpose: Purpose::Generate,
    }
}

fn write(request: &Request, target: &Target<'_>) -> Result<(Value, Written), Untranslatable> {
    let written = CODEC.write_request(request, target)?;
    let body = serde_json::from_slice(&written.body).unwrap();
    Ok((body, written))
}

/// The body that a model of this name gets.
fn body(request: &Request, model: &str) -> Value {
    write(request, &target(model)).unwrap().0
}

/// Of an answer to a Gemini client.
fn context(framing: Framing) -> Arc<Context> {
    Arc::new(Context {
        request: Arc::new(Request::new(Dialect::Gemini, "asked-model")),
        names: Names::default(),
        id: "0-1".to_owned(),
        now: 0,
        estimated_input: 7,
        framing,
    })
}
