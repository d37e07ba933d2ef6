//! What tokens cost. Pure; integers only, in thousand-millionths of a US dollar.

use std::{collections::HashMap, sync::LazyLock};

use routex_entity::TokenUsage;
use serde::Deserialize;

/// What an answer cost. `None` when the price of the model is unknown or the sum is beyond all measure.
pub fn cost(model: &str, usage: &TokenUsage) -> Option<i64> {
    CATALOGUE.find(model)?.cost(usage)
}

/// What a request is expected to cost: `input` tokens, of which `cached` come from the provider's cache, and `output`
/// tokens. `None` as in [`cost`].
pub fn expected(model: &str, input: u64, cached: u64, output: u64) -> Option<i64> {
    let cache_read = cached.min(input);
    let usage = TokenUsage {
        input: input - cache_read,
        cache_read,
        output,
        ..TokenUsage::default()
    };
    cost(model, &usage)
}

/// The shipped file is part of the program; that it parses is tested.
static CATALOGUE: LazyLock<Catalogue> =
    LazyLock::new(|| Catalogue::parse(include_str!("prices.toml")).unwrap_or_default());

#[derive(Default)]
struct Catalogue {
    models: HashMap<String, Price>,
}

struct Price {
    rates: Rates,
    /// Highest bound first.
    tiers: Vec<(u64, Rates)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "as_of")]
    _as_of: String,
    #[serde(rename = "source")]
    _source: String,
    model: Vec<Model>,
}

#[derive(Deserialize)]
struct Model {
    name: String,
    #[serde(flatten)]
    rates: Rates,
    #[serde(default)]
    tier: Vec<Tier>,
}

#[derive(Deserialize)]
struct Tier {
    above_input_tokens: u64,
    #[serde(flatten)]
    rates: Rates,
}

/// Per token, by kind.
#[derive(Deserialize)]
struct Rates {
    input: u64,
    cache_read: Option<u64>,
    cache_write_short: Option<u64>,
    cache_write_long: Option<u64>,
    output: u64,
}

impl Catalogue {
    fn parse(text: &str) -> Result<Self, toml::de::Error> {
        let file: File = toml::from_str(text)?;
        let models = file.model.into_iter().map(|mut model| {
            model
                .tier
                .sort_by_key(|tier| std::cmp::Reverse(tier.above_input_tokens));
            let tiers = model
                .tier
                .into_iter()
                .map(|tier| (tier.above_input_tokens, tier.rates))
                .collect();
            let rates = model.rates;
            (model.name, Price { rates, tiers })
        });
        Ok(Self {
            models: models.collect(),
        })
    }

    /// By the name itself, then without the provider before it, then without the date behind it.
    fn find(&self, model: &str) -> Option<&Price> {
        let bare = model
            .rsplit_once('/')
            .map_or(model, |(_provider, name)| name);
        [model, without_date(model), bare, without_date(bare)]
            .into_iter()
            .find_map(|name| self.models.get(name))
    }
}

impl Price {
    fn cost(&self, usage: &TokenUsage) -> Option<i64> {
        let input = usage
            .input
            .checked_add(usage.cache_read)?
            .checked_add(usage.cache_write_short)?
            .checked_add(usage.cache_write_long)?;
        let rates = self
            .tiers
            .iter()
            .find(|(bound, _)| input > *bound)
            .map_or(&self.rates, |(_, rates)| rates);
        rates.cost(usage)
    }
}

impl Rates {
    fn cost(&self, usage: &TokenUsage) -> Option<i64> {
        let write_short = self.cache_write_short.unwrap_or(self.input);
        let kinds = [
            (usage.input, self.input),
            (usage.cache_read, self.cache_read.unwrap_or(self.input)),
            (usage.cache_write_short, write_short),
            (
                usage.cache_write_long,
                self.cache_write_long.unwrap_or(write_short),
            ),
            (usage.output, self.output),
        ];
        let sum = kinds.into_iter().try_fold(0_u64, |sum, (tokens, rate)| {
            sum.checked_add(tokens.checked_mul(rate)?)
        })?;
        i64::try_from(sum).ok()
    }
}

/// `gpt-4o-2024-11-20`, `claude-haiku-4-5-20251001` and `claude-haiku-4-5@20251001` without the date.
fn without_date(model: &str) -> &str {
    let digits = |text: &str, count: usize| {
        text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    if let Some((name, date)) = model.rsplit_once(['-', '@']) {
        if digits(date, 8) {
            return name;
        }
        let parts: Vec<&str> = model.rsplitn(4, '-').collect();
        if let [day, month, year, name] = parts[..]
            && digits(day, 2)
            && digits(month, 2)
            && digits(year, 4)
        {
            return name;
        }
    }
    model
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const MILLION: u64 = 1_000_000;

    #[test]
    fn the_shipped_catalogue_parses() {
        let catalogue = Catalogue::parse(include_str!("prices.toml")).unwrap();
        assert!(catalogue.models.len() >= 9);
    }

    #[test]
    fn every_kind_has_its_price() {
        let usage = TokenUsage {
            input: MILLION,
            cache_read: MILLION,
            cache_write_short: MILLION,
            cache_write_long: MILLION,
            output: MILLION,
            reasoning: MILLION,
        };
        let dollars = 1_000_000_000;
        let expected = (4 + 5 + 8 + 20) * dollars + dollars / 5;
        assert_eq!(cost("claude-opus-5-5", &usage), Some(expected));
    }

    #[test]
    fn a_long_context_moves_the_whole_request_to_its_tier() {
        let at = |input, cache_read| TokenUsage {
            input,
            cache_read,
            output: 10,
            ..TokenUsage::default()
        };
        let price = |input, cache_read| cost("gemini-2.5-pro", &at(input, cache_read));
        assert_eq!(price(200_000, 0), Some(200_000 * 1250 + 10 * 10_000));
        assert_eq!(price(200_001, 0), Some(200_001 * 2500 + 10 * 15_000));
        assert_eq!(price(1, 200_000), Some(2500 + 200_000 * 250 + 10 * 15_000));
    }

    #[test]
    fn dates_and_providers_around_a_name_do_not_hide_it() {
        let usage = TokenUsage {
            input: 1,
            ..TokenUsage::default()
        };
        for name in [
            "claude-haiku-4-5",
            "claude-haiku-4-5-20251001",
            "claude-haiku-4-5@20251001",
            "claude-haiku-4-5-2025-10-01",
            "anthropic/claude-haiku-4-5",
            "openrouter/anthropic/claude-haiku-4-5-20251001",
        ] {
            assert_eq!(cost(name, &usage), Some(1000), "{name}");
        }
        for name in [
            "",
            "/",
            "-",
            "unheard-of",
            "claude-haiku-4-5-1",
            "claude-haiku",
            "-20251001",
        ] {
            assert_eq!(cost(name, &usage), None, "{name}");
        }
    }

    #[test]
    fn an_expectation_takes_the_cache_into_account() {
        assert_eq!(
            expected("gpt-5.4", 1000, 0, 100),
            Some(2_500_000 + 1_500_000)
        );
        assert_eq!(
            expected("gpt-5.4", 1000, 800, 100),
            Some(500_000 + 200_000 + 1_500_000)
        );
        assert_eq!(expected("gpt-5.4", 10, 99, 0), Some(2500));
    }

    fn usages() -> impl Strategy<Value = TokenUsage> {
        let count = prop_oneof![0..10_000_000_u64, any::<u64>()];
        (
            count.clone(),
            count.clone(),
            count.clone(),
            count.clone(),
            count,
        )
            .prop_map(
                |(input, cache_read, cache_write_short, cache_write_long, output)| TokenUsage {
                    input,
                    cache_read,
                    cache_write_short,
                    cache_write_long,
                    output,
                    reasoning: output / 2,
                },
            )
    }

    proptest! {
        #[test]
        fn never_negative_and_never_cheaper_for_more(
            usage in usages(),
            more in 0..1_000_000_u64,
            model in prop::sample::select(CATALOGUE.models.keys().cloned().collect::<Vec<_>>()),
        ) {
            if let Some(price) = cost(&model, &usage) {
                prop_assert!(price >= 0);
                let mut greater = usage;
                greater.input = greater.input.saturating_add(more);
                greater.output = greater.output.saturating_add(more);
                if let Some(greater) = cost(&model, &greater) {
                    prop_assert!(greater >= price);
                }
            }
        }

        #[test]
        fn no_name_makes_it_panic(name in "\\PC{0,40}", usage in usages()) {
            let _ = cost(&name, &usage);
        }
    }
}
