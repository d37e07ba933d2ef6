//! The URL of a request: base URL, path, and what may pass of the client's query.

use actix_http::Uri;
use routex_entity::Dialect;
use url::Url;

use super::OutgoingError;

/// Query parameters that carry a client's credential. Google reads all but the last two as authentication.
const CREDENTIALS: &[&str] = &["key", "access_token", "oauth_token", "api_key", "api-key"];

pub(super) fn uri(
    base: &Url,
    dialect: Dialect,
    path: &str,
    query: &str,
) -> Result<Uri, OutgoingError> {
    if !stays_below(path) {
        return Err(OutgoingError::Path);
    }
    let mut text = String::with_capacity(base.as_str().len() + path.len() + query.len() + 1);
    text.push_str(&base.origin().ascii_serialization());
    text.push_str(base_path(base, dialect, path));
    text.push_str(path);
    let mut separator = '?';
    let own = base.query().into_iter().flat_map(|query| query.split('&'));
    let clients = query.split('&').filter(|pair| !is_credential(pair));
    for pair in own.chain(clients).filter(|pair| !pair.is_empty()) {
        text.push(separator);
        text.push_str(pair);
        separator = '&';
    }
    text.parse()
        .map_err(|error: actix_http::uri::InvalidUri| OutgoingError::Url(error.to_string()))
}

/// The base URL's path. Anthropic's base URL is given without `/v1` but often configured with it.
fn base_path<'a>(base: &'a Url, dialect: Dialect, path: &str) -> &'a str {
    let own = base.path().trim_end_matches('/');
    if dialect == Dialect::Anthropic && path.starts_with("/v1/") {
        own.strip_suffix("/v1").unwrap_or(own)
    } else {
        own
    }
}

/// Whether a path adds to the base URL and cannot take away from it, with whatever a server may normalise.
fn stays_below(path: &str) -> bool {
    let plain = |byte: u8| byte > b' ' && byte != 0x7f && !matches!(byte, b'?' | b'#' | b'\\');
    let decoded = path
        .to_ascii_lowercase()
        .replace("%2e", ".")
        .replace("%2f", "/")
        .replace("%5c", "/");
    path.starts_with('/')
        && path.bytes().all(plain)
        && !decoded
            .split('/')
            .any(|segment| matches!(segment, "." | ".."))
}

fn is_credential(pair: &str) -> bool {
    let name = pair.split_once('=').map_or(pair, |(name, _)| name);
    // As a server would read it: `k%65y` is `key`, and Google takes `$key` as well.
    let decoded = url::form_urlencoded::parse(name.as_bytes()).next();
    decoded.is_some_and(|(name, _)| {
        let name = name.trim_start_matches('$').to_ascii_lowercase();
        CREDENTIALS.contains(&name.as_str())
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn made(base: &str, dialect: Dialect, path: &str, query: &str) -> String {
        uri(&Url::parse(base).unwrap(), dialect, path, query)
            .unwrap()
            .to_string()
    }

    #[test]
    fn base_path_and_query_are_joined() {
        use Dialect::{Anthropic, Gemini, OpenaiChat};

        for (base, dialect, path, query, expected) in [
            (
                "https://a.io/v1",
                OpenaiChat,
                "/chat/completions",
                "",
                "https://a.io/v1/chat/completions",
            ),
            (
                "https://a.io/v1/",
                OpenaiChat,
                "/models",
                "b=2&a=%20+",
                "https://a.io/v1/models?b=2&a=%20+",
            ),
            (
                "https://a.io",
                Anthropic,
                "/v1/messages",
                "beta=true",
                "https://a.io/v1/messages?beta=true",
            ),
            (
                "https://a.io/v1",
                Anthropic,
                "/v1/messages",
                "",
                "https://a.io/v1/messages",
            ),
            (
                "https://a.io/x/v1/",
                Anthropic,
                "/v1/models",
                "",
                "https://a.io/x/v1/models",
            ),
            (
                "https://a.io/v1",
                OpenaiChat,
                "/v1/x",
                "",
                "https://a.io/v1/v1/x",
            ),
            (
                "http://127.0.0.1:8000",
                OpenaiChat,
                "/m",
                "",
                "http://127.0.0.1:8000/m",
            ),
            (
                "https://a.io/d?api-version=1",
                OpenaiChat,
                "/m",
                "x=1",
                "https://a.io/d/m?api-version=1&x=1",
            ),
            (
                "https://g.io/v1beta",
                Gemini,
                "/models/g-2.5:streamGenerateContent",
                "alt=sse&key=AIza",
                "https://g.io/v1beta/models/g-2.5:streamGenerateContent?alt=sse",
            ),
        ] {
            assert_eq!(made(base, dialect, path, query), expected);
        }
    }

    #[test]
    fn credentials_in_the_query_stay_behind() {
        for query in [
            "key=1",
            "KEY=1",
            "k%65y=1",
            "$key=1",
            "key",
            "access_token=x",
            "api_key=x",
            "&&key=a&key=b&",
        ] {
            assert_eq!(
                made("https://a.io", Dialect::Gemini, "/m", query),
                "https://a.io/m",
                "{query}"
            );
        }
        assert_eq!(
            made(
                "https://a.io",
                Dialect::Gemini,
                "/m",
                "monkey=1&key=2&keys=3"
            ),
            "https://a.io/m?monkey=1&keys=3"
        );
    }

    #[test]
    fn a_path_cannot_leave_the_api() {
        let base = Url::parse("https://a.io/v1beta").unwrap();
        for path in [
            "models",
            "/models/../files",
            "/models/%2e%2E/files",
            "/models/..%2ffiles:generateContent",
            "/models/x?key=1",
            "/models/x#y",
            "/models/..\\files",
            "/models/a b",
            "/models/\r\nx: y",
            "/.",
        ] {
            assert_eq!(
                uri(&base, Dialect::Gemini, path, ""),
                Err(OutgoingError::Path),
                "{path:?}"
            );
        }
    }

    proptest! {
        #[test]
        fn no_path_or_query_changes_the_host(path in ".{0,40}", query in ".{0,40}") {
            let base = Url::parse("https://a.io/v1").unwrap();
            if let Ok(uri) = uri(&base, Dialect::OpenaiChat, &format!("/{path}"), &query) {
                prop_assert_eq!(uri.host(), Some("a.io"));
                prop_assert!(uri.path().starts_with("/v1/"));
            }
        }
    }
}
