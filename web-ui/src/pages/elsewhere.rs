//! A page that is not in this module: the browser loads the one that has it.

use yew::prelude::*;

use crate::{browser, components::Loading};

#[component]
pub fn Elsewhere() -> Html {
    // The address is that of the page already.
    use_effect_with((), |()| browser::reload());
    html! { <Loading /> }
}
