//! The first run: a channel, a strategy, who may operate; then a key and how to use it.

mod done;
mod draft;
mod step_channel;
mod step_credentials;
mod step_strategy;
mod stepper;
mod trial;

use patternfly_yew::prelude::{Button, ButtonType, ButtonVariant};
use routex_entity::api::{Page, Provider, Session, SetupDone};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::{
    api::{Api, Failure, use_api},
    browser,
    components::{FailureNote, Spinner},
    i18n::use_i18n,
    pages::sign_in::sign_in,
    session::{Standing, use_session},
    shell::Outside,
};
use done::Done;
use draft::{Change, Draft, Step};
use step_channel::StepChannel;
use step_credentials::StepCredentials;
use step_strategy::StepStrategy;
use stepper::Stepper;

/// What the setup has come to.
#[derive(Clone, PartialEq)]
pub struct Made {
    pub done: SetupDone,
    /// `None`: it was made, but signing in failed, which can be done again at the door.
    pub session: Option<Session>,
}

#[component]
pub fn Setup() -> Html {
    let i18n = use_i18n();
    let api = use_api();
    // There is one already, from the file or the environment.
    let has_channel = use_session()
        .is_some_and(|standing| matches!(*standing, Standing::NotSetUp { has_channel: true }));
    let draft = use_reducer(|| Draft::new(has_channel, &browser::fragment()));
    let providers = use_state(Vec::<Provider>::new);
    let failure = use_state(|| None::<Failure>);
    let made = use_state(|| None::<Made>);
    let busy = use_state(|| false);
    {
        let (api, providers, failure) = (api.clone(), providers.setter(), failure.setter());
        use_effect_with((), move |()| {
            spawn_local(async move {
                match api.get::<Page<Provider>>("/providers").await {
                    Ok(page) => providers.set(page.items),
                    Err(reason) => failure.set(Some(reason)),
                }
            });
        });
    }

    if let Some(made) = &*made {
        return html! { <Outside wide=true><Done made={made.clone()} model={draft.tried_model()} /></Outside> };
    }

    let onsubmit = {
        let (draft, failure, made, busy) =
            (draft.clone(), failure.setter(), made.setter(), busy.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if draft.step != Step::Credentials {
                return draft.dispatch(Change::Next);
            }
            if *busy || !draft.may_finish() {
                return draft.dispatch(Change::Next);
            }
            busy.set(true);
            let (api, draft) = (api.clone(), draft.clone());
            let (failure, made, busy) = (failure.clone(), made.clone(), busy.setter());
            spawn_local(async move {
                match complete(&api, &draft).await {
                    Ok(all) => made.set(Some(all)),
                    Err(refused) => {
                        if let Some(step) = draft::step_of(&refused) {
                            draft.dispatch(Change::Go(step));
                        }
                        failure.set(Some(refused));
                    }
                }
                busy.set(false);
            });
        })
    };
    let back = {
        let draft = draft.clone();
        Callback::from(move |_| draft.dispatch(Change::Back))
    };
    let change = {
        let (draft, failure) = (draft.dispatcher(), failure.setter());
        Callback::from(move |change: Change| {
            failure.set(None);
            draft.dispatch(change);
        })
    };
    let step = match draft.step {
        Step::Channel => html! {
            <StepChannel
                draft={(*draft).clone()}
                change={change.clone()}
                providers={(*providers).clone()}
                failure={(*failure).clone()}
            />
        },
        Step::Strategy => html! {
            <StepStrategy strategy={draft.strategy} change={change.clone()} />
        },
        Step::Credentials => html! {
            <StepCredentials
                draft={(*draft).clone()}
                change={change.clone()}
                failure={(*failure).clone()}
            />
        },
    };
    let (next, is_first) = match draft.step {
        Step::Credentials => ("setup-finish", false),
        Step::Strategy => ("setup-next", false),
        Step::Channel => ("setup-next", true),
    };
    html! {
        <Outside wide=true>
            <h1 class="rx-form__title">{ i18n.t("setup-title") }</h1>
            <Stepper step={draft.step} />
            <form class="pf-v6-c-form rx-form" novalidate=true {onsubmit}>
                { step }
                if let Some(failure) = &*failure {
                    <FailureNote failure={failure.clone()} />
                }
                <div class="rx-form__actions">
                    if !is_first {
                        <Button
                            variant={ButtonVariant::Secondary}
                            onclick={back}
                            label={i18n.t("setup-back").to_string()}
                        />
                    }
                    <Button
                        r#type={ButtonType::Submit}
                        variant={ButtonVariant::Primary}
                        icon={busy.then(|| html! { <Spinner /> })}
                        label={i18n.t(next).to_string()}
                    />
                </div>
            </form>
        </Outside>
    }
}

/// Makes everything at once, and signs in as who was made.
async fn complete(api: &Api, draft: &Draft) -> Result<Made, Failure> {
    let done: SetupDone = api.post("/setup", &draft.input()).await?;
    let session = sign_in(api, &draft.sign_in()).await.ok();
    Ok(Made { done, session })
}
