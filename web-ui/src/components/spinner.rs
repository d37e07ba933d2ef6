//! Something is on its way. PatternFly's spinner has an inline style, which the page's policy forbids.

use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct Props {
    /// In words, where nothing beside it says it.
    #[prop_or_default]
    pub label: Option<AttrValue>,
    #[prop_or_default]
    pub class: Classes,
}

#[component]
pub fn Spinner(props: &Props) -> Html {
    html! {
        <span
            class={classes!("rx-spinner", props.class.clone())}
            role={props.label.is_some().then_some("img")}
            aria-label={props.label.clone()}
            aria-hidden={props.label.is_none().then_some("true")}
        />
    }
}
