//! Prices of models that an operator sets in place of the shipped ones.

use std::collections::BTreeSet;

use super::{
    money::Rate,
    name,
    section::{Read, Section},
};
use crate::usage::pricing::{Price, Rates, Tier};

/// A model and its price. Unset kinds cost what the kind before them costs.
pub type PriceDecl = (String, Price);

/// `items`: a list of prices, each of another model.
pub(super) fn read(mut section: Section<'_, '_>) -> Read<Vec<PriceDecl>> {
    let mut taken = BTreeSet::new();
    let items = section.tables("items", |item| price(item, &mut taken));
    section.finish();
    items
}

fn price(mut section: Section<'_, '_>, taken: &mut BTreeSet<String>) -> Read<PriceDecl> {
    let model = section.required("model", "\"gpt-4o\"", |text| {
        name::unique(name::upstream_model(text)?, taken)
    });
    let rates = rates(&mut section);
    let mut bounds = BTreeSet::new();
    let tiers = section.tables("tiers", |mut tier| {
        let above_input_tokens = tier.required("above_input_tokens", "200000", |bound: u64| {
            if bounds.insert(bound) {
                Ok(bound)
            } else {
                Err("is the bound of another tier; keep one".to_owned())
            }
        });
        let rates = rates_of_tier(tier);
        Ok(Tier {
            above_input_tokens: above_input_tokens?,
            rates: rates?,
        })
    });
    section.finish();
    let price = Price {
        rates: rates?,
        tiers: tiers?,
    };
    Ok((model?, price))
}

fn rates_of_tier(mut tier: Section<'_, '_>) -> Read<Rates> {
    let rates = rates(&mut tier);
    tier.finish();
    rates
}

fn rates(section: &mut Section<'_, '_>) -> Read<Rates> {
    let input = section.required("input", "2.5", |rate: Rate| Ok(rate.0));
    let mut kind = |key| section.parsed(key, |rate: Rate| Ok(rate.0));
    let cache_read = kind("cache_read");
    let cache_write_short = kind("cache_write_short");
    let cache_write_long = kind("cache_write_long");
    let output = section.required("output", "10", |rate: Rate| Ok(rate.0));
    Ok(Rates {
        input: input?,
        cache_read: cache_read?,
        cache_write_short: cache_write_short?,
        cache_write_long: cache_write_long?,
        output: output?,
    })
}
