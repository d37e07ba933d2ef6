//! A client of its own at an identity provider (RFC 6749, 4.4).

use futures_util::future::LocalBoxFuture;
use oauth2::{
    AuthType, ClientId, ClientSecret, EndpointNotSet, EndpointSet, Scope, StandardRevocableToken,
    StandardTokenResponse, TokenResponse as _, TokenUrl,
    basic::{
        BasicErrorResponse, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse,
        BasicTokenType,
    },
};
use serde::{Deserialize, Serialize};
use url::Url;

use super::{Nothing, kept_text, read_text, unknown_here};
use crate::{
    oauth::{Grant, Obtained, RenewError, Source, Wire, http},
    secret::Secret,
    upstream::provider::Auth,
};

/// A client and where it gets its tokens.
#[derive(Debug)]
pub struct ClientCredentials {
    pub token_url: Url,
    pub client_id: String,
    pub client_secret: Secret,
    /// Empty: none are asked for.
    pub scopes: Vec<String>,
    /// For whom the token is to be, where the provider asks for that.
    pub audience: Option<String>,
    /// In the body instead of the header `Authorization`.
    pub secret_in_body: bool,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    token_url: Url,
    client_id: String,
    client_secret: String,
    #[serde(default)]
    scopes: Vec<String>,
    #[serde(default)]
    audience: Option<String>,
    #[serde(default)]
    secret_in_body: bool,
}

type Client = oauth2::Client<
    BasicErrorResponse,
    StandardTokenResponse<Nothing, BasicTokenType>,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;

impl ClientCredentials {
    pub(super) fn text(&self) -> Secret {
        kept_text(&Kept {
            token_url: self.token_url.clone(),
            client_id: self.client_id.clone(),
            client_secret: self.client_secret.expose().to_owned(),
            scopes: self.scopes.clone(),
            audience: self.audience.clone(),
            secret_in_body: self.secret_in_body,
        })
    }

    pub(super) fn read(kept: &Secret) -> anyhow::Result<Self> {
        let kept: Kept = read_text(kept)?;
        Ok(Self {
            token_url: kept.token_url,
            client_id: kept.client_id,
            client_secret: Secret::new(kept.client_secret),
            scopes: kept.scopes,
            audience: kept.audience,
            secret_in_body: kept.secret_in_body,
        })
    }

    fn client(&self) -> Client {
        oauth2::Client::new(ClientId::new(self.client_id.clone()))
            .set_client_secret(ClientSecret::new(self.client_secret.expose().to_owned()))
            .set_token_uri(TokenUrl::from_url(self.token_url.clone()))
            .set_auth_type(match self.secret_in_body {
                true => AuthType::RequestBody,
                false => AuthType::BasicAuth,
            })
    }
}

impl Source for ClientCredentials {
    fn auth(&self, _: Auth) -> Auth {
        Auth::Bearer
    }

    fn can_renew(&self, _: &Grant) -> bool {
        true
    }

    fn renew<'a>(
        &'a self,
        wire: Wire<'a>,
        _: &'a Grant,
    ) -> LocalBoxFuture<'a, Result<Obtained, RenewError>> {
        Box::pin(async move {
            let allow_private = wire.channel.allow_private_network;
            let web = |request| http::send(wire, allow_private, false, request);
            let client = self.client();
            let mut question = client
                .exchange_client_credentials()
                .add_scopes(self.scopes.iter().cloned().map(Scope::new));
            if let Some(audience) = &self.audience {
                question = question.add_extra_param("audience", audience);
            }
            let answer = question.request_async(&web).await.map_err(unknown_here)?;
            Ok(Obtained {
                access: Secret::new(answer.access_token().secret().as_str()),
                expires_in: answer.expires_in().filter(|life| !life.is_zero()),
                refresh: None,
                account: None,
            })
        })
    }
}
