//! Asking identity providers: requests as the `oauth2` and `openidconnect` crates make them, sent by awc.

use std::time::Duration;

use actix_http::header;
use futures_util::StreamExt as _;
use openidconnect::{
    HttpRequest, HttpResponse,
    http::{HeaderName, HeaderValue, StatusCode},
};
use tokio::time::timeout;

use super::{client, failure::Failure};

/// For everything: connecting, sending and the whole answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// What is read of an answer. Metadata, keys and tokens are far shorter.
const LONGEST_ANSWER: usize = 1 << 20;

/// Why there was no answer. Holds nothing of what was sent.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    #[error("{0}")]
    Failed(#[from] Failure),
    #[error("the answer was cut: {0}")]
    Cut(String),
    #[error("the answer is longer than 1 MiB")]
    TooLong,
    #[error("no complete answer within 10 s")]
    Late,
    #[error("the request cannot be sent: {0}")]
    Unsendable(String),
}

/// Sends a request and reads the whole answer. Redirects are not followed.
pub async fn ask(client: &awc::Client, request: HttpRequest) -> Result<HttpResponse, AskError> {
    let asking = exchange(client, request);
    timeout(PATIENCE, asking)
        .await
        .unwrap_or(Err(AskError::Late))
}

async fn exchange(client: &awc::Client, request: HttpRequest) -> Result<HttpResponse, AskError> {
    let (head, body) = request.into_parts();
    let unsendable = |error: &dyn std::fmt::Display| AskError::Unsendable(error.to_string());
    let method = head.method.as_str().parse::<actix_http::Method>();
    let method = method.map_err(|error| unsendable(&error))?;
    let mut sent = client.request(method, head.uri.to_string()).insert_header((
        header::USER_AGENT,
        concat!("routex/", env!("CARGO_PKG_VERSION")),
    ));
    for (name, value) in &head.headers {
        sent = sent.append_header((name.as_str(), value.as_bytes()));
    }
    let mut answer = client::send(sent, body.into()).await?;
    let mut body = Vec::new();
    while let Some(chunk) = answer.next().await {
        body.extend_from_slice(&chunk.map_err(|error| AskError::Cut(error.to_string()))?);
        if body.len() > LONGEST_ANSWER {
            return Err(AskError::TooLong);
        }
    }
    let mut response = HttpResponse::new(body);
    let status = StatusCode::from_u16(answer.status().as_u16());
    *response.status_mut() = status.map_err(|error| unsendable(&error))?;
    for (name, value) in answer.headers() {
        let name = HeaderName::from_bytes(name.as_str().as_bytes());
        if let (Ok(name), Ok(value)) = (name, HeaderValue::from_bytes(value.as_bytes())) {
            response.headers_mut().append(name, value);
        }
    }
    Ok(response)
}
