//! The state of a credential, and with which models it has trouble.

use chrono::{DateTime, Utc};
use routex_entity::{ChannelState, api::CredentialHealth};
use yew::prelude::*;

use crate::{
    components::{Countdown, StateLabel},
    i18n::I18n,
    words,
};

/// Its state, why it is out, and until when; then the models with which it has trouble.
pub fn condition(health: Option<&CredentialHealth>, i18n: &I18n) -> Html {
    let Some(health) = health else {
        return html! { <StateLabel state={ChannelState::Disabled} /> };
    };
    let until = |text: AttrValue, until: DateTime<Utc>| {
        html! { <span class="rx-faint">{ text }{ " · " }<Countdown {until} /></span> }
    };
    html! {
        <div class="rx-ch-condition">
            <StateLabel state={health.state} />
            if let Some(out) = &health.suspended {
                { until(i18n.t(words::outcome(out.cause)), out.until) }
            }
            { for health.models.iter().filter_map(|model| {
                let (name, at) = match (model.model_unknown, model.breaker, model.open_until, model.cooling_until) {
                    (true, _, _, at) => ("channels-model-unknown", at),
                    (_, ChannelState::Open, at, _) => ("channels-model-open", at),
                    (_, ChannelState::HalfOpen, at, _) => ("channels-model-probing", at),
                    (_, _, _, Some(at)) => ("channels-model-cooling", Some(at)),
                    _ => return None,
                };
                Some(html! {
                    <span class="rx-faint">
                        <span class="rx-mono">{ &model.model }</span>{ ": " }{ i18n.t(name) }
                        if let Some(at) = at {
                            { " · " }<Countdown until={at} />
                        }
                    </span>
                })
            }) }
        </div>
    }
}
