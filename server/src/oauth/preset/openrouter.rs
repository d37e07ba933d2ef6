//! OpenRouter: whoever signs in makes an API key for the one who asks. There is no registration.

use routex_entity::OauthExchange;

use super::{PLAIN, Preset};

pub(super) const PRESET: Preset = Preset {
    name: "openrouter",
    authorize_url: Some("https://openrouter.ai/auth"),
    token_url: Some("https://openrouter.ai/api/v1/auth/keys"),
    exchange: OauthExchange::ApiKey,
    without_client: true,
    ..PLAIN
};
