//! What happened, told in the corner for a while. Bad news stays until it is closed.

use std::rc::Rc;

use gloo_timers::callback::Timeout;
use yew::prelude::*;

use super::{Notice, Tone};
use crate::{api::Failure, i18n::I18n};

const SHOWN_MS: u32 = 6_000;

#[derive(Debug, Clone, PartialEq)]
pub struct Toast {
    pub tone: Tone,
    pub title: AttrValue,
    pub detail: Option<AttrValue>,
}

impl Toast {
    pub fn failure(failure: &Failure, i18n: &I18n) -> Self {
        Self {
            tone: Tone::Danger,
            title: failure.title(i18n),
            detail: Some(failure.detail(i18n)),
        }
    }
}

/// Those that are shown, each with its number.
#[derive(Clone, PartialEq, Default)]
struct Shown {
    toasts: Vec<(u32, Toast)>,
    last: u32,
}

enum Change {
    Show(Toast),
    Close(u32),
}

impl Reducible for Shown {
    type Action = Change;

    fn reduce(self: Rc<Self>, change: Change) -> Rc<Self> {
        let mut next = (*self).clone();
        match change {
            Change::Show(toast) => {
                next.last += 1;
                // The same again is the same news.
                next.toasts.retain(|(_, shown)| *shown != toast);
                next.toasts.push((next.last, toast));
            }
            Change::Close(number) => next.toasts.retain(|(shown, _)| *shown != number),
        }
        Rc::new(next)
    }
}

/// Tells something.
#[hook]
pub fn use_toast() -> Callback<Toast> {
    use_context::<Callback<Toast>>().unwrap_or_default()
}

#[derive(Properties, PartialEq)]
pub struct Props {
    pub children: Html,
}

/// Shows what its children tell.
#[component]
pub fn ToastProvider(props: &Props) -> Html {
    let shown = use_reducer(Shown::default);
    let tell = {
        let dispatch = shown.dispatcher();
        use_callback((), move |toast: Toast, ()| {
            dispatch.dispatch(Change::Show(toast))
        })
    };
    html! {
        <ContextProvider<Callback<Toast>> context={tell}>
            { props.children.clone() }
            <ul class="pf-v6-c-alert-group pf-m-toast" role="list">
                { for shown.toasts.iter().map(|(number, toast)| {
                    let (number, dispatch) = (*number, shown.dispatcher());
                    let close = Callback::from(move |()| dispatch.dispatch(Change::Close(number)));
                    html! { <One key={number} toast={toast.clone()} {close} /> }
                }) }
            </ul>
        </ContextProvider<Callback<Toast>>>
    }
}

#[derive(Properties, PartialEq)]
struct OneProps {
    toast: Toast,
    close: Callback<()>,
}

#[component]
fn One(props: &OneProps) -> Html {
    let goes = !matches!(props.toast.tone, Tone::Danger);
    {
        let close = props.close.clone();
        use_effect_with((), move |()| {
            let timer = goes.then(|| Timeout::new(SHOWN_MS, move || close.emit(())));
            move || drop(timer)
        });
    }
    html! {
        <li class="pf-v6-c-alert-group__item">
            <Notice
                floating=true
                tone={props.toast.tone}
                title={props.toast.title.clone()}
                onclose={props.close.clone()}
            >
                if let Some(detail) = &props.toast.detail {
                    <p>{ detail }</p>
                }
            </Notice>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_news_is_shown_once() {
        let saved = || Toast {
            tone: Tone::Success,
            title: "saved".into(),
            detail: None,
        };
        let shown = Rc::new(Shown::default());
        let shown = shown.reduce(Change::Show(saved()));
        let shown = shown.reduce(Change::Show(saved()));
        assert_eq!(shown.toasts.len(), 1);
        let number = shown.toasts[0].0;
        assert!(shown.reduce(Change::Close(number)).toasts.is_empty());
    }
}
