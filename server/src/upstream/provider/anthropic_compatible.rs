//! Any server that speaks Anthropic Messages.

use routex_entity::Dialect;

use super::Preset;

pub(super) static PROVIDER: Preset = Preset {
    name: "anthropic_compatible",
    endpoints: &[],
    dialects: &[Dialect::Anthropic],
    // Such servers are made for `ANTHROPIC_AUTH_TOKEN`, which clients send as a bearer token; current SDKs send nothing else.
    headers: &[],
    rules: &[],
};
