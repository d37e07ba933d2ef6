//! How a request or an attempt ended: a word, a colour and a shape, so that none has to be enough.

use routex_entity::Outcome;
use yew::prelude::*;

use super::{Icon, Symbol};
use crate::{i18n::I18n, words};

pub fn outcome_label(i18n: &I18n, outcome: Outcome) -> Html {
    let (class, symbol) = match outcome {
        Outcome::Success => ("rx-end--good", Symbol::CheckCircle),
        // Nobody but the client could have made these end well.
        Outcome::ClientCancelled | Outcome::ClientError => ("rx-end--other", Symbol::User),
        Outcome::Unknown => ("rx-end--other", Symbol::Info),
        _ => ("rx-end--bad", Symbol::Alert),
    };
    html! {
        <span class={classes!("rx-end", class)}>
            <Icon {symbol} />
            <span class="rx-end__word">{ i18n.t(words::outcome(outcome)) }</span>
        </span>
    }
}
