//! Requests.

use uuid::Uuid;
use yew::prelude::*;

use crate::{components::PageHead, i18n::use_i18n};

#[component]
pub fn Requests() -> Html {
    let i18n = use_i18n();
    html! { <PageHead title={i18n.t("requests-title")} /> }
}

#[derive(Properties, PartialEq)]
pub struct RequestProps {
    pub id: Uuid,
}

#[component]
pub fn Request(props: &RequestProps) -> Html {
    html! { <PageHead title={props.id.to_string()} /> }
}
