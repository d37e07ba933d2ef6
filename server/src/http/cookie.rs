//! The cookie of a signed-in browser.
//!
//! Where the browser came by TLS its name begins with `__Host-`, which browsers take from this very host over TLS alone;
//! there the plain name is not read, so that a neighbour who can set plain cookies cannot plant a session.

use actix_web::http::header::{COOKIE, HeaderMap};

use crate::operator::session::LONGEST;

const PLAIN: &str = "routex_session";
const BOUND_TO_TLS: &str = "__Host-routex_session";

/// The value that the browser sent. `tls`: of `peer::is_tls`.
pub(super) fn read(headers: &HeaderMap, tls: bool) -> Option<&str> {
    headers
        .get_all(COOKIE)
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == self::name(tls))
        .map(|(_, value)| value)
}

/// `set-cookie` for a new session.
pub(super) fn set(value: &str, tls: bool) -> String {
    format(value, LONGEST.as_secs(), tls)
}

/// `set-cookie` that makes the browser forget.
pub(super) fn clear(tls: bool) -> String {
    format("", 0, tls)
}

fn name(tls: bool) -> &'static str {
    if tls { BOUND_TO_TLS } else { PLAIN }
}

fn format(value: &str, max_age_seconds: u64, tls: bool) -> String {
    let name = name(tls);
    let secure = if tls { "; Secure" } else { "" };
    format!("{name}={value}; Path=/; Max-Age={max_age_seconds}; HttpOnly; SameSite=Strict{secure}")
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    fn sent(cookies: &[&'static str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for text in cookies {
            headers.append(COOKIE, HeaderValue::from_static(text));
        }
        headers
    }

    #[test]
    fn line_04_the_cookie_is_out_of_reach_of_scripts_and_other_sites() {
        assert_eq!(
            set("v", false),
            "routex_session=v; Path=/; Max-Age=86400; HttpOnly; SameSite=Strict"
        );
        assert_eq!(
            set("v", true),
            "__Host-routex_session=v; Path=/; Max-Age=86400; HttpOnly; SameSite=Strict; Secure"
        );
        assert!(clear(true).contains("=; Path=/; Max-Age=0;"));
    }

    #[test]
    fn line_04_behind_tls_a_plain_cookie_is_not_read() {
        let both = sent(&[
            "a=1; routex_session=plain",
            "__Host-routex_session=bound; b=2",
        ]);
        assert_eq!(read(&both, true), Some("bound"));
        assert_eq!(read(&both, false), Some("plain"));
        assert_eq!(read(&sent(&["routex_session=plain"]), true), None);
        assert_eq!(read(&sent(&["xroutex_session=plain; =; a"]), false), None);
    }
}
