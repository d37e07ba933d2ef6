//! What a request may cost at most, before it is made. Pure.

use crate::{
    http::keys::ClientKey,
    protocol::{endpoint::Endpoint, request::RequestFacts},
    router::{RoutingTable, candidates, wants::Wants},
    usage::pricing::{Call, PriceList},
};

/// Output tokens of a request that names no limit.
const UNLIMITED_OUTPUT: u64 = 16_384;
/// Nobody writes more; a greater limit is not meant.
const LONGEST_OUTPUT: u64 = 1_000_000;
/// Answers to one request, at most.
const MOST_ANSWERS: u64 = 128;
/// What providers add to a request: instructions for tools and the like.
const ADDED_INPUT: u64 = 512;

/// A model that may serve the request has no price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unpriced(pub String);

/// Thousand-millionths of a US dollar that the dearest model that may serve would charge. The estimate of the input is
/// taken half as large again, and cached input as if it were written to the cache.
pub(super) fn at_most(
    table: &RoutingTable,
    prices: &PriceList,
    endpoint: &Endpoint,
    facts: &RequestFacts,
    key: &ClientKey,
    at_ms: i64,
) -> Result<i64, Unpriced> {
    let (input, output) = tokens(endpoint, facts);
    let mut dearest = 0;
    let wants = Wants::of(endpoint, facts);
    for seat in candidates::with_fallbacks(table, &facts.model, &wants, &key.tags) {
        let call = Call {
            channel: &seat.channel.name,
            model: seat.model,
            at_ms,
        };
        match prices.ceiling(&call, input, output) {
            Some(cost) => dearest = dearest.max(cost),
            None if key.allow_unpriced => {}
            None => return Err(Unpriced(seat.model.to_owned())),
        }
    }
    Ok(dearest)
}

fn tokens(endpoint: &Endpoint, facts: &RequestFacts) -> (u64, u64) {
    let input = facts
        .estimated_input
        .saturating_add(facts.estimated_input / 2)
        .saturating_add(ADDED_INPUT);
    let each = facts.max_output.unwrap_or(UNLIMITED_OUTPUT);
    let output = each.min(LONGEST_OUTPUT) * facts.answers.clamp(1, MOST_ANSWERS);
    (input, if endpoint.generates() { output } else { 0 })
}

#[cfg(test)]
mod tests {
    use std::{
        collections::{BTreeMap, HashMap},
        sync::Arc,
    };

    use super::*;
    use crate::{
        channel::fixture,
        protocol::codec::Features,
        router::table::{Alias, Fallback, Place, Target},
        usage::pricing::{Catalogue, OwnPrice, Price, Rates},
    };

    fn table() -> RoutingTable {
        let mut a = fixture::channel("a", 1);
        a.model_map = BTreeMap::from([("cheap".into(), "dear".into())]);
        a.tags = vec!["eu".into()];
        let b = fixture::channel("b", 1);
        let alias = Alias {
            name: "smart".into(),
            strategy: None,
            targets: vec![Target {
                place: Place::Channel(b.id),
                model: "cheap".into(),
            }],
            fallbacks: vec![Fallback {
                cause: routex_entity::FallbackCause::ContextLength,
                model: "dear".into(),
            }],
        };
        RoutingTable {
            channels: vec![a.into(), b.into()],
            aliases: BTreeMap::from([("smart".into(), Arc::new(alias))]),
            ..RoutingTable::default()
        }
    }

    /// A token of output costs so many thousand-millionths of a dollar; input is free.
    fn prices() -> PriceList {
        let own = [("cheap", 1), ("dear", 7)].map(|(model, output)| OwnPrice {
            channel: None,
            model: model.to_owned(),
            price: Price {
                rates: Rates::plain(0, output * 1_000_000),
                ..Price::default()
            },
        });
        PriceList::new(Catalogue::shipped(), own, HashMap::new())
    }

    fn facts(model: &str, max_output: Option<u64>) -> RequestFacts {
        RequestFacts {
            model: model.into(),
            model_span: None,
            json: true,
            stream: false,
            session: None,
            kept_response: None,
            estimated_input: 1_000,
            max_output,
            answers: 1,
            wants_sse: false,
            needs: Features::NONE,
        }
    }

    fn cost(facts: &RequestFacts, key: &ClientKey) -> Result<i64, Unpriced> {
        at_most(
            &table(),
            &prices(),
            &Endpoint::ChatCompletions,
            facts,
            key,
            0,
        )
    }

    #[test]
    fn the_dearest_model_that_may_serve_decides() {
        let anyone = ClientKey::anonymous();
        assert_eq!(cost(&facts("cheap", Some(10)), &anyone), Ok(70));
        assert_eq!(cost(&facts("smart", Some(10)), &anyone), Ok(70));
        assert_eq!(cost(&facts("dear", Some(10)), &anyone), Ok(70));
    }

    #[test]
    fn who_serves_in_another_dialect_is_reckoned_with() {
        let anyone = ClientKey::anonymous();
        let facts = facts("smart", Some(10));
        for endpoint in [Endpoint::Messages, Endpoint::Responses] {
            let cost = at_most(&table(), &prices(), &endpoint, &facts, &anyone, 0);
            assert_eq!(cost, Ok(70), "{endpoint:?}");
        }
    }

    #[test]
    fn a_model_without_a_price_is_named_unless_the_key_may_use_it() {
        let anyone = ClientKey::anonymous();
        let careless = ClientKey {
            allow_unpriced: true,
            ..ClientKey::anonymous()
        };
        let unknown = facts("house-model", None);

        assert_eq!(cost(&unknown, &anyone), Err(Unpriced("house-model".into())));
        assert_eq!(cost(&unknown, &careless), Ok(0));
    }

    #[test]
    fn tokens_are_reckoned_generously_and_within_reason() {
        let of = |facts: &RequestFacts| tokens(&Endpoint::ChatCompletions, facts);
        assert_eq!(of(&facts("m", None)), (2_012, UNLIMITED_OUTPUT));
        assert_eq!(of(&facts("m", Some(u64::MAX))), (2_012, LONGEST_OUTPUT));
        let many = RequestFacts {
            answers: 3,
            ..facts("m", Some(10))
        };
        assert_eq!(of(&many), (2_012, 30));
        assert_eq!(tokens(&Endpoint::Embeddings, &many), (2_012, 0));
    }
}
