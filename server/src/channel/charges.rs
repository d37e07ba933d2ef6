//! What a channel asks for, where that is not what is listed.

use routex_entity::api::Multiplier;

use crate::usage::pricing::Rate;

/// Beside the listed price: a factor on it, or a price for each answered request in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Charges {
    pub multiplier: Multiplier,
    pub per_request: Option<Rate>,
}
