//! What holds for all requests, answers and streams.

mod answers;
mod any;
mod homecoming;
mod json;
mod never_panics;
mod requests;
mod streams;
mod traps;

use std::sync::Arc;

use routex_entity::Dialect;

use crate::{
    Framing,
    codec::{Context, Features, Names, Purpose, Target},
    hub::Request,
};

const ALL: Target<'static> = Target {
    model: "gpt-6-sol",
    features: Features::all(),
    purpose: Purpose::Generate,
};

fn context(request: Request) -> Context {
    Context {
        request: Arc::new(request),
        names: Names::default(),
        id: "019a2b3c-4d5e-7f60-8192-a3b4c5d6e7f8".to_owned(),
        now: 1_795_435_200,
        estimated_input: 25,
        framing: Framing::Sse,
    }
}

fn plain_context() -> Context {
    context(Request::new(Dialect::OpenaiResponses, "asked-model"))
}
