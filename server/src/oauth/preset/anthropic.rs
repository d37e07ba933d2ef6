//! Anthropic, for those whom it registered as a client: the addresses come with the registration.

use super::{Form, PLAIN, Preset};

pub(super) const PRESET: Preset = Preset {
    name: "anthropic",
    form: Form::TokensByJson,
    ..PLAIN
};
