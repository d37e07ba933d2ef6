//! What is shown in the place of content: that it comes, that there is none, that it cannot be had.

use patternfly_yew::prelude::{Button, ButtonVariant, Spinner, SpinnerSize};
use yew::prelude::*;

use super::{Icon, Notice, Symbol, Tone};
use crate::{api::Failure, i18n::use_i18n};

/// It comes.
#[component]
pub fn Loading() -> Html {
    let i18n = use_i18n();
    html! {
        <div class="rx-state" role="status">
            <Spinner size={SpinnerSize::Lg} aria_label={i18n.t("loading").to_string()} />
            <p>{ i18n.t("loading") }</p>
        </div>
    }
}

#[derive(Properties, PartialEq)]
pub struct EmptyProps {
    pub symbol: Symbol,
    pub title: AttrValue,
    /// Why, and what would change that.
    #[prop_or_default]
    pub children: Html,
}

/// There is none.
#[component]
pub fn Empty(props: &EmptyProps) -> Html {
    html! {
        <div class="rx-state">
            <Icon symbol={props.symbol} class="rx-state__symbol" />
            <p class="rx-state__title">{ &props.title }</p>
            <div class="rx-state__text">{ props.children.clone() }</div>
        </div>
    }
}

#[derive(Properties, PartialEq)]
pub struct FailureProps {
    pub failure: Failure,
    /// What tries again; left out where that makes no sense.
    #[prop_or_default]
    pub retry: Option<Callback<()>>,
}

/// It cannot be had.
#[component]
pub fn FailureNote(props: &FailureProps) -> Html {
    let i18n = use_i18n();
    let failure = &props.failure;
    html! {
        <Notice tone={Tone::Danger} title={failure.title(&i18n)}>
            <p>{ failure.detail(&i18n) }</p>
            if let Some(id) = failure.request_id() {
                <p class="rx-faint">
                    { i18n.with("failure-request-id", [("id", id.into())]) }
                </p>
            }
            if let Some(retry) = &props.retry {
                <Button
                    variant={ButtonVariant::Link}
                    class="rx-flush"
                    onclick={retry.reform(|_| ())}
                    label={i18n.t("retry").to_string()}
                />
            }
        </Notice>
    }
}
