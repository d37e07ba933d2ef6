//! Settings: what concerns the installation as a whole, and who operates it.

mod account;
mod export;
mod general;
mod import;
mod status;
mod token_form;
mod tokens;

use yew::prelude::*;

use crate::{
    browser,
    components::{PageHead, Tabs},
    i18n::use_i18n,
    route::use_query,
};
use account::Account;
use export::Exporting;
use general::General;
use import::Importing;
use status::Standing;
use tokens::Tokens;

/// Name in the address, and of the text.
const TABS: [(&str, &str); 5] = [
    ("general", "settings-general"),
    ("account", "settings-account"),
    ("tokens", "settings-tokens"),
    ("transfer", "settings-transfer"),
    ("status", "settings-status"),
];

#[component]
pub fn Settings() -> Html {
    let i18n = use_i18n();
    let query = use_query();
    // Whether something was typed that another tab would lose.
    let unsaved = use_state_eq(|| false);
    let asked = query.get("tab").unwrap_or_default();
    let chosen = TABS.iter().find(|(name, _)| *name == asked);
    let (chosen, _) = chosen.copied().unwrap_or(TABS[0]);
    let onchange = {
        let (query, unsaved, question) =
            (query.clone(), unsaved.clone(), i18n.t("discard-changes"));
        Callback::from(move |tab: &'static str| {
            if !*unsaved || browser::confirmed(&question) {
                unsaved.set(false);
                query.set("tab", tab);
            }
        })
    };
    let onunsaved = {
        let unsaved = unsaved.setter();
        use_callback((), move |changed, ()| unsaved.set(changed))
    };
    let content = match chosen {
        "account" => html! { <Account {onunsaved} /> },
        "tokens" => html! { <Tokens /> },
        "transfer" => html! { <><Exporting /><Importing /></> },
        "status" => html! { <Standing /> },
        _ => html! { <General {onunsaved} /> },
    };
    let tabs: Vec<_> = TABS
        .iter()
        .map(|(name, text)| (*name, i18n.t(text)))
        .collect();
    html! {
        <>
            <PageHead title={i18n.t("settings-title")} text={i18n.t("settings-text")} />
            <Tabs label={i18n.t("settings-title")} {tabs} {chosen} {onchange}>
                <div class="rx-settings">{ content }</div>
            </Tabs>
        </>
    }
}
