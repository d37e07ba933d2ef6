//! A newer catalogue: from a URL, from a file, or the one that came with Routex. It is told what would change first.

use patternfly_yew::prelude::{Button, ButtonVariant};
use routex_entity::api::{PriceRefresh, PriceRefreshed};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::{
    api::{field_error, use_api, use_call},
    browser,
    components::{
        Dialog, FailureNote, Notice, SelectField, Spinner, TextField, Toast, Tone, use_toast,
    },
    format::number::count,
    i18n::{I18n, use_i18n},
};

/// Where genai-prices publishes its list.
const GENAI_PRICES: &str = "https://raw.githubusercontent.com/pydantic/genai-prices/refs/heads/main/prices/new_data/v2/data.json";
/// Models that are named before the rest is counted.
const NAMED: usize = 40;

#[derive(Clone, Properties, PartialEq)]
pub struct Props {
    pub ondone: Callback<()>,
    pub onclose: Callback<()>,
}

#[component]
pub fn Refresh(props: &Props) -> Html {
    let i18n = use_i18n();
    let (api, call, toast) = (use_api(), use_call(), use_toast());
    let way = use_state_eq(|| AttrValue::Static("url"));
    let url = use_state_eq(|| AttrValue::Static(GENAI_PRICES));
    let file = use_state(|| None::<serde_json::Value>);
    let unreadable = use_state_eq(|| false);
    // What was asked for, with what would come of it.
    let report = use_state(|| None::<(PriceRefresh, PriceRefreshed)>);
    let wanted = match way.as_str() {
        "url" => Some(PriceRefresh {
            url: Some(url.trim().to_owned()),
            ..PriceRefresh::default()
        }),
        "file" => (*file).clone().map(|catalogue| PriceRefresh {
            catalogue: Some(catalogue),
            ..PriceRefresh::default()
        }),
        _ => Some(PriceRefresh {
            shipped: true,
            ..PriceRefresh::default()
        }),
    };
    let look = {
        let (api, call, report) = (api.clone(), call.clone(), report.setter());
        let wanted = wanted.clone();
        Callback::from(move |_: MouseEvent| {
            let Some(wanted) = wanted.clone() else {
                return;
            };
            let (api, report) = (api.clone(), report.clone());
            let dry = PriceRefresh {
                dry_run: true,
                ..wanted.clone()
            };
            let asking = async move { api.post("/prices/refresh", &dry).await };
            call.start(asking, move |told| report.set(Some((wanted, told))));
        })
    };
    let take = {
        let (call, report, toast) = (call.clone(), report.clone(), toast);
        let (ondone, onclose, title) = (
            props.ondone.clone(),
            props.onclose.clone(),
            i18n.t("prices-refreshed-toast"),
        );
        Callback::from(move |_: MouseEvent| {
            let Some((wanted, _)) = (*report).clone() else {
                return;
            };
            let (api, toast, title) = (api.clone(), toast.clone(), title.clone());
            let (ondone, onclose) = (ondone.clone(), onclose.clone());
            let taking = async move { api.post("/prices/refresh", &wanted).await };
            call.start(taking, move |_: PriceRefreshed| {
                toast.emit(Toast {
                    tone: Tone::Success,
                    title,
                    detail: None,
                });
                ondone.emit(());
                onclose.emit(());
            });
        })
    };
    let choose = {
        let (way, report, call) = (way.setter(), report.setter(), call.clone());
        Callback::from(move |name: String| {
            call.forget();
            report.set(None);
            way.set(name.into());
        })
    };
    let type_url = {
        let (url, report) = (url.setter(), report.setter());
        Callback::from(move |text: String| {
            report.set(None);
            url.set(text.into());
        })
    };
    let read = {
        let (file, report, unreadable) = (file.setter(), report.setter(), unreadable.setter());
        Callback::from(move |event: Event| {
            let input: Option<HtmlInputElement> =
                event.target().and_then(|one| one.dyn_into().ok());
            let Some(chosen) = input.and_then(|input| input.files()?.get(0)) else {
                return;
            };
            report.set(None);
            let (file, unreadable) = (file.clone(), unreadable.clone());
            spawn_local(async move {
                let bytes = browser::contents(&chosen).await.unwrap_or_default();
                let read = serde_json::from_slice(&bytes).ok();
                unreadable.set(read.is_none());
                file.set(read);
            });
        })
    };
    let ways = [
        ("url", "prices-by-url"),
        ("file", "prices-by-file"),
        ("shipped", "prices-by-shipped"),
    ];
    let ways = ways.map(|(name, text)| (AttrValue::Static(name), i18n.t(text)));
    html! {
        <Dialog title={i18n.t("prices-refresh")} wide=true onclose={props.onclose.clone()}>
            <div class="pf-v6-c-form rx-form">
                <p class="rx-form__text">{ i18n.t("prices-refresh-text") }</p>
                <SelectField
                    id="refresh-way"
                    label={i18n.t("prices-from-where")}
                    value={(*way).clone()}
                    options={ways.to_vec()}
                    onchange={choose}
                />
                if *way == "url" {
                    <TextField
                        id="refresh-url"
                        label={i18n.t("prices-url")}
                        help={i18n.t("prices-url-help")}
                        value={(*url).clone()}
                        error={field_error(call.failure.as_ref(), "url")}
                        onchange={type_url}
                        required=true
                    />
                } else if *way == "file" {
                    <div>
                        <label class="pf-v6-c-form__label" for="refresh-file">{ i18n.t("prices-file") }</label>
                        <input type="file" id="refresh-file" accept=".json,application/json" onchange={read} />
                        if *unreadable { <p class="rx-error" role="alert">{ i18n.t("prices-file-unreadable") }</p> }
                    </div>
                }
                if let Some((_, told)) = &*report { { difference(told, &i18n) } }
                if let Some(failure) = call.failure.clone() {
                    <FailureNote {failure} />
                }
                <div class="rx-form__actions">
                    <Button
                        variant={ButtonVariant::Secondary}
                        label={i18n.t("cancel").to_string()}
                        onclick={props.onclose.reform(|_| ())}
                    />
                    if report.is_some() {
                        <Button
                            variant={ButtonVariant::Primary}
                            disabled={call.busy}
                            icon={call.busy.then(|| html! { <Spinner /> })}
                            label={i18n.t("prices-take").to_string()}
                            onclick={take}
                        />
                    } else {
                        <Button
                            variant={ButtonVariant::Primary}
                            disabled={call.busy || wanted.is_none()}
                            icon={call.busy.then(|| html! { <Spinner /> })}
                            label={i18n.t("prices-look").to_string()}
                            onclick={look}
                        />
                    }
                </div>
            </div>
        </Dialog>
    }
}

fn difference(told: &PriceRefreshed, i18n: &I18n) -> Html {
    let title = i18n.with(
        "prices-difference",
        [
            ("models", count(told.models).into()),
            ("day", told.as_of.as_str().into()),
            ("source", told.source.as_str().into()),
        ],
    );
    let groups = [
        ("prices-added", &told.added),
        ("prices-changed", &told.changed),
        ("prices-gone", &told.removed),
    ];
    let same = groups.iter().all(|(_, models)| models.is_empty());
    html! {
        <Notice tone={Tone::Info} {title}>
            if same { <p>{ i18n.t("prices-same") }</p> }
            { for groups.into_iter().filter(|(_, models)| !models.is_empty()).map(|(name, models)| {
                let rest = models.len().saturating_sub(NAMED);
                let named = models.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
                html! {
                    <details class="rx-prices__more">
                        <summary>{ i18n.with(name, [("count", count(models.len() as u64).into())]) }</summary>
                        <p class="rx-mono rx-prices__names">
                            { named }
                            if rest > 0 { { " " }{ i18n.with("prices-and-more", [("count", count(rest as u64).into())]) } }
                        </p>
                    </details>
                }
            }) }
        </Notice>
    }
}
