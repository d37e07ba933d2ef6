//! All prices of one moment.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use routex_entity::{Extras, TokenUsage};

use super::{
    catalogue::{Catalogue, Model, Provider},
    price::Price,
    rate::{WHOLE, rounded},
    schedule::Schedule,
    terms::{Terms, price_lists},
};
use crate::router::{Asked, PriceBook};

/// What models cost: by the operator's word, otherwise by the catalogue, and at each channel by its terms.
#[derive(Debug, Clone)]
pub struct PriceList {
    /// The operator's, by channel; those for every channel under the empty name.
    own: HashMap<String, Provider>,
    catalogue: Arc<Catalogue>,
    /// By the name of the channel.
    terms: HashMap<String, Terms>,
}

/// A price that the operator set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnPrice {
    /// `None`: for every channel.
    pub channel: Option<String>,
    /// `*` stands for any text.
    pub model: String,
    pub price: Price,
}

/// Where, for what and when something is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Call<'a> {
    /// Name of the channel.
    pub channel: &'a str,
    /// As the provider calls it.
    pub model: &'a str,
    /// Milliseconds since the Unix epoch.
    pub at_ms: i64,
}

impl PriceList {
    /// What comes with Routex, at channels of which nothing is known.
    pub fn shipped() -> Self {
        Self::new(Catalogue::shipped(), [], HashMap::new())
    }

    pub fn new(
        catalogue: Arc<Catalogue>,
        own: impl IntoIterator<Item = OwnPrice>,
        terms: HashMap<String, Terms>,
    ) -> Self {
        let mut by_channel: BTreeMap<String, BTreeMap<String, Schedule>> = BTreeMap::new();
        for own in own {
            let models = by_channel.entry(own.channel.unwrap_or_default());
            let schedule = models.or_default().entry(own.model);
            schedule.or_default().insert(own.price);
        }
        let own = by_channel.into_iter().map(|(channel, models)| {
            let models = models.into_iter().map(|(name, schedule)| Model {
                names: vec![name],
                schedule,
            });
            let provider = Provider::new(channel.clone(), None, models.collect());
            (channel, provider)
        });
        Self {
            own: own.collect(),
            catalogue,
            terms,
        }
    }

    pub fn catalogue(&self) -> &Arc<Catalogue> {
        &self.catalogue
    }

    /// Prices that the operator set, in the order of channels and models.
    pub fn own(&self) -> Vec<OwnPrice> {
        let mut by_channel: Vec<_> = self.own.iter().collect();
        by_channel.sort_unstable_by_key(|(channel, _)| *channel);
        let models = by_channel.into_iter().flat_map(|(channel, provider)| {
            provider.models.iter().map(move |model| (channel, model))
        });
        let prices = models.flat_map(|(channel, model)| {
            let prices = model.schedule.prices().iter();
            prices.map(move |price| OwnPrice {
                channel: Some(channel.clone()).filter(|channel| !channel.is_empty()),
                model: model.name().to_owned(),
                price: price.clone(),
            })
        });
        prices.collect()
    }

    /// Whether the operator set a price under this very name for every channel.
    pub fn is_overridden(&self, model: &str) -> bool {
        let everywhere = self.own.get("").map(|own| own.models.iter());
        everywhere.is_some_and(|mut models| models.any(|known| known.name() == model))
    }

    /// Thousand-millionths of a US dollar that an answer cost. `None`: the price of the model is unknown.
    pub fn cost(&self, call: &Call<'_>, usage: &TokenUsage, extras: &Extras) -> Option<i64> {
        if let Some(fee) = self.terms(call.channel).and_then(|terms| terms.per_request) {
            let answered = u64::from(usage.total() > 0);
            return Some(rounded(fee.calls(answered), WHOLE));
        }
        let (schedule, multiplier) = self.find(call)?;
        let price = schedule.at(call.at_ms, extras.service_tier)?;
        Some(rounded(price.exact(usage, extras), multiplier))
    }

    /// The most that a request of no more than so many tokens can cost in the standard tier, searches aside. `None` as
    /// in [`PriceList::cost`].
    pub fn ceiling(&self, call: &Call<'_>, input: u64, output: u64) -> Option<i64> {
        if let Some(fee) = self.terms(call.channel).and_then(|terms| terms.per_request) {
            return Some(rounded(fee.calls(1), WHOLE));
        }
        let (schedule, multiplier) = self.find(call)?;
        let price = schedule.at(call.at_ms, None)?;
        Some(rounded(price.ceiling(input, output), multiplier))
    }

    fn terms(&self, channel: &str) -> Option<&Terms> {
        self.terms.get(channel)
    }

    /// The prices of the model, and by how many millionths of them the channel charges.
    fn find(&self, call: &Call<'_>) -> Option<(&Schedule, u64)> {
        let of = |channel: &str| self.own.get(channel)?.find(call.model);
        if let Some(model) = Some(call.channel)
            .filter(|name| !name.is_empty())
            .and_then(of)
        {
            return Some((&model.schedule, WHOLE));
        }
        let terms = self.terms(call.channel);
        let lists = price_lists(terms.map_or("", |terms| terms.provider));
        let model = of("").or_else(|| self.catalogue.find(lists, call.model))?;
        Some((
            &model.schedule,
            terms.map_or(WHOLE, |terms| terms.multiplier),
        ))
    }
}

impl PriceBook for super::Prices {
    fn expected(&self, asked: &Asked<'_>) -> Option<i64> {
        let cache_read = asked.cached.min(asked.input);
        let usage = TokenUsage {
            input: asked.input - cache_read,
            cache_read,
            output: asked.output,
            ..TokenUsage::default()
        };
        let call = Call {
            channel: asked.channel,
            model: asked.model,
            at_ms: asked.at_ms,
        };
        self.load().cost(&call, &usage, &Extras::default())
    }
}

#[cfg(test)]
mod tests;
