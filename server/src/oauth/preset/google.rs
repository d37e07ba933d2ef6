//! Google, for Gemini. Refresh tokens are given only to those who ask for offline access.

use super::{PLAIN, Preset};

pub(super) const PRESET: Preset = Preset {
    name: "google",
    authorize_url: Some("https://accounts.google.com/o/oauth2/v2/auth"),
    token_url: Some("https://oauth2.googleapis.com/token"),
    revoke_url: Some("https://oauth2.googleapis.com/revoke"),
    device_url: Some("https://oauth2.googleapis.com/device/code"),
    issuer: Some("https://accounts.google.com"),
    scopes: &[
        "https://www.googleapis.com/auth/generative-language.retriever",
        "https://www.googleapis.com/auth/cloud-platform",
    ],
    extra: &[("access_type", "offline"), ("prompt", "consent")],
    secret_in_body: true,
    ..PLAIN
};
