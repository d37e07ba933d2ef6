//! The table of failures: status and error words to verdict.

use std::time::Duration;

use routex_entity::{Dialect, Outcome};

use super::{ErrorBody, Health, Retry, Verdict, verdict};

/// The account has no money or quota left; waiting does not help.
const NO_MONEY: &[&str] = &[
    "insufficient_quota",
    "insufficient_balance",
    "insufficient_credits",
    "credit_balance_exhausted",
    "organization_usage_limit_exceeded",
    "billing_hard_limit_reached",
    "billing_not_active",
    "billing_error",
    "ramp_limit_exceeded",
];
const NO_MONEY_MESSAGES: &[&str] = &[
    "your credit balance is too low",
    "insufficient balance",
    "you exceeded your current quota, please check your plan and billing",
];

const OVERLOADED: &[&str] = &[
    "overloaded_error",
    "overloaded",
    "server_is_overloaded",
    "engine_overloaded",
];
const RATE_LIMITED: &[&str] = &[
    "rate_limit_error",
    "rate_limit_exceeded",
    "slow_down",
    "RESOURCE_EXHAUSTED",
];

const BAD_KEY: &[&str] = &["invalid_api_key", "account_deactivated"];
/// Gemini and xAI tell a wrong key by 400. Beginnings only: the rest of a message may quote the client.
const BAD_KEY_MESSAGES: &[&str] = &[
    "api key not valid",
    "api key expired",
    "incorrect api key provided",
];

const UNKNOWN_MODEL: &[&str] = &[
    "model_not_found",
    "model_not_available",
    "invalid_model",
    "DeploymentNotFound",
];

const TOO_LONG: &[&str] = &[
    "context_length_exceeded",
    "context_window_exceeded",
    "string_above_max_length",
];
const TOO_LONG_MESSAGES: &[&str] = &[
    "prompt is too long",
    "maximum context length",
    "exceeds the maximum number of tokens",
    "exceed context limit",
];

const CONTENT_POLICY: &[&str] = &[
    "content_policy_violation",
    "content_filter",
    "moderation_blocked",
];

/// The verdict on an error answer. `wait`: how long the provider asks to wait.
pub(super) fn judge(
    dialect: Dialect,
    status: u16,
    error: &ErrorBody,
    wait: Option<Duration>,
) -> Verdict {
    let (outcome, health, retry) = if is_out_of_money(dialect, status, error) {
        (
            Outcome::QuotaExhausted,
            Health::QuotaExhausted,
            Retry::OtherCredential,
        )
    } else if is_overloaded(status, error) {
        (
            Outcome::Overloaded,
            Health::Overloaded { wait },
            Retry::OtherChannel,
        )
    } else if is_bad_key(status, error) {
        (
            Outcome::Unauthorized,
            Health::Rejected,
            Retry::OtherCredential,
        )
    } else if is_unknown_model(dialect, status, error) {
        (
            Outcome::ClientError,
            Health::ModelUnknown,
            Retry::OtherCredential,
        )
    } else {
        by_status(status, error, wait)
    };
    let mut verdict = verdict(outcome, health, retry, describe(status, error));
    verdict.context_length = outcome == Outcome::ClientError && is_too_long(error);
    verdict
}

/// The status that an error inside a stream stands for.
pub(super) fn status_of(error: &ErrorBody) -> Option<u16> {
    [error.kind.as_str(), error.code.as_str()]
        .into_iter()
        .find_map(|word| {
            Some(match word {
                "invalid_request_error"
                | "invalid_prompt"
                | "INVALID_ARGUMENT"
                | "FAILED_PRECONDITION" => 400,
                word if TOO_LONG.contains(&word) || CONTENT_POLICY.contains(&word) => 400,
                "authentication_error" | "invalid_api_key" | "UNAUTHENTICATED" => 401,
                word if is_no_money(word) => 402,
                "permission_error" | "PERMISSION_DENIED" => 403,
                "not_found_error" | "model_not_found" | "NOT_FOUND" => 404,
                "request_too_large" => 413,
                word if RATE_LIMITED.contains(&word) => 429,
                "UNAVAILABLE" => 503,
                "timeout_error" | "DEADLINE_EXCEEDED" => 504,
                word if OVERLOADED.contains(&word) => 529,
                _ => return None,
            })
        })
}

fn by_status(status: u16, error: &ErrorBody, wait: Option<Duration>) -> (Outcome, Health, Retry) {
    match status {
        // Moderation answers 403 to the request, not to the key: a client must not be able to switch credentials off.
        403 if is_content_policy(error) => (Outcome::ClientError, Health::Neutral, Retry::No),
        401 | 403 => (
            Outcome::Unauthorized,
            Health::Rejected,
            Retry::OtherCredential,
        ),
        429 => (
            Outcome::RateLimited,
            Health::RateLimited { wait },
            Retry::OtherCredential,
        ),
        // Nothing of the API answered, so this may be a wrong base URL; but clients choose paths, so it proves nothing.
        404 | 405 if !error.is_api => {
            (Outcome::UpstreamError, Health::Neutral, Retry::OtherChannel)
        }
        408 | 500.. => (Outcome::UpstreamError, Health::Failure, Retry::OtherChannel),
        // Redirects are not followed: they would carry the key elsewhere. And 1xx is no answer.
        0..=399 => (Outcome::UpstreamError, Health::Failure, Retry::OtherChannel),
        _ => (Outcome::ClientError, Health::Neutral, Retry::No),
    }
}

fn is_out_of_money(dialect: Dialect, status: u16, error: &ErrorBody) -> bool {
    match status {
        402 => true,
        400..=403 | 429 => {
            is_no_money(&error.kind)
                || is_no_money(&error.code)
                || NO_MONEY_MESSAGES.iter().any(|beginning| error.message.starts_with(beginning))
                    // Gemini says so for a limit by the minute, too, and then how long to wait.
                    && dialect != Dialect::Gemini
        }
        _ => false,
    }
}

fn is_no_money(word: &str) -> bool {
    NO_MONEY.contains(&word) || word.contains("_spend_limit_")
}

fn is_overloaded(status: u16, error: &ErrorBody) -> bool {
    status == 529 || error.is_any(OVERLOADED) || (status == 503 && error.is_any(&["slow_down"]))
}

fn is_bad_key(status: u16, error: &ErrorBody) -> bool {
    status == 400
        && (error.has_reason("API_KEY_INVALID")
            || error.is_any(BAD_KEY)
            || BAD_KEY_MESSAGES
                .iter()
                .any(|beginning| error.message.starts_with(beginning)))
}

/// A 404 is about the model only when it says so: stored responses, files and paths are not found as well.
fn is_unknown_model(dialect: Dialect, status: u16, error: &ErrorBody) -> bool {
    let message = error.message.as_str();
    let says_so = || match dialect {
        Dialect::Anthropic => message.starts_with("model:") || names_missing_model(message),
        Dialect::Gemini => message.starts_with("models/") || message.starts_with("publisher model"),
        Dialect::OpenaiChat | Dialect::OpenaiResponses => names_missing_model(message),
    };
    match status {
        404 => error.is_any(UNKNOWN_MODEL) || says_so(),
        // Mistral, DeepSeek and OpenRouter answer 400.
        400 => {
            error.is_any(UNKNOWN_MODEL)
                || message.starts_with("model not exist")
                || message.starts_with("invalid model:")
                || message.ends_with("is not a valid model id")
        }
        _ => false,
    }
}

/// OpenAI, vLLM: "the model `x` does not exist …"; Ollama: "model 'x' not found"; OpenRouter: "no endpoints found for x".
fn names_missing_model(message: &str) -> bool {
    let names_model = message.starts_with("the model ") || message.starts_with("model ");
    let is_missing = message.contains("does not exist") || message.contains("not found");
    (names_model && is_missing) || message.starts_with("no endpoints found")
}

fn is_content_policy(error: &ErrorBody) -> bool {
    error.is_any(CONTENT_POLICY)
        || error.was_flagged()
        || error
            .message
            .starts_with("content violates usage guidelines")
}

fn is_too_long(error: &ErrorBody) -> bool {
    error.is_any(TOO_LONG)
        || TOO_LONG_MESSAGES
            .iter()
            .any(|phrase| error.message.contains(phrase))
}

/// Status and error words only: messages may quote the request or parts of a key.
fn describe(status: u16, error: &ErrorBody) -> String {
    let label = error.label();
    if label.is_empty() {
        format!("the provider answered {status}")
    } else {
        format!("the provider answered {status} {label}")
    }
}
