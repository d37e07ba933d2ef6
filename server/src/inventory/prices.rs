//! Prices: those that come with Routex, and those that the operator set.

use routex_entity::api::{PriceInput, PriceRates, PriceTier, Usd};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    config::PriceDecl,
    store::{Change, Store, StoreError, setting},
    usage::pricing::{Price, PriceList, Rates, Source},
};

/// The name of the setting that holds the operator's prices.
pub const SETTING: &str = "prices";

#[derive(Serialize, Deserialize)]
struct Stored {
    model: String,
    #[serde(flatten)]
    price: Price,
}

/// All prices. The operator's are left out, and that is told, when they cannot be read.
pub async fn read(store: &Store) -> Result<PriceList, StoreError> {
    let own = match setting::get(store, SETTING).await? {
        None => Vec::new(),
        Some(value) => serde_json::from_value(value).unwrap_or_else(|error| {
            tracing::error!(%error, "the prices that were set cannot be read; the shipped ones are used");
            Vec::<Stored>::new()
        }),
    };
    let own = own.into_iter().map(|stored| (stored.model, stored.price));
    Ok(PriceList::with(own))
}

/// Sets the operator's prices, all of them, as part of a change.
pub async fn put(change: &Change, prices: Vec<PriceDecl>) -> Result<(), StoreError> {
    setting::put(change, SETTING, stored(prices)).await
}

/// The operator's prices as they are stored.
pub fn stored(prices: Vec<PriceDecl>) -> Value {
    let stored = prices
        .into_iter()
        .map(|(model, price)| Stored { model, price });
    stored
        .filter_map(|stored| serde_json::to_value(stored).ok())
        .collect()
}

/// Those that the operator set, as `PUT /prices` takes them.
pub fn own(list: &PriceList) -> Vec<PriceInput> {
    let own = list
        .iter()
        .filter(|(_, source, _)| *source == Source::Operator);
    own.map(|(model, _, price)| input(model, price)).collect()
}

/// A price as the admin API says it.
pub fn input(model: &str, price: &Price) -> PriceInput {
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

fn rates(rates: &Rates) -> PriceRates {
    PriceRates {
        input: usd(rates.input),
        cache_read: rates.cache_read.map(usd),
        cache_write_short: rates.cache_write_short.map(usd),
        cache_write_long: rates.cache_write_long.map(usd),
        output: usd(rates.output),
    }
}

/// Per million tokens.
fn usd(rate: u64) -> Usd {
    let nanos = rate.saturating_mul(1_000_000);
    Usd::from_nanos(i64::try_from(nanos).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use routex_entity::TokenUsage;

    use super::*;
    use crate::{store::testing::temporary, usage::pricing::Tier};

    #[actix_rt::test]
    async fn what_is_set_is_read_again() {
        let (store, _dir) = temporary().await;
        let rates = |output| Rates {
            input: 1,
            cache_read: Some(0),
            cache_write_short: None,
            cache_write_long: None,
            output,
        };
        let price = Price {
            rates: rates(3),
            tiers: vec![Tier {
                above_input_tokens: 10,
                rates: rates(5),
            }],
        };
        let change = store.change().await.unwrap();
        put(&change, vec![("mine".to_owned(), price.clone())])
            .await
            .unwrap();
        change.commit(Vec::new()).await.unwrap();

        let list = read(&store).await.unwrap();

        let found = list.iter().find(|(model, ..)| *model == "mine");
        assert_eq!(found, Some(("mine", Source::Operator, &price)));
        let usage = TokenUsage {
            cache_read: 11,
            output: 1,
            ..TokenUsage::default()
        };
        assert_eq!(list.cost("mine", &usage), Some(5));
    }

    #[actix_rt::test]
    async fn what_cannot_be_read_leaves_the_shipped_prices() {
        let (store, _dir) = temporary().await;
        setting::set(&store, SETTING, serde_json::json!({ "gpt": "cheap" }))
            .await
            .unwrap();

        let list = read(&store).await.unwrap();

        assert!(list.iter().all(|(_, source, _)| source == Source::Shipped));
    }
}
