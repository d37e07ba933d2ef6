//! Anthropic's own API.

use routex_entity::Dialect;

use super::{Auth, Preset};

pub(super) static PROVIDER: Preset = Preset {
    name: "anthropic",
    endpoints: &[(Dialect::Anthropic, "https://api.anthropic.com")],
    dialects: &[Dialect::Anthropic],
    headers: &[(Dialect::Anthropic, Auth::Header("x-api-key"))],
    rules: &[],
};
