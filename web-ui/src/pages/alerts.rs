//! What is wrong and what was, who is told of it, and by which rules.

mod card;
mod list;
mod look_again;
mod names;
mod rules;
mod rules_draft;
mod target_draft;
mod target_form;
mod target_row;
mod targets;

use yew::prelude::*;

use crate::{
    components::{PageHead, Tabs},
    i18n::use_i18n,
    route::use_query,
};
use list::List;
use rules::Rules;
use targets::Targets;

const TABS: [(&str, &str); 3] = [
    ("list", "alerts-tab-list"),
    ("targets", "alerts-tab-targets"),
    ("rules", "alerts-tab-rules"),
];

#[component]
pub fn Alerts() -> Html {
    let i18n = use_i18n();
    let query = use_query();
    let asked = query.get("tab");
    let known = TABS.iter().find(|(name, _)| Some(*name) == asked);
    let chosen = known.map_or("list", |(name, _)| name);
    let onchange = Callback::from(move |tab: &'static str| {
        query.set("tab", if tab == "list" { "" } else { tab });
    });
    let content = match chosen {
        "targets" => html! { <Targets /> },
        "rules" => html! { <Rules /> },
        _ => html! { <List /> },
    };
    html! {
        <>
            <PageHead title={i18n.t("alerts-title")} text={i18n.t("alerts-text")} />
            <div>
                <Tabs
                    label={i18n.t("alerts-title")}
                    tabs={TABS.map(|(name, text)| (name, i18n.t(text))).to_vec()}
                    {chosen}
                    {onchange}
                >
                    { content }
                </Tabs>
            </div>
        </>
    }
}
