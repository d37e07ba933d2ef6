//! OpenAI Chat Completions, and the endpoints that go with it.
//!
//! Everybody imitates this dialect and everybody differently, so that it is read with patience and written with care: to
//! OpenAI what OpenAI knows, to others what all of them know.

mod annotation;
mod finish;
mod grammar;
mod joint;
mod meter;
mod read_answer;
mod read_request;
mod read_stream;
mod usage;
mod wire;
mod write_answer;
mod write_request;
mod write_stream;

#[cfg(test)]
mod tests;

use std::sync::Arc;

pub(crate) use meter::*;
use routex_entity::Dialect;
use serde_json::Value;

use crate::{
    codec::{Codec, Context, ReadEvents, Target, Untranslatable, WriteEvents, Written},
    endpoint::Endpoint,
    hub::{Answer, Request},
    request::BadRequest,
};

/// Reads and writes the dialect.
#[derive(Debug)]
pub(crate) struct Chat;

pub(crate) static CODEC: Chat = Chat;

impl Codec for Chat {
    fn read_request(&self, _endpoint: &Endpoint, body: &[u8]) -> Result<Request, BadRequest> {
        read_request::read(body)
    }

    fn may_leave(&self, request: &Request, to: Dialect) -> Result<(), Untranslatable> {
        let modalities = request.extras.get("modalities").and_then(Value::as_array);
        // Who wants to hear is not served with a text.
        if modalities.is_some_and(|wanted| wanted.iter().any(|modality| modality != "text")) {
            let why = "only OpenAI Chat Completions answers in speech; ask for text, or use a model whose provider speaks it";
            return Err(Untranslatable::new("modalities", to, why));
        }
        // A grammar, say, which only some servers of this dialect know.
        if request.extras.contains_key("response_format") {
            let why = "its type is known to some servers of OpenAI Chat Completions only; ask for json_schema";
            return Err(Untranslatable::new("response_format", to, why));
        }
        Ok(())
    }

    fn write_request(
        &self,
        request: &Request,
        target: &Target<'_>,
    ) -> Result<Written, Untranslatable> {
        write_request::write(request, target)
    }

    fn read_answer(&self, body: &[u8]) -> Result<Answer, serde_json::Error> {
        read_answer::read(body)
    }

    fn write_answer(&self, answer: &Answer, context: &Context) -> Vec<u8> {
        write_answer::write(answer, context)
    }

    fn read_stream(&self) -> Box<dyn ReadEvents> {
        Box::<read_stream::Reader>::default()
    }

    fn write_stream(&self, context: Arc<Context>) -> Box<dyn WriteEvents> {
        Box::new(write_stream::Writer::new(context))
    }

    fn read_count(&self, _body: &[u8]) -> Option<u64> {
        // The dialect has no call for it.
        None
    }
}
