//! What of a provider's answer goes back to the client besides its body.

use actix_http::header::{HeaderMap, HeaderName, HeaderValue};

use super::request::named_by_connection;

/// Of this hop, of the provider's own edge, or recomputed by Routex.
const DROPPED: &[&str] = &[
    // Hop by hop.
    "connection",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    // Recomputed.
    "content-length",
    "date",
    // About the provider's host; wrong or harmful on Routex's.
    "access-control-allow-credentials",
    "access-control-allow-headers",
    "access-control-allow-methods",
    "access-control-allow-origin",
    "access-control-expose-headers",
    "access-control-max-age",
    "alt-svc",
    "content-security-policy",
    "expect-ct",
    "location",
    "nel",
    "report-to",
    "reporting-endpoints",
    "server",
    "server-timing",
    "set-cookie",
    "strict-transport-security",
    "via",
    "www-authenticate",
    "x-frame-options",
    "x-powered-by",
];

/// Of the provider's edge, or Routex's own namespace, which a provider must not speak in.
const DROPPED_PREFIXES: &[&str] = &["cf-", "x-routex-", "x-envoy-", "x-amz-cf-"];

/// Means the same in every dialect, or nothing where it is not known.
const COMMON: &[&str] = &[
    "request-id",
    "x-request-id",
    "retry-after",
    "retry-after-ms",
    "x-should-retry",
];
const COMMON_PREFIXES: &[&str] = &["x-ratelimit-", "anthropic-ratelimit-"];

/// Headers of the provider's answer that the client gets, in their order; repeated ones repeat. Everything that clients
/// read stays: content type and encoding, request ids, rate limits, `retry-after`, `x-should-retry`, `openai-*`, `anthropic-*`.
pub fn client_headers(
    headers: &HeaderMap,
) -> impl Iterator<Item = (&HeaderName, &HeaderValue)> + '_ {
    headers
        .iter()
        .filter(|(name, _)| !is_dropped(name) && !named_by_connection(headers, name))
}

/// What of them goes to a client of another dialect: ids to ask the provider about, and its limits. What tells of the
/// body is about one that the client does not get.
pub fn common_headers(
    headers: &HeaderMap,
) -> impl Iterator<Item = (&HeaderName, &HeaderValue)> + '_ {
    client_headers(headers).filter(|(name, _)| {
        let name = name.as_str();
        COMMON.contains(&name)
            || COMMON_PREFIXES
                .iter()
                .any(|prefix| name.starts_with(prefix))
    })
}

fn is_dropped(name: &HeaderName) -> bool {
    let name = name.as_str();
    DROPPED.contains(&name)
        || DROPPED_PREFIXES
            .iter()
            .any(|prefix| name.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clients_get_what_they_read_and_nothing_of_the_hop() {
        let headers: HeaderMap = [
            ("content-type", "text/event-stream"),
            ("content-encoding", "gzip"),
            ("request-id", "req_1"),
            ("x-request-id", "req_2"),
            ("retry-after", "3"),
            ("retry-after-ms", "2500"),
            ("x-should-retry", "false"),
            ("x-ratelimit-remaining-tokens", "7"),
            ("anthropic-ratelimit-tokens-remaining", "7"),
            ("openai-processing-ms", "12"),
            ("set-cookie", "__cf_bm=1"),
            ("content-length", "10"),
            ("transfer-encoding", "chunked"),
            ("connection", "keep-alive, X-Hop"),
            ("x-hop", "1"),
            ("server", "cloudflare"),
            ("cf-ray", "1"),
            ("alt-svc", "h3"),
            ("strict-transport-security", "max-age=1"),
            ("date", "Mon, 23 Nov 2026 00:00:00 GMT"),
            ("location", "http://10.0.0.1/"),
            ("x-routex-channel", "forged"),
            ("access-control-allow-origin", "*"),
        ]
        .into_iter()
        .map(|(name, value)| {
            (
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            )
        })
        .collect();

        let mut names: Vec<_> = client_headers(&headers)
            .map(|(name, _)| name.as_str())
            .collect();
        names.sort_unstable();

        assert_eq!(
            names,
            [
                "anthropic-ratelimit-tokens-remaining",
                "content-encoding",
                "content-type",
                "openai-processing-ms",
                "request-id",
                "retry-after",
                "retry-after-ms",
                "x-ratelimit-remaining-tokens",
                "x-request-id",
                "x-should-retry",
            ]
        );

        let mut common: Vec<_> = common_headers(&headers)
            .map(|(name, _)| name.as_str())
            .collect();
        common.sort_unstable();
        assert_eq!(
            common,
            [
                "anthropic-ratelimit-tokens-remaining",
                "request-id",
                "retry-after",
                "retry-after-ms",
                "x-ratelimit-remaining-tokens",
                "x-request-id",
                "x-should-retry",
            ]
        );
    }
}
