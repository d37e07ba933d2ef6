//! What tokens cost: the shipped prices, and those that the operator sets in their place. Pure but for the shared list
//! itself, which is replaced as a whole; integers only, in thousand-millionths of a US dollar.

mod list;
mod name;
mod price;
mod shipped;

use std::sync::Arc;

use arc_swap::{ArcSwap, Guard};

pub use list::{PriceList, Source};
pub use price::{MAX_RATE, Price, Rates, Tier};

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

    /// Another list takes effect.
    pub fn replace(&self, list: PriceList) {
        self.0.store(Arc::new(list));
    }
}
