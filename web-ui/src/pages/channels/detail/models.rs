//! Which models a channel serves, beside those that its provider lists.

use std::{collections::BTreeSet, rc::Rc};

use patternfly_yew::prelude::{Button, ButtonVariant};
use routex_entity::api::{Channel, ChannelOptions, ChannelPatch, Page};
use yew::prelude::*;

use super::super::{actions::good, test_dialog::TestDialog};
use crate::{
    api::{use_api, use_call, use_loaded},
    components::{
        Empty, FailureNote, Icon, Loading, Notice, Panel, Spinner, Symbol, TextField, Tone,
        use_text, use_toast,
    },
    i18n::use_i18n,
};

#[derive(Properties, PartialEq)]
pub struct Props {
    pub channel: Rc<Channel>,
}

#[component]
pub fn Models(props: &Props) -> Html {
    let (i18n, api, call, toast) = (use_i18n(), use_api(), use_call(), use_toast());
    let channel = &props.channel;
    let id = channel.id;
    let listed = use_loaded::<Page<String>>(format!("/channels/{id}/models").into());
    let (search, set_search) = use_text("");
    // `None`: as it is.
    let chosen = use_state_eq(|| None::<BTreeSet<String>>);
    let testing = use_state_eq(|| None::<String>);
    let now: BTreeSet<String> = channel.settings.models.iter().cloned().collect();
    let wanted = (*chosen).clone().unwrap_or_else(|| now.clone());
    let is_changed = wanted != now;
    let rows = rows(
        channel,
        listed.data.as_ref().map_or(&[], |page| &page.items),
        &wanted,
    );
    let shown: Vec<_> = rows
        .into_iter()
        .filter(|row| {
            row.name
                .to_lowercase()
                .contains(&search.trim().to_lowercase())
        })
        .collect();

    let save = {
        let (call, toast, chosen) = (call.clone(), toast, chosen.setter());
        let (models, done) = (wanted.clone(), i18n.t("channels-saved"));
        Callback::from(move |_| {
            let (api, toast, chosen, done) =
                (api.clone(), toast.clone(), chosen.clone(), done.clone());
            let patch = ChannelPatch {
                rest: ChannelOptions {
                    models: Some(models.iter().cloned().collect()),
                    ..ChannelOptions::default()
                },
                ..ChannelPatch::default()
            };
            call.start(
                async move {
                    api.patch::<_, Channel>(&format!("/channels/{id}"), &patch)
                        .await
                },
                move |_| {
                    chosen.set(None);
                    toast.emit(good(done));
                },
            );
        })
    };
    let choose = {
        let (chosen, wanted) = (chosen.setter(), wanted.clone());
        Callback::from(move |(name, serves): (String, bool)| {
            let mut wanted = wanted.clone();
            match serves {
                true => wanted.insert(name),
                false => wanted.remove(&name),
            };
            chosen.set(Some(wanted));
        })
    };
    let set = |models: BTreeSet<String>| {
        let chosen = chosen.setter();
        Callback::from(move |_| chosen.set(Some(models.clone())))
    };
    let reset = {
        let chosen = chosen.setter();
        Callback::from(move |_| chosen.set(None))
    };
    let refresh = html! {
        <Button
            variant={ButtonVariant::Secondary}
            icon={html! { <Icon symbol={Symbol::Refresh} /> }}
            label={i18n.t("channels-models-refresh").to_string()}
            disabled={listed.busy}
            onclick={listed.reload.reform(|_| ())}
        />
    };
    let sum = match wanted.len() {
        0 => i18n.t("channels-serves-any"),
        count => i18n.with("channels-serves-some", [("count", count.into())]),
    };
    html! {
        <Panel title={i18n.t("channels-tab-models")} aside={refresh}>
            <div class="rx-ch-stack">
                <p class="rx-faint">{ i18n.t("channels-models-text") }</p>
                if let Some(failure) = &listed.failure {
                    <Notice tone={Tone::Warning} title={i18n.t("channels-models-unknown")}>
                        <p>{ failure.detail(&i18n) }</p>
                    </Notice>
                }
                if listed.busy && listed.data.is_none() {
                    <Loading />
                } else if shown.is_empty() && search.is_empty() {
                    <Empty symbol={Symbol::Tag} title={i18n.t("channels-no-models")}>
                        <p>{ i18n.t("channels-no-models-text") }</p>
                    </Empty>
                } else {
                    <div class="rx-ch-models__bar">
                        <TextField
                            id="models-search"
                            label={i18n.t("channels-models-search")}
                            value={search}
                            onchange={set_search}
                        />
                        <p aria-live="polite"><strong>{ sum }</strong></p>
                    </div>
                    <ul class="rx-ch-models" role="list">
                        { for shown.iter().map(|row| {
                            let (name, tried) = (row.name.clone(), row.name.clone());
                            let renamed = row.sent.is_some();
                            let serves = row.chosen;
                            let testing = testing.setter();
                            html! {
                                <li class="rx-ch-models__one" key={row.name.clone()}>
                                    <label class="rx-check">
                                        <input
                                            type="checkbox"
                                            checked={serves || renamed}
                                            disabled={channel.declared || renamed}
                                            onchange={choose.reform(move |_: Event| (name.clone(), !serves))}
                                        />
                                        <span class="rx-mono">{ &row.name }</span>
                                    </label>
                                    if let Some(sent) = &row.sent {
                                        <span class="rx-faint">{ "→ " }<span class="rx-mono">{ sent }</span></span>
                                    }
                                    if !row.listed && row.sent.is_none() && listed.data.is_some() {
                                        <span class="rx-ch-tag">{ i18n.t("channels-not-listed") }</span>
                                    }
                                    <button
                                        type="button"
                                        class="pf-v6-c-button pf-m-plain rx-ch-models__test"
                                        aria-label={i18n.with("channels-test-model", [("model", row.name.as_str().into())])}
                                        onclick={move |_| testing.set(Some(tried.clone()))}
                                    >
                                        <Icon symbol={Symbol::Zap} />
                                    </button>
                                </li>
                            }
                        }) }
                    </ul>
                }
                if let Some(failure) = &call.failure {
                    <FailureNote failure={failure.clone()} />
                }
                if !channel.declared {
                    <div class="rx-form__actions">
                        if !wanted.is_empty() {
                            <Button
                                variant={ButtonVariant::Link}
                                label={i18n.t("channels-serve-any").to_string()}
                                onclick={set(BTreeSet::new())}
                            />
                        }
                        <Button
                            variant={ButtonVariant::Secondary}
                            disabled={!is_changed}
                            label={i18n.t("channels-undo").to_string()}
                            onclick={reset}
                        />
                        <Button
                            variant={ButtonVariant::Primary}
                            icon={call.busy.then(|| html! { <Spinner /> })}
                            disabled={call.busy || !is_changed}
                            label={i18n.t("channels-save").to_string()}
                            onclick={save}
                        />
                    </div>
                }
            </div>
            if let Some(model) = &*testing {
                <TestDialog
                    channel={Rc::clone(channel)}
                    model={model.clone()}
                    onclose={let testing = testing.setter(); move |()| testing.set(None)}
                />
            }
        </Panel>
    }
}

/// A model that clients may ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Row {
    name: String,
    /// What the provider is asked for in its place.
    sent: Option<String>,
    /// The provider lists it.
    listed: bool,
    chosen: bool,
}

/// Those that are chosen, those that are renamed, then those that the provider lists.
fn rows(channel: &Channel, listed: &[String], wanted: &BTreeSet<String>) -> Vec<Row> {
    let renamed = &channel.settings.model_map;
    let of_channel: BTreeSet<_> = channel
        .settings
        .models
        .iter()
        .chain(wanted)
        .chain(renamed.keys())
        .collect();
    let others = listed.iter().filter(|name| !of_channel.contains(name));
    let all = of_channel.iter().copied().chain(others);
    all.map(|name| Row {
        name: name.clone(),
        sent: renamed.get(name).cloned(),
        listed: listed.contains(name),
        chosen: wanted.contains(name),
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::channel;

    #[test]
    fn what_is_served_comes_first_and_then_what_could_be() {
        let mut one = channel("a");
        one.settings.models = vec!["old".to_owned()];
        one.settings.model_map = [("fast".to_owned(), "new".to_owned())].into();
        let listed = ["new".to_owned(), "other".to_owned()];
        let rows = rows(&one, &listed, &["old".to_owned()].into());
        let names: Vec<_> = rows.iter().map(|row| row.name.as_str()).collect();
        assert_eq!(names, ["fast", "old", "new", "other"]);
        assert_eq!(rows[0].sent.as_deref(), Some("new"));
        assert!(rows[1].chosen && !rows[1].listed && !rows[2].chosen);
    }
}
