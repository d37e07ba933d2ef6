//! What goes back to the client once a provider has shown content.

use std::{sync::Arc, time::Duration};

use actix_web::{
    HttpResponse,
    http::header::{HeaderMap, HeaderName, HeaderValue},
    web::Bytes,
};
use routex_entity::{Dialect, Outcome};
use uuid::Uuid;

use super::{
    forward::Exchange,
    live::Live,
    story::Story,
    upstream_call::{Flow, Held, HeldBody},
};
use crate::{
    http::error::status,
    protocol::body::AnswerFacts,
    router::{handle::RouterHandle, messages::PinObject},
};

/// An answer and everything that must be settled when it has gone out.
pub(super) struct Answer {
    id: Uuid,
    status: u16,
    headers: HeaderMap,
    story: Story,
    body: Body,
}

enum Body {
    Complete(Bytes, Box<AnswerFacts>),
    Flowing(Box<Flow>, Pins, Dialect),
}

/// Remembers which account keeps the objects that an answer creates.
pub(super) struct Pins {
    router: RouterHandle,
    client_key: Arc<str>,
}

impl Answer {
    pub fn new(exchange: Exchange, held: Held) -> Self {
        let pins = Pins {
            client_key: Arc::clone(&exchange.route.client_key),
            router: exchange.proxy.router.clone(),
        };
        let body = match held.body {
            HeldBody::Complete { body, facts, place } => {
                if let Some((channel, credential)) = place {
                    pins.keep(facts.response_id.as_deref(), channel, credential);
                }
                Body::Complete(body, facts)
            }
            HeldBody::Flowing(flow) => Body::Flowing(flow, pins, exchange.endpoint.dialect()),
        };
        let Exchange { id, story, .. } = exchange;
        Self {
            id,
            status: held.status,
            headers: held.headers,
            story,
            body,
        }
    }

    /// The response to a client that has seen nothing yet.
    pub fn into_response(self) -> HttpResponse {
        let Self {
            id,
            status: code,
            headers,
            story,
            body,
        } = self;
        let mut response = HttpResponse::build(status(code));
        for header in headers {
            response.append_header(header);
        }
        let mut own = HeaderMap::new();
        routex_headers(&mut own, id, &story);
        for header in own {
            response.insert_header(header);
        }
        match body {
            Body::Complete(body, facts) => {
                let answered = Some((facts.usage, facts.usage_partial));
                story.finish(Outcome::Success, Some(code), answered, None);
                response.body(body)
            }
            Body::Flowing(flow, pins, dialect) => {
                response.streaming(Live::new(*flow, story, pins, dialect, id, code).into_stream())
            }
        }
    }

    /// The same for a client whose stream keep-alives have already opened. `None`: the provider did not stream, and its
    /// whole answer, now on record as such, cannot be put into a stream.
    pub fn into_live(self) -> Option<Live> {
        match self.body {
            Body::Flowing(flow, pins, dialect) => Some(Live::new(
                *flow,
                self.story,
                pins,
                dialect,
                self.id,
                self.status,
            )),
            Body::Complete(_, facts) => {
                let answered = Some((facts.usage, facts.usage_partial));
                let message = Some(ANSWERED_WHOLE.to_owned());
                self.story
                    .finish(Outcome::Malformed, Some(200), answered, message);
                None
            }
        }
    }
}

/// What a waiting client is told when its provider did not stream.
pub(super) const ANSWERED_WHOLE: &str =
    "the provider answered without streaming, too late to pass its answer on";

impl Pins {
    pub fn keep(&self, object: Option<&str>, channel: Uuid, credential: Uuid) {
        if let Some(object) = object {
            self.router.pin_object(PinObject {
                client_key: Arc::clone(&self.client_key),
                object: object.to_owned(),
                channel,
                credential,
            });
        }
    }
}

/// The headers that every proxied response carries.
pub(super) fn routex_headers(headers: &mut HeaderMap, id: Uuid, story: &Story) {
    let mut put = |name: &'static str, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(HeaderName::from_static(name), value);
        }
    };
    put(
        "x-routex-request-id",
        id.as_hyphenated().encode_lower(&mut Uuid::encode_buffer()),
    );
    if let Some(record) = story.record() {
        if let Some(channel) = &record.channel {
            put("x-routex-channel", channel);
        }
        put("x-routex-attempts", &record.attempts.len().to_string());
        if !record.decision.is_empty() {
            put("x-routex-decision", &record.decision);
        }
    }
    let timing = story.timing();
    let millis = |duration: Duration| duration.as_secs_f64() * 1_000.0;
    put(
        "server-timing",
        &format!(
            "routex;dur={:.3}, upstream;dur={:.3}",
            millis(timing.routex),
            millis(timing.upstream)
        ),
    );
}
