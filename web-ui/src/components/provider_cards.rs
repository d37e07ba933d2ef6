//! The presets to choose from: the most wanted, and all of them on demand.

use patternfly_yew::prelude::{Button, ButtonVariant};
use routex_entity::api::Provider;
use yew::prelude::*;

use super::Loading;
use crate::{i18n::use_i18n, preset, words};

#[derive(Properties, PartialEq)]
pub struct Props {
    /// Empty: they are on their way.
    pub providers: Vec<Provider>,
    /// Name of one.
    pub chosen: Option<String>,
    /// One must be chosen, and none was.
    pub missing: bool,
    pub onchoose: Callback<Provider>,
    /// None is chosen after all. Left out: one must be.
    #[prop_or_default]
    pub onnone: Option<Callback<()>>,
}

#[component]
pub fn ProviderCards(props: &Props) -> Html {
    let i18n = use_i18n();
    let all = use_state(|| false);
    if props.providers.is_empty() {
        return html! { <Loading /> };
    }
    let mut providers = props.providers.clone();
    providers.sort_by_key(|provider| preset::rank(&provider.name));
    let hidden = |index: usize, provider: &Provider| {
        !*all && index >= preset::FIRST && props.chosen.as_ref() != Some(&provider.name)
    };
    let shown: Vec<_> = providers
        .into_iter()
        .enumerate()
        .filter(|(index, provider)| !hidden(*index, provider))
        .map(|(_, provider)| provider)
        .collect();
    html! {
        <fieldset class="rx-choices">
            <legend class="rx-choices__legend">{ i18n.t("setup-provider") }</legend>
            <div class="rx-choices__grid">
                { for shown.into_iter().map(|provider| card(provider, props)) }
            </div>
            if props.missing {
                <p class="rx-error" role="alert">{ i18n.t("setup-provider-missing") }</p>
            }
            if !*all {
                <Button
                    variant={ButtonVariant::Link}
                    class="rx-flush"
                    label={i18n.t("setup-all-providers").to_string()}
                    onclick={
                        let all = all.setter();
                        Callback::from(move |_| all.set(true))
                    }
                />
            }
            if let Some(onnone) = props.onnone.as_ref().filter(|_| props.chosen.is_some()) {
                <Button
                    variant={ButtonVariant::Link}
                    class="rx-flush"
                    label={i18n.t("setup-no-channel").to_string()}
                    onclick={onnone.reform(|_| ())}
                />
            }
        </fieldset>
    }
}

fn card(provider: Provider, props: &Props) -> Html {
    let checked = props.chosen.as_ref() == Some(&provider.name);
    let name = provider.name.clone();
    let spoken: Vec<_> = provider
        .dialects
        .iter()
        .map(|dialect| words::dialect(*dialect))
        .collect();
    let onchange = props.onchoose.reform(move |_: Event| provider.clone());
    html! {
        <label key={name.clone()} class={classes!("rx-choice", checked.then_some("rx-choice--chosen"))}>
            <input type="radio" name="provider" class="rx-choice__input" value={name.clone()} {checked} {onchange} />
            <span class="rx-choice__letters" aria-hidden="true">{ preset::letters(&name) }</span>
            <span class="rx-choice__text">
                <span class="rx-choice__title">{ preset::title(&name).to_owned() }</span>
                <span class="rx-faint">{ spoken.join(", ") }</span>
            </span>
        </label>
    }
}
