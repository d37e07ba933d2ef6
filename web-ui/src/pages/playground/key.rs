//! The client key that the playground asks with: made for a day, or pasted. It stays in this tab of the browser.

use chrono::{DateTime, TimeDelta, Utc};
use patternfly_yew::prelude::{Button, ButtonVariant};
use routex_entity::api::{ClientKey, ClientKeyChange, ClientKeyInput, NewClientKey, Page};
use yew::prelude::*;

use crate::{
    api::{Api, Failure, use_api, use_call},
    browser,
    components::{FailureNote, Icon, Panel, Spinner, Symbol, TextField, use_text},
    format::time::relative,
    i18n::use_i18n,
};

const KEPT: &str = "routex.playground.key";
const NAME: &str = "playground";
const LASTS: TimeDelta = TimeDelta::days(1);

#[derive(Clone, PartialEq)]
pub struct Key {
    pub secret: String,
    /// `None`: it was pasted.
    pub until: Option<DateTime<Utc>>,
}

impl Key {
    /// The one that this tab has, as long as it lasts.
    pub fn kept() -> Option<Self> {
        Self::read(&browser::kept_in_tab(KEPT)?, browser::now())
    }

    pub fn keep(key: Option<&Self>) {
        browser::keep_in_tab(KEPT, key.map(Self::written).as_deref());
    }

    fn read(text: &str, now: DateTime<Utc>) -> Option<Self> {
        let (until, secret) = text.split_once(' ')?;
        let until = until.parse().ok();
        let lasts = until.is_none_or(|until| until > now);
        lasts.then(|| Self {
            secret: secret.to_owned(),
            until,
        })
    }

    fn written(&self) -> String {
        let until = self.until.map(|until| until.to_rfc3339());
        format!("{} {}", until.as_deref().unwrap_or("-"), self.secret)
    }
}

#[derive(Clone, Properties, PartialEq)]
pub struct Props {
    pub have: Option<Key>,
    pub onchange: Callback<Option<Key>>,
}

#[component]
pub fn KeyPanel(props: &Props) -> Html {
    let i18n = use_i18n();
    let (api, call) = (use_api(), use_call());
    let (pasted, set_pasted) = use_text("");
    if let Some(key) = &props.have {
        let said = match key.until {
            Some(until) => i18n.with(
                "playground-key-until",
                [(
                    "until",
                    relative(&i18n, until, browser::now()).as_str().into(),
                )],
            ),
            None => i18n.t("playground-key-pasted"),
        };
        return html! {
            <p class="rx-bench__key">
                <Icon symbol={Symbol::Key} />
                <span>{ said }</span>
                <Button
                    variant={ButtonVariant::Link}
                    class="rx-flush"
                    label={i18n.t("playground-key-other").to_string()}
                    onclick={props.onchange.reform(|_| None)}
                />
            </p>
        };
    }
    let make = {
        let (call, onchange) = (call.clone(), props.onchange.clone());
        Callback::from(move |_| {
            let onchange = onchange.clone();
            call.start(made(api.clone()), move |key| onchange.emit(Some(key)));
        })
    };
    let use_it = {
        let (onchange, secret) = (props.onchange.clone(), pasted.trim().to_owned());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if !secret.is_empty() {
                let secret = secret.clone();
                onchange.emit(Some(Key {
                    secret,
                    until: None,
                }));
            }
        })
    };
    html! {
        <Panel title={i18n.t("playground-key-title")}>
            <div class="pf-v6-c-form rx-form">
                <p class="rx-form__text">{ i18n.t("playground-key-text") }</p>
                if let Some(failure) = call.failure.clone() {
                    <FailureNote {failure} />
                }
                <div>
                    <Button
                        variant={ButtonVariant::Primary}
                        disabled={call.busy}
                        icon={call.busy.then(|| html! { <Spinner /> })}
                        label={i18n.t("playground-key-make").to_string()}
                        onclick={make}
                    />
                    <p class="rx-faint">{ i18n.t("playground-key-make-help") }</p>
                </div>
                <form class="rx-bench__paste" onsubmit={use_it}>
                    <TextField
                        id="playground-key"
                        label={i18n.t("playground-key-paste")}
                        value={pasted}
                        onchange={set_pasted}
                        secret=true
                    />
                    <button type="submit" class="pf-v6-c-button pf-m-secondary">
                        <span class="pf-v6-c-button__text">{ i18n.t("playground-key-use") }</span>
                    </button>
                </form>
            </div>
        </Panel>
    }
}

/// A key named after the playground, good for a day. One that is there gets a new secret and another day.
async fn made(api: Api) -> Result<Key, Failure> {
    let until = browser::now() + LASTS;
    let settings = ClientKeyChange {
        expires_at: Some(until),
        ..ClientKeyChange::default()
    };
    let input = ClientKeyInput {
        name: NAME.to_owned(),
        key: None,
        settings: settings.clone(),
    };
    let made = match api.post::<_, NewClientKey>("/keys", &input).await {
        Err(failure) if failure.code() == Some("conflict") => {
            renewed(&api, settings, failure).await?
        }
        answered => answered?,
    };
    Ok(Key {
        secret: made.key,
        until: Some(until),
    })
}

async fn renewed(
    api: &Api,
    settings: ClientKeyChange,
    taken: Failure,
) -> Result<NewClientKey, Failure> {
    let keys: Page<ClientKey> = api.get("/keys").await?;
    // Somebody has removed it meanwhile, or the file declares it.
    let Some(known) = keys.items.into_iter().find(|key| key.name == NAME) else {
        return Err(taken);
    };
    let change = ClientKeyChange {
        enabled: Some(true),
        ..settings
    };
    let path = format!("/keys/{}", known.id);
    let _: ClientKey = api.patch(&path, &change).await?;
    api.act(&format!("{path}/rotate")).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::now;

    #[test]
    fn a_key_is_kept_as_long_as_it_lasts() {
        let made = Key {
            secret: "rx-secret".to_owned(),
            until: Some(now() + LASTS),
        };
        assert!(Key::read(&made.written(), now()) == Some(made.clone()));
        assert!(Key::read(&made.written(), now() + LASTS).is_none());
        let pasted = Key {
            until: None,
            ..made
        };
        assert!(Key::read(&pasted.written(), now() + LASTS * 99) == Some(pasted));
        assert!(Key::read("", now()).is_none());
    }
}
