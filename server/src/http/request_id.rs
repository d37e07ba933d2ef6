//! One id a request: on its response, in its log lines, in the problem it met, and in its row.
//!
//! `TracingLogger` makes it when the request arrives. Whoever needs it asks [`of`]; nobody makes another.

use actix_web::{
    Error, HttpMessage, HttpRequest,
    body::BoxBody,
    dev::{Service, ServiceRequest, ServiceResponse, Transform, forward_ready},
    http::header::{HeaderName, HeaderValue},
};
use futures_util::{
    FutureExt,
    future::{Map, Ready, ready},
};
use tracing_actix_web::RequestId;
use uuid::Uuid;

use super::problem::Problem;

/// The header of every response.
pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("x-routex-request-id");

/// The id of a request. UUID v7.
pub(super) fn of(request: &HttpRequest) -> Uuid {
    let made = request.extensions().get::<RequestId>().copied();
    made.map_or_else(Uuid::now_v7, Uuid::from)
}

/// Puts the id on responses that do not carry it yet, and into problems. Must lie inside of `TracingLogger`.
#[derive(Debug, Clone, Copy)]
pub struct RequestIds;

#[doc(hidden)]
pub struct Stamping<S> {
    service: S,
}

type Answered = Result<ServiceResponse<BoxBody>, Error>;

impl<S> Transform<S, ServiceRequest> for RequestIds
where
    S: Service<ServiceRequest, Response = ServiceResponse<BoxBody>, Error = Error>,
{
    type Response = ServiceResponse<BoxBody>;
    type Error = Error;
    type Transform = Stamping<S>;
    type InitError = ();
    type Future = Ready<Result<Self::Transform, ()>>;

    fn new_transform(&self, service: S) -> Self::Future {
        ready(Ok(Stamping { service }))
    }
}

impl<S> Service<ServiceRequest> for Stamping<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<BoxBody>, Error = Error>,
{
    type Response = ServiceResponse<BoxBody>;
    type Error = Error;
    type Future = Map<S::Future, fn(Answered) -> Answered>;

    forward_ready!(service);

    fn call(&self, request: ServiceRequest) -> Self::Future {
        self.service.call(request).map(stamp)
    }
}

fn stamp(answered: Answered) -> Answered {
    let mut response = answered?;
    let problem = response.response().error();
    if let Some(problem) = problem.and_then(|error| error.as_error::<Problem>()) {
        let told = problem.respond(of(response.request()));
        return Ok(response.into_response(told));
    }
    if !response.headers().contains_key(REQUEST_ID) {
        let id = of(response.request());
        let text =
            HeaderValue::from_str(id.as_hyphenated().encode_lower(&mut Uuid::encode_buffer()));
        if let Ok(text) = text {
            response.headers_mut().insert(REQUEST_ID, text);
        }
    }
    Ok(response)
}
