//! The prices of the catalogue, a page at a time.

use std::rc::Rc;

use routex_entity::api::{Page, Price, PriceInput, PriceSource};
use yew::prelude::*;

use super::{
    draft::Draft,
    filter::{Filter, ROWS, providers},
    row::{head, row},
};
use crate::{
    browser,
    components::{Empty, Panel, SelectField, Symbol, TextField},
    format::number::count,
    i18n::{I18n, use_i18n},
};

#[derive(Properties, PartialEq)]
pub struct Props {
    pub prices: Rc<Page<Price>>,
    pub edit: Callback<(Draft, Option<PriceInput>)>,
}

#[component]
pub fn Catalogue(props: &Props) -> Html {
    let i18n = use_i18n();
    let filter = use_state_eq(|| Filter::of_address(browser::query));
    use_effect_with((*filter).clone(), |filter| {
        browser::readdress(&filter.address());
    });
    let (rows, found, page) = filter.page(&props.prices.items);
    let change = |put: fn(&mut Filter, String)| {
        let filter = filter.clone();
        Callback::from(move |value: String| {
            let mut next = Filter {
                page: 0,
                ..(*filter).clone()
            };
            put(&mut next, value);
            filter.set(next);
        })
    };
    let go = |page: usize| {
        let filter = filter.clone();
        Callback::from(move |_: MouseEvent| {
            filter.set(Filter {
                page,
                ..(*filter).clone()
            });
        })
    };
    let all = (AttrValue::default(), i18n.t("prices-any-provider"));
    let known = providers(&props.prices.items).into_iter();
    let options = known.map(|name| (name.clone().into(), name.into()));
    html! {
        <Panel title={i18n.t("prices-catalogue")} aside={as_of(&props.prices.items, &i18n)}>
            <div class="rx-form__pair rx-prices__filter">
                <TextField
                    id="prices-search"
                    label={i18n.t("prices-search")}
                    value={filter.text.clone()}
                    onchange={change(|filter, text| filter.text = text)}
                />
                <SelectField
                    id="prices-provider"
                    label={i18n.t("prices-provider")}
                    value={filter.provider.clone()}
                    options={std::iter::once(all).chain(options).collect::<Vec<_>>()}
                    onchange={change(|filter, name| filter.provider = name)}
                />
            </div>
            if rows.is_empty() {
                <Empty symbol={Symbol::Coin} title={i18n.t("prices-none-found")}>
                    <p>{ i18n.t("prices-none-found-text") }</p>
                </Empty>
            } else {
                <p class="rx-faint">{ i18n.t("prices-unit") }</p>
                <table class="pf-v6-c-table pf-m-compact pf-m-grid-md rx-table" aria-label={i18n.t("prices-catalogue")}>
                    { head("prices-provider", &i18n) }
                    <tbody class="pf-v6-c-table__tbody">
                        { for rows.iter().map(|price| {
                            row(price, ("prices-provider", origin(price, &i18n)), act(price, &props.edit, &i18n), &i18n)
                        }) }
                    </tbody>
                </table>
                <nav class="rx-prices__pages" aria-label={i18n.t("prices-pages")}>
                    <button type="button" class="pf-v6-c-button pf-m-secondary" disabled={page == 0} onclick={go(page.saturating_sub(1))}>
                        { i18n.t("prices-before") }
                    </button>
                    <span class="rx-number" role="status">
                        { i18n.with("prices-shown", [
                            ("first", count((page * ROWS + 1) as u64).into()),
                            ("last", count((page * ROWS + rows.len()) as u64).into()),
                            ("count", count(found as u64).into()),
                        ]) }
                    </span>
                    <button type="button" class="pf-v6-c-button pf-m-secondary" disabled={(page + 1) * ROWS >= found} onclick={go(page + 1)}>
                        { i18n.t("prices-after") }
                    </button>
                </nav>
            }
        </Panel>
    }
}

/// The day of the catalogue, and where it came from.
fn as_of(prices: &[Price], i18n: &I18n) -> Html {
    let Some((price, day)) = prices
        .iter()
        .find_map(|price| Some((price, price.as_of.clone()?)))
    else {
        return Html::default();
    };
    let name = match price.source {
        PriceSource::Refreshed => "prices-refreshed",
        _ => "prices-shipped",
    };
    html! { <span class="rx-faint">{ i18n.with(name, [("day", day.into())]) }</span> }
}

fn origin(price: &Price, i18n: &I18n) -> Html {
    let provider = price.provider.clone().unwrap_or_default();
    let day = price.as_of.clone().unwrap_or_default();
    html! {
        <>
            if let Some(url) = &price.source_url {
                <a href={url.clone()} target="_blank" rel="noreferrer">
                    { provider }<span class="pf-v6-screen-reader">{ " " }{ i18n.t("prices-page-of") }</span>
                </a>
            } else {
                { provider }
            }
            <span class="rx-faint rx-target__note">{ day }</span>
        </>
    }
}

fn act(price: &Price, edit: &Callback<(Draft, Option<PriceInput>)>, i18n: &I18n) -> Html {
    let input = price.price.clone();
    let onclick = edit.reform(move |_: MouseEvent| (Draft::of(&input), None));
    let label = i18n.with(
        "prices-override-model",
        [("model", price.price.model.as_str().into())],
    );
    html! {
        <button type="button" class="pf-v6-c-button pf-m-link rx-flush" aria-label={label} {onclick}>
            { i18n.t("prices-override") }
        </button>
    }
}
