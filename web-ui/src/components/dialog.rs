//! A form or a question in front of the page. It is the browser's own dialog, which keeps the focus inside and gives it back.
//!
//! It must not stand inside of a form.

use wasm_bindgen::JsCast;
use web_sys::{HtmlDialogElement, HtmlElement};
use yew::prelude::*;

use super::{Icon, Symbol};
use crate::{browser, i18n::use_i18n};

#[derive(Properties, PartialEq)]
pub struct Props {
    pub title: AttrValue,
    /// Escape, or the cross. It is the parent who takes the dialog away.
    pub onclose: Callback<()>,
    /// Something was typed that closing would lose: it is asked for first.
    #[prop_or_default]
    pub changed: bool,
    #[prop_or_default]
    pub wide: bool,
    pub children: Html,
}

#[component]
pub fn Dialog(props: &Props) -> Html {
    let i18n = use_i18n();
    let place = use_node_ref();
    {
        let place = place.clone();
        use_effect_with((), move |()| {
            let dialog = place.cast::<HtmlDialogElement>();
            if let Some(dialog) = &dialog {
                // It is on the page and was not open.
                let _ = dialog.show_modal();
                focus_first(dialog);
            }
            move || {
                if let Some(dialog) = dialog {
                    dialog.close();
                }
            }
        });
    }
    let leave = {
        let (onclose, changed) = (props.onclose.clone(), props.changed);
        let question = i18n.t("discard-changes");
        Callback::from(move |()| {
            if !changed || browser::confirmed(&question) {
                onclose.emit(());
            }
        })
    };
    let oncancel = {
        let leave = leave.clone();
        Callback::from(move |event: Event| {
            event.prevent_default();
            leave.emit(());
        })
    };
    // A browser that does not wait for an answer has closed it already.
    let onclose = props.onclose.reform(|_: Event| ());
    let class = classes!("rx-dialog", props.wide.then_some("rx-dialog--wide"));
    html! {
        <dialog {class} ref={place} aria-label={props.title.clone()} {oncancel} {onclose}>
            <header class="rx-dialog__head">
                <h2 class="rx-dialog__title">{ &props.title }</h2>
                <button
                    type="button"
                    class="pf-v6-c-button pf-m-plain"
                    aria-label={i18n.t("close")}
                    onclick={leave.reform(|_| ())}
                >
                    <Icon symbol={Symbol::Cross} />
                </button>
            </header>
            <div class="rx-dialog__body">{ props.children.clone() }</div>
        </dialog>
    }
}

/// The browser would choose the cross, which comes first. A dialog without fields is its choice.
fn focus_first(dialog: &HtmlDialogElement) {
    let field = dialog.query_selector(".rx-dialog__body :is(input, select, textarea):enabled");
    let field = field.ok().flatten();
    if let Some(field) = field.and_then(|field| field.dyn_into::<HtmlElement>().ok()) {
        // One that cannot have it leaves it where it is.
        let _ = field.focus();
    }
}
