//! A card with a heading, and room for what belongs beside it.

use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct Props {
    pub title: AttrValue,
    /// Beside the heading, at its end.
    #[prop_or_default]
    pub aside: Html,
    #[prop_or_default]
    pub class: Classes,
    pub children: Html,
}

#[component]
pub fn Panel(props: &Props) -> Html {
    html! {
        <section class={classes!("pf-v6-c-card", "rx-panel", props.class.clone())}>
            <header class="rx-panel__head">
                <h2 class="rx-panel__title">{ &props.title }</h2>
                <div class="rx-panel__aside">{ props.aside.clone() }</div>
            </header>
            <div class="rx-panel__body">{ props.children.clone() }</div>
        </section>
    }
}
