//! Past costs by the prices of now: what would change, then the change.

use chrono::{DateTime, Utc};
use patternfly_yew::prelude::{Button, ButtonVariant};
use routex_entity::api::{PriceRecompute, PriceRecomputed};
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::{
    api::{use_api, use_call},
    browser,
    components::{Dialog, FailureNote, Notice, Spinner, Toast, Tone, use_toast},
    format::{money, number::count},
    i18n::{I18n, use_i18n},
};

/// The first moment, and the end.
type Span = (Option<DateTime<Utc>>, Option<DateTime<Utc>>);

#[derive(Clone, Properties, PartialEq)]
pub struct Props {
    pub onclose: Callback<()>,
}

#[component]
pub fn Recompute(props: &Props) -> Html {
    let i18n = use_i18n();
    let (api, call, toast) = (use_api(), use_call(), use_toast());
    let span = use_state(Span::default);
    let report = use_state(|| None::<PriceRecomputed>);
    let start = |dry_run: bool| {
        let (api, call, span) = (api.clone(), call.clone(), *span);
        let (report, toast, onclose) = (report.setter(), toast.clone(), props.onclose.clone());
        let title = i18n.t("prices-recomputed");
        Callback::from(move |_: MouseEvent| {
            let (api, report, toast) = (api.clone(), report.clone(), toast.clone());
            let (onclose, title) = (onclose.clone(), title.clone());
            let wanted = PriceRecompute {
                from: span.0,
                to: span.1,
                dry_run,
            };
            let asking = async move { api.post("/prices/recompute", &wanted).await };
            call.start(asking, move |told: PriceRecomputed| {
                if told.dry_run {
                    report.set(Some(told));
                    return;
                }
                toast.emit(Toast {
                    tone: Tone::Success,
                    title,
                    detail: None,
                });
                onclose.emit(());
            });
        })
    };
    let time = |id: &'static str, name: &str, put: fn(&mut Span, Option<DateTime<Utc>>)| {
        let (span, report) = (span.clone(), report.setter());
        let onchange = Callback::from(move |event: Event| {
            let input: Option<HtmlInputElement> =
                event.target().and_then(|one| one.dyn_into().ok());
            let mut next = *span;
            put(
                &mut next,
                input.and_then(|input| browser::from_local(&input.value())),
            );
            span.set(next);
            report.set(None);
        });
        html! {
            <div class="pf-v6-c-form__group">
                <label class="pf-v6-c-form__label" for={id}>{ i18n.t(name) }</label>
                <span class="pf-v6-c-form-control">
                    <input type="datetime-local" {id} {onchange} />
                </span>
            </div>
        }
    };
    let changes = report.as_ref().is_some_and(|told| told.changed > 0);
    html! {
        <Dialog title={i18n.t("prices-recompute")} wide=true onclose={props.onclose.clone()}>
            <div class="pf-v6-c-form rx-form">
                <p class="rx-form__text">{ i18n.t("prices-recompute-text") }</p>
                <div class="rx-form__pair">
                    { time("recompute-from", "prices-since", |span, time| span.0 = time) }
                    { time("recompute-to", "prices-until", |span, time| span.1 = time) }
                </div>
                if let Some(told) = &*report { { changed(told, &i18n) } }
                if let Some(failure) = call.failure.clone() {
                    <FailureNote {failure} />
                }
                <div class="rx-form__actions">
                    <Button
                        variant={ButtonVariant::Secondary}
                        label={i18n.t("cancel").to_string()}
                        onclick={props.onclose.reform(|_| ())}
                    />
                    if changes {
                        <Button
                            variant={ButtonVariant::Primary}
                            disabled={call.busy}
                            icon={call.busy.then(|| html! { <Spinner /> })}
                            label={i18n.t("prices-recompute-now").to_string()}
                            onclick={start(false)}
                        />
                    } else {
                        <Button
                            variant={ButtonVariant::Primary}
                            disabled={call.busy}
                            icon={call.busy.then(|| html! { <Spinner /> })}
                            label={i18n.t("prices-look").to_string()}
                            onclick={start(true)}
                        />
                    }
                </div>
            </div>
        </Dialog>
    }
}

fn changed(told: &PriceRecomputed, i18n: &I18n) -> Html {
    let title = i18n.with(
        "prices-would-change",
        [
            ("changed", count(told.changed).into()),
            ("requests", count(told.requests).into()),
        ],
    );
    let columns = [
        "prices-model",
        "prices-attempts",
        "prices-cost-before",
        "prices-cost-after",
    ];
    html! {
        <>
            <Notice tone={Tone::Info} {title} />
            if !told.models.is_empty() {
                <table class="pf-v6-c-table pf-m-compact pf-m-grid-md rx-table" aria-label={i18n.t("prices-recompute")}>
                    <thead class="pf-v6-c-table__thead">
                        <tr class="pf-v6-c-table__tr">
                            { for columns.map(|name| html! { <th class="pf-v6-c-table__th" scope="col">{ i18n.t(name) }</th> }) }
                        </tr>
                    </thead>
                    <tbody class="pf-v6-c-table__tbody">
                        { for told.models.iter().map(|model| html! {
                            <tr class="pf-v6-c-table__tr" key={model.model.clone()}>
                                <td class="pf-v6-c-table__td rx-mono" data-label={i18n.t(columns[0])}>{ &model.model }</td>
                                <td class="pf-v6-c-table__td rx-number" data-label={i18n.t(columns[1])}>{ count(model.attempts) }</td>
                                <td class="pf-v6-c-table__td rx-number" data-label={i18n.t(columns[2])}>{ money::usd(model.before_usd) }</td>
                                <td class="pf-v6-c-table__td rx-number" data-label={i18n.t(columns[3])}>{ money::usd(model.after_usd) }</td>
                            </tr>
                        }) }
                    </tbody>
                </table>
            }
        </>
    }
}
