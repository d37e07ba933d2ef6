//! What was sent and answered, where it is kept. Reading it is noted in the audit log, so that it waits for a click.

use std::rc::Rc;

use chrono::{DateTime, Utc};
use patternfly_yew::prelude::{Button, ButtonVariant};
use routex_entity::api::{BodyEncoding, BodyPart, RequestBodies, RequestBody};
use uuid::Uuid;
use yew::prelude::*;

use super::pretty;
use crate::{
    api::{use_api, use_call},
    components::{
        Confirm, Empty, FailureNote, Panel, Snippet, Spinner, Symbol, Toast, Tone, use_toast,
        use_ways, way,
    },
    format::{number::count, time},
    i18n::{I18n, use_i18n},
    route::Route,
};

/// Letters that are shown of a body at first. Browsers take long to lay out much more.
const SHOWN: usize = 100_000;

#[derive(Clone, Properties, PartialEq)]
pub struct Props {
    /// Of the request.
    pub id: Uuid,
    /// How long they are kept. `None`: none are.
    pub until: Option<DateTime<Utc>>,
    /// Reads the request again.
    pub reload: Callback<()>,
}

#[component]
pub fn Bodies(props: &Props) -> Html {
    let i18n = use_i18n();
    let api = use_api();
    let toast = use_toast();
    let (reading, removing) = (use_call(), use_call());
    let bodies = use_state(|| None::<Rc<RequestBodies>>);
    let asking = use_state_eq(|| false);
    let path = format!("/requests/{}/bodies", props.id);
    let read = {
        let (api, path, reading, bodies) =
            (api.clone(), path.clone(), reading.clone(), bodies.setter());
        Callback::from(move |_: MouseEvent| {
            let (api, path, bodies) = (api.clone(), path.clone(), bodies.clone());
            reading.start(async move { api.get(&path).await }, move |read| {
                bodies.set(Some(Rc::new(read)));
            });
        })
    };
    let remove = {
        let (removing, reload, asking, bodies) = (
            removing.clone(),
            props.reload.clone(),
            asking.setter(),
            bodies.setter(),
        );
        let removed = Toast {
            tone: Tone::Success,
            title: i18n.t("request-bodies-removed"),
            detail: None,
        };
        Callback::from(move |()| {
            let (api, path) = (api.clone(), path.clone());
            let (toast, removed) = (toast.clone(), removed.clone());
            let (reload, asking, bodies) = (reload.clone(), asking.clone(), bodies.clone());
            removing.start(async move { api.delete(&path).await }, move |()| {
                asking.set(false);
                bodies.set(None);
                toast.emit(removed);
                reload.emit(());
            });
        })
    };
    let ask = {
        let asking = asking.setter();
        Callback::from(move |_: MouseEvent| asking.set(true))
    };
    let close = {
        let (asking, removing) = (asking.setter(), removing.clone());
        Callback::from(move |()| {
            asking.set(false);
            removing.forget();
        })
    };
    let aside = html! {
        if props.until.is_some() {
            <Button variant={ButtonVariant::Link} label={i18n.t("request-bodies-remove").to_string()} onclick={ask} />
        }
    };
    html! {
        <Panel title={i18n.t("request-bodies")} {aside}>
            { match (props.until, &*bodies) {
                (None, _) => html! { <NotKept /> },
                (Some(_), Some(bodies)) => html! {
                    <div class="rx-bodies">{ for bodies.items.iter().map(|body| one(body, &i18n)) }</div>
                },
                (Some(until), None) => html! {
                    <div class="rx-bodies">
                        <p>{ i18n.with("request-bodies-until", [("time", time::moment(until).into())]) }</p>
                        <p class="rx-faint">{ i18n.t("request-bodies-audited") }</p>
                        <div>
                            <Button
                                variant={ButtonVariant::Secondary}
                                disabled={reading.busy}
                                icon={reading.busy.then(|| html! { <Spinner /> })}
                                label={i18n.t("request-bodies-show").to_string()}
                                onclick={read}
                            />
                        </div>
                        if let Some(failure) = &reading.failure {
                            <FailureNote failure={failure.clone()} />
                        }
                    </div>
                },
            } }
            if *asking {
                <Confirm
                    title={i18n.t("request-bodies-remove-title")}
                    action={i18n.t("request-bodies-remove")}
                    danger=true
                    busy={removing.busy}
                    failure={removing.failure.clone()}
                    onconfirm={remove}
                    onclose={close}
                >
                    { i18n.t("request-bodies-remove-text") }
                </Confirm>
            }
        </Panel>
    }
}

/// How to have them kept.
#[component]
fn NotKept() -> Html {
    let i18n = use_i18n();
    let ways = use_ways();
    html! {
        <Empty symbol={Symbol::Book} title={i18n.t("request-bodies-none")}>
            <p>{ i18n.t("request-bodies-none-text") }</p>
            <p class="rx-bodies__ways">
                { way(&ways, Route::Keys, "", "", html! { i18n.t("keys-title") }) }
                { way(&ways, Route::Channels, "", "", html! { i18n.t("channels-title") }) }
            </p>
        </Empty>
    }
}

fn one(body: &RequestBody, i18n: &I18n) -> Html {
    let part = i18n.t(match body.part {
        BodyPart::Request => "request-body-request",
        BodyPart::Sent => "request-body-sent",
        BodyPart::Refusal => "request-body-refusal",
        BodyPart::Answer => "request-body-answer",
    });
    let title = match body.attempt {
        None => part,
        Some(number) => i18n.with(
            "request-body-of-attempt",
            [("part", part.to_string().into()), ("number", number.into())],
        ),
    };
    let (text, cut) = beginning(match body.encoding {
        BodyEncoding::Text => pretty::json(&body.text).unwrap_or_else(|| body.text.clone()),
        BodyEncoding::Base64 | BodyEncoding::LeftOut => body.text.clone(),
    });
    let size = i18n.with("request-body-bytes", [("count", count(body.bytes).into())]);
    html! {
        <section class="rx-body">
            <header class="rx-body__head">
                <h3 class="rx-why__title">{ &title }</h3>
                <span class="rx-faint">{ size }</span>
            </header>
            <Snippet {text} label={title} />
            if body.truncated || cut {
                <p class="rx-faint">{ i18n.t(if body.truncated { "request-body-truncated" } else { "request-body-cut" }) }</p>
            }
        </section>
    }
}

/// As much of a text as is shown, and whether that is not all.
fn beginning(mut text: String) -> (String, bool) {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => {
            text.truncate(end);
            (text, true)
        }
        None => (text, false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{now, render};

    #[tokio::test]
    async fn where_none_are_kept_it_says_how_to_keep_them() {
        let props = |until| Props {
            id: Uuid::nil(),
            until,
            reload: Callback::noop(),
        };
        let page = render::<Bodies>(props(None)).await;
        assert!(page.contains("No bodies are kept"), "{page}");
        assert!(page.contains(r#"href="/keys""#), "{page}");
        let page = render::<Bodies>(props(Some(now()))).await;
        assert!(
            page.contains("audit log") && page.contains("Remove"),
            "{page}"
        );
    }

    #[test]
    fn long_bodies_are_cut_between_letters() {
        assert_eq!(beginning("é".repeat(3)), ("é".repeat(3), false));
        let (text, cut) = beginning("é".repeat(SHOWN + 1));
        assert_eq!((text.chars().count(), cut), (SHOWN, true));
    }
}
