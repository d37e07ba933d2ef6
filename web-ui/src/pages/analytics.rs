//! Analytics.

use yew::prelude::*;

use crate::{components::PageHead, i18n::use_i18n};

#[component]
pub fn Analytics() -> Html {
    let i18n = use_i18n();
    html! { <PageHead title={i18n.t("analytics-title")} /> }
}
