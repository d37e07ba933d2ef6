//! Hugging Face, for its inference providers.

use super::{PLAIN, Preset};

pub(super) const PRESET: Preset = Preset {
    name: "huggingface",
    authorize_url: Some("https://huggingface.co/oauth/authorize"),
    token_url: Some("https://huggingface.co/oauth/token"),
    userinfo_url: Some("https://huggingface.co/oauth/userinfo"),
    issuer: Some("https://huggingface.co"),
    scopes: &["openid", "profile", "inference-api"],
    ..PLAIN
};
