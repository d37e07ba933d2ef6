//! The choice of a strategy: a card for each, with a picture of what it does.

mod picture;

use routex_entity::Strategy;
use yew::prelude::*;

use crate::{i18n::I18n, words};

/// `legend`: what is chosen, for those who do not see the cards.
pub fn strategy_cards(
    legend: AttrValue,
    chosen: Strategy,
    onchange: &Callback<Strategy>,
    i18n: &I18n,
) -> Html {
    html! {
        <fieldset class="rx-choices">
            <legend class="pf-v6-screen-reader">{ legend }</legend>
            <div class="rx-choices__grid rx-choices__grid--large">
                { for Strategy::ALL.iter().map(|strategy| {
                    card(*strategy, *strategy == chosen, onchange, i18n)
                }) }
            </div>
        </fieldset>
    }
}

fn card(strategy: Strategy, checked: bool, onchange: &Callback<Strategy>, i18n: &I18n) -> Html {
    let onchange = onchange.reform(move |_: Event| strategy);
    let class = classes!(
        "rx-choice",
        "rx-choice--tall",
        checked.then_some("rx-choice--chosen")
    );
    html! {
        <label {class}>
            <input
                type="radio"
                name="strategy"
                class="rx-choice__input"
                value={strategy.as_str()}
                {checked}
                {onchange}
            />
            { picture::of(strategy) }
            <span class="rx-choice__text">
                <span class="rx-choice__title">{ i18n.t(words::strategy(strategy)) }</span>
                <span class="rx-faint">{ i18n.t(words::strategy_help(strategy)) }</span>
            </span>
        </label>
    }
}
