//! The span of a request: its id, method and path, never the query, which may carry a key.

use actix_web::{
    Error,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
};
use tracing::{Span, field::Empty};
use tracing_actix_web::RootSpanBuilder;

use super::request_id;

/// Builds the root span of every request.
///
/// On the operators' side it is there at every level, so that each log line names its request. The proxy's few lines name
/// it themselves; a span for each of its requests would cost more than routing them.
pub struct RequestSpan;

impl RootSpanBuilder for RequestSpan {
    fn on_request_start(request: &ServiceRequest) -> Span {
        if request.path().starts_with("/api/") {
            tracing::error_span!(
                "request",
                request_id = %request_id::of(request.request()),
                method = %request.method(),
                path = request.path(),
                status = Empty,
            )
        } else {
            tracing::debug_span!(
                "request",
                request_id = %request_id::of(request.request()),
                method = %request.method(),
                path = request.path(),
                status = Empty,
            )
        }
    }

    fn on_request_end<B: MessageBody>(span: Span, outcome: &Result<ServiceResponse<B>, Error>) {
        let status = match outcome {
            Ok(response) => response.status(),
            Err(error) => error.as_response_error().status_code(),
        };
        span.record("status", status.as_u16());
    }
}
