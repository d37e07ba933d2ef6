//! An answer at its commit point.

use std::time::{Duration, Instant};

use actix_web::{
    http::header::{CONTENT_TYPE, HeaderValue},
    web::Bytes,
};
use awc::ClientResponse;

use crate::{
    channel::Lease,
    http::{connection::Curfew, proxy::headers::Headers},
    keep::Errand,
    protocol::{
        Framing,
        stream::{StreamFault, StreamReader},
    },
    upstream::forecast::Forecast,
};

/// An answer at its commit point.
pub(in crate::http::proxy) struct Held {
    pub status: u16,
    pub headers: Headers,
    pub body: HeldBody,
}

pub(in crate::http::proxy) enum HeldBody {
    /// Everything is here; the attempt is settled.
    Complete(Whole),
    /// The first content is here, more is to come.
    Flowing(Box<Flow>),
}

pub(in crate::http::proxy) struct Whole {
    pub body: Bytes,
    /// It is a stream as the client waits for it.
    pub is_stream: bool,
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
    /// What is to be kept of the answer as a whole.
    pub errand: Option<Errand>,
    /// The tokens are this request's; those of a stored response were counted when it was made.
    pub charged: bool,
    /// As the client gets it.
    pub framing: Framing,
    pub lease: Lease,
    pub started: Instant,
    pub ttft: Duration,
    pub forecast: Option<Forecast>,
    /// Time that its connection took, if it was a new one.
    pub connect: Option<Duration>,
    /// When the last bytes came.
    pub heard: Instant,
    pub idle_timeout: Duration,
    pub keep_alive_interval: Duration,
    pub deadline: Instant,
    /// Ends the connection of a client that does not take the answer by then.
    pub _curfew: Option<Curfew>,
    /// Bytes that the provider announced and has not sent yet.
    pub outstanding: Option<u64>,
}

impl Flow {
    /// Keeps what is to be kept, once the answer has been told to its end: before the client has it all, since it may refer
    /// to it at once.
    pub fn keep_if_complete(&mut self) {
        let translator = self.reader.as_mut().and_then(StreamReader::translator);
        let Some(translator) = translator.filter(|translator| translator.is_done()) else {
            return;
        };
        if let Some(errand) = self.errand.take()
            && let Some(answer) = translator.collected()
        {
            errand.fulfil(&answer);
        }
    }
}

impl Held {
    /// An answer that needed no provider.
    pub fn made_here(body: Bytes) -> Self {
        let json = HeaderValue::from_static("application/json");
        Self {
            status: 200,
            headers: vec![(CONTENT_TYPE, json)],
            body: HeldBody::Complete(Whole {
                body,
                is_stream: false,
            }),
        }
    }
}
