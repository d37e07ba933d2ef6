//! What goes back to the client once a provider has shown content.

use actix_web::{HttpResponse, web::Bytes};
use routex_entity::{Dialect, Outcome};
use uuid::Uuid;

use super::{
    bodies,
    forward::Exchange,
    headers::{self, Headers},
    live::Live,
    pins::Pins,
    story::Story,
    upstream_call::{Flow, Held, HeldBody, Whole},
};
use crate::http::error::status;

/// An answer and everything that must be settled when it has gone out.
pub(super) struct Answer {
    id: Uuid,
    status: u16,
    headers: Headers,
    story: Story,
    body: Body,
}

enum Body {
    Complete(Whole),
    Flowing(Box<Flow>, Pins, Dialect),
}

/// What follows in a stream that keep-alives have opened.
pub(super) enum Rest {
    Live(Box<Live>),
    /// All that is left, settled.
    Whole(Bytes),
}

impl Answer {
    pub fn new(exchange: Exchange, held: Held) -> Self {
        let body = match held.body {
            HeldBody::Complete(whole) => Body::Complete(whole),
            HeldBody::Flowing(flow) => {
                let mut pins = exchange.pins(&flow.lease);
                if let Some(reader) = &flow.reader {
                    pins.keep(reader.response_id(), &flow.lease);
                }
                Body::Flowing(flow, pins, exchange.endpoint.dialect())
            }
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
            mut story,
            body,
        } = self;
        bodies::packed(&mut story, &headers);
        let mut response = HttpResponse::build(status(code));
        for header in headers {
            response.append_header(header);
        }
        for header in headers::of_routex(id, &story) {
            response.insert_header(header);
        }
        match body {
            Body::Complete(whole) => {
                if let Some(folder) = &mut story.folder {
                    folder.answer(&whole.body);
                }
                story.finish(Outcome::Success, Some(code), None);
                response.body(whole.body)
            }
            Body::Flowing(flow, pins, dialect) => {
                response.streaming(Live::new(*flow, story, pins, dialect, id, code).into_stream())
            }
        }
    }

    /// The same for a client whose stream keep-alives have already opened. `None`: the provider did not stream, and its
    /// whole answer, now on record as such, cannot be put into a stream.
    pub fn into_rest(mut self) -> Option<Rest> {
        match self.body {
            Body::Flowing(flow, pins, dialect) if flow.reader.is_some() => {
                let live = Live::new(*flow, self.story, pins, dialect, self.id, self.status);
                Some(Rest::Live(Box::new(live)))
            }
            Body::Complete(whole) if whole.is_stream => {
                if let Some(folder) = &mut self.story.folder {
                    folder.answer(&whole.body);
                }
                self.story.finish(Outcome::Success, Some(200), None);
                Some(Rest::Whole(whole.body))
            }
            Body::Flowing(..) | Body::Complete(_) => {
                let message = Some(ANSWERED_WHOLE.to_owned());
                self.story.finish(Outcome::Malformed, Some(200), message);
                None
            }
        }
    }
}

/// What a waiting client is told when its provider did not stream.
pub(super) const ANSWERED_WHOLE: &str =
    "the provider answered without streaming, too late to pass its answer on";
