//! Routing: how requests find their channel, and a dry run that says where one would go.

mod draft;
mod dry_run;
mod form;
mod overrides;
mod row;
mod setting;
mod settings;

use yew::prelude::*;
use yew_router::{prelude::*, query::Raw};

use crate::{
    components::{PageHead, Tabs},
    i18n::use_i18n,
    route::Route,
};
use dry_run::DryRun;
use settings::Settings;

const SETTINGS: &str = "settings";
const DRY_RUN: &str = "dry-run";

/// Name of the pair in the address that says which face is shown.
const TAB: &str = "tab";

#[component]
pub fn Routing() -> Html {
    let i18n = use_i18n();
    let navigator = use_navigator();
    let query = use_location().map_or_else(String::new, |at| at.query_str().to_owned());
    let chosen = tab(&query);
    // Kept once it was there: nothing that was typed is lost by a look at the other.
    let visited = use_mut_ref(|| false);
    *visited.borrow_mut() |= chosen == DRY_RUN;
    let visited = *visited.borrow();

    // Whoever comes back to the dry run comes back to the question.
    let last = use_mut_ref(|| format!("{TAB}={DRY_RUN}"));
    if chosen == DRY_RUN {
        query
            .trim_start_matches('?')
            .clone_into(&mut last.borrow_mut());
    }
    let onchange = Callback::from(move |tab: &'static str| match tab {
        DRY_RUN => go(navigator.as_ref(), &last.borrow()),
        tab => go(navigator.as_ref(), &format!("{TAB}={tab}")),
    });
    let tabs = vec![
        (SETTINGS, i18n.t("routing-tab-settings")),
        (DRY_RUN, i18n.t("routing-tab-dry-run")),
    ];
    html! {
        <>
            <PageHead title={i18n.t("routing-title")} text={i18n.t("routing-text")} />
            <div>
                <Tabs label={i18n.t("routing-title")} {tabs} {chosen} {onchange}>
                    <div hidden={chosen != SETTINGS}><Settings /></div>
                    <div hidden={chosen != DRY_RUN}>
                        if visited {
                            <DryRun {query} shown={chosen == DRY_RUN} />
                        }
                    </div>
                </Tabs>
            </div>
        </>
    }
}

/// To this page with something else in its address, as a step that one can come back from.
fn go(navigator: Option<&Navigator>, query: &str) {
    if let Some(navigator) = navigator {
        let Ok(()) = navigator.push_with_query(&Route::Routing, Raw(query));
    }
}

fn tab(query: &str) -> &'static str {
    let mut pairs = form_urlencoded::parse(query.trim_start_matches('?').as_bytes());
    match pairs.any(|(name, value)| name == TAB && value == DRY_RUN) {
        true => DRY_RUN,
        false => SETTINGS,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_says_which_face_is_shown() {
        assert_eq!(tab("?tab=dry-run&model=gpt-5"), DRY_RUN);
        assert_eq!(tab("?tab=else"), SETTINGS);
        assert_eq!(tab(""), SETTINGS);
    }
}
