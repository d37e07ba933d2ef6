//! `/prices`

mod fetch;
mod list;
mod recompute;
mod refresh;
mod replace;

pub use list::list;
pub use recompute::recompute;
pub use refresh::refresh;
pub use replace::replace;
pub(in crate::http) use {
    list::__path_list, recompute::__path_recompute, refresh::__path_refresh,
    replace::__path_replace,
};

use routex_entity::api::{Page, Price, PriceSource};

use crate::{
    inventory::prices::{input, own},
    usage::pricing::{Catalogue, PriceList},
};

/// Every price in effect: the operator's, then those of the catalogue that none of them stands in for.
fn view(list: &PriceList) -> Page<Price> {
    let own = own(list.own()).into_iter().map(|price| Price {
        price,
        source: PriceSource::Operator,
        provider: None,
        source_url: None,
        as_of: None,
    });
    let mut items: Vec<Price> = own.collect();
    items.extend(listed(list.catalogue(), |model| !list.is_overridden(model)));
    Page::whole(items)
}

fn listed<'a>(
    catalogue: &'a Catalogue,
    wanted: impl Fn(&str) -> bool + 'a,
) -> impl Iterator<Item = Price> + 'a {
    let source = if catalogue.mark.is_some() {
        PriceSource::Refreshed
    } else {
        PriceSource::Shipped
    };
    let models = catalogue.providers().iter().flat_map(|provider| {
        let models = provider.models.iter();
        models.map(move |model| (provider, model))
    });
    models
        .filter(move |(_, model)| wanted(model.name()))
        .flat_map(move |(provider, model)| {
            let prices = model.schedule.prices().iter();
            prices.map(move |price| Price {
                price: input(model.name(), price),
                source,
                provider: Some(provider.id.clone()),
                source_url: provider.source.clone(),
                as_of: Some(catalogue.as_of.clone()),
            })
        })
}
