//! A price as a row, the same for the operator's and for those of the catalogue.

use routex_entity::{
    ServiceTier,
    api::{Price, PriceInput, PriceRates},
};
use yew::prelude::*;

use super::rates::{Kind, exact};
use crate::{
    format::number::{NONE, count},
    i18n::I18n,
};

pub const COLUMNS: [Kind; 4] = [
    Kind::Input,
    Kind::Output,
    Kind::CacheRead,
    Kind::CacheWriteShort,
];

/// `origin`: text of the column that says where the price comes from.
pub fn head(origin: &str, i18n: &I18n) -> Html {
    let cell = |text: AttrValue, class: &'static str| {
        html! { <th class={classes!("pf-v6-c-table__th", class)} scope="col">{ text }</th> }
    };
    html! {
        <thead class="pf-v6-c-table__thead">
            <tr class="pf-v6-c-table__tr">
                { cell(i18n.t("prices-model"), "") }
                { for COLUMNS.map(|kind| cell(i18n.t(kind.names().1), "rx-prices__number")) }
                { cell(i18n.t(origin), "") }
                { cell(i18n.t("prices-do"), "") }
            </tr>
        </thead>
    }
}

pub fn row(price: &Price, origin: (&str, Html), acts: Html, i18n: &I18n) -> Html {
    let input = &price.price;
    let (origin, from) = origin;
    html! {
        <tr class="pf-v6-c-table__tr">
            <td class="pf-v6-c-table__td" data-label={i18n.t("prices-model")}>
                <span class="rx-mono rx-prices__model">{ &input.model }</span>
                { conditions(input, i18n) }
                { more(input, i18n) }
            </td>
            { for COLUMNS.map(|kind| html! {
                <td class="pf-v6-c-table__td rx-prices__number" data-label={i18n.t(kind.names().1)}>
                    { kind.of(&input.rates).map_or_else(|| NONE.to_owned(), exact) }
                </td>
            }) }
            <td class="pf-v6-c-table__td" data-label={i18n.t(origin)}>{ from }</td>
            <td class="pf-v6-c-table__td" data-label={i18n.t("prices-do")}><div class="rx-target__acts">{ acts }</div></td>
        </tr>
    }
}

/// For what alone it holds.
fn conditions(price: &PriceInput, i18n: &I18n) -> Html {
    let channel = price
        .channel
        .as_deref()
        .map(|channel| i18n.with("prices-only-channel", [("channel", channel.into())]));
    let tier = price.service_tier.map(|tier| i18n.t(tier_name(tier)));
    let from = price
        .from
        .map(|from| i18n.with("prices-from-day", [("day", from.to_string().into())]));
    let hours = price
        .hours
        .as_deref()
        .map(|hours| i18n.with("prices-in-hours", [("hours", hours.into())]));
    let all = [channel, tier, from, hours];
    let said = all.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    if said.is_empty() {
        return Html::default();
    }
    html! { <span class="rx-faint rx-target__note">{ said }</span> }
}

pub const fn tier_name(tier: ServiceTier) -> &'static str {
    match tier {
        ServiceTier::Batch => "prices-tier-batch",
        ServiceTier::Flex => "prices-tier-flex",
        ServiceTier::Priority => "prices-tier-priority",
        ServiceTier::Fast => "prices-tier-fast",
    }
}

/// Rates that have no column, and those for much input.
fn more(price: &PriceInput, i18n: &I18n) -> Html {
    let rest = Kind::all().filter(|kind| !COLUMNS.contains(kind));
    let rest: Vec<_> = rest
        .filter(|kind| kind.of(&price.rates).is_some())
        .collect();
    if rest.is_empty() && price.tiers.is_empty() {
        return Html::default();
    }
    let count_of = (rest.len() + price.tiers.len()) as u64;
    html! {
        <details class="rx-prices__more">
            <summary>{ i18n.with("prices-more-rates", [("count", count_of.into())]) }</summary>
            { list(&price.rates, rest.into_iter(), i18n) }
            { for price.tiers.iter().map(|tier| html! {
                <>
                    <p class="rx-prices__bound">
                        { i18n.with("prices-above", [("tokens", count(tier.above_input_tokens).into())]) }
                    </p>
                    { list(&tier.rates, Kind::all(), i18n) }
                </>
            }) }
        </details>
    }
}

fn list(rates: &PriceRates, kinds: impl Iterator<Item = Kind>, i18n: &I18n) -> Html {
    html! {
        <dl class="rx-prices__rates">
            { for kinds.filter_map(|kind| Some((kind, kind.of(rates)?))).map(|(kind, usd)| html! {
                <div><dt>{ i18n.t(kind.names().1) }</dt><dd class="rx-number">{ exact(usd) }</dd></div>
            }) }
        </dl>
    }
}
