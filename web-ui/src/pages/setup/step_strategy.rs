//! Step 2: how requests find their channel.

use routex_entity::Strategy;
use yew::prelude::*;

use super::{draft::Change, picture};
use crate::{i18n::use_i18n, words};

#[derive(Clone, Properties, PartialEq)]
pub struct Props {
    pub strategy: Strategy,
    pub change: Callback<Change>,
}

#[component]
pub fn StepStrategy(props: &Props) -> Html {
    let i18n = use_i18n();
    html! {
        <>
            <p class="rx-form__text">{ i18n.t("setup-strategy-text") }</p>
            <fieldset class="rx-choices">
                <legend class="pf-v6-screen-reader">{ i18n.t("setup-step-strategy") }</legend>
                <div class="rx-choices__grid rx-choices__grid--large">
                    { for Strategy::ALL.iter().map(|strategy| {
                        let strategy = *strategy;
                        let checked = strategy == props.strategy;
                        let onchange = props.change.reform(move |_: Event| Change::Strategy(strategy));
                        html! {
                            <label class={classes!("rx-choice", "rx-choice--tall", checked.then_some("rx-choice--chosen"))}>
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
                    }) }
                </div>
            </fieldset>
        </>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::render;

    #[tokio::test]
    async fn every_strategy_has_its_card_and_one_is_chosen() {
        let page = render::<StepStrategy>(Props {
            strategy: Strategy::Cheapest,
            change: Callback::noop(),
        })
        .await;
        let count = Strategy::ALL.len();
        assert_eq!(page.matches("rx-picture\"").count(), count, "{page}");
        assert_eq!(page.matches("rx-choice--chosen").count(), 1);
        assert_eq!(page.matches(r#"name="strategy""#).count(), count);
    }
}
