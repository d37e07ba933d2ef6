//! Any provider that keeps to the standard; the operator gives its addresses.

use super::{PLAIN, Preset};

pub(super) const PRESET: Preset = Preset {
    name: "oidc",
    ..PLAIN
};
