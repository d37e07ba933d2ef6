//! Google Gemini.

mod call_ids;
mod end;
mod extras;
mod foreign_seals;
mod media;
mod meter;
mod modalities;
mod model;
mod parts;
mod read_answer;
mod read_request;
mod read_stream;
mod schema;
mod usage;
mod wire;
mod write_answer;
mod write_request;
mod write_stream;

use std::sync::Arc;

use routex_entity::Dialect;

pub(crate) use meter::*;

use crate::{
    codec::{Codec, Context, ReadEvents, Target, Untranslatable, WriteEvents, Written},
    endpoint::Endpoint,
    hub::{Answer, Request},
    request::BadRequest,
};

/// Reads and writes the dialect.
#[derive(Debug)]
pub(crate) struct Gemini;

pub(crate) static CODEC: Gemini = Gemini;

impl Codec for Gemini {
    fn read_request(&self, endpoint: &Endpoint, body: &[u8]) -> Result<Request, BadRequest> {
        read_request::read(endpoint, body)
    }

    fn may_leave(&self, request: &Request, to: Dialect) -> Result<(), Untranslatable> {
        if request.extras.contains_key("cachedContent") {
            let why = "the cache is kept by Google for one account; send its contents instead";
            return Err(Untranslatable::new("cachedContent", to, why));
        }
        if request
            .extras
            .contains_key("generationConfig.responseMimeType")
        {
            let what = "generationConfig.responseMimeType";
            let why = "it cannot be held to that type; ask for application/json or plain text, or a Gemini model";
            return Err(Untranslatable::new(what, to, why));
        }
        if extras::wants_other_than_text(&request.extras) {
            let what = "generationConfig.responseModalities";
            let why = "it answers with text only; ask for a Gemini model";
            return Err(Untranslatable::new(what, to, why));
        }
        Ok(())
    }

    fn without_foreign_seals(&self, body: &[u8], model: &str) -> Option<Vec<u8>> {
        foreign_seals::remove(body, model)
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

    fn read_count(&self, body: &[u8]) -> Option<u64> {
        #[derive(serde::Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Counted {
            total_tokens: u64,
        }
        let counted: Counted = serde_json::from_slice(body).ok()?;
        Some(counted.total_tokens)
    }
}

#[cfg(test)]
mod tests;
