//! What kind of answer it is, by its headers.

use actix_web::http::header::{
    CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderName,
};
use awc::ClientResponse;

use crate::{http::proxy::forward::Exchange, protocol::Framing};

pub(super) enum Shape {
    Stream(Framing),
    Complete,
    /// Encoded or binary: passed on as it comes.
    Opaque,
}

pub(super) fn shape(exchange: &Exchange, response: &ClientResponse) -> Shape {
    if is_encoded(response) {
        return Shape::Opaque;
    }
    if is_event_stream(response) {
        return Shape::Stream(Framing::Sse);
    }
    let framing = exchange.facts.framing(exchange.endpoint.dialect());
    if exchange.facts.stream && framing == Framing::JsonArray {
        return Shape::Stream(framing);
    }
    if exchange.endpoint.buffers_answer() {
        Shape::Complete
    } else {
        Shape::Opaque
    }
}

pub(super) fn is_encoded(response: &ClientResponse) -> bool {
    text(response.headers(), CONTENT_ENCODING).is_some_and(|coding| coding != "identity")
}

pub(super) fn is_event_stream(response: &ClientResponse) -> bool {
    text(response.headers(), CONTENT_TYPE).is_some_and(|kind| kind.starts_with("text/event-stream"))
}

pub(super) fn announced_length(headers: &HeaderMap) -> Option<u64> {
    text(headers, CONTENT_LENGTH)?.trim().parse().ok()
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}
