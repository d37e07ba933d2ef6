//! One small, real request to the channel as it is entered, with how long it took.

use patternfly_yew::prelude::{Button, ButtonVariant};
use routex_entity::api::ChannelTest;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::draft::{Change, Draft};
use crate::{
    api::{Failure, use_api},
    components::{FailureNote, Icon, Notice, Symbol, Tone},
    format::duration::{maybe_milliseconds, milliseconds},
    i18n::{I18n, use_i18n},
};

#[derive(Properties, PartialEq)]
pub struct Props {
    pub draft: Draft,
    pub change: Callback<Change>,
}

#[component]
pub fn Trial(props: &Props) -> Html {
    let i18n = use_i18n();
    let api = use_api();
    let busy = use_state(|| false);
    let failure = use_state(|| None::<Failure>);
    let onclick = {
        let (input, change) = (props.draft.test(), props.change.clone());
        let (busy, failure) = (busy.clone(), failure.setter());
        Callback::from(move |_| {
            let Some(input) = input.clone().filter(|_| !*busy) else {
                return;
            };
            busy.set(true);
            failure.set(None);
            let (api, change, busy, failure) =
                (api.clone(), change.clone(), busy.setter(), failure.clone());
            spawn_local(async move {
                match api
                    .post::<_, ChannelTest>("/setup/test-channel", &input)
                    .await
                {
                    Ok(trial) => change.emit(Change::Tried(trial)),
                    Err(refused) => failure.set(Some(refused)),
                }
                busy.set(false);
            });
        })
    };
    html! {
        <div class="rx-trial">
            <Button
                variant={ButtonVariant::Secondary}
                icon={html! { <Icon symbol={Symbol::Zap} /> }}
                label={i18n.t("setup-try").to_string()}
                disabled={!props.draft.may_try()}
                loading={*busy}
                {onclick}
            />
            if *busy {
                <p class="rx-faint" role="status">{ i18n.t("setup-trying") }</p>
            } else if let Some(failure) = &*failure {
                <FailureNote failure={failure.clone()} />
            } else if let Some(trial) = &props.draft.trial {
                { result(trial, &i18n) }
            }
        </div>
    }
}

fn result(trial: &ChannelTest, i18n: &I18n) -> Html {
    if !trial.ok {
        return html! {
            <Notice tone={Tone::Warning} title={i18n.t("setup-try-failed")}>
                <p>{ trial.error.clone() }</p>
            </Notice>
        };
    }
    let model = trial.model.clone().unwrap_or_default();
    html! {
        <Notice tone={Tone::Success} title={i18n.with("setup-try-good", [("model", model.into())])}>
            <p>
                { i18n.with("setup-try-times", [
                    ("ttft", maybe_milliseconds(trial.ttft_ms).into()),
                    ("whole", milliseconds(trial.latency_ms).into()),
                ]) }
            </p>
        </Notice>
    }
}
