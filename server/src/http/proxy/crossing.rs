//! Going to a provider that speaks another dialect than the client.

use std::sync::Arc;

use actix_web::web::Bytes;

use super::forward::{Exchange, InTheHub};
use crate::{
    channel::Lease,
    keep::Errand,
    protocol::{
        codec::{Context, Purpose, Target, Untranslatable},
        endpoint::Endpoint,
        error::ApiError,
        kept::portable,
        request::BadRequest,
        splice,
        translate::{self, Return},
    },
};

/// How a request gets to the provider of a lease.
pub(super) enum Passage {
    /// They speak the same dialect: as it is.
    Straight,
    Across(Box<Crossing>),
    /// The provider cannot be asked how many tokens the request has.
    Uncountable,
}

/// A request in the provider's dialect, and the way back of its answer.
pub(super) struct Crossing {
    /// The provider's.
    pub endpoint: Endpoint,
    /// Without its question mark.
    pub query: &'static str,
    pub body: Bytes,
    /// What could not be carried, as `x-routex-dropped` tells it.
    pub dropped: String,
    pub home: Return,
    /// What is to be kept of the answer.
    pub errand: Option<Errand>,
}

/// The request cannot get to a provider of another dialect. The text is meant for the client.
#[derive(Debug, thiserror::Error)]
pub(super) enum Impassable {
    #[error(transparent)]
    Unreadable(#[from] BadRequest),
    #[error(transparent)]
    Untranslatable(#[from] Untranslatable),
}

impl Exchange {
    /// The way to the provider. Nothing is sent yet.
    pub async fn passage(&mut self, lease: &Lease) -> Result<Passage, Impassable> {
        if lease.dialect == self.endpoint.dialect() {
            return Ok(Passage::Straight);
        }
        let Some(endpoint) = translate::counterpart(
            &self.endpoint,
            lease.dialect,
            &lease.model,
            self.facts.stream,
        ) else {
            // The router asks for translation only where there is something to translate to, but for counting.
            return Ok(Passage::Uncountable);
        };
        let InTheHub { request, wish } = self.in_the_hub().await?;
        let purpose = match endpoint.counts_tokens() {
            true => Purpose::Count,
            false => Purpose::Generate,
        };
        let target = Target {
            model: &lease.model,
            features: lease.channel.features(lease.dialect, &lease.model),
            purpose,
        };
        let mut outgoing = translate::write(&request, endpoint, &target)?;
        for name in self.lost.names() {
            outgoing.dropped.note(name);
        }
        let context = Context {
            request,
            names: outgoing.names,
            id: self.id.to_string(),
            now: u64::try_from(chrono::Utc::now().timestamp()).unwrap_or(0),
            estimated_input: self.facts.estimated_input,
            framing: self.facts.framing(self.endpoint.dialect()),
        };
        let context = Arc::new(context);
        Ok(Passage::Across(Box::new(Crossing {
            errand: wish.map(|wish| wish.of(&context)),
            endpoint: outgoing.endpoint,
            query: outgoing.query,
            body: outgoing.body,
            dropped: outgoing.dropped.header(),
            home: Return {
                provider: lease.dialect,
                client: self.endpoint.dialect(),
                context,
            },
        })))
    }

    /// The body for a provider that speaks the client's dialect: the very bytes, but for the model's name and for what only
    /// Routex, or a provider of another dialect, could have put into the conversation.
    pub fn body_at_home(&self, lease: &Lease) -> Bytes {
        let body = match &self.facts.model_span {
            Some(span) => splice(&self.body, span, &lease.model, self.facts.json),
            None => self.body.clone(),
        };
        let changed = if self.as_sent.is_some() {
            portable(&body).ok()
        } else if self.endpoint.converses() || self.endpoint.counts_tokens() {
            translate::without_foreign_seals(lease.dialect, &body, &lease.model)
        } else {
            None
        };
        changed.map_or(body, Bytes::from)
    }

    /// The client's request, read once for all attempts.
    async fn in_the_hub(&mut self) -> Result<InTheHub, BadRequest> {
        if let Some(known) = &self.hub {
            return known.clone();
        }
        let read = self.bring_into_the_hub().await;
        self.hub = Some(read.clone());
        read
    }

    async fn bring_into_the_hub(&self) -> Result<InTheHub, BadRequest> {
        let mut request = translate::read(&self.endpoint, &self.body)?;
        let keeper = &self.proxy.keeper;
        keeper.restore(self.client_key, &mut request).await;
        let wish = if self.endpoint.counts_tokens() {
            None
        } else {
            let session = self.facts.session.as_ref();
            keeper.wish(self.client_key, session, &mut request, &self.body)
        };
        Ok(InTheHub {
            request: Arc::new(request),
            wish,
        })
    }
}

impl From<Impassable> for ApiError {
    fn from(impassable: Impassable) -> Self {
        crate::http::error::untranslatable(&impassable.to_string())
    }
}
