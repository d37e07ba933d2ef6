//! The audit log: who changed what, when, and what it was before.

mod diff;
mod entry;
mod log;
mod names;

use patternfly_yew::prelude::{Button, ButtonVariant};
use routex_entity::{
    EventKind,
    api::{AuditItem, Page},
};
use yew::prelude::*;
use yew_router::prelude::*;

use crate::{
    api::{use_api, use_call, use_loaded, with_query},
    components::{
        Empty, FailureNote, Icon, Loading, PageHead, SelectField, Spinner, Symbol, TextField,
    },
    format::time::day,
    i18n::use_i18n,
    live::{Heard, use_live},
    route::use_query,
};
use log::{Change, Log};

const KINDS: &[EventKind] = &[EventKind::Config];
const NEWEST: &str = "/audit?limit=100";

#[component]
pub fn Audit() -> Html {
    let i18n = use_i18n();
    let (api, query, navigator) = (use_api(), use_query(), use_navigator());
    let newest = use_loaded::<Page<AuditItem>>(AttrValue::Static(NEWEST));
    let log = use_reducer(Log::default);
    let older = use_call();
    {
        let dispatch = log.dispatcher();
        use_effect_with(newest.data.clone(), move |page| {
            if let Some(page) = page {
                dispatch.dispatch(Change::Newest(page.clone()));
            }
        });
    }
    {
        // Whatever is changed leaves an entry.
        let reload = newest.reload.clone();
        use_live(KINDS, Callback::from(move |_: Heard| reload.emit(())));
    }
    let narrow = |name: &'static str| {
        let query = query.clone();
        Callback::from(move |value: String| query.set(name, &value))
    };
    let text = query.get("q").unwrap_or_default().to_owned();
    let resource = query.get("resource").unwrap_or_default().to_owned();
    let go_on = log.cursor.clone().map(|cursor| {
        let (older, dispatch) = (older.clone(), log.dispatcher());
        Callback::from(move |_| {
            let (api, dispatch) = (api.clone(), dispatch.clone());
            let path = with_query(
                "/audit",
                [
                    ("limit", Some("100".to_owned())),
                    ("cursor", Some(cursor.clone())),
                ],
            );
            older.start(
                async move { api.get::<Page<AuditItem>>(&path).await },
                move |page| dispatch.dispatch(Change::Older(page)),
            );
        })
    });
    let resources = log.resources().into_iter().map(|resource| {
        let said = names::resource(resource)
            .map_or_else(|| AttrValue::from(resource.to_owned()), |name| i18n.t(name));
        (AttrValue::from(resource.to_owned()), said)
    });
    let any = (AttrValue::from(""), i18n.t("audit-any"));
    let options: Vec<_> = std::iter::once(any).chain(resources).collect();
    let wanted = log.wanted(&text, &resource);
    let days = log::by_day(&wanted, |entry| day(entry.at));
    html! {
        <>
            <PageHead title={i18n.t("audit-title")} text={i18n.t("audit-text")}>
                <Button
                    variant={ButtonVariant::Secondary}
                    icon={match newest.busy {
                        true => html! { <Spinner /> },
                        false => html! { <Icon symbol={Symbol::Refresh} /> },
                    }}
                    label={i18n.t("audit-refresh").to_string()}
                    onclick={newest.reload.reform(|_| ())}
                />
            </PageHead>
            if let Some(failure) = &newest.failure {
                <FailureNote failure={failure.clone()} retry={newest.reload.clone()} />
            }
            if newest.data.is_none() && newest.busy {
                <Loading />
            }
            if !log.entries.is_empty() {
                <div class="rx-filters">
                    <TextField
                        id="audit-search"
                        label={i18n.t("audit-search")}
                        placeholder={i18n.t("audit-search-help")}
                        value={text}
                        onchange={narrow("q")}
                    />
                    <SelectField
                        id="audit-resource"
                        label={i18n.t("audit-resource")}
                        value={resource}
                        {options}
                        onchange={narrow("resource")}
                    />
                    <p class="rx-faint rx-filters__count" aria-live="polite">
                        { i18n.with("audit-count", [
                            ("shown", wanted.len().into()),
                            ("count", log.entries.len().into()),
                        ]) }
                    </p>
                </div>
                if wanted.is_empty() {
                    <Empty symbol={Symbol::Search} title={i18n.t("audit-no-match")}>
                        <p>{ i18n.t(if go_on.is_some() { "audit-no-match-yet" } else { "audit-no-match-text" }) }</p>
                    </Empty>
                }
            }
            { for days.into_iter().map(|(day, entries)| html! {
                <section key={day.clone()} class="rx-section">
                    <h2 class="rx-section__title rx-number">{ day }</h2>
                    <div class="pf-v6-c-card rx-audit" role="list">
                        { for entries.into_iter().map(|one| entry::view(&i18n, one, navigator.as_ref())) }
                    </div>
                </section>
            }) }
            if let Some(failure) = &older.failure {
                <FailureNote failure={failure.clone()} />
            }
            if let Some(onclick) = go_on {
                <div class="rx-more">
                    <Button
                        variant={ButtonVariant::Secondary}
                        disabled={older.busy}
                        icon={older.busy.then(|| html! { <Spinner /> })}
                        label={i18n.t("audit-older").to_string()}
                        {onclick}
                    />
                </div>
            }
        </>
    }
}
