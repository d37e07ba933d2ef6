//! A button that opens a short list. Arrow keys walk it, Escape closes it, and so does a click elsewhere.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use super::{Icon, Symbol};
use crate::browser;

#[derive(Clone, PartialEq)]
pub struct MenuItem {
    pub text: AttrValue,
    pub symbol: Option<Symbol>,
    /// Whether it is the one in effect. `None`: it does something.
    pub chosen: Option<bool>,
    pub onclick: Callback<()>,
}

#[derive(Properties, PartialEq)]
pub struct Props {
    /// What the button does, in words.
    pub label: AttrValue,
    pub symbol: Symbol,
    /// Beside the symbol, where there is room.
    #[prop_or_default]
    pub text: Option<AttrValue>,
    pub items: Vec<MenuItem>,
}

#[component]
pub fn Menu(props: &Props) -> Html {
    let open = use_state(|| false);
    let place = use_node_ref();

    let toggle = {
        let open = open.clone();
        Callback::from(move |_| open.set(!*open))
    };
    // The focus goes somewhere else, or nowhere: the list is no longer wanted.
    let onfocusout = {
        let (open, place) = (open.setter(), place.clone());
        Callback::from(move |event: FocusEvent| {
            let next = event
                .related_target()
                .and_then(|next| next.dyn_into::<Element>().ok());
            let inside = place
                .cast::<Element>()
                .is_some_and(|place| place.contains(next.as_deref()));
            if !inside {
                open.set(false);
            }
        })
    };
    let onkeydown = {
        let (open, place) = (open.setter(), place.clone());
        Callback::from(move |event: KeyboardEvent| match event.key().as_str() {
            "Escape" => {
                open.set(false);
                focus(&place, |_, _| 0);
            }
            "ArrowDown" => {
                event.prevent_default();
                open.set(true);
                focus(&place, |now, count| (now + 1) % count);
            }
            "ArrowUp" => {
                event.prevent_default();
                focus(&place, |now, count| (now + count - 1) % count);
            }
            _ => {}
        })
    };
    html! {
        <div class="rx-menu" ref={place} {onfocusout} {onkeydown}>
            <button
                type="button"
                class="pf-v6-c-button pf-m-plain rx-menu__toggle"
                aria-label={props.label.clone()}
                aria-haspopup="menu"
                aria-expanded={open.to_string()}
                onclick={toggle}
            >
                <Icon symbol={props.symbol} />
                if let Some(text) = &props.text {
                    <span class="rx-menu__text">{ text }</span>
                    <Icon symbol={Symbol::ChevronDown} class="rx-menu__caret" />
                }
            </button>
            if *open {
                <ul class="rx-menu__list" role="menu" aria-label={props.label.clone()}>
                    { for props.items.iter().map(|item| view(item, open.setter())) }
                </ul>
            }
        </div>
    }
}

fn view(item: &MenuItem, open: UseStateSetter<bool>) -> Html {
    let onclick = {
        let chosen = item.onclick.clone();
        Callback::from(move |_| {
            open.set(false);
            chosen.emit(());
        })
    };
    html! {
        <li role="none">
            <button
                type="button"
                class="rx-menu__item"
                role={if item.chosen.is_some() { "menuitemradio" } else { "menuitem" }}
                aria-checked={item.chosen.map(|chosen| chosen.to_string())}
                {onclick}
            >
                if let Some(symbol) = item.symbol {
                    <Icon {symbol} />
                }
                <span>{ &item.text }</span>
                if item.chosen == Some(true) {
                    <Icon symbol={Symbol::Check} class="rx-menu__chosen" />
                }
            </button>
        </li>
    }
}

/// Moves the focus among the buttons, the first of which opens the list.
fn focus(place: &NodeRef, step: impl Fn(usize, usize) -> usize) {
    let Some(place) = place.cast::<Element>() else {
        return;
    };
    let buttons = place.get_elements_by_tag_name("button");
    let count = buttons.length() as usize;
    let active = browser::window()
        .and_then(|window| window.document())
        .and_then(|document| document.active_element());
    let now = (0..count)
        .find(|index| buttons.item(*index as u32) == active)
        .unwrap_or_default();
    if count == 0 {
        return;
    }
    let next = buttons.item(step(now, count) as u32);
    if let Some(next) = next.and_then(|next| next.dyn_into::<HtmlElement>().ok()) {
        // A button that has gone meanwhile needs no focus.
        let _ = next.focus();
    }
}
