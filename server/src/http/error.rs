//! The one place where what went wrong becomes a status, a code and a sentence in the caller's dialect.

use std::{fmt, time::Duration};

use actix_web::{
    HttpResponse, ResponseError,
    http::{
        StatusCode,
        header::{CONTENT_TYPE, HeaderValue, RETRY_AFTER},
    },
};
use routex_entity::{BudgetWindow, Dialect};
use uuid::Uuid;

use super::{
    intake::Unread,
    keys::{Blocked, Cause, KeyRefused},
    request_id::REQUEST_ID,
};
use crate::{
    protocol::{
        error::{self as wire, ApiError, ErrorKind},
        request::BadRequest,
    },
    router::messages::{NoRoute, NoRouteKind},
};

/// Routex refuses the request itself, in the caller's dialect.
#[derive(Debug)]
pub struct Refusal {
    pub dialect: Dialect,
    pub error: ApiError,
    pub request_id: Uuid,
}

impl Refusal {
    pub fn new(dialect: Dialect, error: ApiError, request_id: Uuid) -> Self {
        Self {
            dialect,
            error,
            request_id,
        }
    }

    pub fn unauthenticated(dialect: Dialect, refused: KeyRefused, request_id: Uuid) -> Self {
        let (status, kind) = match refused {
            KeyRefused::Address => (403, ErrorKind::Permission),
            _ => (401, ErrorKind::Authentication),
        };
        let error = final_error(status, kind, refused.to_string());
        Self::new(dialect, error, request_id)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.error.message)
    }
}

impl ResponseError for Refusal {
    fn status_code(&self) -> StatusCode {
        status(self.error.status)
    }

    fn error_response(&self) -> HttpResponse {
        let id = self.request_id.to_string();
        let body = wire::body(self.dialect, &self.error, &id);
        let mut response = HttpResponse::build(self.status_code())
            .insert_header((CONTENT_TYPE, "application/json"))
            .insert_header((REQUEST_ID, id))
            .body(body);
        advise_retry(
            response.headers_mut(),
            self.error.retry_after,
            self.error.should_retry,
        );
        response
    }
}

/// Tells client SDKs whether, and when, trying again makes sense.
pub(super) fn advise_retry(
    headers: &mut actix_web::http::header::HeaderMap,
    retry_after: Option<Duration>,
    should_retry: Option<bool>,
) {
    if let Some(wait) = retry_after {
        // SDKs prefer the finer one, which would be that of a single provider.
        headers.remove("retry-after-ms");
        headers.insert(RETRY_AFTER, HeaderValue::from(whole_seconds(wait)));
    }
    if let Some(should_retry) = should_retry {
        let value = if should_retry { "true" } else { "false" };
        headers.insert(
            actix_web::http::header::HeaderName::from_static("x-should-retry"),
            HeaderValue::from_static(value),
        );
    }
}

/// A status from a number that may have come from outside.
pub(super) fn status(code: u16) -> StatusCode {
    StatusCode::from_u16(code).unwrap_or(StatusCode::BAD_GATEWAY)
}

/// Waiting a little too long is polite, too short is useless: rounds up, at least one second.
pub(super) fn whole_seconds(wait: Duration) -> u64 {
    (wait.as_secs() + u64::from(wait.subsec_nanos() > 0)).max(1)
}

/// An error that trying again will not mend.
pub(super) fn final_error(status: u16, kind: ErrorKind, message: impl Into<String>) -> ApiError {
    ApiError {
        status,
        kind,
        message: message.into(),
        retry_after: None,
        should_retry: Some(false),
    }
}

pub(super) fn bad_request(bad: &BadRequest) -> ApiError {
    final_error(400, ErrorKind::InvalidRequest, bad.to_string())
}

/// Only providers of other dialects could serve the request, and it cannot be put into theirs.
pub(super) fn untranslatable(why: &str) -> ApiError {
    final_error(400, ErrorKind::InvalidRequest, why)
}

/// The body of the request cannot be had, or must not be.
pub(super) fn unreadable(unread: &Unread) -> ApiError {
    let (kind, advice) = match unread {
        Unread::TooLarge { .. } => (
            ErrorKind::TooLarge,
            "; send less, or raise [server] max_body_bytes",
        ),
        Unread::TooSlow => (ErrorKind::Timeout, ""),
        Unread::Coding(_) | Unread::Broken(_) | Unread::ClientLeft => {
            (ErrorKind::InvalidRequest, "")
        }
    };
    final_error(unread.status(), kind, format!("{unread}{advice}"))
}

pub(super) fn model_not_allowed(model: &str, key: &str) -> ApiError {
    let message = format!(
        "client key \"{key}\" may not use model \"{model}\"; GET /v1/models lists what it may use"
    );
    final_error(403, ErrorKind::Permission, message)
}

/// A budget cannot hold where the price is not known.
pub(super) fn model_unpriced(model: &str, key: &str) -> ApiError {
    let message = format!(
        "client key \"{key}\" has a budget, and the price of model \"{model}\" is not known; the operator can set it \
         with PUT /api/v1/prices, or let the key use such models with allow_unpriced"
    );
    final_error(403, ErrorKind::Permission, message)
}

/// The client key is at a limit of its own.
pub(super) fn key_limited(key: &str, blocked: &Blocked) -> ApiError {
    let (kind, state) = match blocked.cause {
        Cause::Spent(window) => {
            let state = match window {
                BudgetWindow::Total => "has used up its budget; ask the operator for more".into(),
                _ => format!(
                    "has used up its budget of this {window}; wait, or ask the operator for more"
                ),
            };
            (ErrorKind::Quota, state)
        }
        Cause::Reserved => {
            let state = "has requests on their way that may need what is left of its budget; wait for them to end";
            (ErrorKind::RateLimited, state.to_owned())
        }
        Cause::Crowded => {
            let state = "is at its limit, and many of its requests wait already; wait, or ask the operator for more";
            (ErrorKind::RateLimited, state.to_owned())
        }
        Cause::Load(reason) => {
            let limit = reason.label();
            let state = format!("is at its limit ({limit}); wait, or ask the operator for more");
            (ErrorKind::RateLimited, state)
        }
    };
    let spent = matches!(blocked.cause, Cause::Spent(_));
    ApiError {
        status: 429,
        kind,
        message: format!("client key \"{key}\" {state}"),
        retry_after: match blocked.retry_after {
            // Of requests in flight nobody knows when they end.
            None if !spent => Some(Duration::from_secs(1)),
            wait => wait,
        },
        // Only a new window brings money, and no SDK waits that long.
        should_retry: spent.then_some(false),
    }
}

pub(super) fn journal_full(detail: &str) -> ApiError {
    ApiError {
        status: 503,
        kind: ErrorKind::Unavailable,
        message: format!("Routex cannot record what it sends now and so sends nothing: {detail}"),
        retry_after: Some(Duration::from_secs(5)),
        should_retry: Some(true),
    }
}

/// Nothing could serve the request; says which candidates there were and why each was passed over.
pub(super) fn no_route(model: &str, dialect: Dialect, none: &NoRoute) -> ApiError {
    let considered = considered(none);
    // Of requests in flight nobody knows when they end.
    let soon = || (none.kind == NoRouteKind::RateLimited).then_some(Duration::from_secs(1));
    let retry_after = none.retry_after.or_else(soon);
    let (status, kind, message) = match none.kind {
        NoRouteKind::UnknownModel => (
            404,
            ErrorKind::NotFound,
            format!(
                "no channel serves model \"{model}\" for this key; GET /v1/models lists what it may use"
            ),
        ),
        NoRouteKind::NoDialect => (
            400,
            ErrorKind::InvalidRequest,
            format!(
                "model \"{model}\" is served, but by no channel that speaks {dialect}, and this call has no counterpart in another dialect; add a channel that speaks it"
            ),
        ),
        NoRouteKind::RateLimited => (
            429,
            ErrorKind::RateLimited,
            format!("every channel that serves \"{model}\" is at its limit{considered}"),
        ),
        NoRouteKind::PinUnavailable => (
            503,
            ErrorKind::Unavailable,
            format!(
                "this request refers to state that lives on one account, and that account cannot serve now{considered}"
            ),
        ),
        NoRouteKind::Unavailable | NoRouteKind::Exhausted | NoRouteKind::RetryBudget => (
            503,
            ErrorKind::Unavailable,
            format!("no channel can serve \"{model}\" now{considered}"),
        ),
    };
    ApiError {
        status,
        kind,
        message,
        retry_after,
        should_retry: if retry_after.is_some() {
            None
        } else {
            Some(false)
        },
    }
}

fn considered(none: &NoRoute) -> String {
    if none.reasons.is_empty() {
        return String::new();
    }
    let list: Vec<String> = none
        .reasons
        .iter()
        .map(|(channel, reason)| format!("{channel}: {}", reason.label()))
        .collect();
    format!(" ({})", list.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::channel::messages::RefusedReason;

    fn none(kind: NoRouteKind) -> NoRoute {
        NoRoute {
            kind,
            reasons: vec![("a".into(), RefusedReason::CoolingDown)],
            retry_after: Some(Duration::from_millis(6_200)),
        }
    }

    #[test]
    fn a_limit_everywhere_is_a_429_that_says_how_long() {
        let error = no_route("m", Dialect::Anthropic, &none(NoRouteKind::RateLimited));
        let response = Refusal::new(Dialect::Anthropic, error, Uuid::nil()).error_response();

        assert_eq!(response.status(), 429);
        assert_eq!(response.headers().get(RETRY_AFTER).unwrap(), "7");
        assert!(response.headers().get("x-should-retry").is_none());
    }

    #[test]
    fn a_limit_of_requests_in_flight_is_worth_another_try_soon() {
        let busy = NoRoute {
            retry_after: None,
            ..none(NoRouteKind::RateLimited)
        };
        let error = no_route("m", Dialect::Anthropic, &busy);

        assert_eq!(error.retry_after, Some(Duration::from_secs(1)));
        assert_eq!(error.should_retry, None);
    }

    #[test]
    fn the_reason_of_every_candidate_is_told() {
        let error = no_route("m", Dialect::OpenaiChat, &none(NoRouteKind::Unavailable));

        assert_eq!(error.status, 503);
        assert!(
            error.message.ends_with("(a: cooling_down)"),
            "{}",
            error.message
        );
    }

    #[test]
    fn a_used_up_budget_says_when_there_is_money_again_or_that_there_will_be_none() {
        let told = |window, retry_after| {
            let cause = Cause::Spent(window);
            let error = key_limited("k", &Blocked { cause, retry_after });
            Refusal::new(Dialect::OpenaiChat, error, Uuid::nil()).error_response()
        };

        let day = told(BudgetWindow::Day, Some(Duration::from_secs(3_600)));
        let total = told(BudgetWindow::Total, None);

        assert_eq!((day.status().as_u16(), total.status().as_u16()), (429, 429));
        assert_eq!(day.headers().get(RETRY_AFTER).unwrap(), "3600");
        assert!(total.headers().get(RETRY_AFTER).is_none());
        assert_eq!(total.headers().get("x-should-retry").unwrap(), "false");
    }

    #[test]
    fn retry_after_never_rounds_down_to_nothing() {
        assert_eq!(whole_seconds(Duration::ZERO), 1);
        assert_eq!(whole_seconds(Duration::from_millis(1)), 1);
        assert_eq!(whole_seconds(Duration::from_millis(1_001)), 2);
    }
}
