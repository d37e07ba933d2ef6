//! The state of a channel: a word, a colour and a shape, so that none has to be enough.

use routex_entity::ChannelState;
use yew::prelude::*;

use crate::{i18n::use_i18n, words};

#[derive(Properties, PartialEq)]
pub struct Props {
    pub state: ChannelState,
}

#[component]
pub fn StateLabel(props: &Props) -> Html {
    let i18n = use_i18n();
    let class = match props.state {
        ChannelState::Closed => "rx-state-label--closed",
        ChannelState::Open => "rx-state-label--open",
        ChannelState::HalfOpen => "rx-state-label--half-open",
        ChannelState::Disabled => "rx-state-label--disabled",
        ChannelState::Cooling => "rx-state-label--cooling",
    };
    html! {
        <span class={classes!("rx-state-label", class)}>
            <span class="rx-state-label__dot" aria-hidden="true" />
            { i18n.t(words::state(props.state)) }
        </span>
    }
}
