//! Asking a provider of accounts: through the guard, the outbound proxy and the authorities of the channel, without
//! following redirects, and with bounded answers.

use std::time::Duration;

use actix_http::header;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use futures_util::StreamExt as _;
use oauth2::{HttpRequest, HttpResponse};
use routex_entity::OauthExchange;
use serde_json::{Value, json};
use tokio::time::timeout;
use url::Url;

use super::{Provider, RenewError, Wire};
use crate::{secret::Secret, upstream::client};

/// For everything: connecting, sending and the whole answer.
const PATIENCE: Duration = Duration::from_secs(20);
const LONGEST_ANSWER: usize = 256 << 10;
const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";

/// There is no answer that could be read.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct BadAnswer(pub(super) String);

/// Sends what the `oauth2` crate made, as the provider takes it.
pub(super) async fn send_to(
    wire: Wire<'_>,
    provider: &Provider,
    request: HttpRequest,
) -> Result<HttpResponse, BadAnswer> {
    let by_json = provider.exchange() == OauthExchange::Json;
    let allow_private = provider.settings.allow_private_network;
    send(wire, allow_private, by_json, request).await
}

/// The same. `allow_private`: to loopback, private and similar addresses, too. `by_json`: its form as JSON.
pub(super) async fn send(
    wire: Wire<'_>,
    allow_private: bool,
    by_json: bool,
    request: HttpRequest,
) -> Result<HttpResponse, BadAnswer> {
    let (head, mut body) = request.into_parts();
    let authorization = head.headers.get("authorization");
    let authorization = authorization.map(|value| value.as_bytes().to_vec());
    let mut kind = FORM;
    if by_json {
        let pairs = url::form_urlencoded::parse(&body);
        let object: serde_json::Map<String, Value> = pairs
            .map(|(name, value)| (name.into_owned(), value.into_owned().into()))
            .collect();
        body = Value::Object(object).to_string().into_bytes();
        kind = JSON;
    }
    let url = head.uri.to_string();
    let (status, body) = post(wire, allow_private, &url, kind, authorization, body.into()).await?;
    oauth2::http::Response::builder()
        .status(status)
        .header("content-type", "application/json")
        .body(body)
        .map_err(|error| BadAnswer(error.to_string()))
}

/// Gives a code for an API key.
pub(super) async fn key_for_code(
    wire: Wire<'_>,
    provider: &Provider,
    url: &Url,
    code: &str,
    verifier: &str,
) -> Result<Secret, RenewError> {
    let body = json!({ "code": code, "code_verifier": verifier, "code_challenge_method": "S256" });
    let body = Bytes::from(body.to_string());
    let allow_private = provider.settings.allow_private_network;
    let (status, body) = post(wire, allow_private, url.as_str(), JSON, None, body)
        .await
        .map_err(|bad| RenewError::Unavailable(bad.to_string()))?;
    if !(200..300).contains(&status) {
        let told = format!("the provider answered {status} to the code");
        return Err(RenewError::Refused(told));
    }
    let answer: Value = serde_json::from_slice(&body).unwrap_or_default();
    answer["key"]
        .as_str()
        .map(Secret::new)
        .ok_or_else(|| RenewError::Unavailable("the provider's answer holds no key".to_owned()))
}

/// Sends a form and reads the whole answer. `basic`: the name and secret that are shown with it.
pub(super) async fn form(
    wire: Wire<'_>,
    allow_private: bool,
    url: &Url,
    basic: Option<(&str, &Secret)>,
    form: String,
) -> Result<(u16, Vec<u8>), BadAnswer> {
    // RFC 6749, 2.3.1
    let encoded =
        |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let authorization = basic.map(|(name, secret)| {
        let pair = format!("{}:{}", encoded(name), encoded(secret.expose()));
        format!("Basic {}", STANDARD.encode(pair)).into_bytes()
    });
    post(
        wire,
        allow_private,
        url.as_str(),
        FORM,
        authorization,
        form.into(),
    )
    .await
}

/// Reads what is shown to whoever has the token.
pub(super) async fn read(
    wire: Wire<'_>,
    allow_private: bool,
    url: &Url,
    bearer: &Secret,
) -> Result<(u16, Vec<u8>), BadAnswer> {
    let client = client_of(wire, allow_private)?;
    let shown = format!("Bearer {}", bearer.expose()).into_bytes();
    exchange(client.get(url.as_str()), Some(shown), Bytes::new()).await
}

async fn post(
    wire: Wire<'_>,
    allow_private: bool,
    url: &str,
    kind: &'static str,
    authorization: Option<Vec<u8>>,
    body: Bytes,
) -> Result<(u16, Vec<u8>), BadAnswer> {
    let client = client_of(wire, allow_private)?;
    let request = client.post(url);
    let request = request.insert_header((header::CONTENT_TYPE, kind));
    exchange(request, authorization, body).await
}

fn client_of(wire: Wire<'_>, allow_private: bool) -> Result<awc::Client, BadAnswer> {
    wire.clients
        .beside(wire.channel, allow_private)
        .map_err(|bad| BadAnswer(bad.to_string()))
}

async fn exchange(
    request: awc::ClientRequest,
    authorization: Option<Vec<u8>>,
    body: Bytes,
) -> Result<(u16, Vec<u8>), BadAnswer> {
    let mut request = request
        .insert_header((header::ACCEPT, "application/json"))
        .insert_header((
            header::USER_AGENT,
            concat!("routex/", env!("CARGO_PKG_VERSION")),
        ));
    if let Some(value) = authorization {
        let mut value = header::HeaderValue::from_bytes(&value)
            .map_err(|error| BadAnswer(error.to_string()))?;
        value.set_sensitive(true);
        request = request.insert_header((header::AUTHORIZATION, value));
    }
    let answered = async {
        let mut response = client::send(request, body)
            .await
            .map_err(|failure| BadAnswer(failure.to_string()))?;
        let status = response.status().as_u16();
        if response.status().is_redirection() {
            return Err(BadAnswer(format!(
                "the provider redirects ({status}), which is never followed; correct its addresses"
            )));
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.next().await {
            let chunk = chunk.map_err(|_cut| BadAnswer("the answer was cut".to_owned()))?;
            body.extend_from_slice(&chunk);
            if body.len() > LONGEST_ANSWER {
                return Err(BadAnswer("the answer is longer than 256 KiB".to_owned()));
            }
        }
        Ok((status, body))
    };
    timeout(PATIENCE, answered).await.unwrap_or_else(|_late| {
        let seconds = PATIENCE.as_secs();
        Err(BadAnswer(format!("no complete answer within {seconds} s")))
    })
}
