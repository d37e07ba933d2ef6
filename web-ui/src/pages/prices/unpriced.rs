//! Models that were asked for and whose price nobody knows.

use routex_entity::api::{AnalyticsBreakdown, PriceInput};
use yew::prelude::*;

use super::draft::Draft;
use crate::{
    api::use_loaded,
    browser,
    components::{Notice, Tone},
    i18n::use_i18n,
};

const DAYS: i64 = 30;
/// Names that are shown.
const MOST: usize = 12;

#[derive(Properties, PartialEq)]
pub struct Props {
    pub edit: Callback<(Draft, Option<PriceInput>)>,
}

/// Nothing, as long as all prices are known.
#[component]
pub fn Unpriced(props: &Props) -> Html {
    let i18n = use_i18n();
    let path = use_memo((), |()| {
        let from = browser::now() - chrono::TimeDelta::days(DAYS);
        let from = from.timestamp_millis();
        AttrValue::from(format!(
            "/analytics/breakdown?group_by=model&limit=100&from={from}"
        ))
    });
    let models = use_loaded::<AnalyticsBreakdown>((*path).clone()).data;
    let Some(models) = models else {
        return Html::default();
    };
    let names = unpriced(&models);
    if names.is_empty() {
        return Html::default();
    }
    html! {
        <Notice tone={Tone::Warning} title={i18n.with("prices-unknown", [("count", (names.len() as u64).into())])}>
            <p>{ i18n.t("prices-unknown-text") }</p>
            <p class="rx-prices__unknown">
                { for names.into_iter().take(MOST).map(|name| {
                    let draft = Draft::named(&name);
                    html! {
                        <button
                            type="button"
                            class="pf-v6-c-button pf-m-secondary pf-m-small"
                            onclick={props.edit.reform(move |_| (draft.clone(), None))}
                        >
                            { name }
                        </button>
                    }
                }) }
            </p>
        </Notice>
    }
}

fn unpriced(models: &AnalyticsBreakdown) -> Vec<String> {
    let rows = models.rows.iter().filter(|row| {
        let metrics = row.figures.metrics.as_ref();
        metrics.is_some_and(|metrics| metrics.cost_unknown_requests > 0)
    });
    rows.filter_map(|row| row.name.clone()).collect()
}
