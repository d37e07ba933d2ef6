//! The request to the provider: where it goes, which headers it carries, and whose credential.

mod headers;
mod target;

use actix_http::{
    Method,
    header::{self, HeaderMap, HeaderName, HeaderValue},
};
use routex_entity::Dialect;

pub(super) use self::headers::named_by_connection;
pub use self::headers::of_translated;
use super::provider::Auth;
use crate::{
    channel::{ChannelSpec, CredentialSpec},
    secret::Secret,
};

/// The version that a client means which names none: the one every model and every compatible server knows.
const ANTHROPIC_VERSION: &str = "2023-06-01";
const ANTHROPIC_VERSION_NAME: HeaderName = HeaderName::from_static("anthropic-version");

/// What of the client's request goes on besides its body.
#[derive(Debug, Clone, Copy)]
pub struct Inbound<'a> {
    pub method: &'a Method,
    pub headers: &'a HeaderMap,
    /// Without the question mark. Empty: none.
    pub query: &'a str,
}

/// A request that cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OutgoingError {
    #[error("channel {channel} has no base URL for {dialect}")]
    NoEndpoint { channel: String, dialect: Dialect },
    /// The path comes from the client's model name, for one.
    #[error("the path must not leave the API: no `..`, `?`, `#`, backslash or control characters")]
    Path,
    #[error("the request's URL is not valid: {0}")]
    Url(String),
    #[error("credential {label} has characters that a header cannot carry; enter it again")]
    Credential { label: String },
}

/// The request to send for `inbound`, without its body.
///
/// `path` is appended to the dialect's base URL: `/chat/completions` after `https://api.openai.com/v1`, `/v1/messages`
/// after `https://api.anthropic.com`, `/models/gemini-2.5-pro:generateContent` after `…/v1beta`. `secret`: what of the
/// credential goes on the wire.
pub fn outgoing(
    client: &awc::Client,
    channel: &ChannelSpec,
    credential: &CredentialSpec,
    secret: &Secret,
    dialect: Dialect,
    path: &str,
    inbound: &Inbound<'_>,
) -> Result<awc::ClientRequest, OutgoingError> {
    let base = channel
        .endpoint(dialect)
        .ok_or_else(|| OutgoingError::NoEndpoint {
            channel: channel.name.clone(),
            dialect,
        })?;
    let uri = target::uri(base, dialect, path, inbound.query)?;
    let (auth_name, auth_value) = credential_header(channel, credential, secret, dialect)?;

    let mut request = client.request(inbound.method.clone(), uri);
    let outgoing = request.headers_mut();
    headers::forward(inbound.headers, outgoing);
    if dialect == Dialect::Anthropic && !outgoing.contains_key(&ANTHROPIC_VERSION_NAME) {
        outgoing.insert(
            ANTHROPIC_VERSION_NAME,
            HeaderValue::from_static(ANTHROPIC_VERSION),
        );
    }
    for (name, value) in &channel.headers {
        if *name != auth_name && !headers::is_ours(name) {
            outgoing.insert(name.clone(), value.clone());
        }
    }
    // The bytes are passed through and read on the way, so they must not be packed.
    outgoing.insert(
        header::ACCEPT_ENCODING,
        HeaderValue::from_static("identity"),
    );
    outgoing.insert(auth_name, auth_value);
    Ok(request)
}

fn credential_header(
    channel: &ChannelSpec,
    credential: &CredentialSpec,
    secret: &Secret,
    dialect: Dialect,
) -> Result<(HeaderName, HeaderValue), OutgoingError> {
    let secret = secret.expose();
    let (name, value) = match credential.auth(channel.provider.auth(dialect)) {
        Auth::Bearer => (
            header::AUTHORIZATION,
            HeaderValue::from_str(&format!("Bearer {secret}")),
        ),
        Auth::Header(name) => (HeaderName::from_static(name), HeaderValue::from_str(secret)),
    };
    let mut value = value.map_err(|_error| OutgoingError::Credential {
        label: credential.label.clone(),
    })?;
    value.set_sensitive(true);
    Ok((name, value))
}

#[cfg(test)]
mod tests;
