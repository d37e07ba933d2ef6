//! Anthropic Messages.

mod meter;

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
pub(crate) struct Messages;

pub(crate) static CODEC: Messages = Messages;

impl Codec for Messages {
    fn read_request(&self, _endpoint: &Endpoint, _body: &[u8]) -> Result<Request, BadRequest> {
        Err(BadRequest::NoModel)
    }

    fn write_request(
        &self,
        _request: &Request,
        _target: &Target<'_>,
    ) -> Result<Written, Untranslatable> {
        Err(Untranslatable::new(
            "request",
            Dialect::Anthropic,
            "not yet",
        ))
    }

    fn read_answer(&self, body: &[u8]) -> Result<Answer, serde_json::Error> {
        serde_json::from_slice::<()>(body).map(|()| unreachable!())
    }

    fn write_answer(&self, _answer: &Answer, _context: &Context) -> Vec<u8> {
        Vec::new()
    }

    fn read_stream(&self) -> Box<dyn ReadEvents> {
        unreachable!()
    }

    fn write_stream(&self, _context: Arc<Context>) -> Box<dyn WriteEvents> {
        unreachable!()
    }

    fn read_count(&self, _body: &[u8]) -> Option<u64> {
        None
    }
}
