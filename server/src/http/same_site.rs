//! Whether a call that a browser makes with its cookie comes from Routex' own pages.
//!
//! The session's token, which only those pages can read, must be sent along; beside it, what browsers say of themselves
//! (`sec-fetch-site`, `origin`) must not contradict. Neither the `host` header nor an absent header ever lets anybody in.

use actix_web::{
    HttpRequest,
    http::header::{HOST, HeaderMap, HeaderName, ORIGIN},
};

use super::{
    peer,
    problem::{Code, Problem},
};
use crate::secret::Secret;

/// Refuses a call without the session's token, or from another origin.
pub(super) fn check(request: &HttpRequest, csrf_token: &Secret) -> Result<(), Problem> {
    check_origin(request)?;
    let sent = text(request.headers(), &HeaderName::from_static("x-csrf-token"));
    if sent.is_some_and(|sent| csrf_token.is(sent)) {
        return Ok(());
    }
    Err(Problem::new(
        Code::Forbidden,
        "send the csrf_token that GET /api/v1/session answers as the header x-csrf-token",
    ))
}

/// Refuses a call that a browser says comes from another origin.
pub(super) fn check_origin(request: &HttpRequest) -> Result<(), Problem> {
    let headers = request.headers();
    let said = Said {
        site: text(headers, &HeaderName::from_static("sec-fetch-site")),
        origin: text(headers, &ORIGIN),
        host: text(headers, &HOST),
    };
    if said.is_same_origin(peer::public_origin(request).as_deref()) {
        return Ok(());
    }
    Err(Problem::new(
        Code::Forbidden,
        "the call comes from a page of another origin; behind a proxy, set [server] public_url to where browsers find Routex",
    ))
}

/// What a browser says of a call.
#[derive(Clone, Copy)]
struct Said<'a> {
    site: Option<&'a str>,
    origin: Option<&'a str>,
    host: Option<&'a str>,
}

impl Said<'_> {
    /// `own`: the configured origin, which alone counts where there is one.
    fn is_same_origin(self, own: Option<&str>) -> bool {
        let by_site = self.site.is_none_or(|site| site == "same-origin");
        let by_origin = self.origin.is_none_or(|origin| match own {
            Some(own) => origin.eq_ignore_ascii_case(own),
            None => origin
                .split_once("://")
                .zip(self.host)
                .is_some_and(|((_, authority), host)| authority.eq_ignore_ascii_case(host)),
        });
        by_site && by_origin
    }
}

/// What is not text counts as said, and as wrong.
fn text<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    headers
        .get(name)
        .map(|value| value.to_str().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PUBLIC: Option<&str> = Some("https://routex.example");

    #[test]
    fn line_05_origin_and_fetch_site_must_be_our_own() {
        for (site, origin, own, expected) in [
            (None, None, None, true),
            (Some("same-origin"), None, None, true),
            (Some("same-site"), None, None, false),
            (Some("cross-site"), None, None, false),
            (Some("none"), None, None, false),
            (None, Some("http://router:8080"), None, true),
            (None, Some("https://ROUTER:8080"), None, true),
            (None, Some("http://router"), None, false),
            (None, Some("http://router:8080.evil.example"), None, false),
            (None, Some("null"), None, false),
            (None, Some(""), None, false),
            (
                Some("same-origin"),
                Some("https://evil.example"),
                None,
                false,
            ),
            (None, Some("https://routex.example"), PUBLIC, true),
            (None, Some("http://routex.example"), PUBLIC, false),
            (None, Some("http://router:8080"), PUBLIC, false),
            (
                Some("cross-site"),
                Some("https://routex.example"),
                PUBLIC,
                false,
            ),
        ] {
            let said = Said {
                site,
                origin,
                host: Some("router:8080"),
            };
            let told = format!("{site:?} {origin:?} {own:?}");
            assert_eq!(said.is_same_origin(own), expected, "{told}");
        }
    }
}
