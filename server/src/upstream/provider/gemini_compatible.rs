//! Any server that speaks Gemini's protocol. The base URL includes the version segment.

use routex_entity::Dialect;

use super::{Auth, Preset};

pub(super) static PROVIDER: Preset = Preset {
    name: "gemini_compatible",
    endpoints: &[],
    dialects: &[Dialect::Gemini],
    headers: &[(Dialect::Gemini, Auth::Header("x-goog-api-key"))],
    rules: &[],
};
