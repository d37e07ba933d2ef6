//! A question before something is destroyed or changed for others.

use patternfly_yew::prelude::{Button, ButtonVariant};
use yew::prelude::*;

use super::{Dialog, FailureNote, Spinner};
use crate::{api::Failure, i18n::use_i18n};

#[derive(Clone, Properties, PartialEq)]
pub struct Props {
    pub title: AttrValue,
    /// What the button does: a verb, never "OK".
    pub action: AttrValue,
    #[prop_or_default]
    pub danger: bool,
    /// It is being done.
    #[prop_or_default]
    pub busy: bool,
    #[prop_or_default]
    pub failure: Option<Failure>,
    pub onconfirm: Callback<()>,
    pub onclose: Callback<()>,
    /// What it means, and whether it can be undone.
    pub children: Html,
}

#[component]
pub fn Confirm(props: &Props) -> Html {
    let i18n = use_i18n();
    let variant = match props.danger {
        true => ButtonVariant::Danger,
        false => ButtonVariant::Primary,
    };
    html! {
        <Dialog title={props.title.clone()} onclose={props.onclose.clone()}>
            <div class="rx-form">
                <div>{ props.children.clone() }</div>
                if let Some(failure) = &props.failure {
                    <FailureNote failure={failure.clone()} />
                }
                <div class="rx-form__actions">
                    <Button
                        variant={ButtonVariant::Secondary}
                        label={i18n.t("cancel").to_string()}
                        onclick={props.onclose.reform(|_| ())}
                    />
                    <Button
                        {variant}
                        disabled={props.busy}
                        icon={props.busy.then(|| html! { <Spinner /> })}
                        label={props.action.to_string()}
                        onclick={props.onconfirm.reform(|_| ())}
                    />
                </div>
            </div>
        </Dialog>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::render;

    #[tokio::test]
    async fn what_is_about_to_happen_is_said_on_the_button() {
        let page = render::<Confirm>(Props {
            title: "Delete eu-1?".into(),
            action: "Delete".into(),
            danger: true,
            busy: false,
            failure: None,
            onconfirm: Callback::noop(),
            onclose: Callback::noop(),
            children: html! { "Its keys are deleted too." },
        })
        .await;
        for part in [
            "Delete eu-1?",
            "pf-m-danger",
            ">Delete<",
            ">Cancel<",
            "keys are deleted",
        ] {
            assert!(page.contains(part), "{part} is missing in {page}");
        }
        assert!(!page.contains("style="), "{page}");
    }
}
