//! How providers of accounts give tokens, and how those are shown.

/// What a code is exchanged for, and how it is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum OauthExchange {
    /// For tokens, with a form (RFC 6749).
    #[default]
    Form,
    /// The same with JSON in the place of the form.
    Json,
    /// For an API key, with JSON.
    ApiKey,
}

super::names!("exchange", OauthExchange {
    Form => "form",
    Json => "json",
    ApiKey => "api_key",
});

/// The header that a token goes upstream in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum TokenHeader {
    /// As a bearer (RFC 6750).
    #[default]
    Authorization,
    XApiKey,
    XGoogApiKey,
    ApiKey,
}

super::names!("token header", TokenHeader {
    Authorization => "authorization",
    XApiKey => "x-api-key",
    XGoogApiKey => "x-goog-api-key",
    ApiKey => "api-key",
});

/// How a sign-in on another device goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DeviceState {
    /// Nobody has entered the code yet.
    Waiting,
    /// The account is a credential now.
    Connected,
    /// Whoever was asked said no.
    Denied,
    /// The code's time is up.
    Expired,
    Failed,
}

super::names!("state of a sign-in", DeviceState {
    Waiting => "waiting",
    Connected => "connected",
    Denied => "denied",
    Expired => "expired",
    Failed => "failed",
});
