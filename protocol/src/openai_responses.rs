//! OpenAI Responses.

mod annotations;
mod calls;
mod foreign_seals;
mod media;
mod members;
mod meter;
mod namespace;
mod output;
mod read_answer;
mod read_item;
mod read_request;
mod read_stream;
mod response;
mod state;
mod usage;
mod write_answer;
mod write_request;
mod write_stream;

use std::sync::Arc;

pub(crate) use meter::*;

use routex_entity::Dialect;

use crate::{
    codec::{Codec, Context, ReadEvents, Target, Untranslatable, WriteEvents, Written},
    endpoint::Endpoint,
    hub::{Answer, Request},
    json::Count,
    request::BadRequest,
};

/// Reads and writes the dialect.
#[derive(Debug)]
pub(crate) struct Responses;

pub(crate) static CODEC: Responses = Responses;

impl Codec for Responses {
    fn read_request(&self, _endpoint: &Endpoint, body: &[u8]) -> Result<Request, BadRequest> {
        read_request::read(body)
    }

    fn may_leave(&self, request: &Request, to: Dialect) -> Result<(), Untranslatable> {
        state::check(request, to)
    }

    fn without_foreign_seals(&self, body: &[u8], _model: &str) -> Option<Vec<u8>> {
        foreign_seals::remove(body)
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
        Box::new(read_stream::Reader::default())
    }

    fn write_stream(&self, context: Arc<Context>) -> Box<dyn WriteEvents> {
        Box::new(write_stream::Writer::new(context))
    }

    fn read_count(&self, body: &[u8]) -> Option<u64> {
        #[derive(serde::Deserialize)]
        struct Counted {
            input_tokens: Count,
        }
        let Counted {
            input_tokens: Count(tokens),
        } = serde_json::from_slice(body).ok()?;
        Some(tokens)
    }
}

#[cfg(test)]
mod tests;
