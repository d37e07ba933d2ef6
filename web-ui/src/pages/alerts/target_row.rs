//! A target in the list, which can be tried there.

use std::rc::Rc;

use routex_entity::{
    Severity,
    api::{AlertTarget, AlertTargetTest},
};
use yew::prelude::*;

use super::names;
use crate::{
    api::{use_api, use_call},
    components::{FailureNote, Icon, Spinner, Symbol},
    format::duration::milliseconds,
    i18n::{I18n, use_i18n},
};

#[derive(Clone, Properties, PartialEq)]
pub struct Props {
    pub target: AlertTarget,
    pub onedit: Callback<AlertTarget>,
    pub ondelete: Callback<AlertTarget>,
}

#[component]
pub fn TargetRow(props: &Props) -> Html {
    let i18n = use_i18n();
    let (api, call) = (use_api(), use_call());
    let result = use_state(|| None::<Rc<AlertTargetTest>>);
    let target = &props.target;
    let test = {
        let (call, result) = (call.clone(), result.setter());
        let path = format!("/alerts/targets/{}/test", target.id);
        Callback::from(move |_: MouseEvent| {
            let (api, path, result) = (api.clone(), path.clone(), result.clone());
            result.set(None);
            let trying = async move { api.act::<AlertTargetTest>(&path).await };
            call.start(trying, move |tried| result.set(Some(Rc::new(tried))));
        })
    };
    let act = |name: &str, onclick: Callback<MouseEvent>| {
        html! {
            <button type="button" class="pf-v6-c-button pf-m-link rx-flush" {onclick}>{ i18n.t(name) }</button>
        }
    };
    let with_target = |callback: &Callback<AlertTarget>| {
        let target = target.clone();
        callback.reform(move |_: MouseEvent| target.clone())
    };
    html! {
        <tr class="pf-v6-c-table__tr">
            <td class="pf-v6-c-table__td" data-label={i18n.t("alerts-target-name")}>
                <span class="rx-target__name">{ &target.name }</span>
                if target.declared { <span class="rx-faint rx-target__note">{ i18n.t("alerts-declared") }</span> }
                if !target.enabled { <span class="rx-faint rx-target__note">{ i18n.t("alerts-target-off") }</span> }
            </td>
            <td class="pf-v6-c-table__td" data-label={i18n.t("alerts-target-where")}>
                { i18n.t(names::target(target.kind)) }
                <span class="rx-faint rx-target__note rx-mono">{ place(target) }</span>
            </td>
            <td class="pf-v6-c-table__td" data-label={i18n.t("alerts-target-wants")}>{ wants(target, &i18n) }</td>
            <td class="pf-v6-c-table__td" data-label={i18n.t("alerts-target-do")}>
                <div class="rx-target__acts">
                    <button type="button" class="pf-v6-c-button pf-m-secondary" disabled={call.busy} onclick={test}>
                        if call.busy { <Spinner />{ " " } }
                        { i18n.t("alerts-target-test") }
                    </button>
                    if !target.declared {
                        { act("alerts-target-edit", with_target(&props.onedit)) }
                        { act("alerts-target-delete", with_target(&props.ondelete)) }
                    }
                </div>
                if let Some(failure) = call.failure.clone() {
                    <FailureNote {failure} />
                }
                <div role="status">
                    if let Some(tried) = &*result { { outcome(tried, &i18n) } }
                </div>
            </td>
        </tr>
    }
}

fn outcome(tried: &AlertTargetTest, i18n: &I18n) -> Html {
    let (class, symbol, name) = match tried.ok {
        true => (
            "rx-end rx-end--good",
            Symbol::CheckCircle,
            "alerts-test-good",
        ),
        false => ("rx-end rx-end--bad", Symbol::Alert, "alerts-test-bad"),
    };
    let status = tried.status.map(|status| format!(" · HTTP {status}"));
    html! {
        <p class="rx-target__result">
            <span {class}><Icon {symbol} />{ i18n.t(name) }</span>
            { status }{ " · " }{ milliseconds(tried.latency_ms) }
            if let Some(error) = &tried.error { <span class="rx-error rx-target__note">{ error }</span> }
        </p>
    }
}

fn place(target: &AlertTarget) -> String {
    match &target.chat_id {
        Some(chat) => format!("{} · {chat}", target.origin),
        None => target.origin.clone(),
    }
}

fn wants(target: &AlertTarget, i18n: &I18n) -> Html {
    let severity = match target.min_severity {
        Severity::Info => i18n.t("alerts-wants-all"),
        severity => i18n.with(
            "alerts-wants-from",
            [(
                "severity",
                i18n.t(names::severity(severity)).as_str().into(),
            )],
        ),
    };
    let kinds = target.kinds.iter().map(|kind| i18n.t(names::kind(*kind).0));
    let kinds = kinds.collect::<Vec<_>>().join(", ");
    html! {
        <>
            { severity }
            if !kinds.is_empty() { <span class="rx-faint rx-target__note">{ kinds }</span> }
        </>
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::testing::{InChinese, render};

    fn props(declared: bool) -> Props {
        let target = serde_json::from_value(json!({
            "id": uuid::Uuid::nil(), "name": "ops", "kind": "slack", "origin": "https://hooks.slack.com",
            "has_secret": false, "chat_id": null, "has_proxy": false, "allow_private_network": false, "language": "en",
            "min_severity": "warning", "kinds": ["no_route"], "enabled": true, "declared": declared,
        }));
        Props {
            target: target.unwrap(),
            onedit: Callback::noop(),
            ondelete: Callback::noop(),
        }
    }

    #[tokio::test]
    async fn a_declared_target_can_be_tried_and_nothing_else() {
        let page = render::<TargetRow>(props(true)).await;
        assert!(
            page.contains(">Test<") && page.contains("From the file"),
            "{page}"
        );
        assert!(
            !page.contains(">Delete<") && !page.contains(">Edit<"),
            "{page}"
        );

        let page = render::<InChinese<TargetRow>>(props(false)).await;
        assert!(
            page.contains("删除") && page.contains("无可用渠道"),
            "{page}"
        );
    }
}
