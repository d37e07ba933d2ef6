//! Requests that went on elsewhere lately: from where, why, and how that ended.

use std::rc::Rc;

use routex_entity::api::FailoverEvent;
use yew::prelude::*;

use crate::{
    components::{Empty, Icon, Symbol, outcome_label, use_now, use_ways, way},
    format::time::relative,
    i18n::use_i18n,
    route::Route,
    words,
};

const RENEWED_MS: u32 = 5_000;

#[derive(Clone, Properties, PartialEq)]
pub struct Props {
    /// The newest first.
    pub failovers: Rc<Vec<FailoverEvent>>,
}

#[component]
pub fn Failovers(props: &Props) -> Html {
    let i18n = use_i18n();
    let ways = use_ways();
    let now = use_now(RENEWED_MS);
    if props.failovers.is_empty() {
        return html! {
            <Empty symbol={Symbol::Shuffle} title={i18n.t("no-failovers")}>
                <p>{ i18n.t("no-failovers-text") }</p>
            </Empty>
        };
    }
    html! {
            <table
                class="pf-v6-c-table pf-m-compact pf-m-grid-md rx-table"
                aria-label={i18n.t("failovers-title")}
            >
                <thead class="pf-v6-c-table__thead">
                    <tr class="pf-v6-c-table__tr">
                        { for ["failover-when", "failover-model", "failover-way", "failover-reason", "failover-end"]
                            .map(|name| html! {
                                <th class="pf-v6-c-table__th" scope="col">{ i18n.t(name) }</th>
                            }) }
                    </tr>
                </thead>
                <tbody class="pf-v6-c-table__tbody">
                    { for props.failovers.iter().map(|failover| html! {
                        <tr class="pf-v6-c-table__tr" key={failover.request_id.to_string()}>
                            <td data-label={i18n.t("failover-when")} class="pf-v6-c-table__td rx-nowrap" title={failover.at.to_rfc3339()}>
                                { way(
                                    &ways,
                                    Route::Request { id: failover.request_id },
                                    "",
                                    "",
                                    html! { relative(&i18n, failover.at, now.max(failover.at)) },
                                ) }
                            </td>
                            <td data-label={i18n.t("failover-model")} class="pf-v6-c-table__td">
                                <span class="rx-mono">{ &failover.model }</span>
                            </td>
                            <td data-label={i18n.t("failover-way")} class="pf-v6-c-table__td">
                                <span class="rx-way">
                                    <span>{ &failover.from }</span>
                                    <Icon symbol={Symbol::ArrowRight} label={i18n.t("failover-to")} />
                                    <span>{ &failover.to }</span>
                                </span>
                            </td>
                            <td data-label={i18n.t("failover-reason")} class="pf-v6-c-table__td" title={failover.error.clone()}>
                                { i18n.t(words::outcome(failover.reason)) }
                            </td>
                            <td data-label={i18n.t("failover-end")} class="pf-v6-c-table__td">{ outcome_label(&i18n, failover.outcome) }</td>
                        </tr>
                    }) }
                </tbody>
            </table>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{failover, render};

    #[tokio::test]
    async fn a_failover_says_from_where_to_where_and_why() {
        let page = render::<Failovers>(Props {
            failovers: Rc::new(vec![failover(1)]),
        })
        .await;
        for text in ["eu-1", "us-1", "Overloaded", "Success", "claude-sonnet-4-6"] {
            assert!(page.contains(text), "{text} is missing in {page}");
        }
    }

    #[tokio::test]
    async fn without_failovers_it_says_so() {
        let page = render::<Failovers>(Props {
            failovers: Rc::default(),
        })
        .await;
        assert!(page.contains("No failovers"), "{page}");
    }
}
