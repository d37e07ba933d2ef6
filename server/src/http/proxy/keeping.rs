//! Which translated answers are wanted once they are over, and who takes them.

use std::sync::Arc;

use routex_entity::Dialect;

use super::forward::Exchange;
use crate::protocol::{
    endpoint::Endpoint,
    hub::{self, Answer},
    translate::Return,
};

/// A translated answer that has come to its good end.
#[derive(Debug, Clone)]
pub struct Finished {
    pub answer: Answer,
    /// Its request and the way back, by which the client's form of it can be written once more.
    pub home: Return,
    /// Whose answer it is.
    pub client_key: Arc<str>,
}

/// Takes finished answers. Called on the request path: must not wait.
pub type Keeper = Arc<dyn Fn(Finished) + Send + Sync>;

/// What becomes of one answer when it is finished.
pub(super) struct Keeping {
    keeper: Keeper,
    home: Return,
    client_key: Arc<str>,
}

impl Exchange {
    /// What is to be done with the answer as a whole. `None`: nobody wants it.
    pub fn keeping(&self, home: &Return) -> Option<Keeping> {
        let keeper = self.proxy.keeper.as_ref()?;
        is_wanted(&self.endpoint, &home.context.request).then(|| Keeping {
            keeper: Arc::clone(keeper),
            home: home.clone(),
            client_key: Arc::clone(&self.route.client_key),
        })
    }
}

impl Keeping {
    pub fn finish(self, answer: Answer) {
        (self.keeper)(Finished {
            answer,
            home: self.home,
            client_key: self.client_key,
        });
    }
}

/// A response that may be asked for again, or reasoning that the client cannot carry into the next turn.
fn is_wanted(endpoint: &Endpoint, request: &hub::Request) -> bool {
    match endpoint.dialect() {
        Dialect::OpenaiResponses => {
            *endpoint == Endpoint::Responses && request.store != Some(false)
        }
        Dialect::OpenaiChat => !request.tools.is_empty(),
        Dialect::Anthropic | Dialect::Gemini => false,
    }
}
