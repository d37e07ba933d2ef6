//! How much of a limit is used. Drawn without inline styles, which the page's policy forbids.

use yew::prelude::*;

use crate::format::number::share;

#[derive(Properties, PartialEq)]
pub struct Props {
    pub label: AttrValue,
    pub used: u64,
    /// 0: unlimited.
    pub limit: u64,
    /// Both in words.
    pub text: AttrValue,
}

#[component]
pub fn Meter(props: &Props) -> Html {
    let used = share(props.used, props.limit);
    let level = match used {
        0.9.. => "rx-meter--high",
        0.7.. => "rx-meter--raised",
        _ => "rx-meter--low",
    };
    html! {
        <div class={classes!("rx-meter", level)}>
            <span class="rx-meter__label">{ &props.label }</span>
            <span class="rx-meter__text">{ &props.text }</span>
            if props.limit > 0 {
                <svg class="rx-meter__bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
                    <rect class="rx-meter__track" width="100" height="4" />
                    <rect class="rx-meter__used" width={format!("{:.1}", used * 100.0)} height="4" />
                </svg>
            }
        </div>
    }
}
