//! Settings.

use yew::prelude::*;

use crate::{components::PageHead, i18n::use_i18n};

#[component]
pub fn Settings() -> Html {
    let i18n = use_i18n();
    html! { <PageHead title={i18n.t("settings-title")} /> }
}
