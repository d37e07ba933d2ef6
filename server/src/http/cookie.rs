//! The cookies of browsers: of one that is signed in, and of one that is on its way to do so.
//!
//! Where the browser came by TLS their names begin with `__Host-`, which browsers take from this very host over TLS alone;
//! there the plain name is not read, so that a neighbour who can set plain cookies cannot plant a session.

use std::time::Duration;

use actix_web::http::header::{COOKIE, HeaderMap};

use crate::operator::{oidc::LASTS, session::LONGEST};

/// A cookie that Routex sets.
pub(super) struct Cookie {
    plain: &'static str,
    bound_to_tls: &'static str,
    life: Duration,
    same_site: &'static str,
}

/// Of a browser that is signed in.
pub(super) const SESSION: Cookie = Cookie {
    plain: "routex_session",
    bound_to_tls: "__Host-routex_session",
    life: LONGEST,
    same_site: "Strict",
};

/// Of a browser that is at an OpenID provider. It must come along when that provider's page sends the browser back.
pub(super) const JOURNEY: Cookie = Cookie {
    plain: "routex_oidc",
    bound_to_tls: "__Host-routex_oidc",
    life: LASTS,
    same_site: "Lax",
};

impl Cookie {
    /// The value that the browser sent. `tls`: of `peer::is_tls`.
    pub(super) fn read<'h>(&self, headers: &'h HeaderMap, tls: bool) -> Option<&'h str> {
        headers
            .get_all(COOKIE)
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(name, _)| *name == self.name(tls))
            .map(|(_, value)| value)
    }

    /// `set-cookie` for a new value.
    pub(super) fn set(&self, value: &str, tls: bool) -> String {
        self.format(value, self.life.as_secs(), tls)
    }

    /// `set-cookie` that makes the browser forget.
    pub(super) fn clear(&self, tls: bool) -> String {
        self.format("", 0, tls)
    }

    fn name(&self, tls: bool) -> &'static str {
        if tls { self.bound_to_tls } else { self.plain }
    }

    fn format(&self, value: &str, max_age_seconds: u64, tls: bool) -> String {
        let (name, same_site) = (self.name(tls), self.same_site);
        let secure = if tls { "; Secure" } else { "" };
        format!(
            "{name}={value}; Path=/; Max-Age={max_age_seconds}; HttpOnly; SameSite={same_site}{secure}"
        )
    }
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
            SESSION.set("v", false),
            "routex_session=v; Path=/; Max-Age=86400; HttpOnly; SameSite=Strict"
        );
        assert_eq!(
            SESSION.set("v", true),
            "__Host-routex_session=v; Path=/; Max-Age=86400; HttpOnly; SameSite=Strict; Secure"
        );
        assert!(SESSION.clear(true).contains("=; Path=/; Max-Age=0;"));
    }

    #[test]
    fn line_04_behind_tls_a_plain_cookie_is_not_read() {
        let both = sent(&[
            "a=1; routex_session=plain",
            "__Host-routex_session=bound; b=2",
        ]);
        assert_eq!(SESSION.read(&both, true), Some("bound"));
        assert_eq!(SESSION.read(&both, false), Some("plain"));
        assert_eq!(SESSION.read(&sent(&["routex_session=plain"]), true), None);
        assert_eq!(
            SESSION.read(&sent(&["xroutex_session=plain; =; a"]), false),
            None
        );
    }
}
