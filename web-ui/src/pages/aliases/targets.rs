//! The targets of an alias, in order. They are ordered by dragging, by the arrow keys on the handle, or by buttons.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlSelectElement};
use yew::prelude::*;

use super::{
    draft::{Change, Place, Target},
    drag::Drag,
    places::Places,
    wrong::told,
};
use crate::{
    api::Failure,
    browser,
    components::{Described, Icon, Symbol, suggesting},
    i18n::{I18n, use_i18n},
};

#[derive(Clone, Properties, PartialEq)]
pub struct Props {
    pub targets: Vec<Target>,
    pub places: Places,
    pub failure: Option<Failure>,
    pub change: Callback<Change>,
}

/// Id of an element of a target.
fn id(part: &str, target: u32) -> String {
    format!("target-{part}-{target}")
}

const ADD: &str = "target-add";

#[component]
pub fn Targets(props: &Props) -> Html {
    let i18n = use_i18n();
    let list = use_node_ref();
    let drag = use_state_eq(|| None::<Drag>);
    let news = use_state_eq(AttrValue::default);
    // What was moved or removed takes the focus with it.
    let focus = use_mut_ref(|| None::<String>);
    {
        let focus = focus.clone();
        use_effect_with(props.targets.clone(), move |_| {
            if let Some(id) = focus.borrow_mut().take() {
                focus_on(&id);
            }
        });
    }
    let count = props.targets.len();
    let move_to = {
        let (change, news, focus) = (props.change.clone(), news.setter(), focus.clone());
        let i18n = i18n.clone();
        move |target: u32, to: usize, then: String| {
            *focus.borrow_mut() = Some(then);
            change.emit(Change::Move(target, to));
            let place = [("place", (to + 1).into()), ("count", count.into())];
            news.set(i18n.with("aliases-moved", place));
        }
    };
    let row = |(row, target): (usize, &Target)| {
        let (target_id, drag_now) = (target.id, *drag);
        let onpointerdown = {
            let drag = drag.setter();
            Callback::from(move |event: PointerEvent| {
                if event.button() != 0 {
                    return;
                }
                // Listeners are Yew's, at the root of the page: the handle is what was hit.
                let handle = event.target().and_then(|it| it.dyn_into::<Element>().ok());
                if let Some(handle) = handle {
                    // Without it, only what happens above the handle is heard.
                    let _ = handle.set_pointer_capture(event.pointer_id());
                }
                drag.set(Some(Drag {
                    id: target_id,
                    from: row,
                    to: row,
                }));
            })
        };
        let onpointermove = {
            let (drag, list) = (drag.setter(), list.clone());
            Callback::from(move |event: PointerEvent| {
                if let Some(now) = drag_now {
                    drag.set(Some(now.over(event.client_y().into(), &middles(&list))));
                }
            })
        };
        let onpointerup = {
            let (drag, list, move_to) = (drag.setter(), list.clone(), move_to.clone());
            Callback::from(move |event: PointerEvent| {
                drag.set(None);
                let end = drag_now.map(|now| now.over(event.client_y().into(), &middles(&list)));
                if let Some(end) = end.filter(|end| end.to != end.from) {
                    move_to(end.id, end.to, id("handle", end.id));
                }
            })
        };
        let onpointercancel = {
            let drag = drag.setter();
            Callback::from(move |_: PointerEvent| drag.set(None))
        };
        let onkeydown = {
            let (drag, move_to) = (drag.setter(), move_to.clone());
            Callback::from(move |event: KeyboardEvent| {
                let to = match event.key().as_str() {
                    "ArrowUp" => row.checked_sub(1),
                    "ArrowDown" => Some(row + 1).filter(|to| *to < count),
                    "Escape" if drag_now.is_some() => {
                        // It is the dragging that ends, not the dialog around it.
                        event.prevent_default();
                        return drag.set(None);
                    }
                    _ => return,
                };
                event.prevent_default();
                if let Some(to) = to {
                    move_to(target_id, to, id("handle", target_id));
                }
            })
        };
        let numbers = || [("place", (row + 1).into()), ("count", count.into())];
        let class = classes!(
            "rx-target",
            drag_now.and_then(|drag| drag.line(row)),
            drag_now
                .is_some_and(|drag| drag.id == target_id)
                .then_some("rx-target--held"),
        );
        let step = |name: &'static str, part: &'static str, symbol: Symbol, to: Option<usize>| {
            let move_to = move_to.clone();
            let onclick = Callback::from(move |_: MouseEvent| {
                if let Some(to) = to {
                    move_to(target_id, to, id(part, target_id));
                }
            });
            button(
                &id(part, target_id),
                symbol,
                i18n.with(name, numbers()),
                to.is_none(),
                onclick,
            )
        };
        let onremove = {
            let (change, focus) = (props.change.clone(), focus.clone());
            Callback::from(move |_: MouseEvent| {
                *focus.borrow_mut() = Some(ADD.to_owned());
                change.emit(Change::Remove(target_id));
            })
        };
        html! {
            <li {class} key={target_id}>
                <button
                    type="button"
                    class="rx-target__handle"
                    id={id("handle", target_id)}
                    aria-label={i18n.with("aliases-handle", numbers())}
                    title={i18n.t("aliases-handle-help")}
                    {onpointerdown} {onpointermove} {onpointerup} {onpointercancel} {onkeydown}
                >
                    <Icon symbol={Symbol::Grip} />
                </button>
                <span class="rx-target__number rx-number" aria-hidden="true">{ row + 1 }</span>
                { fields(row, target, props, &i18n) }
                <div class="rx-target__tools">
                    { step("aliases-up", "up", Symbol::ChevronUp, row.checked_sub(1)) }
                    { step("aliases-down", "down", Symbol::ChevronDown, Some(row + 1).filter(|to| *to < count)) }
                    { button(&id("remove", target_id), Symbol::Cross, i18n.with("aliases-remove", numbers()), false, onremove) }
                </div>
            </li>
        }
    };
    let rows: Html = props.targets.iter().enumerate().map(row).collect();
    let onadd = {
        let (change, focus) = (props.change.clone(), focus.clone());
        let next = props
            .targets
            .iter()
            .map(|target| target.id)
            .max()
            .map_or(0, |id| id + 1);
        Callback::from(move |_: MouseEvent| {
            *focus.borrow_mut() = Some(id("place", next));
            change.emit(Change::Add);
        })
    };
    html! {
        <div class="rx-targets">
            <ol class="rx-targets__list" ref={list.clone()} role="list" aria-label={i18n.t("aliases-targets")}>{ rows }</ol>
            <button type="button" class="pf-v6-c-button pf-m-secondary pf-m-small" id={ADD} onclick={onadd}>
                <span class="pf-v6-c-button__text">{ i18n.t("aliases-add-target") }</span>
            </button>
            <p class="pf-v6-screen-reader" aria-live="polite">{ (*news).clone() }</p>
        </div>
    }
}

fn fields(row: usize, target: &Target, props: &Props, i18n: &I18n) -> Html {
    let number = || [("place", (row + 1).into())];
    let target_id = target.id;
    let failure = props.failure.as_ref();
    let field = |part: &str| told(failure, &format!("targets[{row}].{part}"));
    let wrong_place = field("channel")
        .or_else(|| field("tag"))
        .or_else(|| told(failure, &format!("targets[{row}]")));
    let wrong_model = field("model");
    let onplace = props.change.reform(move |event: Event| {
        let select = event.target().and_then(|target| target.dyn_into().ok());
        let value = select.map_or_else(String::new, |select: HtmlSelectElement| select.value());
        Change::Place(target_id, Place::of_value(&value))
    });
    let onmodel = props
        .change
        .reform(move |model| Change::Model(target_id, model));
    let chosen = target.place.value();
    let state = wrong_place.is_some().then_some("pf-m-error");
    let errors = id("errors", target_id);
    let described =
        (wrong_place.is_some() || wrong_model.is_some()).then(|| AttrValue::from(errors.clone()));
    html! {
        <div class="rx-target__fields">
            <span class={classes!("pf-v6-c-form-control", "rx-select", state)}>
                <select
                    id={id("place", target_id)}
                    aria-label={i18n.with("aliases-place", number())}
                    aria-invalid={wrong_place.is_some().then_some("true")}
                    aria-describedby={described.clone()}
                    onchange={onplace}
                >
                    { for props.places.options(&target.place, i18n).into_iter().map(|(value, text)| {
                        let selected = value == chosen;
                        html! { <option {value} {selected}>{ text }</option> }
                    }) }
                </select>
            </span>
            { suggesting(
                &id("model", target_id).into(),
                &target.model.clone().into(),
                &props.places.models(&target.place),
                &onmodel,
                Described {
                    label: Some(i18n.with("aliases-model-of", number())),
                    described,
                    placeholder: Some(i18n.t("aliases-model")),
                    wrong: wrong_model.is_some(),
                },
            ) }
            if wrong_place.is_some() || wrong_model.is_some() {
                <div class="rx-error rx-target__errors" id={errors} role="alert">
                    { for [wrong_place, wrong_model].into_iter().flatten().map(|wrong| html! { <p>{ wrong }</p> }) }
                </div>
            }
        </div>
    }
}

/// One that leads nowhere keeps the focus, so that whoever presses it again and again stays where they are.
fn button(
    id: &str,
    symbol: Symbol,
    label: AttrValue,
    idle: bool,
    onclick: Callback<MouseEvent>,
) -> Html {
    html! {
        <button
            type="button"
            class="pf-v6-c-button pf-m-plain pf-m-small rx-target__tool"
            id={id.to_owned()}
            aria-label={label}
            aria-disabled={idle.then_some("true")}
            {onclick}
        >
            <Icon {symbol} />
        </button>
    }
}

fn middles(list: &NodeRef) -> Vec<f64> {
    let Some(list) = list.cast::<Element>() else {
        return Vec::new();
    };
    let rows = list.children();
    let rows = (0..rows.length()).filter_map(|row| rows.item(row));
    rows.map(|row| {
        let place = row.get_bounding_client_rect();
        place.top() + place.height() / 2.0
    })
    .collect()
}

fn focus_on(id: &str) {
    let document = browser::window().and_then(|window| window.document());
    let element = document.and_then(|document| document.get_element_by_id(id));
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        // One that has gone meanwhile needs no focus.
        let _ = element.focus();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        pages::aliases::draft::Draft,
        testing::{alias, channel, render},
    };

    fn props(failure: Option<Failure>) -> Props {
        let settings = alias("smart").settings;
        Props {
            targets: Draft::of(Some(&settings)).targets,
            places: Places::of(&[channel("eu-1")]),
            failure,
            change: Callback::noop(),
        }
    }

    #[tokio::test]
    async fn every_target_can_be_moved_without_a_mouse() {
        let page = render::<Targets>(props(None)).await;
        for text in [
            "Move target 1 of 2",
            "Move target 2 of 2",
            "Remove target 1",
            "Tag us",
        ] {
            assert!(page.contains(text), "{text} is missing in {page}");
        }
        assert_eq!(page.matches(r#"aria-disabled="true""#).count(), 2, "{page}");
        assert!(!page.contains("style="), "{page}");
    }

    #[tokio::test]
    async fn what_is_wrong_stands_at_its_target() {
        let refusal = r#"{"type":"t","title":"t","status":422,"detail":"d","code":"invalid_fields","request_id":"0199",
            "errors":[{"field":"targets[1].model","message":"is not served by us-1"}]}"#;
        let page = render::<Targets>(props(Some(Failure::of(422, refusal)))).await;
        let (before, after) = page.split_once("target-errors-1").unwrap();
        assert!(!before.contains("is not served"), "{page}");
        assert!(after.contains("is not served by us-1"), "{page}");
    }
}
