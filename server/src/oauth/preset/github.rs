//! GitHub, for GitHub Models.

use super::{PLAIN, Preset};

pub(super) const PRESET: Preset = Preset {
    name: "github",
    authorize_url: Some("https://github.com/login/oauth/authorize"),
    token_url: Some("https://github.com/login/oauth/access_token"),
    userinfo_url: Some("https://api.github.com/user"),
    device_url: Some("https://github.com/login/device/code"),
    secret_in_body: true,
    ..PLAIN
};
