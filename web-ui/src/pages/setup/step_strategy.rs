//! Step 2: how requests find their channel.

use routex_entity::Strategy;
use yew::prelude::*;

use super::draft::Change;
use crate::{components::strategy_cards, i18n::use_i18n};

#[derive(Clone, Properties, PartialEq)]
pub struct Props {
    pub strategy: Strategy,
    pub change: Callback<Change>,
}

#[component]
pub fn StepStrategy(props: &Props) -> Html {
    let i18n = use_i18n();
    let onchange = props.change.reform(Change::Strategy);
    html! {
        <>
            <p class="rx-form__text">{ i18n.t("setup-strategy-text") }</p>
            { strategy_cards(i18n.t("setup-step-strategy"), props.strategy, &onchange, &i18n) }
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
