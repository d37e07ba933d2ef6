//! What a credential is made of.

/// A kind of credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum CredentialKind {
    /// A key that goes on the wire as it is.
    #[default]
    ApiKey,
    /// An account that somebody signed in to; its tokens are refreshed.
    Oauth,
    /// A key that signs assertions, for which tokens are given.
    ServiceAccount,
    /// A key that signs requests.
    Aws,
    /// A client of its own at an identity provider, which gives it tokens.
    ClientCredentials,
}

super::names!("kind of credential", CredentialKind {
    ApiKey => "api_key",
    Oauth => "oauth",
    ServiceAccount => "service_account",
    Aws => "aws",
    ClientCredentials => "client_credentials",
});
