//! Extra headers of a channel.

use actix_http::header::{HeaderName, HeaderValue};

/// Headers that Routex sets itself or that belong to one connection.
const RESERVED: [&str; 15] = [
    "accept-encoding",
    "api-key",
    "authorization",
    "connection",
    "content-length",
    "content-type",
    "cookie",
    "expect",
    "host",
    "proxy-authorization",
    "te",
    "transfer-encoding",
    "upgrade",
    "x-api-key",
    "x-goog-api-key",
];

/// Reads one header. The value is marked as sensitive, so that `Debug` hides it.
pub(super) fn header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), String> {
    let header = HeaderName::from_bytes(name.as_bytes())
        .map_err(|error| format!("\"{name}\" cannot be the name of a header: {error}"))?;
    if RESERVED.contains(&header.as_str()) {
        return Err("is set by Routex itself; remove it (keys go into api_keys)".to_owned());
    }
    let mut value = HeaderValue::from_str(value)
        .map_err(|error| format!("has a value that cannot be sent: {error}"))?;
    value.set_sensitive(true);
    Ok((header, value))
}
