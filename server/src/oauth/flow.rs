//! Signing in at a provider: an address with a challenge and a state, then the code for tokens; and tokens anew.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use futures_util::future::LocalBoxFuture;
use oauth2::{
    AuthType, AuthUrl, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointNotSet,
    EndpointSet, ExtraTokenFields, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RefreshToken,
    RequestTokenError, Scope, StandardErrorResponse, StandardRevocableToken, StandardTokenResponse,
    TokenResponse as _, TokenUrl,
    basic::{
        BasicErrorResponse, BasicErrorResponseType, BasicRevocationErrorResponse,
        BasicTokenIntrospectionResponse, BasicTokenType,
    },
};
use routex_entity::OauthExchange;
use serde::{Deserialize, Serialize};

use super::{
    Grant, Obtained, Provider, RenewError, Source, Wire,
    claims::{self, Whose},
    discovery,
    http::{self, BadAnswer},
    whose,
};
use crate::{secret::Secret, upstream::provider::Auth};

/// What belongs to one sign-in and is kept, sealed, until it is completed.
#[derive(Serialize, Deserialize)]
pub struct Pending {
    pub verifier: String,
    pub nonce: Option<String>,
    pub redirect_uri: String,
}

/// The beginning of a sign-in.
pub struct Begun {
    /// Where the browser goes.
    pub url: url::Url,
    pub state: Secret,
    pub pending: Pending,
}

/// What a sign-in yields.
pub enum Yield {
    Tokens(Obtained),
    ApiKey(Secret),
}

/// An account that somebody signed in to: its tokens are refreshed.
#[derive(Debug)]
pub struct Account {
    provider: Arc<Provider>,
}

/// What else an answer carries.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Extra {
    pub(super) id_token: Option<String>,
    /// Whatever a provider says of whose it is.
    #[serde(flatten)]
    others: BTreeMap<String, serde_json::Value>,
}

impl ExtraTokenFields for Extra {}

pub(super) type Response = StandardTokenResponse<Extra, BasicTokenType>;
type Client = oauth2::Client<
    BasicErrorResponse,
    Response,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;
pub(super) type Refusal =
    RequestTokenError<BadAnswer, StandardErrorResponse<BasicErrorResponseType>>;

/// Begins a sign-in that comes back to `redirect_uri`.
///
/// # Errors
/// When the provider's addresses are not usable.
pub fn begin(provider: &Provider, redirect_uri: &str) -> Result<Begun, RenewError> {
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let state = CsrfToken::new_random_len(32);
    let asks_who = provider.scopes().iter().any(|scope| scope == "openid");
    let nonce = asks_who.then(|| CsrfToken::new_random_len(32).secret().clone());
    let pending = Pending {
        verifier: verifier.secret().clone(),
        nonce: nonce.clone(),
        redirect_uri: redirect_uri.to_owned(),
    };
    if provider.exchange() == OauthExchange::ApiKey {
        let url = provider.authorize_url().ok_or_else(no_address)?;
        return Ok(for_a_key(url, challenge.as_str(), &state, pending));
    }
    let client = client(provider)?.set_redirect_uri(address(redirect_uri, RedirectUrl::new)?);
    let mut request = client
        .authorize_url(|| state)
        .set_pkce_challenge(challenge)
        .add_scopes(provider.scopes().into_iter().map(Scope::new));
    for (name, value) in provider.preset.extra {
        request = request.add_extra_param(*name, *value);
    }
    if let Some(nonce) = nonce {
        request = request.add_extra_param("nonce", nonce);
    }
    let (url, state) = request.url();
    Ok(Begun {
        url,
        state: Secret::new(state.secret().as_str()),
        pending,
    })
}

/// Gives the code for what it stands for.
///
/// # Errors
/// When the provider refuses, or its answer is not for this sign-in.
pub async fn complete(
    provider: &Provider,
    wire: Wire<'_>,
    pending: Pending,
    code: &str,
) -> Result<Yield, RenewError> {
    discovery::learn(provider, wire).await?;
    let web = |request| http::send_to(wire, provider, request);
    if provider.exchange() == OauthExchange::ApiKey {
        let url = provider.token_url().ok_or_else(no_address)?;
        let key = http::key_for_code(wire, provider, &url, code, &pending.verifier);
        return key.await.map(Yield::ApiKey);
    }
    let client =
        client(provider)?.set_redirect_uri(address(&pending.redirect_uri, RedirectUrl::new)?);
    let response = client
        .exchange_code(AuthorizationCode::new(code.to_owned()))
        .set_pkce_verifier(PkceCodeVerifier::new(pending.verifier))
        .request_async(&web)
        .await
        .map_err(refusal)?;
    let id_token = response.extra_fields().id_token.as_deref();
    let whose = claims::whose(provider, id_token, pending.nonce.as_deref(), wire.now_ms)?;
    Ok(Yield::Tokens(named(provider, wire, &response, whose).await))
}

impl Account {
    pub fn new(provider: Arc<Provider>) -> Self {
        Self { provider }
    }
}

impl Source for Account {
    fn auth(&self, _: Auth) -> Auth {
        self.provider.auth()
    }

    fn can_renew(&self, grant: &Grant) -> bool {
        grant.refresh.is_some()
    }

    fn renew<'a>(
        &'a self,
        wire: Wire<'a>,
        grant: &'a Grant,
    ) -> LocalBoxFuture<'a, Result<Obtained, RenewError>> {
        Box::pin(async move {
            let provider = &*self.provider;
            discovery::learn(provider, wire).await?;
            let web = |request| http::send_to(wire, provider, request);
            let refresh = grant.refresh.as_ref().ok_or_else(|| {
                RenewError::Refused("the provider gave nothing to refresh with".to_owned())
            })?;
            let response = client(provider)?
                .exchange_refresh_token(&RefreshToken::new(refresh.expose().to_owned()))
                .request_async(&web)
                .await
                .map_err(refusal)?;
            let account = whose::told(provider, &response.extra_fields().others);
            Ok(obtained(&response, account))
        })
    }
}

pub(super) fn client(provider: &Provider) -> Result<Client, RenewError> {
    let authorize = provider.authorize_url().ok_or_else(no_address)?;
    let token = provider.token_url().ok_or_else(no_address)?;
    let client = oauth2::Client::new(ClientId::new(provider.settings.client_id.clone()))
        .set_auth_uri(AuthUrl::from_url(authorize))
        .set_token_uri(TokenUrl::from_url(token))
        .set_auth_type(match provider.secret_in_body() {
            true => AuthType::RequestBody,
            false => AuthType::BasicAuth,
        });
    Ok(match &provider.client_secret {
        Some(secret) => client.set_client_secret(ClientSecret::new(secret.expose().to_owned())),
        None => client,
    })
}

/// Such a provider takes a challenge and the address to come back to, which therefore holds the state.
fn for_a_key(mut url: url::Url, challenge: &str, state: &CsrfToken, mut pending: Pending) -> Begun {
    let separator = if pending.redirect_uri.contains('?') {
        '&'
    } else {
        '?'
    };
    pending.redirect_uri = format!(
        "{}{separator}state={}",
        pending.redirect_uri,
        state.secret()
    );
    url.query_pairs_mut()
        .append_pair("callback_url", &pending.redirect_uri)
        .append_pair("code_challenge", challenge)
        .append_pair("code_challenge_method", "S256");
    Begun {
        url,
        state: Secret::new(state.secret().as_str()),
        pending,
    }
}

/// What was given, with whose it is as far as anybody says so.
pub(super) async fn named(
    provider: &Provider,
    wire: Wire<'_>,
    response: &Response,
    claimed: Option<Whose>,
) -> Obtained {
    let told = whose::told(provider, &response.extra_fields().others);
    let claimed = claimed.unwrap_or_default();
    let mut account = claimed.email.clone().or(told);
    if account.is_none() {
        let token = Secret::new(response.access_token().secret().as_str());
        account = whose::asked(provider, wire, &token, claimed.subject.as_deref()).await;
    }
    obtained(response, account.or(claimed.subject))
}

fn obtained(response: &Response, account: Option<String>) -> Obtained {
    Obtained {
        access: Secret::new(response.access_token().secret().as_str()),
        expires_in: response.expires_in().filter(|life| *life > Duration::ZERO),
        refresh: response
            .refresh_token()
            .map(|token| Secret::new(token.secret().as_str())),
        account,
    }
}

/// What a provider says of its refusal, without what it was shown: only the standard's word for it.
pub(super) fn refusal(refusal: Refusal) -> RenewError {
    match refusal {
        RequestTokenError::ServerResponse(said) => {
            let told = format!("the provider answered {}", word(said.error()));
            match said.error() {
                BasicErrorResponseType::InvalidGrant => RenewError::Refused(told),
                _ => RenewError::Unavailable(told),
            }
        }
        RequestTokenError::Request(bad) => RenewError::Unavailable(bad.to_string()),
        RequestTokenError::Parse(..) => {
            RenewError::Unavailable("the provider's answer holds no token".to_owned())
        }
        RequestTokenError::Other(error) => RenewError::Unavailable(error),
    }
}

/// An error's name, which a provider chooses, as the standard would have it.
pub(super) fn word(error: &impl AsRef<str>) -> String {
    let is_plain = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    error.as_ref().chars().filter(is_plain).take(60).collect()
}

pub(super) fn no_address() -> RenewError {
    RenewError::Unavailable("the provider has no address for this".to_owned())
}

fn address<T>(
    text: &str,
    parse: impl Fn(String) -> Result<T, url::ParseError>,
) -> Result<T, RenewError> {
    parse(text.to_owned()).map_err(|_bad| no_address())
}
