//! One entry of the audit log. What was changed unfolds below it.

use routex_entity::api::AuditItem;
use uuid::Uuid;
use yew::prelude::*;
use yew_router::prelude::Navigator;

use super::{
    diff::{Line, lines},
    log::name,
    names,
};
use crate::{
    format::{
        number::NONE,
        time::{clock, moment},
    },
    i18n::I18n,
    route::{Route, link_to},
};

pub fn view(i18n: &I18n, entry: &AuditItem, navigator: Option<&Navigator>) -> Html {
    let said = |name: Option<&'static str>, raw: &str| {
        name.map_or_else(|| AttrValue::from(raw.to_owned()), |name| i18n.t(name))
    };
    let (kind, actor) = names::actor(&entry.actor);
    let head = html! {
        <>
            <time class="rx-number rx-faint" datetime={entry.at.to_rfc3339()} title={moment(entry.at)}>
                { clock(entry.at) }
            </time>
            <span class="rx-audit__actor">
                if let Some(actor) = actor {
                    <span class="rx-audit__name">{ actor.to_owned() }</span>{ " " }
                }
                <span class="rx-faint">{ i18n.t(kind.word()) }</span>
            </span>
            <span class="rx-audit__what">
                <span class={classes!("rx-state-label", names::class(&entry.action))}>
                    { said(names::action(&entry.action), &entry.action) }
                </span>
                <span>{ said(names::resource(&entry.resource), &entry.resource) }</span>
                <span class="rx-audit__name">{ name(entry).to_owned() }</span>
            </span>
            <span class="rx-faint rx-mono rx-audit__address">{ &entry.address }</span>
        </>
    };
    let changed = lines(entry.before.as_ref(), entry.after.as_ref());
    let way = way(entry);
    let body = match (changed.is_empty(), &way) {
        (true, None) => {
            return html! {
                <div class="rx-audit__entry rx-audit__head" role="listitem" key={entry.id.to_string()}>{ head }</div>
            };
        }
        (true, Some(_)) => Html::default(),
        (false, _) => table(i18n, entry, &changed),
    };
    html! {
        <details class="rx-audit__entry" role="listitem" key={entry.id.to_string()}>
            <summary class="rx-audit__head">{ head }</summary>
            <div class="rx-audit__body">
                { body }
                if let Some((route, query)) = way {
                    <p>{ link_to(navigator, route, &query, html! { i18n.t("audit-open") }) }</p>
                }
            </div>
        </details>
    }
}

/// Where what was changed is seen today. `None`: nowhere, or it is gone.
fn way(entry: &AuditItem) -> Option<(Route, Vec<(&'static str, &str)>)> {
    let id = || entry.resource_id.as_deref()?.parse::<Uuid>().ok();
    if entry.action == "delete" {
        return None;
    }
    let route = match entry.resource.as_str() {
        "channel" => Route::Channel { id: id()? },
        "request_bodies" => Route::Request { id: id()? },
        "client_key" => return Some((Route::Keys, vec![("q", name(entry))])),
        "alias" => Route::Aliases,
        "alert_rules" | "alert_target" => Route::Alerts,
        "prices" => Route::Prices,
        "routing" => Route::Routing,
        "settings" => Route::Settings,
        "admin_token" => return Some((Route::Settings, vec![("tab", "tokens")])),
        _ => return None,
    };
    Some((route, Vec::new()))
}

fn table(i18n: &I18n, entry: &AuditItem, lines: &[Line]) -> Html {
    // What is new was nothing before, and what is gone is nothing now.
    let (with_before, with_after) = (entry.before.is_some(), entry.after.is_some());
    let both = with_before && with_after;
    let side = |there: bool, name: &str, text: &Option<String>, class: &'static str| {
        let class = classes!("pf-v6-c-table__td", "rx-mono", both.then_some(class));
        there.then(|| {
            html! {
                <td data-label={i18n.t(name)} {class}>
                    { text.clone().unwrap_or_else(|| NONE.to_owned()) }
                </td>
            }
        })
    };
    let (before, after) = match both {
        true => ("audit-before", "audit-after"),
        false => ("audit-value", "audit-value"),
    };
    let head = |there: bool, name: &str| {
        there.then(|| html! { <th class="pf-v6-c-table__th" scope="col">{ i18n.t(name) }</th> })
    };
    html! {
        <table
            class="pf-v6-c-table pf-m-compact pf-m-grid-md rx-table"
            aria-label={i18n.t("audit-changes")}
        >
            <thead class="pf-v6-c-table__thead">
                <tr class="pf-v6-c-table__tr">
                    { for head(true, "audit-field") }
                    { for head(with_before, before) }
                    { for head(with_after, after) }
                </tr>
            </thead>
            <tbody class="pf-v6-c-table__tbody">
                { for lines.iter().map(|line| html! {
                    <tr class="pf-v6-c-table__tr">
                        <td data-label={i18n.t("audit-field")} class="pf-v6-c-table__td rx-mono">{ &line.field }</td>
                        { for side(with_before, before, &line.before, "rx-audit__before") }
                        { for side(with_after, after, &line.after, "rx-audit__after") }
                    </tr>
                }) }
            </tbody>
        </table>
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{
        i18n::use_i18n,
        testing::{InChinese, audit_item, render},
    };

    #[derive(Clone, Properties, PartialEq)]
    struct Props {
        entry: AuditItem,
    }

    #[component]
    fn One(props: &Props) -> Html {
        view(&use_i18n(), &props.entry, None)
    }

    #[tokio::test]
    async fn an_entry_says_who_did_what_and_what_it_was_before() {
        let mut entry = audit_item(1);
        entry.action = "update".to_owned();
        entry.before = Some(json!({ "name": "laptop", "rpm": 30, "models": [] }));
        let page = render::<One>(Props { entry }).await;
        for part in [
            "admin",
            "Changed",
            "Client key",
            "laptop",
            "203.0.113.7",
            ">30<",
            ">60<",
            "/keys?q=laptop",
        ] {
            assert!(page.contains(part), "{part} is missing in {page}");
        }
        assert!(
            !page.contains("models") && !page.contains("style="),
            "{page}"
        );
    }

    #[tokio::test]
    async fn what_changed_nothing_does_not_unfold() {
        let mut entry = audit_item(1);
        (entry.actor, entry.action) = ("anonymous".to_owned(), "sign_in_failed".to_owned());
        (entry.resource, entry.after) = ("session".to_owned(), None);
        let page = render::<InChinese<One>>(Props { entry }).await;
        assert!(
            page.contains("登录失败") && !page.contains("details"),
            "{page}"
        );
    }
}
