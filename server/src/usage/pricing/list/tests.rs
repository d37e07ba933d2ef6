use proptest::prelude::*;
use routex_entity::ServiceTier;

use super::*;
use crate::usage::pricing::{Prices, Rate, Rates};

/// 2026-11-20.
const NOW: i64 = 1_795_132_800_000;
const MILLION: u64 = 1_000_000;

fn shipped() -> PriceList {
    PriceList::shipped()
}

fn cost(list: &PriceList, model: &str, usage: &TokenUsage) -> Option<i64> {
    cost_with(list, model, usage, &Extras::default())
}

fn cost_with(list: &PriceList, model: &str, usage: &TokenUsage, extras: &Extras) -> Option<i64> {
    list.cost(&call(model), usage, extras)
}

fn call(model: &str) -> Call<'_> {
    Call {
        channel: "",
        model,
        at_ms: NOW,
    }
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
    assert_eq!(cost(&shipped(), "claude-opus-5-5", &usage), Some(expected));
}

#[test]
fn a_long_context_moves_the_whole_request_to_its_tier() {
    let at = |input, cache_read| TokenUsage {
        input,
        cache_read,
        output: 10,
        ..TokenUsage::default()
    };
    let price = |input, cache_read| cost(&shipped(), "gemini-2.5-pro", &at(input, cache_read));
    assert_eq!(price(200_000, 0), Some(200_000 * 1250 + 10 * 10_000));
    assert_eq!(price(200_001, 0), Some(200_001 * 2500 + 10 * 15_000));
    assert_eq!(price(1, 200_000), Some(2500 + 200_000 * 250 + 10 * 15_000));
}

#[test]
fn tiers_and_searches_have_their_prices() {
    let usage = TokenUsage {
        input: MILLION,
        output: MILLION,
        ..TokenUsage::default()
    };
    let batch = Extras {
        service_tier: Some(ServiceTier::Batch),
        web_searches: 3,
        ..Extras::default()
    };
    let standard = cost(&shipped(), "claude-opus-5-5", &usage).unwrap();
    let with_searches = standard / 2 + 3 * 10_000_000;
    assert_eq!(
        cost_with(&shipped(), "claude-opus-5-5", &usage, &batch),
        Some(with_searches)
    );
}

#[test]
fn sound_is_charged_apart_and_never_more_than_there_is() {
    let usage = TokenUsage {
        input: 100,
        output: 10,
        ..TokenUsage::default()
    };
    let audio = |input_audio, output_audio| Extras {
        input_audio,
        output_audio,
        ..Extras::default()
    };
    let price = |extras| cost_with(&shipped(), "gpt-audio", &usage, &extras).unwrap();
    let (silent, loud) = (price(audio(0, 0)), price(audio(40, 10)));
    let dollars_more = |text: i64, audio: i64, tokens: i64| (audio - text) * tokens;
    let rates = |model| {
        let list = shipped();
        let (schedule, _) = list.find(&call(model)).unwrap();
        schedule.at(NOW, None).unwrap().rates
    };
    let gpt = rates("gpt-audio");
    let nano = |rate: Rate| i64::try_from(rate.0 / MILLION).unwrap();
    let expected = silent
        + dollars_more(nano(gpt.input), nano(gpt.input_audio.unwrap()), 40)
        + dollars_more(nano(gpt.output), nano(gpt.output_audio.unwrap()), 10);
    assert_eq!(loud, expected);
    assert_eq!(price(audio(1_000, 1_000)), price(audio(100, 10)));
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
        assert_eq!(cost(&shipped(), name, &usage), Some(1000), "{name}");
    }
    for name in ["", "/", "-", "unheard-of", "claude", "-20251001"] {
        assert_eq!(cost(&shipped(), name, &usage), None, "{name}");
    }
}

#[test]
fn an_expectation_takes_the_cache_into_account() {
    let book = Prices::new(shipped());
    let expected = |input, cached, output| {
        book.expected(&Asked {
            channel: "any",
            model: "gpt-5.4",
            at_ms: NOW,
            input,
            cached,
            output,
        })
    };
    assert_eq!(expected(1000, 0, 100), Some(2_500_000 + 1_500_000));
    assert_eq!(
        expected(1000, 800, 100),
        Some(500_000 + 200_000 + 1_500_000)
    );
    assert_eq!(expected(10, 99, 0), Some(2500));
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
        let price = cost(&list, &model, &usage).unwrap();
        prop_assert!(price >= 0);
        let mut greater = usage;
        greater.input = greater.input.saturating_add(more);
        greater.output = greater.output.saturating_add(more);
        prop_assert!(cost(&list, &model, &greater).unwrap() >= price);
    }

    #[test]
    fn nothing_costs_more_than_its_ceiling(usage in usages(), model in models()) {
        let list = shipped();
        let input = [usage.cache_read, usage.cache_write_short, usage.cache_write_long]
            .into_iter()
            .fold(usage.input, u64::saturating_add);
        let ceiling = list.ceiling(&call(&model), input, usage.output).unwrap();
        prop_assert!(cost(&list, &model, &usage).unwrap() <= ceiling);
    }

    #[test]
    fn no_name_makes_it_panic(name in "\\PC{0,40}", usage in usages()) {
        let _ = cost(&shipped(), &name, &usage);
    }
}

fn models() -> impl Strategy<Value = String> {
    let catalogue = shipped().catalogue().clone();
    let named = |id: &&str| catalogue.providers().iter().find(|one| one.id == **id);
    let makers = ["anthropic", "openai", "google"];
    let models = makers.iter().filter_map(named).flat_map(|one| &one.models);
    let names: Vec<String> = models.map(|model| model.name().to_owned()).collect();
    prop::sample::select(names)
}

#[test]
fn what_the_operator_sets_counts_and_goes_again() {
    let own = Price {
        rates: Rates::plain(3 * MILLION, 5 * MILLION),
        ..Price::default()
    };
    let usage = TokenUsage {
        input: 10,
        output: 100,
        ..TokenUsage::default()
    };
    let overrides = ["gpt-5.4", "house-model"].map(|name| OwnPrice {
        channel: None,
        model: name.to_owned(),
        price: own.clone(),
    });
    let prices = Prices::new(PriceList::new(
        Catalogue::shipped(),
        overrides,
        HashMap::new(),
    ));

    for name in ["gpt-5.4", "openai/gpt-5.4-2026-03-01", "house-model"] {
        assert_eq!(cost(&prices.load(), name, &usage), Some(530), "{name}");
    }
    prices.replace(shipped());
    assert_eq!(cost(&prices.load(), "house-model", &usage), None);
    assert_eq!(
        cost(&prices.load(), "gpt-5.4", &usage),
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
        assert_eq!(cost(&shipped(), name, &usage), Some(15_000), "{name}");
    }
    assert_eq!(cost(&shipped(), "simple", &usage), None);
}

#[test]
fn absurd_usage_costs_the_most_there_is() {
    let usage = TokenUsage {
        input: u64::MAX,
        output: u64::MAX,
        ..TokenUsage::default()
    };
    assert_eq!(cost(&shipped(), "gpt-5.4", &usage), Some(i64::MAX));
}
