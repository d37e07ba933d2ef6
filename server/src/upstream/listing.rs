//! The models that a provider lists.

use actix_http::{Method, header::HeaderMap};
use bytes::Bytes;
use routex_entity::Dialect;
use serde::Deserialize;

use super::{
    client::{self, BadProxy, Clients},
    failure::Failure,
    request::{Inbound, OutgoingError, outgoing},
};
use crate::channel::{ChannelSpec, CredentialSpec};

const MAX_LIST_BYTES: usize = 8 << 20;

/// Why there is no list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ListingError {
    #[error(transparent)]
    Proxy(#[from] BadProxy),
    #[error(transparent)]
    Request(#[from] OutgoingError),
    #[error(transparent)]
    Failure(#[from] Failure),
    #[error("the provider answered {0} to the question for its models")]
    Status(u16),
    #[error("the provider's answer is no list of models")]
    Unreadable,
}

/// Asks for the models, in the provider's order. May take long: the caller bounds it.
pub async fn models(
    clients: &Clients,
    channel: &ChannelSpec,
    credential: &CredentialSpec,
    dialect: Dialect,
) -> Result<Vec<String>, ListingError> {
    let client = clients.client(channel)?;
    let (path, query) = place(dialect);
    let headers = HeaderMap::new();
    let inbound = Inbound {
        method: &Method::GET,
        headers: &headers,
        query,
    };
    let secret = credential.on_wire();
    let request = outgoing(
        &client, channel, credential, &secret, dialect, path, &inbound, b"",
    )?;
    let mut response = client::send(request, Bytes::new()).await?;
    if !response.status().is_success() {
        return Err(ListingError::Status(response.status().as_u16()));
    }
    let body = response.body().limit(MAX_LIST_BYTES).await;
    let body = body.map_err(|error| Failure::Malformed(error.to_string()))?;
    read(&body).ok_or(ListingError::Unreadable)
}

/// Path and query of the list.
pub(super) const fn place(dialect: Dialect) -> (&'static str, &'static str) {
    match dialect {
        Dialect::Anthropic => ("/v1/models", "limit=1000"),
        Dialect::Gemini => ("/models", "pageSize=1000"),
        Dialect::OpenaiChat | Dialect::OpenaiResponses => ("/models", ""),
    }
}

#[derive(Deserialize)]
struct Listing {
    #[serde(alias = "models")]
    data: Vec<Listed>,
}

#[derive(Deserialize)]
struct Listed {
    #[serde(alias = "name")]
    id: String,
}

pub(super) fn read(body: &[u8]) -> Option<Vec<String>> {
    let listing: Listing = serde_json::from_slice(body).ok()?;
    let plain = |id: String| id.strip_prefix("models/").map(str::to_owned).unwrap_or(id);
    let listed = listing.data.into_iter();
    Some(listed.map(|listed| plain(listed.id)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_all_dialects_are_read() {
        let openai = br#"{"object":"list","data":[{"id":"gpt-5.4","object":"model"}]}"#;
        let anthropic = br#"{"data":[{"type":"model","id":"claude-sonnet-4-6"}],"has_more":false}"#;
        let gemini = br#"{"models":[{"name":"models/gemini-2.5-pro","version":"1"}]}"#;

        assert_eq!(read(openai).unwrap(), ["gpt-5.4"]);
        assert_eq!(read(anthropic).unwrap(), ["claude-sonnet-4-6"]);
        assert_eq!(read(gemini).unwrap(), ["gemini-2.5-pro"]);
    }

    #[test]
    fn what_is_no_list_is_told_from_an_empty_one() {
        assert_eq!(read(br#"{"data":[]}"#), Some(Vec::new()));
        assert_eq!(read(b"<html>"), None);
        assert_eq!(read(b"{}"), None);
        assert_eq!(read(br#"{"data":[{"name":1}]}"#), None);
    }
}
