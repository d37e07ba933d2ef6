//! Which headers of a client reach a provider: those listed here, and no others.

use actix_http::header::{self, HeaderMap, HeaderName, HeaderValue};

/// Passed on as they are.
const FORWARDED: &[&str] = &[
    // What the body is and what the client takes.
    "accept",
    "accept-language",
    "content-type",
    // Providers answer some clients differently by this one.
    "user-agent",
    // Protocol version and features; a beta header and its body field travel together.
    "anthropic-version",
    "anthropic-beta",
    "anthropic-dangerous-direct-browser-access",
    "openai-beta",
    "x-goog-api-client",
    // Harmless identity of command line clients.
    "originator",
    "x-app",
    "x-client-request-id",
    // The provider's prompt cache finds the conversation by these.
    "session-id",
    "session_id",
    "thread-id",
    "conversation_id",
    "x-session-id",
    "x-session-affinity",
    "x-grok-conv-id",
    // Repeating a request must stay harmless.
    "idempotency-key",
    // One trace from the client to the provider.
    "traceparent",
    "tracestate",
];

/// Passed on when the name begins like this.
const FORWARDED_PREFIXES: &[&str] = &["x-stainless-", "x-claude-code-", "x-codex-"];

/// Of a request that is translated: what means the same in every dialect.
const COMMON: &[&str] = &[
    "accept-language",
    "user-agent",
    "x-client-request-id",
    "x-session-id",
    "x-session-affinity",
    "x-grok-conv-id",
    "idempotency-key",
    "traceparent",
    "tracestate",
];

/// Set by Routex or by HTTP itself; an operator's header of that name is ignored.
const OURS: &[HeaderName] = &[
    header::HOST,
    header::CONTENT_LENGTH,
    header::TRANSFER_ENCODING,
    header::CONNECTION,
    header::UPGRADE,
    header::TE,
    header::TRAILER,
    header::EXPECT,
    header::ACCEPT_ENCODING,
];

/// Copies what a provider may see. What `Connection` names stays behind even when it is listed.
pub(super) fn forward(inbound: &HeaderMap, outgoing: &mut HeaderMap) {
    copy(inbound, is_forwarded, outgoing);
}

/// What goes with a request whose body Routex wrote in another dialect than the client's.
pub fn of_translated(inbound: &HeaderMap, stream: bool) -> HeaderMap {
    let mut outgoing = HeaderMap::new();
    let common = |name: &HeaderName| COMMON.contains(&name.as_str());
    copy(inbound, common, &mut outgoing);
    let json = HeaderValue::from_static("application/json");
    let accepted = match stream {
        true => HeaderValue::from_static("text/event-stream"),
        false => json.clone(),
    };
    outgoing.insert(header::CONTENT_TYPE, json);
    outgoing.insert(header::ACCEPT, accepted);
    outgoing
}

fn copy(inbound: &HeaderMap, passes: impl Fn(&HeaderName) -> bool, outgoing: &mut HeaderMap) {
    for (name, value) in inbound {
        if passes(name) && !named_by_connection(inbound, name) {
            outgoing.append(name.clone(), value.clone());
        }
    }
}

/// Whether a header is not the operator's to set.
pub(super) fn is_ours(name: &HeaderName) -> bool {
    OURS.contains(name)
}

fn is_forwarded(name: &HeaderName) -> bool {
    let name = name.as_str();
    FORWARDED.contains(&name)
        || FORWARDED_PREFIXES
            .iter()
            .any(|prefix| name.starts_with(prefix))
}

/// Whether `Connection` declares a header to be for this hop only.
pub(in crate::upstream) fn named_by_connection(headers: &HeaderMap, name: &HeaderName) -> bool {
    headers.get_all(header::CONNECTION).any(|value| {
        value.as_bytes().split(|byte| *byte == b',').any(|option| {
            option
                .trim_ascii()
                .eq_ignore_ascii_case(name.as_str().as_bytes())
        })
    })
}
