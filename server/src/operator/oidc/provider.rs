//! The provider: where it is found, what it is sent, and whether what it says is true.

use openidconnect::{
    AdditionalClaims, AuthType, AuthorizationCode, ClaimsVerificationError, ClientId, ClientSecret,
    ConfigurationError, CsrfToken, DiscoveryError, EmptyExtraTokenFields, EndpointMaybeSet,
    EndpointNotSet, EndpointSet, HttpRequest, IdTokenFields, IssuerUrl, Nonce, PkceCodeChallenge,
    PkceCodeVerifier, RedirectUrl, RequestTokenError, Scope, StandardErrorResponse,
    StandardTokenResponse, TokenResponse as _,
    core::{
        CoreAuthDisplay, CoreAuthPrompt, CoreAuthenticationFlow, CoreClientAuthMethod,
        CoreErrorResponseType, CoreGenderClaim, CoreJsonWebKey, CoreJweContentEncryptionAlgorithm,
        CoreJwsSigningAlgorithm, CoreProviderMetadata, CoreRevocableToken,
        CoreRevocationErrorResponse, CoreTokenIntrospectionResponse, CoreTokenType,
    },
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use url::Url;

use super::{Door, Guest, Journey};
use crate::upstream::{
    ask::{AskError, ask},
    client,
};

/// Signatures that are believed. What is signed with the client's own secret (`HS…`) or not at all (`none`) proves
/// nothing of the provider.
const SIGNATURES: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

type Client = openidconnect::Client<
    Claims,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    StandardTokenResponse<Fields, CoreTokenType>,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

type Fields = IdTokenFields<
    Claims,
    EmptyExtraTokenFields,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
>;

/// All that an ID token says beside what OpenID Connect has names for.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Claims {
    #[serde(flatten)]
    all: Map<String, Value>,
}

impl AdditionalClaims for Claims {}

/// Why a browser cannot be sent to the provider.
#[derive(Debug, thiserror::Error)]
pub enum AuthorizeError {
    #[error("the provider cannot be discovered: {0}: {cause}", cause = cause(.0))]
    Discovery(#[from] DiscoveryError<AskError>),
    #[error("the provider's {0} is not https://, as its issuer is")]
    Insecure(&'static str),
    #[error("the redirect URI cannot be used: {0}")]
    Redirect(#[from] url::ParseError),
}

/// Why nobody is signed in. Says no code, token or secret.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    #[error(transparent)]
    Provider(#[from] AuthorizeError),
    #[error("the provider names no token endpoint: {0}")]
    Incomplete(#[from] ConfigurationError),
    #[error("the provider did not take the code: {0}: {cause}", cause = cause(.0))]
    Exchange(#[from] RequestTokenError<AskError, StandardErrorResponse<CoreErrorResponseType>>),
    #[error("the provider sent no ID token; it must know the scope openid")]
    NoIdToken,
    #[error("the ID token is not to be believed: {0}")]
    Unbelievable(#[from] ClaimsVerificationError),
}

impl Door {
    /// Where to send a browser that sets out.
    pub async fn authorize_url(&self, journey: &Journey) -> Result<Url, AuthorizeError> {
        let client = self.client(&self.http()).await?;
        let verifier = PkceCodeVerifier::new(journey.verifier().expose().to_owned());
        let (state, nonce) = (journey.state(), journey.nonce());
        let scopes = self.settings.scopes.iter().cloned().map(Scope::new);
        let (url, _, _) = client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                move || CsrfToken::new(state),
                move || Nonce::new(nonce),
            )
            .add_scopes(scopes.filter(|scope| scope.as_str() != "openid"))
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
            .url();
        Ok(url)
    }

    /// Who came back with this code: checked are signature, issuer, audience, nonce and expiry of the ID token.
    pub async fn sign_in(&self, journey: &Journey, code: &str) -> Result<Guest, SignInError> {
        let http = self.http();
        let client = self.client(&http).await?;
        let send = |request: HttpRequest| ask(&http, request);
        let answer = client
            .exchange_code(AuthorizationCode::new(code.to_owned()))?
            .set_pkce_verifier(PkceCodeVerifier::new(
                journey.verifier().expose().to_owned(),
            ))
            .request_async(&send)
            .await?;
        let token = answer.id_token().ok_or(SignInError::NoIdToken)?;
        let verifier = client.id_token_verifier().set_allowed_algs(SIGNATURES);
        let claims = token.claims(&verifier, &Nonce::new(journey.nonce()))?;
        let names = [
            claims.preferred_username().map(|name| name.as_str()),
            claims.email().map(|email| email.as_str()),
            claims
                .name()
                .and_then(|name| name.get(None))
                .map(|name| name.as_str()),
        ];
        Ok(Guest::new(
            claims.subject().as_str(),
            names,
            &claims.additional_claims().all,
            &self.settings.groups_claim,
        ))
    }

    fn http(&self) -> awc::Client {
        client::to_own_place(self.settings.tls_ca.as_ref())
    }

    /// Asks the provider for its endpoints and keys, so that those it changes are known at the next sign-in.
    async fn client(&self, http: &awc::Client) -> Result<Client, AuthorizeError> {
        let issuer = IssuerUrl::new(self.settings.issuer.clone())?;
        let send = |request: HttpRequest| ask(http, request);
        let found = CoreProviderMetadata::discover_async(issuer, &send).await?;
        self.check_endpoints(&found)?;
        let secret = self.settings.client_secret.as_ref();
        let secret = secret.map(|secret| ClientSecret::new(secret.expose().to_owned()));
        let by_body = takes_secret_in_body_alone(&found);
        let id = ClientId::new(self.settings.client_id.clone());
        let client = Client::from_provider_metadata(found, id, secret)
            .set_redirect_uri(RedirectUrl::new(self.redirect_uri.clone())?);
        Ok(match by_body {
            true => client.set_auth_type(AuthType::RequestBody),
            false => client,
        })
    }

    /// A provider that is found by TLS sends nobody, and is sent nothing, without it.
    fn check_endpoints(&self, found: &CoreProviderMetadata) -> Result<(), AuthorizeError> {
        if !self.settings.issuer.starts_with("https://") {
            return Ok(());
        }
        let secure = |url: &Url| url.scheme() == "https";
        if !secure(found.authorization_endpoint().url()) {
            return Err(AuthorizeError::Insecure("authorization_endpoint"));
        }
        if !found.token_endpoint().is_none_or(|url| secure(url.url())) {
            return Err(AuthorizeError::Insecure("token_endpoint"));
        }
        if !secure(found.jwks_uri().url()) {
            return Err(AuthorizeError::Insecure("jwks_uri"));
        }
        Ok(())
    }
}

/// Basic authentication is what every provider takes that does not say otherwise.
fn takes_secret_in_body_alone(found: &CoreProviderMetadata) -> bool {
    let methods = found.token_endpoint_auth_methods_supported();
    methods.is_some_and(|methods| {
        methods.contains(&CoreClientAuthMethod::ClientSecretPost)
            && !methods.contains(&CoreClientAuthMethod::ClientSecretBasic)
    })
}

/// What an error was caused by, which `Display` of these crates leaves out.
fn cause(error: &dyn std::error::Error) -> String {
    error
        .source()
        .map_or_else(|| "that is all it said".to_owned(), ToString::to_string)
}
