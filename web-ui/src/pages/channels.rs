//! Channels.

use uuid::Uuid;
use yew::prelude::*;

use crate::{components::PageHead, i18n::use_i18n};

#[component]
pub fn Channels() -> Html {
    let i18n = use_i18n();
    html! { <PageHead title={i18n.t("channels-title")} /> }
}

#[component]
pub fn NewChannel() -> Html {
    let i18n = use_i18n();
    html! { <PageHead title={i18n.t("channels-title")} /> }
}

#[derive(Properties, PartialEq)]
pub struct ChannelProps {
    pub id: Uuid,
}

#[component]
pub fn Channel(props: &ChannelProps) -> Html {
    html! { <PageHead title={props.id.to_string()} /> }
}
