//! Seconds until something happens, counted while they pass.

use chrono::{DateTime, Utc};
use gloo_timers::callback::Interval;
use yew::prelude::*;

use crate::{
    browser,
    format::{duration, time::seconds_until},
};

/// The time, renewed every so often.
#[hook]
pub fn use_now(every_ms: u32) -> DateTime<Utc> {
    let now = use_state(browser::now);
    {
        let now = now.setter();
        use_effect_with(every_ms, move |every_ms| {
            let in_browser = browser::window().is_some();
            let ticking =
                in_browser.then(|| Interval::new(*every_ms, move || now.set(browser::now())));
            move || drop(ticking)
        });
    }
    *now
}

#[derive(Properties, PartialEq)]
pub struct Props {
    pub until: DateTime<Utc>,
}

/// `12 s`, one less every second, down to nothing.
#[component]
pub fn Countdown(props: &Props) -> Html {
    let now = use_now(500);
    html! { <span class="rx-number">{ duration::seconds(seconds_until(props.until, now)) }</span> }
}
