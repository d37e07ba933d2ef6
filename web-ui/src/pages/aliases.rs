//! Aliases: model names offered to clients that lead elsewhere.

mod draft;
mod drag;
mod form;
mod list;
mod places;
mod targets;
mod wrong;

use std::{collections::BTreeSet, rc::Rc};

use patternfly_yew::prelude::{Button, ButtonVariant};
use routex_entity::{
    EventKind,
    api::{Alias, Channel, Page, Routing},
};
use yew::prelude::*;
use yew_router::prelude::*;

use crate::{
    api::{use_api, use_call, use_loaded},
    components::{Confirm, Empty, PageHead, Suggestions, Symbol, Toast, Tone, use_toast},
    i18n::use_i18n,
    live::{Heard, use_live},
    route::use_query,
};
use form::AliasForm;
use list::{Listed, list, shown};
use places::Places;

/// Name of the pair in the address that says what is looked for.
const FIND: &str = "find";

const KINDS: &[EventKind] = &[EventKind::Config];

/// What stands in front of the page.
#[derive(Clone, PartialEq)]
enum Front {
    New,
    Edit(Rc<Alias>),
    Delete(Rc<Alias>),
}

#[component]
pub fn Aliases() -> Html {
    let i18n = use_i18n();
    let api = use_api();
    let toast = use_toast();
    let deleting = use_call();
    let front = use_state_eq(|| None::<Front>);
    let aliases = use_loaded::<Page<Alias>>("/aliases".into());
    let channels = use_loaded::<Page<Channel>>("/channels".into());
    let routing = use_loaded::<Routing>("/routing".into());
    let navigator = use_navigator();
    let query = use_query();
    let words = query.get(FIND).unwrap_or_default().to_owned();

    let reload = {
        let again = [
            aliases.reload.clone(),
            channels.reload.clone(),
            routing.reload.clone(),
        ];
        Callback::from(move |heard: Heard| {
            if is_out_of_date(&heard) {
                again.iter().for_each(|again| again.emit(()));
            }
        })
    };
    use_live(KINDS, reload);

    let close = {
        let front = front.setter();
        Callback::from(move |()| front.set(None))
    };
    let onnew = {
        let front = front.setter();
        Callback::from(move |_: MouseEvent| front.set(Some(Front::New)))
    };
    let onsaved = {
        let (front, toast, reload) = (front.setter(), toast.clone(), aliases.reload.clone());
        let i18n = i18n.clone();
        Callback::from(move |alias: Alias| {
            front.set(None);
            reload.emit(());
            toast.emit(Toast {
                tone: Tone::Success,
                title: i18n.with("aliases-saved", [("name", alias.settings.name.into())]),
                detail: Some(i18n.t("aliases-at-once")),
            });
        })
    };
    let listed = Listed {
        i18n: &i18n,
        navigator: navigator.as_ref(),
        strategy: routing.data.as_ref().map(|routing| routing.strategy),
        edit: {
            let front = front.setter();
            Callback::from(move |alias| front.set(Some(Front::Edit(alias))))
        },
        delete: {
            let (front, deleting) = (front.setter(), deleting.clone());
            Callback::from(move |alias| {
                deleting.forget();
                front.set(Some(Front::Delete(alias)));
            })
        },
    };
    let onsearch = Callback::from(move |words: String| query.set(FIND, &words));
    let places = {
        let data = channels.data.clone();
        use_memo(data, |page| {
            Places::of(page.as_ref().map_or(&[][..], |page| &page.items))
        })
    };

    let in_front = match &*front {
        None => Html::default(),
        Some(front @ (Front::New | Front::Edit(_))) => {
            let alias = match front {
                Front::Edit(alias) => Some(alias.clone()),
                _ => None,
            };
            html! {
                <AliasForm
                    {alias}
                    places={(*places).clone()}
                    models={models(&aliases.data, &channels.data)}
                    strategy={listed.strategy}
                    onclose={close}
                    {onsaved}
                />
            }
        }
        Some(Front::Delete(alias)) => {
            let (alias, name) = (alias.clone(), alias.settings.name.clone());
            let title = i18n.with("aliases-delete-title", [("name", name.clone().into())]);
            let news = Toast {
                tone: Tone::Success,
                title: i18n.with("aliases-deleted", [("name", name.into())]),
                detail: None,
            };
            let onconfirm = {
                let (deleting, close, reload) =
                    (deleting.clone(), close.clone(), aliases.reload.clone());
                Callback::from(move |()| {
                    let (api, path) = (api.clone(), format!("/aliases/{}", alias.id));
                    let (close, reload, toast) = (close.clone(), reload.clone(), toast.clone());
                    let news = news.clone();
                    deleting.start(async move { api.delete(&path).await }, move |()| {
                        close.emit(());
                        reload.emit(());
                        toast.emit(news);
                    });
                })
            };
            html! {
                <Confirm
                    {title}
                    action={i18n.t("aliases-delete")}
                    danger=true
                    busy={deleting.busy}
                    failure={deleting.failure.clone()}
                    {onconfirm}
                    onclose={close}
                >
                    <p>{ i18n.t("aliases-delete-text") }</p>
                </Confirm>
            }
        }
    };
    html! {
        <>
            <PageHead title={i18n.t("aliases-title")} text={i18n.t("aliases-text")}>
                <Button
                    variant={ButtonVariant::Primary}
                    label={i18n.t("aliases-new").to_string()}
                    onclick={onnew}
                />
            </PageHead>
            { aliases.view(|page| {
                if page.items.is_empty() {
                    return html! {
                        <section class="pf-v6-c-card">
                            <Empty symbol={Symbol::Tag} title={i18n.t("aliases-none")}>
                                <p>{ i18n.t("aliases-none-text") }</p>
                            </Empty>
                        </section>
                    };
                }
                list(&shown(&page.items, &words), &words, &onsearch, &listed)
            }) }
            { in_front }
        </>
    }
}

fn is_out_of_date(heard: &Heard) -> bool {
    match heard {
        Heard::Opened | Heard::Missed(_) => true,
        Heard::Config(change) => ["alias", "channel", "routing", "settings", "configuration"]
            .contains(&change.resource.as_str()),
        _ => false,
    }
}

/// Names that a fallback may lead to.
fn models(aliases: &Option<Rc<Page<Alias>>>, channels: &Option<Rc<Page<Channel>>>) -> Suggestions {
    let aliases = aliases.iter().flat_map(|page| &page.items);
    let channels = channels.iter().flat_map(|page| &page.items);
    let served = channels.flat_map(|channel| {
        channel
            .settings
            .models
            .iter()
            .chain(channel.settings.model_map.keys())
    });
    let names: BTreeSet<&String> = aliases
        .map(|alias| &alias.settings.name)
        .chain(served)
        .collect();
    Rc::new(
        names
            .into_iter()
            .map(|name| AttrValue::from(name.clone()))
            .collect(),
    )
}
