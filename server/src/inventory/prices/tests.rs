use routex_entity::{Extras, TokenUsage, api::Multiplier};
use serde_json::json;

use super::*;
use crate::{channel::fixture, store::testing::temporary, usage::pricing::Call};

fn cost(list: &PriceList, channel: &str, model: &str) -> Option<i64> {
    let usage = TokenUsage {
        cache_read: 11,
        output: 1,
        ..TokenUsage::default()
    };
    let call = Call {
        channel,
        model,
        at_ms: 0,
    };
    list.cost(&call, &usage, &Extras::default())
}

/// So many tenths of a dollar for a token of output; input is free.
fn price(tenths: u64) -> Price {
    let rates = |tenths: u64| Rates::plain(0, tenths * 100_000_000_000_000);
    Price {
        rates: rates(tenths),
        ..Price::default()
    }
}

#[actix_rt::test]
async fn what_is_set_is_read_again() {
    let (store, _dir) = temporary().await;
    let mut mine = price(3);
    mine.tiers.push(Tier {
        above_input_tokens: 10,
        rates: price(5).rates,
    });
    let own = [None, Some("dear".to_owned())].map(|channel| OwnPrice {
        channel,
        model: "mine".to_owned(),
        price: mine.clone(),
    });
    let change = store.change().await.unwrap();
    put(&change, own.to_vec()).await.unwrap();
    change.commit(Vec::new()).await.unwrap();

    let list = read(&store, &[], None).await.unwrap();

    assert_eq!(list.own(), own);
    assert_eq!(cost(&list, "any", "mine"), Some(500_000_000));
}

#[actix_rt::test]
async fn prices_of_earlier_versions_are_understood() {
    let (store, _dir) = temporary().await;
    let coarse = json!([
        { "model": "mine", "input": 1, "cache_read": 0, "output": 3,
          "tier": [{ "above_input_tokens": 10, "input": 1, "cache_read": 0, "output": 5 }] },
        { "model": "odd", "input": "cheap" },
    ]);
    setting::set(&store, SETTING, coarse).await.unwrap();

    let list = read(&store, &[], None).await.unwrap();

    assert_eq!(cost(&list, "any", "mine"), Some(5));
    assert_eq!(list.own().len(), 1);
}

#[actix_rt::test]
async fn a_catalogue_that_was_loaded_counts_and_is_read_once() {
    let (store, _dir) = temporary().await;
    let text = r#"{"format":"routex-prices-1","as_of":"2026-12-01","source":"me","providers":[
        {"id":"openai","models":[{"names":["mine"],"prices":[{"rates":{"input":0,"output":1}}]}]}]}"#;
    let change = store.change().await.unwrap();
    put_catalogue(&change, Some(text.to_owned())).await.unwrap();
    change.commit(Vec::new()).await.unwrap();

    let list = read(&store, &[], None).await.unwrap();
    let again = read(&store, &[], Some(&list)).await.unwrap();

    assert_eq!(cost(&list, "any", "mine"), Some(1_000));
    assert_eq!(cost(&list, "any", "gpt-5.4"), None);
    assert!(Arc::ptr_eq(list.catalogue(), again.catalogue()));
    let change = store.change().await.unwrap();
    put_catalogue(&change, None).await.unwrap();
    change.commit(Vec::new()).await.unwrap();
    let shipped = read(&store, &[], Some(&again)).await.unwrap();
    assert!(cost(&shipped, "any", "gpt-5.4").is_some());
}

#[actix_rt::test]
async fn what_cannot_be_read_leaves_the_shipped_prices() {
    let (store, _dir) = temporary().await;
    for name in [SETTING, CATALOGUE, CATALOGUE_MARK] {
        setting::set(&store, name, json!("cheap")).await.unwrap();
    }

    let list = read(&store, &[], None).await.unwrap();

    assert!(list.own().is_empty());
    assert!(cost(&list, "any", "gpt-5.4").is_some());
}

#[actix_rt::test]
async fn channels_charge_by_their_terms() {
    let mut cheap = fixture::channel("cheap", 1);
    cheap.charges.multiplier = Multiplier::parse("0.5").unwrap();
    let mut flat = fixture::channel("flat", 1);
    flat.charges.per_request = Some(Rate(20_000_000));
    let own = [(None, 4), (Some("dear".to_owned()), 8)].map(|(channel, tenths)| OwnPrice {
        channel,
        model: "mine".to_owned(),
        price: price(tenths),
    });
    let terms = terms(&[Arc::new(cheap), Arc::new(flat)]);
    let list = PriceList::new(Catalogue::shipped(), own, terms);

    let tenths = |count: i64| Some(count * 100_000_000);
    assert_eq!(cost(&list, "any", "mine"), tenths(4));
    assert_eq!(cost(&list, "cheap", "mine"), tenths(2));
    assert_eq!(cost(&list, "dear", "mine"), tenths(8));
    assert_eq!(cost(&list, "flat", "unheard-of"), Some(20_000_000));
    assert_eq!(cost(&list, "cheap", "unheard-of"), None);
}
