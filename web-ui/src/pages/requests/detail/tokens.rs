//! Tokens by kind, what else is charged, and the cost.

use routex_entity::{Extras, api::RequestDetail};
use yew::prelude::*;

use crate::{
    components::{Ways, way},
    format::{money, number::count},
    i18n::I18n,
    route::Route,
};

/// What is told even if there is none.
const ALWAYS: [&str; 2] = ["request-tokens-input", "request-tokens-output"];

pub fn view(request: &RequestDetail, ways: &Ways, i18n: &I18n) -> Html {
    let tokens = &request.tokens;
    let kinds = [
        ("request-tokens-input", tokens.input_tokens, false),
        ("request-tokens-cache-read", tokens.cache_read_tokens, false),
        (
            "request-tokens-cache-short",
            tokens.cache_write_short_tokens,
            false,
        ),
        (
            "request-tokens-cache-long",
            tokens.cache_write_long_tokens,
            false,
        ),
        ("request-tokens-output", tokens.output_tokens, false),
        ("request-tokens-reasoning", tokens.reasoning_tokens, true),
    ];
    let tier = request
        .attempts
        .iter()
        .rev()
        .find_map(|attempt| attempt.extras.service_tier);
    html! {
        <>
            <dl class="rx-sums">
                { for kinds.into_iter().filter(|(name, tokens, _)| *tokens > 0 || ALWAYS.contains(name)).map(|(name, tokens, inner)| sum(i18n.t(name), count(tokens), inner)) }
                { for extras(request).into_iter().filter(|(_, units)| *units > 0).map(|(name, units)| {
                    sum(i18n.t(name), count(units), false)
                }) }
                if let Some(tier) = tier {
                    { sum(i18n.t("request-tier"), tier.to_string(), false) }
                }
                if let Some(cost) = request.cost_usd {
                    { sum(i18n.t("requests-cost"), money::usd(cost), false) }
                }
            </dl>
            if request.usage_partial {
                <p class="rx-faint">{ i18n.t("request-tokens-partial") }</p>
            }
            if request.cost_usd.is_none() && !request.attempts.is_empty() {
                <p class="rx-faint">
                    { i18n.t("request-no-price") }{ " " }
                    { way(ways, Route::Prices, "", "", html! { i18n.t("prices-title") }) }
                </p>
            }
        </>
    }
}

/// `inner`: it is a part of the line above.
fn sum(name: AttrValue, value: String, inner: bool) -> Html {
    html! {
        <div class={classes!("rx-sums__line", inner.then_some("rx-sums__line--inner"))}>
            <dt>{ name }</dt>
            <dd class="rx-number">{ value }</dd>
        </div>
    }
}

/// What is charged beside plain tokens, of all attempts together.
fn extras(request: &RequestDetail) -> [(&'static str, u64); 8] {
    let all = |pick: fn(&Extras) -> u64| -> u64 {
        let attempts = request.attempts.iter();
        attempts.map(|attempt| pick(&attempt.extras)).sum()
    };
    [
        (
            "request-extra-input-audio",
            all(|extras| extras.input_audio),
        ),
        (
            "request-extra-cache-audio",
            all(|extras| extras.cache_read_audio),
        ),
        (
            "request-extra-output-audio",
            all(|extras| extras.output_audio),
        ),
        (
            "request-extra-input-image",
            all(|extras| extras.input_image),
        ),
        (
            "request-extra-cache-image",
            all(|extras| extras.cache_read_image),
        ),
        (
            "request-extra-output-image",
            all(|extras| extras.output_image),
        ),
        (
            "request-extra-web-searches",
            all(|extras| extras.web_searches),
        ),
        (
            "request-extra-file-searches",
            all(|extras| extras.file_searches),
        ),
    ]
}
