//! Refusals, in the words and headers of the dialect that was asked.

use actix_web::{HttpResponse, HttpResponseBuilder, http::StatusCode};
use routex_entity::Dialect;

use super::{
    plan::bytes,
    script::{Allowance, Failing, Script},
    voice,
};

/// A failure that shows in the status.
#[derive(Debug)]
pub(super) struct Failure {
    pub status: u16,
    pub message: String,
    /// The money is gone: waiting does not help.
    pub quota: bool,
    /// It is the model that is not there, not the path or an object.
    pub unknown_model: bool,
    /// Seconds.
    pub retry_after: Option<u64>,
    /// OpenAI only: where in the request it is.
    pub param: Option<String>,
    /// OpenAI only: which kind of bad request it is.
    pub code: Option<&'static str>,
}

impl Failure {
    pub(super) fn new(status: u16, message: impl Into<String>) -> Self {
        Self {
            status,
            message: message.into(),
            quota: false,
            unknown_model: false,
            retry_after: None,
            param: None,
            code: None,
        }
    }

    pub(super) fn scripted(failing: Failing, script: &Script) -> Self {
        let (status, message) = match failing {
            Failing::Status(status) => (status, format!("The simulator was asked for {status}")),
            Failing::RateLimitedBare => (429, "Rate limit reached".to_owned()),
            Failing::Quota => (429, "You exceeded your current quota".to_owned()),
        };
        Self {
            quota: failing == Failing::Quota || status == 402,
            unknown_model: status == 404,
            retry_after: (failing == Failing::Status(429)).then_some(script.retry_after),
            ..Self::new(status, message)
        }
    }

    pub(super) fn respond(&self, dialect: Dialect) -> HttpResponse {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = HttpResponse::build(status);
        if let Some(seconds) = self.retry_after {
            response.insert_header(("retry-after", seconds));
        }
        let body = match dialect {
            Dialect::Anthropic => {
                response.insert_header(("request-id", "req_sim"));
                voice::anthropic::error(self)
            }
            Dialect::OpenaiChat | Dialect::OpenaiResponses => {
                response.insert_header(("x-request-id", "req_sim"));
                voice::openai_chat::error(self)
            }
            Dialect::Gemini => voice::gemini::error(self),
        };
        response.content_type("application/json").body(bytes(&body))
    }
}

/// A redirect that must not be followed: the key would go along.
pub(super) fn redirect() -> HttpResponse {
    HttpResponse::Found()
        .insert_header(("location", "https://elsewhere.invalid/v1/stolen"))
        .finish()
}

/// Reports what is left in the dialect's rate-limit headers. Gemini has none.
pub(super) fn report_allowance(
    response: &mut HttpResponseBuilder,
    dialect: Dialect,
    allowance: Allowance,
) {
    let Allowance { remaining, reset } = allowance;
    match dialect {
        Dialect::Anthropic => {
            let reset = chrono::Duration::seconds(i64::try_from(reset).unwrap_or(i64::MAX));
            let at = chrono::Utc::now() + reset;
            let at = at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
            response.insert_header(("anthropic-ratelimit-requests-remaining", remaining));
            response.insert_header(("anthropic-ratelimit-requests-reset", at));
        }
        Dialect::OpenaiChat | Dialect::OpenaiResponses => {
            response.insert_header(("x-ratelimit-remaining-requests", remaining));
            response.insert_header(("x-ratelimit-reset-requests", format!("{reset}s")));
        }
        Dialect::Gemini => {}
    }
}
