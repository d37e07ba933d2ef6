//! A few choices beside each other, one of which is in effect.

use yew::prelude::*;

/// Text of each with whether it is the one, and what choosing it does.
pub type Choice = (AttrValue, bool, Callback<MouseEvent>);

/// `label`: what is chosen here.
pub fn toggles(label: AttrValue, choices: Vec<Choice>) -> Html {
    html! {
        <div class="pf-v6-c-toggle-group pf-m-compact" role="group" aria-label={label}>
            { for choices.into_iter().map(|(text, chosen, onclick)| html! {
                <div class="pf-v6-c-toggle-group__item">
                    <button
                        type="button"
                        class={classes!("pf-v6-c-toggle-group__button", chosen.then_some("pf-m-selected"))}
                        aria-pressed={chosen.to_string()}
                        {onclick}
                    >
                        <span class="pf-v6-c-toggle-group__text">{ text }</span>
                    </button>
                </div>
            }) }
        </div>
    }
}
