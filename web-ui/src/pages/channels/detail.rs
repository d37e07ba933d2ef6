//! One channel: how it does, with what it is paid for, what it serves, how it is set.

mod condition;
mod credential_dialog;
mod credentials;
mod history;
mod latest;
mod models;
mod settings;
mod state;
mod timeline;

use std::rc::Rc;

use chrono::{DateTime, Utc};
use patternfly_yew::prelude::{Button, ButtonVariant};
use routex_entity::api::Channel as Entity;
use uuid::Uuid;
use yew::prelude::*;

use super::{
    actions::{Actions, EnabledSwitch},
    form::{Draft, Edit, Editing},
    list::connection,
    new::back,
    table,
    test_dialog::TestDialog,
    watch::use_fleet,
};
use crate::{
    components::{FailureNote, Icon, Loading, Notice, PageHead, Symbol, Tabs, Tone, use_unsaved},
    i18n::{I18n, use_i18n},
    preset,
    route::use_query,
};
use credentials::Credentials;
use models::Models;
use settings::Settings;
use state::State;

/// Name of each tab with its text.
const TABS: [(&str, &str); 4] = [
    ("state", "channels-tab-state"),
    ("credentials", "channels-tab-credentials"),
    ("models", "channels-tab-models"),
    ("settings", "channels-tab-settings"),
];

#[derive(Properties, PartialEq)]
pub struct ChannelProps {
    pub id: Uuid,
}

#[component]
pub fn Channel(props: &ChannelProps) -> Html {
    let i18n = use_i18n();
    let watched = use_fleet(Some(props.id));
    let fleet = &watched.fleet;
    let content = match (&fleet.channels, fleet.get(props.id)) {
        (Some(Err(failure)), _) => html! {
            <>
                <PageHead title={i18n.t("channels-title")} />
                <FailureNote failure={failure.clone()} retry={watched.reload.clone()} />
            </>
        },
        (_, Some(channel)) => html! {
            <Shown
                channel={Rc::clone(channel)}
                resumes_at={fleet.resumes_at.get(&props.id).copied()}
                changes={fleet.changes}
                readings={fleet.readings}
                link={connection(watched.link.clone())}
                reload={watched.reload.clone()}
            />
        },
        _ => html! { <Loading /> },
    };
    html! { <>{ back(&i18n) }{ content }</> }
}

#[derive(Properties, PartialEq)]
struct ShownProps {
    channel: Rc<Entity>,
    resumes_at: Option<DateTime<Utc>>,
    changes: u32,
    readings: u32,
    link: Html,
    reload: Callback<()>,
}

#[component]
fn Shown(props: &ShownProps) -> Html {
    let i18n = use_i18n();
    let query = use_query();
    let change = query.change();
    let edit = use_reducer(Edit::default);
    let testing = use_state_eq(|| false);
    let channel = &props.channel;
    {
        let dispatch = edit.dispatcher();
        use_effect_with(channel.settings.clone(), {
            let channel = Rc::clone(channel);
            move |_| dispatch.dispatch(Editing::Follow(Draft::of(&channel)))
        });
    }
    // Kept here, so that nothing is lost by looking at another tab.
    use_unsaved(edit.is_changed());
    let wanted = query.get("tab").unwrap_or_default();
    let tab = TABS.iter().find(|(name, _)| *name == wanted);
    let tab = tab.map_or(TABS[0].0, |(name, _)| *name);
    let content = match tab {
        "credentials" => {
            html! { <Credentials channel={Rc::clone(channel)} reload={props.reload.clone()} /> }
        }
        "models" => html! { <Models channel={Rc::clone(channel)} /> },
        "settings" => {
            let dispatch = edit.dispatcher();
            let change = Callback::from(move |editing| dispatch.dispatch(editing));
            html! { <Settings channel={Rc::clone(channel)} edit={(*edit).clone()} {change} /> }
        }
        _ => html! {
            <State channel={Rc::clone(channel)} changes={props.changes} readings={props.readings} />
        },
    };
    let set_testing = |on: bool| {
        let testing = testing.setter();
        Callback::from(move |()| testing.set(on))
    };
    html! {
        <>
            <PageHead title={channel.settings.name.clone()} text={address(channel)}>
                <div class="rx-ch-actions">
                    { props.link.clone() }
                    <Button
                        variant={ButtonVariant::Secondary}
                        icon={html! { <Icon symbol={Symbol::Zap} /> }}
                        label={i18n.t("channels-test").to_string()}
                        onclick={set_testing(true).reform(|_| ())}
                    />
                    <Actions channel={Rc::clone(channel)} alone=true />
                </div>
            </PageHead>
            <div class="rx-channel-head">
                <span class="rx-channel-head__switch">
                    <EnabledSwitch channel={Rc::clone(channel)} />
                    <span>{ i18n.t(if channel.settings.enabled { "channels-on" } else { "channels-off" }) }</span>
                </span>
                <span aria-live="polite">{ table::state(channel, props.resumes_at, &i18n) }</span>
                <span class="rx-faint">{ order(channel, &i18n) }</span>
                { table::tags(&channel.settings.tags) }
            </div>
            if channel.declared {
                <Notice tone={Tone::Info} title={i18n.t("channels-declared")} />
            }
            <Tabs
                label={channel.settings.name.clone()}
                tabs={TABS.map(|(name, text)| (name, i18n.t(text))).to_vec()}
                chosen={tab}
                onchange={change.reform(|tab: &'static str| ("tab", tab.to_owned()))}
            >
                { content }
            </Tabs>
            if *testing {
                <TestDialog channel={Rc::clone(channel)} onclose={set_testing(false)} />
            }
        </>
    }
}

/// Whose it is, and where requests go.
fn address(channel: &Entity) -> String {
    let provider = preset::title(&channel.settings.provider);
    match channel.settings.endpoints.first() {
        Some(endpoint) => format!("{provider} · {}", endpoint.url),
        None => provider.to_owned(),
    }
}

fn order(channel: &Entity, i18n: &I18n) -> AttrValue {
    i18n.with(
        "channels-order-line",
        [
            ("priority", channel.settings.priority.to_string().into()),
            ("weight", channel.settings.weight.to_string().into()),
        ],
    )
}
