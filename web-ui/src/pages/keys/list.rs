//! The list of client keys, with what narrows it.

use std::rc::Rc;

use patternfly_yew::prelude::{Button, ButtonVariant};
use routex_entity::api::{AnalyticsBreakdown, ClientKey, Page};
use yew::prelude::*;
use yew_router::prelude::*;

use super::{
    Wish, row,
    standing::{Standing, is_wanted},
};
use crate::{
    components::{Empty, SelectField, Symbol, TextField, use_now},
    i18n::use_i18n,
    route::use_query,
};

const RENEWED_MS: u32 = 10_000;
const COLUMNS: [&str; 7] = [
    "keys-name",
    "keys-state",
    "keys-may",
    "keys-limits",
    "keys-budgets",
    "keys-month",
    "keys-actions",
];

#[derive(Clone, Properties, PartialEq)]
pub struct Props {
    pub keys: Rc<Page<ClientKey>>,
    /// What they used lately. `None`: nobody knows yet.
    pub used: Option<Rc<AnalyticsBreakdown>>,
    pub onwish: Callback<(Wish, Rc<ClientKey>)>,
    pub new: Callback<()>,
}

#[component]
pub fn List(props: &Props) -> Html {
    let i18n = use_i18n();
    let now = use_now(RENEWED_MS);
    let (query, navigator) = (use_query(), use_navigator());
    if props.keys.items.is_empty() {
        return html! {
            <Empty symbol={Symbol::Key} title={i18n.t("keys-none")}>
                <p>{ i18n.t("keys-none-text") }</p>
                <Button
                    variant={ButtonVariant::Link}
                    label={i18n.t("keys-new").to_string()}
                    onclick={props.new.reform(|_| ())}
                />
            </Empty>
        };
    }
    let (text, standing) = (
        query.get("q").unwrap_or_default().to_owned(),
        query.get("state").unwrap_or_default().to_owned(),
    );
    let keys = props.keys.items.iter();
    let wanted: Vec<_> = keys
        .filter(|key| is_wanted(key, &text, &standing, now))
        .collect();
    let narrow = |name: &'static str| {
        let query = query.clone();
        Callback::from(move |value: String| query.set(name, &value))
    };
    let states = Standing::ALL.map(|one| (AttrValue::from(one.name()), i18n.t(one.word())));
    let any = (AttrValue::from(""), i18n.t("keys-any-state"));
    html! {
        <section class="pf-v6-c-card rx-panel rx-panel__body">
            <div class="rx-filters">
                <TextField
                    id="keys-search"
                    label={i18n.t("keys-search")}
                    placeholder={i18n.t("keys-search-help")}
                    value={text}
                    onchange={narrow("q")}
                />
                <SelectField
                    id="keys-state"
                    label={i18n.t("keys-state")}
                    value={standing}
                    options={std::iter::once(any).chain(states).collect::<Vec<_>>()}
                    onchange={narrow("state")}
                />
                <p class="rx-faint rx-filters__count" aria-live="polite">
                    { i18n.with("keys-count", [
                        ("shown", wanted.len().into()),
                        ("count", props.keys.items.len().into()),
                    ]) }
                </p>
            </div>
            if wanted.is_empty() {
                <Empty symbol={Symbol::Search} title={i18n.t("keys-no-match")} />
            } else {
                <table
                    class="pf-v6-c-table pf-m-compact pf-m-grid-md rx-table rx-keys"
                    aria-label={i18n.t("keys-title")}
                >
                    <thead class="pf-v6-c-table__thead">
                        <tr class="pf-v6-c-table__tr">
                            { for COLUMNS.map(|name| html! {
                                <th class="pf-v6-c-table__th" scope="col">
                                    <span class={(name == "keys-actions").then_some("pf-v6-screen-reader")}>
                                        { i18n.t(name) }
                                    </span>
                                </th>
                            }) }
                        </tr>
                    </thead>
                    <tbody class="pf-v6-c-table__tbody">
                        { for wanted.into_iter().map(|key| {
                            let used = props.used.as_ref().and_then(|used| {
                                used.rows.iter().find(|row| row.name.as_deref() == Some(&key.name))
                            });
                            let used = used.map(|row| &row.figures);
                            let wish = {
                                let key = Rc::new(key.clone());
                                props.onwish.reform(move |wish| (wish, Rc::clone(&key)))
                            };
                            row::view(&i18n, key, used, now, &wish, navigator.as_ref())
                        }) }
                    </tbody>
                </table>
            }
        </section>
    }
}

#[cfg(test)]
mod tests {
    use routex_entity::{
        BudgetWindow,
        api::{BudgetStanding, Usd},
    };

    use super::*;
    use crate::testing::{InChinese, client_key, now, render};

    fn props(keys: Vec<ClientKey>) -> Props {
        Props {
            keys: Rc::new(Page::whole(keys)),
            used: None,
            onwish: Callback::noop(),
            new: Callback::noop(),
        }
    }

    #[tokio::test]
    async fn a_key_says_what_it_may_and_what_it_has_used() {
        let mut key = client_key("laptop");
        key.models = vec!["gpt-5".to_owned()];
        key.rpm = 60;
        key.tpm = 200_000;
        key.expires_at = Some(now());
        key.declared = true;
        key.budgets.push(BudgetStanding {
            window: BudgetWindow::Month,
            usd: Usd::from_nanos(20_000_000_000),
            spent_usd: Usd::from_nanos(15_500_000_000),
            reserved_usd: Usd::default(),
            resets_at: None,
        });
        let page = render::<List>(props(vec![key])).await;
        for part in [
            "laptop",
            "rx-abcdef",
            "gpt-5",
            "60 requests / min",
            "200,000 tokens / min",
            "$15.50 of $20.00",
            "Month",
            "Configuration file",
            "rx-meter--raised",
        ] {
            assert!(page.contains(part), "{part} is missing in {page}");
        }
        assert!(!page.contains("style="), "{page}");
    }

    #[tokio::test]
    async fn without_keys_it_says_what_to_do() {
        let page = render::<InChinese<List>>(props(Vec::new())).await;
        assert!(page.contains("新建密钥"), "{page}");
    }
}
