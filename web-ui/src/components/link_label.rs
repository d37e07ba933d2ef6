//! Whether what is shown is current.

use yew::prelude::*;

use super::Countdown;
use crate::{i18n::use_i18n, live::Link};

#[derive(Properties, PartialEq)]
pub struct Props {
    pub link: Link,
}

#[component]
pub fn LinkLabel(props: &Props) -> Html {
    let i18n = use_i18n();
    let (class, name) = match props.link {
        Link::Connecting => ("rx-link--connecting", "link-connecting"),
        Link::Live => ("rx-link--live", "link-live"),
        Link::Lost { .. } => ("rx-link--lost", "link-lost"),
    };
    html! {
        <p class={classes!("rx-link", class)} role="status">
            <span class="rx-link__dot" aria-hidden="true" />
            { i18n.t(name) }
            if let Link::Lost { retry_at } = props.link {
                <span aria-hidden="true">{ " " }<Countdown until={retry_at} /></span>
            }
        </p>
    }
}
