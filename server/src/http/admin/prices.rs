//! `/prices`

mod list;
mod replace;

pub use list::list;
pub use replace::replace;
pub(in crate::http) use {list::__path_list, replace::__path_replace};

use routex_entity::api::{Page, Price, PriceSource};

use crate::{
    inventory::prices::input,
    usage::pricing::{PriceList, Source},
};

/// Every price in effect, by model.
fn view(list: &PriceList) -> Page<Price> {
    let items = list.iter().map(|(model, source, price)| Price {
        price: input(model, price),
        source: match source {
            Source::Shipped => PriceSource::Shipped,
            Source::Operator => PriceSource::Operator,
        },
    });
    Page::whole(items.collect())
}
