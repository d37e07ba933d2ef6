//! `/prices`

mod list;
mod replace;

pub use list::list;
pub use replace::replace;
pub(in crate::http) use {list::__path_list, replace::__path_replace};

use routex_entity::api::{Page, Price, PriceInput, PriceRates, PriceSource, PriceTier, Usd};

use crate::usage::pricing::{self, PriceList, Rates, Source};

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

/// Those that the operator set, as the audit log keeps them.
fn own(list: &PriceList) -> Vec<PriceInput> {
    let own = list
        .iter()
        .filter(|(_, source, _)| *source == Source::Operator);
    own.map(|(model, _, price)| input(model, price)).collect()
}

fn input(model: &str, price: &pricing::Price) -> PriceInput {
    let tiers = price.tiers.iter().map(|tier| PriceTier {
        above_input_tokens: tier.above_input_tokens,
        rates: rates(&tier.rates),
    });
    PriceInput {
        model: model.to_owned(),
        rates: rates(&price.rates),
        tiers: tiers.collect(),
    }
}

/// Per million tokens.
fn usd(rate: u64) -> Usd {
    let nanos = rate.saturating_mul(1_000_000);
    Usd::from_nanos(i64::try_from(nanos).unwrap_or(i64::MAX))
}

fn rates(rates: &Rates) -> PriceRates {
    PriceRates {
        input: usd(rates.input),
        cache_read: rates.cache_read.map(usd),
        cache_write_short: rates.cache_write_short.map(usd),
        cache_write_long: rates.cache_write_long.map(usd),
        output: usd(rates.output),
    }
}
