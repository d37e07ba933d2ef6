//! The operator's prices, which stand in for those of the catalogue.

use std::rc::Rc;

use routex_entity::api::{Page, Price, PriceInput, PriceOverrides, PriceSource};
use yew::prelude::*;

use super::{
    draft::{self, Draft, Overtaken},
    row::{head, row},
};
use crate::{
    api::{Api, Failure, use_api, use_call},
    components::{Confirm, Empty, Notice, Panel, Symbol, Toast, Tone, use_toast},
    i18n::use_i18n,
};

#[derive(Properties, PartialEq)]
pub struct Props {
    pub prices: Rc<Page<Price>>,
    pub edit: Callback<(Draft, Option<PriceInput>)>,
    pub onsaved: Callback<Page<Price>>,
}

#[component]
pub fn Own(props: &Props) -> Html {
    let i18n = use_i18n();
    let (api, call, toast) = (use_api(), use_call(), use_toast());
    let removing = use_state(|| None::<PriceInput>);
    let overtaken = use_state_eq(|| false);
    let own = props.prices.items.iter();
    let own: Vec<_> = own
        .filter(|price| price.source == PriceSource::Operator)
        .collect();
    let link = |name: &str, onclick: Callback<MouseEvent>| {
        html! {
            <button type="button" class="pf-v6-c-button pf-m-link rx-flush" {onclick}>{ i18n.t(name) }</button>
        }
    };
    let acts = |price: &PriceInput| {
        let (edited, removed) = (price.clone(), price.clone());
        let removing = removing.setter();
        html! {
            <>
                { link("prices-edit", props.edit.reform(move |_| (Draft::of(&edited), Some(edited.clone())))) }
                { link("prices-remove", Callback::from(move |_| removing.set(Some(removed.clone())))) }
            </>
        }
    };
    let onclose = {
        let (removing, overtaken, call) = (removing.setter(), overtaken.setter(), call.clone());
        Callback::from(move |()| {
            call.forget();
            overtaken.set(false);
            removing.set(None);
        })
    };
    let onconfirm = {
        let (call, removing, overtaken) = (call.clone(), removing.clone(), overtaken.setter());
        let (onsaved, title) = (props.onsaved.clone(), i18n.t("prices-removed"));
        Callback::from(move |()| {
            let Some(price) = (*removing).clone() else {
                return;
            };
            let (api, toast, title) = (api.clone(), toast.clone(), title.clone());
            let (removing, overtaken, onsaved) =
                (removing.setter(), overtaken.clone(), onsaved.clone());
            let saving = save(api, move |list| draft::take(list, &price));
            call.start(saving, move |saved| match saved {
                Ok(page) => {
                    removing.set(None);
                    onsaved.emit(page);
                    toast.emit(Toast {
                        tone: Tone::Success,
                        title,
                        detail: None,
                    });
                }
                Err(Overtaken) => overtaken.set(true),
            });
        })
    };
    html! {
        <Panel title={i18n.t("prices-own")}>
            if own.is_empty() {
                <Empty symbol={Symbol::Coin} title={i18n.t("prices-none-own")}>
                    <p>{ i18n.t("prices-none-own-text") }</p>
                </Empty>
            } else {
                <table class="pf-v6-c-table pf-m-compact pf-m-grid-md rx-table" aria-label={i18n.t("prices-own")}>
                    { head("prices-for", &i18n) }
                    <tbody class="pf-v6-c-table__tbody">
                        { for own.into_iter().map(|price| {
                            let of = match &price.price.channel {
                                Some(channel) => html! { { channel } },
                                None => html! { { i18n.t("prices-all-channels") } },
                            };
                            row(price, ("prices-for", of), acts(&price.price), &i18n)
                        }) }
                    </tbody>
                </table>
            }
            if let Some(price) = &*removing {
                <Confirm
                    title={i18n.with("prices-remove-title", [("model", price.model.as_str().into())])}
                    action={i18n.t("prices-remove")}
                    danger=true
                    busy={call.busy}
                    failure={call.failure.clone()}
                    {onconfirm}
                    {onclose}
                >
                    <p>{ i18n.t("prices-remove-text") }</p>
                    if *overtaken {
                        <Notice tone={Tone::Warning} title={i18n.t("prices-overtaken")} />
                    }
                </Confirm>
            }
        </Panel>
    }
}

/// Reads the operator's prices as they are now, changes them and saves all of them: what others did since the page was
/// read is not lost.
pub async fn save(
    api: Api,
    change: impl FnOnce(Vec<PriceInput>) -> Result<Vec<PriceInput>, Overtaken>,
) -> Result<Result<Page<Price>, Overtaken>, Failure> {
    let now: Page<Price> = api.get("/prices?source=operator").await?;
    let list = now.items.into_iter().map(|price| price.price).collect();
    match change(list) {
        Ok(items) => Ok(Ok(api.put("/prices", &PriceOverrides { items }).await?)),
        Err(overtaken) => Ok(Err(overtaken)),
    }
}
