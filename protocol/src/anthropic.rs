//! Anthropic Messages.
//!
//! `read_request` and `write_request` go between the wire and the hub for requests, `read_answer` and `write_answer` for
//! complete answers, `read_stream` and `write_stream` for events. `read_block` and `block` are the two ends of a content
//! block, which requests and answers share. `meter` counts what passes untranslated.

mod block;
mod end;
mod foreign_seals;
mod members;
mod meter;
mod model;
mod read_answer;
mod read_block;
mod read_request;
mod read_stream;
mod said;
mod usage;
mod write_answer;
mod write_request;
mod write_stream;

use std::sync::Arc;

use routex_entity::Dialect;
use serde::Deserialize;

pub(crate) use meter::*;

use crate::{
    codec::{Codec, Context, ReadEvents, Target, Untranslatable, WriteEvents, Written},
    endpoint::Endpoint,
    hub::{Answer, Request},
    request::BadRequest,
};

/// Reads and writes the dialect.
#[derive(Debug)]
pub(crate) struct Messages;

pub(crate) static CODEC: Messages = Messages;

impl Codec for Messages {
    fn read_request(&self, _endpoint: &Endpoint, body: &[u8]) -> Result<Request, BadRequest> {
        read_request::read(body)
    }

    fn may_leave(&self, request: &Request, to: Dialect) -> Result<(), Untranslatable> {
        match request.max_output {
            Some(0) => {
                let why =
                    "0 fills Anthropic's cache without an answer; ask for one, or ask Anthropic";
                Err(Untranslatable::new("max_tokens", to, why))
            }
            _ => Ok(()),
        }
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
        #[derive(Deserialize)]
        struct Count {
            input_tokens: u64,
        }
        let count: Count = serde_json::from_slice(body).ok()?;
        Some(count.input_tokens)
    }
}

#[cfg(test)]
mod tests;
