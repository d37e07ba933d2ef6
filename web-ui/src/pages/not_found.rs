//! An address that is no page.

use yew::prelude::*;
use yew_router::prelude::*;

use crate::{
    components::{Empty, PageHead, Symbol},
    i18n::use_i18n,
    route::Route,
};

#[component]
pub fn NotFound() -> Html {
    let i18n = use_i18n();
    html! {
        <>
            <PageHead title={i18n.t("not-found-title")} />
            <Empty symbol={Symbol::Shuffle} title={i18n.t("not-found-text")}>
                <Link<Route> to={Route::Overview}>{ i18n.t("back-to-overview") }</Link<Route>>
            </Empty>
        </>
    }
}
