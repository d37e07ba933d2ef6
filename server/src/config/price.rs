//! Prices of models that an operator sets in place of the listed ones.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use routex_entity::ServiceTier;

use super::{
    name,
    section::{Read, Section},
};
use crate::usage::pricing::{Hours, OwnPrice, Price, Rate, Rates, Tier};

/// A price that an operator sets. Unset kinds cost what the kind costs that they are a part of.
pub type PriceDecl = OwnPrice;

/// What no two prices have in common.
type Place = (
    String,
    Option<String>,
    Option<ServiceTier>,
    Option<NaiveDate>,
    Option<Hours>,
);

/// `items`: a list of prices, each for something else.
pub(super) fn read(mut section: Section<'_, '_>) -> Read<Vec<PriceDecl>> {
    let mut taken = BTreeSet::new();
    let items = section.tables("items", |item| price(item, &mut taken));
    section.finish();
    items
}

fn price(mut section: Section<'_, '_>, taken: &mut BTreeSet<Place>) -> Read<PriceDecl> {
    let channel = section.parsed("channel", name::resource);
    let service_tier = section.parsed("service_tier", |text: String| {
        text.parse::<ServiceTier>()
            .map_err(|error| error.to_string())
    });
    let from = section.parsed("from", |text: String| {
        text.parse::<NaiveDate>()
            .map_err(|_not_one| "expected a day such as 2026-11-30".to_owned())
    });
    let hours = section.parsed("hours", |text: String| text.parse::<Hours>());
    let place = |model: &str| {
        let (channel, tier) = (channel.clone().ok()?, service_tier.ok()?);
        Some((model.to_owned(), channel, tier, from.ok()?, hours.ok()?))
    };
    let model = section.required("model", "\"gpt-4o\"", |text| {
        let model = name::upstream_model(text)?;
        if place(&model).is_none_or(|place| taken.insert(place)) {
            return Ok(model);
        }
        Err(
            "has a price for this channel, service_tier, from and hours already; keep one"
                .to_owned(),
        )
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
        service_tier: service_tier?,
        from: from?,
        hours: hours?,
        rates: rates?,
        tiers: tiers?,
    };
    Ok(PriceDecl {
        channel: channel?,
        model: model?,
        price,
    })
}

fn rates_of_tier(mut tier: Section<'_, '_>) -> Read<Rates> {
    let rates = rates(&mut tier);
    tier.finish();
    rates
}

fn rates(section: &mut Section<'_, '_>) -> Read<Rates> {
    let input = section.required("input", "2.5", |rate: Rate| Ok(rate));
    let mut kind = |key| section.optional::<Rate>(key);
    let rest = [
        kind("cache_read"),
        kind("cache_write_short"),
        kind("cache_write_long"),
        kind("reasoning"),
        kind("input_audio"),
        kind("cache_read_audio"),
        kind("output_audio"),
        kind("input_image"),
        kind("cache_read_image"),
        kind("output_image"),
        kind("web_search"),
        kind("file_search"),
        kind("request"),
    ];
    let output = section.required("output", "10", |rate: Rate| Ok(rate));
    let [
        cache_read,
        cache_write_short,
        cache_write_long,
        reasoning,
        input_audio,
        cache_read_audio,
        output_audio,
        input_image,
        cache_read_image,
        output_image,
        web_search,
        file_search,
        request,
    ] = rest;
    Ok(Rates {
        input: input?,
        cache_read: cache_read?,
        cache_write_short: cache_write_short?,
        cache_write_long: cache_write_long?,
        output: output?,
        reasoning: reasoning?,
        input_audio: input_audio?,
        cache_read_audio: cache_read_audio?,
        output_audio: output_audio?,
        input_image: input_image?,
        cache_read_image: cache_read_image?,
        output_image: output_image?,
        web_search: web_search?,
        file_search: file_search?,
        request: request?,
    })
}
