//! What requests cost: the catalogue of published prices, those that the operator sets in their place, and the terms of
//! each channel. Pure but for the shared list itself, which is replaced as a whole.
//!
//! Integers only. A rate is a whole number of thousand-millionths of a dollar for a million tokens, the sum over all kinds
//! is exact in 128 bits, and it is rounded once, to thousand-millionths of a dollar.

pub mod catalogue;
mod hours;
mod list;
mod name;
mod price;
mod rate;
mod rates;
mod schedule;
mod terms;

use std::sync::Arc;

use arc_swap::{ArcSwap, Guard};

pub use catalogue::Catalogue;
pub use hours::Hours;
pub use list::{Call, OwnPrice, PriceList};
pub use price::{Price, Tier};
pub use rate::{MAX_RATE, Rate, WHOLE};
pub use rates::Rates;
pub use terms::Terms;

/// The prices in effect, shared by all who reckon with them. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Prices(Arc<ArcSwap<PriceList>>);

impl Prices {
    pub fn new(list: PriceList) -> Self {
        Self(Arc::new(ArcSwap::from_pointee(list)))
    }

    /// The list of this moment.
    pub fn load(&self) -> Guard<Arc<PriceList>> {
        self.0.load()
    }

    /// The same, to be kept.
    pub fn load_full(&self) -> Arc<PriceList> {
        self.0.load_full()
    }

    /// Another list takes effect.
    pub fn replace(&self, list: PriceList) {
        self.0.store(Arc::new(list));
    }
}
