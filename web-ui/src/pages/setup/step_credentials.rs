//! Step 3: who may operate Routex.

use yew::prelude::*;

use super::draft::{Change, Draft, Gap, PASSWORD};
use crate::{
    api::{Failure, field_error},
    components::TextField,
    i18n::use_i18n,
};

#[derive(Properties, PartialEq)]
pub struct Props {
    pub draft: Draft,
    pub change: Callback<Change>,
    pub failure: Option<Failure>,
}

#[component]
pub fn StepCredentials(props: &Props) -> Html {
    let i18n = use_i18n();
    let Props {
        draft,
        change,
        failure,
    } = props;
    let failure = failure.as_ref();
    let too_short = i18n.with("setup-password-help", [("count", PASSWORD.into())]);
    html! {
        <>
            <p class="rx-form__text">{ i18n.t("setup-credentials-text") }</p>
            <TextField
                id="username"
                label={i18n.t("username")}
                value={draft.username.clone()}
                error={draft.shows(Gap::Username).then(|| i18n.t("setup-missing"))
                    .or_else(|| field_error(failure, "admin.username"))}
                onchange={change.reform(Change::Username)}
                autocomplete="username"
                required=true
            />
            <TextField
                id="password"
                label={i18n.t("password")}
                help={too_short.clone()}
                value={draft.password.clone()}
                error={draft.shows(Gap::Password).then_some(too_short)
                    .or_else(|| field_error(failure, "admin.password"))}
                onchange={change.reform(Change::Password)}
                autocomplete="new-password"
                secret=true
                required=true
            />
            <TextField
                id="repeated"
                label={i18n.t("setup-repeat")}
                value={draft.repeated.clone()}
                error={draft.shows(Gap::Repeated).then(|| i18n.t("setup-repeat-differs"))}
                onchange={change.reform(Change::Repeated)}
                autocomplete="new-password"
                secret=true
                required=true
            />
        </>
    }
}
