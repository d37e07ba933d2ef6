use proptest::prelude::*;

use super::*;
use crate::usage::pricing::{Prices, Rates};

fn shipped() -> PriceList {
    PriceList::shipped()
}

const MILLION: u64 = 1_000_000;

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
    assert_eq!(shipped().cost("claude-opus-5-5", &usage), Some(expected));
}

#[test]
fn a_long_context_moves_the_whole_request_to_its_tier() {
    let at = |input, cache_read| TokenUsage {
        input,
        cache_read,
        output: 10,
        ..TokenUsage::default()
    };
    let price = |input, cache_read| shipped().cost("gemini-2.5-pro", &at(input, cache_read));
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
        assert_eq!(shipped().cost(name, &usage), Some(1000), "{name}");
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
        assert_eq!(shipped().cost(name, &usage), None, "{name}");
    }
}

#[test]
fn an_expectation_takes_the_cache_into_account() {
    let book = Prices::new(shipped());
    let expected = |model, input, cached, output| book.expected(model, input, cached, output);
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
        model in models(),
    ) {
        let list = shipped();
        let price = list.cost(&model, &usage).unwrap();
        prop_assert!(price >= 0);
        let mut greater = usage;
        greater.input = greater.input.saturating_add(more);
        greater.output = greater.output.saturating_add(more);
        prop_assert!(list.cost(&model, &greater).unwrap() >= price);
    }

    #[test]
    fn nothing_costs_more_than_its_ceiling(usage in usages(), model in models()) {
        let list = shipped();
        let input = [usage.cache_read, usage.cache_write_short, usage.cache_write_long]
            .into_iter()
            .fold(usage.input, u64::saturating_add);
        let ceiling = list.ceiling(&model, input, usage.output).unwrap();
        prop_assert!(list.cost(&model, &usage).unwrap() <= ceiling);
    }

    #[test]
    fn no_name_makes_it_panic(name in "\\PC{0,40}", usage in usages()) {
        let _ = shipped().cost(&name, &usage);
    }
}

fn models() -> impl Strategy<Value = String> {
    let names = shipped()
        .iter()
        .map(|(name, ..)| name.to_owned())
        .collect::<Vec<_>>();
    prop::sample::select(names)
}

#[test]
fn what_the_operator_sets_counts_and_goes_again() {
    let own = Price {
        rates: Rates {
            input: 3,
            cache_read: None,
            cache_write_short: None,
            cache_write_long: None,
            output: 5,
        },
        tiers: Vec::new(),
    };
    let usage = TokenUsage {
        input: 10,
        output: 100,
        ..TokenUsage::default()
    };
    let overrides = ["gpt-5.4", "house-model"].map(|name| (name.to_owned(), own.clone()));
    let prices = Prices::new(PriceList::with(overrides));

    for name in ["gpt-5.4", "openai/gpt-5.4-2026-03-01", "house-model"] {
        assert_eq!(prices.load().cost(name, &usage), Some(530), "{name}");
    }
    prices.replace(shipped());
    assert_eq!(prices.load().cost("house-model", &usage), None);
    assert_eq!(
        prices.load().cost("gpt-5.4", &usage),
        Some(10 * 2_500 + 100 * 15_000)
    );
}

#[test]
fn the_simulators_models_cost_play_money_however_they_behave() {
    let usage = TokenUsage {
        output: 3,
        ..TokenUsage::default()
    };
    for name in ["sim-ok", "sim-ok:tokens=100,chunk_ms=5", "sim-418"] {
        assert_eq!(shipped().cost(name, &usage), Some(15_000), "{name}");
    }
    assert_eq!(shipped().cost("simple", &usage), None);
}

#[test]
fn absurd_usage_costs_the_most_there_is() {
    let usage = TokenUsage {
        input: u64::MAX,
        output: u64::MAX,
        ..TokenUsage::default()
    };
    assert_eq!(shipped().cost("gpt-5.4", &usage), Some(i64::MAX));
}
