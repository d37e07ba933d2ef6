//! Several faces of one thing, one of which is shown.

use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::prelude::*;

#[derive(Clone, Properties, PartialEq)]
pub struct Props {
    /// What they are faces of.
    pub label: AttrValue,
    /// Name and text of each.
    pub tabs: Vec<(&'static str, AttrValue)>,
    pub chosen: &'static str,
    pub onchange: Callback<&'static str>,
    /// Of the chosen one.
    pub children: Html,
}

#[component]
pub fn Tabs(props: &Props) -> Html {
    let onkeydown = {
        let (tabs, chosen, onchange) = (props.tabs.clone(), props.chosen, props.onchange.clone());
        Callback::from(move |event: KeyboardEvent| {
            let step = match event.key().as_str() {
                "ArrowRight" => 1,
                "ArrowLeft" => tabs.len().saturating_sub(1),
                _ => return,
            };
            let now = tabs.iter().position(|(name, _)| *name == chosen);
            let Some((next, _)) = tabs.get((now.unwrap_or_default() + step) % tabs.len().max(1))
            else {
                return;
            };
            event.prevent_default();
            onchange.emit(next);
            focus(&event, next);
        })
    };
    html! {
        <>
            <div class="rx-tabs" role="tablist" aria-label={props.label.clone()} {onkeydown}>
                { for props.tabs.iter().map(|(name, text)| tab(name, text, props)) }
            </div>
            <div role="tabpanel" id={panel_id(props.chosen)} aria-labelledby={tab_id(props.chosen)}>
                { props.children.clone() }
            </div>
        </>
    }
}

fn tab(name: &'static str, text: &AttrValue, props: &Props) -> Html {
    let chosen = name == props.chosen;
    html! {
        <button
            type="button"
            role="tab"
            id={tab_id(name)}
            class={classes!("rx-tabs__tab", chosen.then_some("rx-tabs__tab--chosen"))}
            aria-selected={chosen.to_string()}
            aria-controls={chosen.then(|| panel_id(name))}
            tabindex={if chosen { "0" } else { "-1" }}
            onclick={props.onchange.reform(move |_| name)}
        >
            { text }
        </button>
    }
}

fn tab_id(name: &str) -> String {
    format!("tab-{name}")
}

fn panel_id(name: &str) -> String {
    format!("panel-{name}")
}

fn focus(event: &KeyboardEvent, name: &str) {
    let list = event.current_target().and_then(|list| list.dyn_into().ok());
    let next = list.and_then(|list: HtmlElement| {
        let found = list.query_selector(&format!("#{}", tab_id(name))).ok()?;
        found?.dyn_into::<HtmlElement>().ok()
    });
    if let Some(next) = next {
        // A tab that has gone meanwhile needs no focus.
        let _ = next.focus();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::render;

    #[tokio::test]
    async fn one_is_chosen_and_reached_by_tab_the_others_by_arrows() {
        let page = render::<Tabs>(Props {
            label: "Channel".into(),
            tabs: vec![("state", "State".into()), ("keys", "Keys".into())],
            chosen: "keys",
            onchange: Callback::noop(),
            children: html! { "content" },
        })
        .await;
        assert_eq!(page.matches(r#"aria-selected="true""#).count(), 1, "{page}");
        assert_eq!(page.matches(r#"tabindex="-1""#).count(), 1, "{page}");
        assert!(page.contains(r#"id="panel-keys""#), "{page}");
    }
}
