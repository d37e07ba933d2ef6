//! On or off, at once: no form has to be saved.

use yew::prelude::*;

/// `label`: what is switched, for those who do not see it. `None` in place of a callback: it cannot be.
pub fn switch(label: AttrValue, on: bool, onchange: Option<Callback<bool>>) -> Html {
    let disabled = onchange.is_none();
    let onclick = onchange.map(|onchange| onchange.reform(move |_: MouseEvent| !on));
    html! {
        <button
            type="button"
            class="rx-switch"
            role="switch"
            aria-checked={on.to_string()}
            aria-label={label}
            {disabled}
            {onclick}
        />
    }
}
