//! Anthropic, for those whom it registered as a client: the addresses come with the registration.

use routex_entity::OauthExchange;

use super::{PLAIN, Preset};

pub(super) const PRESET: Preset = Preset {
    name: "anthropic",
    exchange: OauthExchange::Json,
    ..PLAIN
};
