//! The caller of the proxy, known by its client key.

use std::{
    borrow::Cow,
    future::{Ready, ready},
    sync::Arc,
};

use actix_web::{
    FromRequest, HttpRequest,
    dev::Payload,
    http::header::{AUTHORIZATION, HeaderMap},
    web,
};

use crate::http::{
    error::Refusal,
    keys::{ClientKey, KeyRefused},
    peer,
    proxy::{Proxy, dialect_of},
    request_id,
};

/// An authenticated caller.
#[derive(Debug, Clone)]
pub struct Caller(pub Arc<ClientKey>);

impl FromRequest for Caller {
    type Error = Refusal;
    type Future = Ready<Result<Self, Refusal>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(authenticate(request).map(Caller).map_err(|refused| {
            let dialect = dialect_of(request.path(), request.headers());
            Refusal::unauthenticated(dialect, refused, request_id::of(request))
        }))
    }
}

fn authenticate(request: &HttpRequest) -> Result<Arc<ClientKey>, KeyRefused> {
    let Some(proxy) = request.app_data::<web::Data<Proxy>>() else {
        return Err(KeyRefused::Unknown);
    };
    let now_ms = chrono::Utc::now().timestamp_millis();
    let keys = proxy.keys.load();
    let key = keys.check(sent(request).as_deref(), now_ms)?;
    if !key.allows_address(peer::address(request)) {
        return Err(KeyRefused::Address);
    }
    Ok(key)
}

/// What a client sent as its key, wherever it did.
pub(in crate::http) fn sent(request: &HttpRequest) -> Option<Cow<'_, str>> {
    match header_key(request.headers()) {
        Some(sent) => Some(sent),
        None => query_key(request.query_string()).map(Cow::Owned),
    }
}

/// The first of the places where clients put their key that is not empty. All are checked against the same table.
fn header_key(headers: &HeaderMap) -> Option<Cow<'_, str>> {
    let bytes = |name: &str| headers.get(name).map(|value| value.as_bytes());
    bytes(AUTHORIZATION.as_str())
        .and_then(bearer)
        .filter(|key| !key.is_empty())
        .or_else(|| {
            ["x-api-key", "x-goog-api-key", "api-key"]
                .into_iter()
                .find_map(|name| {
                    bytes(name)
                        .map(<[u8]>::trim_ascii)
                        .filter(|key| !key.is_empty())
                })
        })
        // What is no text is no key either, but it was sent.
        .map(String::from_utf8_lossy)
}

fn bearer(value: &[u8]) -> Option<&[u8]> {
    let (scheme, key) = value.split_at_checked(b"bearer".len())?;
    let (b' ', key) = key.split_first()? else {
        return None;
    };
    scheme
        .eq_ignore_ascii_case(b"bearer")
        .then(|| key.trim_ascii())
}

fn query_key(query: &str) -> Option<String> {
    if query.is_empty() {
        return None;
    }
    url::form_urlencoded::parse(query.as_bytes())
        .find(|(name, value)| name == "key" && !value.is_empty())
        .map(|(_, value)| value.into_owned())
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{HeaderName, HeaderValue};

    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| {
                (
                    HeaderName::from_static(name),
                    HeaderValue::from_static(value),
                )
            })
            .collect()
    }

    #[test]
    fn every_form_that_clients_use_is_read() {
        for form in [
            headers(&[("authorization", "Bearer rx-1")]),
            headers(&[("authorization", "bearer  rx-1 ")]),
            headers(&[("x-api-key", "rx-1")]),
            headers(&[("x-goog-api-key", "rx-1")]),
            headers(&[("authorization", "Basic abc"), ("x-api-key", "rx-1")]),
            headers(&[("authorization", "Bearer "), ("x-api-key", "rx-1")]),
            headers(&[("x-api-key", ""), ("x-goog-api-key", "rx-1")]),
        ] {
            assert_eq!(header_key(&form).as_deref(), Some("rx-1"));
        }
        assert_eq!(query_key("alt=sse&key=rx%2D1").as_deref(), Some("rx-1"));
    }

    #[test]
    fn an_empty_key_is_no_key() {
        assert_eq!(header_key(&headers(&[("authorization", "Bearer ")])), None);
        assert_eq!(query_key("key="), None);
        assert_eq!(query_key(""), None);
    }
}
