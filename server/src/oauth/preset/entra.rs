//! Microsoft Entra, for Azure OpenAI. The addresses hold the tenant, so the operator gives them.

use super::{PLAIN, Preset};

pub(super) const PRESET: Preset = Preset {
    name: "entra",
    scopes: &[
        "https://cognitiveservices.azure.com/.default",
        "offline_access",
    ],
    secret_in_body: true,
    ..PLAIN
};
