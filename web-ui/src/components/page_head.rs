//! The head of a page: what it is, and what can be done with all of it. Names the browser's tab too.

use yew::prelude::*;

use crate::browser;

#[derive(Properties, PartialEq)]
pub struct Props {
    pub title: AttrValue,
    #[prop_or_default]
    pub text: Option<AttrValue>,
    /// At the end of the line.
    #[prop_or_default]
    pub children: Html,
}

#[component]
pub fn PageHead(props: &Props) -> Html {
    use_effect_with(props.title.clone(), |title| {
        if let Some(document) = browser::window().and_then(|window| window.document()) {
            document.set_title(&format!("{title} · Routex"));
        }
    });
    html! {
        <header class="rx-page-head">
            <div>
                <h1 class="rx-page-head__title">{ &props.title }</h1>
                if let Some(text) = &props.text {
                    <p class="rx-page-head__text">{ text }</p>
                }
            </div>
            <div class="rx-page-head__aside">{ props.children.clone() }</div>
        </header>
    }
}
