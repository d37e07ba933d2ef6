//! Problems of the admin API (RFC 9457): every code with its status and title in one table.

use std::{fmt, time::Duration};

use actix_web::{
    HttpResponse, ResponseError,
    http::{StatusCode, header},
};
use routex_entity::api::{FieldProblem, ProblemBody};
use uuid::Uuid;

use super::{error::whole_seconds, request_id::REQUEST_ID};
use crate::{config::body::Problems, operator::password::PasswordError, store::StoreError};

macro_rules! codes {
    ($($(#[$doc:meta])* $code:ident => $name:literal, $status:literal, $title:literal;)+) => {
        /// What kind of problem it is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Code { $($(#[$doc])* $code),+ }

        impl Code {
            /// Every code, for the documentation.
            pub const ALL: &'static [Self] = &[$(Self::$code),+];

            pub const fn name(self) -> &'static str {
                match self { $(Self::$code => $name),+ }
            }

            pub const fn status(self) -> u16 {
                match self { $(Self::$code => $status),+ }
            }

            pub const fn title(self) -> &'static str {
                match self { $(Self::$code => $title),+ }
            }
        }
    };
}

codes! {
    InvalidRequest => "invalid_request", 400, "The request cannot be read";
    Unauthenticated => "unauthenticated", 401, "Sign in, or send an admin token";
    Forbidden => "forbidden", 403, "This caller may not do that";
    NotFound => "not_found", 404, "There is no such thing";
    MethodNotAllowed => "method_not_allowed", 405, "The path knows other methods";
    Timeout => "timeout", 408, "The request did not arrive in time";
    /// Another one has the name, or something else refers to it.
    Conflict => "conflict", 409, "The change contradicts what is there";
    Declared => "declared", 409, "The configuration file declares it and alone can change it";
    SetupCompleted => "setup_completed", 409, "The setup was completed before";
    TooLarge => "too_large", 413, "The body is too large";
    TargetTooLong => "target_too_long", 414, "The path and query are too long";
    UnsupportedMediaType => "unsupported_media_type", 415, "The body must be application/json";
    /// What was asked for needs an answer of a provider, and there was none that could be used.
    UpstreamFailed => "upstream_failed", 424, "The provider did not do its part";
    InvalidFields => "invalid_fields", 422, "Some fields do not hold what they must";
    /// A base URL changes: the secrets that were entered for the old one do not go along.
    SecretRequired => "secret_required", 422, "The secrets must be entered again";
    Throttled => "throttled", 429, "Too many attempts";
    HeadersTooLarge => "headers_too_large", 431, "The headers are too large";
    Internal => "internal", 500, "Routex failed";
    Unavailable => "unavailable", 503, "Routex cannot do that now";
}

/// A problem on its way to the caller.
#[derive(Debug)]
pub struct Problem {
    code: Code,
    detail: String,
    errors: Vec<FieldProblem>,
    retry_after: Option<Duration>,
}

impl Problem {
    /// `detail` says what is wrong this time, and what to do.
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        Self {
            code,
            detail: detail.into(),
            errors: Vec::new(),
            retry_after: None,
        }
    }

    pub fn code(&self) -> Code {
        self.code
    }

    pub fn retry_after(mut self, wait: Duration) -> Self {
        self.retry_after = Some(wait);
        self
    }

    /// Too many attempts; the next may be made after `wait`.
    pub fn throttled(wait: Duration) -> Self {
        let seconds = whole_seconds(wait);
        let detail = format!("there were too many attempts; try again in {seconds} s");
        Self::new(Code::Throttled, detail).retry_after(wait)
    }

    /// There is no `what` with this id.
    pub fn not_found(what: &str, id: impl fmt::Display) -> Self {
        let list = format!("there is no {what} with the id {id}; list them to see what there is");
        Self::new(Code::NotFound, list)
    }

    /// The file alone can change it.
    pub fn declared(what: &str, name: &str) -> Self {
        let detail = format!(
            "{what} \"{name}\" is declared in the configuration file; change it there and send SIGHUP, or restart"
        );
        Self::new(Code::Declared, detail)
    }

    pub fn name_taken(what: &str, name: &str) -> Self {
        let detail = format!("there is a {what} named \"{name}\" already; choose another name");
        Self::new(Code::Conflict, detail)
    }

    /// One field is wrong.
    pub fn field(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::fields(vec![FieldProblem {
            field: field.into(),
            message: message.into(),
        }])
    }

    pub fn fields(errors: Vec<FieldProblem>) -> Self {
        let detail = errors
            .iter()
            .map(|error| match error.field.as_str() {
                "" => error.message.clone(),
                field => format!("{field}: {}", error.message),
            })
            .collect::<Vec<_>>()
            .join("; ");
        Self {
            errors,
            ..Self::new(Code::InvalidFields, detail)
        }
    }
}

/// Fields that broke the rules which hold for the file as well.
impl From<Problems> for Problem {
    fn from(problems: Problems) -> Self {
        let errors = problems.into_iter().map(|problem| FieldProblem {
            // The file's messages set a table apart from its key by a space.
            field: problem.key.replace(' ', "."),
            message: problem.message,
        });
        Self::fields(errors.collect())
    }
}

/// The cause is logged here and not told.
impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        anyhow::Error::from(error).into()
    }
}

impl From<PasswordError> for Problem {
    fn from(error: PasswordError) -> Self {
        match error {
            PasswordError::Busy => Self::throttled(BUSY),
            error => anyhow::Error::from(error).into(),
        }
    }
}

/// After this time, passwords that wait to be hashed have had their turn.
const BUSY: Duration = Duration::from_secs(3);

impl From<anyhow::Error> for Problem {
    fn from(error: anyhow::Error) -> Self {
        tracing::error!(error = format!("{error:#}"), "admin call failed");
        Self::new(
            Code::Internal,
            "the cause is in the log of Routex; nothing was changed unless the log says so",
        )
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.detail)
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        super::error::status(self.code.status())
    }

    /// Told again by `RequestIds`, with the id of its request.
    fn error_response(&self) -> HttpResponse {
        self.respond(Uuid::now_v7())
    }
}

impl Problem {
    /// The response to the request with this id.
    pub(super) fn respond(&self, request_id: Uuid) -> HttpResponse {
        let request_id = request_id.to_string();
        let mut response = HttpResponse::build(self.status_code());
        response.insert_header((REQUEST_ID, request_id.clone()));
        if let Some(wait) = self.retry_after {
            response.insert_header((header::RETRY_AFTER, whole_seconds(wait)));
        }
        if self.code == Code::Unauthenticated {
            response.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
        }
        let body = ProblemBody {
            kind: format!("urn:routex:problem:{}", self.code.name()),
            title: self.code.title().to_owned(),
            status: self.code.status(),
            detail: self.detail.clone(),
            code: self.code.name().to_owned(),
            request_id,
            errors: self.errors.clone(),
        };
        response
            .content_type("application/problem+json")
            .body(serde_json::to_vec(&body).unwrap_or_default())
    }
}
