//! The request to the provider: where it goes, which headers it carries, and whose credential.

mod headers;
mod target;

use std::time::SystemTime;

use actix_http::{
    Method, Uri,
    header::{self, HeaderMap, HeaderName, HeaderValue},
};
use routex_entity::Dialect;

pub(super) use self::headers::named_by_connection;
pub use self::headers::of_translated;
use super::provider::Auth;
use crate::{
    channel::{ChannelSpec, CredentialSpec},
    oauth::service::AwsKey,
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
    #[error("the request {0}")]
    Unsigned(String),
}

/// The request to send for `inbound`, without its body.
///
/// `path` is appended to the dialect's base URL: `/chat/completions` after `https://api.openai.com/v1`, `/v1/messages`
/// after `https://api.anthropic.com`, `/models/gemini-2.5-pro:generateContent` after `…/v1beta`. `secret`: what of the
/// credential goes on the wire. `body`: what will be sent; a credential that signs vouches for it.
#[expect(clippy::too_many_arguments, reason = "each is a part of the request")]
pub fn outgoing(
    client: &awc::Client,
    channel: &ChannelSpec,
    credential: &CredentialSpec,
    secret: &Secret,
    dialect: Dialect,
    path: &str,
    inbound: &Inbound<'_>,
    body: &[u8],
) -> Result<awc::ClientRequest, OutgoingError> {
    let base = channel
        .endpoint(dialect)
        .ok_or_else(|| OutgoingError::NoEndpoint {
            channel: channel.name.clone(),
            dialect,
        })?;
    let uri = target::uri(base, dialect, path, inbound.query)?;
    let ours = match credential.signer() {
        Some(key) => signature(key, inbound.method, &uri, body)?,
        None => vec![credential_header(channel, credential, secret, dialect)?],
    };

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
        if !headers::is_ours(name) && ours.iter().all(|(own, _)| own != name) {
            outgoing.insert(name.clone(), value.clone());
        }
    }
    // The bytes are passed through and read on the way, so they must not be packed.
    outgoing.insert(
        header::ACCEPT_ENCODING,
        HeaderValue::from_static("identity"),
    );
    for (name, value) in ours {
        outgoing.insert(name, value);
    }
    Ok(request)
}

/// The headers that vouch for a request, the host among them: it is written here as it was signed.
fn signature(
    key: &AwsKey,
    method: &Method,
    uri: &Uri,
    body: &[u8],
) -> Result<Vec<(HeaderName, HeaderValue)>, OutgoingError> {
    let unsigned = |error: &dyn std::fmt::Display| OutgoingError::Unsigned(error.to_string());
    let host = match (uri.host(), uri.port_u16()) {
        (Some(host), Some(port)) => format!("{host}:{port}"),
        (host, _) => host.unwrap_or_default().to_owned(),
    };
    let mut headers = key
        .sign(method, uri, &host, body, SystemTime::now())
        .map_err(|error| unsigned(&error))?;
    let host = HeaderValue::from_str(&host).map_err(|error| unsigned(&error))?;
    headers.push((header::HOST, host));
    Ok(headers)
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
