use std::time::UNIX_EPOCH;

use actix_http::header::{HeaderName, HeaderValue};
use proptest::prelude::*;

use super::*;

use Dialect::{Anthropic, Gemini, OpenaiChat as Openai};

fn wall() -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(1_700_000_000)
}

/// Header names and values.
type Lines<'a> = &'a [(&'a str, &'a str)];

fn headers(lines: Lines) -> HeaderMap {
    lines
        .iter()
        .map(|(name, value)| {
            (
                HeaderName::try_from(*name).unwrap(),
                HeaderValue::from_str(value).unwrap(),
            )
        })
        .collect()
}

/// `outcome health retry` in a word each.
fn word(verdict: &Verdict) -> String {
    let health = match &verdict.health {
        Health::RateLimited { wait } | Health::Overloaded { wait } => match wait {
            Some(wait) => format!("wait:{}", wait.as_millis()),
            None => "wait".to_owned(),
        },
        other => format!("{other:?}"),
    };
    format!("{} {health} {:?}", verdict.outcome, verdict.retry)
}

fn judge(dialect: Dialect, status: u16, lines: Lines, body: &str) -> String {
    word(&answered(
        dialect,
        status,
        &headers(lines),
        body.as_bytes(),
        wall(),
    ))
}

const REJECTED: &str = "unauthorized Rejected OtherCredential";
const NO_MONEY: &str = "quota_exhausted QuotaExhausted OtherCredential";
const CLIENT: &str = "client_error Neutral No";
const NO_MODEL: &str = "client_error ModelUnknown OtherCredential";
const FAILED: &str = "upstream_error Failure OtherChannel";
const WAIT: &str = "rate_limited wait OtherCredential";
const OVERLOADED: &str = "overloaded wait OtherChannel";

#[test]
fn every_row_of_the_table() {
    #[rustfmt::skip]
    let rows: &[(Dialect, u16, &str, &str)] = &[
        // Server failures.
        (Openai, 500, r#"{"error":{"message":"x","type":"server_error"}}"#, FAILED),
        (Openai, 502, "<html>bad gateway</html>", FAILED),
        (Gemini, 503, r#"{"error":{"code":503,"status":"UNAVAILABLE","message":"overloaded"}}"#, FAILED),
        (Anthropic, 504, r#"{"type":"error","error":{"type":"timeout_error","message":"x"}}"#, FAILED),
        (Openai, 408, "", FAILED),
        (Openai, 599, "", FAILED),
        // Redirects and things that are no answer.
        (Openai, 301, "", FAILED), (Openai, 302, "", FAILED), (Anthropic, 307, "", FAILED), (Openai, 304, "", FAILED), (Openai, 103, "", FAILED),
        // Overload.
        (Anthropic, 529, r#"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#, OVERLOADED),
        (Anthropic, 529, "", OVERLOADED),
        (Anthropic, 500, r#"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#, OVERLOADED),
        (Openai, 503, r#"{"error":{"message":"x","type":"slow_down"}}"#, OVERLOADED),
        // Rate limits.
        (Openai, 429, r#"{"error":{"message":"x","type":"requests","code":"rate_limit_exceeded"}}"#, WAIT),
        (Openai, 429, r#"{"error":{"message":"x","code":"slow_down"}}"#, WAIT),
        (Anthropic, 429, r#"{"type":"error","error":{"type":"rate_limit_error","message":"x"}}"#, WAIT),
        (Openai, 429, "", WAIT),
        (Gemini, 429, r#"{"error":{"code":429,"status":"RESOURCE_EXHAUSTED","message":"You exceeded your current quota, please check your plan and billing details."}}"#, WAIT),
        // No money.
        (Openai, 429, r#"{"error":{"message":"You exceeded your current quota, please check your plan and billing details.","type":"insufficient_quota","code":"insufficient_quota"}}"#, NO_MONEY),
        (Openai, 429, r#"{"error":{"message":"You exceeded your current quota, please check your plan and billing details."}}"#, NO_MONEY),
        (Openai, 429, r#"{"error":{"message":"x","code":"credit_balance_exhausted"}}"#, NO_MONEY),
        (Openai, 429, r#"{"error":{"message":"x","code":"project_spend_limit_exceeded"}}"#, NO_MONEY),
        (Openai, 429, r#"{"error":{"message":"x","code":"organization_usage_limit_exceeded"}}"#, NO_MONEY),
        (Anthropic, 429, r#"{"type":"error","error":{"type":"enforced_spend_limit_reached","message":"x"}}"#, NO_MONEY),
        (Anthropic, 429, r#"{"type":"error","error":{"type":"contract_spend_limit_reached","message":"x"}}"#, NO_MONEY),
        (Anthropic, 429, r#"{"type":"error","error":{"type":"ramp_limit_exceeded","message":"x"}}"#, NO_MONEY),
        (Anthropic, 402, r#"{"type":"error","error":{"type":"billing_error","message":"x"}}"#, NO_MONEY),
        (Openai, 402, "Insufficient Balance", NO_MONEY),
        (Anthropic, 400, r#"{"type":"error","error":{"type":"invalid_request_error","message":"Your credit balance is too low to access the Anthropic API."}}"#, NO_MONEY),
        // Rejected credentials.
        (Openai, 401, r#"{"error":{"message":"Incorrect API key provided","code":"invalid_api_key"}}"#, REJECTED),
        (Anthropic, 401, r#"{"type":"error","error":{"type":"authentication_error","message":"x"}}"#, REJECTED),
        (Anthropic, 403, r#"{"type":"error","error":{"type":"permission_error","message":"x"}}"#, REJECTED),
        (Gemini, 403, r#"{"error":{"code":403,"status":"PERMISSION_DENIED","message":"x"}}"#, REJECTED),
        (Openai, 403, "<html>Attention Required! | Cloudflare</html>", REJECTED),
        (Gemini, 400, r#"{"error":{"code":400,"status":"INVALID_ARGUMENT","message":"API key not valid. Please pass a valid API key.","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"API_KEY_INVALID"}]}}"#, REJECTED),
        (Openai, 400, r#"{"code":"Client specified an invalid argument","error":"Incorrect API key provided: xa***1."}"#, REJECTED),
        // Unknown models.
        (Openai, 404, r#"{"error":{"message":"The model `x` does not exist or you do not have access to it.","code":"model_not_found"}}"#, NO_MODEL),
        (Openai, 404, r#"{"object":"error","message":"The model `x` does not exist.","type":"NotFoundError","code":404}"#, NO_MODEL),
        (Openai, 404, r#"{"error":{"message":"model 'x' not found","type":"not_found_error"}}"#, NO_MODEL),
        (Openai, 404, r#"{"error":{"code":"DeploymentNotFound","message":"The API deployment for this resource does not exist."}}"#, NO_MODEL),
        (Openai, 404, r#"{"error":{"message":"No endpoints found for x.","code":404}}"#, NO_MODEL),
        (Openai, 400, r#"{"error":{"message":"Model Not Exist","type":"invalid_request_error","code":"invalid_request_error"}}"#, NO_MODEL),
        (Openai, 400, r#"{"object":"error","message":"Invalid model: x","type":"invalid_model","code":"1500"}"#, NO_MODEL),
        (Anthropic, 404, r#"{"type":"error","error":{"type":"not_found_error","message":"model: claude-x"}}"#, NO_MODEL),
        (Gemini, 404, r#"{"error":{"code":404,"status":"NOT_FOUND","message":"models/x is not found for API version v1beta"}}"#, NO_MODEL),
        // Not found, but not the model.
        (Openai, 404, r#"{"error":{"message":"Response with id 'resp_1' not found.","type":"invalid_request_error"}}"#, CLIENT),
        (Openai, 404, r#"{"error":{"message":"Invalid URL (POST /v1/rerank)","type":"invalid_request_error"}}"#, CLIENT),
        (Openai, 404, r#"{"detail":"Not Found"}"#, CLIENT),
        (Anthropic, 404, r#"{"type":"error","error":{"type":"not_found_error","message":"File not found: file_1"}}"#, CLIENT),
        (Gemini, 404, r#"{"error":{"code":404,"status":"NOT_FOUND","message":"CachedContent not found"}}"#, CLIENT),
        (Openai, 404, "<html>nginx</html>", "upstream_error Neutral OtherChannel"),
        (Openai, 405, "", "upstream_error Neutral OtherChannel"),
        // The request's own fault.
        (Openai, 400, r#"{"error":{"message":"bad","type":"invalid_request_error"}}"#, CLIENT),
        (Openai, 400, "", CLIENT),
        (Openai, 405, r#"{"error":{"message":"method","type":"x"}}"#, CLIENT),
        (Anthropic, 409, "", CLIENT), (Anthropic, 413, "", CLIENT), (Openai, 422, "", CLIENT), (Openai, 418, "", CLIENT), (Openai, 451, "", CLIENT),
        (Openai, 400, r#"{"error":{"message":"x","code":"content_policy_violation"}}"#, CLIENT),
        (Openai, 403, r#"{"error":{"code":403,"message":"flagged","metadata":{"reasons":["violence"],"flagged_input":"…"}}}"#, CLIENT),
        (Openai, 403, r#"{"code":"x","error":"Content violates usage guidelines."}"#, CLIENT),
        // A client cannot talk its way into switching a credential off.
        (Openai, 400, r#"{"error":{"message":"unknown field 'your credit balance is too low'"}}"#, CLIENT),
        (Openai, 400, r#"{"error":{"message":"unknown field 'incorrect api key provided'"}}"#, CLIENT),
    ];
    for (dialect, status, body, expected) in rows {
        assert_eq!(
            judge(*dialect, *status, &[], body),
            *expected,
            "{dialect} {status} {body}"
        );
    }
}

#[test]
fn waits_are_read_from_wherever_the_provider_puts_them() {
    let retry_info = r#"{"error":{"status":"RESOURCE_EXHAUSTED","details":[{"@type":"x"},{"retryDelay":"46s"}]}}"#;
    #[rustfmt::skip]
    let rows: &[(Dialect, Lines, &str, &str)] = &[
        (Openai, &[("retry-after", "20")], "", "wait:20000"),
        (Openai, &[("retry-after", "20"), ("retry-after-ms", "150")], "", "wait:150"),
        (Openai, &[("retry-after", "Tue, 14 Nov 2023 22:13:50 GMT")], "", "wait:30000"),
        (Openai, &[("retry-after", "0")], "", "wait"),
        (Openai, &[("retry-after", "soon")], "", "wait"),
        (Anthropic, &[("retry-after", "7835"), ("x-should-retry", "true")], "", "wait:7835000"),
        (Openai, &[("x-ratelimit-remaining-requests", "0"), ("x-ratelimit-reset-requests", "6m0s")], "", "wait:360000"),
        (Anthropic, &[("anthropic-ratelimit-tokens-remaining", "0"), ("anthropic-ratelimit-tokens-reset", "2023-11-14T22:13:30Z")], "", "wait:10000"),
        (Anthropic, &[("anthropic-ratelimit-unified-status", "rejected"), ("anthropic-ratelimit-unified-reset", "1700000900")], "", "wait:900000"),
        (Gemini, &[], retry_info, "wait:46000"),
    ];
    for (dialect, lines, body, expected) in rows {
        let expected = format!("rate_limited {expected} OtherCredential");
        assert_eq!(
            judge(*dialect, 429, lines, body),
            expected,
            "{lines:?} {body}"
        );
    }
    assert_eq!(
        judge(Anthropic, 529, &[("retry-after", "3")], ""),
        "overloaded wait:3000 OtherChannel"
    );
}

#[test]
fn a_provider_that_says_do_not_retry_is_believed_about_its_own_failures() {
    let final_ = [("x-should-retry", "false")];

    assert_eq!(judge(Openai, 500, &final_, ""), "upstream_error Failure No");
    assert_eq!(
        judge(Openai, 500, &[("x-should-retry", "true")], ""),
        FAILED
    );
    assert_eq!(judge(Openai, 429, &final_, ""), WAIT);
    assert_eq!(judge(Openai, 401, &final_, ""), REJECTED);
}

#[test]
fn errors_inside_a_stream_are_judged_like_answers() {
    #[rustfmt::skip]
    let rows = [
        (Anthropic, None, "overloaded_error", None, "Overloaded", OVERLOADED),
        (Anthropic, None, "api_error", None, "Internal server error", FAILED),
        (Anthropic, None, "rate_limit_error", None, "x", WAIT),
        (Anthropic, None, "invalid_request_error", None, "x", CLIENT),
        (Anthropic, None, "authentication_error", None, "x", REJECTED),
        (Openai, None, "server_error", None, "x", FAILED),
        (Openai, None, "", Some("rate_limit_exceeded"), "x", WAIT),
        (Openai, None, "", Some("insufficient_quota"), "x", NO_MONEY),
        (Anthropic, None, "enforced_spend_limit_reached", None, "x", NO_MONEY),
        (Openai, Some(429), "", Some("insufficient_quota"), "x", NO_MONEY),
        (Openai, Some(502), "", None, "x", FAILED),
        (Gemini, Some(503), "UNAVAILABLE", None, "x", FAILED),
        (Gemini, None, "RESOURCE_EXHAUSTED", None, "x", WAIT),
        (Openai, None, "something_new", None, "x", FAILED),
        (Openai, Some(200), "", None, "x", FAILED),
    ];
    for (dialect, status, kind, code, message, expected) in rows {
        let verdict = stream_error(dialect, status, kind, code, message);
        assert_eq!(word(&verdict), expected, "{status:?} {kind} {code:?}");
    }
}

#[test]
fn ends_without_an_error_answer() {
    let reset = Failure::Reset("closed".to_owned());
    for (verdict, expected) in [
        (success(), "success Good No"),
        (client_cancelled(), "client_cancelled Neutral No"),
        (
            timed_out_first_byte(),
            "timeout_first_byte Failure OtherChannel",
        ),
        (timed_out_idle(), "timeout_idle Failure OtherChannel"),
        (truncated(), "truncated Failure OtherChannel"),
        (malformed("not an event"), "malformed Failure OtherChannel"),
        (empty_stream(), FAILED),
        (unreachable(&reset), "connect_error Failure OtherChannel"),
        (
            unreachable(&Failure::Dns(String::new())),
            "connect_error HostFailure OtherChannel",
        ),
        (
            unreachable(&Failure::Tls(String::new())),
            "connect_error HostFailure OtherChannel",
        ),
        (
            unreachable(&Failure::Blocked(String::new())),
            "connect_error HostFailure OtherChannel",
        ),
        (
            unreachable(&Failure::Malformed(String::new())),
            "malformed Failure OtherChannel",
        ),
        (
            unsendable(&OutgoingError::Credential {
                label: "a".to_owned(),
            }),
            REJECTED,
        ),
        (unsendable(&OutgoingError::Path), CLIENT),
    ] {
        assert_eq!(word(&verdict), expected);
    }
}

#[test]
fn a_request_too_long_for_the_context_is_marked() {
    for (dialect, body) in [
        (
            Openai,
            r#"{"error":{"message":"x","code":"context_length_exceeded"}}"#,
        ),
        (
            Openai,
            r#"{"message":"This model's maximum context length is 8192 tokens."}"#,
        ),
        (
            Anthropic,
            r#"{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 210000 tokens > 200000 maximum"}}"#,
        ),
        (
            Gemini,
            r#"{"error":{"status":"INVALID_ARGUMENT","message":"The input token count exceeds the maximum number of tokens allowed"}}"#,
        ),
    ] {
        let verdict = answered(dialect, 400, &HeaderMap::new(), body.as_bytes(), wall());
        assert!(verdict.context_length, "{body}");
        assert_eq!(word(&verdict), CLIENT);
    }
    assert!(!answered(Openai, 400, &HeaderMap::new(), b"{}", wall()).context_length);
}

#[test]
fn messages_carry_words_but_no_bodies() {
    let body = r#"{"error":{"message":"bad key sk-canary","type":"invalid_request_error","code":"sk canary\n"}}"#;

    let verdict = answered(Openai, 401, &HeaderMap::new(), body.as_bytes(), wall());

    assert_eq!(
        verdict.message,
        "the provider answered 401 invalid_request_error"
    );
}

proptest! {
    #[test]
    fn no_answer_panics(
        status in 100..1000u16, dialect in 0..4usize, body in prop::collection::vec(any::<u8>(), 0..200),
        value in "[ -~]{0,30}",
    ) {
        let lines = ["retry-after", "retry-after-ms", "x-should-retry", "x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens"]
            .map(|name| (name, value.as_str()));
        let verdict = answered(Dialect::ALL[dialect], status, &headers(&lines), &body, wall());
        prop_assert_ne!(verdict.outcome, Outcome::Success);
        prop_assert_ne!(verdict.health, Health::Good);
    }

    #[test]
    fn no_error_object_panics(
        kind in ".{0,20}", code in ".{0,20}", message in ".{0,60}", delay in ".{0,10}", status in 100..600u16,
    ) {
        let body = serde_json::json!({
            "error": {"type": kind, "code": code, "message": message, "details": [{"retryDelay": delay}]}
        });
        let verdict = answered(Openai, status, &HeaderMap::new(), body.to_string().as_bytes(), wall());
        prop_assert!(verdict.message.len() < 200 && !verdict.message.contains('\n'));
    }
}
