//! What tokens cost: the operator's prices, those of the catalogue, and what past requests cost by them.

mod catalogue;
mod draft;
mod editor;
mod filter;
mod own;
mod rates;
mod recompute;
mod refresh;
mod row;
mod unpriced;

use routex_entity::{
    EventKind,
    api::{Page, Price, PriceInput},
};
use yew::prelude::*;

use crate::{
    api::use_loaded,
    components::PageHead,
    i18n::use_i18n,
    live::{Heard, use_live},
};
use catalogue::Catalogue;
use draft::Draft;
use editor::Editor;
use own::Own;
use recompute::Recompute;
use refresh::Refresh;
use unpriced::Unpriced;

const KINDS: &[EventKind] = &[EventKind::Config];

/// What stands in front of the page.
#[derive(Clone, PartialEq)]
enum Open {
    /// A price, and the one whose place it takes.
    Editor(Box<(Draft, Option<PriceInput>)>),
    Refresh,
    Recompute,
}

#[component]
pub fn Prices() -> Html {
    let i18n = use_i18n();
    let open = use_state(|| None::<Open>);
    let prices = use_loaded::<Page<Price>>("/prices".into());
    let heard = {
        let reload = prices.reload.clone();
        Callback::from(move |heard: Heard| match heard {
            Heard::Config(change)
                if !["prices", "configuration"].contains(&change.resource.as_str()) => {}
            _ => reload.emit(()),
        })
    };
    use_live(KINDS, heard);

    let show = |what: Open| {
        let open = open.setter();
        Callback::from(move |_: MouseEvent| open.set(Some(what.clone())))
    };
    let onclose = {
        let open = open.setter();
        Callback::from(move |()| open.set(None))
    };
    let edit = {
        let open = open.setter();
        Callback::from(move |edited| open.set(Some(Open::Editor(Box::new(edited)))))
    };
    let onsaved = {
        let (open, replace) = (open.setter(), prices.replace.clone());
        Callback::from(move |page: Page<Price>| {
            replace.emit(page);
            open.set(None);
        })
    };
    let dialog = match (*open).clone() {
        None => Html::default(),
        Some(Open::Editor(edited)) => {
            let (draft, known) = *edited;
            html! { <Editor {draft} {known} {onsaved} {onclose} /> }
        }
        Some(Open::Refresh) => {
            html! { <Refresh ondone={prices.reload.clone()} {onclose} /> }
        }
        Some(Open::Recompute) => html! { <Recompute {onclose} /> },
    };
    html! {
        <>
            <PageHead title={i18n.t("prices-title")} text={i18n.t("prices-text")}>
                <div class="rx-prices__tools">
                    <button type="button" class="pf-v6-c-button pf-m-secondary" onclick={show(Open::Refresh)}>
                        { i18n.t("prices-refresh") }
                    </button>
                    <button type="button" class="pf-v6-c-button pf-m-secondary" onclick={show(Open::Recompute)}>
                        { i18n.t("prices-recompute") }
                    </button>
                    <button
                        type="button"
                        class="pf-v6-c-button pf-m-primary"
                        onclick={show(Open::Editor(Box::default()))}
                    >
                        { i18n.t("prices-new") }
                    </button>
                </div>
            </PageHead>
            <Unpriced edit={edit.clone()} />
            { prices.view(|page| html! {
                <>
                    <Own prices={page.clone()} edit={edit.clone()} onsaved={prices.replace.clone()} />
                    <Catalogue prices={page.clone()} {edit} />
                </>
            }) }
            { dialog }
        </>
    }
}
