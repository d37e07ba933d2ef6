//! Alerts that last, then those that are over, and what became of their messages.

use routex_entity::{
    AlertKind, AlertState, EventKind,
    api::{Alert, Page},
};
use yew::prelude::*;

use super::{card, look_again::LookAgain, names};
use crate::{
    api::{use_loaded, with_query},
    browser,
    components::{Empty, Icon, Panel, SelectField, Symbol, use_now},
    i18n::{I18n, use_i18n},
    live::{Heard, use_live},
    route::{Query, use_query},
};

const KINDS: &[EventKind] = &[
    EventKind::Stats,
    EventKind::Channel,
    EventKind::Request,
    EventKind::Config,
];
const RENEWED_MS: u32 = 5_000;
const STEP: usize = 50;
/// As many as Routex gives at once.
const MOST: usize = 500;

#[component]
pub fn List() -> Html {
    let i18n = use_i18n();
    let query = use_query();
    let now = use_now(RENEWED_MS);
    let limit = use_state_eq(|| STEP);
    let own = |name: &str| query.get(name).map(str::to_owned);
    let path = with_query(
        "/alerts",
        [
            ("state", own("state")),
            ("kind", own("kind")),
            ("limit", Some(limit.to_string())),
        ],
    );
    let alerts = use_loaded::<Page<Alert>>(path.into());
    let again = use_mut_ref(LookAgain::default);
    // The stream outlives what is filtered for.
    let latest = use_mut_ref(Callback::<()>::noop);
    *latest.borrow_mut() = alerts.reload.clone();
    let heard = Callback::from(move |heard: Heard| {
        if again.borrow_mut().is_due(&heard, browser::now()) {
            let reload = latest.borrow().clone();
            reload.emit(());
        }
    });
    use_live(KINDS, heard);

    let filtered = query.get("state").is_some() || query.get("kind").is_some();
    let more = {
        let limit = limit.clone();
        Callback::from(move |_| limit.set((*limit + STEP).min(MOST)))
    };
    html! {
        <div class="rx-alerts">
            <div class="rx-alerts__filters">
                { filters(&query, &i18n) }
                <button
                    type="button"
                    class="pf-v6-c-button pf-m-secondary"
                    disabled={alerts.busy}
                    onclick={alerts.reload.reform(|_| ())}
                >
                    { i18n.t("alerts-look-again") }
                </button>
            </div>
            { alerts.view(|page| {
                let (firing, over): (Vec<&Alert>, Vec<_>) =
                    page.items.iter().partition(|alert| alert.state == AlertState::Firing);
                let cards = |alerts: Vec<&Alert>| html! {
                    <div class="rx-alerts__list">
                        { for alerts.into_iter().map(|alert| card::card(alert, now.max(browser::now()), &i18n)) }
                    </div>
                };
                html! {
                    <>
                        if !firing.is_empty() {
                            <Panel title={i18n.with("alerts-lasting", [("count", (firing.len() as u64).into())])}>
                                { cards(firing) }
                            </Panel>
                        } else if !filtered {
                            <p class="rx-alerts__calm"><Icon symbol={Symbol::CheckCircle} />{ i18n.t("alerts-calm") }</p>
                        }
                        if !over.is_empty() {
                            <Panel title={i18n.t("alerts-over")}>{ cards(over) }</Panel>
                        }
                        if page.items.is_empty() {
                            { empty(filtered, &i18n) }
                        }
                        if page.next_cursor.is_some() && *limit < MOST {
                            <button type="button" class="pf-v6-c-button pf-m-secondary rx-alerts__more" onclick={more}>
                                { i18n.t("alerts-more") }
                            </button>
                        } else if page.next_cursor.is_some() {
                            <p class="rx-faint">{ i18n.with("alerts-most", [("count", (MOST as u64).into())]) }</p>
                        }
                    </>
                }
            }) }
        </div>
    }
}

fn empty(filtered: bool, i18n: &I18n) -> Html {
    let (title, text) = match filtered {
        true => ("alerts-none-fit", "alerts-none-fit-text"),
        false => ("alerts-none", "alerts-none-text"),
    };
    html! {
        <Empty symbol={Symbol::Bell} title={i18n.t(title)}>
            <p>{ i18n.t(text) }</p>
        </Empty>
    }
}

fn filters(query: &Query, i18n: &I18n) -> Html {
    let set = |name: &'static str| {
        let query = query.clone();
        Callback::from(move |value: String| query.set(name, &value))
    };
    let all = || (AttrValue::default(), i18n.t("alerts-all"));
    let states = [("firing", "alerts-firing"), ("resolved", "alerts-resolved")]
        .map(|(value, text)| (AttrValue::Static(value), i18n.t(text)));
    let kinds = AlertKind::ALL.iter().map(|kind| {
        (
            AttrValue::Static(kind.as_str()),
            i18n.t(names::kind(*kind).0),
        )
    });
    let value = |name: &str| AttrValue::from(query.get(name).unwrap_or_default().to_owned());
    html! {
        <>
            <SelectField
                id="alerts-state"
                label={i18n.t("alerts-state")}
                value={value("state")}
                options={std::iter::once(all()).chain(states).collect::<Vec<_>>()}
                onchange={set("state")}
            />
            <SelectField
                id="alerts-kind"
                label={i18n.t("alerts-kind")}
                value={value("kind")}
                options={std::iter::once(all()).chain(kinds).collect::<Vec<_>>()}
                onchange={set("kind")}
            />
        </>
    }
}
