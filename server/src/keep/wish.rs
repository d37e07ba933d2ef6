//! What is to be kept of an answer, decided before it is asked for.

use std::sync::Arc;

use bytes::Bytes;
use routex_entity::Dialect;
use uuid::Uuid;

use super::Keeper;
use crate::protocol::{
    codec::{Context, codec},
    hub::{Answer, Request},
    kept,
    session::{KEPT_RESPONSE, Session},
};

/// Bytes of a request whose response is kept.
const MAX_BODY: usize = 16 * 1024 * 1024;

/// What is to be kept of the answer to a request that is translated.
#[derive(Clone)]
pub struct Wish {
    keeper: Keeper,
    client_key: Uuid,
    what: What,
}

#[derive(Clone)]
enum What {
    /// The response and everything before it.
    Response {
        session: Option<String>,
        /// The client's request, with what it goes on from in it.
        body: Bytes,
    },
    Reasoning,
}

impl Keeper {
    /// What is to be kept of the answer to a request that goes to translation; `None` if nothing. `body`: the request as
    /// `request` was read from it. A response that will not be kept is to say so: then `store` becomes false.
    pub fn wish(
        &self,
        client_key: Uuid,
        session: Option<&Session>,
        request: &mut Request,
        body: &Bytes,
    ) -> Option<Wish> {
        let what = match request.origin {
            Dialect::OpenaiResponses => {
                if !self.keeps_responses() || body.len() > MAX_BODY {
                    request.store = Some(false);
                }
                if request.store == Some(false) {
                    return None;
                }
                What::Response {
                    session: session.map(|session| session.id.clone()),
                    body: body.clone(),
                }
            }
            Dialect::OpenaiChat if !request.tools.is_empty() => What::Reasoning,
            Dialect::OpenaiChat | Dialect::Anthropic | Dialect::Gemini => return None,
        };
        Some(Wish {
            keeper: self.clone(),
            client_key,
            what,
        })
    }
}

/// A wish for one answer. Whoever translates the answer hands over the whole of it.
pub struct Errand {
    wish: Wish,
    context: Arc<Context>,
}

impl Wish {
    /// For the answer that is translated with this context.
    pub fn of(self, context: &Arc<Context>) -> Errand {
        Errand {
            wish: self,
            context: Arc::clone(context),
        }
    }
}

impl Errand {
    /// Keeps what was wished for of a complete answer. Waits for nothing.
    pub fn fulfil(self, answer: &Answer) {
        let Self { wish, context } = self;
        let Wish {
            keeper,
            client_key,
            what,
        } = wish;
        let (session, body) = match what {
            What::Reasoning => return keeper.keep_reasoning(client_key, answer),
            What::Response { session, body } => (session, body),
        };
        let response = codec(Dialect::OpenaiResponses).write_answer(answer, &context);
        match kept::keep(session.as_deref(), &body, &response) {
            Ok(kept) => {
                let id = context.id(KEPT_RESPONSE, 0);
                keeper.keep_response(client_key, &id, kept);
            }
            Err(error) => tracing::error!(%error, "a response is not kept"),
        }
    }
}
