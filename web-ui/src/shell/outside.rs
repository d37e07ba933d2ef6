//! Around what is shown to those who are not signed in: a box in the middle.

use yew::prelude::*;

use super::{
    Brand,
    preferences::{LanguageMenu, ThemeMenu},
};

#[derive(Properties, PartialEq)]
pub struct Props {
    pub children: Html,
    /// For more than a question or two.
    #[prop_or_default]
    pub wide: bool,
}

#[component]
pub fn Outside(props: &Props) -> Html {
    html! {
        <div class="rx-outside">
            <header class="rx-outside__bar">
                <Brand />
                <div class="rx-bar__tools"><LanguageMenu /><ThemeMenu /></div>
            </header>
            <main class={classes!("rx-outside__box", props.wide.then_some("rx-outside__box--wide"))}>
                { props.children.clone() }
            </main>
        </div>
    }
}
