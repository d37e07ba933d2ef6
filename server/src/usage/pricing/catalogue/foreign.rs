//! Reads the price list of the genai-prices project (`data.json`): providers with their models, conditions and variants.
//!
//! Left out, rather than charged wrongly: providers that Routex has no use for, and models with prices of things that it
//! does not count (seconds, pages, characters, video).

mod matching;
mod rates;
mod time;

use routex_entity::ServiceTier;
use serde_json::Value;

use super::{Catalogue, Model, Provider, SIMULATOR};
use crate::usage::pricing::{Price, Rate, Rates, schedule::Schedule};

/// What is kept of the list.
const PROVIDERS: &[&str] = &[
    "anthropic",
    "aws",
    "azure",
    "cerebras",
    "cohere",
    "deepseek",
    "fireworks",
    "google",
    "groq",
    "minimax",
    "mistral",
    "moonshotai",
    "openai",
    "openrouter",
    "perplexity",
    "together",
    "x-ai",
    "zai",
    "zhipuai",
];

/// What can be read of it. `today`: the day of the prices, which the list does not tell.
pub fn read(list: &Value, today: &str) -> Catalogue {
    let read = list.as_array().into_iter().flatten().filter_map(provider);
    let mut providers: Vec<Provider> = read.collect();
    providers.sort_by(|one, other| one.id.cmp(&other.id));
    providers.push(simulator());
    let source = "genai-prices (MIT), github.com/pydantic/genai-prices";
    Catalogue::new(today.to_owned(), source.to_owned(), providers)
}

fn provider(provider: &Value) -> Option<Provider> {
    let id = provider["id"].as_str()?;
    if !PROVIDERS.contains(&id) {
        return None;
    }
    let models = provider["models"].as_array()?;
    let source = provider["pricing_urls"][0].as_str();
    Some(Provider::new(
        id.to_owned(),
        source.map(str::to_owned),
        models.iter().filter_map(model).collect(),
    ))
}

fn model(model: &Value) -> Option<Model> {
    let id = model["id"].as_str()?;
    let mut names = vec![id.to_owned()];
    names.extend(matching::patterns(&model["match"]));
    let mut known = std::collections::BTreeSet::new();
    names.retain(|name| known.insert(name.to_lowercase()));
    let prices = prices(model)?;
    Some(Model {
        names,
        schedule: Schedule::new(prices),
    })
}

/// `None`: they cannot be told with what Routex counts.
fn prices(model: &Value) -> Option<Vec<Price>> {
    let standard: Vec<&Value> = match &model["prices"] {
        Value::Array(dated) => dated.iter().collect(),
        always => vec![always],
    };
    let mut conditional = Vec::with_capacity(standard.len());
    for given in standard {
        let rates = given.get("prices").unwrap_or(given);
        conditional.push((&given["constraint"], rates));
    }
    if conditional
        .iter()
        .any(|(when, _)| time::hours(when).is_some())
    {
        // Variants of such models are not known.
        return conditional.into_iter().map(of_hours).collect();
    }
    let variants: Vec<&Value> = model["price_variants"]
        .as_array()
        .into_iter()
        .flatten()
        .collect();
    let mut days: Vec<_> = conditional
        .iter()
        .map(|(when, _)| time::first_day(when))
        .collect();
    days.extend(
        variants
            .iter()
            .map(|variant| time::first_day(&variant["constraint"])),
    );
    days.push(None);
    days.sort_unstable();
    days.dedup();

    let mut rows: Vec<Price> = Vec::new();
    for tier in std::iter::once(None).chain(ServiceTier::ALL.iter().copied().map(Some)) {
        let mut before: Option<Price> = None;
        for day in &days {
            let holds = |when: &Value| time::first_day(when) <= *day;
            let active = conditional.iter().rev().find(|(when, _)| holds(when));
            let (_, standard) = active.or(conditional.first())?;
            let of_tier = variants.iter().copied().filter(|variant| {
                tier.is_some() && tier_of(&variant["when"]) == tier && holds(&variant["constraint"])
            });
            let overrides: Vec<&Value> = of_tier.map(|variant| &variant["prices"]).collect();
            if tier.is_some() && overrides.is_empty() {
                continue;
            }
            let (rates, tiers) = rates::read(standard, &overrides)?;
            let row = Price {
                service_tier: tier,
                from: *day,
                hours: None,
                rates,
                tiers,
            };
            let same = before
                .as_ref()
                .is_some_and(|before| (before.rates, &before.tiers) == (row.rates, &row.tiers));
            if !same {
                rows.push(row.clone());
            }
            before = Some(row);
        }
    }
    Some(rows)
}

fn of_hours((when, rates): (&Value, &Value)) -> Option<Price> {
    let (rates, tiers) = rates::read(rates, &[])?;
    Some(Price {
        service_tier: None,
        from: time::first_day(when),
        hours: time::hours(when),
        rates,
        tiers,
    })
}

/// `{"processing": "batch"}`, `{"service_tier": "flex"}`, `{"speed": "fast"}`.
fn tier_of(when: &Value) -> Option<ServiceTier> {
    let when = when.as_object()?;
    let (key, value) = when.iter().next().filter(|_| when.len() == 1)?;
    let known = ["processing", "service_tier", "speed"].contains(&key.as_str());
    ServiceTier::named(value.as_str().filter(|_| known)?)
}

/// All models of the simulator have one price, play money: their names say how to behave.
fn simulator() -> Provider {
    let dollars = |thousandths: u64| Rate(thousandths * 1_000_000);
    let rates = Rates {
        cache_read: Some(dollars(100)),
        cache_write_short: Some(dollars(1250)),
        cache_write_long: Some(dollars(2000)),
        ..Rates::plain(dollars(1000).0, dollars(5000).0)
    };
    let price = Price {
        rates,
        ..Price::default()
    };
    let model = Model {
        names: vec!["sim-*".to_owned()],
        schedule: Schedule::new([price]),
    };
    Provider::new(SIMULATOR.to_owned(), None, vec![model])
}

#[cfg(test)]
mod tests;
