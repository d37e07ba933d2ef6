//! Prices as the admin API says them.

use routex_entity::api::{PriceInput, PriceRates, PriceTier, Usd};

use crate::usage::pricing::{OwnPrice, Price, Rate, Rates};

/// Those that the operator set, as `PUT /prices` takes them.
pub fn own(prices: Vec<OwnPrice>) -> Vec<PriceInput> {
    let own = prices.into_iter();
    let told = own.map(
        |OwnPrice {
             channel,
             model,
             price,
         }| PriceInput {
            channel,
            ..input(&model, &price)
        },
    );
    told.collect()
}

/// A price for all channels.
pub fn input(model: &str, price: &Price) -> PriceInput {
    let tiers = price.tiers.iter().map(|tier| PriceTier {
        above_input_tokens: tier.above_input_tokens,
        rates: rates(&tier.rates),
    });
    PriceInput {
        model: model.to_owned(),
        channel: None,
        service_tier: price.service_tier,
        from: price.from,
        hours: price.hours.map(|hours| hours.to_string()),
        rates: rates(&price.rates),
        tiers: tiers.collect(),
    }
}

fn rates(rates: &Rates) -> PriceRates {
    let usd = |rate: Option<Rate>| rate.map(Usd::from);
    PriceRates {
        input: rates.input.into(),
        cache_read: usd(rates.cache_read),
        cache_write_short: usd(rates.cache_write_short),
        cache_write_long: usd(rates.cache_write_long),
        output: rates.output.into(),
        reasoning: usd(rates.reasoning),
        input_audio: usd(rates.input_audio),
        cache_read_audio: usd(rates.cache_read_audio),
        output_audio: usd(rates.output_audio),
        input_image: usd(rates.input_image),
        cache_read_image: usd(rates.cache_read_image),
        output_image: usd(rates.output_image),
        web_search: usd(rates.web_search),
        file_search: usd(rates.file_search),
        request: usd(rates.request),
    }
}
