//! Who is told.

use routex_entity::{
    EventKind,
    api::{AlertTarget, Page},
};
use yew::prelude::*;

use super::{target_form::TargetForm, target_row::TargetRow};
use crate::{
    api::{use_api, use_call, use_loaded},
    components::{Confirm, Empty, Panel, Symbol, Toast, Tone, use_toast},
    i18n::use_i18n,
    live::{Heard, use_live},
};

const KINDS: &[EventKind] = &[EventKind::Config];
const COLUMNS: [&str; 4] = [
    "alerts-target-name",
    "alerts-target-where",
    "alerts-target-wants",
    "alerts-target-do",
];

#[derive(Clone, PartialEq)]
enum Open {
    New,
    Edit(AlertTarget),
    Delete(AlertTarget),
}

#[component]
pub fn Targets() -> Html {
    let i18n = use_i18n();
    let (api, call, toast) = (use_api(), use_call(), use_toast());
    let open = use_state(|| None::<Open>);
    let targets = use_loaded::<Page<AlertTarget>>("/alerts/targets".into());
    let heard = {
        let reload = targets.reload.clone();
        Callback::from(move |heard: Heard| match heard {
            Heard::Config(change)
                if !["alert_target", "configuration"].contains(&change.resource.as_str()) => {}
            _ => reload.emit(()),
        })
    };
    use_live(KINDS, heard);

    let show = |make: fn(AlertTarget) -> Open| {
        let open = open.setter();
        Callback::from(move |target: AlertTarget| open.set(Some(make(target))))
    };
    let onclose = {
        let (open, call) = (open.setter(), call.clone());
        Callback::from(move |()| {
            call.forget();
            open.set(None);
        })
    };
    let ondone = {
        let (open, reload) = (open.setter(), targets.reload.clone());
        Callback::from(move |()| {
            open.set(None);
            reload.emit(());
        })
    };
    let add = {
        let open = open.setter();
        html! {
            <button
                type="button"
                class="pf-v6-c-button pf-m-primary"
                onclick={Callback::from(move |_| open.set(Some(Open::New)))}
            >
                { i18n.t("alerts-target-new") }
            </button>
        }
    };
    let dialog = match (*open).clone() {
        None => Html::default(),
        Some(Open::New) => html! { <TargetForm target={None::<AlertTarget>} {onclose} {ondone} /> },
        Some(Open::Edit(target)) => html! { <TargetForm {target} {onclose} {ondone} /> },
        Some(Open::Delete(target)) => {
            let name = target.name.clone();
            let deleted = i18n.with("alerts-target-deleted", [("name", name.as_str().into())]);
            let onconfirm = {
                let (call, ondone) = (call.clone(), ondone.clone());
                Callback::from(move |()| {
                    let (api, path) = (api.clone(), format!("/alerts/targets/{}", target.id));
                    let (toast, ondone, title) = (toast.clone(), ondone.clone(), deleted.clone());
                    call.start(async move { api.delete(&path).await }, move |()| {
                        toast.emit(Toast {
                            tone: Tone::Success,
                            title,
                            detail: None,
                        });
                        ondone.emit(());
                    });
                })
            };
            html! {
                <Confirm
                    title={i18n.with("alerts-target-delete-title", [("name", name.as_str().into())])}
                    action={i18n.t("alerts-target-delete")}
                    danger=true
                    busy={call.busy}
                    failure={call.failure.clone()}
                    {onconfirm}
                    {onclose}
                >
                    <p>{ i18n.t("alerts-target-delete-text") }</p>
                </Confirm>
            }
        }
    };
    html! {
        <Panel title={i18n.t("alerts-tab-targets")} aside={add}>
            { targets.view(|page| match page.items.is_empty() {
                true => html! {
                    <Empty symbol={Symbol::Bell} title={i18n.t("alerts-no-targets")}>
                        <p>{ i18n.t("alerts-no-targets-text") }</p>
                    </Empty>
                },
                false => html! {
                    <table class="pf-v6-c-table pf-m-grid-md rx-table" aria-label={i18n.t("alerts-tab-targets")}>
                        <thead class="pf-v6-c-table__thead">
                            <tr class="pf-v6-c-table__tr">
                                { for COLUMNS.map(|name| html! {
                                    <th class="pf-v6-c-table__th" scope="col">{ i18n.t(name) }</th>
                                }) }
                            </tr>
                        </thead>
                        <tbody class="pf-v6-c-table__tbody">
                            { for page.items.iter().map(|target| html! {
                                <TargetRow
                                    key={target.id.to_string()}
                                    target={target.clone()}
                                    onedit={show(Open::Edit)}
                                    ondelete={show(Open::Delete)}
                                />
                            }) }
                        </tbody>
                    </table>
                },
            }) }
            { dialog }
        </Panel>
    }
}
