//! An answer at its commit point.

use std::time::{Duration, Instant};

use actix_web::{
    http::header::{CONTENT_TYPE, HeaderMap, HeaderValue},
    web::Bytes,
};
use awc::ClientResponse;

use crate::{
    channel::{ChannelId, CredentialId, Lease},
    protocol::{
        Framing,
        body::AnswerFacts,
        stream::{StreamFault, StreamReader},
    },
    upstream::forecast::Forecast,
};

/// An answer at its commit point.
pub(in crate::http::proxy) struct Held {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: HeldBody,
}

pub(in crate::http::proxy) enum HeldBody {
    /// Everything is here; the attempt is settled.
    Complete {
        body: Bytes,
        facts: Box<AnswerFacts>,
        /// Which channel and credential made it. `None`: Routex itself.
        place: Option<(ChannelId, CredentialId)>,
    },
    /// The first content is here, more is to come.
    Flowing(Box<Flow>),
}

/// An answer that is still arriving.
pub(in crate::http::proxy) struct Flow {
    /// What was held back; goes to the client first.
    pub held: Bytes,
    /// A fault that came right behind the first content.
    pub fault: Option<StreamFault>,
    pub payload: ClientResponse,
    /// `None`: bytes that Routex does not read, such as audio.
    pub reader: Option<StreamReader>,
    /// The tokens are this request's; those of a stored response were counted when it was made.
    pub charged: bool,
    pub framing: Framing,
    pub lease: Lease,
    pub started: Instant,
    pub ttft: Duration,
    pub forecast: Option<Forecast>,
    pub idle_timeout: Duration,
    pub deadline: Instant,
    /// Bytes that the provider announced and has not sent yet.
    pub outstanding: Option<u64>,
}

impl Held {
    /// An answer that needed no provider.
    pub fn made_here(body: Bytes) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        let facts = Box::default();
        Self {
            status: 200,
            headers,
            body: HeldBody::Complete {
                body,
                facts,
                place: None,
            },
        }
    }
}
