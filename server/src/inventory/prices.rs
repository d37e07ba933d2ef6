//! Prices: the catalogue in force, what the operator set, and what channels charge.

mod view;

use std::{collections::HashMap, sync::Arc};

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use view::{input, own};

use crate::{
    channel::ChannelSpec,
    config::PriceDecl,
    store::{Change, Store, StoreError, setting},
    usage::pricing::{Catalogue, OwnPrice, Price, PriceList, Rate, Rates, Terms, Tier},
};

/// The name of the setting that holds the operator's prices.
pub const SETTING: &str = "prices";
/// The name of the setting that holds the catalogue that the operator loaded: its text.
pub const CATALOGUE: &str = "price_catalogue";
/// The name of the setting that says which catalogue that is, so that the text is read only when it is another one.
const CATALOGUE_MARK: &str = "price_catalogue_mark";

#[derive(Serialize, Deserialize)]
struct Stored {
    model: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    channel: Option<String>,
    price: Price,
}

/// All prices. What the operator set is left out, and that is told, when it cannot be read. `known`: those in effect,
/// whose catalogue is kept as long as it is the one that was loaded.
pub async fn read(
    store: &Store,
    channels: &[Arc<ChannelSpec>],
    known: Option<&PriceList>,
) -> Result<PriceList, StoreError> {
    let own = read_own(store).await?;
    let catalogue = catalogue(store, known).await?;
    Ok(PriceList::new(catalogue, own, terms(channels)))
}

/// The operator's prices.
pub async fn read_own(store: &Store) -> Result<Vec<OwnPrice>, StoreError> {
    let Some(Value::Array(stored)) = setting::get(store, SETTING).await? else {
        return Ok(Vec::new());
    };
    let read = stored.into_iter().filter_map(|stored| {
        let read = own_price(stored);
        read.inspect_err(|error| {
            tracing::error!(%error, "a price that was set cannot be read; the listed one is used");
        })
        .ok()
    });
    Ok(read.collect())
}

/// Sets the operator's prices, all of them, as part of a change.
pub async fn put(change: &Change, prices: Vec<PriceDecl>) -> Result<(), StoreError> {
    setting::put(change, SETTING, stored(prices)).await
}

/// The operator's prices as they are stored.
pub fn stored(prices: Vec<PriceDecl>) -> Value {
    let stored = prices.into_iter().map(|own| Stored {
        model: own.model,
        channel: own.channel,
        price: own.price,
    });
    stored
        .filter_map(|stored| serde_json::to_value(stored).ok())
        .collect()
}

/// Takes another catalogue, as part of a change. `None`: the one that came with Routex.
pub async fn put_catalogue(change: &Change, text: Option<String>) -> Result<(), StoreError> {
    match text {
        Some(text) => {
            let mark = uuid::Uuid::now_v7().to_string();
            setting::put(change, CATALOGUE, text.into()).await?;
            setting::put(change, CATALOGUE_MARK, mark.into()).await
        }
        None => {
            setting::delete(change, CATALOGUE).await?;
            setting::delete(change, CATALOGUE_MARK).await
        }
    }
}

/// What each channel charges, by its name.
pub fn terms(channels: &[Arc<ChannelSpec>]) -> HashMap<String, Terms> {
    let terms = channels.iter().map(|channel| {
        let terms = Terms {
            provider: channel.provider.name(),
            multiplier: channel.charges.multiplier.millionths(),
            per_request: channel.charges.per_request,
        };
        (channel.name.clone(), terms)
    });
    terms.collect()
}

async fn catalogue(store: &Store, known: Option<&PriceList>) -> Result<Arc<Catalogue>, StoreError> {
    let Some(Value::String(mark)) = setting::get(store, CATALOGUE_MARK).await? else {
        return Ok(Catalogue::shipped());
    };
    if let Some(known) = known.map(PriceList::catalogue)
        && known.mark.as_deref() == Some(&mark)
    {
        return Ok(Arc::clone(known));
    }
    let Some(Value::String(text)) = setting::get(store, CATALOGUE).await? else {
        return Ok(Catalogue::shipped());
    };
    match Catalogue::parse(&text) {
        Ok(mut catalogue) => {
            catalogue.mark = Some(mark);
            Ok(Arc::new(catalogue))
        }
        Err(error) => {
            tracing::error!(%error, "the price catalogue that was loaded cannot be read; the one that came with Routex is used");
            Ok(Catalogue::shipped())
        }
    }
}

fn own_price(stored: Value) -> Result<OwnPrice, serde_json::Error> {
    if stored.get("price").is_some() {
        let Stored {
            model,
            channel,
            price,
        } = serde_json::from_value(stored)?;
        return Ok(OwnPrice {
            channel,
            model,
            price,
        });
    }
    serde_json::from_value::<Coarse>(stored).map(Coarse::refined)
}

/// As prices were stored when they were whole thousand-millionths of a dollar a token.
#[derive(Deserialize)]
struct Coarse {
    model: String,
    #[serde(flatten)]
    rates: CoarseRates,
    #[serde(default)]
    tier: Vec<CoarseTier>,
}

#[derive(Deserialize)]
struct CoarseTier {
    above_input_tokens: u64,
    #[serde(flatten)]
    rates: CoarseRates,
}

#[derive(Deserialize)]
struct CoarseRates {
    input: u64,
    cache_read: Option<u64>,
    cache_write_short: Option<u64>,
    cache_write_long: Option<u64>,
    output: u64,
}

impl Coarse {
    fn refined(self) -> OwnPrice {
        let tiers = self.tier.into_iter().map(|tier| Tier {
            above_input_tokens: tier.above_input_tokens,
            rates: tier.rates.refined(),
        });
        OwnPrice {
            channel: None,
            model: self.model,
            price: Price {
                rates: self.rates.refined(),
                tiers: tiers.collect(),
                ..Price::default()
            },
        }
    }
}

impl CoarseRates {
    fn refined(&self) -> Rates {
        let rate = |nanos: u64| Rate(nanos.saturating_mul(1_000_000));
        Rates {
            cache_read: self.cache_read.map(rate),
            cache_write_short: self.cache_write_short.map(rate),
            cache_write_long: self.cache_write_long.map(rate),
            ..Rates::plain(rate(self.input).0, rate(self.output).0)
        }
    }
}

#[cfg(test)]
mod tests;
